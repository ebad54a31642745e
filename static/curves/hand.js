// Points on a canvas that a hand or the keys move, add and remove.

import { numberAt } from "kit/axes.js";

const REACH = 14; // pixels from a point within which it is meant
const MOVED = [-1e6, 0]; // where a drag has begun, once it is one
const STEP = 0.01; // of the picture, for an arrow key
export const KEYS = "Page Up and Page Down choose one, the arrow keys move it, Enter adds one, Delete removes it.";

export class Hand {
  /**
   * `known()` are the points as the server knows them, a list of [x, y, ...]; `frame()` is what `axes` has
   * returned; `area()` is {box: [left, right, low, high] of the picture, from, to}: x stays between the
   * last two. `made([x, y], like)` is a point there, like another one; `fixed()` whether nothing can be
   * changed. `changed(points, kind)` is called while the learner changes them, `kind` being "move", "add"
   * or "remove"; `draw()` has the picture drawn.
   */
  constructor(canvas, { known, frame, area, made = (place) => place, fixed = () => false, changed, draw }) {
    Object.assign(this, { canvas, known, frame, area, made, fixed, changed, draw });
    this.local = null; // as the hand has them, until the server knows them
    this.dragging = -1;
    this.chosen = -1; // by the keyboard
    this.listen();
  }

  get points() { return this.local ?? this.known(); }

  /** Whether the chosen one is to be marked. */
  get shows() { return this.chosen >= 0 && this.canvas.matches(":focus-visible"); }

  /**
   * The server knows the points, and nothing newer is on its way to it: what it knows holds. They come
   * sorted, so the chosen one may have another number.
   */
  settle() {
    if (this.dragging < 0) {
      const chosen = this.local?.[this.chosen];
      this.local = null;
      if (chosen) this.chosen = this.points.findIndex(([x, y]) => Math.abs(x - chosen[0]) < 1e-4 && Math.abs(y - chosen[1]) < 1e-4);
    }
    this.chosen = Math.min(this.chosen, this.points.length - 1);
    this.draw();
  }

  listen() {
    const { canvas } = this;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    let begun = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (!this.frame() || event.button || this.fixed()) return;
      begun = at(event);
      this.dragging = this.nearest(begun);
      if (this.dragging >= 0) {
        canvas.setPointerCapture(event.pointerId);
        this.local = [...this.points];
        this.chosen = this.dragging;
      }
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.dragging >= 0 && Math.hypot(at(event)[0] - begun[0], at(event)[1] - begun[1]) > 2) {
        begun = MOVED;
        this.local[this.dragging] = this.made(this.number(at(event)), this.local[this.dragging]);
        this.tell(this.local, "move");
      } else if (this.frame()) {
        canvas.style.cursor = this.fixed() ? "default" : this.nearest(at(event)) >= 0 ? "grab" : "crosshair";
      }
    });
    const end = (event) => {
      if (begun === MOVED) this.changed(this.local, "move"); // its answer is the first that may replace it
      if (this.dragging < 0 && begun && event.type === "pointerup" && !this.fixed()) {
        const [px, py] = at(event);
        if (Math.hypot(px - begun[0], py - begun[1]) < 5 && event.detail < 2) this.add(this.number([px, py]));
      }
      begun = null;
      this.dragging = -1;
    };
    for (const kind of ["pointerup", "pointercancel"]) canvas.addEventListener(kind, end);
    canvas.addEventListener("dblclick", (event) => {
      const one = this.nearest(at(event));
      if (one >= 0 && !this.fixed()) this.remove(one);
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
    for (const kind of ["blur", "focus"]) canvas.addEventListener(kind, () => this.draw());
  }

  nearest([px, py]) {
    const frame = this.frame();
    let best = -1, least = REACH;
    this.points.forEach(([x, y], k) => {
      const away = Math.hypot(frame.x(x) - px, frame.y(y) - py);
      if (away < least) [best, least] = [k, away];
    });
    return best;
  }

  /** The point at a pixel. */
  number([px, py]) {
    const { inner } = this.frame();
    const [left, right, low, high] = this.area().box;
    return this.within([numberAt(px, inner.left, inner.width, left, right), numberAt(py, inner.top + inner.height, -inner.height, low, high)]);
  }

  within([x, y]) {
    const { box: [, , low, high], from, to } = this.area();
    return [Math.min(Math.max(x, from), to), Math.min(Math.max(y, low), high)].map(rounded);
  }

  add(place) {
    const points = this.points;
    this.chosen = points.length;
    this.tell([...points, this.made(place, points.at(-1))], "add");
  }

  remove(one) {
    const left = this.points.filter((_, k) => k !== one);
    this.chosen = Math.min(one, left.length - 1);
    this.tell(left, "remove");
  }

  tell(points, kind) {
    this.local = points;
    this.changed(points, kind);
    this.draw();
  }

  key(event) {
    if (!this.frame() || this.fixed()) return;
    const points = this.points;
    const [left, right, low, high] = this.area().box;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const turn = { PageDown: 1, PageUp: -1 }[event.key];
    if (turn && points.length) this.chosen = (Math.max(this.chosen, turn > 0 ? -1 : 0) + turn + points.length) % points.length;
    else if (by && points.length) {
      this.chosen = Math.max(this.chosen, 0);
      const [x, y] = points[this.chosen];
      const moved = this.within([x + by[0] * STEP * (right - left), y + by[1] * STEP * (high - low)]);
      this.tell(points.map((one, k) => (k === this.chosen ? this.made(moved, one) : one)), "move");
    } else if (event.key === "Enter") this.add(this.within([(left + right) / 2, (low + high) / 2]));
    else if ((event.key === "Delete" || event.key === "Backspace") && this.chosen >= 0) this.remove(this.chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }
}

export const rounded = (value) => Number(value.toFixed(4));
