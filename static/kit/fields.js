// Controls of plain HTML, made from what Python declares of a setting (playground/ui/kit/fields.py).

import { make } from "kit/dom.js";

const SAME = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/**
 * Make the control of a setting; `change(name, value)` is called when the learner has chosen.
 *
 * Returns {element, show(value), look(off)}: `show` makes it show a value, `off` is why it has no effect.
 */
export function field(declared, change) {
  const made = LOOKS[declared.look](declared, (value) => change(declared.name, value));
  made.element.dataset.control = declared.name;
  return made;
}

function labelled(declared, control, kind) {
  const element = make("label", { class: `field ${kind}`, "data-tip": declared.explanation, "data-tip-title": declared.label },
    make("span", { class: "caption" }, declared.caption ?? declared.label), control);
  return element;
}

function choice(declared, choose) {
  const select = make("select", { onchange: () => choose(declared.options[select.selectedIndex][0]) },
    ...declared.options.map(([, said]) => make("option", {}, said)));
  return {
    element: labelled(declared, select, "choice"),
    show(value) { select.selectedIndex = declared.options.findIndex(([one]) => SAME(one, value)); },
  };
}

function number(declared, choose) {
  if (declared.options.length) return menuOfNumbers(declared, choose);
  const input = make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false",
    placeholder: declared.placeholder ?? "",
    onchange: () => {
      const text = input.value.trim().replace(",", ".");
      choose(text === "" ? 0 : Number.isFinite(Number(text)) ? Number(text) : text);
    },
    onkeydown: (event) => {
      if (event.key === "Enter") input.blur();
    },
  });
  const shown = {
    element: labelled(declared, input, "number"),
    show(value) {
      if (input.matches(":focus")) return; // somebody is typing
      input.value = declared.placeholder !== undefined && value === 0 ? "" : String(value);
    },
    hint(text) { input.placeholder = text; },
  };
  return shown;
}

/** Numbers of a menu; one that a link has brought and the menu has not is shown as one more. */
function menuOfNumbers(declared, choose) {
  const select = make("select", { onchange: () => choose(JSON.parse(select.value)) });
  const fill = (value) => {
    const known = declared.options.some(([one]) => one === value);
    const options = known ? declared.options : [...declared.options, [value, String(value)]];
    select.replaceChildren(...options.map(([one, said]) => make("option", { value: JSON.stringify(one) }, said)));
    select.value = JSON.stringify(value);
  };
  return { element: labelled(declared, select, "choice"), show: fill };
}

function flag(declared, choose) {
  const box = make("input", { type: "checkbox", onchange: () => choose(box.checked) });
  return {
    element: make("label", { class: "field flag", "data-tip": declared.explanation, "data-tip-title": declared.label },
      box, make("span", {}, declared.label)),
    show(value) { box.checked = value; },
  };
}

function names(declared, choose) {
  const boxes = declared.options.map(([value, said]) => {
    const box = make("input", {
      type: "checkbox",
      onchange: () => choose(boxes.filter(([, one]) => one.checked).map(([one]) => one)),
    });
    return [value, box, make("label", { class: "field flag" }, box, declared.pictures?.[value], make("span", {}, said))];
  });
  return {
    element: make("fieldset", { class: "field names", "data-tip": declared.explanation, "data-tip-title": declared.label },
      make("legend", {}, declared.label), ...boxes.map(([, , element]) => element)),
    show(chosen) {
      for (const [value, box] of boxes) box.checked = chosen.includes(value);
    },
  };
}

function text(declared, choose) {
  const input = make("input", {
    type: "text", autocomplete: "off", spellcheck: "false", onchange: () => choose(input.value),
    onkeydown: (event) => {
      if (event.key === "Enter") input.blur();
    },
  });
  return {
    element: labelled(declared, input, "text"),
    show(value) {
      if (!input.matches(":focus")) input.value = String(value);
    },
  };
}

function pair(declared, choose) {
  const inputs = [0, 1].map((place) => make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `${declared.label}, ${declared.parts[place]}`,
    onchange: () => {
      const typed = inputs.map((one) => one.value.trim().replace(",", "."));
      if (typed.every((one) => one === "")) choose([]); // left open
      else if (typed.every((one) => one !== "")) choose(typed.map((one) => (Number.isFinite(Number(one)) ? Number(one) : one)));
    },
    onkeydown: (event) => {
      if (event.key === "Enter") inputs[place].blur();
    },
  }));
  return {
    element: make("div", { class: "field pair", role: "group", "aria-label": declared.label, "data-tip": declared.explanation, "data-tip-title": declared.label },
      make("span", { class: "caption" }, declared.label), make("span", { class: "both" }, ...inputs)),
    show(value) {
      inputs.forEach((one, place) => {
        if (!one.matches(":focus")) one.value = value.length ? String(Number(value[place].toPrecision(5))) : "";
      });
    },
  };
}

const LOOKS = { choice, number, flag, names, text, pair };
