// Who takes part: a row for each rule with its look, its rate, its further numbers, and its verdict.

import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { icon } from "kit/icons.js";
import { fitted, marker, short } from "optimizers/marks.js";

/** A rule's look as a small picture: its line with its marker. */
function sample(look) {
  const canvas = make("canvas", { class: "sample", "aria-hidden": "true" });
  const draw = () => {
    if (!canvas.clientWidth) return;
    const { context, width, height } = fitted(canvas);
    context.strokeStyle = context.fillStyle = look.colour;
    context.lineWidth = 2.2;
    context.setLineDash(look.dash);
    context.beginPath();
    context.moveTo(1, height / 2);
    context.lineTo(width - 1, height / 2);
    context.stroke();
    context.setLineDash([]);
    marker(context, look.marker, width / 2, height / 2, 4.6);
    context.fill();
  };
  new ResizeObserver(draw).observe(canvas);
  return canvas;
}

/**
 * Make the list. `fields` are all declared fields by name, `own` the names of each rule's own.
 * `change(name, value)` gives a setting a value, `tell(rule)` opens the story of a rule.
 */
export function rules({ looks, own, fields, change }) {
  let chosen = [];
  let names = Object.keys(looks);
  const rows = {};
  for (const name of names) {
    const look = looks[name];
    const box = make("input", {
      type: "checkbox",
      onchange: () => change("rules", names.filter((one) => (one === name ? box.checked : chosen.includes(one)))),
    });
    const controls = own[name].map((one) => {
      const isRate = one === `${name}_rate`;
      const caption = isRate ? "rate" : fields[one].label.replace(` of ${look.label}`, "");
      return { name: one, isRate, ...field({ ...fields[one], caption, ...(isRate ? { placeholder: "" } : {}) }, change) };
    });
    const rate = controls.find((one) => one.isRate);
    const further = controls.filter((one) => !one.isRate);
    const numbers = make("div", { class: "numbers", hidden: true }, ...further.map((one) => one.element));
    const more = make("button", {
      type: "button", class: "open", "aria-expanded": "false", "aria-label": `Numbers of ${look.label}`,
      onclick: () => {
        numbers.hidden = !numbers.hidden;
        more.setAttribute("aria-expanded", String(!numbers.hidden));
      },
    }, icon("more"));
    const said = make("p", { class: "verdict", role: "status" });
    const element = make("li", { class: "rule" },
      make("div", { class: "line" },
        make("label", { class: "who", "data-tip": look.explanation, "data-tip-title": look.label },
          box, sample(look), make("span", {}, look.label)),
        rate ? rate.element : make("span", { class: "no-rate" }),
        further.length ? more : make("span", {})),
      numbers, said);
    rows[name] = { box, controls, rate, said, element };
  }
  const element = make("ul", { class: "rules" }, ...names.map((name) => rows[name].element));
  return {
    element,
    show(values) {
      chosen = values.rules;
      for (const name of names) {
        const { box, controls, element: row } = rows[name];
        box.checked = chosen.includes(name);
        row.classList.toggle("on", box.checked);
        for (const one of controls) one.show(values[one.name]);
      }
    },
    /** Rates that are used where none is typed; there are no paths that could tell. */
    hint(rates) {
      for (const name of names) {
        rows[name].said.textContent = "";
        rows[name].rate?.hint(name in rates ? short(rates[name]) : "");
      }
    },
    showPaths(paths) {
      for (const name of names) rows[name].said.textContent = "";
      for (const { name, rate, sentence, verdict } of paths.rules) {
        rows[name].said.textContent = sentence;
        rows[name].said.dataset.verdict = verdict;
        rows[name].rate?.hint(short(rate));
      }
    },
  };
}
