// What helps against overfitting: each remedy in one click, with what it did in numbers.

import { make } from "kit/dom.js";

/** Make the panel; `remedies` are {name, label, explanation}, `apply(name)` has one done. */
export function remedies(list, apply) {
  const said = Object.fromEntries(list.map(({ name }) => [name, make("small", { role: "status" })]));
  const heading = make("h2", {}, "What helps?");
  return {
    element: make("section", { class: "panel", "aria-label": "Remedies" }, heading,
      make("ul", { class: "remedies" }, ...list.map(({ name, label, explanation }) => make("li", {},
        make("button", { type: "button", "data-tip": explanation, "data-tip-title": label, onclick: () => apply(name) }, make("b", {}, label), said[name]))))),
    follow(label) {
      heading.textContent = label ? `What helps ${label.toLowerCase()}?` : "What helps?";
    },
    show({ name, sentence }) {
      for (const one of Object.values(said)) one.textContent = "";
      said[name].textContent = sentence;
    },
    clear() { for (const one of Object.values(said)) one.textContent = ""; },
  };
}
