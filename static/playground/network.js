// The network view: a canvas that paints the newest frame, and buttons over it.

import { connect } from "kit/component.js";
import { whenFree } from "kit/pace.js";
import { Card, describe } from "playground/network_card.js";
import { Facts } from "playground/network_facts.js";
import { decodeFrame } from "playground/network_frame.js";
import { arrange, comfortableHeight, comfortableWidth, hitTest } from "playground/network_layout.js";
import { drawMarks } from "playground/network_marks.js";
import { drawNumbers, fits, travels } from "playground/network_numbers.js";
import { nameOf, Overlay } from "playground/network_overlay.js";
import { Panel } from "playground/network_panel.js";
import { Painter, readColours } from "playground/network_paint.js";

const FLOW_SPEED = 30; // pixels a second that the dashes move while the network learns
const FLOW_PAUSE = 45; // milliseconds between two paintings when nothing moves but the dashes
const NARROW = 480; // pixels: looking inside, a network that has no more shows only what takes part
const OFF = 0.35; // opacity of a feature that is off
const SKELETON = { features: 7, active: [0, 1], hidden: [4, 2], outputs: 1 };

export function render({ model }) {
  const line = connect(model, {
    bytes: (buffer) => view.take(buffer),
    refused: ({ sentence }) => view.card.refuse(sentence),
    facts: (told) => view.tellFacts(told),
  });
  const view = new NetworkView(model.configuration, line, model.get_child("card"));
  line.atEnd(() => view.stop());
  line.send("ready");
  return view.root;
}

/** A feature that the learner has typed as a formula is called by its formula. */
function typedFeature(name) {
  const label = name.replaceAll("-", "−");
  const escaped = document.createElement("span");
  escaped.textContent = label;
  const explanation = "A formula of your own.";
  return { name, label, html_label: escaped.innerHTML, explanation };
}

class NetworkView {
  constructor(configuration, line, cardContent) {
    this.configuration = configuration;
    this.line = line;
    this.root = document.createElement("div");
    this.root.className = "drawing";
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "The network");
    this.root.setAttribute("aria-busy", "true");
    // A network that is wider than its place is scrolled; the cards over it are not.
    this.scroller = document.createElement("div");
    this.scroller.className = "scroller";
    this.stage = document.createElement("div");
    this.stage.className = "stage";
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    const controls = document.createElement("div");
    controls.className = "controls";
    this.stage.append(this.canvas, controls);
    this.scroller.append(this.stage);
    this.root.append(this.scroller);
    this.painter = new Painter(this.canvas);
    this.card = new Card(this.root, (part, value) => this.send(part.kind, { ...part, value }));
    this.facts = new Facts(
      (about, number) => this.send("look", { ...about, number }),
      (what, { layer, neuron }) => this.send(what, { layer: layer + 1, neuron: neuron + 1 }),
    );
    this.panel = cardContent && new Panel(this.root, cardContent, (kind, layer) => this.send("card", { kind, layer }));
    this.overlay = new Overlay(controls, {
      openCard: this.panel && ((...about) => this.panel.toggle(...about)),
      toggle: (name) => this.send("feature", { name }),
      changeLayers: (by) => this.send("layers", { by }),
      changeNeurons: (layer, by) => this.send("neurons", { layer: layer - 1, by }),
      hover: (node) => this.hoverNode(node),
      open: (node) => this.openNeuron(node),
    });
    this.paintedAt = 0;
    this.frame = null;
    this.arrived = null; // the newest frame, not yet drawn
    this.hit = null; // the link or bias under the pointer
    this.neuron = null; // the node that is hovered or focused
    this.flow = null; // the numbers of a step that is looked at
    this.stillness = matchMedia("(prefers-reduced-motion: reduce)");
    this.watch();
  }

  watch() {
    const on = this.line.listen;
    const sizes = new ResizeObserver(() => this.relayout());
    sizes.observe(this.root);
    const themes = new MutationObserver(() => this.recolour());
    for (const element of [document.documentElement, document.body]) {
      themes.observe(element, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
    }
    this.line.atEnd(() => sizes.disconnect());
    this.line.atEnd(() => themes.disconnect());
    on(matchMedia("(prefers-color-scheme: dark)"), "change", () => this.recolour());
    on(this.stillness, "change", () => this.requestPaint());
    on(document, "visibilitychange", () => this.requestPaint());
    on(document, "playground:interrupted", () => {
      if (this.frame) this.frame.header.playing = false; // nothing flows that is not seen to learn
      this.requestPaint();
    });
    on(document, "playground:flow", ({ detail }) => {
      if (detail?.stage !== this.flow?.stage) this.flowsSince = performance.now();
      this.flow = detail;
      this.requestPaint();
    });
    on(document, "playground:inside", ({ detail }) => {
      this.isInside = detail;
      this.relayout();
    });
    on(this.scroller, "scroll", () => {
      this.scrolled();
      this.card.tell(null); // what it tells of has moved away
    });
    on(this.canvas, "pointermove", (event) => this.pointAt(event));
    on(this.canvas, "pointerleave", () => this.pointAt(null));
    on(this.canvas, "click", (event) => this.openPart(event));
  }

  stop() {
    this.card.close();
    this.panel?.remove();
    cancelAnimationFrame(this.painting);
    this.stopped = true;
  }

  // The server

  send(type, fields) {
    if (!this.stopped) this.line.send(type, fields);
  }

  /** Take a frame, to be drawn when the browser draws next. */
  take(buffer) {
    this.arrived = buffer;
    this.requestPaint();
  }

  // Painting

  /** Paint with the browser's next frame. */
  requestPaint() {
    this.stale = true;
    this.schedulePaint();
  }

  schedulePaint() {
    if (this.painting || this.stopped) return;
    this.painting = requestAnimationFrame((time) => {
      this.painting = 0;
      this.paint(time);
    });
  }

  paint(time) {
    if (!this.layout) return;
    if (!this.arrived && !this.stale && time - this.paintedAt < FLOW_PAUSE) {
      this.schedulePaint(); // only the dashes would move: leave the processor to the training
      return;
    }
    this.stale = false;
    this.paintedAt = time;
    if (this.arrived) this.takeFrame();
    if (!this.root.clientWidth) return; // something else stands in its place; a new size brings it back
    const learning = Boolean(this.frame?.header.playing);
    const flowing = learning && !this.stillness.matches;
    this.painter.draw({
      layout: this.layout,
      frame: this.frame,
      hit: this.hit,
      neuron: this.neuron,
      off: OFF,
      flow: flowing ? (time / 1000) * FLOW_SPEED : null,
    });
    if (this.frame) drawMarks(this.painter, this.layout, this.frame.header);
    const flow = this.frame && this.flow && fits(this.flow, this.frame.shape) ? this.flow : null;
    const runs = flow && flow.forwards !== null && !this.stillness.matches;
    const age = runs ? Math.max(0, time - this.flowsSince) : Infinity;
    if (flow) drawNumbers(this.painter, this.layout, flow, runs ? (time / 1000) * FLOW_SPEED : null, age);
    if (runs && travels(flow, age)) this.stale = true; // numbers run at full speed, dashes need not
    if (flowing || runs) this.schedulePaint();
  }

  /** While a step is looked at, a click chooses what is told of; otherwise it opens the card. */
  picks(part) {
    if (!this.flow) return false;
    const { kind, layer, source, target, neuron } = part;
    const detail = kind === "link" ? { layer, neuron: target, source } : { layer, neuron, source: kind === "bias" ? -1 : null };
    document.dispatchEvent(new CustomEvent("playground:pick", { detail }));
    return true;
  }

  takeFrame() {
    const frame = decodeFrame(this.arrived);
    this.arrived = null;
    // Said before drawing, so that the server makes the next frame while this one is drawn. A tab
    // that is hidden does not come here: it stops answering, and so it stops costing.
    whenFree(() => this.send("ack", { frame: frame.header.frame }));
    const before = this.frame;
    this.frame = frame;
    this.painter.load(frame);
    const form = ({ header }) => JSON.stringify([header.shape, header.classes, header.features, header.switched_off, header.frozen]);
    if (!before || form(before) !== form(frame) || frame.featureHeatmaps) this.relayout();
    this.card.follow(frame, this.network);
    this.facts.follow(frame.header.version);
    this.root.removeAttribute("aria-busy");
    document.dispatchEvent(new CustomEvent("playground:frame", { detail: frame.header }));
  }

  /** Tell what was asked about a neuron or weight; the card may have become taller. */
  tellFacts(told) {
    this.facts.show(told);
    this.card.settle();
  }

  recolour() {
    if (!this.root.isConnected) return;
    this.painter.setColours(readColours(this.root));
    this.requestPaint();
  }

  relayout() {
    if (!this.root.isConnected || !this.root.clientWidth) return;
    if (!this.painter.colours) this.recolour();
    this.network = this.readNetwork();
    const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const { shown, active, hidden, outputs, compact } = this.network;
    const sizes = {
      visible: this.root.clientWidth,
      unit,
      compact,
      active,
      hidden,
      outputs,
      featureCount: shown.length,
      heatmaps: shown.map((feature) => feature.heatmap),
      labelWidth: this.widest(shown.map(({ label }) => label), unit, 110),
      classWidth: this.network.classes?.length ? this.widest(this.network.classes, unit, 72) : 0,
    };
    sizes.width = Math.max(sizes.visible, comfortableWidth(sizes));
    this.stage.style.width = `${sizes.width}px`;
    this.root.style.minHeight = `${comfortableHeight(sizes)}px`;
    this.scrolled();
    const height = this.stage.clientHeight;
    const ratio = window.devicePixelRatio;
    const form = `${sizes.width} ${height} ${ratio}`;
    if (this.canvasForm !== form) {
      this.canvasForm = form;
      this.painter.resize(sizes.width, height);
    }
    this.layout = arrange({ ...sizes, height });
    if (this.frame) this.overlay.update(this.layout, this.network);
    const places = JSON.stringify([form, sizes]);
    if (this.places !== places) { // what was under the pointer is somewhere else now
      this.places = places;
      this.hit = null;
      this.card.tell(null);
    }
    if (this.neuron && !this.isThere(this.neuron)) this.hoverNode(null);
    if (this.frame) this.paintSoon();
    else this.requestPaint();
  }

  /** Let the edges fade behind which there is more, and what is not scrolled stay where it is. */
  scrolled() {
    const { scrollLeft, clientWidth } = this.scroller;
    const rest = this.stage.offsetWidth - clientWidth - scrollLeft;
    this.scroller.classList.toggle("more-left", scrollLeft > 1);
    this.scroller.classList.toggle("more-right", rest > 1);
    this.scroller.style.setProperty("--scrolled", `${scrollLeft}px`);
  }

  /** A resized canvas is empty: fill it before the browser shows it. */
  paintSoon() {
    if (!this.arrived) this.paint(performance.now());
  }

  /** What the newest frame and the configuration say about the network's form. */
  readNetwork() {
    if (!this.frame) {
      const { features, active, hidden, outputs } = SKELETON;
      return { shown: Array(features).fill({ label: "sin(x₁)" }), active, hidden, outputs };
    }
    const { shape, header } = this.frame;
    const on = header.features;
    const compact = Boolean(this.isInside) && this.root.clientWidth < NARROW;
    const known = new Map(this.configuration.features.map((feature) => [feature.name, feature]));
    const shown = header.shown_features
      .map((name, heatmap) => ({
        ...(known.get(name) ?? typedFeature(name)),
        heatmap,
        active: on.includes(name),
      }))
      .filter((feature) => (feature.always && !compact) || feature.active);
    const active = on.map((name) => shown.findIndex((feature) => feature.name === name));
    return {
      shape,
      header,
      shown,
      active,
      features: active.map((place) => shown[place]),
      hidden: shape.slice(1, -1),
      outputs: shape[shape.length - 1],
      classes: header.classes,
      compact,
      limits: this.configuration.limits,
    };
  }

  /** The room that texts beside a column take, at most so many pixels and a share of the view. */
  widest(texts, unit, most) {
    const { context } = this.painter;
    context.save();
    context.font = `${13 * unit}px ${getComputedStyle(this.root).fontFamily}`;
    const widest = Math.max(...texts.map((text) => context.measureText(text).width));
    context.restore();
    return Math.min(widest + 12 * unit, most * unit, (most / 440) * this.root.clientWidth);
  }

  // The pointer

  pointAt(event) {
    if (!this.frame || !this.layout) return;
    const hit = event ? this.partAt(event) : null;
    if (JSON.stringify(hit) !== JSON.stringify(this.hit)) {
      this.hit = hit;
      this.canvas.style.cursor = hit ? "pointer" : "";
      this.requestPaint();
    }
    this.card.tell(hit, event && this.seenAt(event.offsetX), event?.offsetY);
  }

  /** Where something stands as it is seen now, from where it stands in the whole picture. */
  seenAt(x) {
    return x - this.scroller.scrollLeft;
  }

  partAt(event) {
    const reach = event.pointerType === "touch" ? 16 : 6;
    return hitTest(this.layout, this.frame, event.offsetX, event.offsetY, reach * this.layout.unit);
  }

  openPart(event) {
    if (!this.frame || !this.layout) return;
    this.hoverNode(null);
    const part = this.partAt(event);
    if (!part || this.picks(part)) return;
    const at = { x: this.seenAt(event.offsetX), y: event.offsetY };
    this.card.edit(describe(part, this.network), [part], at, this.facts);
    this.hit = part;
    this.requestPaint();
  }

  hoverNode(node) {
    if (node === null && this.neuron === null) return;
    this.neuron = node && this.withNeuron(node);
    this.send("hover", this.hoverOf(node));
    this.requestPaint();
  }

  isThere({ layer, neuron, feature }) {
    if (layer === 0) return feature < this.network.shown.length;
    return layer < this.network.shape.length && neuron < this.network.shape[layer];
  }

  /** For a feature, also its place among the inputs of the network (-1 if it is off). */
  withNeuron(node) {
    if (node.layer > 0) return node;
    return { ...node, neuron: this.network.active.indexOf(node.feature) };
  }

  hoverOf(node) {
    if (!node) return { layer: null, neuron: null };
    if (node.layer > 0) return node;
    return { layer: 0, neuron: this.network.shown[node.feature].heatmap };
  }

  openNeuron({ layer, neuron }) {
    if (this.picks({ kind: "neuron", layer: layer - 1, neuron })) return;
    const { shape } = this.network;
    const parts = [{ kind: "bias", layer: layer - 1, neuron }];
    for (let source = 0; source < shape[layer - 1]; source++) {
      parts.push({ kind: "link", layer: layer - 1, source, target: neuron });
    }
    const name = nameOf(layer, neuron, this.network);
    const title = name.charAt(0).toUpperCase() + name.slice(1);
    const { x, y } = this.layout.columns[layer][neuron];
    this.card.edit(title, parts, {
      x: this.seenAt(x),
      y,
      reach: this.layout.node / 2,
      returnFocusTo: this.root.getRootNode().activeElement,
    }, this.facts);
  }
}
