// What is to be done in a lesson: steps that tick themselves, and what helps where one is stuck.

import { make } from "kit/dom.js";
import { said } from "kit/said.js";

/** Make the list; `page` does what its buttons say: {show, help, back, again, settle, free}. */
export function steps(page) {
  const list = make("ol", { class: "steps" });
  const trouble = make("div", { class: "checked", hidden: true });
  const element = make("div", {}, list, trouble);
  const button = (label, act, kind = "plain small") => make("button", { type: "button", class: kind, onclick: act }, label);
  let shown = "";

  function show(told) {
    const current = told.steps[told.step];
    const state = JSON.stringify([told.name, told.step, told.steps]);
    if (state !== shown) {
      shown = state;
      list.replaceChildren(...told.steps.map((step, place) => make("li", {
        class: place < told.step ? "met" : place === told.step ? "now" : "later", "aria-current": place === told.step ? "step" : null,
      }, make("span", { class: "tick", "aria-hidden": "true" }, place < told.step ? "✓" : String(place + 1)),
      make("div", {}, make("p", {}, ...said(step.do), place < told.step ? make("span", { class: "unseen" }, " Done.") : null),
        place !== told.step ? null : make("div", { class: "helps" },
          make("span", { class: "so-far" }),
          step.hidden.length ? null : button("Show me where", page.show, "link"),
          button("Do it for me", page.help, "link"))))));
    }
    const far = list.querySelector(".so-far");
    if (far) far.textContent = told.said ?? "";
    const words = inTrouble(told, current);
    trouble.hidden = !words;
    if (words && trouble.dataset.said !== words[0]) trouble.replaceChildren(make("p", {}, words[0]), make("div", { class: "actions" }, ...words[1]));
    trouble.dataset.said = words ? words[0] : "";
  }

  /** What keeps the step from being met: a sentence, and the buttons that help. */
  function inTrouble(told, current) {
    if (told.ranAway) return ["The numbers ran away, so this run cannot get there. Begin the step again.", [button("Begin this step again", page.back)]];
    if (told.off?.length) {
      return [`You changed ${listed(told.off)}. Go back to the lesson’s set-up, or leave it and go on freely.`,
        [button("Go back", page.back), button("Go on freely", page.free)]];
    }
    if (told.missed) {
      return ["This run did not get there. That happens: it began with other random numbers than most. Try another start, or see what usually comes out.",
        [button("Another start", page.again), button("See what usually happens", page.settle)]];
    }
    if (current.hidden.length) return [`Your teacher has hidden ${listed(current.hidden)}, so the page does this step for you.`, [button("Do it", page.help)]];
    return null;
  }

  return { element, show };
}

/** "Noise", "Noise and Batch size", "Noise, Seed and Batch size". */
function listed(names) {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
}
