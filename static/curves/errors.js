// The errors of the fits as a table: on the points they were fitted to, on new ones, and what is to be expected.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { line } from "curves/models.js";

const LEVEL = 1e-9; // errors so close to each other are the same
const COLUMNS = [
  ["training", "Training error", "Mean squared error on the points that were fitted."],
  ["expected_training", "On average", "The mean over all data sets, in closed form."],
  ["test", "Test error", "Mean squared error on new points from the same truth."],
  ["expected_test", "On average", "The mean over all data sets and all new points, in closed form."],
];

const KEPT_BACK = ["test", "Kept back", "Each fifth of the points is kept back once; the mean squared error of the others’ fits on it."];

/** Make the table; `follow(name)` is called when a model is chosen, to be looked at by itself. */
export function errors(looks, follow) {
  const body = make("tbody", {});
  const heads = COLUMNS.map(([, label, tip]) => make("th", { scope: "col", "data-tip": tip, "data-tip-title": label }, label));
  const remark = make("p", { class: "remark", role: "status" });
  const element = make("div", { class: "errors" },
    make("table", { "aria-label": "Errors of the fits" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Fit"), ...heads)), body), remark);
  return {
    element,
    show({ rows, remarks, known: isKnown }, stage, isTested) {
      const [, label, tip] = isKnown ? COLUMNS[2] : KEPT_BACK;
      heads[2].textContent = heads[2].dataset.tipTitle = label;
      heads[2].dataset.tip = tip;
      const known = COLUMNS.filter(([name]) => rows.some((row) => row[name] !== null && row[name] !== undefined) && (isTested || name.endsWith("training")) && (stage > 0));
      heads.forEach((head, k) => { head.hidden = !known.includes(COLUMNS[k]); });
      const best = (name) => Math.min(...rows.map((row) => row[name] ?? Infinity));
      body.replaceChildren(...rows.map((row) => make("tr", {},
        make("td", {}, make("button", { type: "button", class: "who", "data-tip": "Looks at this fit by itself: bias, variance, number of points.", onclick: () => follow(row.name) }, line(looks[row.name]), row.label)),
        ...known.map(([name]) => make("td", { class: rows.length > 1 && row[name] !== null && row[name] <= best(name) + LEVEL && !name.startsWith("expected") ? "best" : name.startsWith("expected") ? "muted" : null }, row[name] === null ? "–" : small(row[name]))))));
      element.firstElementChild.hidden = !rows.length || !stage;
      remark.textContent = remarks.join(" ");
      remark.hidden = !remarks.length;
    },
  };
}

/** An error that rounding alone has made is 0. */
export const small = (value) => (Math.abs(value) < LEVEL ? "0" : short(value));
