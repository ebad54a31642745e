// Menus, sliders and switches, each made from its declaration (playground/ui/controls.py).
//
// Every maker returns {element, show(value)}; `change(name, value, dragging)` is called when the
// learner chooses. A control shows what the server says, so it can never disagree with the experiment.

import { make } from "playground/dom.js";

const MAKERS = { menu, slider, switch: checkbox };

/** Make the control of a declaration. */
export function control(declared, change) {
  return MAKERS[declared.look](declared, change);
}

function menu({ name, label, options }, change) {
  const values = options.map(([value]) => value);
  const select = make("select", { id: `control-${name}` });
  const fill = (extra) => {
    const all = extra === undefined ? options : [...options, [extra, String(extra)]];
    select.replaceChildren(...all.map(([value, text]) => make("option", { value }, text)));
  };
  fill();
  select.addEventListener("change", () => {
    const chosen = values.find((value) => String(value) === select.value);
    change(name, chosen ?? select.value, false);
  });
  const element = make("div", { class: "control menu" }, make("label", { for: select.id }, label), select);
  const show = (value) => {
    // A link may carry a value that the menu does not offer: it is shown all the same.
    if (!values.includes(value)) fill(value);
    else if (select.options.length > options.length) fill();
    select.value = String(value);
  };
  return { element, show };
}

function slider({ name, label, options, unit }, change) {
  const low = options[0][0];
  const high = options[options.length - 1][0];
  const step = options.length > 1 ? options[1][0] - low : 1;
  const input = make("input", { id: `control-${name}`, type: "range", min: low, max: high, step });
  const shown = make("output", { for: input.id });
  const element = make("div", { class: "control slider" },
    make("div", { class: "caption" }, make("label", { for: input.id }, label), shown), input);
  const paint = (value) => {
    shown.textContent = `${value}${unit}`;
    input.setAttribute("aria-valuetext", shown.textContent);
    const share = (Math.min(Math.max(value, low), high) - low) / (high - low);
    element.style.setProperty("--share", share);
  };
  let dragging = false;
  input.addEventListener("input", () => {
    dragging = true;
    paint(Number(input.value));
    change(name, Number(input.value), true);
  });
  input.addEventListener("change", () => {
    dragging = false;
    change(name, Number(input.value), true);
  });
  const show = (value) => {
    if (dragging) return; // the hand on the slider knows better than an answer under way
    input.value = value;
    paint(value);
  };
  return { element, show };
}

function checkbox({ name, label }, change) {
  const input = make("input", { id: `control-${name}`, type: "checkbox" });
  input.addEventListener("change", () => change(name, input.checked, false));
  const element = make("div", { class: "control switch" }, input, make("label", { for: input.id }, label));
  return { element, show: (value) => { input.checked = value; } };
}
