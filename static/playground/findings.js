// What is noticed about a run: one line whose place is kept, and on demand a sheet with the evidence.

import { make } from "kit/dom.js";
import { icon } from "kit/icons.js";
import { whyPicture } from "playground/why.js";

const NOTHING = "Nothing to point out so far.";
const NOT_YET = "The network has learned nothing yet.";
const INVITE = "Press Play, and the network begins to learn.";

/** What is behind a finding, with a small picture: opened on demand, and remembered while it is shown. */
const opened = new Set();
function why({ name, why: cause }) {
  const element = make("details", { class: "why", open: opened.has(name) },
    make("summary", { "aria-label": `Why? ${name}` }, "Why?"),
    make("div", {}, ...because(cause)));
  element.addEventListener("toggle", () => (element.open ? opened.add(name) : opened.delete(name)));
  return element;
}

const because = ({ text, picture, data }) => [whyPicture(picture, data), make("p", {}, text)];

/** Make the line; `take(finding, label)` is called with the remedy that is chosen. */
export function findings(take) {
  const first = make("span", { class: "first", role: "status", "aria-live": "polite" }, NOTHING);
  const remedy = make("button", { type: "button", class: "plain remedy", hidden: true });
  const more = make("button", { type: "button", class: "small more", "aria-expanded": "false", "aria-label": "All findings, with their evidence" });
  const sheet = make("div", { class: "sheet", role: "group", "aria-label": "Findings", hidden: true });
  const element = make("div", { class: "findings quiet" }, make("div", { class: "line" }, first, remedy, more), sheet);

  let shown = "";
  let open = false;
  const expand = (wanted) => {
    open = wanted && !more.hidden;
    sheet.hidden = !open;
    more.ariaExpanded = String(open);
  };
  more.addEventListener("click", () => expand(!open));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    expand(false);
    more.focus();
  });
  const outside = (event) => {
    if (!event.composedPath().includes(element)) expand(false);
  };
  document.addEventListener("pointerdown", outside);

  const entry = (finding) => make("div", { class: "finding" },
    make("strong", {}, finding.name), make("p", { class: "evidence" }, finding.evidence),
    finding.why ? why(finding) : null,
    finding.remedies.length === 0 ? null : make("div", { class: "remedies" }, ...finding.remedies.map((each) => make("button", {
      type: "button", class: "plain", onclick: () => { expand(false); take(finding.name, each); },
    }, each)), finding.of_signal ? make("button", {
      type: "button", class: "plain", onclick: () => {
        expand(false);
        document.dispatchEvent(new CustomEvent("playground:details", { detail: "signal" }));
      },
    }, "See the signal of every layer") : null));
  // While it learns only the numbers change: a click, and the keyboard's focus, must not miss what is there.
  let entries = "";
  const fill = (all) => {
    const form = JSON.stringify(all.map(({ name, remedies, of_signal, why: cause }) => [name, remedies, of_signal, cause?.picture]));
    if (form !== entries) sheet.replaceChildren(...all.map(entry));
    else all.forEach((finding, at) => {
      sheet.children[at].querySelector(".evidence").textContent = finding.evidence;
      if (finding.why) sheet.children[at].querySelector(".why > div").replaceChildren(...because(finding.why));
    });
    entries = form;
  };

  const show = ({ findings: found, stopped, invite, begun }) => {
    const all = [...(stopped ? [{ name: "Paused", evidence: stopped, remedies: [] }] : []), ...found];
    const state = JSON.stringify([all, invite, begun]);
    if (state === shown) return;
    shown = state;
    const top = all[0];
    element.classList.toggle("quiet", !top);
    element.classList.toggle("trouble", Boolean(top?.remedies.length));
    first.replaceChildren(top ? make("span", { title: top.evidence }, make("strong", {}, top.remedies.length ? top.name : `${top.name}:`), top.remedies.length ? "" : ` ${top.evidence}`) : invite ? INVITE : begun ? NOTHING : NOT_YET);
    const label = top?.remedies[0];
    remedy.hidden = !label;
    remedy.replaceChildren(make("span", {}, label ?? ""));
    remedy.title = label ?? "";
    remedy.onclick = () => take(top.name, label);
    more.hidden = !top;
    more.replaceChildren(...(all.length > 1 ? [`+${all.length - 1}`] : []), icon("more"));
    fill(all);
    if (!top) expand(false);
  };
  return { element, show, remove: () => document.removeEventListener("pointerdown", outside) };
}
