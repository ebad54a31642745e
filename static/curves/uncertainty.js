// Three ensembles of networks side by side: each fit as it is made, their band, and whether it holds the truth.

import { make } from "kit/dom.js";
import { oncePerFrame, short } from "kit/marks.js";
import { axes, between, steady, trace } from "kit/axes.js";
import { Hand, KEYS } from "curves/hand.js";

const WORDS = { points: "on the points", gap: "in the gap", outside: "outside" };
const STATES = { idle: "", running: "Training …", cancelled: "Cancelled: what is there stays.", done: "All fits are made.", failed: "It stopped: something went wrong." };
const NUMBERS = ["source", "curve", "measured", "error", "fits"];
const TRAINING = ["neurons", "epochs", "rule", "rate", "held_back"];
const OWN = "own"; // the points of the other view, which can be moved here as well
const COLUMNS = [
  ["68 % band", null],
  ["holds the truth", "At which share of the places the truth is within the band: about 68 % is honest."],
  ["width", "The band’s mean width; in brackets, how many times that on the points."],
];
const CLEAR = 0.1; // a difference of shares that is no chance
const ABOUT = "χ² per point: how far the fits are from the points, in error bars, squared: about 1 where a fit is good, and about 2 for replicas, whose points have moved twice. The integral is a number that follows from each fit: its spread is its error.";
const minus = (value) => value.toFixed(3).replace("-", "−");
const percent = (share) => (share === null ? "–" : `${Math.round(100 * share)} %`);

/** One ensemble: its plot and its numbers. */
class One {
  constructor([name, label, explanation], colour, moved) {
    this.name = name;
    this.label = label;
    this.colour = colour;
    this.curves = [];
    this.told = null;
    this.measured = null;
    this.truth = true;
    this.words = ["", ""];
    this.canvas = make("canvas", { role: "img", "aria-label": `${label}: points, fits and their 68 % band`, "aria-describedby": `said-${name} ensemble-keys` });
    this.count = make("span", { class: "counter" });
    this.said = make("p", { class: "said", id: `said-${name}`, role: "status", "data-tip": ABOUT, "data-tip-title": "In numbers" });
    this.rows = make("tbody", {});
    this.table = make("div", { class: "errors coverage", hidden: true }, make("table", { "aria-label": `Coverage: ${label}` },
      make("thead", {}, make("tr", {}, ...COLUMNS.map(([word, tip]) => make("th", { scope: "col", "data-tip": tip, "data-tip-title": tip && word }, word)))), this.rows));
    this.element = make("section", { class: "panel ensemble", "aria-label": label, "data-kind": name },
      make("div", { class: "head" }, make("h2", {}, label), this.count), make("p", { class: "said why" }, explanation),
      this.canvas, this.table, this.said);
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.hand = new Hand(this.canvas, {
      known: () => this.known, frame: () => this.frame, fixed: () => !this.measured?.own || this.fixed, changed: moved, draw: () => this.draw(),
      area: () => {
        const [left, right] = this.measured.box;
        return { box: this.box, from: left, to: right };
      },
      made: ([x, y], like) => (this.measured.with_errors ? [x, y, like?.[2] ?? 1] : [x, y]),
    });
  }

  /** The points as the server knows them. */
  get known() {
    if (!this.measured) return [];
    const { values, shape: [n] } = this.measured.arrays.points;
    return Array.from({ length: n }, (_, k) => [...values.subarray(3 * k, 3 * k + (this.measured.with_errors ? 3 : 2))].map((one) => Number(one.toFixed(4))));
  }

  /** Points that may have been measured anew. */
  measure(message) {
    this.measured = message;
    if (this.hand.dragging < 0) this.box = steady(this.box, message.box);
    this.canvas.tabIndex = message.own ? 0 : -1;
    this.canvas.setAttribute("role", message.own ? "application" : "img");
    this.canvas.style.touchAction = message.own ? "none" : "auto";
    this.clear();
  }

  clear() {
    this.curves = [];
    this.told = null;
    this.count.textContent = "";
    this.say("", "");
    this.table.hidden = true;
    this.draw();
  }

  show(message) {
    const { curves } = message.arrays;
    if (curves) {
      const [count, n] = curves.shape;
      for (let k = 0; k < count; k += 1) this.curves[message.start + k] = curves.values.subarray(k * n, (k + 1) * n);
    }
    if (this.told && message.made < this.told.made) return; // it was overtaken on its way
    this.told = message;
    this.count.textContent = `${message.count} of ${message.of} fits`;
    this.table.hidden = !message.coverage.length;
    this.rows.replaceChildren(...message.coverage.map(([region, share, width, ratio]) => make("tr", {}, make("td", {}, WORDS[region]),
      make("td", { class: share !== null && share < 0.5 ? "low" : null }, percent(share)),
      make("td", {}, region === "points" || ratio === null ? short(width) : `${short(width)} (× ${ratio.toFixed(1)})`))));
    const [training, validation] = message.chi2;
    const parts = [...message.remarks];
    if (training !== null) parts.push(`χ² per point ${short(training)}${validation === null ? "" : `, held back ${short(validation)}`}.`);
    if (message.stopped_at !== null) parts.push(`Of ${message.epochs.toLocaleString("en")} epochs, epoch ${Math.round(message.stopped_at).toLocaleString("en")} was best on the points held back, and is kept${message.count > 1 ? " (median)" : ""}.`);
    if (message.integral) {
      const [value, error] = message.integral;
      parts.push(`Integral of the curve ${minus(value)}${error === null ? "" : ` ± ${short(error)}`}`);
    }
    this.say(parts.join(" "), !message.integral ? "" : message.true_integral === null ? "." : ` (truth ${minus(message.true_integral)}).`);
    this.draw();
  }

  /** Say the numbers, and what the truth has only where it is shown. */
  say(seen, true_) {
    this.words = [seen, true_];
    this.said.textContent = seen && true_ ? seen + (this.truth ? true_ : ".") : seen;
  }

  paint() {
    if (!this.measured) return;
    const { arrays: { points, grid, truth }, regions, log } = this.measured;
    const [left, right, low, high] = this.box;
    const frame = axes(this.canvas, { across: { low: left, high: right, title: "x", log }, up: { low, high }, left: 34 });
    if (!frame) return;
    this.frame = frame;
    const { context, x, y, colours, inner } = frame;
    frame.within(() => {
      context.fillStyle = colours.field;
      context.globalAlpha = 0.75; // the lines behind are seen through it
      for (const [name, ranges] of regions) {
        if (name === "points") continue;
        for (const [from, to] of ranges) context.fillRect(x(from), inner.top, x(to) - x(from), inner.height);
      }
      context.globalAlpha = 1;
      if (this.told?.arrays.low) between(frame, grid.values, this.told.arrays.low.values, this.told.arrays.high.values, this.colour, 0.28);
      for (const one of this.curves) if (one) trace(frame, grid.values, one, { colour: this.colour, width: 1, alpha: Math.max(0.18, 0.6 / Math.sqrt(this.curves.length)) });
      if (this.truth) trace(frame, grid.values, truth.values, { colour: colours.text, width: 1.6, dash: [3, 4] });
      if (this.told?.arrays.mean) trace(frame, grid.values, this.told.arrays.mean.values, { colour: this.colour, width: 2.6 });
      const { values, shape: [many] } = points;
      const places = this.hand.local ?? Array.from({ length: many }, (_, k) => [values[3 * k], values[3 * k + 1], values[3 * k + 2]]);
      const n = places.length;
      context.strokeStyle = context.fillStyle = colours.text;
      context.globalAlpha = n > 200 ? 0.25 : 0.85;
      for (let k = 0; k < n; k += 1) {
        const [px, py, error] = [x(places[k][0]), places[k][1], places[k][2] ?? values[2] ?? 0];
        context.lineWidth = 1;
        context.beginPath();
        context.moveTo(px, y(py - error));
        context.lineTo(px, y(py + error));
        context.stroke();
        context.beginPath();
        context.arc(px, y(py), n > 200 ? 1 : this.measured.own ? 3.6 : 2.4, 0, 2 * Math.PI);
        context.fill();
        if (k !== this.hand.chosen || !this.hand.shows) continue;
        context.beginPath();
        context.arc(px, y(py), 8, 0, 2 * Math.PI);
        context.stroke();
      }
      context.globalAlpha = 1;
    });
    context.strokeStyle = colours.line;
    context.strokeRect(inner.left + 0.5, inner.top + 0.5, inner.width - 1, inner.height - 1);
    if (this.hand.points.length) return;
    context.fillStyle = colours.muted;
    context.textAlign = "center";
    context.font = `14px ${frame.family}`;
    context.fillText("No points: click to add one,", inner.left + inner.width / 2, inner.top + inner.height / 2 - 10);
    context.fillText("or press Regenerate.", inner.left + inner.width / 2, inner.top + inner.height / 2 + 10);
  }
}

/**
 * Make the view; `kinds` are [name, label, explanation], `send(type)` speaks with the server,
 * `moved(points)` has own points moved, `buttons` stand beside those that train.
 */
export function uncertainty({ kinds, colours, control, send, moved, buttons }) {
  const ones = Object.fromEntries(kinds.map((kind, k) => [kind[0], new One(kind, colours[k], moved)]));
  const start = make("button", { type: "button", class: "plain play", "data-control": "train", onclick: () => send("train") }, "Train all three");
  const stop = make("button", { type: "button", class: "plain", hidden: true, onclick: () => send("cancel") }, "Cancel");
  const bar = make("progress", { max: "1", value: "0", "aria-label": "Progress of the ensembles", hidden: true });
  const state = make("p", { class: "state", role: "status" });
  const note = make("p", { class: "said" });
  const verdict = make("p", { class: "verdict", role: "status" });
  const numbers = Object.fromEntries([...NUMBERS, ...TRAINING].map((name) => [name, control(name)]));
  const rowOf = (names) => make("div", { class: "row numbers" }, ...names.map((name) => numbers[name]));
  const training = make("details", {}, make("summary", {}, "The network and its training"), rowOf(TRAINING));
  const hint = make("p", { class: "said" }, "These are the points of Overfitting, a file’s too, with their error bars. Drag a point in any of the plots; click to add one; double-click to remove it.");
  const settings = make("section", { class: "panel", "aria-label": "Ensembles" },
    make("p", { class: "said" }, "One fit says nothing of its own error. Many fits, each made a little differently, spread: where they lie apart, the curve is not known. Three ways to make them differ:"),
    rowOf(NUMBERS), training,
    make("div", { class: "row run" }, start, stop, ...buttons, bar, state, control("reveals")), hint, note, verdict,
    make("p", { class: "unseen", id: "ensemble-keys" }, KEYS));
  const element = make("div", { class: "uncertainty" }, settings, make("div", { class: "three" }, ...Object.values(ones).map((one) => one.element)));
  let running = "idle";

  /** What the three say together, once they are made. */
  function judge() {
    const on = (name, region) => ones[name]?.told?.coverage.find(([one]) => one === region)?.[1];
    const [initial, replicas] = ["initial", "replicas"].map((name) => on(name, "points"));
    const there = running !== "running" && initial !== undefined && replicas !== undefined && initial !== null;
    const rest = replicas < 0.5 ? " None of the three knows where the network itself is too stiff, or has not learned for long enough." : "";
    verdict.textContent = !there ? "" : `A 68 % band should hold the truth at about 68 % of the places. Where the points are, that of the initial weights does at ${percent(initial)}, that of the replicas at ${percent(replicas)}.${initial < replicas - CLEAR ? " The first looks confident, and is wrong: it knows nothing of the noise." : initial < replicas ? " The first does not look much worse here." : " One set of points may mislead: draw others."}${rest}`;
  }

  return {
    element,
    redraw() { for (const one of Object.values(ones)) one.draw(); },
    showValues(values, idle) {
      for (const one of Object.values(ones)) {
        one.truth = values.reveals;
        one.say(...one.words);
        one.table.classList.toggle("away", !values.reveals);
        one.draw();
      }
      verdict.classList.toggle("away", !values.reveals);
      for (const [name, one] of Object.entries(numbers)) one.hidden ||= idle.includes(name);
      training.hidden = TRAINING.every((name) => numbers[name].hidden);
      hint.hidden = values.source !== OWN;
    },
    settle() { for (const one of Object.values(ones)) one.hand.settle(); },
    /** Whether points cannot be moved: a teacher has hidden it. */
    fix(off) {
      for (const one of Object.values(ones)) one.fixed = off;
      hint.hidden ||= off;
    },
    /** Hide what the bands are worth: a teacher asks for it. */
    hide(away) {
      for (const one of Object.values(ones)) one.table.classList.toggle("away", away || !one.truth);
      verdict.classList.toggle("away", away || !Object.values(ones)[0].truth);
    },
    measured(message) {
      note.textContent = message.note;
      note.hidden = !message.note;
      start.disabled = !message.arrays.points.shape[0];
      for (const one of Object.values(ones)) one.measure(message);
      verdict.textContent = "";
    },
    ensemble(message) {
      ones[message.kind].show(message);
      judge();
    },
    state({ state: now, progress }) {
      running = now;
      start.hidden = now === "running";
      stop.hidden = bar.hidden = now !== "running";
      bar.value = progress;
      state.textContent = STATES[now];
      if (now === "running" && progress === 0) for (const one of Object.values(ones)) one.clear();
      judge();
    },
  };
}
