// A free challenge: what counts, the project's record, the learner's own, and what the present run is worth.

import { make } from "kit/dom.js";
import { store } from "kit/lesson_store.js";

/** Make it; `page` does what its buttons say: {again, leave}. The lower a worth, the better. */
export function challenge(page) {
  const rule = make("p", {});
  const [record, own, present] = ["record", "own", "present"].map((name) => make("dd", { class: name }));
  const reason = make("p", { class: "checked" });
  const praise = make("p", { class: "verdict right" });
  const button = (label, act) => make("button", { type: "button", class: "plain", onclick: act }, label);
  const element = make("div", { class: "challenge" }, rule, praise,
    make("dl", {}, make("div", {}, make("dt", {}, "Project’s record"), record), make("div", {}, make("dt", {}, "Yours"), own), make("div", {}, make("dt", {}, "This run, now"), present)),
    reason, make("p", { class: "said" }, "Only training counts: weights that are typed in, or come with a link, a file or a reload, do not. Press Reset for another start."),
    make("div", { class: "actions end" }, button("Set it up anew", page.again), button("Back to my own set-up", page.leave)));

  return {
    element,
    /** Show how it stands; returns what is to be read aloud of it. */
    show(told) {
      const before = store.records()[told.name];
      const isBetter = told.value !== null && (!before || told.value < before.value);
      if (isBetter) store.keepRecord(told.name, { value: told.value, said: told.said });
      const best = isBetter ? told : before;
      rule.textContent = told.rule;
      record.textContent = told.record.said;
      own.textContent = best ? best.said : "none yet";
      present.textContent = told.said || "–";
      reason.textContent = told.why;
      reason.hidden = !told.why;
      const beats = best && best.value < told.record.value;
      praise.textContent = beats ? "✓ You have beaten the project’s record" : best && best.value === told.record.value ? "✓ As good as the project’s record" : "";
      return isBetter && beats && !(before && before.value < told.record.value) ? praise.textContent : "";
    },
  };
}
