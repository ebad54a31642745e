// Hidden space: what each layer does to the plane. One large picture that goes from space to space,
// a small one of each space, and what the layer does in words.

import { connect } from "kit/component.js";
import { make } from "kit/dom.js";
import { fitted, oncePerFrame, short } from "kit/marks.js";
import { Axes, mixedBox } from "playground/space_axes.js";
import { besideOutput, nearestInPlane } from "playground/space_beside.js";
import { controls } from "playground/space_controls.js";
import { coloursOf, paint, projected, viewOf } from "playground/space_paint.js";
import { between, eased, read, rest, stopsOf } from "playground/space_stops.js";
import { words } from "playground/space_words.js";

const SMALL_PAUSE = 120; // milliseconds between two paintings of the small pictures while it learns
const REACH = 14; // pixels around a point in which the pointer means it
const TURN = 0.01; // radians for each pixel of a drag
const KEY_TURN = 0.15; // for each press of an arrow key
const SPREAD = 0.09; // of the picture's height, by which points on a line are spread to each side
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const SHEET = "The grid is the plane of the output, with the same points on it. Each layer stretches, shifts and bends it; ";
const OPENING = {
  classes: `${SHEET}the network learns to bend it so that something straight tells the colours apart.`,
  values: `${SHEET}the network learns to bend it so that the value rises evenly from one side to the other.`,
};

export function render({ model }) {
  const line = connect(model, { bytes: (buffer) => space.take(buffer) });
  const space = new Space(model, line);
  model.on("after_render", () => {
    space.rendered();
    line.send("ready");
  });
  return space.root;
}

class Space {
  constructor(model, line) {
    this.line = line;
    this.outlines = model.outlines;
    this.picture = this.arrived = null;
    this.place = 1; // the space that is being reached
    this.stop = 0; // 0 .. the number of its stops less one
    this.turn = { yaw: 0.6, pitch: 0.35 };
    this.marked = null; // the number of a point
    this.axes = new Axes();
    this.smallAt = 0;
    this.stillness = matchMedia("(prefers-reduced-motion: reduce)");
    this.canvas = make("canvas", { class: "large", role: "img" });
    this.opening = make("p", { class: "opening" }, OPENING.classes);
    this.words = words((space, how, neurons) => line.send("look", { space, how, neurons }));
    this.controls = controls({
      still: () => this.stillness.matches,
      where: () => ({ place: this.place, stop: this.stop, picture: this.picture }),
      go: (place, stop) => this.go(place, stop),
      over: (place, event) => this.pointAt(event, this.controls.small(place), this.smallDots?.[place], REACH / 2),
    });
    this.root = make("section", { class: "hidden-space", "aria-label": "Hidden space" },
      this.opening,
      make("div", { class: "picture" }, this.canvas), this.words.element, this.controls.element);
    this.repaint = oncePerFrame(() => this.paint());
    this.output = besideOutput(model.figure, (place) => this.mark(place && this.picture?.rows ? nearestInPlane(this.picture, place) : null));
    this.watch();
  }

  watch() {
    const { listen, atEnd } = this.line;
    const sizes = new ResizeObserver(() => this.repaint());
    sizes.observe(this.root);
    atEnd(() => sizes.disconnect());
    atEnd(() => this.output.remove());
    atEnd(() => this.controls.remove());
    const recolour = () => {
      this.colours = null;
      this.repaint();
    };
    listen(document, "playground:theme", () => requestAnimationFrame(recolour));
    listen(document, "visibilitychange", this.repaint);
    listen(this.canvas, "pointerdown", (event) => this.grab(event));
    listen(this.canvas, "pointermove", (event) => this.move(event));
    listen(this.canvas, "pointerup", () => { this.grabbed = null; });
    listen(this.canvas, "pointercancel", () => { this.grabbed = null; });
    listen(this.canvas, "pointerleave", (event) => {
      if (event.pointerType !== "touch") this.mark(null); // what a finger has marked stays
    });
    listen(this.canvas, "keydown", (event) => this.key(event));
  }

  rendered() {
    this.colours = null;
    this.output.watch();
    this.repaint();
  }

  /** Take a picture, to be drawn when the browser draws next. */
  take(buffer) {
    this.arrived = buffer;
    this.repaint();
  }

  go(place, stop) {
    this.place = place;
    this.stop = stop;
    this.repaint();
  }

  // Painting

  paint() {
    if (!this.root.isConnected) return;
    if (this.arrived) this.taken();
    const { picture } = this;
    if (!picture) return;
    this.colours ??= coloursOf(this.root);
    this.words.trouble(picture.trouble);
    this.root.classList.toggle("broken", Boolean(picture.trouble));
    if (picture.trouble || !this.canvas.clientWidth) return;
    const now = performance.now();
    const moves = this.paintLarge(now);
    if (!picture.playing || now - this.smallAt > SMALL_PAUSE) this.paintSmall(now);
    this.controls.show();
    this.tell();
    this.output.watch();
    if (moves) this.repaint();
    document.dispatchEvent(new CustomEvent("playground:space", { detail: { frame: picture.frame, epoch: picture.epoch } }));
  }

  taken() {
    const picture = read(this.arrived);
    this.arrived = null;
    // Said before drawing, so that the next picture is made while this one is drawn.
    this.line.send("ack", { frame: picture.frame });
    const before = this.picture?.form;
    const place = this.placeOf(this.marked);
    this.picture = picture;
    if (place && String(place) !== String(this.placeOf(this.marked))) this.mark(null); // it is another point now
    if (picture.trouble || before === picture.form) return;
    this.axes = new Axes();
    this.marked = null;
    this.output.mark(null);
    this.place = Math.min(this.place, picture.spaces.length - 1);
    this.stop = Math.min(this.stop, stopsOf(picture, this.place).length - 1);
    this.opening.textContent = picture.regression ? OPENING.values : OPENING.classes;
    this.controls.build(picture);
    if (before === undefined) this.controls.begin();
  }

  /** The two stops between which the picture is, and how far it has come. */
  under() {
    const stops = stopsOf(this.picture, this.place);
    const first = Math.min(Math.floor(this.stop), stops.length - 2);
    return { from: stops[first], to: stops[first + 1], share: eased(this.stop - first) };
  }

  paintLarge(now) {
    const { picture } = this;
    const { context, width, height } = fitted(this.canvas);
    const { from, to, share } = this.under();
    const [a, b] = [from, to].map((stop) => this.axes.at(stop, now, this.stillness.matches));
    const towards = (value) => value(from) + (value(to) - value(from)) * share;
    const depth = towards(({ dimensions }) => Number(dimensions === 3));
    const unit = parseFloat(getComputedStyle(this.canvas).fontSize) / 14;
    const view = viewOf(mixedBox(a, b, share), width, height, {
      margin: 26 * unit * (1 - depth) + 6, yaw: this.turn.yaw * depth, pitch: this.turn.pitch * depth, depth,
    });
    this.places = between(from, to, share, this.places);
    this.dots = projected(this.places, view, this.dots);
    const spread = towards(({ dimensions }) => Number(dimensions === 1)) * height * SPREAD;
    spreadOut(this.dots, picture, spread);
    const { names, dimensions } = share < 0.5 ? from : to;
    paint(context, width, height, {
      picture, dots: this.dots, view, colours: this.colours, outlines: this.outlines, marked: this.marked,
      names, dimensions, unit, spread, small: false, decisive: this.decisive(), creases: picture.arrays[`creases${this.place}`],
    });
    this.canvas.classList.toggle("turns", dimensions === 3);
    if (dimensions === 3) this.canvas.tabIndex = 0;
    else this.canvas.removeAttribute("tabindex");
    if (a.moves || b.moves) {
      context.textAlign = "right";
      context.textBaseline = "top";
      context.fillStyle = this.colours.muted;
      context.fillText("the scale changes", width - 4, 4);
    }
    return a.moves || b.moves;
  }

  /** How strongly what decides is drawn: fully in the last hidden space, not at all elsewhere. */
  decisive() {
    const last = this.picture.spaces.length - 1;
    const stops = stopsOf(this.picture, this.place).length - 1;
    const apart = this.place === last ? this.stop : this.place === last - 1 ? stops - this.stop : 1;
    return Math.max(0, 1 - 2 * apart);
  }

  paintSmall(now) {
    this.smallAt = now;
    const { picture } = this;
    this.smallDots ??= [];
    picture.spaces.forEach((_, place) => {
      const canvas = this.controls.small(place);
      if (!canvas?.clientWidth) return;
      const { context, width, height } = fitted(canvas);
      const stop = rest(picture, place);
      const depth = Number(stop.dimensions === 3);
      const view = viewOf(this.axes.at(stop, now, this.stillness.matches), width, height, {
        margin: 5, yaw: this.turn.yaw * depth, pitch: this.turn.pitch * depth, depth,
      });
      const dots = projected(between(stop, stop, 0, this.smallPlaces?.[place]), view, this.smallDots[place]);
      const spread = stop.dimensions === 1 ? height * SPREAD : 0;
      spreadOut(dots, picture, spread);
      this.smallDots[place] = dots;
      paint(context, width, height, {
        picture, dots, view, colours: this.colours, outlines: this.outlines, marked: this.marked,
        spread, small: true, decisive: Number(place === picture.spaces.length - 2),
      });
    });
  }

  // Words

  tell() {
    const { picture, place } = this;
    const { from, to } = this.under();
    const told = this.words.show({ picture, place, stop: this.stop, marked: this.marked, at: this.coordinates() });
    const label = `${picture.spaces[place].name}, from “${from.label}” to “${to.label}”. ${told}`;
    if (!picture.playing && this.canvas.getAttribute("aria-label") !== label) this.canvas.setAttribute("aria-label", label);
  }

  /** Where the marked point is in the large picture, as text; "" where none is marked. */
  coordinates() {
    if (this.marked === null || this.marked >= this.picture.rows.points) return "";
    const { from, to, share } = this.under();
    const { dimensions } = share < 0.5 ? from : to;
    const row = this.picture.rows.sheet + this.marked;
    return Array.from({ length: dimensions }, (_, axis) => short(this.places[3 * row + axis])).join(", ");
  }

  // The pointer

  grab(event) {
    if (event.pointerType === "touch") this.pointAt(event, this.canvas, this.dots, 1.5 * REACH);
    if (!this.canvas.classList.contains("turns")) return;
    this.grabbed = { x: event.clientX, y: event.clientY, ...this.turn, touch: event.pointerType === "touch" };
    this.canvas.setPointerCapture(event.pointerId);
  }

  move(event) {
    const { grabbed } = this;
    if (!grabbed) {
      this.pointAt(event, this.canvas, this.dots, REACH);
      return;
    }
    this.turn.yaw = grabbed.yaw + TURN * (event.clientX - grabbed.x);
    if (!grabbed.touch) this.tilt(grabbed.pitch + TURN * (event.clientY - grabbed.y)); // a finger scrolls the page
    this.smallAt = 0;
    this.repaint();
  }

  tilt(pitch) {
    this.turn.pitch = Math.max(-1.5, Math.min(1.5, pitch));
  }

  key(event) {
    const by = KEYS[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.turn.yaw += KEY_TURN * by[0];
    this.tilt(this.turn.pitch + KEY_TURN * by[1]);
    this.smallAt = 0;
    this.repaint();
  }

  /** Mark the point under the pointer in all spaces; without an event none. */
  pointAt(event, canvas, dots, reach) {
    if (!event || !dots || !this.picture?.rows) {
      this.mark(null);
      return;
    }
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { sheet, points } = this.picture.rows;
    let best = null, least = reach ** 2;
    for (let point = 0; point < points; point++) {
      const row = sheet + point;
      const apart = (dots.at[2 * row] - x) ** 2 + (dots.at[2 * row + 1] - y) ** 2;
      if (apart < least) [best, least] = [point, apart];
    }
    this.mark(best);
  }

  mark(point) {
    if (point === this.marked) return;
    this.marked = point;
    this.smallAt = 0;
    this.output.mark(this.placeOf(point));
    this.repaint();
  }

  /** Where a point is in the plane; null where there is no such point. */
  placeOf(point) {
    const rows = this.picture?.rows;
    if (point === null || !rows || point >= rows.points) return null;
    const at = 2 * (rows.sheet + point);
    return Array.from(this.picture.arrays.outputs0.values.subarray(at, at + 2));
  }
}

/** On a line points would hide one another: they are spread upwards and downwards, always alike. */
function spreadOut(dots, { rows }, amount) {
  if (!amount) return;
  for (let point = 0; point < rows.points; point++) {
    const share = 2 * ((point * 0.618034) % 1) - 1; // the golden section spreads evenly
    dots.at[2 * (rows.sheet + point) + 1] += share * amount;
  }
}
