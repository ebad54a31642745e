// What lies over the canvas as real HTML: captions, and a button for everything one can press.
// Buttons make the network reachable by keyboard, touch and screen reader; the canvas only paints.

import { stateOf } from "playground/network_marks.js";

/** How a neuron is called in sentences: "x₁", "neuron 2 of layer 1", "the output", "output “blue”". */
export function nameOf(layer, neuron, { features, shape, classes }) {
  if (layer === 0) return features[neuron].label;
  if (layer === shape.length - 1) {
    return shape[layer] > 1 ? `output “${classes[neuron]}”` : "the output";
  }
  return shape.length > 3 ? `neuron ${neuron + 1} of layer ${layer}` : `neuron ${neuron + 1}`;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const OWN_KEYS = new Set(["Enter", " ", ...Object.keys(ARROWS)]);

export class Overlay {
  /** `actions`: toggle(name), changeLayers(by), changeNeurons(layer, by), hover(node), open(node). */
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
    this.elements = new Map(); // key -> element, kept as long as it is wanted, so focus stays
    this.nodes = []; // columns of buttons, for the arrow keys
  }

  /** Put everything in its place. `network`: {features, shape, limits, shown}. */
  update(layout, network) {
    this.layout = layout;
    this.network = network;
    this.wanted = [];
    this.nodes = [];
    this.addCaptions();
    this.addFeatures();
    if (!network.compact) this.addLayerCount();
    network.shape.slice(1).forEach((count, index) => this.addLayer(index + 1, count));
    this.settle();
  }

  addCaptions() {
    const { layout } = this;
    const top = layout.header.countTop;
    const first = layout.columnX(0);
    const features = this.element("caption:features", "div", "caption features-caption");
    features.textContent = "Features";
    features.dataset.control = "features";
    place(features, { left: 0, top, width: first + layout.node / 2 });
    const output = this.element("caption:output", "div", "caption output-caption");
    output.textContent = "Output";
    const right = layout.columnX(layout.columns.length - 1) + layout.node / 2;
    output.hidden = layout.pitch + layout.node / 2 < 52 * layout.unit; // no room for the word
    place(output, { left: right - 80 * layout.unit, top, width: 80 * layout.unit });
  }

  addFeatures() {
    const { layout, network } = this;
    const buttons = network.shown.map((feature, index) => {
      const key = `feature:${feature.name}`;
      const button = this.button(key, "node feature", () => this.actions.toggle(feature.name));
      if (!button.childElementCount) {
        const label = document.createElement("span");
        label.className = "label";
        label.innerHTML = feature.html_label;
        button.append(label);
      }
      button.setAttribute("aria-pressed", String(feature.active));
      button.setAttribute("aria-label", `Feature ${feature.label}`);
      button.title = feature.explanation;
      const { y } = layout.features[index];
      const bottomless = Math.max(layout.node, Math.min(layout.rowPitch, 24 * layout.unit));
      place(button, {
        left: 0,
        top: y - bottomless / 2,
        width: layout.columnX(0) + layout.node / 2,
        height: bottomless,
      });
      button.firstChild.style.width = `${layout.labelWidth - 6 * layout.unit}px`;
      this.asNode(button, { layer: 0, feature: index });
      return button;
    });
    this.nodes.push(buttons);
    if (!this.network.compact) this.addMoreFeatures();
  }

  addMoreFeatures() {
    const { openCard } = this.actions;
    if (!openCard) return;
    const { layout } = this;
    const button = this.element("features:more", "button", "caption more-features");
    button.type = "button";
    button.textContent = "more ▾";
    button.setAttribute("aria-label", "More features");
    button.dataset.control = "standardise"; // a lesson points here: what it opens holds it
    button.onclick = () => openCard(button, "Features", "features", 0);
    const last = layout.features[layout.features.length - 1].y + layout.node / 2;
    const height = 20 * layout.unit;
    place(button, {
      left: 0,
      top: Math.min(last + 5 * layout.unit, layout.height - height),
      width: layout.columnX(0) + layout.node / 2,
      height,
    });
  }

  addLayerCount() {
    const { layout, network } = this;
    const count = network.shape.length - 2;
    const group = this.element("layers", "div", "stepper layers");
    if (!group.childElementCount) {
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", "Hidden layers");
      group.dataset.control = "hidden_layers";
      const text = document.createElement("span");
      text.setAttribute("role", "status");
      group.append(
        roundButton("−", "Remove the last hidden layer", () => this.actions.changeLayers(-1)),
        text,
        roundButton("+", "Add a hidden layer", () => this.actions.changeLayers(1)),
      );
    }
    const [less, text, more] = group.children;
    text.textContent = plural(count, "hidden layer");
    enable(less, count > 0);
    enable(more, count < network.limits.layers);
    const isScrolled = layout.width > layout.visible; // then it stays clear of the fading edge
    const right = isScrolled ? layout.visible - 60 * layout.unit : layout.columnX(count + 1);
    place(group, { left: (layout.columnX(0) + right) / 2, top: 0 });
  }

  addLayer(layer, count) {
    const { layout, network } = this;
    const isOutput = layer === network.shape.length - 1;
    if (!isOutput && !network.compact) this.addNeuronCount(layer, count);
    const buttons = layout.columns[layer].map(({ x, y }, neuron) => {
      const node = { layer, neuron };
      const key = isOutput ? `output:${neuron}` : `neuron:${layer}:${neuron}`;
      const button = this.button(key, "node", () => this.actions.open(this.nodeOf(button)));
      const name = isOutput ? nameOf(layer, neuron, network) : `neuron ${neuron + 1}`;
      const where = isOutput ? "" : ` of hidden layer ${layer}`;
      const { off, frozen } = stateOf(network.header, layer, neuron);
      const state = `${off ? ", switched off" : ""}${frozen ? ", frozen" : ""}`;
      button.setAttribute("aria-label", `${capital(name)}${where}: weights and bias${state}`);
      const side = layout.node;
      place(button, { left: x - side / 2, top: y - side / 2, width: side, height: side });
      this.asNode(button, node);
      return button;
    });
    this.nodes.push(buttons);
    if (isOutput) this.addClasses(layer);
  }

  /** The names of classes, beside their outputs. */
  addClasses(layer) {
    const { layout, network } = this;
    network.classes.forEach((name, neuron) => {
      const { x, y } = layout.columns[layer][neuron];
      const text = this.element(`class:${neuron}`, "div", "caption class-name");
      text.textContent = text.title = name;
      text.setAttribute("aria-hidden", "true"); // its neuron's button says it
      place(text, { left: x + layout.node / 2 + 4 * layout.unit, top: y - 10 * layout.unit, width: layout.classWidth });
    });
  }

  addNeuronCount(layer, count) {
    const { layout, network } = this;
    const { header, pitch } = layout;
    const x = layout.columnX(layer);
    const group = this.element(`neurons:${layer}`, "div", "stepper neurons");
    if (!group.childElementCount) {
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", `Neurons of hidden layer ${layer}`);
      group.dataset.control = "hidden_layers";
      const change = (by) => () => this.actions.changeNeurons(layer, by);
      group.append(
        roundButton("−", `Remove a neuron from hidden layer ${layer}`, change(-1)),
        roundButton("+", `Add a neuron to hidden layer ${layer}`, change(1)),
      );
    }
    group.classList.toggle("stacked", header.stacked);
    const [less, more] = group.children;
    enable(less, count > 1);
    enable(more, count < network.limits.neurons);
    place(group, { left: x, top: header.buttonsTop });
    const scale = Math.min(1, pitch / (26 * layout.unit));
    group.style.setProperty("--shrink", scale);

    const roomy = pitch > 68 * layout.unit;
    const words = roomy ? plural(count, "neuron") : String(count);
    const { openCard } = this.actions;
    const text = this.element(`count:${layer}`, openCard ? "button" : "div", "caption count");
    text.textContent = openCard ? `${words} ▾` : words;
    place(text, { left: x - pitch / 2, top: header.countTop, width: pitch });
    if (!openCard) return;
    const title = `Hidden layer ${layer}`;
    text.type = "button";
    text.setAttribute("aria-label", `${title}: activation and dropout, whether it learns`);
    text.title = "Activation and dropout of this layer, and whether it learns";
    text.onclick = () => openCard(text, title, "layer", layer - 1);
  }

  /** Let a button stand for a node: hovering, touching and focusing show it, arrows move on. */
  asNode(button, node) {
    button.dataset.node = JSON.stringify(node);
    if (button.dataset.wired) return;
    button.dataset.wired = "yes";
    const show = () => this.actions.hover(this.nodeOf(button));
    button.addEventListener("pointerenter", show);
    button.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.actions.hover(null);
    });
    button.addEventListener("focus", () => {
      if (button.matches(":focus-visible")) show();
    });
    button.addEventListener("blur", () => this.actions.hover(null));
    button.addEventListener("keydown", (event) => this.onKey(event, button));
  }

  nodeOf(button) {
    return JSON.parse(button.dataset.node);
  }

  onKey(event, button) {
    if (event.ctrlKey || event.metaKey || event.altKey || !OWN_KEYS.has(event.key)) return;
    event.stopPropagation(); // the page's own keys (play, step) are not meant here
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const column = this.nodes.findIndex((buttons) => buttons.includes(button));
    const row = this.nodes[column].indexOf(button);
    const [across, down] = arrow;
    const next = this.nodes[column + across];
    if (across && next?.length) nearestTo(button, next).focus();
    if (down) this.nodes[column][row + down]?.focus();
  }

  button(key, classes, onClick) {
    const button = this.element(key, "button", classes);
    if (!button.onclick) {
      button.type = "button";
      button.onclick = onClick;
    }
    return button;
  }

  element(key, tag, classes) {
    let element = this.elements.get(key);
    if (!element) {
      element = document.createElement(tag);
      element.className = classes;
      element.dataset.key = key;
      this.elements.set(key, element);
    }
    this.wanted.push(element);
    return element;
  }

  /** Remove what is no longer wanted and order the rest, moving no element that stands right. */
  settle() {
    const wanted = new Set(this.wanted);
    for (const [key, element] of this.elements) {
      if (!wanted.has(element)) {
        element.remove();
        this.elements.delete(key);
      }
    }
    let next = this.root.firstElementChild;
    for (const element of this.wanted) {
      if (element === next) next = next.nextElementSibling;
      else this.root.insertBefore(element, next);
    }
  }
}

function roundButton(sign, name, onClick) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "round";
  button.textContent = sign;
  button.title = name;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") onClick();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") event.stopPropagation();
  });
  return button;
}

// Not the attribute `disabled`: that would take the keyboard's focus away at the limit.
function enable(button, enabled) {
  button.setAttribute("aria-disabled", String(!enabled));
}

function place(element, { left, top, width, height }) {
  element.style.left = `${left}px`;
  element.style.top = `${top}px`;
  if (width !== undefined) element.style.width = `${width}px`;
  if (height !== undefined) element.style.height = `${height}px`;
}

function nearestTo(button, others) {
  const middle = (element) => element.offsetTop + element.offsetHeight / 2;
  const distance = (other) => Math.abs(middle(other) - middle(button));
  return others.reduce((best, other) => (distance(other) < distance(best) ? other : best));
}
