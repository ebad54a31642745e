// A model's answer over the plane, small, with the points it has learned from.

import { make } from "kit/dom.js";
import { oncePerFrame } from "kit/marks.js";
import { begun } from "search/ink.js";

const STRENGTH = 0.72; // of the colours, so that points stand out
const channels = (colour) => [1, 3, 5].map((at) => parseInt(colour.trim().slice(at, at + 2), 16));

export class Plane {
  /** `classes` are the colours of several classes. */
  constructor(classes) {
    this.classes = classes;
    this.canvas = make("canvas", { role: "img" });
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** Show a boundary's message (or null) with the points (n, 3) of another, or its own; `name` is what it is called. */
  show(boundary, data, name) {
    Object.assign(this, { boundary, data });
    this.canvas.setAttribute("aria-label", name);
    this.draw();
  }

  /** The picture, a canvas of as many pixels as there are cells. */
  picture(ink) {
    const { values, shape: [rows, columns, several = 1] } = this.boundary.arrays.values;
    const picture = make("canvas", { width: columns, height: rows });
    const context = picture.getContext("2d");
    const image = context.createImageData(columns, rows);
    const zero = channels(ink.zero);
    const ends = several > 1 ? this.classes.map(channels) : [channels(ink.negative), channels(ink.positive)];
    for (let k = 0; k < rows * columns; k += 1) {
      let end, share;
      if (several > 1) {
        const shares = values.subarray(k * several, (k + 1) * several);
        const winner = shares.indexOf(Math.max(...shares));
        end = ends[winner];
        share = 0.12 + 0.88 * ((shares[winner] - 1 / several) / (1 - 1 / several));
      } else {
        end = ends[values[k] < 0 ? 0 : 1];
        share = Math.min(Math.abs(values[k]), 1);
      }
      for (let c = 0; c < 3; c += 1) image.data[4 * k + c] = Math.round(zero[c] + (end[c] - zero[c]) * share * STRENGTH);
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return picture;
  }

  colourOf(label, ink) {
    if (this.data.classes > 2) return this.classes[label];
    const share = Math.min(Math.abs(label), 1);
    const [zero, end] = [channels(ink.zero), channels(label < 0 ? ink.negative : ink.positive)];
    return `rgb(${zero.map((one, k) => Math.round(one + (end[k] - one) * share)).join(" ")})`;
  }

  paint() {
    const drawing = begun(this.canvas);
    if (!drawing) return;
    const { context, width, height, ink } = drawing;
    context.imageSmoothingEnabled = true;
    context.fillStyle = ink.zero;
    context.fillRect(0, 0, width, height);
    if (!this.data) return;
    if (this.boundary) context.drawImage(this.picture(ink), 0, 0, width, height);
    const [left, right, low, high] = this.data.box;
    const { values, shape: [n] } = this.data.arrays.points;
    const radius = Math.max(1.8, Math.min(width / 62, 4.5)) * (n > 400 ? 0.7 : 1);
    context.lineWidth = 0.9;
    context.strokeStyle = ink.surface;
    for (let k = 0; k < n; k += 1) {
      const [x, y, label] = values.subarray(3 * k, 3 * k + 3);
      context.beginPath();
      context.arc(((x - left) / (right - left)) * width, ((high - y) / (high - low)) * height, radius, 0, 2 * Math.PI);
      context.fillStyle = this.colourOf(label, ink);
      context.fill();
      context.stroke();
    }
  }
}
