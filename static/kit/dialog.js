// A dialog of plain HTML, for labs: the browser keeps the focus within, and Escape closes it.

import { make } from "kit/dom.js";
import { icon } from "kit/icons.js";

/** Make a dialog; {element, open()}: the element belongs somewhere on the page. */
export function dialog(title, ...content) {
  const element = make("dialog", { "aria-label": title },
    make("div", { class: "top" }, make("h2", {}, title),
      make("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => element.close() }, icon("close"))),
    ...content);
  element.addEventListener("click", (event) => { if (event.target === element) element.close(); }); // beside it
  return { element, open: () => element.showModal() };
}
