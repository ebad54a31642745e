// A weight's way to the loss: the factors of its strongest path, the other paths, and a check.

import { make } from "kit/dom.js";
import { formula } from "playground/inside_formula.js";

const value = (number, mark) => formula([[number, mark]]);

/** What a number says of the check beside it. */
function verdict(agrees) {
  return agrees ? "✓ They agree." : "They differ: near a corner of the activation, or where numbers are too large, a difference is no slope.";
}

/** Make what is shown of the path `told`; `close()` lets go of the weight. */
export function showPath(told, now, close) {
  const [first, ...others] = told.paths;
  const factors = first.factors.map(({ symbol, number, mark, words }) => make("tr", {},
    make("th", { scope: "row" }, formula(symbol)), make("td", {}, value(number, mark)), make("td", { class: "words" }, words)));
  const product = make("tr", { class: "product" }, make("th", { scope: "row" }, "product"), make("td", {}, value(first.product, "")),
    make("td", { class: "words" }, told.n_paths > 1 ? "what this path adds" : "the only path"));
  const rest = told.n_paths === 1 ? [] : [make("p", {}, `This is the strongest of ${told.n_paths} paths. `,
    others.length ? `The next: ${others.map((one) => `${one.product} (${through(one.neurons)})`).join(", ")}. ` : "",
    "All of them together are the derivative.")];
  return [
    make("div", { class: "head" }, make("h3", {}, `The way of ${told.name}`),
      make("button", { type: "button", class: "closer", "aria-label": "Close the way of the weight", onclick: close }, "×")),
    make("p", {}, formula(["∂C/∂", ...told.symbol, " = ", [told.derivative, ""]]),
      make("span", { class: "note" }, `${told.symbol.flat()[0] === "b" ? "The bias" : "The weight"} is ${told.value}. For the example of point ${now.example + 1}:`)),
    make("table", {}, make("tbody", {}, ...factors, product)),
    ...rest,
    make("p", { class: "check" }, make("b", {}, "Check without calculus: "),
      `move it by ${told.width} both ways, and see what the loss does: (C₊ − C₋) / ${twice(told.width)} = ${told.difference}. ${verdict(told.agrees)}`),
    now.outside ? null : make("p", { class: "check" }, make("b", {}, "The batch: "), `the mean over its examples is ${told.mean}; the same check gives ${told.mean_difference}. ${verdict(told.mean_agrees)}`),
  ].filter(Boolean);
}

const through = (neurons) => (neurons.length > 1 ? `by ${neurons.map((one) => one + 1).join(" → ")}` : `output ${neurons[0] + 1}`);
const twice = (width) => `(2 · ${width})`;
