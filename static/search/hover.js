// What is told of the combination under the pointer, beside it.

import { make } from "kit/dom.js";

/** Make the bubble; `show(results, row, at)` puts it at a place of the page, `hide()` away. */
export function hover() {
  const element = make("div", { class: "tip at-dot", hidden: true });
  return {
    element,
    hide() { element.hidden = true; },
    show(results, row, { x, y }) {
      element.replaceChildren(
        make("strong", {}, results.outcome(row)),
        ...results.words(row).map(([label, value]) => make("div", {}, make("span", {}, `${label} `), value)));
      element.hidden = false;
      const { width, height } = element.getBoundingClientRect();
      const left = x + 16 + width < innerWidth ? x + 16 : x - 16 - width;
      element.style.left = `${Math.max(left, 4)}px`;
      element.style.top = `${Math.min(Math.max(y - height / 2, 4), innerHeight - height - 4)}px`;
    },
  };
}
