// What the learner is told in words: a link put right, a diverged run, a lost connection, a fault.

import { icon } from "kit/icons.js";
import { make } from "kit/dom.js";

const MOST = 6;

export class Notices {
  /** `act(action)` is called by a notice's button. */
  constructor(act) {
    this.act = act;
    this.element = make("div", { class: "notices", role: "status", "aria-live": "polite" });
    this.keyed = new Map(); // notices of which there is one at most: diverged, connection
  }

  /** Tell something; `kind` is "notice" or "alarm". */
  tell(text, { kind = "notice", key = "", button = null } = {}) {
    if (key) this.withdraw(key);
    const close = make("button", {
      type: "button", class: "close", "aria-label": "Dismiss this notice", onclick: () => line.remove(),
    }, icon("close"));
    const line = make("div", { class: `notice ${kind}` }, make("p", {}, text),
      button && make("button", { type: "button", class: "plain", onclick: () => this.act(button.action) }, button.label),
      close);
    if (key) this.keyed.set(key, line);
    this.element.append(line);
    while (this.element.children.length > MOST) this.element.firstElementChild.remove();
  }

  /** Take back the notice of that key, if it is there. */
  withdraw(key) {
    this.keyed.get(key)?.remove();
    this.keyed.delete(key);
  }
}
