// The map: the surface as filled contours, level places, basins, and all paths up to a moment.

import { make } from "kit/dom.js";
import { bandColours, paintGround, placeColours } from "optimizers/ground.js";
import { arrow, fitted, marker, short, shortAmong, ticks } from "optimizers/marks.js";

const LEFT = 44, BOTTOM = 30, TOP = 8, BAR = 66; // pixels around the plane, the colour bar at its right
const ARROW = 46; // pixels of the longest arrow
const STEP = 0.02; // of the picture's width, for an arrow key

export class Map {
  /** `moved(x, y)` is called while the learner moves the start. */
  constructor(looks, moved) {
    this.looks = looks;
    this.moved = moved;
    this.terrain = null;
    this.paths = null;
    this.basins = null;
    this.boxes = [];
    this.moment = 0;
    this.ground = document.createElement("canvas"); // the contours, which a path does not change
    this.canvas = make("canvas", {
      tabindex: "0", role: "application", "aria-roledescription": "map",
      "aria-label": "The surface from above with the paths; the arrow keys move the start",
    });
    this.element = make("div", { class: "map" }, this.canvas);
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    this.listen();
  }

  listen() {
    let dragging = false;
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const [x, y] = this.inverse(event.clientX - box.left, event.clientY - box.top);
      const [left, right, low, high] = this.terrain.domain;
      this.moved(Math.min(Math.max(x, left), right), Math.min(Math.max(y, low), high));
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (!this.terrain || event.button) return;
      dragging = true;
      this.canvas.setPointerCapture(event.pointerId);
      place(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (dragging) place(event);
    });
    for (const kind of ["pointerup", "pointercancel"]) this.canvas.addEventListener(kind, () => { dragging = false; });
    this.canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way || !this.terrain || !this.paths) return;
      event.preventDefault();
      event.stopPropagation();
      const [left, right, low, high] = this.terrain.domain;
      const size = event.shiftKey ? STEP / 5 : STEP;
      const [x, y] = this.paths.begin;
      this.moved(x + way[0] * size * (right - left), y + way[1] * size * (high - low));
    });
  }

  // Places

  measure() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    return { left: LEFT, top: TOP, width: Math.max(width - LEFT - BAR, 10), height: Math.max(height - TOP - BOTTOM, 10) };
  }

  place(x, y) {
    const [left, right, low, high] = this.terrain.domain;
    const at = this.measure();
    return [at.left + ((x - left) / (right - left)) * at.width, at.top + ((high - y) / (high - low)) * at.height];
  }

  inverse(px, py) {
    const [left, right, low, high] = this.terrain.domain;
    const at = this.measure();
    return [left + ((px - at.left) / at.width) * (right - left), high - ((py - at.top) / at.height) * (high - low)];
  }

  // What is shown

  showTerrain(terrain) {
    this.terrain = terrain;
    this.basins = null;
    this.redraw();
  }

  showBasins(basins) {
    this.basins = basins;
    this.redraw();
  }

  showPaths(paths) {
    this.paths = paths;
    this.draw();
  }

  go(moment) {
    this.moment = moment;
    this.draw();
  }

  redraw() {
    if (!this.terrain || !this.canvas.clientWidth) return;
    this.paintGround();
    this.draw();
  }

  paintGround() {
    const at = this.measure();
    const kinds = placeColours(getComputedStyle(this.canvas));
    paintGround(this.ground, this.canvas, at, this.terrain.arrays.heights, this.levels,
      this.basins ? (colour, u, v) => this.tinted(colour, kinds, u, v) : null);
  }

  get levels() { return this.terrain.arrays.bands.values; }

  tinted(colour, kinds, u, v) {
    const { values, shape: [n] } = this.basins.arrays.map;
    const found = values[Math.round(v * (n - 1)) * n + Math.round(u * (n - 1))];
    const tint = found >= 0 ? kinds[found % kinds.length] : found === this.basins.away ? kinds.at(-1) : null;
    if (!tint) return colour;
    return colour.map((one, k) => 0.5 * one + 0.5 * tint[k]);
  }

  // Drawing

  draw() {
    if (!this.terrain || !this.canvas.clientWidth) return;
    const { context } = fitted(this.canvas);
    const style = getComputedStyle(this.canvas);
    this.ink = { text: style.getPropertyValue("--text"), muted: style.getPropertyValue("--muted"), surface: style.getPropertyValue("--surface"), line: style.getPropertyValue("--line") };
    const at = this.measure();
    context.drawImage(this.ground, at.left, at.top, at.width, at.height);
    this.drawAxes(context, at);
    this.drawBar(context, at);
    context.save();
    context.beginPath();
    context.rect(at.left, at.top, at.width, at.height);
    context.clip();
    this.drawContent(context);
    context.restore();
  }

  /** What lies on the ground: for a map of another kind this is something else. */
  drawContent(context) {
    this.drawPlaces(context);
    if (!this.paths) return;
    for (const rule of this.paths.rules) this.drawPath(context, rule);
    for (const rule of this.paths.rules) this.drawHead(context, rule);
    this.drawStart(context);
  }

  drawAxes(context, at) {
    const [left, right, low, high] = this.terrain.domain;
    context.strokeStyle = this.ink.line;
    context.strokeRect(at.left + 0.5, at.top + 0.5, at.width - 1, at.height - 1);
    context.fillStyle = this.ink.muted;
    context.font = `11px ${getComputedStyle(this.canvas).fontFamily}`;
    context.textBaseline = "top";
    context.textAlign = "center";
    for (const one of ticks(left, right)) context.fillText(short(one), this.place(one, low)[0], at.top + at.height + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const one of ticks(low, high)) context.fillText(short(one), at.left - 6, this.place(left, one)[1]);
    context.fillStyle = this.ink.text;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(this.terrain.axes[0], at.left + at.width / 2, at.top + at.height + BOTTOM);
    context.save();
    context.translate(2, at.top + at.height / 2);
    context.rotate(-Math.PI / 2);
    context.textBaseline = "top";
    context.fillText(this.terrain.axes[1], 0, 0);
    context.restore();
  }

  /** The colour bar: each band as high as the others, with the level at its edge. */
  drawBar(context, at) {
    const count = this.levels.length - 1;
    if (count < 1) return;
    const colours = bandColours(getComputedStyle(this.canvas), count);
    const x = at.left + at.width + 10, size = at.height / count;
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (let band = 0; band < count; band += 1) {
      context.fillStyle = `rgb(${colours[band].join(" ")})`;
      context.fillRect(x, at.top + at.height - (band + 1) * size, 12, size + 0.5);
    }
    context.fillStyle = this.ink.muted;
    const every = Math.max(1, Math.ceil(15 / size));
    const apart = (this.levels[count] - this.levels[0]) / count;
    for (let edge = 0; edge <= count; edge += every) {
      const y = Math.min(Math.max(at.top + at.height - edge * size, at.top + 6), at.top + at.height - 5);
      context.fillText(shortAmong(this.levels[edge], apart), x + 17, y);
    }
  }

  drawPlaces(context) {
    const many = this.terrain.places.length > 40;
    context.lineWidth = 1.5;
    for (const { kind, point } of this.terrain.places) {
      const [x, y] = this.place(...point);
      const r = many ? 2.5 : 5;
      context.strokeStyle = context.fillStyle = this.ink.text;
      context.beginPath();
      if (kind === "minimum") { // a target
        context.arc(x, y, r, 0, 2 * Math.PI);
        context.stroke();
        context.beginPath();
        context.arc(x, y, r * 0.35, 0, 2 * Math.PI);
        context.fill();
      } else if (kind === "valley") {
        context.arc(x, y, 1.2, 0, 2 * Math.PI);
        context.fill();
      } else if (kind === "maximum") {
        marker(context, "triangle", x, y, r * 0.8);
        context.stroke();
      } else if (!many) { // a saddle
        context.moveTo(x - r * 0.8, y - r * 0.8);
        context.lineTo(x + r * 0.8, y + r * 0.8);
        context.moveTo(x + r * 0.8, y - r * 0.8);
        context.lineTo(x - r * 0.8, y + r * 0.8);
        context.stroke();
      }
    }
  }

  /** The point of a path at a moment, between two steps while it plays. */
  at(rule, moment) {
    const { values, shape: [count] } = this.paths.arrays[`${rule.name}.points`];
    const k = Math.min(Math.floor(moment), count - 1), next = Math.min(k + 1, count - 1), share = moment - Math.floor(moment);
    const part = k === next ? 0 : share;
    return [values[2 * k] * (1 - part) + values[2 * next] * part, values[2 * k + 1] * (1 - part) + values[2 * next + 1] * part];
  }

  drawPath(context, rule) {
    if (!this.boxes.includes("path")) return;
    const look = this.looks[rule.name];
    const { values, shape: [count] } = this.paths.arrays[`${rule.name}.points`];
    const last = Math.min(Math.floor(this.moment), count - 1);
    const trace = () => {
      context.beginPath();
      for (let k = 0; k <= last; k += 1) context.lineTo(...this.place(values[2 * k], values[2 * k + 1]));
      context.lineTo(...this.place(...this.at(rule, this.moment)));
    };
    context.lineJoin = "round";
    context.strokeStyle = this.ink.surface; // a rim, so that the path is seen on every ground
    context.globalAlpha = 0.7;
    context.lineWidth = 4.2;
    trace();
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = look.colour;
    context.lineWidth = 2.2;
    context.setLineDash(look.dash);
    trace();
    context.stroke();
    context.setLineDash([]);
  }

  drawHead(context, rule) {
    const look = this.looks[rule.name];
    const [x, y] = this.place(...this.at(rule, this.moment));
    this.drawPopulation(context, rule, look);
    this.drawArrows(context, rule, look, x, y);
    context.fillStyle = look.colour;
    context.strokeStyle = this.ink.surface;
    context.lineWidth = 1.6;
    marker(context, look.marker, x, y, 5.5);
    context.stroke();
    context.fill();
  }

  drawArrows(context, rule, look, x, y) {
    const { arrays } = this.paths;
    const gradients = arrays[`${rule.name}.gradients`];
    if (!gradients) return;
    const count = gradients.shape[0];
    const k = Math.min(Math.floor(this.moment), count - 1);
    const points = arrays[`${rule.name}.points`].values, m = arrays[`${rule.name}.m`].values, v = arrays[`${rule.name}.v`].values;
    const toward = (dx, dy, width) => { // all arrows as long: their direction is what they tell
      const [ax, ay] = this.place(0, 0), [bx, by] = this.place(dx, dy);
      const size = Math.hypot(bx - ax, by - ay);
      if (!(size > 0)) return;
      context.lineWidth = width;
      arrow(context, x, y, ((bx - ax) / size) * ARROW, ((by - ay) / size) * ARROW);
    };
    context.strokeStyle = look.colour;
    if (this.boxes.includes("squares") && (v[2 * k] || v[2 * k + 1])) {
      context.globalAlpha = 0.28;
      context.fillStyle = look.colour;
      const top = Math.sqrt(Math.max(v[2 * k], v[2 * k + 1]));
      const w = (34 * Math.sqrt(v[2 * k])) / top, h = (34 * Math.sqrt(v[2 * k + 1])) / top;
      context.fillRect(x - w / 2, y - h / 2, w, h);
      context.globalAlpha = 1;
      context.lineWidth = 1;
      context.strokeRect(x - w / 2, y - h / 2, w, h);
    }
    if (this.boxes.includes("gradient")) {
      context.setLineDash([2, 2]);
      toward(-gradients.values[2 * k], -gradients.values[2 * k + 1], 1.6);
      context.setLineDash([]);
    }
    if (this.boxes.includes("momentum") && (m[2 * k] || m[2 * k + 1])) {
      context.globalAlpha = 0.6;
      toward(-m[2 * k], -m[2 * k + 1], 4);
      context.globalAlpha = 1;
    }
    if (this.boxes.includes("adjusted")) {
      toward(points[2 * k + 2] - points[2 * k], points[2 * k + 3] - points[2 * k + 1], 2.4);
    }
  }

  drawPopulation(context, rule, look) {
    const { arrays } = this.paths;
    const candidates = arrays[`${rule.name}.candidates`];
    if (!candidates || !candidates.shape[0]) return;
    const [count, size] = candidates.shape;
    const k = Math.min(Math.floor(this.moment), count - 1);
    context.fillStyle = context.strokeStyle = look.colour;
    context.globalAlpha = 0.75;
    for (let j = 0; j < size; j += 1) {
      const [x, y] = this.place(candidates.values[2 * (k * size + j)], candidates.values[2 * (k * size + j) + 1]);
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
    }
    context.globalAlpha = 1;
    const centres = arrays[`${rule.name}.centres`].values;
    const [x, y] = this.place(centres[2 * k], centres[2 * k + 1]);
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x - 5, y);
    context.lineTo(x + 5, y);
    context.moveTo(x, y - 5);
    context.lineTo(x, y + 5);
    context.stroke();
    const spread = arrays[`${rule.name}.covariances`]?.values;
    if (spread) this.drawEllipse(context, centres.subarray(2 * k, 2 * k + 2), spread.subarray(4 * k, 4 * k + 4));
  }

  /** The ellipse at two standard deviations: the picture of a circle under the covariance's root. */
  drawEllipse(context, centre, [xx, xy, , yy]) {
    const a = Math.sqrt(xx), b = a > 0 ? xy / a : 0, c = Math.sqrt(Math.max(yy - b * b, 0));
    context.beginPath();
    for (let k = 0; k <= 60; k += 1) {
      const u = 2 * Math.cos((2 * Math.PI * k) / 60), w = 2 * Math.sin((2 * Math.PI * k) / 60);
      context.lineTo(...this.place(centre[0] + a * u, centre[1] + b * u + c * w));
    }
    context.stroke();
  }

  drawStart(context) {
    const [x, y] = this.place(...this.paths.begin);
    context.lineWidth = 2;
    context.strokeStyle = this.ink.text;
    context.fillStyle = this.ink.surface;
    context.beginPath();
    context.arc(x, y, 7, 0, 2 * Math.PI);
    context.globalAlpha = 0.8;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
  }
}
