// One small picture of why a finding is so; the numbers, where there are some, are those of the run.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 240;
const HEIGHT = 84;
const EDGES = 12; // more could not be told apart
const DOTS = [0.06, 0.17, 0.3, 0.41, 0.55, 0.67, 0.8, 0.93]; // places of points along a line
const NOISE = [9, -12, 10, -7, 13, -11, 8, -9]; // how far each is off it

function add(parent, tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  parent.append(element);
  return element;
}

const line = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
const along = (count, value) => Array.from({ length: count }, (_, at) => value(at / (count - 1)));

/** An activation, its slope dashed, and where points lie on it. */
function curve(svg, { name, reach, values, slopes, marks }) {
  const top = Math.max(1, ...values, ...slopes);
  const low = Math.min(0, ...values, ...slopes);
  const across = (z) => ((z + reach) / (2 * reach)) * WIDTH;
  const up = (value) => HEIGHT - 6 - ((value - low) / (top - low)) * (HEIGHT - 14);
  const drawn = (numbers) => line(numbers.map((value, at) => [(at / (numbers.length - 1)) * WIDTH, up(value)]));
  const at = (z) => values[Math.round(((z + reach) / (2 * reach)) * (values.length - 1))];
  add(svg, "path", { class: "thin", d: `M0 ${up(0)}H${WIDTH}M${WIDTH / 2} 4V${HEIGHT - 2}` });
  add(svg, "path", { class: "dashed", d: drawn(slopes) });
  add(svg, "path", { class: "thick", d: drawn(values) });
  for (const z of marks) add(svg, "circle", { class: "dot", cx: across(z), cy: up(at(z)), r: 3 });
  return `${name} with its slope, dashed${marks.length ? ", and the points on it" : ""}`;
}

/** Steps into a valley: each goes the same share of the way to the bottom. */
function valley(svg, { share }) {
  const place = (x) => [WIDTH / 2 + x * (WIDTH / 2 - 8), HEIGHT - 8 - x * x * (HEIGHT - 16)];
  add(svg, "path", { class: "thick", d: line(along(41, (t) => place(2 * t - 1))) });
  const places = [share > 2 ? 0.32 : -0.85];
  while (places.length < 7 && Math.abs(places[places.length - 1] * (1 - share)) <= 1) places.push(places[places.length - 1] * (1 - share));
  add(svg, "path", { class: "dashed", d: line(places.map(place)) });
  for (const x of places) add(svg, "circle", { class: "dot", cx: place(x)[0], cy: place(x)[1], r: 3.2 });
  return share > 2 ? "a valley, in which every step ends higher up on the other side" : "a valley, in which all steps stay where they began";
}

/** A valley, the valley of a penalty, and their sum. */
function sum(svg) {
  const at = (t) => t * WIDTH;
  const loss = (t) => 58 * (t - 0.82) ** 2 / 0.67;
  const penalty = (t) => 58 * (t - 0.12) ** 2 / 0.77;
  const up = (value) => HEIGHT - 8 - value * 0.6;
  const drawn = (value) => line(along(41, (t) => [at(t), up(value(t))]));
  add(svg, "path", { class: "thin", d: drawn(loss) });
  add(svg, "path", { class: "dashed", d: drawn((t) => 6 * penalty(t)) });
  add(svg, "path", { class: "thick", d: drawn((t) => loss(t) + 6 * penalty(t)) });
  const label = (x, text) => add(svg, "text", { x, y: HEIGHT - 1, "text-anchor": "middle" }, text);
  label(at(0.12), "w = 0");
  label(at(0.82), "what fits");
  return "the loss, the penalty, dashed, and their sum, whose lowest place lies close to 0";
}

/** The length of each layer's gradient, on a logarithmic scale. */
function bars(svg, { lengths }) {
  const logs = lengths.map((one) => Math.log10(Math.max(one, 1e-12)));
  const low = Math.floor(Math.min(...logs)) - 0.2, high = Math.ceil(Math.max(...logs));
  const up = (value) => HEIGHT - 14 - ((value - low) / (high - low || 1)) * (HEIGHT - 20);
  for (let mark = Math.ceil(low); mark <= high; mark++) add(svg, "path", { class: "thin", d: `M0 ${up(mark)}H${WIDTH}` });
  const width = WIDTH / lengths.length;
  logs.forEach((value, at) => {
    add(svg, "rect", { class: "bar", x: at * width + width * 0.2, width: width * 0.6, y: up(value), height: HEIGHT - 14 - up(value) });
    add(svg, "text", { x: (at + 0.5) * width, y: HEIGHT - 2, "text-anchor": "middle" }, at === lengths.length - 1 ? "output" : String(at + 1));
  });
  return `the lengths of the gradient, from layer 1 to the output: ${lengths.map((one) => Number(one.toPrecision(2))).join(", ")}`;
}

/** Points off a smooth curve, and a curve through all of them. */
function wiggle(svg) {
  const smooth = (t) => HEIGHT / 2 - 18 * Math.sin(3.2 * t - 0.4);
  const points = DOTS.map((t, at) => [t * WIDTH, smooth(t) - NOISE[at]]);
  add(svg, "path", { class: "dashed", d: line(along(41, (t) => [t * WIDTH, smooth(t)])) });
  const d = points.reduce((path, [x, y], at) => {
    if (!at) return `M${x} ${y}`;
    const before = points[at - 1], middle = (before[0] + x) / 2;
    return `${path}C${middle} ${before[1] + 14 * (at % 2 ? -1 : 1)} ${middle} ${y + 14 * (at % 2 ? 1 : -1)} ${x} ${y}`;
  }, "");
  add(svg, "path", { class: "thick", d });
  for (const [x, y] of points) add(svg, "circle", { class: "dot", cx: x, cy: y, r: 3.2 });
  return "noisy points, the smooth line that they come from, dashed, and a curve through all of them";
}

/** The average of some points, and how far each is from it. */
function average(svg) {
  const points = DOTS.map((t, at) => [t * WIDTH, 40 - 22 * Math.sin(5.5 * t + 0.3) + 0.5 * NOISE[at]]);
  const mean = points.reduce((total, [, y]) => total + y, 0) / points.length;
  for (const [x, y] of points) {
    add(svg, "path", { class: "dashed", d: `M${x} ${y}V${mean}` });
    add(svg, "circle", { class: "dot", cx: x, cy: y, r: 3.2 });
  }
  add(svg, "path", { class: "thick", d: `M0 ${mean}H${WIDTH}` });
  return "points, their average as a straight line, and how far each is from it";
}

/** Straight edges around a ring of points: as many as the first layer has neurons. */
function edges(svg, { count }) {
  const shown = Math.min(count, EDGES);
  const [x, y, radius] = [WIDTH / 2, HEIGHT / 2, 20];
  for (let at = 0; at < 14; at++) {
    const angle = (2 * Math.PI * at) / 14;
    add(svg, "circle", { class: "other", cx: x + 36 * Math.cos(angle), cy: y + 36 * Math.sin(angle), r: 2.4 });
    if (at % 2) add(svg, "circle", { class: "dot", cx: x + 9 * Math.cos(angle), cy: y + 9 * Math.sin(angle), r: 2.4 });
  }
  for (let at = 0; at < shown; at++) {
    const angle = (2 * Math.PI * at) / shown + 0.5;
    const [across, down] = [Math.cos(angle), Math.sin(angle)];
    const [px, py] = [x + radius * across, y + radius * down];
    add(svg, "path", { class: "edge", d: `M${(px - 56 * down).toFixed(1)} ${(py + 56 * across).toFixed(1)}L${(px + 56 * down).toFixed(1)} ${(py - 56 * across).toFixed(1)}` });
  }
  return `${shown} straight ${shown === 1 ? "edge" : "edges"} beside a disc of points within a ring of others`;
}

/** Two neurons that get the same, and give the same. */
function alike(svg) {
  const [left, middle, right] = [30, WIDTH / 2, WIDTH - 30];
  const [above, below] = [22, HEIGHT - 22];
  for (const from of [above, below]) for (const to of [above, below]) add(svg, "path", { class: from === above ? "thick" : "edge", d: `M${left} ${from}L${middle} ${to}` });
  for (const from of [above, below]) add(svg, "path", { class: "thick", d: `M${middle} ${from}L${right} ${HEIGHT / 2}` });
  for (const [cx, cy] of [[left, above], [left, below], [right, HEIGHT / 2]]) add(svg, "circle", { class: "node", cx, cy, r: 9 });
  for (const cy of [above, below]) {
    add(svg, "circle", { class: "node", cx: middle, cy, r: 11 });
    add(svg, "path", { class: "thick", d: `M${middle - 6} ${cy + 6}L${middle + 6} ${cy - 6}` });
  }
  return "two neurons with the same weights in and out";
}

const PICTURES = { curve, valley, sum, bars, wiggle, average, edges, alike };

/** Make a picture of one of these kinds from its numbers. */
export function whyPicture(kind, data) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", PICTURES[kind](svg, data));
  return svg;
}
