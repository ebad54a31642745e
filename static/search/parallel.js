// Parallel coordinates: each combination a line over all settings, the score at the end. Drag along an axis to keep
// only what goes through there.

import { make } from "kit/dom.js";
import { oncePerFrame } from "kit/marks.js";
import { begun, fitting, jitter, Rest, shade } from "search/ink.js";
import { SOUND, UNTRIED } from "search/results.js";

const NEAR = 6;

export class Parallel {
  /** `marks` as for the violins; `brushed(kept, words)` is called with what is kept: a function of a row, or null. */
  constructor({ marks, brushed }) {
    this.marks = marks;
    this.brushed = brushed;
    this.brushes = new Map(); // axis (-1: the score) -> [from, to], as shares of its height from below
    this.results = null;
    this.shown = []; // the axes, in their order
    this.canvas = make("canvas", { role: "img", tabindex: "0", "aria-roledescription": "parallel coordinates", "aria-label": "Parallel coordinates" });
    this.words = make("p", { class: "said", role: "status" });
    this.clear = make("button", { type: "button", class: "plain small", hidden: true, onclick: () => this.free() }, "Show all");
    this.menus = make("div", { class: "brushes" });
    this.element = make("div", { class: "parallel" }, this.canvas, make("div", { class: "under" }, this.words, this.clear), this.menus);
    this.rest = new Rest();
    this.draw = oncePerFrame(() => this.paint());
    this.remark = oncePerFrame(() => this.mark());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.listen();
  }

  show(results, order) {
    const other = results.key !== this.key || String(order) !== String(this.shown);
    this.results = results;
    this.shown = order;
    if (results.key !== this.key) this.brushes.clear();
    this.key = results.key;
    if (other) this.offer();
    this.tell();
    this.draw();
  }

  /** Menus that keep a value of an axis: the same for those who do not drag. */
  offer() {
    const { axes } = this.results;
    this.menus.replaceChildren(...[...this.shown, -1].map((axis) => {
      const values = axis < 0 ? ["best tenth", "best half"] : axes[axis].values;
      const menu = make("select", { onchange: () => this.keep(axis, menu.selectedIndex - 1) },
        make("option", {}, "all"), ...values.map((one) => make("option", {}, one)));
      menu.axis = axis;
      return make("label", { class: "field choice" }, make("span", { class: "caption" }, axis < 0 ? "Score" : axes[axis].label), menu);
    }));
  }

  keep(axis, value) {
    if (value < 0) this.brushes.delete(axis);
    else if (axis < 0) {
      const { low, high } = this.results.range;
      const scores = this.results.sound.map((row) => this.results.scores[row]).reverse();
      const least = scores[Math.max(0, Math.ceil(scores.length * (value ? 0.5 : 0.9)) - 1)] ?? low;
      this.brushes.set(axis, [(least - low) / (high - low), 1]);
    } else {
      const at = this.share(axis, value), half = 0.45 / Math.max(this.results.axes[axis].values.length - 1, 1);
      this.brushes.set(axis, [at - half, at + half]);
    }
    this.changed();
  }

  free() {
    this.brushes.clear();
    for (const menu of this.menus.querySelectorAll("select")) menu.selectedIndex = 0;
    this.changed();
  }

  changed() {
    this.tell();
    this.draw();
    this.brushed(this.brushes.size ? (row) => this.isKept(row) : null);
  }

  /** Where a value stands on its axis, 0 below, 1 above. */
  share(axis, place) {
    const last = this.results.axes[axis].values.length - 1;
    return last > 0 ? place / last : 0.5;
  }

  heightOf(axis, row) {
    const { results } = this;
    if (axis >= 0) return Number.isNaN(results.places[axis][row]) ? NaN : this.share(axis, results.places[axis][row]);
    const { low, high } = results.range;
    return results.states[row] === SOUND ? (results.scores[row] - low) / (high - low) : NaN;
  }

  isKept(row) {
    for (const [axis, [from, to]] of this.brushes) {
      const at = this.heightOf(axis, row);
      if (!(at >= from - 1e-9 && at <= to + 1e-9)) return false;
    }
    return true;
  }

  tell() {
    this.clear.hidden = !this.brushes.size;
    const { results } = this;
    if (!this.brushes.size) {
      this.words.textContent = results?.tried.length ? "Each line is a combination. Drag along an axis to keep what goes through there." : "";
      return;
    }
    const scores = results.sound.filter((row) => this.isKept(row)).map((row) => results.scores[row]);
    this.words.textContent = scores.length
      ? `${scores.length} of ${results.sound.length} kept: median ${results.written(scores[Math.floor(scores.length / 2)])}, best ${results.written(scores[0])}.`
      : `None of ${results.sound.length} kept.`;
  }

  listen() {
    let from = null;
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      const [x, y] = at(event);
      const axis = this.frame?.columns.find((one) => Math.abs(one.x - x) < 22);
      if (!axis) return;
      from = { axis: axis.axis, y };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const [x, y] = at(event);
      if (from) {
        const { top, bottom } = this.frame;
        const ends = [from.y, y].map((one) => (bottom - one) / (bottom - top)).sort((a, b) => a - b);
        this.brushes.set(from.axis, ends);
        this.changed();
        return;
      }
      const near = this.frame?.columns.some((one) => Math.abs(one.x - x) < 22);
      this.canvas.style.cursor = near ? "ns-resize" : "";
      const row = near ? -1 : this.nearest(x, y);
      if (row !== this.marks.pointed) this.marks.point(row, row < 0 ? null : { x: event.clientX, y: event.clientY });
    });
    this.canvas.addEventListener("pointerup", (event) => {
      const [x, y] = at(event);
      if (from && Math.abs(y - from.y) < 4) { // a click puts the brush away
        this.brushes.delete(from.axis);
        this.changed();
      } else if (!from) {
        const row = this.nearest(x, y);
        if (row >= 0) this.marks.choose(row);
      }
      from = null;
    });
    this.canvas.addEventListener("pointerleave", () => { if (!from) this.marks.point(-1, null); });
    this.canvas.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const rows = this.results.ranked.filter((row) => this.isKept(row));
      if (by && rows.length) {
        event.preventDefault();
        const now = rows.indexOf(this.marks.pointed);
        const row = rows[now < 0 ? 0 : Math.min(Math.max(now + by, 0), rows.length - 1)];
        const box = this.canvas.getBoundingClientRect();
        this.marks.point(row, { x: box.right - 60, y: box.top + (this.frame?.bottom ?? 0) / 2 });
      } else if ((event.key === "Enter" || event.key === " ") && this.marks.pointed >= 0) {
        event.preventDefault();
        this.marks.choose(this.marks.pointed);
      }
    });
  }

  /** The row whose line passes nearest to a place, -1 if none is near. */
  nearest(x, y) {
    if (!this.frame) return -1;
    const { columns } = this.frame;
    const k = columns.findIndex((one) => one.x > x) - 1;
    if (k < 0) return -1;
    const part = (x - columns[k].x) / (columns[k + 1].x - columns[k].x);
    let found = -1, least = NEAR;
    for (const row of this.results.tried) {
      if (!this.isKept(row)) continue;
      const [a, b] = [this.yOf(k, row), this.yOf(k + 1, row)];
      const apart = Math.abs(a + (b - a) * part - y);
      if (apart < least) [found, least] = [row, apart];
    }
    return found;
  }

  yOf(k, row) {
    const { columns, top, bottom, spread } = this.frame;
    const { axis } = columns[k];
    const lost = bottom + spread;
    const at = this.heightOf(axis, row);
    if (Number.isNaN(at)) return axis < 0 ? lost : NaN;
    return bottom - at * (bottom - top) + (axis < 0 ? 0 : (this.results.axes[axis].continuous ? 0 : jitter(row * 31 + axis) * spread * 0.5));
  }

  paint() {
    if (!this.results?.axes.length) return;
    const drawing = begun(this.canvas);
    if (!drawing) return;
    const { results } = this;
    const { context, width, height, ink, size } = drawing;
    const axes = [...this.shown, -1];
    const top = 2.6 * size, bottom = height - 2.4 * size;
    const side = 4.2 * size;
    const columns = axes.map((axis, k) => ({ axis, x: axes.length > 1 ? side + (k * (width - 2 * side)) / (axes.length - 1) : width / 2 }));
    this.frame = { ...drawing, columns, top, bottom, spread: Math.min(0.9 * size, 12) };
    const { low, high } = results.range;
    const many = Math.min(Math.max(60 / results.tried.length, 0.14), 0.75);
    for (const row of [...results.ranked].reverse()) {
      const kept = this.isKept(row), sound = results.states[row] === SOUND;
      const share = sound ? (results.scores[row] - low) / (high - low) : 0;
      if (!sound) context.setLineDash([3, 3]);
      this.line(row, sound ? shade(ink, share) : ink.alarm, kept ? many + 0.3 * share ** 3 : 0.04, kept && share > 0.9 ? 1.8 : 1.2);
      context.setLineDash([]);
    }
    this.rest.keep(this.canvas);
    this.mark();
  }

  /** Draw the lines that stand out above what rests, and the axes above all. */
  mark() {
    if (!this.frame || !this.rest.restore(this.canvas)) return;
    const { results, marks } = this;
    const { context, ink } = this.frame;
    for (const [row, colour] of [[results.best, ink.negative], [marks.chosen, ink.test], [marks.pointed, ink.text]]) {
      if (row < 0 || results.states[row] === UNTRIED) continue;
      this.line(row, ink.surface, 0.9, 5);
      this.line(row, colour, 1, 2.6);
    }
    context.globalAlpha = 1;
    for (const column of this.frame.columns) this.axis(column);
    if (!results.lost.length) return;
    context.fillStyle = ink.alarm;
    context.fillText("lost", this.frame.columns.at(-1).x, this.frame.height - 0.3 * this.frame.size);
  }

  /** Draw a combination as a line over all axes. */
  line(row, colour, alpha, thick) {
    const { context, columns } = this.frame;
    context.beginPath();
    let before = null;
    columns.forEach(({ x }, k) => {
      const y = this.yOf(k, row);
      if (Number.isNaN(y)) return;
      if (before) context.bezierCurveTo((before[0] + x) / 2, before[1], (before[0] + x) / 2, y, x, y);
      else context.moveTo(x, y);
      before = [x, y];
    });
    context.strokeStyle = colour;
    context.globalAlpha = alpha;
    context.lineWidth = thick;
    context.stroke();
  }

  /** Draw an axis with its values, its name and what is kept of it. */
  axis({ axis, x }) {
    const { results } = this;
    const { context, columns, top, bottom, width, ink, size, font } = this.frame;
    const room = columns.length > 1 ? columns[1].x - columns[0].x : width;
    context.strokeStyle = ink.muted;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, top - 6);
    context.lineTo(x, bottom + 6);
    context.stroke();
    const brush = this.brushes.get(axis);
    if (brush) {
      const [from, to] = brush.map((one) => bottom - Math.min(Math.max(one, -0.02), 1.02) * (bottom - top));
      context.fillStyle = context.strokeStyle = ink.accent;
      context.globalAlpha = 0.28;
      context.fillRect(x - 8, to, 16, from - to);
      context.globalAlpha = 1;
      context.strokeRect(x - 8, to, 16, from - to);
    }
    context.textAlign = "center";
    context.textBaseline = "alphabetic";
    context.font = font(true);
    context.fillStyle = ink.text;
    context.fillText(fitting(context, axis < 0 ? "Score" : results.axes[axis].label, room - 6), x, 1.1 * size);
    context.font = font();
    const { low, high } = results.range;
    const written = axis < 0 ? [[0, results.written(low, 0)], [1, results.written(high, 0)]]
      : results.axes[axis].values.map((value, k) => [this.share(axis, k), value]);
    const every = Math.ceil((written.length * 1.5 * size) / (bottom - top));
    written.forEach(([share, value], k) => {
      if (k % every) return;
      const y = bottom - share * (bottom - top);
      const text = fitting(context, value, room * 0.6);
      const wide = context.measureText(text).width + 6;
      context.fillStyle = ink.surface;
      context.globalAlpha = 0.86;
      context.fillRect(x - wide / 2, y - 0.75 * size, wide, 1.5 * size);
      context.globalAlpha = 1;
      context.fillStyle = ink.text;
      context.fillText(text, x, y + 0.36 * size);
    });
  }
}
