// Painting: links, biases and heatmaps on one canvas, in one pass.

import { biasBox, linkWidth } from "playground/network_layout.js";

const FULL_COLOUR = 1; // a weight from here on has the full colour of its sign
const FAINTEST = 0.45; // opacity of a link of weight 0
const FLOWING_FROM = 0.3; // links weaker than this carry no moving dashes: they would only flicker
const MOST_PIXELS = 9e6; // a canvas beyond this costs more than its sharpness is worth

/** The colours of the page, read from its custom properties. */
export function readColours(element) {
  const style = getComputedStyle(element);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (name) => {
    probe.fillStyle = style.getPropertyValue(name).trim();
    probe.clearRect(0, 0, 1, 1);
    probe.fillRect(0, 0, 1, 1);
    return Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
  };
  const names = ["negative", "zero", "positive", "surface", "text", "line", "accent"];
  return Object.fromEntries(names.map((name) => [name, read(`--${name}`)]));
}

const css = ([red, green, blue]) => `rgb(${red}, ${green}, ${blue})`;

/** Colour of a value from -1 to +1. */
function mixed(colours, value) {
  const share = Math.min(1, Math.abs(value));
  const end = value < 0 ? colours.negative : colours.positive;
  return colours.zero.map((zero, channel) => Math.round(zero + (end[channel] - zero) * share));
}

/** 256 pixels, ready to be written into an image: 0 is -1, 127 zero, 254 +1. */
function paletteOf(colours) {
  const palette = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    const [red, green, blue] = mixed(colours, (index - 127) / 127);
    palette[index] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return palette;
}

/** Whether a link starts or ends at a neuron. */
function touches(node, layer, source, target) {
  return node.layer === layer ? node.neuron === source : node.layer === layer + 1 && node.neuron === target;
}

/** Heatmaps one below the other in one image that never leaves memory. */
class Atlas {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d");
    this.heatmaps = null;
  }

  load(heatmaps, palette) {
    this.heatmaps = heatmaps;
    const { bytes, count, resolution } = heatmaps;
    const height = count * resolution;
    if (!this.image || this.image.width !== resolution || this.image.height !== height) {
      this.canvas.width = resolution;
      this.canvas.height = Math.max(1, height);
      this.image = this.context.createImageData(resolution, Math.max(1, height));
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    for (let index = 0; index < bytes.length; index++) this.pixels[index] = palette[bytes[index]];
    this.context.putImageData(this.image, 0, 0);
  }

  draw(context, index, x, y, size) {
    const side = this.heatmaps.resolution;
    context.drawImage(this.canvas, 0, index * side, side, side, x, y, size, size);
  }
}

export class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.features = new Atlas();
    this.neurons = new Atlas();
  }

  resize(width, height) {
    const sharpest = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
    this.ratio = Math.min(window.devicePixelRatio || 1, sharpest);
    this.canvas.width = Math.max(1, Math.round(width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(height * this.ratio));
  }

  setColours(colours) {
    this.colours = colours;
    this.palette = paletteOf(colours);
    this.shades = Array.from({ length: 255 }, (_, index) => css(mixed(colours, (index - 127) / 127)));
    for (const atlas of [this.features, this.neurons]) {
      if (atlas.heatmaps) atlas.load(atlas.heatmaps, this.palette);
    }
  }

  load(frame) {
    if (frame.featureHeatmaps) this.features.load(frame.featureHeatmaps, this.palette);
    this.neurons.load(frame.neuronHeatmaps, this.palette);
  }

  /** Draw a scene: `{layout, frame, hit, neuron, flow}`; a scene without a frame is a skeleton. */
  draw(scene) {
    const { context } = this;
    const { layout, frame } = scene;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, layout.width, layout.height);
    if (!frame) {
      this.drawSkeleton(layout);
      return;
    }
    this.drawLinks(scene);
    this.drawBiases(scene);
    this.drawNodes(scene);
  }

  drawSkeleton({ gaps, columns, features, node }) {
    const { context } = this;
    context.strokeStyle = css(this.colours.line);
    context.lineWidth = 1;
    context.globalAlpha = 0.5;
    context.beginPath();
    gaps.forEach((gap) =>
      gap.to.forEach((heights, source) =>
        heights.forEach((_, target) => this.trace(gap, source, target)),
      ),
    );
    context.stroke();
    context.globalAlpha = 1;
    context.fillStyle = css(this.colours.line);
    for (const { x, y } of [...features, ...columns.slice(1).flat()]) {
      context.fillRect(x - node / 2, y - node / 2, node, node);
    }
  }

  trace(gap, source, target) {
    const middle = (gap.left + gap.right) / 2;
    const from = gap.from[source];
    const to = gap.to[source][target];
    this.context.moveTo(gap.left, from);
    this.context.bezierCurveTo(middle, from, middle, to, gap.right, to);
  }

  /** Weak links recede by width, colour and opacity; those of a hovered neuron stand out. */
  drawLinks(scene) {
    const { context } = this;
    const { layout, frame, neuron, hit, flow } = scene;
    const dashes = [14 * layout.unit, 3 * layout.unit]; // short ones cost twice as much
    frame.weights.forEach((weights, layer) => {
      const targets = frame.shape[layer + 1];
      weights.forEach((weight, index) => {
        const strength = Math.abs(weight);
        if (!(strength >= frame.leastDrawn)) return; // too weak among many, or not a number
        const source = Math.floor(index / targets);
        const target = index % targets;
        context.strokeStyle = this.colourOf(weight);
        context.lineWidth = linkWidth(weight, layout);
        context.globalAlpha = Math.min(1, FAINTEST + strength * (1 - FAINTEST));
        if (neuron && !touches(neuron, layer, source, target)) context.globalAlpha *= 0.25;
        const flowing = flow !== null && strength > FLOWING_FROM;
        context.setLineDash(flowing ? dashes : []);
        context.lineDashOffset = flowing ? -flow * layout.unit : 0;
        context.beginPath();
        this.trace(layout.gaps[layer], source, target);
        context.stroke();
      });
    });
    context.setLineDash([]);
    context.globalAlpha = 1;
    if (hit?.kind === "link") {
      context.strokeStyle = css(this.colours.text);
      context.lineWidth = 2 * layout.unit;
      context.beginPath();
      this.trace(layout.gaps[hit.layer], hit.source, hit.target);
      context.stroke();
    }
  }

  colourOf(weight) {
    const shade = Math.max(-127, Math.min(127, Math.round((weight / FULL_COLOUR) * 127)));
    return this.shades[shade + 127];
  }

  drawBiases({ layout, frame, hit }) {
    const { context } = this;
    frame.biases.forEach((biases, layer) => {
      biases.forEach((bias, neuron) => {
        const { x, y, size } = biasBox(layout, layer, neuron);
        context.fillStyle = this.colourOf(bias);
        context.fillRect(x, y, size, size);
        const hovered = hit?.kind === "bias" && hit.layer === layer && hit.neuron === neuron;
        context.strokeStyle = css(hovered ? this.colours.text : this.colours.line);
        context.lineWidth = hovered ? 2 * layout.unit : 1;
        context.strokeRect(x, y, size, size);
      });
    });
  }

  drawNodes({ layout, neuron, off }) {
    const { columns, features } = layout;
    const active = new Set(columns[0]);
    if (this.features.heatmaps) {
      features.forEach((place, index) => {
        const hovered = neuron?.feature === index;
        const alpha = active.has(place) ? 1 : off;
        this.drawNode(this.features, layout.heatmaps[index], place, layout, hovered, alpha);
      });
    }
    let index = 0;
    columns.slice(1).forEach((column, layer) => {
      column.forEach((place, number) => {
        const hovered = neuron?.layer === layer + 1 && neuron.neuron === number;
        this.drawNode(this.neurons, index, place, layout, hovered, 1);
        index += 1;
      });
    });
  }

  drawNode(atlas, index, { x, y }, { node, unit }, hovered, alpha) {
    const { context } = this;
    const left = x - node / 2;
    const top = y - node / 2;
    context.globalAlpha = alpha;
    atlas.draw(context, index, left, top, node);
    context.strokeStyle = css(hovered ? this.colours.accent : this.colours.text);
    context.lineWidth = (hovered ? 3 : 1.5) * unit;
    context.beginPath();
    context.roundRect(left, top, node, node, 2 * unit);
    context.stroke();
    context.globalAlpha = 1;
  }
}
