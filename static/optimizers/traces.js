// What the rules leave on the map: paths, heads, arrows, squares, populations. `plane.place(x, y)` gives pixels.

import { arrow, marker } from "kit/marks.js";

const ARROW = 46; // pixels of every arrow: its direction is what it tells
const SQUARE = 34;
const HELD = 0.25; // how strong that is which stands still while the start is dragged

/** How many steps a rule has gone at a moment, which may be counted in evaluations. */
export const stepsOf = (rule, moment) => moment / (rule.each || 1);

/** The point of a path at a moment, between two steps while it plays. */
function pointAt(paths, rule, moment) {
  const { values, shape: [count] } = paths.arrays[`${rule.name}.points`];
  const steps = stepsOf(rule, moment);
  const k = Math.min(Math.floor(steps), count - 1), next = Math.min(k + 1, count - 1);
  const part = k === next ? 0 : steps - k;
  return [values[2 * k] * (1 - part) + values[2 * next] * part, values[2 * k + 1] * (1 - part) + values[2 * next + 1] * part];
}

export class Traces {
  constructor(plane, looks) {
    this.plane = plane;
    this.looks = looks;
    this.strength = 1;
  }

  draw(context, paths, moment, boxes, ink) {
    Object.assign(this, { context, paths, moment, boxes, ink });
    for (const [part, wanted] of [["path", boxes.includes("path")], ["head", true]]) {
      for (const rule of wanted ? paths.rules : []) {
        this.strength = rule.held ? HELD : 1;
        this.fade(1);
        this[part](rule);
      }
    }
    this.strength = 1;
    this.fade(1);
  }

  /** Let what is drawn next be seen through; all the more of what is held, as it is of another start. */
  fade(share) { this.context.globalAlpha = share * this.strength; }

  path(rule) {
    const { context, plane } = this;
    const look = this.looks[rule.name];
    const { values, shape: [count] } = this.paths.arrays[`${rule.name}.points`];
    const last = Math.min(Math.floor(stepsOf(rule, this.moment)), count - 1);
    const line = new Path2D();
    for (let k = 0; k <= last; k += 1) line.lineTo(...plane.place(values[2 * k], values[2 * k + 1]));
    line.lineTo(...plane.place(...pointAt(this.paths, rule, this.moment)));
    context.lineJoin = "round";
    context.strokeStyle = this.ink.surface; // a rim, so that the path is seen on every ground
    this.fade(0.7);
    context.lineWidth = 4.2;
    context.stroke(line);
    this.fade(1);
    context.strokeStyle = look.colour;
    context.lineWidth = 2.2;
    context.setLineDash(look.dash);
    context.stroke(line);
    context.setLineDash([]);
    if (last > 30 || last < 1) return;
    context.fillStyle = look.colour; // where it has stepped, as long as the dots stay apart
    for (let k = 1; k <= last; k += 1) {
      const [x, y] = plane.place(values[2 * k], values[2 * k + 1]);
      context.beginPath();
      context.arc(x, y, 2.8, 0, 2 * Math.PI);
      context.fill();
    }
  }

  head(rule) {
    const { context } = this;
    const look = this.looks[rule.name];
    const [x, y] = this.plane.place(...pointAt(this.paths, rule, this.moment));
    this.population(rule, look);
    this.arrows(rule, look, x, y);
    context.fillStyle = look.colour;
    context.strokeStyle = this.ink.surface;
    context.lineWidth = 1.6;
    marker(context, look.marker, x, y, 5.5);
    context.stroke();
    context.fill();
  }

  toward(x, y, dx, dy, width) {
    const [ax, ay] = this.plane.place(0, 0), [bx, by] = this.plane.place(dx, dy);
    const size = Math.hypot(bx - ax, by - ay);
    if (!(size > 0)) return null;
    this.context.lineWidth = width;
    const end = [((bx - ax) / size) * ARROW, ((by - ay) / size) * ARROW];
    arrow(this.context, x, y, ...end);
    return [x + end[0], y + end[1]];
  }

  square(x, y, across, along) {
    const { context } = this;
    const top = Math.sqrt(Math.max(across, along));
    if (!(top > 0)) return;
    const w = (SQUARE * Math.sqrt(across)) / top, h = (SQUARE * Math.sqrt(along)) / top;
    this.fade(0.28);
    context.fillRect(x - w / 2, y - h / 2, w, h);
    this.fade(1);
    context.lineWidth = 1;
    context.strokeRect(x - w / 2, y - h / 2, w, h);
  }

  arrows(rule, look, x, y) {
    const { context, boxes } = this;
    const { arrays } = this.paths;
    const gradients = arrays[`${rule.name}.gradients`];
    if (!gradients?.shape[0]) return;
    const k = Math.min(Math.floor(stepsOf(rule, this.moment)), gradients.shape[0] - 1);
    const part = (name, step = k) => arrays[`${rule.name}.${name}`].values.subarray(2 * step, 2 * step + 2);
    context.strokeStyle = context.fillStyle = look.colour;
    const [across, along] = part("v");
    if (boxes.includes("squares")) this.square(x, y, across, along);
    if (boxes.includes("gradient")) {
      const [dx, dy] = part("gradients");
      context.setLineDash([2, 2]);
      this.toward(x, y, -dx, -dy, 1.6);
      context.setLineDash([]);
    }
    if (boxes.includes("momentum")) {
      const [dx, dy] = part("m");
      this.fade(0.6);
      this.toward(x, y, -dx, -dy, 4);
      this.fade(1);
    }
    if (boxes.includes("adjusted")) {
      const [ax, ay] = part("points"), [bx, by] = part("points", k + 1);
      this.toward(x, y, bx - ax, by - ay, 2.4);
    }
  }

  population(rule, look) {
    const { context, plane } = this;
    const { arrays } = this.paths;
    const candidates = arrays[`${rule.name}.candidates`];
    if (!candidates?.shape[0]) return;
    const [count, size] = candidates.shape;
    const k = Math.min(Math.floor(stepsOf(rule, this.moment)), count - 1);
    context.fillStyle = context.strokeStyle = look.colour;
    this.fade(0.75);
    for (let j = 0; j < size; j += 1) {
      const [x, y] = plane.place(candidates.values[2 * (k * size + j)], candidates.values[2 * (k * size + j) + 1]);
      context.fillRect(x - 1.5, y - 1.5, 3, 3);
    }
    this.fade(1);
    const centres = arrays[`${rule.name}.centres`].values.subarray(2 * k, 2 * k + 2);
    const [x, y] = plane.place(...centres);
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x - 5, y);
    context.lineTo(x + 5, y);
    context.moveTo(x, y - 5);
    context.lineTo(x, y + 5);
    context.stroke();
    const spread = arrays[`${rule.name}.covariances`]?.values;
    if (spread) this.ellipse(centres, spread.subarray(4 * k, 4 * k + 4));
  }

  /** The ellipse at two standard deviations: the picture of a circle under the covariance's root. */
  ellipse(centre, [xx, xy, , yy]) {
    const { context, plane } = this;
    const a = Math.sqrt(xx), b = a > 0 ? xy / a : 0, c = Math.sqrt(Math.max(yy - b * b, 0));
    context.beginPath();
    for (let k = 0; k <= 60; k += 1) {
      const u = 2 * Math.cos((2 * Math.PI * k) / 60), w = 2 * Math.sin((2 * Math.PI * k) / 60);
      context.lineTo(...plane.place(centre[0] + a * u, centre[1] + b * u + c * w));
    }
    context.stroke();
  }

  /** What belongs to a line of the story: {point, vectors: {name: [x, y]}}, each with its name at its end. */
  pointedOut(context, { point, vectors }, ink, font) {
    Object.assign(this, { context, ink });
    const [x, y] = this.plane.place(...point);
    for (const [name, vector] of Object.entries(vectors)) {
      for (const [colour, width] of [[ink.surface, 6], [ink.text, 2.6]]) {
        context.strokeStyle = context.fillStyle = colour;
        if (name === "v") {
          if (width < 6) this.square(x, y, ...vector);
          continue;
        }
        const end = this.toward(x, y, -vector[0], -vector[1], width); // all of them are taken from the point
        if (!end) continue;
        context.font = `600 12px ${font}`;
        context.textAlign = end[0] >= x ? "left" : "right";
        context.textBaseline = "middle";
        context.lineWidth = 4;
        const at = [end[0] + (end[0] >= x ? 5 : -5), end[1]];
        if (width === 6) context.strokeText(`−${name}`, ...at);
        else context.fillText(`−${name}`, ...at);
      }
    }
  }
}
