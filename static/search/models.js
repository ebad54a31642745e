// Six models on the same points, side by side: boundary, accuracy and time of each.

import { make } from "kit/dom.js";
import { Plane } from "search/plane.js";

/** Make the view; `start()` has all of them trained, `cancel()` ends that, `take(name)` lets one take part in the search. */
export function models(names, { classes, start, cancel }) {
  const starting = make("button", { type: "button", class: "plain play", onclick: () => start() }, "Train all of them");
  const stopping = make("button", { type: "button", class: "plain", hidden: true, onclick: () => cancel() }, "Cancel");
  const words = make("p", { class: "said", role: "status" });
  const cards = Object.fromEntries(names.map(([name, label, explanation]) => {
    const plane = new Plane(classes);
    const score = make("strong", {}, "–");
    const facts = make("span", {}, explanation);
    const element = make("figure", { class: "small-plane", "data-model": name }, make("figcaption", { class: "above" }, label), plane.canvas, make("figcaption", {}, score, facts));
    return [name, { plane, score, facts, element, explanation }];
  }));
  const element = make("div", { class: "six" },
    make("div", { class: "head" }, make("p", { class: "said" }, "The same points, the same folds, each model with its usual settings: what shapes can each of them draw?"), starting, stopping),
    words, make("div", { class: "planes" }, ...names.map(([name]) => cards[name].element)));
  let data = null;
  return {
    element,
    showData(told) {
      data = told;
      for (const [name, label] of names) {
        const card = cards[name];
        card.plane.show(null, data, `The points, before ${label} has learned them`);
        card.score.textContent = "–";
        card.facts.textContent = card.explanation;
      }
      words.textContent = "";
    },
    show(message) {
      const card = cards[message.model];
      if (!card || message.key !== data?.key) return;
      card.plane.show(message, message, `Decision boundary: ${message.title}, ${message.score}`);
      card.score.textContent = message.score;
      card.facts.textContent = message.words;
    },
    showState({ state, sentence }) {
      starting.hidden = state === "running";
      stopping.hidden = state !== "running";
      words.textContent = sentence;
    },
    redraw() { for (const { plane } of Object.values(cards)) plane.draw(); },
  };
}
