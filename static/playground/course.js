// The course of a run: curves in tabs, the way back in time, findings in words, pinned runs.

import { connect } from "kit/component.js";
import { make, spot } from "kit/dom.js";
import { findings } from "playground/findings.js";

export function render({ model }) {
  const { send, atEnd } = connect(model, { course: (told) => show(told) });
  const noted = findings((finding, label) => send("remedy", { finding, label }));
  const pins = make("button", {
    type: "button", class: "pins", hidden: true, "data-tip": "Shows what they are and removes them.", "data-tip-title": "Pinned runs",
    onclick: () => document.dispatchEvent(new CustomEvent("playground:details")),
  });
  const root = make("div", { class: "course" },
    make("div", { class: "curves", role: "group", "aria-label": "Curves by epoch" },
      make("div", { class: "tabs" }, model.get_child("tabs")), make("div", { class: "plot" }, model.get_child("curves")),
      make("div", { class: "corner" }, model.get_child("log"), model.get_child("pin"))),
    make("div", { class: "travel" }, make("div", { class: "slider" }, model.get_child("slider")), model.get_child("best")),
    noted.element, pins);

  const show = (told) => {
    noted.show(told);
    pins.hidden = told.pins.length === 0;
    pins.replaceChildren(...told.pins.map(({ name, colour }) =>
      make("span", {}, spot("swatch", colour), make("span", { class: "name" }, name))));
  };
  model.on("after_render", () => send("ready"));
  atEnd(() => noted.remove());
  return root;
}
