// The model of one combination: its boundary, its settings, the ways it can be carried elsewhere; and those pinned.

import { make } from "kit/dom.js";
import { Plane } from "search/plane.js";

const MOST = 6; // pinned

/** Make the panel; `ask(row)` has a boundary made, `open(row)` opens it in the playground, `code()` shows the search as a script. */
export function chosen({ classes, ask, open, code }) {
  let results = null;
  let row = -1;
  let boundary = null;
  let planes = []; // of those
  let pins = []; // {row, key, boundary, score, words}
  const plane = new Plane(classes);
  const title = make("h2", {}, "One of them");
  const score = make("p", { class: "score" });
  const facts = make("dl", { class: "facts" });
  const state = make("p", { class: "said", role: "status" });
  const button = (label, tip, act) => make("button", { type: "button", class: "plain small", "data-tip": tip, "data-tip-title": label, onclick: act }, label);
  const toPlayground = button("Open in the playground", "The same data and settings, to watch it learn.", () => open(row));
  const pin = button("Pin for comparison", "Keeps its picture here, to hold others against it.", () => keep());
  const asCode = button("As code", "A Python script that makes this search again.", () => code());
  const actions = make("div", { class: "actions" }, toPlayground, pin, asCode);
  const empty = make("p", { class: "said" }, "Click a dot: its model’s boundary is drawn here.");
  const body = make("div", { class: "one", hidden: true }, plane.canvas, make("div", {}, score, facts), state, actions);
  const element = make("section", { class: "panel chosen", "aria-label": "The chosen model" }, title, empty, body);
  const kept = make("div", { class: "pins" });
  const pinned = make("section", { class: "panel pinned", "aria-label": "Pinned models", hidden: true },
    make("div", { class: "head" }, make("h2", {}, "Pinned"), make("button", { type: "button", class: "plain small", onclick: () => {
      pins = [];
      fill();
    } }, "Clear")), kept);

  function keep() {
    if (!boundary || pins.some((one) => one.row === row && one.key === results.key)) return;
    pins = [...pins, { row, key: results.key, boundary, score: results.outcome(row), words: results.words(row) }].slice(-MOST);
    fill();
  }

  function fill() {
    pinned.hidden = !pins.length;
    // What all of them share need not be said by each.
    const differs = (label) => new Set(pins.map(({ words }) => words.find(([one]) => one === label)?.[1])).size > 1;
    planes = pins.map(() => new Plane(classes));
    kept.replaceChildren(...pins.map((one, k) => {
      const small = planes[k];
      const said = one.words.filter(([label]) => pins.length === 1 || differs(label)).map(([label, value]) => `${label} ${value}`).join(", ");
      small.show(one.boundary, one.boundary, `Decision boundary: ${said}`);
      return make("figure", { class: "small-plane" }, small.canvas,
        make("figcaption", {}, make("strong", {}, one.score), make("span", {}, said),
          make("button", { type: "button", class: "linked", onclick: () => {
            pins = pins.filter((other) => other !== one);
            fill();
          } }, "Remove")));
    }));
  }

  function tell() {
    const has = row >= 0 && results;
    element.hidden = !results?.tried.length;
    empty.hidden = Boolean(has);
    body.hidden = !has;
    if (!has) return;
    title.textContent = row === results.best ? "The best one" : "The chosen one";
    score.replaceChildren(make("strong", {}, results.outcome(row)),
      Number.isFinite(results.spreads[row]) ? make("span", {}, ` ± ${results.written(results.spreads[row])} from fold to fold`) : "");
    facts.replaceChildren(...results.words(row).map(([label, value]) => make("div", {}, make("dt", {}, label), make("dd", {}, value))));
    plane.show(boundary, boundary, `Decision boundary of the chosen model: ${results.words(row).map(([label, value]) => `${label} ${value}`).join(", ")}`);
    state.textContent = boundary ? boundary.words : "It is being trained …";
    toPlayground.hidden = !boundary?.opens;
    pin.disabled = !boundary;
  }

  tell();
  return {
    element,
    pinned,
    /** Show another one (-1: none). */
    choose(next, told) {
      results = told;
      if (next === row && boundary) {
        tell();
        return;
      }
      row = next;
      boundary = null;
      tell();
      if (row >= 0) ask(row);
    },
    show(message) {
      if (message.number !== row || message.key !== results?.key) return;
      boundary = message;
      tell();
    },
    redraw() {
      plane.draw();
      for (const one of planes) one.draw();
    },
    /** The scores have changed. */
    refresh(told) {
      results = told;
      tell();
    },
  };
}
