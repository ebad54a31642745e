// The map: the surface from above, level places, basins, the start, and all paths up to a moment.

import { make } from "kit/dom.js";
import { bandColours, lowPlaces, paintGround, placeColours } from "optimizers/ground.js";
import { fitted, oncePerFrame, short, shortAmong, ticks } from "kit/marks.js";
import { levelPlace, tick } from "optimizers/level_places.js";
import { Traces } from "optimizers/traces.js";

const LEFT = 44, BOTTOM = 30, TOP = 8, BAR = 78; // pixels around the plane, the colour bar at its right
const STEP = 0.02; // of the picture's width, for an arrow key
const MANY = 40; // level places from which on the saddles are left out

export class Map {
  /**
   * `moved(x, y)` is called when a key moves the start, `dragged(x, y)` while the pointer does,
   * `released()` when it lets go.
   */
  constructor(looks, { moved, dragged, released } = {}) {
    Object.assign(this, { moved, dragged, released });
    this.terrain = null;
    this.paths = null;
    this.basins = null;
    this.boxes = [];
    this.moment = 0;
    this.found = new Set(); // numbers of places that some path has reached
    this.fixed = false; // whether the start cannot be moved
    this.bare = false; // whether level places are not shown
    this.touched = false; // whether the learner has moved the start: then no words ask for it
    this.pointed = null; // what belongs to a line of the story
    this.ground = document.createElement("canvas"); // the contours, which a path does not change
    this.traces = new Traces(this, looks);
    this.canvas = make("canvas", {
      tabindex: "0", role: "application", "aria-roledescription": "map", "aria-describedby": "result",
      "aria-label": "The surface from above with the paths; the arrow keys move the start",
    });
    this.element = make("div", { class: "map" }, this.canvas);
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    this.listen();
  }

  listen() {
    let dragging = false;
    const place = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const [x, y] = this.inverse(event.clientX - box.left, event.clientY - box.top);
      const [left, right, low, high] = this.terrain.domain;
      this.touched = true;
      this.dragged(Math.min(Math.max(x, left), right), Math.min(Math.max(y, low), high));
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      if (!this.terrain || event.button || this.fixed) return;
      dragging = true;
      this.canvas.setPointerCapture(event.pointerId);
      place(event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (dragging) place(event);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(kind, () => {
        if (dragging) this.released();
        dragging = false;
      });
    }
    this.canvas.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way || !this.terrain || !this.paths || this.fixed) return;
      event.preventDefault();
      event.stopPropagation();
      const [left, right, low, high] = this.terrain.domain;
      const size = event.shiftKey ? STEP / 5 : STEP;
      const [x, y] = this.paths.begin;
      this.touched = true;
      this.moved(x + way[0] * size * (right - left), y + way[1] * size * (high - low));
    });
  }

  // Places

  /** Where the plane lies on the canvas. It is asked of the browser, which has to lay out the page for it: once a picture. */
  measure() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.at = { left: LEFT, top: TOP, width: Math.max(width - LEFT - BAR, 10), height: Math.max(height - TOP - BOTTOM, 10) };
    return this.at;
  }

  place(x, y) {
    const [left, right, low, high] = this.terrain.domain;
    const { at } = this;
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

  /** Point out what belongs to a line of the story; null for nothing. */
  point(pointed) {
    this.pointed = pointed;
    this.draw();
  }

  redraw() {
    if (!this.terrain || !this.canvas.clientWidth) return;
    this.paintGround();
    this.draw();
  }

  get levels() { return this.terrain.arrays.bands.values; }

  paintGround() {
    paintGround(this.ground, this.canvas, this.measure(), this.terrain.arrays.heights, this.levels, this.basins && this.tint());
  }

  /** What mixes into the ground the colour of the minimum that a start leads to. */
  tint() {
    const colours = placeColours(getComputedStyle(this.canvas));
    const away = colours.pop();
    const rank = Object.fromEntries(lowPlaces(this.terrain).map((place, number) => [place, number]));
    const { values, shape: [n] } = this.basins.arrays.map;
    return (colour, u, v) => {
      const found = values[Math.round(v * (n - 1)) * n + Math.round(u * (n - 1))];
      const mixed = found >= 0 ? colours[rank[found] % colours.length] : found === this.basins.away ? away : colour;
      return colour.map((one, k) => 0.5 * one + 0.5 * mixed[k]);
    };
  }

  paint() {
    if (!this.terrain || !this.canvas.clientWidth) return;
    const { context } = fitted(this.canvas);
    const style = getComputedStyle(this.canvas);
    this.font = style.fontFamily;
    this.ink = Object.fromEntries(["text", "muted", "surface", "line", "accent"].map((name) => [name, style.getPropertyValue(`--${name}`)]));
    const at = this.measure();
    context.drawImage(this.ground, at.left, at.top, at.width, at.height);
    this.drawAxes(context, at);
    this.drawBar(context, at, style);
    context.save();
    context.beginPath();
    context.rect(at.left, at.top, at.width, at.height);
    context.clip();
    this.drawContent(context, at);
    context.restore();
  }

  /** What lies on the ground: for a map of another kind this is something else. */
  drawContent(context, at) {
    if (!this.bare) this.drawPlaces(context);
    if (!this.paths) return;
    this.traces.draw(context, this.paths, this.moment, this.boxes, this.ink);
    this.drawStart(context, at);
    if (this.pointed) this.traces.pointedOut(context, this.pointed, this.ink, this.font);
  }

  drawAxes(context, at) {
    const [left, right, low, high] = this.terrain.domain;
    context.strokeStyle = this.ink.line;
    context.strokeRect(at.left + 0.5, at.top + 0.5, at.width - 1, at.height - 1);
    context.fillStyle = this.ink.muted;
    context.font = `11px ${this.font}`;
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
  drawBar(context, at, style) {
    const { levels } = this;
    const count = levels.length - 1;
    if (count < 1) return;
    const colours = bandColours(style, count);
    const x = at.left + at.width + 10, size = at.height / count;
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (let band = 0; band < count; band += 1) {
      context.fillStyle = `rgb(${colours[band].join(" ")})`;
      context.fillRect(x, at.top + at.height - (band + 1) * size, 12, size + 0.5);
    }
    context.fillStyle = this.ink.muted;
    const apart = (levels[count] - levels[0]) / count;
    const every = apart > 0 ? Math.max(1, Math.ceil(15 / size)) : count + 1; // flat: one level
    for (let edge = 0; edge <= count; edge += every) {
      const y = Math.min(Math.max(at.top + at.height - edge * size, at.top + 6), at.top + at.height - 5);
      context.fillText(shortAmong(levels[edge], apart), x + 17, y);
    }
  }

  drawPlaces(context) {
    const many = this.terrain.places.length > MANY;
    const r = many ? 2.5 : 5;
    context.strokeStyle = context.fillStyle = this.ink.text;
    this.terrain.places.forEach(({ kind, point }, number) => {
      if (many && kind === "saddle") return;
      context.lineWidth = 1.5;
      const [x, y] = this.place(...point);
      levelPlace(context, kind, x, y, r);
      if (!this.found.has(number)) return;
      context.lineWidth = 2.4;
      tick(context, x, y, r);
    });
  }

  drawStart(context, at) {
    const [x, y] = this.place(...this.paths.begin);
    context.lineWidth = 2.2;
    context.strokeStyle = this.ink.text;
    context.fillStyle = this.ink.surface;
    context.beginPath();
    context.arc(x, y, 8, 0, 2 * Math.PI);
    context.globalAlpha = 0.85;
    context.fill();
    context.globalAlpha = 1;
    context.stroke();
    if (this.touched || this.fixed) return;
    const words = "drag me", toLeft = x > at.left + at.width - 90;
    context.font = `600 12px ${this.font}`;
    const width = context.measureText(words).width + 16;
    const left = toLeft ? x - 14 - width : x + 14;
    context.fillStyle = this.ink.text;
    context.beginPath();
    context.roundRect(left, y - 11, width, 22, 11);
    context.fill();
    context.fillStyle = this.ink.surface;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(words, left + 8, y + 0.5);
  }
}
