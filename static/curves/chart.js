// A chart of lines, dots and areas; what stands in it is said by a plain description.

import { make } from "kit/dom.js";
import { marker, oncePerFrame } from "kit/marks.js";
import { axes, between, trace } from "kit/axes.js";

export class Chart {
  /** `pick(place)` is called with what is clicked along the horizontal axis. */
  constructor(name, { describedby = null, pick = null } = {}) {
    this.spec = null;
    this.canvas = make("canvas", { role: "img", "aria-label": name, "aria-describedby": describedby });
    this.key = make("ul", { class: "key-words", "aria-hidden": "true" });
    this.element = make("div", { class: "chart" }, this.canvas, this.key);
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    if (!pick) return;
    this.canvas.classList.add("picks");
    this.canvas.addEventListener("click", (event) => {
      if (!this.frame) return;
      const { left, width } = this.frame.inner;
      const { low, high, log } = this.spec.across;
      const share = (event.clientX - this.canvas.getBoundingClientRect().left - left) / width;
      pick(log ? low * (high / low) ** share : low + share * (high - low));
    });
  }

  /**
   * Show {across, up, areas, lines, dots, at}: the axes as for `axes`; areas {xs, lows, highs, colour,
   * alpha}; lines {xs, ys, colour, dash, width, alpha, label}; dots {xs, ys, colour, form, size, hollow,
   * label}; `at` is a place that is marked. A colour is one of the page's by name, or any.
   */
  show(spec) {
    this.spec = spec;
    const labelled = [...(spec?.areas ?? []), ...(spec?.lines ?? []), ...(spec?.dots ?? [])].filter(({ label }) => label);
    this.key.replaceChildren(...labelled.map((one) => make("li", {}, sample(one), one.label)));
    this.draw();
  }

  paint() {
    if (!this.spec) return;
    const { across, up, areas = [], lines = [], dots = [], at = null } = this.spec;
    const frame = axes(this.canvas, { across, up });
    if (!frame) return;
    this.frame = frame;
    const { context, x, y, colours, inner } = frame;
    const own = (colour) => colours[colour] ?? colour;
    if (at !== null) {
      context.fillStyle = colours.field;
      context.fillRect(x(at) - 7, inner.top, 14, inner.height);
    }
    frame.within(() => {
      for (const { xs, lows, highs, colour, alpha } of areas) between(frame, xs, lows, highs, own(colour), alpha ?? 0.6);
      for (const { xs, ys, colour, ...line } of lines) trace(frame, xs, ys, { ...line, colour: own(colour) });
    });
    for (const { xs, ys, colour, form = "circle", size = 4, hollow = false } of dots) {
      context.fillStyle = hollow ? colours.surface : own(colour);
      context.strokeStyle = hollow ? own(colour) : colours.surface;
      context.lineWidth = hollow ? 1.8 : 1;
      xs.forEach((place, k) => {
        if (!Number.isFinite(ys[k])) return;
        const high = y(ys[k]);
        if (high < inner.top - 1 || high > inner.top + inner.height + 1) return;
        marker(context, form, x(place), high, size);
        context.fill();
        context.stroke();
      });
    }
    context.strokeStyle = colours.line;
    context.strokeRect(inner.left + 0.5, inner.top + 0.5, inner.width - 1, inner.height - 1);
  }
}

/** What an entry of the key looks like, as a small picture. */
function sample({ colour, dash = [], form, hollow, lows, alpha }) {
  const ink = /^#/.test(colour) ? colour : `var(--${colour})`;
  const box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  box.setAttribute("viewBox", "0 0 24 12");
  box.setAttribute("class", "sample");
  const draw = (tag, attributes) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    one.style.stroke = tag === "rect" ? "none" : ink;
    one.style.fill = tag === "line" ? "none" : hollow ? "var(--surface)" : ink;
    box.append(one);
  };
  if (lows) draw("rect", { x: 1, y: 1, width: 22, height: 10, "fill-opacity": alpha ?? 0.6 });
  else if (form === "diamond") draw("path", { d: "M12 1 17 6 12 11 7 6Z", "stroke-width": 1.8 });
  else if (form) draw("circle", { cx: 12, cy: 6, r: 3.6, "stroke-width": 1.8 });
  else draw("line", { x1: 1, x2: 23, y1: 6, y2: 6, "stroke-width": 2.2, "stroke-dasharray": dash.join(" ") });
  return box;
}

/** From a little below the least to a little above the greatest positive number, for a logarithmic axis. */
export function logRange(numbers, least = 1e-4) {
  const some = numbers.filter((one) => Number.isFinite(one) && one > 0).map((one) => Math.max(one, least));
  if (!some.length) return { low: 0.1, high: 10, log: true };
  const [low, high] = [Math.min(...some), Math.max(...some)];
  return { low: low / 1.6, high: Math.max(high * 1.6, low * 10), log: true };
}
