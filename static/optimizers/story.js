// Step by step: one rule's own source, line by line, with the numbers of one step.

import { make } from "kit/dom.js";
import { short } from "optimizers/marks.js";

const said = (value) => (Array.isArray(value) ? `(${value.map(said).join(", ")})` : short(value));

/** Make the panel; `ask(step)` asks for a step of the rule, `go(step)` shows it in the other pictures. */
export function story({ ask, go, choose }) {
  let step = 1;
  let last = 1;
  const list = make("ol", { class: "lines" });
  const where = make("p", { class: "where" });
  const slider = make("input", {
    type: "range", min: "1", max: "1", value: "1", "aria-label": "Step that is told", oninput: () => move(Number(slider.value)),
  });
  const move = (wanted) => {
    step = Math.min(Math.max(wanted, 1), last);
    slider.value = String(step);
    go(step);
    ask(step);
  };
  const button = (label, by) => make("button", { type: "button", class: "plain", onclick: () => move(step + by) }, label);
  const element = make("section", { class: "story panel", "aria-label": "Step by step" },
    make("div", { class: "head" }, make("h2", {}, "Step by step"), choose, button("‹ Back", -1), slider, button("Next ›", 1)),
    where, list);
  return {
    element,
    renew(steps) {
      last = Math.max(steps, 1);
      slider.max = String(last);
      step = Math.min(step, last);
      slider.value = String(step);
      if (!element.hidden) ask(step);
    },
    show(told) {
      if (!told.lines.length) {
        where.textContent = `The path has only ${told.ended} steps: it ended there.`;
        list.replaceChildren();
        return;
      }
      where.textContent = `Step ${told.step}: from ${said(told.before)} with the gradient ${said(told.gradient)} to ${said(told.after)}.`;
      list.replaceChildren(...told.lines.map(({ source, depth, uses, gives }) => make("li", { class: depth ? "inner" : "" },
        make("code", {}, source),
        make("span", { class: "numbers" }, Object.entries(uses).map(([name, value]) => `${name} = ${said(value)}`).join("   ")),
        make("strong", {}, Object.entries(gives).map(([name, value]) => `${name} = ${said(value)}`).join("   ")))),
        make("li", { class: "sum" }, make("code", {}, "point ← point − delta"),
          make("span", { class: "numbers" }, `${said(told.before)} − ${said(told.delta)}`), make("strong", {}, said(told.after))));
    },
  };
}
