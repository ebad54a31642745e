// The script that makes a search again, to be read and copied.

import { copied } from "kit/clipboard.js";
import { dialog } from "kit/dialog.js";
import { make } from "kit/dom.js";

/** Make the dialog: {element, show(text)}. */
export function code() {
  const script = make("pre", { class: "script", tabindex: "0" });
  const said = make("p", { role: "status" });
  const copy = make("button", {
    type: "button", class: "plain",
    onclick: async () => {
      said.textContent = (await copied(script.textContent)) ? "Copied." : "Please select and copy it by hand.";
    },
  }, "Copy");
  const { element, open } = dialog("This search as a script",
    make("p", {}, "It makes the same folds and fits with scikit-learn’s own loop, and finds the same scores."), script,
    make("div", { class: "actions" }, copy), said);
  element.classList.add("code");
  return {
    element,
    show(text) {
      script.textContent = text;
      said.textContent = "";
      open();
    },
  };
}
