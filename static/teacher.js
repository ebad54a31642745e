// A teacher's panel: tick what the class shall not see, copy the link.

import { icon } from "playground/icons.js";
import { make } from "playground/dom.js";

/** Make the dialog; `change(name, value)` sets the settings "hidden" and "hide_text". */
export function teacher(hidable, change) {
  let hidden = [];
  const boxes = Object.entries(hidable).map(([name, label]) => {
    const input = make("input", { type: "checkbox", onchange: () => {
      change("hidden", Object.keys(hidable).filter((one) => (one === name ? input.checked : hidden.includes(one))), false);
    } });
    return { name, input, element: make("label", {}, input, label) };
  });
  const text = make("input", { type: "checkbox", onchange: () => change("hide_text", text.checked, false) });
  const link = make("input", { type: "text", readonly: true, "aria-label": "The link for your class", onfocus: () => link.select() });
  const said = make("span", { class: "said", role: "status" });
  const copy = make("button", { type: "button", class: "plain primary", onclick: async () => {
    said.textContent = await copied(link) ? "Copied." : "Please copy it by hand: it is selected.";
  } }, "Copy the link");
  const dialog = make("dialog", { class: "teacher", "aria-labelledby": "teacher-title" },
    make("form", { method: "dialog" },
      make("button", { class: "close", "aria-label": "Close" }, icon("close")),
      make("h2", { id: "teacher-title" }, "A link for your class"),
      make("p", {}, "Set everything up as your class shall find it. Tick what they shall not see, then copy the link."),
      make("fieldset", {}, make("legend", {}, "Hide"), ...boxes.map(({ element }) => element),
        make("label", {}, text, "The text below")),
      make("div", { class: "copy" }, link, copy), said));

  const show = (values, address) => {
    hidden = values.hidden;
    for (const { name, input } of boxes) input.checked = hidden.includes(name);
    text.checked = values.hide_text;
    link.value = location.origin + location.pathname + location.search + address;
    said.textContent = "";
  };
  return { dialog, show };
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value); // refused on a page without https, but for localhost
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
