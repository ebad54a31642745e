// A teacher's dialog for a lab: tick what the class should not see, copy the link.

import { copied } from "kit/clipboard.js";
import { dialog } from "kit/dialog.js";
import { make } from "kit/dom.js";

/**
 * Make the dialog. `hideable` is what can be hidden, by name; `hide(names)` hides those and nothing
 * else. {element, open(), show(hidden, link)}.
 */
export function classLink(hideable, hide) {
  const boxes = Object.entries(hideable).map(([name, label]) => {
    const box = make("input", { type: "checkbox", onchange: () => hide(boxes.filter(([, one]) => one.checked).map(([one]) => one)) });
    return [name, box, make("label", { class: "field flag" }, box, make("span", {}, label))];
  });
  const link = make("input", { type: "text", readonly: true, "aria-label": "The link for your class", onfocus: () => link.select() });
  const said = make("p", { role: "status" });
  const copy = make("button", {
    type: "button", class: "plain",
    onclick: async () => {
      const done = await copied(link.value);
      said.textContent = done ? "Copied." : "Please copy it by hand: it is selected.";
      if (!done) link.focus();
    },
  }, "Copy the link");
  const { element, open } = dialog("A link for your class",
    make("p", {}, "Set everything up as your class should find it. Tick what they should not see, then copy the link."),
    make("fieldset", { class: "ticks", "aria-label": "Hide" }, ...boxes.map(([, , one]) => one)),
    link, make("p", {}, copy), said);
  return {
    element,
    open() {
      said.textContent = "";
      open();
    },
    show(hidden, fragment) {
      for (const [name, box] of boxes) box.checked = hidden.includes(name);
      link.value = location.origin + location.pathname + location.search + fragment;
    },
  };
}
