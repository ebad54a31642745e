// The level places of a surface: what a calculation finds, and which of the minima the rules have reached.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";

const at = ([x, y]) => `(${short(x)}, ${short(y)})`;
const MOST = 60; // rows of the table

export class Places {
  /** `found(numbers)` is told which places have been reached so far on this surface. */
  constructor(looks, found) {
    this.looks = looks;
    this.found = found;
    this.places = [];
    this.reached = new Map(); // number of a place -> names of the rules that have reached it
    this.words = make("p", { class: "found", role: "status" });
    this.rows = make("tbody", {});
    this.forget = make("button", { type: "button", class: "plain small", onclick: () => { this.reached.clear(); this.tell(); } }, "Begin anew");
    this.table = make("details", { class: "places" },
      make("summary", {}, "All level places, as calculated"),
      make("p", {}, "Where the gradient is zero; the eigenvalues of the Hessian say of what kind such a place is: both above 0, a minimum; both below, a maximum; one of each, a saddle."),
      make("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Level places" },
        make("table", {}, make("thead", {}, make("tr", {}, ...["Kind", "Place", "Value", "Eigenvalues", "Reached by"].map((name) => make("th", { scope: "col" }, name)))), this.rows)),
      this.forget);
    this.element = make("div", { class: "level" }, this.words, this.table);
  }

  renew(places) {
    this.places = places;
    this.reached.clear();
    this.tell();
  }

  /** Take note of where the paths have come to. */
  note(rules) {
    let news = false;
    for (const { name, found } of rules) {
      if (found === null || this.places[found]?.kind !== "minimum") continue;
      const names = this.reached.get(found) ?? new Set();
      news ||= !names.has(name);
      this.reached.set(found, names.add(name));
    }
    if (news) this.tell();
  }

  tell() {
    this.found(new Set(this.reached.keys()));
    const minima = this.places.flatMap((place, number) => (place.kind === "minimum" ? [{ ...place, number }] : []));
    const missing = minima.filter(({ number }) => !this.reached.get(number)?.has("sgd"));
    const count = minima.length - missing.length;
    const task = `Exercise: make gradient descent (SGD) find all ${minima.length} minima, by its start and its rate. `;
    this.words.hidden = minima.length < 2;
    this.words.textContent = task + (missing.length === 0 ? `It has found all ${minima.length}. Well done!`
      : `It has found ${count || "none"}; missing: ${missing.slice(0, 4).map(({ point }) => at(point)).join(", ")}${missing.length > 4 ? ` and ${missing.length - 4} more` : ""}.`);
    this.forget.hidden = this.reached.size === 0;
    this.rows.replaceChildren(...this.places.slice(0, MOST).map(({ kind, point, value, curvatures }, number) => {
      const by = [...(this.reached.get(number) ?? [])].map((name) => this.looks[name].label);
      const cells = [kind, at(point), short(value), curvatures.map(short).join(", "), by.length ? `✓ ${by.join(", ")}` : kind === "minimum" ? "not yet" : ""];
      return make("tr", {}, ...cells.map((text) => make("td", {}, text)));
    }));
    if (this.places.length > MOST) this.rows.append(make("tr", {}, make("td", { colspan: "5" }, `… and ${this.places.length - MOST} more`)));
    if (!this.places.length) this.rows.append(make("tr", {}, make("td", { colspan: "5" }, "No single place was found: where the gradient is zero, if anywhere, it is flat all around.")));
  }
}
