// A lesson beside the page: a question, what to do on the live page, and what came of it.
//
// The server says where the learner stands (playground/ui/lessons/guide.py), whole with every message;
// this shows it, points at the controls, and keeps the progress in the browser.

import { ask } from "kit/ask.js";
import { challenge } from "kit/challenge.js";
import { make } from "kit/dom.js";
import { icon } from "kit/icons.js";
import { openedBy } from "kit/lesson_address.js";
import { outcome } from "kit/lesson_outcome.js";
import { store } from "kit/lesson_store.js";
import { steps } from "kit/lesson_steps.js";
import { Pointer } from "kit/point.js";
import { plainly, said } from "kit/said.js";

const PHASES = [["ask", "Predict"], ["do", "See"], ["over", "Understand"]];

/**
 * Make the panel. `send(type, fields)` speaks with the server; `mark(name)` puts the lesson into the
 * address, "" takes it out; `go(path, name)` goes to a page with a lesson; `open(link)` opens the learner's own
 * set-up, `restore(link)` leaves it to the page that it is of; `reveal(name)` opens what hides a control; `taught(phase)` hears of every phase; `tell(text)`
 * tells of trouble.
 */
export function lesson({ send, mark, go, open, restore, reveal, taught, tell }) {
  let now = null; // what the server has said last
  let folded = false;
  let warned = false; // that no progress is kept
  const pointer = new Pointer(reveal);
  const heading = make("h2", { tabindex: "-1", id: "lesson-title" });
  const where = make("p", { class: "where" });
  const path = make("ol", { class: "phases", "aria-label": "Where you are in the lesson" });
  const body = make("div", { class: "body" });
  const status = make("p", { class: "unseen", role: "status" });
  const round = (label, sign, act) => make("button", { type: "button", class: "round", "aria-label": label, "data-tip": label, onclick: act }, icon(sign));
  const fold = round("Fold the lesson", "more", () => setFolded(!folded));
  const move = round("Move to the other side", "sides", () => {
    store.side = store.side === "right" ? "left" : "right";
    place();
  });
  const element = make("aside", { class: "lesson-panel", "aria-labelledby": heading.id, hidden: true },
    make("div", { class: "top" }, where, move, fold, round("Leave the lesson", "close", leave)),
    heading, path, body, status);

  const page = { // where the steps are done
    point: (names) => pointer.at(names), show: () => pointer.show(),
    help: () => send("lesson_help"), back: () => send("lesson_back"), again: () => send("lesson_again"),
    settle: () => send("lesson_settle"), free: () => leave(false),
  };
  const doing = steps(page);
  const ending = outcome({
    seeds: () => send("lesson_seeds"), stop: () => send("lesson_stop"), next: (one) => begin(one.name, one.path), again: () => begin(now.name), leave: () => leave(), open: (link) => {
      store.before = null;
      leave(false);
      open(link);
    },
  });

  const trying = challenge({ again: () => send("lesson_back"), leave: () => leave() });

  /** Open a lesson, here or on its own page. `path` is that page where it is known. */
  function begin(name, path = null) {
    if (path !== null && go(path, name)) return;
    const known = store.of(name);
    const resumes = known?.state === "begun" && known.phase === "do";
    store.here = name;
    if (!store.isKept && !warned) tell("This browser keeps no progress of lessons: it is forgotten when the page is closed.");
    warned = true;
    mark(name);
    send("lesson_open", { name, fresh: true, keep: store.before === null, ...(resumes ? kept(known) : {}) });
  }

  /** Go on after the page has been made (again): the address says with which lesson. */
  function resume() {
    const name = openedBy(location.hash);
    if (!name) return;
    const known = store.of(name);
    const goesOn = store.here === name;
    if (!goesOn) begin(name);
    else send("lesson_open", { name, fresh: false, ...(known?.phase ? kept(known) : {}) });
  }

  /** Follow the address after Back, Forward, or a link. */
  function follow() {
    const name = openedBy(location.hash);
    if (name && name !== now?.name) begin(name);
    else if (!name && now) close();
  }

  function leave(goesBack = true) {
    const before = store.before;
    const isHere = now.here;
    close();
    mark("");
    if (goesBack && before !== null) (isHere ? open : restore)(before);
    store.before = null;
  }

  function close() {
    send("lesson_leave");
    store.here = "";
    now = null;
    pointer.at([]);
    element.hidden = true;
    place();
    taught("");
  }

  function setFolded(is) {
    folded = is;
    element.classList.toggle("folded", folded);
    fold.setAttribute("aria-expanded", String(!folded));
    fold.setAttribute("aria-label", folded ? "Unfold the lesson" : "Fold the lesson");
    place();
  }

  /** Let the page make room for it. */
  function place() {
    const { dataset } = document.documentElement;
    if (element.hidden || folded) delete dataset.lesson;
    else dataset.lesson = store.side;
    element.dataset.side = store.side;
  }

  /** Show what the server has said. */
  function show(told) {
    if (told.unknown) {
      store.here = "";
      mark("");
      tell(`There is no lesson “${told.name}” here. The Lessons page has all of them.`);
      return;
    }
    const before = now;
    if (told.before !== undefined) store.before = told.before;
    now = told;
    keep(told, before);
    const isNew = before?.name !== told.name;
    const moved = isNew || before.phase !== told.phase;
    where.textContent = told.chapter;
    path.hidden = false;
    element.dataset.phase = told.phase;
    heading.replaceChildren(...said(told.title));
    path.replaceChildren(...PHASES.map(([name, word]) => make("li", { "aria-current": name === told.phase ? "step" : null, class: isPast(name, told.phase) ? "past" : "" }, word)));
    if (isNew) {
      setFolded(false);
      element.hidden = false;
    }
    place();
    const hadFocus = element.contains(element.getRootNode().activeElement);
    if (!told.here) body.replaceChildren(elsewhere(told));
    else if (told.phase === "ask") {
      if (moved) body.replaceChildren(asking(told));
    } else if (told.phase === "do") {
      if (moved) body.replaceChildren(predicted(told), doing.element);
      doing.show(told);
    } else {
      if (moved) body.replaceChildren(ending.element);
      ending.show(told);
    }
    if (moved) taught(told.here ? told.phase : "");
    pointer.at(told.here && told.phase === "do" && !told.missed ? told.steps[told.step].controls : []);
    status.textContent = spoken(told, before) || status.textContent;
    if (moved && (isNew || hadFocus)) heading.focus({ preventScroll: true });
    if (moved) body.scrollTop = 0;
  }

  /** Show how a challenge stands, which is opened as a lesson is. */
  function showChallenge(told) {
    const isNew = now?.name !== told.name;
    if (told.before !== undefined) store.before = told.before;
    now = told;
    element.dataset.phase = "do";
    where.textContent = "Challenge";
    heading.textContent = told.title;
    path.hidden = true;
    pointer.at([]);
    if (isNew) {
      setFolded(false);
      element.hidden = false;
      place();
      taught(told.here ? "do" : "");
      heading.focus({ preventScroll: true });
    }
    if (!told.here) body.replaceChildren(elsewhere({ page: { path: "/", title: "Playground" }, name: told.name }));
    else {
      if (isNew) body.replaceChildren(trying.element);
      const news = trying.show(told);
      if (news) status.textContent = news;
    }
  }

  function asking(told) {
    const posed = ask({
      legend: said(told.question), choices: told.choices.map(said), lock: "Lock in my prediction",
      locked: (choice) => send("lesson_predict", { choice }),
    });
    const minutes = `${told.minutes} minute${told.minutes === 1 ? "" : "s"}`;
    return make("div", {}, posed.fieldset,
      make("p", { class: "said" }, "Guess before you look: then you see more. No answer is wrong to have had."),
      make("div", { class: "actions" }, posed.button, make("span", { class: "time" }, minutes)),
      make("div", { class: "actions after" }, make("button", { type: "button", class: "link", onclick: skip }, "I know this")));
  }

  function skip() {
    const { name, after } = now;
    store.keep(name, { state: "known", phase: null });
    if (after) begin(after.name, after.path);
    else leave();
  }

  const predicted = (told) => make("p", { class: "predicted" }, make("span", {}, "Your prediction"), make("strong", {}, ...said(told.choices[told.choice])));

  function elsewhere({ page: { path, title }, name }) {
    return make("div", {}, make("p", {}, `This lesson goes on at ${title}.`),
      make("div", { class: "actions" },
        make("button", { type: "button", class: "plain play", onclick: () => go(path, name) }, `Back to ${title}`),
        make("button", { type: "button", class: "plain", onclick: () => leave() }, "Leave the lesson")));
  }

  return {
    element, rings: pointer.element, show, showChallenge, begin, resume, follow,
    seeds: (message) => ending.seeds(message),
    /** The lesson that is open, "" for none. */
    get name() { return now?.name ?? ""; },
    remove: () => {
      pointer.remove();
      delete document.documentElement.dataset.lesson;
    },
  };
}

const isPast = (name, phase) => PHASES.findIndex(([one]) => one === name) < PHASES.findIndex(([one]) => one === phase);
const kept = ({ phase, choice, step, numbers }) => ({ phase, choice, step, numbers });

/** Keep how far a lesson has got; the first prediction counts. */
function keep(told, before) {
  const { name, phase, choice, step, numbers } = told;
  if (before?.name === name && before.phase === phase && before.step === step) return;
  const known = store.of(name);
  const first = known?.first ?? choice; // what was locked in first counts, whatever came later
  const further = { phase, choice, step, numbers, first };
  if (phase === "over") store.keep(name, { ...further, state: "done", right: told.right.includes(first) });
  else store.keep(name, { ...further, state: known?.state === "done" ? "done" : "begun" });
}

/** What is read aloud of a change; what is the same is not said again. */
function spoken(told, before) {
  if (before?.name !== told.name || before.phase !== told.phase) {
    if (told.phase === "do") return `Locked in. ${plainly(told.steps[told.step].do)}`;
    if (told.phase === "over") return `Done. ${told.isRight ? "As you predicted." : "Your run shows something else."} ${plainly(told.happened)}`;
    return "";
  }
  if (told.phase === "do" && before.step !== told.step) return `Step ${told.step} is done. Next: ${plainly(told.steps[told.step].do)}`;
  if (told.missed && !before.missed) return "This run did not get there.";
  if (told.off?.length && !before.off?.length) return `You changed: ${told.off.join(", ")}.`;
  return "";
}
