// Predict first: a question, an answer that is locked in, and only then what shows it.

import { ask } from "kit/ask.js";
import { make } from "kit/dom.js";

/**
 * Make the panel. `questions` are {name, text, choices}; `answer(question, choice)` has the server
 * check it and set up what shows it, `show(question, number)` sets up one of several set-ups that do.
 * The tab's session keeps under `kept` which answers were right; `lock` is what the button says, and
 * `waiting` what is said until `seen()`.
 */
export function predict(questions, { kept, lock: lockWords, waiting, answer, show }) {
  let place = -1;
  let posed = null; // the question that is asked
  let verdict = null; // what the server says of the answer, kept back until it has been seen
  const tally = JSON.parse(sessionStorage.getItem(kept) ?? "{}");

  const count = make("p", { class: "tally" });
  const body = make("div", { class: "question" });
  const begin = make("button", { type: "button", class: "plain", onclick: () => go(Math.max(questions.findIndex(({ name }) => !(name in tally)), 0)) }, "Try one");
  const element = make("section", { class: "panel predict", "aria-label": "Predict first" },
    make("div", { class: "head" }, make("h2", {}, "Predict first"), count, begin), body);

  function score() {
    const done = questions.filter(({ name }) => name in tally);
    count.textContent = done.length ? `${done.filter(({ name }) => tally[name]).length} of ${done.length} right` : `${questions.length} questions`;
    begin.hidden = place >= 0;
  }

  function go(next) {
    place = (next + questions.length) % questions.length;
    verdict = null;
    const { name, text, choices } = questions[place];
    posed = ask({ legend: `${place + 1}. ${text}`, choices, lock: lockWords, locked: (choice) => answer(name, choice) });
    body.replaceChildren(posed.fieldset,
      make("div", { class: "actions" }, posed.button,
        make("button", { type: "button", class: "plain", onclick: () => go(place + 1) }, "Another question"),
        make("button", { type: "button", class: "plain", onclick: close }, "Close")));
    score();
  }

  function close() {
    place = -1;
    verdict = null;
    body.replaceChildren();
    score();
  }

  /** Say whether the answer was right, with what shows it. */
  function reveal() {
    const { question, right, choice, explanation, shown } = verdict;
    verdict = null;
    const isRight = right === choice;
    if (!(question in tally)) tally[question] = isRight;
    sessionStorage.setItem(kept, JSON.stringify(tally));
    posed.reveal([right], choice);
    body.querySelector(".checked")?.remove();
    body.querySelector("fieldset").after(make("div", { class: "checked", role: "status" },
      make("p", {}, make("strong", {}, isRight ? "✓ Right. " : `✗ No: ${questions[place].choices[right]} `), explanation),
      !shown.length ? null : make("div", { class: "actions" }, make("span", {}, "See it:"),
        ...shown.map((label, number) => make("button", { type: "button", class: "plain small", onclick: () => show(question, number) }, label)))));
    score();
  }

  score();
  return {
    element,
    /** Whether an answer is locked in that has not been told of. */
    get waits() { return verdict !== null; },
    /** Take the server's word on an answer; it is told when what shows it has been seen. */
    take(told) {
      if (questions[place]?.name !== told.question) return;
      verdict = told;
      body.querySelector("fieldset").after(make("div", { class: "checked" },
        make("p", {}, waiting),
        make("div", { class: "actions" }, make("button", { type: "button", class: "plain small", onclick: reveal }, "Tell me now"))));
    },
    /** What shows the answer has been seen. */
    seen() { if (verdict) reveal(); },
  };
}
