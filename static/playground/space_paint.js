// Painting one space: the sheet's lines, the points, the boundary, what decides, the axes.

import { short, ticks } from "kit/marks.js";

const BUCKETS = 9; // shades of a line
const COARSE = 2; // of the lines in a small picture only every second is drawn
const MOST_GROWN = 3; // how much larger a spot of many points is than a point
const LEVELS = 5; // of a regression, from -1 to +1

/** The page's colours, as numbers where they are mixed. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (name) => {
    probe.fillStyle = style.getPropertyValue(name).trim();
    probe.fillRect(0, 0, 1, 1);
    return Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
  };
  const [negative, positive, zero, line, muted] = ["--negative", "--positive", "--zero", "--line", "--muted"].map(read);
  const css = ([r, g, b]) => `rgb(${r}, ${g}, ${b})`;
  const mixed = (middle, value) => {
    const end = value < 0 ? negative : positive;
    return css(middle.map((from, channel) => Math.round(from + (end[channel] - from) * Math.min(Math.abs(value), 1))));
  };
  const between = line.map((from, channel) => Math.round(from + (muted[channel] - from) * 0.25));
  return {
    ofPoint: (value) => mixed(zero, value),
    ofLine: Array.from({ length: BUCKETS }, (_, at) => mixed(between, (2 * at) / (BUCKETS - 1) - 1)),
    text: css(read("--text")), muted: css(muted), line: css(line), surface: css(read("--surface")), accent: css(read("--accent")),
    font: style.fontFamily,
  };
}

/** Where rows are on the canvas: (rows * 2), and how near each is (-1..1). */
export function projected(places, view, made) {
  const rows = places.length / 3;
  const out = made?.at.length === 2 * rows ? made : { at: new Float32Array(2 * rows), near: new Float32Array(rows) };
  const { x, y, scale, centre, reach, yaw, pitch } = view;
  const [sy, cy, sp, cp] = [Math.sin(yaw), Math.cos(yaw), Math.sin(pitch), Math.cos(pitch)];
  for (let row = 0; row < rows; row++) {
    const u = places[3 * row] - centre[0], v = places[3 * row + 1] - centre[1], w = places[3 * row + 2] - centre[2];
    const across = u * cy + w * sy;
    const deep = w * cy - u * sy;
    out.at[2 * row] = x + scale * across;
    out.at[2 * row + 1] = y - scale * (v * cp - deep * sp);
    out.near[row] = (v * sp + deep * cp) / reach;
  }
  return out;
}

/** The view of a box on a canvas of a size, turned by yaw and pitch. */
export function viewOf(box, width, height, { margin = 0, yaw = 0, pitch = 0, depth = 0 }) {
  const scale = (Math.min(width, height) - 2 * margin) / (2 * box.reach);
  return { ...box, x: width / 2 + margin / 2, y: height / 2 - margin / 2, scale, yaw, pitch, depth };
}

/** Paint a space. `scene`: {picture, dots, view, colours, small, decisive, marked, names, spread, creases}. */
export function paint(context, width, height, scene) {
  const { picture, dots, small } = scene;
  if (!small) paintAxes(context, width, height, scene);
  paintWalls(context, scene);
  paintSheet(context, scene);
  if (scene.creases) paintCreases(context, scene);
  paintBoundary(context, scene);
  paintPoints(context, scene);
  const { marked } = scene;
  if (marked === null || marked >= picture.rows.points) return;
  const row = picture.rows.sheet + marked;
  context.strokeStyle = scene.colours.text;
  context.lineWidth = small ? 2 : 2.5;
  context.beginPath();
  context.arc(dots.at[2 * row], dots.at[2 * row + 1], small ? 6 : 10, 0, 2 * Math.PI);
  context.stroke();
}

/** Lines that have the colour of what the network says there. */
function paintSheet(context, { picture, dots, colours, small }) {
  const [count, length] = picture.lines;
  const shades = picture.arrays.shades.values;
  const classes = picture.colours;
  const palette = classes.length ? classes : colours.ofLine;
  const bucket = (value) => (classes.length ? value : Math.round(((value + 1) / 2) * (BUCKETS - 1)));
  const parts = palette.map(() => []);
  const step = small ? COARSE : 1;
  for (let line = 0; line < count; line += step) {
    for (let at = line * length; at + step < (line + 1) * length; at += step) parts[bucket(shades[at])]?.push(at);
  }
  context.lineWidth = small ? 0.7 : 1.1;
  context.globalAlpha = classes.length ? 0.6 : 0.9;
  parts.forEach((starts, at) => {
    if (!starts.length) return;
    context.strokeStyle = palette[at];
    context.beginPath();
    for (const start of starts) {
      context.moveTo(dots.at[2 * start], dots.at[2 * start + 1]);
      context.lineTo(dots.at[2 * (start + step)], dots.at[2 * (start + step) + 1]);
    }
    context.stroke();
  });
  context.globalAlpha = 1;
}

/** Where the layer folds the sheet: on each of these lines a neuron's sum is 0. */
function paintCreases(context, { dots, colours, creases }) {
  context.save();
  context.strokeStyle = colours.accent;
  context.lineWidth = 2;
  context.lineCap = "round";
  context.setLineDash([0.1, 5]);
  context.beginPath();
  for (let at = 0; at < creases.values.length; at += 2) {
    const [one, other] = [creases.values[at], creases.values[at + 1]];
    context.moveTo(dots.at[2 * one], dots.at[2 * one + 1]);
    context.lineTo(dots.at[2 * other], dots.at[2 * other + 1]);
  }
  context.stroke();
  context.restore();
}

/** The curve in the plane on which the network decides, wherever the layers have taken it. */
function paintBoundary(context, { picture, dots, colours, small, spread }) {
  const pieces = picture.arrays.pieces.values;
  context.strokeStyle = colours.text;
  context.lineWidth = small ? 1.4 : 2.2;
  context.beginPath();
  for (let at = 0; at < pieces.length; at += 2) {
    context.moveTo(dots.at[2 * pieces[at]], dots.at[2 * pieces[at] + 1] - spread);
    context.lineTo(dots.at[2 * pieces[at + 1]], dots.at[2 * pieces[at + 1] + 1] + spread);
  }
  context.stroke();
}

/** What decides in the last hidden space: w h + b = 0, a point, a line or a plane. */
function paintWalls(context, { picture, view, colours, decisive, small }) {
  if (!decisive) return;
  context.save();
  if (!small && !view.depth) { // not over the numbers beside it
    const side = view.reach * view.scale;
    context.beginPath();
    context.rect(view.x - side, view.y - side, 2 * side, 2 * side);
    context.clip();
  }
  const { values, shape } = picture.arrays.walls;
  const dimensions = shape[1];
  let first = 0;
  picture.corners.forEach((count, number) => {
    if (!count) return;
    const places = new Float32Array(3 * count);
    for (let corner = 0; corner < count; corner++) {
      for (let axis = 0; axis < dimensions; axis++) places[3 * corner + axis] = values[(first + corner) * dimensions + axis];
    }
    first += count;
    const { at } = projected(places, view);
    context.globalAlpha = decisive;
    context.strokeStyle = picture.regression ? colours.ofPoint((2 * number) / (LEVELS - 1) - 1) : colours.text;
    if (picture.regression && number === (LEVELS - 1) / 2) context.strokeStyle = colours.muted;
    context.lineWidth = small ? 1 : 1.4;
    context.setLineDash(small ? [3, 3] : [7, 5]);
    context.beginPath();
    if (count === 1) {
      context.moveTo(at[0], at[1] - 30);
      context.lineTo(at[0], at[1] + 30);
    }
    for (let corner = 0; corner < count; corner++) context.lineTo(at[2 * corner], at[2 * corner + 1]);
    if (count > 2) {
      context.closePath();
      context.fillStyle = context.strokeStyle;
      context.globalAlpha = 0.1 * decisive;
      context.fill();
      context.globalAlpha = 0.5 * decisive;
    }
    context.stroke();
  });
  context.restore();
}

/** The points, each kind in one go for each of its colours. */
function paintPoints(context, { picture, dots, colours, small, outlines, view }) {
  const { rows, colours: classes, n_train: train } = picture;
  const labels = picture.arrays.labels.values;
  const groups = new Map();
  for (let point = 0; point < rows.points; point++) {
    const shade = classes.length ? labels[point] : Math.round(labels[point] * 8) / 8;
    const key = `${shade} ${point < train}`;
    if (!groups.has(key)) groups.set(key, { shade, tested: point >= train, points: [] });
    groups.get(key).points.push(rows.sheet + point);
  }
  const size = small ? 1.7 : 3.6;
  for (const { shade, tested, points } of groups.values()) {
    context.fillStyle = classes.length ? classes[shade] : colours.ofPoint(shade);
    context.beginPath();
    for (const [row, count] of small ? points.map((one) => [one, 1]) : spots(points, dots)) {
      const [x, y] = [dots.at[2 * row], dots.at[2 * row + 1]];
      const nearer = 1 + 0.3 * view.depth * Math.max(-1, Math.min(1, -dots.near[row]));
      const radius = size * nearer * Math.min(1 + 0.25 * Math.log2(count), MOST_GROWN);
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
    if (small) continue;
    context.strokeStyle = tested ? outlines.test : outlines.train;
    context.lineWidth = 0.8;
    context.stroke();
  }
}

/** Points that lie on the same spot as one, with their number: [[row, count], ...]. */
function spots(points, dots) {
  const found = new Map();
  for (const row of points) {
    const spot = Math.round(dots.at[2 * row]) * 65536 + Math.round(dots.at[2 * row + 1]);
    const known = found.get(spot);
    if (known) known[1] += 1;
    else found.set(spot, [row, 1]);
  }
  return found.values();
}

/** Ticks along the edges of a flat space; three lines through the middle of one that is turned. */
function paintAxes(context, width, height, scene) {
  const { view, colours, names, dimensions, unit } = scene;
  context.font = `${11 * unit}px ${colours.font}`;
  context.fillStyle = colours.muted;
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  if (dimensions === 3) {
    paintTurnedAxes(context, width, scene);
    return;
  }
  const { centre, reach, scale, x, y } = view;
  const left = Math.max(0, x - reach * scale), bottom = Math.min(height, y + reach * scale);
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of ticks(centre[0] - reach, centre[0] + reach)) {
    const at = x + (tick - centre[0]) * scale;
    context.fillText(short(tick), at, bottom + 3);
    if (tick === 0) rule(context, at, y - reach * scale, at, bottom);
  }
  context.fillText(names[0] ?? "", x, bottom + 15 * unit);
  if (dimensions < 2) return;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of ticks(centre[1] - reach, centre[1] + reach)) {
    const at = y - (tick - centre[1]) * scale;
    context.fillText(short(tick), left - 4, at);
    if (tick === 0) rule(context, left, at, x + reach * scale, at);
  }
  context.save();
  context.translate(left - 30 * unit, y);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(names[1] ?? "", 0, 0);
  context.restore();
}

function rule(context, x1, y1, x2, y2) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function paintTurnedAxes(context, width, { view, colours, names }) {
  const { centre, half } = view;
  const origin = centre.map((middle) => (Math.abs(middle) <= half ? 0 : middle));
  for (let axis = 0; axis < 3; axis++) {
    const ends = new Float32Array(6);
    for (let other = 0; other < 3; other++) ends[other] = ends[3 + other] = origin[other];
    ends[axis] = centre[axis] - half;
    ends[3 + axis] = centre[axis] + half;
    const { at } = projected(ends, view);
    context.strokeStyle = colours.muted;
    context.globalAlpha = 0.6;
    rule(context, at[0], at[1], at[2], at[3]);
    context.globalAlpha = 1;
    context.textAlign = "left";
    context.textBaseline = "bottom";
    const text = `${names[axis] ?? ""}: ${short(Number((centre[axis] + half).toPrecision(2)))}`;
    const room = width - context.measureText(text).width - 2;
    context.fillText(text, Math.max(2, Math.min(at[2] + 3, room)), Math.max(at[3] - 2, 14));
  }
}
