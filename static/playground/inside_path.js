// A weight's way to the loss: the factors of its strongest path, the other paths, and a check.

import { make } from "kit/dom.js";
import { formula } from "playground/inside_formula.js";

const value = (number, mark) => formula([[number, mark]]);

/** What a number says of the check beside it. */
function verdict(agrees) {
  return agrees ? "✓ They agree." : "They differ: near a corner of the activation, or where numbers are too large, a difference is no slope.";
}

const LARGEST = 1e6;

/** A field for another value of the weight; `set(value)` has it changed. */
function field(told, set) {
  const input = make("input", { type: "number", step: "any", value: told.number ?? "", "aria-label": `Value of ${told.name}` });
  const wrong = make("span", { role: "alert", class: "wrong" });
  const submit = (event) => {
    event.preventDefault();
    const value = input.valueAsNumber;
    const fits = Math.abs(value) <= LARGEST;
    wrong.textContent = fits ? "" : "Type a number between -1,000,000 and 1,000,000.";
    if (fits) set(value);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") event.stopPropagation(); // arrows and digits belong to the field
  });
  return make("form", { class: "value-field", novalidate: true, onsubmit: submit },
    make("span", {}, `${told.symbol.flat()[0] === "b" ? "The bias" : "The weight"} is `), input, make("button", { type: "submit", class: "plain small" }, "Set"), wrong);
}

/** Make what is shown of the path `told`; `close()` lets go of the weight, `set(value)` changes it. */
export function showPath(told, now, { close, set }) {
  const [first, ...others] = told.paths;
  const factors = first.factors.map(({ symbol, number, mark, words }) => make("tr", {},
    make("th", { scope: "row" }, formula(symbol)), make("td", {}, value(number, mark)), make("td", { class: "words" }, words)));
  const product = make("tr", { class: "product" }, make("th", { scope: "row" }, "product"), make("td", {}, value(first.product, "")),
    make("td", { class: "words" }, told.n_paths > 1 ? "what this path adds" : "the only path"));
  const rest = told.n_paths === 1 ? [] : [make("p", {}, `This is the strongest of ${told.n_paths} paths. `,
    others.length ? `The next: ${others.map((one) => `${one.product} (${one.through})`).join(", ")}. ` : "",
    "All of them together are the derivative.")];
  return [
    make("div", { class: "head" }, make("h3", {}, `The way of ${told.name}`),
      make("button", { type: "button", class: "closer", "aria-label": "Close the way of the weight", onclick: close }, "×")),
    field(told, set),
    make("p", {}, formula(["∂C/∂", ...told.symbol, " = ", [told.derivative, ""]]),
      make("span", { class: "note" }, `For the example of point ${now.example + 1}:`)),
    make("table", {}, make("tbody", {}, ...factors, product)),
    ...rest,
    make("p", { class: "check" }, make("b", {}, "Check without calculus: "),
      `move it by ${told.width} both ways, and see what the loss does: (C₊ − C₋) / ${twice(told.width)} = ${told.difference}. ${verdict(told.agrees)}`),
    now.outside ? null : make("p", { class: "check" }, make("b", {}, "The batch: "), `the mean over its examples is ${told.mean}; the same check gives ${told.mean_difference}. ${verdict(told.mean_agrees)}`),
  ].filter(Boolean);
}

const twice = (width) => `(2 · ${width})`;
