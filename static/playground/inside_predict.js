// Predict first: the sign of a derivative, before it is shown. The tab's session keeps the tally.

import { make } from "kit/dom.js";
import { formula } from "playground/inside_formula.js";

const KEPT = "inside.signs";
const ANSWERS = [[1, "positive: more of it, more loss"], [-1, "negative: more of it, less loss"], [0, "zero: it makes no difference"]];

/**
 * Make the switch (`element`) and the place of the question. `hides(now)` asks about the weight in
 * question, if there is one to be asked about, and says whether its numbers have to wait; `again()`
 * shows them.
 */
export function prediction(again) {
  const tally = JSON.parse(sessionStorage.getItem(KEPT) ?? '{"asked": 0, "right": 0}');
  const answered = new Map(); // what has been asked of this step, and what was said
  const count = make("span", { class: "tally" });
  const box = make("input", { type: "checkbox", onchange: again });
  const element = make("label", { class: "flag" }, box, "Predict first", count);
  const question = make("div", { class: "predict", hidden: true });

  const score = () => { count.textContent = tally.asked ? `${tally.right} of ${tally.asked} right` : ""; };
  score();

  function answer(key, sign, right) {
    answered.set(key, sign);
    tally.asked += 1;
    tally.right += sign === right;
    sessionStorage.setItem(KEPT, JSON.stringify(tally));
    score();
    again();
    question.querySelector("[role=status]")?.focus();
  }

  return {
    element,
    question,
    hides(now) {
      const told = now.asked;
      question.hidden = !box.checked || !told;
      if (question.hidden) return false;
      const key = [now.number, now.example, told.layer, told.neuron, told.source].join();
      const symbol = formula(["∂C/∂", ...told.symbol]);
      if (!answered.has(key)) {
        question.replaceChildren(
          make("p", {}, make("b", {}, `What sign has the derivative by ${told.name}? `), symbol, " for the example of this point:"),
          make("div", { class: "answers" }, ...ANSWERS.map(([sign, words]) => make("button", { type: "button", class: "plain", onclick: () => answer(key, sign, told.sign) }, words))));
        return true;
      }
      const said = answered.get(key);
      const truth = ANSWERS.find(([sign]) => sign === told.sign)[1];
      question.replaceChildren(make("p", { role: "status", tabindex: "-1" },
        make("b", {}, said === told.sign ? "✓ Right. " : "✗ No. "), `It is ${truth} (${told.derivative}). `, told.why));
      return false;
    },
  };
}
