// Pointing at controls: a ring around each, wherever on the page it is.
//
// A control is found by its name: data-control="NAME", or the class tip-NAME. Widgets live in shadow
// roots, which no style from here reaches, so the rings lie above the page and follow.

import { make } from "kit/dom.js";

const MOST = 3; // rings for one name
const ROOM = 5; // pixels between a control and its ring

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** All elements of a name that are seen, through all shadow roots. */
function found(name, root = document) {
  const wanted = `[data-control~="${name}"], .tip-${CSS.escape(name)}`;
  const here = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.matches(wanted)) {
      const { width, height } = element.getBoundingClientRect();
      if (width > 4 && height > 4 && element.checkVisibility()) here.push(element);
    }
    if (element.shadowRoot) here.push(...found(name, element.shadowRoot));
  }
  return here;
}

export class Pointer {
  /** `element` is where the rings are; `reveal(name)` is called for a control that is not seen. */
  constructor(reveal) {
    this.element = make("div", { class: "rings", "aria-hidden": "true" });
    this.reveal = reveal;
    this.names = [];
    this.targets = [];
    this.asked = new Set(); // names for which something has been opened
    this.frame = 0;
    this.count = 0;
  }

  /** Point at controls; none puts the rings away. */
  at(names) {
    if (String(names) === String(this.names)) return;
    this.names = names;
    this.asked.clear();
    this.targets = [];
    cancelAnimationFrame(this.frame);
    this.element.replaceChildren();
    this.count = 0;
    if (names.length) this.follow();
  }

  /** Bring the first of them into view, and look at it again. */
  show() {
    this.look();
    this.targets[0]?.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    this.element.classList.remove("again");
    void this.element.offsetWidth; // the pulse begins anew
    this.element.classList.add("again");
  }

  /** Find the controls anew: layers come and go, a toolbox opens. */
  look() {
    this.targets = this.names.flatMap((name) => {
      const seen = found(name).slice(0, MOST);
      if (!seen.length && !this.asked.has(name)) {
        this.asked.add(name);
        this.reveal(name);
      }
      return seen;
    });
    while (this.element.children.length > this.targets.length) this.element.lastElementChild.remove();
    while (this.element.children.length < this.targets.length) this.element.append(make("div", { class: "ring" }));
  }

  follow() {
    if (this.count++ % 30 === 0) this.look(); // twice a second
    this.targets.forEach((target, place) => {
      const { left, top, width, height } = target.getBoundingClientRect();
      const ring = this.element.children[place];
      const box = `translate(${Math.round(left - ROOM)}px, ${Math.round(top - ROOM)}px)`;
      const size = [`${Math.round(width + 2 * ROOM)}px`, `${Math.round(height + 2 * ROOM)}px`];
      if (ring.style.transform !== box) ring.style.transform = box;
      if (ring.style.width !== size[0]) ring.style.width = size[0];
      if (ring.style.height !== size[1]) ring.style.height = size[1];
      ring.hidden = !width || !height;
    });
    this.frame = requestAnimationFrame(() => this.follow());
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.names = [];
    this.element.remove();
  }
}
