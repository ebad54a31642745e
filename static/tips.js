// One tooltip for the whole page: what a control does, in a sentence. Shown for whatever carries
// data-tip, when the pointer rests on it or the keyboard reaches it; Escape puts it away.

import { make } from "playground/dom.js";

const DELAY = 450; // milliseconds that the pointer rests

/** Make the tooltip for everything inside `root`. */
export function tips(root) {
  const bubble = make("div", { class: "tip", role: "tooltip", hidden: true });
  root.append(bubble);
  let timer = 0;
  let owner = null;

  const hide = () => {
    clearTimeout(timer);
    bubble.hidden = true;
    owner = null;
  };
  const show = () => {
    if (!owner?.isConnected) return;
    const title = owner.dataset.tipTitle;
    bubble.replaceChildren(...(title ? [make("strong", {}, title)] : []), owner.dataset.tip);
    bubble.hidden = false;
    const place = owner.getBoundingClientRect();
    const own = bubble.getBoundingClientRect();
    const left = Math.min(Math.max(place.left + place.width / 2 - own.width / 2, 8), innerWidth - own.width - 8);
    const below = place.bottom + 8 + own.height < innerHeight;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${below ? place.bottom + 8 : Math.max(place.top - own.height - 8, 8)}px`;
  };
  const over = (event) => {
    const next = event.target.closest?.("[data-tip]") ?? null;
    if (next === owner) return;
    hide();
    owner = next;
    if (owner && event.pointerType !== "touch") timer = setTimeout(show, DELAY);
  };
  const focus = (event) => {
    const next = event.target.closest?.("[data-tip]");
    if (!next || !event.target.matches(":focus-visible")) return;
    hide();
    owner = next;
    timer = setTimeout(show, DELAY);
  };
  root.addEventListener("pointerover", over);
  root.addEventListener("pointerleave", hide);
  root.addEventListener("pointerdown", hide);
  root.addEventListener("focusin", focus);
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", hide);
}
