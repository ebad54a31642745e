// What came of a lesson: the prediction beside what happened, why, a picture of the learner's own run, many
// seeds, what to try next.

import { make } from "kit/dom.js";
import { plainly, said } from "kit/said.js";

/** Make it; `page` does what its buttons say: {seeds, stop, next(one), again, leave, open(link)}. */
export function outcome(page) {
  const element = make("div", { class: "outcome" });
  const button = (label, act, kind = "plain") => make("button", { type: "button", class: kind, onclick: act }, label);
  const dots = make("div", { class: "dots", role: "img", hidden: true });
  const count = make("p", { class: "said" });
  const run = button("Run 20 seeds", () => page.seeds(), "plain small");
  const stop = button("Stop", () => page.stop(), "plain small");
  let shown = "";

  function show(told) {
    const state = JSON.stringify([told.name, told.numbers, told.unlucky, told.picture.length]);
    if (state === shown) return;
    shown = state;
    const [met, of] = told.usual;
    const verdict = told.unlucky ? "This time it came out otherwise" : told.isRight ? "As you predicted" : "Your run shows something else";
    dots.hidden = true;
    run.hidden = !told.again;
    stop.hidden = true;
    count.textContent = of === 1 ? "Nothing of it is left to chance." : met === of ? `It came out so with each of ${of} seeds.` : `It came out so with ${met} of ${of} seeds.`;
    element.replaceChildren(...[
      make("p", { class: `verdict ${told.isRight && !told.unlucky ? "right" : ""}` }, told.isRight && !told.unlucky ? "✓ " : "", verdict),
      make("dl", { class: "beside" },
        make("div", {}, make("dt", {}, "You predicted"), make("dd", {}, ...said(told.choices[told.choice]))),
        make("div", {}, make("dt", {}, "What holds"), make("dd", {}, ...told.right.flatMap((place, number) => [number ? ", or " : "", ...said(told.choices[place])])))),
      make("p", { class: "happened" }, ...said(told.happened)),
      told.picture ? make("img", { src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(told.picture)}`, alt: told.pictureSaid }) : null,
      make("h3", {}, "Why"),
      make("p", {}, ...said(told.explanation)),
      make("div", { class: "seeds" }, count, make("div", { class: "actions" }, run, stop), dots),
      make("h3", {}, "Try next"),
      make("p", {}, ...said(told.next)),
      told.link ? make("div", { class: "actions" }, button("Set it up", () => page.open(told.link), "plain small")) : null,
      make("div", { class: "actions end" },
        told.after ? button(`Next: ${plainly(told.after.title)}`, () => page.next(told.after), "plain play next") : null,
        button("Back to my own set-up", () => page.leave()), button("Do it again", () => page.again(), "link")),
    ].filter((one) => one !== null));
  }

  /** Show how far the seeds are: {met: [true, ...], of, done}. */
  function seeds({ met, of, done }) {
    const good = met.filter(Boolean).length;
    dots.hidden = false;
    dots.replaceChildren(...Array.from({ length: of }, (_, place) => make("span", { class: place >= met.length ? "open" : met[place] ? "met" : "missed" })));
    dots.setAttribute("aria-label", `${good} of ${met.length} seeds came out so`);
    count.textContent = done ? `It came out so with ${good} of ${met.length} seeds just now.` : `Seed ${Math.min(met.length + 1, of)} of ${of} …`;
    run.hidden = !done;
    stop.hidden = done;
  }

  return { element, show, seeds };
}
