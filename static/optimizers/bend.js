// How the surface bends where the followed rule is, and which rates are stable there.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { stepsOf } from "optimizers/traces.js";

/** Make the line; `choose` is the control that says whom it follows, `beside` stands beside that. */
export function bend({ looks, choose, beside }) {
  const words = make("p", { class: "bend" });
  const warning = make("p", { class: "warning" });
  const said = make("div", { class: "said" }, words, warning);
  return {
    element: make("div", { class: "curvature" }, choose, beside, said),
    said,
    /** Show the curvature at a moment of the followed rule's path; at the start where it has none. */
    show(paths, followed, moment) {
      warning.textContent = "";
      const rule = paths.rules.find(({ name }) => name === followed);
      const bends = rule && paths.arrays[`${followed}.bends`];
      let [low, high] = paths.curvature ?? [NaN, NaN];
      let rate = rule?.rate, where = "at the start";
      if (bends) {
        const k = Math.min(Math.floor(stepsOf(rule, moment)), bends.shape[0] - 1);
        [low, high] = bends.values.subarray(2 * k, 2 * k + 2);
        const rates = paths.arrays[`${followed}.rates`].values;
        rate = rates.length ? rates[Math.min(k, rates.length - 1)] : rule.rate;
        where = `at ${looks[followed].label}’s step ${k}`;
      }
      if (!Number.isFinite(low) || !Number.isFinite(high)) {
        words.textContent = `The surface has no curvature ${where}.`;
        return;
      }
      const limit = high > 0 ? `2/λ = ${short(2 / high)}` : "";
      words.textContent = `Eigenvalues of the Hessian ${where}: ${short(low)} and ${short(high)}. ` +
        (limit ? `Gradient descent is stable below ${limit}.` : "Nothing bends upwards here: no rate is too large.");
      if (!rule?.stable || !(high > 0)) return;
      const most = rule.stable / high;
      const own = followed === "sgd" ? "" : ` (${looks[followed].label}: ${short(most)})`;
      words.textContent = words.textContent.replace(/\.$/, `${own}; its rate is ${short(rate)}.`);
      if (rate > most) warning.textContent = `⚠ The rate ${short(rate)} is above ${short(most)}: along the steepest direction each step overshoots by more than the last.`;
    },
  };
}
