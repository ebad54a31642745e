// The signs of level places on a canvas; signs.js has them for texts.

import { marker } from "kit/marks.js";

/** Draw the sign of a level place; the legend has the same (signs.js). */
export function levelPlace(context, kind, x, y, r) {
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
  } else { // a saddle
    context.moveTo(x - r * 0.8, y - r * 0.8);
    context.lineTo(x + r * 0.8, y + r * 0.8);
    context.moveTo(x + r * 0.8, y - r * 0.8);
    context.lineTo(x - r * 0.8, y + r * 0.8);
    context.stroke();
  }
}

/** Tick a minimum that has been found, beside its sign. */
export function tick(context, x, y, r) {
  context.beginPath();
  context.moveTo(x + r * 0.9, y - r * 1.1);
  context.lineTo(x + r * 1.5, y - r * 0.5);
  context.lineTo(x + r * 2.6, y - r * 1.9);
  context.stroke();
}
