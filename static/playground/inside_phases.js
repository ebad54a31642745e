// The five parts of a step, above its slider: where one is, and a way to get to each.

import { make } from "kit/dom.js";

const PHASES = [
  ["Forwards", "Each layer answers to the one before", ["inputs", "forward"]],
  ["Loss", "How wrong the output is", ["loss"]],
  ["Backwards", "Each neuron gets its share of the error, δ", ["delta_out", "delta"]],
  ["Gradients", "What each weight has to do with it", ["gradient"]],
  ["Update", "Every weight moves a little", ["clip", "penalty", "optimizer", "weights"]],
];

/** Make the row of parts; `go(stage)` is called with the first stage of the one that was chosen. */
export function phases(go) {
  const firsts = PHASES.map(() => 0);
  const buttons = PHASES.map(([name, title], place) => make("button", { type: "button", title, onclick: () => go(firsts[place]) }, name));
  return {
    element: make("div", { class: "phases", role: "group", "aria-label": "Parts of the step" }, ...buttons),
    show(stages, now) {
      PHASES.forEach(([, , kinds], place) => {
        firsts[place] = stages.findIndex(({ kind }) => kinds.includes(kind));
        const here = kinds.includes(stages[now].kind);
        if (here) buttons[place].setAttribute("aria-current", "step");
        else buttons[place].removeAttribute("aria-current");
        buttons[place].classList.toggle("past", firsts[place] < now && !here);
      });
    },
  };
}
