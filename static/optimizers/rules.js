// Who takes part: a row for each rule with its look, its rate, its further numbers, and its verdict.

import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { icon } from "kit/icons.js";
import { fitted, marker, short } from "kit/marks.js";

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
 * `change(name, value)` gives a setting a value, `complain(sentence)` says what cannot be.
 */
export function rules({ looks, own, fields, change, complain }) {
  let chosen = [];
  const names = Object.keys(looks);
  const rows = Object.fromEntries(names.map((name) => [name, row(name)]));

  function row(name) {
    const look = looks[name];
    const box = make("input", {
      type: "checkbox",
      onchange: () => change("rules", names.filter((one) => (one === name ? box.checked : chosen.includes(one)))),
    });
    const controls = own[name].map((one) => {
      const isRate = one === `${name}_rate`;
      const caption = isRate ? fields[one].label : fields[one].label.replace(` of ${look.label}`, "");
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
    const said = make("p", { class: "verdict" });
    const element = make("li", { class: "rule" },
      make("div", { class: "line" },
        make("label", { class: "who", "data-tip": look.explanation, "data-tip-title": look.label },
          box, sample(look), make("span", {}, look.label)),
        rate ? rate.element : make("span", { class: "no-rate" }),
        further.length ? more : make("span", {})),
      numbers, said);
    return { box, controls, rate, said, element };
  }

  const rateNames = names.flatMap((name) => own[name].filter((one) => one === `${name}_rate`));
  const setRates = (rate) => change("*", Object.fromEntries(rateNames.map((name) => [name, rate])));
  const all = make("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": "One rate for all", placeholder: "0.01" });
  const alike = () => {
    const rate = Number(all.value.trim().replace(",", ".") || all.placeholder);
    if (rate > 0 && Number.isFinite(rate)) setRates(rate);
    else complain(`A learning rate is a number above 0, not “${all.value}”.`);
  };
  all.addEventListener("keydown", (event) => { if (event.key === "Enter") alike(); });
  const rates = make("div", { class: "rates" },
    make("button", { type: "button", class: "plain", onclick: () => setRates(0), "data-tip": "Gives every rule the rate that suits this surface." }, "Suggested rates"),
    make("span", { class: "alike" }, make("button", { type: "button", class: "plain", onclick: alike, "data-tip": "Gives every rule this rate." }, "All alike"), all));
  const nobody = make("p", { class: "nobody", role: "status", hidden: true }, "Nobody races: tick an optimizer.");
  const element = make("section", { class: "panel who-races", "aria-label": "Optimizers" },
    make("h2", {}, "Who races?"), rates, nobody, make("ul", { class: "rules", "data-control": "rules" }, ...names.map((name) => rows[name].element)));

  return {
    element,
    show(values) {
      chosen = values.rules;
      nobody.hidden = chosen.length > 0;
      for (const name of names) {
        const { box, controls, element: one } = rows[name];
        box.checked = chosen.includes(name);
        one.classList.toggle("on", box.checked);
        for (const control of controls) control.show(values[control.name]);
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
        rows[name].rate?.hint(short(rate).replace("−", "-"));
      }
    },
  };
}
