// What the colours of the output mean: a scale from orange to blue, or the names of classes.

import { make, spot } from "kit/dom.js";

const USUAL = { ticks: [["−1", 0], ["0", 0.5], ["1", 1]], title: "", marks: ["train"] };
const MARKS = { train: "training", test: "test", wrong: "wrong class" };

/** Make the legend; `show` takes what OutputView.legend returns. */
export function legend() {
  const element = make("div", { class: "legend", "data-tip": "Points, neurons and weights share these colours.", "data-tip-title": "Colours" });
  let shown = "";
  const show = (told) => {
    const state = JSON.stringify(told);
    if (state === shown) return;
    shown = state;
    element.replaceChildren(...(told.classes ? [names(told.classes)] : scale(told)), marks(told.marks));
  };
  show(USUAL);
  return { element, show };
}

function scale({ ticks, title }) {
  const text = ([name, place]) => {
    const made = make("span", { title: name }, name);
    // The outermost stay within the scale.
    made.style.left = `${100 * place}%`;
    made.style.translate = `${-100 * (place < 0.04 ? 0 : place > 0.96 ? 1 : 0.5)}%`;
    return made;
  };
  return [make("div", { class: "scale" }), make("div", { class: "ticks" }, ...ticks.map(text)),
    ...(title ? [make("div", { class: "unit" }, title)] : [])];
}

/** How points of different kinds are told apart: by their outlines. */
function marks(kinds) {
  return make("ul", { class: "marks", "aria-label": "Points" }, ...kinds.map((kind) =>
    make("li", {}, make("span", { class: `mark ${kind}`, "aria-hidden": "true" }), MARKS[kind])));
}

function names(classes) {
  return make("ul", { class: "classes", "aria-label": "Classes" }, ...classes.map(({ name, colour }) =>
    make("li", { title: name }, spot("dot", colour), make("span", {}, name))));
}
