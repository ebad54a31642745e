// The models that are fitted: a button for each, with its colour and dash.

import { make } from "kit/dom.js";

/** A line as a model has it, small. */
export function line({ colour, dash }) {
  const box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  box.setAttribute("viewBox", "0 0 28 6");
  box.setAttribute("class", "sample");
  box.setAttribute("aria-hidden", "true");
  const one = document.createElementNS("http://www.w3.org/2000/svg", "line");
  for (const [name, value] of Object.entries({ x1: 0, x2: 28, y1: 3, y2: 3, "stroke-width": 3, "stroke-dasharray": dash.join(" ") })) one.setAttribute(name, value);
  one.style.stroke = colour;
  box.append(one);
  return box;
}

/** Make the buttons; `names` are what can be fitted, `choose(names)` is told which are chosen. */
export function models({ names, looks, word, title, choose }) {
  let chosen = [];
  const buttons = names.map((name) => make("button", {
    type: "button", class: "degree", "aria-label": `${word} ${name}`, "aria-pressed": "false",
    onclick: () => choose(names.filter((one) => (one === name) !== chosen.includes(one))),
  }, make("span", {}, name), line(looks[name])));
  return {
    element: make("fieldset", { class: "degrees", "data-control": "degrees" }, make("legend", {}, title), ...buttons),
    toggle: (name) => names.includes(name) && choose(names.filter((one) => (one === name) !== chosen.includes(one))),
    show(some) {
      chosen = some;
      buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(some.includes(names[k]))));
    },
  };
}
