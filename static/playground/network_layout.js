// Where everything stands: pure functions from sizes to places, in CSS pixels.
//
// Column 0 holds the features, the last column the output, those between them the hidden layers.
// `unit` is 1 at the usual text size and grows with it.

const HEADER_LINE = 40; // "2 hidden layers" and its buttons
const BUTTON = 24;
const COUNT_LINE = 20; // "4 neurons"
const BOTTOM = 12;
const ROWS_KEPT = 8; // room is always kept for eight rows, so that adding neurons moves nothing
const LARGEST_NODE = 60;
const LEAST_PITCH = 46; // of the columns: rather than standing closer they are scrolled to

const range = (count) => Array.from({ length: count }, (_, index) => index);

/** Height of the header: below a certain distance of the columns its buttons stand in a stack. */
function headerOf(columnPitch, { unit, compact }) {
  if (compact) return { stacked: false, buttonsTop: 0, countTop: 0, bottom: (COUNT_LINE + 4) * unit };
  const stacked = columnPitch < 2 * BUTTON * unit + 10 * unit;
  const buttons = (stacked ? 2 : 1) * BUTTON * unit + (stacked ? 2 * unit : 0);
  const buttonsTop = HEADER_LINE * unit;
  const countTop = buttonsTop + buttons + 2 * unit;
  return { stacked, buttonsTop, countTop, bottom: countTop + COUNT_LINE * unit + 4 * unit };
}

function columnsOf({ width, labelWidth, classWidth, hidden, unit }) {
  const margin = classWidth ? classWidth + 6 * unit : 10 * unit;
  const node = Math.min(44 * unit, width / (hidden.length + 3) / 1.4);
  const first = labelWidth + node / 2 + 4 * unit;
  const last = width - margin - node / 2;
  return { first, pitch: (last - first) / (hidden.length + 1) };
}

function rowsOf({ compact, featureCount, hidden, outputs }) {
  return Math.max(compact ? 2 : ROWS_KEPT, featureCount, outputs, ...hidden);
}

/** The least width in which nodes can be told apart and be hit by a finger. */
export function comfortableWidth({ labelWidth, classWidth, hidden, unit }) {
  return Math.ceil(labelWidth + classWidth + (LEAST_PITCH * (hidden.length + 1) + 40) * unit);
}

/** The least height in which the network is comfortable to read. */
export function comfortableHeight(sizes) {
  const { width, unit } = sizes;
  const { pitch } = columnsOf(sizes);
  const row = width < 520 * unit ? 42 : 50;
  const rows = Math.max(Math.min(ROWS_KEPT, rowsOf(sizes)) * row, rowsOf(sizes) * 26);
  return Math.ceil(headerOf(pitch, sizes).bottom + (rows + BOTTOM) * unit);
}

/**
 * Places of all nodes.
 *
 * `features` are all features shown, in their order; `active` the places of those that feed the
 * network, in the network's own order; `hidden` the neurons of each hidden layer. `visible` is the
 * part of the width that is seen at once; `compact` leaves out all with which a network is changed.
 */
export function arrange(sizes) {
  const { height, active, featureCount, hidden, outputs, unit } = sizes;
  const { first, pitch } = columnsOf(sizes);
  const header = headerOf(pitch, sizes);
  const top = header.bottom;
  const room = height - top - BOTTOM * unit;
  const rows = rowsOf(sizes);
  const tallest = LARGEST_NODE * 1.6 * unit;
  const rowPitch = Math.min(room / rows, tallest);
  const node = Math.max(6, Math.min(rowPitch * 0.74, pitch * 0.56, LARGEST_NODE * unit));
  const middle = top + Math.min(room, tallest * rows) / 2;

  const column = (index, count) =>
    range(count).map((row) => ({
      x: first + pitch * index,
      y: middle + (row - (count - 1) / 2) * rowPitch,
    }));
  const features = column(0, featureCount);
  const columns = [
    active.map((place) => features[place]),
    ...hidden.map((count, index) => column(index + 1, count)),
    column(hidden.length + 1, outputs),
  ];
  const gaps = range(columns.length - 1).map((layer) =>
    gapBetween(columns[layer], columns[layer + 1], node),
  );
  return {
    ...sizes,
    header,
    node,
    pitch,
    rowPitch,
    features,
    columns,
    gaps,
    biasSize: Math.max(5, Math.min(9 * unit, node * 0.2)),
    columnX: (index) => first + pitch * index,
  };
}

/**
 * The links between two columns. All curves of a gap share their horizontal course, so that a
 * curve is known by its two heights: y = from + (to - from) * (3 t^2 - 2 t^3).
 */
function gapBetween(sources, targets, node) {
  const fan = sources.length > 1 ? node * 0.4 : 0;
  return {
    left: (sources[0]?.x ?? 0) + node / 2,
    right: (targets[0]?.x ?? 0) - node / 2,
    from: sources.map((source) => source.y),
    to: sources.map((_, index) => {
      const shift = (index / Math.max(1, sources.length - 1) - 0.5) * fan;
      return targets.map((target) => target.y + shift);
    }),
  };
}

/** The square of the bias of one neuron. */
export function biasBox(layout, layer, neuron) {
  const { x, y } = layout.columns[layer + 1][neuron];
  const size = layout.biasSize;
  return {
    x: x - layout.node / 2 - size - 2 * layout.unit,
    y: y + layout.node / 2 - size,
    size,
  };
}

/** Width of a link: 1 to 10 pixels for a magnitude of 0 to 5. */
export function linkWidth(weight, layout) {
  const scale = Math.min(3, Math.max(0.4, layout.node / 36));
  return (1 + (Math.min(Math.abs(weight), 5) / 5) * 9) * scale;
}

// Control points stand in the middle of the gap: x(t) = left + (right - left) * s(t) with
// s(t) = 1.5 t - 1.5 t^2 + t^3, which grows steadily and is undone by a few halvings.
const course = (t) => 1.5 * t - 1.5 * t * t + t * t * t;

function courseInverse(s) {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 24; step++) {
    const middle = (low + high) / 2;
    if (course(middle) < s) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * What lies under a point: `{kind: "bias", layer, neuron}`, `{kind: "link", layer, source, target}`
 * or null. Only what is drawn counts; `tolerance` is the reach around it.
 */
export function hitTest(layout, frame, x, y, tolerance) {
  const layers = layout.columns.length - 1;
  for (let layer = 0; layer < layers; layer++) {
    for (let neuron = 0; neuron < layout.columns[layer + 1].length; neuron++) {
      const box = biasBox(layout, layer, neuron);
      const half = box.size / 2;
      const reach = half + tolerance * 0.75;
      if (Math.abs(x - box.x - half) <= reach && Math.abs(y - box.y - half) <= reach) {
        return { kind: "bias", layer, neuron };
      }
    }
  }
  const layer = layout.gaps.findIndex((gap) => x >= gap.left && x <= gap.right);
  return layer < 0 ? null : nearestLink(layout, frame, layer, x, y, tolerance);
}

function nearestLink(layout, frame, layer, x, y, tolerance) {
  const gap = layout.gaps[layer];
  const span = gap.right - gap.left;
  const t = courseInverse((x - gap.left) / span);
  const rise = t * t * (3 - 2 * t);
  const steepness = (6 * t * (1 - t)) / (span * (1.5 - 3 * t + 3 * t * t));
  let nearest = null;
  let least = tolerance;
  gap.to.forEach((heights, source) => {
    heights.forEach((to, target) => {
      const height = to - gap.from[source];
      const across = Math.abs(gap.from[source] + height * rise - y);
      const weight = frame.weights[layer][source * heights.length + target];
      if (!(Math.abs(weight) >= frame.leastDrawn)) return;
      const slope = height * steepness;
      const distance = across / Math.sqrt(1 + slope * slope) - linkWidth(weight, layout) / 2;
      if (distance < least) {
        least = distance;
        nearest = { kind: "link", layer, source, target };
      }
    });
  });
  return nearest;
}
