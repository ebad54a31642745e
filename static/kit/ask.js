// A question whose answer is locked in before anything is shown: the same in labs and in lessons.

import { make } from "kit/dom.js";

let asked = 0; // groups of radio buttons need names of their own

/**
 * Make a question. `legend` and each of `choices` are nodes or texts; `lock` is what the button says
 * that locks the answer in, `locked(choice)` is then called.
 *
 * Returns {fieldset, button, freeze(choice), reveal(right, choice)}: `freeze` shows an answer that
 * was locked in before, `reveal` which answers are right (places), and which one was given.
 */
export function ask({ legend, choices, lock, locked }) {
  let chosen = null;
  const name = `asked-${asked++}`;
  const button = make("button", {
    type: "button", class: "plain play", disabled: true,
    onclick: () => {
      freeze(chosen);
      locked(chosen);
    },
  }, lock);
  const boxes = choices.map((_, place) => make("input", {
    type: "radio", name, onchange: () => {
      chosen = place;
      button.disabled = false;
    },
  }));
  const labels = choices.map((choice, place) => make("label", { class: "answer" }, boxes[place], make("span", {}, ...[choice].flat())));
  const fieldset = make("fieldset", {}, make("legend", {}, ...[legend].flat()), ...labels);

  function freeze(choice) {
    if (choice !== null) boxes[choice].checked = true;
    for (const box of boxes) box.disabled = true;
    button.hidden = true;
  }

  return {
    fieldset, button, freeze,
    reveal(right, choice) {
      for (const place of right) labels[place]?.classList.add("right");
      if (!right.includes(choice)) labels[choice]?.classList.add("wrong");
    },
  };
}
