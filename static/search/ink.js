// What all drawings of a search have in common: colours, type, the axis of the score, dots.

import { make } from "kit/dom.js";
import { fitted, ticks } from "kit/marks.js";

const NAMES = ["text", "muted", "line", "field", "surface", "zero", "positive", "negative", "test", "accent", "on-accent", "alarm"];
const SMALL = 11; // pixels of the words on a laptop; they grow with the page's type

const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.trim().slice(at, at + 2), 16));

/** A colour between two. */
export function mixed(from, to, share) {
  const [a, b] = [channels(from), channels(to)];
  return `rgb(${a.map((one, k) => Math.round(one + (b[k] - one) * share)).join(" ")})`;
}

/** Return {context, width, height, ink, size, font(bold)}; null while the canvas cannot be seen. */
export function begun(canvas) {
  if (!canvas.clientWidth || !canvas.clientHeight) return null;
  const drawn = fitted(canvas);
  const style = getComputedStyle(canvas);
  const ink = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  const size = Math.max(SMALL, parseFloat(style.fontSize) * 0.8);
  return { ...drawn, ink, size, font: (bold = false) => `${bold ? "600 " : ""}${size}px ${style.fontFamily}` };
}

/** The colour of a score: the better, the stronger. */
export function shade(ink, share) { return mixed(ink.zero, ink.positive, Math.min(Math.max(share, 0), 1) ** 1.4); }

/** A number from -1 to 1 that belongs to a row: dots must not jump about when more of them come. */
export function jitter(row) {
  const one = Math.sin((row + 1) * 12.9898) * 43758.5453;
  return 2 * (one - Math.floor(one)) - 1;
}

/** Draw the lines and words of the score's axis between `top` and `bottom`; returns y(score). */
export function scoreAxis({ context, ink, font }, { range: { low, high }, percent }, { left, right, top, bottom }) {
  const y = (score) => bottom - ((score - low) / (high - low)) * (bottom - top);
  context.font = font();
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const one of ticks(low, high)) {
    const at = Math.round(y(one)) + 0.5;
    context.strokeStyle = ink.line;
    context.beginPath();
    context.moveTo(left, at);
    context.lineTo(right, at);
    context.stroke();
    context.fillStyle = ink.muted;
    context.fillText(percent ? `${Math.round(100 * one)} %` : String(one).replace("-", "−"), left - 5, at);
  }
  return y;
}

/**
 * What rests of a drawing, as a picture: who moves the pointer from dot to dot has only the marks drawn anew.
 * `keep(canvas)` takes what is drawn by now, `restore(canvas)` brings it back and returns whether it could.
 */
export class Rest {
  constructor() { this.picture = make("canvas"); }

  keep(canvas) {
    this.picture.width = canvas.width;
    this.picture.height = canvas.height;
    this.picture.getContext("2d").drawImage(canvas, 0, 0);
  }

  restore(canvas) {
    const { width, height } = this.picture;
    if (!canvas.clientWidth || width !== canvas.width || height !== canvas.height) return false;
    const context = canvas.getContext("2d");
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.drawImage(this.picture, 0, 0);
    context.restore();
    return true;
  }
}

/** Draw a dot, or a star; `ring` is the colour of a ring around it, "" for none. */
export function dot({ context, ink }, x, y, radius, fill, { star = false, ring = "" } = {}) {
  context.beginPath();
  if (star) {
    for (let k = 0; k < 10; k += 1) {
      const angle = (Math.PI * k) / 5, r = radius * (k % 2 ? 1.15 : 2.5);
      context.lineTo(x + r * Math.sin(angle), y - r * Math.cos(angle));
    }
    context.closePath();
    context.strokeStyle = ink.surface;
    context.lineWidth = 2.4;
    context.stroke();
  } else context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  if (!ring) return;
  context.beginPath();
  context.arc(x, y, radius * (star ? 2.5 : 1) + 3, 0, 2 * Math.PI);
  context.strokeStyle = ring;
  context.lineWidth = 2.4;
  context.stroke();
}

/** How a row that stands out is drawn: the best one, the chosen one, that under the pointer. */
export function standing(row, { best }, { pointed, chosen }, ink) {
  return { star: row === best, ring: row === pointed ? ink.text : row === chosen ? ink.test : "" };
}

/** Draw a cross: a fit without a score. */
export function cross({ context }, x, y, size, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.beginPath();
  for (const [dx, dy] of [[1, 1], [1, -1]]) {
    context.moveTo(x - size * dx, y - size * dy);
    context.lineTo(x + size * dx, y + size * dy);
  }
  context.stroke();
}

/** A text that fits into so many pixels, shortened if it must be. */
export function fitting(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}
