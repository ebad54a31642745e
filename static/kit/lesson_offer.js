// The first visit: a short offer, and never again once it is answered or somebody has begun to play.

import { make } from "kit/dom.js";
import { store } from "kit/lesson_store.js";

/**
 * Make the offer of the first lesson, {name, title, minutes}; `begin()` opens it. It is there only for
 * who comes with nothing: no link, no progress. `taken()` says that they have begun by themselves.
 */
export function offer({ title, minutes }, begin) {
  const isNew = store.isOffered && location.hash.length < 2 && !location.search && !Object.keys(store.all()).length;
  const answer = (act) => () => {
    store.dismissOffer();
    element.hidden = true;
    act();
  };
  const element = make("section", { class: "offer", "aria-label": "New here?", hidden: !isNew },
    make("p", {}, make("strong", {}, "New here? "), `Guess first, then see it: “${title}” takes ${minutes} minutes.`),
    make("button", { type: "button", class: "plain first", onclick: answer(begin) }, "Start with lesson 1"),
    make("button", { type: "button", class: "plain", onclick: answer(() => {}) }, "Just play"));
  return { element, taken: () => { if (!element.hidden) store.dismissOffer(); } };
}
