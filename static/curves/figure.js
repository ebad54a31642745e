// The plot of data and fits: points that can be moved, added and removed, the truth, fits, a cloud of them.

import { make } from "kit/dom.js";
import { marker, oncePerFrame, short } from "kit/marks.js";
import { axes, numberAt, trace } from "curves/axes.js";

const REACH = 14; // pixels from a point within which it is meant
const SHARE = 0.01; // of the picture, for an arrow key
const MANY = 150; // points from which on they are drawn small and cannot be moved

export class Figure {
  /**
   * `looks` are {colour, dash} by the name of a model; `moved(points, kind)` is called while the
   * learner changes the points, a list of [x, y]; `kind` says how: "move", "add" or "remove".
   */
  constructor(looks, moved) {
    this.looks = looks;
    this.moved = moved;
    this.fits = null;
    this.cloud = null;
    this.shown = { truth: true, fits: true, tests: true };
    this.fixed = false; // whether points cannot be changed
    this.local = null; // points as the hand has them, until the server knows them
    this.dragging = -1;
    this.chosen = -1; // by the keyboard
    this.growth = 1; // share of the cloud that is drawn
    this.canvas = make("canvas", {
      tabindex: "0", role: "application", "aria-roledescription": "plot", "aria-describedby": "result curve-keys",
      "aria-label": "Data and fits",
    });
    this.element = make("div", { class: "figure" }, this.canvas, make("p", { id: "curve-keys", class: "unseen" },
      "Page Up and Page Down choose a point, the arrow keys move it, Enter adds one, Delete removes it."));
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.listen();
  }

  /** The points, [x, y] or [x, y, error] each. */
  get points() {
    if (this.local) return this.local;
    if (!this.fits) return [];
    const { values, shape: [n] } = this.fits.arrays.points;
    return Array.from({ length: n }, (_, k) => [...values.subarray(3 * k, 3 * k + (this.fits.with_errors ? 3 : 2))].map(rounded));
  }

  /** A point of one's own at (x, y), with the error of another one. */
  placed([x, y], like) { return this.fits.with_errors ? [x, y, like?.[2] ?? 1] : [x, y]; }

  show(fits) {
    this.fits = fits;
    if (this.dragging < 0) {
      const chosen = this.local?.[this.chosen];
      this.local = null;
      this.box = fits.box;
      // The points come sorted: the chosen one may have another number.
      if (chosen) this.chosen = this.points.findIndex(([x, y]) => Math.abs(x - chosen[0]) < 1e-4 && Math.abs(y - chosen[1]) < 1e-4);
    }
    this.chosen = Math.min(this.chosen, this.points.length - 1);
    this.draw();
  }

  /** Show many fits behind all else: {at, fits (count, m), mean, name}; null for none. */
  showCloud(cloud, calm) {
    this.cloud = cloud;
    cancelAnimationFrame(this.timer);
    if (!cloud || calm) {
      this.growth = 1;
      this.draw();
      return;
    }
    const begin = performance.now();
    const grow = (now) => {
      this.growth = Math.min(1, Math.max(0.01, (now - begin) / 2500));
      this.paint();
      if (this.growth < 1) this.timer = requestAnimationFrame(grow);
    };
    this.timer = requestAnimationFrame(grow);
  }

  /** A network in place of a polynomial, as it has become; null for none. */
  showNetwork(network) {
    this.network = network;
    this.draw();
  }

  /** Copies of the points, and the fit to all of them; null for none. */
  showCopies(copies) {
    this.copies = copies;
    this.draw();
  }

  get isFixed() { return this.fixed || this.points.length >= MANY; }

  // The hand and the keys

  listen() {
    const at = (event) => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const nearest = ([px, py]) => {
      let best = -1, least = REACH;
      this.points.forEach(([x, y], k) => {
        const away = Math.hypot(this.frame.x(x) - px, this.frame.y(y) - py);
        if (away < least) [best, least] = [k, away];
      });
      return best;
    };
    const number = ([px, py]) => {
      const { inner } = this.frame;
      const [left, right, low, high] = this.box;
      const x = numberAt(px, inner.left, inner.width, left, right);
      const y = numberAt(py, inner.top + inner.height, -inner.height, low, high);
      return [Math.min(Math.max(x, 0), this.fits.test[1]), Math.min(Math.max(y, low), high)].map(rounded);
    };
    let begun = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      if (!this.frame || event.button || this.isFixed) return;
      begun = at(event);
      this.dragging = nearest(begun);
      if (this.dragging >= 0) {
        this.canvas.setPointerCapture(event.pointerId);
        this.local = this.points;
        this.chosen = this.dragging;
      }
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (this.dragging >= 0 && Math.hypot(at(event)[0] - begun[0], at(event)[1] - begun[1]) > 2) {
        begun = [-1e6, 0];
        this.local[this.dragging] = this.placed(number(at(event)), this.local[this.dragging]);
        this.moved(this.local, "move");
        this.draw();
      } else if (this.frame) {
        this.canvas.style.cursor = this.isFixed ? "default" : nearest(at(event)) >= 0 ? "grab" : "crosshair";
      }
    });
    const end = (event) => {
      if (this.dragging < 0 && begun && event.type === "pointerup" && !this.isFixed) {
        const [px, py] = at(event);
        if (Math.hypot(px - begun[0], py - begun[1]) < 5 && event.detail < 2) this.add(number([px, py]));
      }
      begun = null;
      this.dragging = -1;
    };
    for (const kind of ["pointerup", "pointercancel"]) this.canvas.addEventListener(kind, end);
    this.canvas.addEventListener("dblclick", (event) => {
      const one = nearest(at(event));
      if (one >= 0 && !this.isFixed) this.remove(one);
    });
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("blur", () => this.draw());
    this.canvas.addEventListener("focus", () => this.draw());
  }

  add(point) {
    this.local = [...this.points, this.placed(point, this.points.at(-1))];
    this.chosen = this.local.length - 1;
    this.moved(this.local, "add");
    this.draw();
  }

  remove(one) {
    this.local = this.points.filter((_, k) => k !== one);
    this.chosen = Math.min(one, this.local.length - 1);
    this.moved(this.local, "remove");
    this.draw();
  }

  key(event) {
    if (!this.frame || this.isFixed) return;
    const points = this.points;
    const [left, right, low, high] = this.box;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const turn = { PageDown: 1, PageUp: -1 }[event.key];
    if (turn && points.length) this.chosen = (Math.max(this.chosen, turn > 0 ? -1 : 0) + turn + points.length) % points.length;
    else if (by && points.length) {
      this.chosen = Math.max(this.chosen, 0);
      const [x, y] = points[this.chosen];
      this.local = points;
      this.local[this.chosen] = this.placed([
        Math.min(Math.max(x + by[0] * SHARE * (right - left), 0), this.fits.test[1]),
        Math.min(Math.max(y + by[1] * SHARE * (high - low), low), high)].map(rounded), points[this.chosen]);
      this.moved(this.local, "move");
    } else if (event.key === "Enter") this.add([(left + right) / 2, (low + high) / 2].map(rounded));
    else if ((event.key === "Delete" || event.key === "Backspace") && this.chosen >= 0) this.remove(this.chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.draw();
  }

  // The picture

  paint() {
    if (!this.fits) return;
    const [left, right, low, high] = (this.box ??= this.fits.box);
    const frame = axes(this.canvas, { across: { low: left, high: right, title: "x" }, up: { low, high, title: "y" } });
    if (!frame) return;
    this.frame = frame;
    const { context, colours, inner } = frame;
    const { grid, truth } = this.fits.arrays;
    frame.within(() => {
      this.shade(frame);
      if (this.cloud) this.paintCloud(frame);
      if (this.shown.truth && truth) trace(frame, grid.values, truth.values, { colour: colours.text, width: 1.4, dash: [2, 4] });
      if (this.shown.fits) {
        for (const { name } of this.fits.rows) {
          const { colour, dash } = this.looks[name];
          trace(frame, grid.values, this.fits.arrays[`fit.${name}`].values, { colour: colours.surface, width: 4.6, alpha: 0.75 });
          trace(frame, grid.values, this.fits.arrays[`fit.${name}`].values, { colour, dash, width: 2.4 });
        }
      }
      if (this.network && this.shown.fits) {
        const { colour, dash } = this.looks.network;
        trace(frame, grid.values, this.network.arrays.fit.values, { colour: colours.surface, width: 5, alpha: 0.75 });
        trace(frame, grid.values, this.network.arrays.fit.values, { colour, dash, width: 2.8 });
      }
      if (this.copies) this.paintCopies(frame);
      if (this.shown.tests && this.fits.arrays.tests) this.paintTests(frame);
      this.paintPoints(frame);
    });
    context.strokeStyle = colours.line;
    context.strokeRect(inner.left + 0.5, inner.top + 0.5, inner.width - 1, inner.height - 1);
    if (!this.points.length) {
      context.fillStyle = colours.muted;
      context.textAlign = "center";
      context.font = `14px ${frame.family}`;
      context.fillText("No points: click to add one, or press Regenerate.", inner.left + inner.width / 2, inner.top + inner.height / 2);
    }
  }

  /** Beyond the places where points are drawn there is nothing to learn from. */
  shade({ context, x, colours, inner }) {
    if (!(this.fits.test[1] > 1)) return;
    context.fillStyle = colours.field;
    context.globalAlpha = 0.75; // the lines behind are seen through it
    context.fillRect(x(1), inner.top, x(this.box[1]) - x(1), inner.height);
    context.globalAlpha = 1;
  }

  paintCloud(frame) {
    const { at, fits, mean, name } = this.cloud;
    const { colour } = this.looks[name];
    const [count, m] = fits.shape;
    const some = Math.max(1, Math.round(count * this.growth));
    const alpha = Math.min(0.35, 12 / count);
    for (let k = 0; k < some; k += 1) trace(frame, at.values, fits.values.subarray(k * m, (k + 1) * m), { colour, width: 1, alpha });
    if (this.growth === 1) {
      trace(frame, at.values, mean.values, { colour: frame.colours.surface, width: 5 });
      trace(frame, at.values, mean.values, { colour, width: 3 });
    }
  }

  paintPoints({ context, x, y, colours }) {
    const points = this.points;
    const r = points.length >= MANY ? 2 : 5;
    const sigma = this.fits.sigma;
    if (sigma > 0 && this.shown.bars && points.length < MANY) {
      context.strokeStyle = colours.muted;
      context.lineWidth = 1.2;
      for (const [px, py] of points) {
        context.beginPath();
        context.moveTo(x(px), y(py - sigma));
        context.lineTo(x(px), y(py + sigma));
        context.stroke();
      }
    }
    points.forEach(([px, py], k) => {
      context.fillStyle = colours.text;
      context.strokeStyle = colours.surface;
      context.lineWidth = 1.5;
      context.globalAlpha = points.length >= MANY ? 0.5 : 1;
      context.beginPath();
      context.arc(x(px), y(py), r, 0, 2 * Math.PI);
      context.fill();
      if (r > 2) context.stroke();
      if (k === this.chosen && this.canvas.matches(":focus-visible")) {
        context.strokeStyle = colours.accent;
        context.lineWidth = 2;
        context.beginPath();
        context.arc(x(px), y(py), r + 4, 0, 2 * Math.PI);
        context.stroke();
      }
    });
    context.globalAlpha = 1;
  }

  paintCopies(frame) {
    const { context, x, y, colours } = frame;
    const { copies: { values, shape: [n] }, grid, fit } = this.copies.arrays;
    context.fillStyle = colours.muted;
    context.globalAlpha = 0.35;
    for (let k = 0; k < n; k += 1) context.fillRect(x(values[2 * k]) - 1.5, y(values[2 * k + 1]) - 1.5, 3, 3);
    context.globalAlpha = 1;
    trace(frame, grid.values, fit.values, { colour: colours.surface, width: 6 });
    trace(frame, grid.values, fit.values, { colour: this.looks[this.copies.name].colour, width: 3.6 });
  }

  paintTests({ context, x, y, colours }) {
    const { values, shape: [n] } = this.fits.arrays.tests;
    context.lineWidth = 2;
    context.globalAlpha = n >= MANY ? 0.5 : 1;
    for (let k = 0; k < n; k += 1) {
      context.beginPath();
      marker(context, "diamond", x(values[3 * k]), y(values[3 * k + 1]), n >= MANY ? 2 : 5);
      context.fillStyle = colours.surface;
      context.strokeStyle = colours.test;
      context.fill();
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** The chosen point in words, for who does not see it. */
  get said() {
    const point = this.points[this.chosen];
    return point ? `Point ${this.chosen + 1} at (${short(point[0])}, ${short(point[1])}).` : "";
  }
}

const rounded = (value) => Number(value.toFixed(4));
