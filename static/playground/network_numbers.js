// The numbers of a step over the network: values on neurons, products on links, deltas running back.
// What is under way is lit, the rest dimmed. `flow` is what the server says of a stage (labs/inside).

const DIMMED = 0.72; // opacity of the veil over what is not under way
const LEAST_ROOM = 30; // pixels: of more than eight neurons in rows closer than this the strongest eight are told
const MOST = 8;
const HEIGHT = 15; // of a number's ground
const LEAST_GAP = 34; // pixels between two columns that a number needs
const WIDE_GAP = 64; // from which on every link carries its own
const TRAVEL = 900; // milliseconds that numbers take along their links
const ARRIVED = 1250; // milliseconds after which what they add up to is there

const css = ([red, green, blue], alpha = 1) => `rgb(${red} ${green} ${blue} / ${alpha})`;

/** Whether a flow belongs to this network: it may have another form by now. */
export function fits(flow, shape) {
  return flow.values.length === shape.length && flow.values.every((column, layer) => !column || column.length === shape[layer]);
}

/** Whether numbers are still on their way, `age` milliseconds after the stage has come. */
export const travels = (flow, age) => flow.forwards !== null && flow.gap >= 0 && age < ARRIVED;

/**
 * Paint a flow over what has been painted.
 *
 * `moved` is how far its dashes have come, null for standing still; `age` how many milliseconds ago
 * the stage has come: what is on its way runs along its link, then what it adds up to appears.
 */
export function drawNumbers(painter, layout, flow, moved, age) {
  const { context, colours } = painter;
  veil(context, colours, layout, flow);
  drawLinks(painter, layout, flow, moved, age);
  if (flow.column >= 0) ringNeuron(context, colours, layout, flow);
  flow.values.forEach((column, layer) => {
    if (!column) return;
    const lit = layer === flow.column || (flow.gap >= 0 && (layer === flow.gap || layer === flow.gap + 1));
    const isReached = travels(flow, age) && layer === (flow.towards ? flow.gap + 1 : flow.gap);
    const strength = isReached ? Math.max(0, (age - TRAVEL) / (ARRIVED - TRAVEL)) : 1;
    const isReport = flow.reports !== null && layer >= flow.reports && layout.pitch >= WIDE_GAP * layout.unit;
    const sign = isReport ? "δ " : "";
    column.forEach((text, neuron) => {
      const place = layout.columns[layer][neuron];
      if (isCrowded(layout, column.length) && !isStrong(flow, layer, neuron)) return;
      chip(context, colours, sign + text, place.x, place.y + belowPicture(layout), layout.unit, strength * (lit ? 1 : 0.55));
    });
  });
  drawTargets(context, colours, layout, flow);
  drawDropped(context, colours, layout, flow);
  if (flow.path) drawPath(painter, layout, flow.path);
}

/** How far below its middle a neuron's number stands: under its picture where there is room, else on it. */
function belowPicture({ node, rowPitch, unit }) {
  return rowPitch - node >= (HEIGHT + 1) * unit ? node / 2 + (HEIGHT / 2 + 1.5) * unit : node / 2 - (HEIGHT / 2 + 2) * unit;
}

/** What the outputs are compared with, in front of them. */
function drawTargets(context, colours, layout, { targets }) {
  const last = layout.columns[layout.columns.length - 1];
  if (last.length > 1 && layout.rowPitch < HEIGHT * layout.unit) return;
  targets.forEach((text, output) => {
    const { x, y } = last[output];
    chip(context, colours, `target ${text}`, x - layout.node / 2 - 38 * layout.unit, y, layout.unit, 1, true);
  });
}

/** Cross out whom dropout leaves out. */
function drawDropped(context, colours, layout, { dropped = [] }) {
  context.strokeStyle = css(colours.text);
  context.lineWidth = 2.5 * layout.unit;
  const half = layout.node / 2;
  context.beginPath();
  dropped.forEach((neurons, layer) => neurons.forEach((neuron) => {
    const { x, y } = layout.columns[layer][neuron];
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
  }));
  context.stroke();
}

/** A weight's strongest path to the loss, from link to link. */
function drawPath(painter, layout, { layer, source, neurons }) {
  const { context, colours } = painter;
  context.save();
  context.strokeStyle = css(colours.alarm ?? colours.accent);
  context.lineWidth = 3 * layout.unit;
  context.beginPath();
  if (source >= 0) painter.trace(layout.gaps[layer], source, neurons[0]);
  neurons.slice(1).forEach((neuron, step) => painter.trace(layout.gaps[layer + step + 1], neurons[step], neuron));
  context.stroke();
  context.restore();
}

const isCrowded = (layout, count) => count > MOST && layout.rowPitch < LEAST_ROOM * layout.unit;

/** Whether a neuron of a crowded column is told: the one in question, and those of its strongest links. */
function isStrong(flow, layer, neuron) {
  if (layer === flow.column) return neuron === flow.neuron;
  const other = flow.towards ? flow.gap : flow.gap + 1;
  return flow.gap >= 0 && layer === other && flow.strong.includes(neuron);
}

/** Dim every column and gap that is not lit. */
function veil(context, colours, layout, { column, gap }) {
  context.fillStyle = css(colours.surface, DIMMED);
  const half = layout.node / 2 + 3 * layout.unit;
  const last = layout.columns.length - 1;
  const lit = new Set(gap >= 0 ? [gap, gap + 1, column] : [column]);
  const top = layout.header.bottom - 2 * layout.unit;
  const height = layout.height - top;
  for (let layer = 0; layer <= last; layer++) {
    const x = layout.columnX(layer);
    if (!lit.has(layer)) context.fillRect(x - half, top, 2 * half, height);
    if (layer < last && layer !== gap) context.fillRect(x + half, top, layout.columnX(layer + 1) - x - 2 * half, height);
  }
}

/** The lit links: those of the neuron in question stand out, and carry numbers; all do where there is room. */
function drawLinks(painter, layout, flow, moved, age) {
  if (flow.gap < 0) return;
  const { context, colours } = painter;
  const { unit } = layout;
  const gap = layout.gaps[flow.gap];
  context.fillStyle = css(colours.surface, 0.6);
  context.fillRect(gap.left + 3 * unit, layout.header.bottom, gap.right - gap.left - 6 * unit, layout.height - layout.header.bottom);
  const ends = flow.towards ? gap.from.map((_, source) => [source, flow.neuron]) : gap.to[flow.neuron].map((_, target) => [flow.neuron, target]);
  context.save();
  context.strokeStyle = css(colours.accent);
  context.lineWidth = 2 * unit;
  context.setLineDash([8 * unit, 5 * unit]);
  context.lineDashOffset = moved === null || flow.forwards === null ? 0 : (flow.forwards ? -moved : moved) * unit;
  context.beginPath();
  for (const [source, target] of ends) painter.trace(gap, source, target);
  context.stroke();
  context.restore();
  if (gap.right - gap.left < LEAST_GAP * unit || !flow.links.length) return;
  const [senders, receivers] = flow.towards ? [layout.columns[flow.gap], layout.columns[flow.gap + 1]] : [layout.columns[flow.gap + 1], layout.columns[flow.gap]];
  const room = receivers.length > 1 ? layout.rowPitch : layout.height - layout.header.bottom;
  const told = senders.map((_, place) => place).filter((place) => !isCrowded(layout, senders.length) || flow.strong.includes(place));
  const all = flow.every.length > 0 && told.length === senders.length && gap.right - gap.left >= WIDE_GAP * unit && senders.length * (HEIGHT - 1) * unit <= room;
  const apart = all ? Math.min(HEIGHT + 1, room / unit / told.length) * unit : (HEIGHT + 1) * unit;
  const half = ((told.length - 1) / 2) * apart; // of the stack before a neuron
  const within = (y) => Math.max(layout.header.bottom + half, Math.min(y, layout.height - half - HEIGHT * unit));
  const way = travels(flow, age) ? eased(Math.min(1, age / TRAVEL)) : 1;
  receivers.forEach((_, receiver) => {
    const own = receiver === flow.neuron;
    if (!own && !all) return;
    told.forEach((sender, place) => {
      const [source, target] = flow.towards ? [sender, receiver] : [receiver, sender];
      const text = own ? flow.links[sender] : flow.every[source][target];
      const rest = { edge: flow.towards ? gap.right - 13 * unit : gap.left + 5 * unit, y: within(receivers[receiver].y) + place * apart - half };
      linkChip(context, colours, text, { gap, source, target, rest, way, towards: flow.towards, unit }, own);
    });
  });
}

const eased = (t) => t * t * (3 - 2 * t);

/** A number on its way along a link, `way` from 0 at its beginning to 1 at rest. */
function linkChip(context, colours, text, { gap, source, target, rest, way, towards, unit }, own) {
  const half = chipWidth(context, text, unit) / 2;
  const atRest = rest.edge + (towards ? -half : half);
  const t = towards ? way : 1 - way;
  const [from, to] = [gap.from[source], gap.to[source][target]];
  const x = gap.left + (gap.right - gap.left) * (1.5 * t - 1.5 * t * t + t * t * t);
  const y = from + (to - from) * (3 * t * t - 2 * t * t * t);
  const near = way * way * way; // the closer, the more of the way is to where it rests
  chip(context, colours, text, x + (atRest - x) * near, y + (rest.y - y) * near, unit, own ? 1 : 0.8, own);
}

function ringNeuron(context, colours, layout, flow) {
  const place = layout.columns[flow.column]?.[flow.neuron];
  if (!place) return;
  const side = layout.node + 4 * layout.unit;
  context.strokeStyle = css(colours.accent);
  context.lineWidth = 3 * layout.unit;
  context.beginPath();
  context.roundRect(place.x - side / 2, place.y - side / 2, side, side, 4 * layout.unit);
  context.stroke();
}

function write(context, unit) {
  context.font = `600 ${11 * unit}px system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
}

function chipWidth(context, text, unit) {
  write(context, unit);
  return context.measureText(text).width + 7 * unit;
}

/** A number on a small ground of its own, so that it can be read over everything. */
function chip(context, colours, text, x, y, unit, strength, accented = false) {
  context.save();
  context.globalAlpha = strength;
  const width = chipWidth(context, text, unit);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const height = HEIGHT * unit;
  context.fillStyle = css(colours.surface);
  context.strokeStyle = css(accented ? colours.accent : colours.line);
  context.lineWidth = (accented ? 1.25 : 1) * unit;
  context.beginPath();
  context.roundRect(x - width / 2, y - height / 2, width, height, 4 * unit);
  context.fill();
  context.stroke();
  context.fillStyle = css(colours.text);
  context.fillText(text, x, y + 0.5 * unit);
  context.restore();
}
