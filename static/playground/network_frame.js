// One frame: what the network looks like at one moment, as the server packs it.
//
//   uint32 length of the header, the header (JSON, padded to a multiple of 4 bytes),
//   float32 weights (layer after layer, each row by row: source by source),
//   float32 biases (layer after layer),
//   uint8 heatmaps (top row first; 0 is -1, 127 is zero, 254 is +1).

const MOST_LINKS = 3000; // beyond, links are a grey fog that takes a second to draw

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Read one frame; the heatmaps of the features come only now and then. */
export function decodeFrame(buffer) {
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  const { shape, resolution } = header;

  let offset = 4 + headerLength;
  const weights = [];
  for (let layer = 0; layer + 1 < shape.length; layer++) {
    const count = shape[layer] * shape[layer + 1];
    weights.push(new Float32Array(buffer, offset, count));
    offset += 4 * count;
  }
  const biases = [];
  for (let layer = 1; layer < shape.length; layer++) {
    biases.push(new Float32Array(buffer, offset, shape[layer]));
    offset += 4 * shape[layer];
  }

  const pixels = resolution * resolution;
  const heatmaps = (count) => {
    const bytes = new Uint8Array(buffer, offset, count * pixels);
    offset += count * pixels;
    return { bytes, count, resolution };
  };
  const featureHeatmaps = header.with_features ? heatmaps(header.shown_features.length) : null;
  const neuronHeatmaps = heatmaps(sum(shape.slice(1)));
  if (offset !== buffer.byteLength) {
    throw new Error(`A frame of ${buffer.byteLength} bytes arrived where ${offset} were expected.`);
  }
  const leastDrawn = strengthOfLast(weights, MOST_LINKS);
  return { header, shape, weights, biases, featureHeatmaps, neuronHeatmaps, leastDrawn };
}

/** The strength from which on a link is drawn, so that not many more than `most` are; mostly 0. */
function strengthOfLast(weights, most) {
  const count = sum(weights.map((layer) => layer.length));
  if (count <= most) return 0;
  const strengths = new Float32Array(count);
  let place = 0;
  for (const layer of weights) for (const weight of layer) strengths[place++] = Math.abs(weight);
  return strengths.sort()[count - most];
}

/** The weight from neuron `source` to neuron `target` of the layer after it. */
export function weightOf(frame, layer, source, target) {
  return frame.weights[layer][source * frame.shape[layer + 1] + target];
}
