// The course of a run: curves in tabs, the way back in time, findings in words, pinned runs.

import { make } from "playground/dom.js";
import { findings } from "playground/findings.js";
import { icon } from "playground/icons.js";

export function render({ model }) {
  const send = (message) => model.send_msg(message);
  const log = make("button", {
    type: "button", class: "small", "aria-pressed": "false",
    "data-tip": "Shows small losses as well as large ones: each line is ten times the one below.",
    "data-tip-title": "Logarithmic scale", onclick: () => send({ type: "scale", log: log.ariaPressed !== "true" }),
  }, "log");
  const pin = make("button", {
    type: "button", class: "small", "aria-label": "Pin this run",
    "data-tip": "Keeps these curves as thin lines behind those of the next runs.", "data-tip-title": "Pin this run",
    onclick: () => send({ type: "pin" }),
  }, icon("pin"));
  const noted = findings((finding, label) => send({ type: "remedy", finding, label }));
  const pins = make("button", {
    type: "button", class: "pins", hidden: true, "data-tip": "Shows what they are and removes them.", "data-tip-title": "Pinned runs",
    onclick: () => document.dispatchEvent(new CustomEvent("playground:details")),
  });
  const root = make("div", { class: "course" },
    make("div", { class: "curves", role: "group", "aria-label": "Curves by epoch" }, model.get_child("curves"),
      make("div", { class: "corner" }, log, pin)),
    make("div", { class: "travel" }, make("div", { class: "slider" }, model.get_child("slider")), model.get_child("best")),
    noted.element, pins);

  const show = (told) => {
    log.ariaPressed = String(told.log);
    noted.show(told.findings, told.stopped);
    pins.hidden = told.pins.length === 0;
    pins.replaceChildren(...told.pins.map(({ name, colour }) =>
      make("span", {}, swatch(colour), make("span", { class: "name" }, name))));
  };
  model.on("msg:custom", ({ type, ...told }) => {
    if (type === "course") show(told);
  });
  model.on("after_render", () => send({ type: "ready" }));
  model.on("remove", () => noted.remove());
  return root;
}

function swatch(colour) {
  const made = make("span", { class: "swatch", "aria-hidden": "true" });
  made.style.background = colour;
  return made;
}
