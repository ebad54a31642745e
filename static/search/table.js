// All combinations as a table, the best first; some at a time.

import { make } from "kit/dom.js";

const SOME = 50;

export function table({ choose }) {
  let shown = SOME;
  let told = null;
  let chosen = -1;
  const heads = make("tr", {});
  const body = make("tbody", {});
  const words = make("p", { class: "said" });
  const more = make("button", { type: "button", class: "plain", hidden: true, onclick: () => {
    shown += SOME;
    fill();
  } }, `Show ${SOME} more`);
  const element = make("div", { class: "all" }, words,
    make("div", { class: "scrolled wide-table" }, make("table", { "aria-label": "All combinations" }, make("thead", {}, heads), body)), more);
  function fill() {
    if (!told) return;
    const { axes, score, ranked, tried } = told;
    words.textContent = tried.length ? `${tried.length} of ${told.count} combinations, the best first. Press a score to see its model.` : "Nothing has been tried yet.";
    heads.replaceChildren(...["", score.label, "±", ...axes.map(({ label }) => label), "Seconds"].map((one) => make("th", { scope: "col" }, one)));
    body.replaceChildren(...ranked.slice(0, shown).map((row, place) => make("tr", { class: row === chosen ? "chosen" : null },
      make("td", {}, String(place + 1)),
      make("td", {}, make("button", { type: "button", class: "linked", onclick: () => choose(row) }, told.outcome(row))),
      make("td", {}, told.written(told.spreads[row])),
      ...axes.map(({ values }, axis) => make("td", {}, values[told.groupOf(axis, row)] ?? "–")),
      make("td", {}, Number.isFinite(told.seconds[row]) ? told.seconds[row].toFixed(2) : "–"))));
    more.hidden = ranked.length <= shown;
  }
  return {
    element,
    show(results) {
      if (results.key !== told?.key) shown = SOME;
      told = results;
      if (element.offsetParent) fill();
    },
    refresh: fill,
    mark(row) {
      chosen = row;
      if (element.offsetParent) fill();
    },
  };
}
