// The card at the pointer: it tells a weight or bias, and turns into number fields to change it.

import { weightOf } from "playground/network_frame.js";
import { nameOf } from "playground/network_overlay.js";

const LARGEST = 1e6;

/** "Weight from x₁ to neuron 2" or "Bias of neuron 2". */
export function describe(part, network) {
  const target = nameOf(part.layer + 1, part.kind === "bias" ? part.neuron : part.target, network);
  if (part.kind === "bias") return `Bias of ${target}`;
  return `Weight from ${nameOf(part.layer, part.source, network)} to ${target}`;
}

function valueOf(part, frame) {
  return part.kind === "bias"
    ? frame.biases[part.layer][part.neuron]
    : weightOf(frame, part.layer, part.source, part.target);
}

/** A value in at most seven characters or so, with three decimals where they say something. */
export function written(value) {
  if (!Number.isFinite(value)) return "not a number";
  const text = Math.abs(value) < 10_000 ? value.toFixed(3) : value.toExponential(2);
  return text.replaceAll("-", "−");
}

function exists({ kind, layer, source, target, neuron }, { shape }) {
  if (layer + 1 >= shape.length) return false;
  return kind === "bias"
    ? neuron < shape[layer + 1]
    : source < shape[layer] && target < shape[layer + 1];
}

export class Card {
  /** `change(part, value)` is called with what the learner has set. */
  constructor(root, change) {
    this.root = root;
    this.change = change;
    this.element = document.createElement("div");
    this.element.className = "card";
    this.element.hidden = true;
    root.append(this.element);
    this.fields = null; // while editing: [{part, input, before}]
    this.onOutside = (event) => {
      if (!event.composedPath().includes(this.element)) this.close();
    };
  }

  get editing() {
    return this.fields !== null;
  }

  /** Tell the value of a link or bias beside the pointer; null hides the card. */
  tell(part, x, y) {
    if (this.editing) return;
    this.told = part;
    this.element.hidden = !part;
    if (!part) return;
    this.element.className = "card telling";
    this.element.removeAttribute("role");
    this.tellValue();
    this.moveTo(x, y);
  }

  tellValue() {
    const text = describe(this.told, this.network);
    const value = document.createElement("b");
    value.textContent = written(valueOf(this.told, this.frame));
    this.element.replaceChildren(`${text}: `, value);
  }

  /** Open number fields for one or several weights and biases. */
  edit(title, parts, { x, y, reach = 0, returnFocusTo }, facts = null) {
    this.close();
    this.facts = facts;
    this.told = null;
    this.returnFocusTo = returnFocusTo;
    const form = document.createElement("form");
    form.noValidate = true;
    const heading = document.createElement("div");
    heading.className = "heading";
    heading.textContent = title;
    const closer = document.createElement("button");
    closer.type = "button";
    closer.className = "closer";
    closer.setAttribute("aria-label", "Close");
    closer.textContent = "×";
    closer.onclick = () => this.close(true);
    heading.append(closer);
    const list = document.createElement("div");
    list.className = "fields";
    this.fields = parts.map((part) => this.field(part, list, parts.length > 1));
    this.message = document.createElement("p");
    this.message.setAttribute("role", "alert");
    const foot = document.createElement("div");
    foot.className = "foot";
    const hint = document.createElement("span");
    hint.textContent = "Enter sets, Esc closes";
    const setter = document.createElement("button");
    setter.type = "submit";
    setter.textContent = "Set";
    foot.append(hint, setter);
    form.append(heading, list, this.message, foot);
    const { layer, kind, neuron, target, source } = parts[0];
    const one = parts.length === 1;
    const about = { layer, neuron: kind === "bias" ? neuron : target, source: one ? (kind === "bias" ? -1 : source) : null };
    if (facts) form.append(facts.begin(about));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.apply();
    });
    this.element.className = "card editing";
    this.element.setAttribute("role", "dialog");
    this.element.setAttribute("aria-label", title);
    this.element.onkeydown = (event) => {
      event.stopPropagation(); // letters and arrows belong to the field, not to the page
      if (event.key === "Escape") this.close(true);
    };
    this.element.replaceChildren(form);
    this.element.hidden = false;
    this.moveTo(x, y, reach);
    this.fields[0].input.focus();
    this.fields[0].input.select();
    document.addEventListener("pointerdown", this.onOutside, true);
  }

  field(part, list, labelled) {
    const label = document.createElement("label");
    const text = document.createElement("span");
    text.textContent = describe(part, this.network);
    text.className = labelled ? "" : "unseen";
    if (labelled && part.kind === "link") {
      text.textContent = `Weight from ${nameOf(part.layer, part.source, this.network)}`;
    } else if (labelled) {
      text.textContent = "Bias";
    }
    const input = document.createElement("input");
    input.type = "number";
    input.step = "any";
    input.value = this.shown(part);
    input.oninput = () => input.classList.add("touched");
    label.append(text, input);
    list.append(label);
    return { part, input };
  }

  shown(part) {
    const value = valueOf(part, this.frame);
    return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : "";
  }

  /** Send every field that was touched; a value that is no number is refused in words. */
  apply() {
    const touched = this.fields.filter(({ input }) => input.classList.contains("touched"));
    const bad = touched.find(({ input }) => !(Math.abs(input.valueAsNumber) <= LARGEST));
    for (const { input } of this.fields) input.removeAttribute("aria-invalid");
    if (bad) {
      bad.input.setAttribute("aria-invalid", "true");
      this.refuse(
        Number.isNaN(bad.input.valueAsNumber)
          ? "Type a number, such as 0.5 or -1.2."
          : "Type a number between -1,000,000 and 1,000,000.",
      );
      bad.input.focus();
      return;
    }
    for (const { part, input } of touched) this.change(part, input.valueAsNumber);
    this.close(true);
  }

  refuse(sentence) {
    if (this.message) this.message.textContent = sentence;
  }

  /** Follow the newest frame: told values and untouched fields change with it. */
  follow(frame, network) {
    this.frame = frame;
    this.network = network;
    const parts = this.editing ? this.fields.map(({ part }) => part) : this.told ? [this.told] : [];
    if (!parts.every((part) => exists(part, network))) {
      this.close();
      this.tell(null);
      return;
    }
    if (this.told) this.tellValue();
    for (const { part, input } of this.fields ?? []) {
      const idle = !input.classList.contains("touched") && !input.matches(":focus");
      if (idle) input.value = this.shown(part);
    }
  }

  close(returnFocus = false) {
    if (!this.editing) return;
    this.fields = null;
    this.message = null;
    this.facts?.end();
    this.facts = null;
    this.element.hidden = true;
    this.element.onkeydown = null;
    document.removeEventListener("pointerdown", this.onOutside, true);
    if (returnFocus) this.returnFocusTo?.focus();
  }

  /** Stay within the view after something in it has changed its size. */
  settle() {
    if (this.editing) this.moveTo(...this.place);
  }

  /** Stand beside a point, `reach` pixels away from it so as not to hide what is there. */
  moveTo(x, y, reach = 0) {
    const { element, root } = this;
    this.place = [x, y, reach];
    const gap = 12 + reach;
    const right = x + gap + element.offsetWidth;
    const left = right > root.clientWidth ? x - gap - element.offsetWidth : x + gap;
    const top = Math.min(y + 12, root.clientHeight - element.offsetHeight);
    element.style.left = `${Math.max(0, Math.min(left, root.clientWidth - element.offsetWidth))}px`;
    element.style.top = `${Math.max(0, top)}px`;
  }
}
