// One tooltip for the whole page: what a control does, in a sentence. Shown for whatever carries
// data-tip, or the class tip-NAME with an explanation of that name, when the pointer rests on it or
// the keyboard reaches it; Escape puts it away.

import { make } from "kit/dom.js";

const DELAY = 450; // milliseconds that the pointer rests

const PREFIX = "tip-";

/**
 * Make the tooltip for everything inside `root`; explanations[NAME] is [title, sentence].
 *
 * Returns an object whose `chosen[NAME]` says what the present choice of a menu does.
 */
export function tips(root, explanations) {
  const said = { chosen: {} };
  const bubble = make("div", { class: "tip", role: "tooltip", hidden: true });
  root.append(bubble);
  let timer = 0;
  let owner = null;
  let pressed = false; // a press gives focus too, but who presses has read enough

  const hide = () => {
    clearTimeout(timer);
    bubble.hidden = true;
    owner = null;
  };
  const show = () => {
    if (!owner?.isConnected) return;
    const name = nameOf(owner);
    const [title, tip] = name ? explanations[name] : [owner.dataset.tipTitle, owner.dataset.tip];
    const chosen = said.chosen?.[name];
    bubble.replaceChildren(...(title ? [make("strong", {}, title)] : []), tip, ...(chosen ? [make("em", {}, chosen)] : []));
    bubble.hidden = false;
    const place = owner.getBoundingClientRect();
    const own = bubble.getBoundingClientRect();
    const left = Math.min(Math.max(place.left + place.width / 2 - own.width / 2, 8), innerWidth - own.width - 8);
    const below = place.bottom + 8 + own.height < innerHeight;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${below ? place.bottom + 8 : Math.max(place.top - own.height - 8, 8)}px`;
  };
  const nameOf = (element) => [...(element.classList ?? [])].find(
    (one) => one.startsWith(PREFIX) && explanations[one.slice(PREFIX.length)])?.slice(PREFIX.length);
  // A widget is a shadow root of its own: what lies inside shows only on the event's path.
  const ownerOf = (event) => event.composedPath().find(
    (one) => one instanceof Element && (one.dataset.tip !== undefined || nameOf(one))) ?? null;
  const over = (event) => {
    const next = ownerOf(event);
    if (next === owner) return;
    hide();
    owner = next;
    if (owner && event.pointerType !== "touch") timer = setTimeout(show, DELAY);
  };
  const focus = (event) => {
    const next = ownerOf(event);
    if (!next || pressed || !event.composedPath()[0].matches(":focus-visible")) return;
    hide();
    owner = next;
    timer = setTimeout(show, DELAY);
  };
  root.addEventListener("pointerover", over);
  root.addEventListener("pointerleave", hide);
  root.addEventListener("pointerdown", () => {
    pressed = true;
    hide();
  });
  root.addEventListener("focusin", focus);
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", () => {
    pressed = false;
    hide();
  });
  return said;
}
