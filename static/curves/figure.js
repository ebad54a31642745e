// The plot of data and fits: points that can be moved, added and removed, the truth, fits, a cloud of them.

import { make } from "kit/dom.js";
import { marker, oncePerFrame, short } from "kit/marks.js";
import { axes, steady, trace } from "kit/axes.js";
import { Hand, KEYS, rounded } from "curves/hand.js";

const MANY = 150; // points from which on they are drawn small and cannot be moved

export class Figure {
  /**
   * `looks` are {colour, dash} by the name of a model; `moved(points, kind)` is called while the
   * learner changes the points, see `Hand`.
   */
  constructor(looks, moved) {
    this.looks = looks;
    this.fits = null;
    this.cloud = null;
    this.shown = { truth: true, fits: true, tests: true };
    this.fixed = false; // whether points cannot be changed
    this.growth = 1; // share of the cloud that is drawn
    this.canvas = make("canvas", {
      tabindex: "0", role: "application", "aria-roledescription": "plot", "aria-describedby": "result curve-keys",
      "aria-label": "Data and fits",
    });
    this.element = make("div", { class: "figure" }, this.canvas, make("p", { id: "curve-keys", class: "unseen" }, KEYS));
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.hand = new Hand(this.canvas, {
      known: () => this.known, frame: () => this.frame, fixed: () => this.isFixed, changed: moved, draw: () => this.draw(),
      area: () => ({ box: this.box, from: 0, to: this.fits.test[1] }),
      made: ([x, y], like) => (this.fits.with_errors ? [x, y, like?.[2] ?? 1] : [x, y]),
    });
  }

  /** The points, [x, y] or [x, y, error] each. */
  get points() { return this.hand.points; }

  /** The points as the server knows them. */
  get known() {
    if (!this.fits) return [];
    const { values, shape: [n] } = this.fits.arrays.points;
    return Array.from({ length: n }, (_, k) => [...values.subarray(3 * k, 3 * k + (this.fits.with_errors ? 3 : 2))].map(rounded));
  }

  show(fits) {
    this.fits = fits;
    if (this.hand.dragging < 0) this.box = steady(this.box, fits.box);
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

  get isFixed() { return this.fixed || this.hand.points.length >= MANY; }

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
    if (this.fits.with_errors && points.length < MANY) {
      context.strokeStyle = colours.muted;
      context.lineWidth = 1.2;
      for (const [px, py, error] of points) {
        context.beginPath();
        context.moveTo(x(px), y(py - error));
        context.lineTo(x(px), y(py + error));
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
      if (k === this.hand.chosen && this.hand.shows) {
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
    const point = this.points[this.hand.chosen];
    return point ? `Point ${this.hand.chosen + 1} at (${short(point[0])}, ${short(point[1])}).` : "";
  }
}
