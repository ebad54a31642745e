// What is being computed of a large network, how far it is, and a way to leave it off.

import { make } from "kit/dom.js";

/** Make the line; `stop()` leaves off what is under way, `again()` goes on with it. */
export function work({ stop, again }) {
  const bar = make("progress", { max: "1", value: "0", "aria-label": "Computing" });
  const words = make("p", { role: "status" });
  const end = make("button", { type: "button", class: "plain small", onclick: stop }, "Stop");
  const retry = make("button", { type: "button", class: "plain small", onclick: again }, "Go on");
  const element = make("div", { class: "work", hidden: true }, bar, words, end, retry);
  const say = (text) => { if (words.textContent !== text) words.textContent = text; };
  return {
    element,
    show({ state, share, n, steps }) {
      element.hidden = state === "over";
      bar.hidden = end.hidden = state === "stopped";
      retry.hidden = !bar.hidden;
      if (share !== undefined) bar.value = share;
      if (state === "map") say(`The map of ${n} × ${n} losses is being computed …`);
      else if (state === "race") say(`The race of ${steps} steps is being computed …`);
      else if (state === "stopped") say("Stopped. A smaller network or data set is quicker.");
    },
  };
}
