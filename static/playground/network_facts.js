// What a card tells of a neuron or a weight besides its numbers: where its points lie on its curve,
// what it is worth, what its optimizer remembers. Asked for again as the network changes.

import { make } from "kit/dom.js";

const PAUSE = 400; // milliseconds between two questions while the network learns
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 248;
const HEIGHT = 84;

export class Facts {
  /** `ask(about, number)` has it told by `show`; `press(what, about)` switches or freezes. */
  constructor(ask, press) {
    this.ask = ask;
    this.press = press;
    this.number = 0;
    this.about = null;
  }

  /** Begin to tell of something, `{layer, neuron, source}`; return the element that tells it. */
  begin(about) {
    this.about = about;
    this.element = make("div", { class: "facts", "aria-busy": "true" }, make("p", { class: "quiet" }, "Computing …"));
    this.buttons = null;
    this.question();
    return this.element;
  }

  end() {
    this.about = null;
    this.number += 1; // what is still on its way is of no interest any more
    clearTimeout(this.later);
    this.later = null;
  }

  question() {
    this.waiting = true;
    this.asked = performance.now();
    this.number += 1;
    this.ask(this.about, this.number);
  }

  /** The network has changed, or may have. */
  follow(version) {
    if (!this.about || version === this.version) return;
    this.version = version;
    if (this.later) return;
    const again = () => {
      this.later = null;
      if (this.about) this.question();
    };
    this.later = setTimeout(again, this.waiting ? PAUSE : Math.max(0, this.asked + PAUSE - performance.now()));
  }

  show(told) {
    if (!this.about || told.number !== this.number) return;
    this.waiting = false;
    this.element.removeAttribute("aria-busy");
    if (told.kind === "gone") this.element.replaceChildren(make("p", {}, told.said));
    else if (told.kind === "neuron") this.showNeuron(told);
    else this.showWeight(told);
  }

  showNeuron(told) {
    this.buttons ??= { row: make("div", { class: "turns" }), made: new Map(), text: make("div", {}) };
    const { row, text } = this.buttons;
    if (row.parentNode !== this.element) this.element.replaceChildren(row, text); // the focus stays on a button
    this.turn("switch", told.offers.switch, told.off ? "Switch on" : "Switch off", told.off);
    const whole = told.frozen === "layer";
    this.turn("freeze", told.offers.freeze && !whole, told.frozen ? "Unfreeze" : "Freeze", Boolean(told.frozen));
    const state = [told.off ? "Switched off: its output is 0." : "", whole ? "Its whole layer is frozen." : told.frozen ? "Frozen: training leaves it as it is." : ""].filter(Boolean);
    const plot = told.curve ? curvePlot(told) : null;
    text.replaceChildren(
      ...(state.length ? [make("p", { class: "state" }, state.join(" "))] : []),
      make("p", { class: "formula" }, told.formula),
      ...(plot ? [plot, make("p", { class: "quiet key" }, make("span", { class: "solid" }), `${told.curve} `, make("span", { class: "dashed" }), "its slope ", make("span", { class: "bars" }), `${told.points.toLocaleString("en")} points`)] : []),
      ...told.lines.map((line) => make("p", {}, line)),
    );
  }

  turn(what, offered, label, pressed) {
    const { row, made } = this.buttons;
    if (!offered) {
      made.get(what)?.remove();
      made.delete(what);
      return;
    }
    if (!made.has(what)) {
      made.set(what, make("button", { type: "button", class: what, onclick: () => this.press(what, this.about) }));
      row.append(made.get(what));
    }
    made.get(what).textContent = label;
    made.get(what).classList.toggle("on", pressed);
  }

  showWeight(told) {
    this.element.replaceChildren(
      make("table", {}, make("tbody", {}, ...told.rows.map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value))))),
      make("p", { class: "quiet" }, told.note),
      ...(told.epochs.length > 1 ? told.series.map((one) => overTime(one, told.epochs)) : []),
    );
  }
}

function drawing(label, height) {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
  return element;
}

function add(parent, tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}

/** A path through points, broken where a number is missing. */
function path(xs, ys) {
  let pen = "M";
  return xs.map((x, at) => {
    if (ys[at] === null) {
      pen = "M";
      return "";
    }
    const step = `${pen}${x.toFixed(1)} ${ys[at].toFixed(1)}`;
    pen = "L";
    return step;
  }).join("");
}

/** The activation and its slope over z, and on the same axis how many points lie where. */
function curvePlot({ curve, curves, top, counts, points }) {
  const [z, a, slope] = curves;
  const last = z[z.length - 1];
  const across = (value) => ((value - z[0]) / (last - z[0])) * WIDTH;
  const low = Math.min(0, ...a.filter((one) => one !== null), ...slope.filter((one) => one !== null));
  const up = (value) => (value === null ? null : HEIGHT - 4 - ((Math.max(-top, Math.min(top, value)) - Math.max(low, -top)) / (top - Math.max(low, -top) || 1)) * (HEIGHT - 10));
  const svg = drawing(`${curve} and its slope from ${z[0].toFixed(1)} to ${last.toFixed(1)}, and where the ${points} points lie on it`, HEIGHT + 12);
  const most = Math.max(1, ...counts);
  const width = WIDTH / counts.length;
  counts.forEach((count, at) => {
    if (count) add(svg, "rect", { class: "bar", x: at * width + 0.5, width: width - 1, y: HEIGHT - (count / most) * (HEIGHT - 10), height: (count / most) * (HEIGHT - 10) });
  });
  add(svg, "path", { class: "axis", d: `M0 ${up(0)}H${WIDTH}M${across(0)} 4V${HEIGHT}` });
  add(svg, "path", { class: "slope", d: path(z.map(across), slope.map(up)) });
  add(svg, "path", { class: "curve", d: path(z.map(across), a.map(up)) });
  const told = (value, x, anchor) => { add(svg, "text", { x, y: HEIGHT + 10, "text-anchor": anchor }).textContent = value.toFixed(1).replace("-", "−"); };
  told(z[0], 0, "start");
  add(svg, "text", { x: across(0), y: HEIGHT + 10, "text-anchor": "middle" }).textContent = "z = 0";
  told(last, WIDTH, "end");
  return svg;
}

/** One number over the kept epochs, as a small line. */
function overTime({ name, values }, epochs) {
  const height = 30;
  const there = values.filter((one) => one !== null);
  const [low, high] = [Math.min(...there), Math.max(...there)];
  const last = epochs[epochs.length - 1];
  const svg = drawing(`${name} from epoch ${epochs[0]} to ${last}: between ${low.toPrecision(3)} and ${high.toPrecision(3)}`, height);
  const across = (epoch) => ((epoch - epochs[0]) / (last - epochs[0] || 1)) * WIDTH;
  const up = (value) => (value === null ? null : height - 3 - ((value - low) / (high - low || 1)) * (height - 6));
  if (low < 0 && high > 0) add(svg, "path", { class: "axis", d: `M0 ${up(0)}H${WIDTH}` });
  add(svg, "path", { class: "curve", d: path(epochs.map(across), values.map(up)) });
  return make("figure", {}, make("figcaption", {}, make("span", {}, `${name} over time`), make("span", {}, `${low.toPrecision(3)} … ${high.toPrecision(3)}`.replaceAll("-", "−"))), svg);
}
