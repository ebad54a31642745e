// Painting: links, biases and heatmaps on one canvas, in one pass.

import { biasBox, linkWidth } from "playground/network_layout.js";

const LEVELS = 80; // links of about the same weight are drawn as one path: far fewer strokes
const LARGEST_WEIGHT = 5;
const MOST_PIXELS = 9e6; // a canvas beyond this costs more than its sharpness is worth

/** The colours of the page, read from its custom properties. */
export function readColours(element) {
  const style = getComputedStyle(element);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (name, fallback) => {
    probe.fillStyle = fallback;
    probe.fillStyle = style.getPropertyValue(name).trim() || fallback; // ignored if unreadable
    probe.clearRect(0, 0, 1, 1);
    probe.fillRect(0, 0, 1, 1);
    return Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
  };
  return {
    negative: read("--negative", "#f59322"),
    zero: read("--zero", "#e8eaeb"),
    positive: read("--positive", "#0877bd"),
    surface: read("--surface", "#ffffff"),
    text: read("--text", "#20262b"),
    line: read("--line", "#d5dadd"),
    accent: read("--accent", "#0877bd"),
  };
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

/** Heatmaps side by side in one image that never leaves memory. */
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
    this.levelColours = Array.from({ length: 2 * LEVELS + 1 }, (_, index) =>
      css(mixed(colours, (((index - LEVELS) / LEVELS) * LARGEST_WEIGHT) / 1.2)),
    );
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

  /** Sort the links by sign and strength: level 0 is the strongest negative, LEVELS is zero. */
  levelsOf({ frame, neuron }) {
    const levels = Array.from({ length: 2 * LEVELS + 1 }, () => []);
    frame.weights.forEach((weights, layer) => {
      const targets = frame.shape[layer + 1];
      weights.forEach((weight, index) => {
        const source = Math.floor(index / targets);
        const target = index % targets;
        const belongs =
          !neuron ||
          (neuron.layer === layer + 1 && neuron.neuron === target) ||
          (neuron.layer === layer && neuron.neuron === source);
        const share = Math.max(-1, Math.min(1, weight / LARGEST_WEIGHT));
        const level = Math.round(share * LEVELS) + LEVELS;
        if (!Number.isNaN(level)) levels[level].push([layer, source, target, belongs]);
      });
    });
    return levels;
  }

  drawLinks(scene) {
    const { context } = this;
    const { layout, hit, flow } = scene;
    const levels = this.levelsOf(scene);
    context.lineCap = "butt";
    for (let strength = 0; strength <= LEVELS; strength++) {
      for (const level of new Set([LEVELS - strength, LEVELS + strength])) {
        for (const belongs of [false, true]) {
          const links = levels[level].filter((link) => link[3] === belongs);
          if (links.length) this.strokeLinks(scene, level, links, belongs);
        }
      }
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    if (hit?.kind === "link") {
      context.strokeStyle = css(this.colours.text);
      context.lineWidth = 2 * layout.unit;
      context.beginPath();
      this.trace(layout.gaps[hit.layer], hit.source, hit.target);
      context.stroke();
    }
    return flow;
  }

  strokeLinks({ layout, flow }, level, links, belongs) {
    const { context } = this;
    const weight = ((level - LEVELS) / LEVELS) * LARGEST_WEIGHT;
    const strength = Math.abs(weight);
    context.strokeStyle = this.levelColours[level];
    context.lineWidth = linkWidth(weight, layout);
    context.globalAlpha = Math.min(1, 0.35 + strength * 0.65) * (belongs ? 1 : 0.25);
    if (flow === null) {
      context.setLineDash([]);
    } else {
      context.setLineDash([9 * layout.unit, 2.5 * layout.unit]);
      context.lineDashOffset = -flow * layout.unit;
    }
    context.beginPath();
    for (const [layer, source, target] of links) this.trace(layout.gaps[layer], source, target);
    context.stroke();
  }

  drawBiases({ layout, frame, hit }) {
    const { context } = this;
    frame.biases.forEach((biases, layer) => {
      biases.forEach((bias, neuron) => {
        const { x, y, size } = biasBox(layout, layer, neuron);
        context.fillStyle = css(mixed(this.colours, bias));
        context.fillRect(x, y, size, size);
        const hovered = hit?.kind === "bias" && hit.layer === layer && hit.neuron === neuron;
        context.strokeStyle = css(hovered ? this.colours.text : this.colours.line);
        context.lineWidth = hovered ? 2 * layout.unit : 1;
        context.strokeRect(x, y, size, size);
      });
    });
  }

  drawNodes({ layout, frame, neuron, off }) {
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
    return frame;
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
