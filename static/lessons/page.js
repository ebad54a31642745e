// The list of lessons: what is done of it, how the predictions went, and where to go on.

import { addressOf, header } from "kit/header.js";
import { KEY, withoutLesson } from "kit/lesson_address.js";
import { store } from "kit/lesson_store.js";
import { tips } from "kit/tips.js";

const navigation = JSON.parse(document.getElementById("navigation").textContent);
const { here } = navigation;
const bar = header(navigation);
document.getElementById("chrome").replaceChildren(bar.element);
tips(document.body, {});

const cards = [...document.querySelectorAll("[data-lesson]")];
const tries = [...document.querySelectorAll("[data-challenge]")];
const [tally, record, go, forget] = [".tally", ".record", ".go", ".forget"].map((one) => document.querySelector(one));

const MARKS = { done: "✓", known: "–", begun: "…" };

/** What is said of a lesson's progress. */
function stateOf(progress) {
  if (!progress) return "";
  if (progress.state === "begun") return "Go on";
  if (progress.state === "known") return "Skipped: you know it";
  return progress.right ? "Done, guessed right" : "Done, guessed otherwise";
}

function show() {
  const all = store.all();
  const of = (card) => all[card.dataset.lesson];
  for (const card of cards) {
    const progress = of(card);
    const state = progress?.state ?? "";
    card.dataset.state = state;
    card.querySelector(".mark").textContent = MARKS[state] ?? "";
    card.querySelector(".state").textContent = stateOf(progress);
  }
  const isOver = (card) => ["done", "known"].includes(of(card)?.state);
  const records = store.records();
  const beats = (one) => records[one.dataset.challenge]?.value < Number(one.dataset.record);
  for (const one of tries) {
    const best = records[one.dataset.challenge];
    one.dataset.state = best ? (beats(one) ? "done" : "begun") : "";
    one.querySelector(".mark").textContent = beats(one) ? "✓" : "";
    one.querySelector(".state").textContent = best ? `Yours: ${best.said}` : "";
  }
  for (const chapter of document.querySelectorAll(".chapter")) {
    const own = [...chapter.querySelectorAll("[data-lesson], [data-challenge]")];
    const over = own.filter((one) => (one.dataset.lesson ? isOver(one) : beats(one))).length;
    chapter.querySelector(".count").textContent = over ? `${over} of ${own.length}` : "";
    chapter.style.setProperty("--done", over / own.length);
  }
  const done = cards.filter((card) => of(card)?.state === "done");
  const right = done.filter((card) => of(card).right);
  const over = cards.filter(isOver);
  if (over.length) tally.textContent = over.length === cards.length ? "All lessons are done." : `${over.length} of ${cards.length} lessons are done.`;
  else tally.textContent = "Nothing is done yet. Start with the first lesson, or with whatever makes you curious.";
  record.textContent = recordOf(done.length, right.length);
  if (!store.isKept) record.textContent += " This browser keeps nothing, so it is forgotten when the page is closed.";
  const next = cards.find((card) => of(card)?.state === "begun") ?? cards.find((card) => !isOver(card));
  go.hidden = !next;
  if (next) {
    const title = next.querySelector(".title").textContent;
    go.textContent = of(next) ? `Go on: ${title}` : over.length ? `Next: ${title}` : "Start with lesson 1";
    go.href = next.href;
    go.onclick = () => leave();
  }
  forget.closest("p").hidden = !Object.keys(all).length && !Object.keys(store.records()).length;
}

/** The prediction record, in honest words. */
function recordOf(done, right) {
  if (!done) return "Predictions are counted, right ones and others: the first guess is the one that counts.";
  const said = `${right} of ${done} first guesses ${done === 1 ? "was" : "were"} right.`;
  if (done < 5) return said;
  if (right === done) return `${said} Try the later chapters, or the challenges.`;
  return `${said} Those that were not are the ones worth going back to.`;
}

/** The learner's own set-up is what the address holds; a lesson gives it back in the end. */
function leave() {
  if (store.here === "" && location.hash.length > 1) store.before = withoutLesson(location.hash);
}

for (const card of [...cards, ...tries]) {
  card.addEventListener("click", () => {
    leave();
    if (card.dataset.state !== "begun") store.here = ""; // what is done begins anew
  });
}
forget.addEventListener("click", () => {
  if (!confirm("Forget which lessons are done, and all records?")) return;
  store.forgetAll();
  show();
});

/** Links to lessons carry the set-ups of all pages, so that nothing is lost on the way. */
const carry = () => {
  bar.carry(location.hash);
  for (const card of [...cards, ...tries]) {
    const { path, lesson = card.dataset.challenge } = card.dataset;
    const own = withoutLesson(location.hash);
    card.href = addressOf(path, here, `${own}${own.length > 1 ? "&" : ""}${KEY}=${encodeURIComponent(lesson)}`);
  }
  show();
};
addEventListener("hashchange", carry);
addEventListener("pageshow", carry); // back from a lesson
store.follow(show);
carry();
