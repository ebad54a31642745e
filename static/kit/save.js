// The dialog by which a lab's set-up is carried elsewhere: a link, a script, tables, pictures.

import { copied } from "kit/clipboard.js";
import { dialog } from "kit/dialog.js";
import { make } from "kit/dom.js";

/**
 * Make the dialog; `files` are {name, label, explanation}, and `ask(name)` has one of them made.
 * `link` says what the link opens.
 */
export function save(files, link, ask) {
  const said = make("p", { role: "status" });
  const row = (label, explanation, act) => make("div", { class: "row" },
    make("button", { type: "button", class: "plain", onclick: act }, label), make("p", {}, explanation));
  const { element, open } = dialog("Save and share",
    row("Copy the link", link, async () => {
      said.textContent = (await copied(location.href)) ? "Copied." : "Please copy it from the address bar.";
    }),
    ...files.map(({ name, label, explanation }) => row(label, explanation, () => {
      said.textContent = "It is being made …";
      ask(name);
    })),
    said);
  return {
    element,
    open() {
      said.textContent = "";
      open();
    },
    /** Hand the file that has come to the browser's downloads. */
    take({ file, kind, content, coded }) {
      const bytes = coded ? Uint8Array.from(atob(content), (one) => one.charCodeAt(0)) : content;
      const url = URL.createObjectURL(new Blob([bytes], { type: kind }));
      make("a", { href: url, download: file }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      said.textContent = `${file} is saved.`;
    },
    fail(sentence) { said.textContent = sentence; },
  };
}
