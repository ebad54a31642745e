// Marks on neurons: a lock for what is frozen, a stroke through who is switched off.

const css = ([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`;

/** What holds of a neuron (layer from 1, neuron from 0): {off, frozen}. */
export function stateOf(header, layer, neuron) {
  const among = (list, place) => list.some(([one, other]) => one === layer && other === place);
  return {
    off: among(header.switched_off, neuron + 1),
    frozen: among(header.frozen, neuron + 1) || among(header.frozen, 0),
  };
}

/** Draw the marks of a frame. */
export function drawMarks(painter, layout, header) {
  const { context, colours } = painter;
  if (!header.switched_off.length && !header.frozen.length) return;
  layout.columns.forEach((column, layer) => {
    if (layer === 0) return;
    column.forEach(({ x, y }, neuron) => {
      const { off, frozen } = stateOf(header, layer, neuron);
      const half = layout.node / 2;
      if (off) strike(context, colours, x, y, half, layout.unit);
      if (frozen) lock(context, colours, x + half, y - half, layout);
    });
  });
}

function strike(context, colours, x, y, half, unit) {
  context.fillStyle = css(colours.surface);
  context.globalAlpha = 0.7;
  context.fillRect(x - half, y - half, 2 * half, 2 * half);
  context.globalAlpha = 1;
  context.strokeStyle = css(colours.text);
  context.lineWidth = 2 * unit;
  context.beginPath();
  context.moveTo(x - half, y + half);
  context.lineTo(x + half, y - half);
  context.stroke();
}

/** A padlock on the upper right corner. */
function lock(context, colours, right, top, { unit, node }) {
  const size = Math.min(11 * unit, 0.5 * node);
  const radius = size * 0.85;
  const x = right - 1;
  const y = top + 1;
  context.fillStyle = css(colours.surface);
  context.strokeStyle = css(colours.text);
  context.lineWidth = unit;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = css(colours.text);
  context.fillRect(x - size * 0.4, y - size * 0.08, size * 0.8, size * 0.55);
  context.lineWidth = size * 0.14;
  context.beginPath();
  context.arc(x, y - size * 0.1, size * 0.25, Math.PI, 0);
  context.stroke();
}
