// What the page opens with: two questions, answered before anything is fitted; then fits, then new points.

import { make } from "kit/dom.js";

const KEPT = "curves:first"; // in the tab's session: whether the questions have been answered or skipped
export const ASK = 0, FITS = 1, TESTS = 2;

/** Whether this tab has been through it. */
export const isOver = () => sessionStorage.getItem(KEPT) !== null;

/**
 * Make the panel. `questions` are two {name, text, choices}: about the training points, and about new
 * ones; `go(stage)` has the next stage shown, `answer(question, choice)` asks the server for its word.
 */
export function first(questions, { go, answer }) {
  const chosen = new Map(); // name of a question -> place of the choice
  const told = new Map(); // name of a question -> the server's word on it
  const [training, fresh] = questions;
  const body = make("div", {});
  const heading = make("h2", {}, "Two questions first");
  const element = make("section", { class: "panel first", "aria-label": "Two questions first", hidden: true }, heading, body);
  let stage = TESTS;
  let taught = false; // a lesson asks its own question: here are only the buttons that show more

  const leave = () => {
    sessionStorage.setItem(KEPT, "over");
    element.hidden = true;
    if (stage !== TESTS) go(TESTS);
  };
  const button = (label, act, kind = "plain") => make("button", { type: "button", class: kind, onclick: act }, label);

  function ask() {
    const fit = button("Fit them", () => {
      for (const { name } of questions) answer(name, chosen.get(name));
      go(FITS);
    }, "plain play");
    fit.disabled = true;
    const group = ({ name, text, choices }) => make("fieldset", {}, make("legend", {}, text),
      make("div", { class: "options" }, ...choices.map((choice, place) => make("label", { class: "answer" },
        make("input", {
          type: "radio", name, onchange: () => {
            chosen.set(name, place);
            fit.disabled = chosen.size < questions.length;
          },
        }), make("span", {}, choice)))));
    body.replaceChildren(
      make("p", { class: "said" }, "Ten points: a straight line, y = 2x, and noise. Polynomials of degree 1, 3 and 10 are about to be fitted."),
      ...questions.map(group),
      make("div", { class: "actions" }, fit, button("Skip the questions", leave)));
  }

  function verdict({ name, choices }) {
    const word = told.get(name);
    if (!word) return make("p", { class: "checked" }, "…");
    const isRight = word.right === chosen.get(name);
    return make("div", { class: "checked", role: "status" }, make("p", {},
      make("strong", {}, isRight ? "✓ Right. " : `✗ You said “${choices[chosen.get(name)]}”; it is “${choices[word.right]}”. `), word.explanation));
  }

  /** In a lesson: what is to be seen next. */
  function renderPlain() {
    const [words, label, next, name] = stage === ASK ? ["The points are there. Nothing is fitted yet.", "Fit them", FITS, "fit"]
      : ["The fits have seen these points only.", "Show new points", TESTS, "test"];
    const more = button(label, () => go(next), "plain play");
    more.dataset.control = name;
    heading.textContent = stage === ASK ? "Fits" : "New points";
    body.replaceChildren(make("p", { class: "said" }, words), make("div", { class: "actions" }, more));
  }

  function render() {
    element.setAttribute("aria-label", taught ? "What is shown" : "Two questions first");
    if (taught) {
      renderPlain();
      return;
    }
    heading.textContent = ["Two questions first", "Which fits the training points best?", "Which predicts new points best?"][stage];
    if (stage === ASK) ask();
    else if (stage === FITS) {
      body.replaceChildren(verdict(training), make("p", { class: "said" }, "Now for points that no fit has seen: ten new ones from the same line with the same noise."),
        make("div", { class: "actions" }, button("Draw ten new points", () => go(TESTS), "plain play")));
    } else {
      body.replaceChildren(verdict(fresh), make("p", { class: "said" }, "Other data, other fits: press Regenerate a few times and watch degree 10."),
        make("div", { class: "actions" }, button("Go on", leave, "plain play")));
    }
  }

  return {
    element,
    /** Show a stage; the panel stays away once it has been left. `inLesson`: a lesson asks instead. */
    show(next, inLesson) {
      const changed = taught !== inLesson;
      taught = inLesson;
      if (next === TESTS && (taught || isOver() || !chosen.size)) {
        element.hidden = true;
        stage = next;
        return;
      }
      if (stage === next && !element.hidden && !changed) return;
      stage = next;
      element.hidden = false;
      render();
    },
    take(word) {
      if (!questions.some(({ name }) => name === word.question) || element.hidden) return false;
      told.set(word.question, word);
      if (stage !== ASK) render();
      return true;
    },
  };
}
