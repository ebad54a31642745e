// The best one, and how much of its score is luck: the test data, opened once; shuffled labels; ways to search.

import { make } from "kit/dom.js";

/** Make the panels; `look()` shows the best one, `open()` opens the test data, `shuffle()`, `compare()`, `stop()`. */
export function honest({ look, open, shuffle, compare, stop }) {
  let results = null;
  let verdict = null;
  let done = false;
  const score = make("p", { class: "score" });
  const words = make("p", { class: "said" });
  const sealed = make("p", { class: "sealed" });
  const opening = make("button", {
    type: "button", class: "plain", onclick: () => {
      opening.disabled = true;
      open();
    }, "data-tip": "Once: the best model learns all training points and is tried on points that nothing was chosen by.", "data-tip-title": "Open the test data",
  }, "Open the test data");
  const ends = make("div", { class: "optimism", hidden: true, "aria-hidden": "true" });
  const said = make("p", { class: "verdict", role: "status" });
  const best = make("section", { class: "panel best", "aria-label": "The best" },
    make("h2", {}, "Best by cross-validation"), score, words,
    make("div", { class: "actions" }, make("button", { type: "button", class: "plain small", onclick: () => look() }, "Show its model")),
    make("div", { class: "test-data" }, sealed, opening, ends, said));

  const shuffling = make("div", { class: "experiment" },
    make("p", {}, "Deal the labels out at random: nothing is left to learn. How good will the best of all combinations look?"),
    make("button", { type: "button", class: "plain", onclick: () => shuffle() }, "Shuffle the labels and search"));
  const comparing = make("button", { type: "button", class: "plain", onclick: () => compare() }, "Compare them");
  const stopping = make("button", { type: "button", class: "plain", hidden: true, onclick: () => stop() }, "Cancel");
  const progress = make("progress", { max: "1", value: "0", hidden: true, "aria-label": "Progress of the comparison" });
  const rows = make("tbody", {});
  const compared = make("div", { class: "scrolled", hidden: true }, make("table", { "aria-label": "Grid, random and halving" },
    make("thead", {}, make("tr", {}, ...["Method", "Tried", "Epochs", "Best"].map((one) => make("th", { scope: "col" }, one)))), rows));
  const comparison = make("p", { class: "said", role: "status" });
  const ways = make("div", { class: "experiment" },
    make("p", {}, "Grid, random and halving on the same budget of epochs: which finds the best?"),
    make("div", { class: "actions" }, comparing, stopping, progress), compared, comparison);
  const experiments = make("section", { class: "panel experiments", "aria-label": "Experiments" },
    make("h2", {}, "How much is luck?"), shuffling, ways);

  /** Two marks on a line: what was seen, and what holds. */
  function drawn({ cv, test, written }) {
    const [low, high] = [Math.max(0, Math.min(cv, test) - 0.06), Math.min(1, Math.max(cv, test) + 0.06)];
    const at = (value) => `${(100 * (value - low)) / (high - low)}%`;
    const mark = (value, kind, name) => {
      const one = make("span", { class: `mark ${kind}` }, make("b", {}, written(value)), make("i", {}, name));
      one.style.left = at(value);
      return one;
    };
    const line = make("span", { class: "gap" });
    line.style.left = at(Math.min(cv, test));
    line.style.width = `${(100 * Math.abs(cv - test)) / (high - low)}%`;
    return [line, mark(cv, "seen", "cross-validation"), mark(test, "held", "test data")];
  }

  function tell() {
    best.hidden = !results || results.best < 0;
    if (best.hidden) return;
    const row = results.best;
    score.replaceChildren(make("strong", {}, results.written(results.scores[row])), make("span", {}, ` ${results.score.word}${Number.isFinite(results.spreads[row]) ? `, ± ${results.written(results.spreads[row])} from fold to fold` : ""}`));
    words.textContent = results.words(row).map(([label, value]) => `${label} ${value}`).join(", ");
    opening.hidden = Boolean(verdict);
    opening.disabled = !done;
    sealed.textContent = verdict ? "" : done ? `It is the best of ${results.sound.length.toLocaleString("en")}, and looks better for that. ${results.testWords}`
      : "The test data stay sealed until the search is over.";
    sealed.hidden = Boolean(verdict);
    ends.hidden = !verdict || !results.score.percent;
    if (verdict && results.score.percent) ends.replaceChildren(...drawn({ cv: verdict.cv, test: verdict.test, written: (one) => results.written(one) }));
    said.textContent = verdict ? verdict.words : "";
  }

  tell();
  return {
    best,
    experiments,
    shuffling,
    ways,
    show(told) {
      results = told;
      tell();
    },
    showRun({ state, done: fits, fits: all, old }) {
      done = !old && (state === "done" || (state !== "running" && fits > 0 && fits >= all));
      tell();
    },
    showVerdict(told) {
      verdict = told;
      tell();
    },
    /** Whether the test data have been opened. */
    get isOpen() { return verdict !== null; },
    showShuffled(is) {
      shuffling.hidden = is; // they are
    },
    showMethods({ state, progress: share, rows: told, words: sentence }) {
      const running = state === "running";
      comparing.hidden = running;
      stopping.hidden = progress.hidden = !running;
      progress.value = share;
      compared.hidden = !told.length;
      rows.replaceChildren(...told.map((one) => make("tr", {}, make("th", { scope: "row" }, one.label), ...[one.tried, one.epochs.toLocaleString("en"), one.best].map((cell) => make("td", {}, String(cell))))));
      comparison.textContent = sentence;
    },
  };
}
