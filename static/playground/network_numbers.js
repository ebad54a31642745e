// The numbers of a step over the network: values on neurons, products on links, deltas running back.
// What is under way is lit, the rest dimmed. `flow` is what the server says of a stage (labs/inside).

const DIMMED = 0.72; // opacity of the veil over what is not under way
const LEAST_ROOM = 30; // pixels: of more than eight neurons in rows closer than this the strongest eight are told
const MOST = 8;

const css = ([red, green, blue], alpha = 1) => `rgb(${red} ${green} ${blue} / ${alpha})`;

/** Whether a flow belongs to this network: it may have another form by now. */
export function fits(flow, shape) {
  return flow.values.length === shape.length && flow.values.every((column, layer) => !column || column.length === shape[layer]);
}

/** Paint a flow over what has been painted; `moved` is how far its dashes have come, null for standing still. */
export function drawNumbers(painter, layout, flow, moved) {
  const { context, colours } = painter;
  veil(context, colours, layout, flow);
  drawLinks(painter, layout, flow, moved);
  flow.values.forEach((column, layer) => {
    if (!column) return;
    const lit = layer === flow.column || (flow.gap >= 0 && (layer === flow.gap || layer === flow.gap + 1));
    column.forEach((text, neuron) => {
      const place = layout.columns[layer][neuron];
      if (isCrowded(layout, column.length) && !isStrong(flow, layer, neuron)) return;
      chip(context, colours, text, place.x, place.y + layout.node / 2 - 2 * layout.unit, layout.unit, lit ? 1 : 0.55);
    });
  });
  drawDropped(context, colours, layout, flow);
  if (flow.path) drawPath(painter, layout, flow.path);
  if (flow.column >= 0) ringNeuron(context, colours, layout, flow);
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

/** The links of the neuron in question: the others of the gap are dimmed, these carry its products. */
function drawLinks(painter, layout, flow, moved) {
  if (flow.gap < 0) return;
  const { context, colours } = painter;
  const { unit } = layout;
  const gap = layout.gaps[flow.gap];
  const half = layout.node / 2 + 3 * unit;
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
  const many = flow.towards ? layout.columns[flow.gap].length : layout.columns[flow.gap + 1].length;
  if (gap.right - gap.left < 34 * unit) return;
  ends.forEach(([source, target], place) => {
    if (flow.links[place] === undefined || (isCrowded(layout, many) && !flow.strong.includes(place))) return;
    // Near the other end, where the links lie apart.
    const t = many === 1 ? 0.5 : flow.towards ? 0.2 : 0.8;
    const [from, to] = [gap.from[source], gap.to[source][target]];
    const x = gap.left + (gap.right - gap.left) * (1.5 * t - 1.5 * t * t + t * t * t);
    const y = from + (to - from) * (3 * t * t - 2 * t * t * t);
    chip(context, colours, flow.links[place], Math.min(Math.max(x, gap.left + half), gap.right - half), y + 5 * unit, unit, 1, true);
  });
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

/** A number on a small ground of its own, so that it can be read over everything. */
function chip(context, colours, text, x, y, unit, strength, accented = false) {
  context.save();
  context.globalAlpha = strength;
  context.font = `600 ${11 * unit}px system-ui, "Noto Sans", "DejaVu Sans", sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 7 * unit;
  const height = 15 * unit;
  context.fillStyle = css(colours.surface);
  context.strokeStyle = css(accented ? colours.accent : colours.text);
  context.lineWidth = unit;
  context.beginPath();
  context.roundRect(x - width / 2, y - height / 2, width, height, 4 * unit);
  context.fill();
  context.stroke();
  context.fillStyle = css(colours.text);
  context.fillText(text, x, y + 0.5 * unit);
  context.restore();
}
