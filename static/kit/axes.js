// Axes of a plot on a canvas, and the ways from numbers to pixels and back.

import { fitted, short, ticks } from "kit/marks.js";

const RIGHT = 12, TOP = 10;
const SMALL = 11; // pixels of the numbers on a laptop; they grow with the page's type

/** Round numbers for a logarithmic axis: powers of ten, and between them 2 and 5 where there are few. */
function logTicks(low, high) {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.max(1, Math.ceil((to - from) / 7));
  const parts = to - from <= 2 ? [1, 2, 5] : [1];
  const found = [];
  for (let power = from; power <= to; power += every) for (const part of parts) found.push(part * 10 ** power);
  return found.filter((one) => one >= low * 0.999 && one <= high * 1.001);
}

/**
 * Draw axes; `across` and `up` are {low, high, log, title, marks}: what they go from and to, whether
 * by powers, what they are called, and (else round numbers) what is written at them.
 *
 * Returns null while the canvas cannot be seen, else {context, x(value), y(value), colours, within(paint)}:
 * `within` paints inside the frame only.
 */
export function axes(canvas, { across, up, left = 54 }) {
  if (!canvas.clientWidth || !canvas.clientHeight) return null;
  const { context, width, height } = fitted(canvas);
  const style = getComputedStyle(canvas);
  const named = (name) => style.getPropertyValue(`--${name}`);
  const colours = Object.fromEntries(["muted", "line", "text", "surface", "field", "train", "test", "accent", "negative", "positive", "zero"].map((name) => [name, named(name)]));
  const size = Math.max(SMALL, parseFloat(style.fontSize) * 0.78);
  const beside = Math.round((left * size) / SMALL), below = Math.round(3.3 * size);
  const inner = { left: beside, top: TOP, width: width - beside - RIGHT, height: height - TOP - below };
  const share = ({ low, high, log }, value) => (log
    ? (Math.log10(Math.max(value, low / 1e3)) - Math.log10(low)) / (Math.log10(high) - Math.log10(low))
    : (value - low) / (high - low));
  const x = (value) => inner.left + share(across, value) * inner.width;
  const y = (value) => inner.top + (1 - share(up, value)) * inner.height;
  const marksOf = (axis) => axis.marks ?? (axis.log ? logTicks(axis.low, axis.high) : ticks(axis.low, axis.high));

  context.font = `${size}px ${style.fontFamily}`;
  context.lineWidth = 1;
  context.strokeStyle = colours.line;
  context.fillStyle = colours.muted;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const one of marksOf(up)) {
    const at = Math.round(y(one)) + 0.5;
    context.beginPath();
    context.moveTo(inner.left, at);
    context.lineTo(inner.left + inner.width, at);
    context.stroke();
    context.fillText(short(one), inner.left - 6, at);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const one of marksOf(across)) {
    const at = Math.round(x(one)) + 0.5;
    context.beginPath();
    context.moveTo(at, inner.top + inner.height);
    context.lineTo(at, inner.top + inner.height + 4);
    context.stroke();
    context.fillText(short(one), at, inner.top + inner.height + 6);
  }
  context.fillStyle = colours.text;
  context.fillText(across.title ?? "", inner.left + inner.width / 2, height - 1.25 * size);
  if (up.title) {
    context.save();
    context.translate(2, inner.top + inner.height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(up.title, 0, 0);
    context.restore();
  }
  return {
    context, x, y, colours, inner,
    family: style.fontFamily,
    within(paint) {
      context.save();
      context.beginPath();
      context.rect(inner.left, inner.top, inner.width, inner.height);
      context.clip();
      paint();
      context.restore();
    },
  };
}

/**
 * The part of the plane to be drawn, [left, right, low, high], when `next` would do: the one that is drawn
 * already, as long as it holds that and is not far too large, so that a plot does not jump under the hand.
 */
export function steady(box, next) {
  if (!box || box[0] !== next[0] || box[1] !== next[1]) return next;
  const holds = next[2] >= box[2] - 1e-9 && next[3] <= box[3] + 1e-9;
  return holds && next[3] - next[2] > 0.5 * (box[3] - box[2]) ? box : next;
}

/** The number at a pixel of a linear axis that goes from `low` to `high`. */
export const numberAt = (pixel, from, length, low, high) => low + ((pixel - from) / length) * (high - low);

/** Draw a line through values that may be missing here and there. */
export function trace({ context, x, y }, xs, ys, { colour, dash = [], width = 2, alpha = 1 }) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.globalAlpha = alpha;
  context.beginPath();
  let pen = false;
  for (let k = 0; k < xs.length; k += 1) {
    const value = ys[k];
    if (!Number.isFinite(value)) {
      pen = false;
      continue;
    }
    const at = Math.min(Math.max(y(value), -1e4), 1e4); // far outside is outside
    if (pen) context.lineTo(x(xs[k]), at);
    else context.moveTo(x(xs[k]), at);
    pen = true;
  }
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Fill what lies between two lines over the same places. */
export function between({ context, x, y }, xs, lows, highs, colour, alpha) {
  const at = (value) => Math.min(Math.max(y(value), -1e4), 1e4);
  context.fillStyle = colour;
  context.globalAlpha = alpha;
  context.beginPath();
  for (let k = 0; k < xs.length; k += 1) context.lineTo(x(xs[k]), at(highs[k]));
  for (let k = xs.length - 1; k >= 0; k -= 1) context.lineTo(x(xs[k]), at(lows[k]));
  context.closePath();
  context.fill();
  context.globalAlpha = 1;
}
