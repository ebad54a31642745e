// Shadows of whole runs: a plane for each optimizer, one scale of colours, every point with its true loss.

import { make } from "kit/dom.js";
import { bandColours, bandOf, paintGround } from "optimizers/ground.js";
import { fitted, short } from "kit/marks.js";

const LARGEST = 11; // pixels of the largest ring

class Shadow {
  constructor(run, look) {
    this.run = run;
    this.look = look;
    this.bands = new Float32Array(0);
    this.wrong = null;
    this.at = -1; // the moment that is told
    this.ground = document.createElement("canvas");
    const told = `The run of ${look.label} on its plane; the arrow keys go from point to point`;
    this.canvas = make("canvas", { tabindex: "0", role: "application", "aria-roledescription": "run", "aria-label": told });
    this.said = make("p", { class: "said", role: "status" });
    const rate = run.rate === null ? "" : `, rate ${short(run.rate)}`;
    this.element = make("figure", { class: "shadow", "data-rule": run.name },
      make("figcaption", {}, make("strong", {}, look.label), rate),
      run.nothing ? make("p", { class: "said" }, run.nothing) : this.canvas,
      this.said, run.nothing ? null : make("p", { class: "words" }, run.words), run.nothing ? null : this.table());
    if (run.nothing) return;
    new ResizeObserver(() => this.redraw()).observe(this.canvas);
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerdown", (event) => this.point(event));
    this.canvas.addEventListener("focus", () => this.tell(this.at < 0 ? this.last : this.at));
    this.canvas.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.tell(Math.min(Math.max(this.at + by, 0), this.last));
    });
    this.tell(this.last);
  }

  get last() { return this.run.arrays.true.values.length - 1; }

  /** The numbers of one point, as the lab gives them. */
  sentence(k) {
    const { true: losses, on_plane: shown, off } = this.run.arrays;
    return `Epoch ${this.run.epochs[k].toLocaleString("en")}: loss ${short(losses.values[k])}, on this plane ${short(shown.values[k])}, off the plane ${short(100 * off.values[k])} %`;
  }

  table() {
    const rows = this.run.epochs.map((_, k) => make("li", {}, this.sentence(k)));
    return make("details", { class: "numbers" }, make("summary", {}, "All points as text"), make("ol", {}, ...rows));
  }

  tell(k) {
    this.at = k;
    const wrong = this.wrong?.[k] ? " The plane is wrong here by more than a twentieth of the colours." : "";
    this.said.textContent = `${this.sentence(k)}.${wrong}`;
    this.draw();
  }

  paint(bands, wrong) {
    this.bands = bands;
    this.wrong = wrong;
    if (!this.run.nothing) this.tell(this.at);
    this.redraw();
  }

  place(k) {
    const [left, right, low, high] = this.run.domain;
    const points = this.run.arrays.points.values;
    const { clientWidth: w, clientHeight: h } = this.canvas;
    return [((points[2 * k] - left) / (right - left)) * w, ((high - points[2 * k + 1]) / (high - low)) * h];
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const away = (k) => Math.hypot(this.place(k)[0] - event.clientX + box.left, this.place(k)[1] - event.clientY + box.top);
    let nearest = 0;
    for (let k = 1; k <= this.last; k += 1) if (away(k) < away(nearest)) nearest = k;
    this.tell(nearest);
  }

  redraw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (this.run.nothing || !width || !this.bands.length) return;
    paintGround(this.ground, this.canvas, { width, height }, this.run.arrays.heights, this.bands);
    this.draw();
  }

  draw() {
    if (!this.canvas.clientWidth || !this.bands.length) return;
    const { context, width, height } = fitted(this.canvas);
    const style = getComputedStyle(this.canvas);
    const [text, surface] = ["--text", "--surface"].map((name) => style.getPropertyValue(name));
    if (this.ground.width) context.drawImage(this.ground, 0, 0, width, height);
    const colours = bandColours(style, this.bands.length - 1);
    const { true: losses, distance } = this.run.arrays;
    const furthest = Math.max(...distance.values, 1e-12);
    context.lineJoin = "round";
    for (const [colour, thick] of [[surface, 3.6], [this.look.colour, 1.8]]) {
      context.strokeStyle = colour;
      context.lineWidth = thick;
      for (let k = 1; k <= this.last; k += 1) {
        context.setLineDash(this.wrong?.[k] || this.wrong?.[k - 1] ? [3, 3] : []);
        context.beginPath();
        context.moveTo(...this.place(k - 1));
        context.lineTo(...this.place(k));
        context.stroke();
      }
    }
    for (let k = 0; k <= this.last; k += 1) {
      const [x, y] = this.place(k);
      const size = distance.values[k] > 1e-9 ? 3 + (LARGEST - 3) * (distance.values[k] / furthest) : 0;
      context.setLineDash(this.wrong?.[k] ? [2, 2] : []);
      context.strokeStyle = text;
      context.lineWidth = k === this.at ? 2.4 : 0.9;
      if (size) {
        context.beginPath();
        context.arc(x, y, size, 0, 2 * Math.PI);
        context.globalAlpha = k === this.at ? 1 : 0.55;
        context.stroke();
        context.globalAlpha = 1;
      }
      context.setLineDash([]);
      context.beginPath();
      context.arc(x, y, k === this.at ? 5 : 3.2, 0, 2 * Math.PI);
      context.fillStyle = `rgb(${colours[bandOf(this.bands, losses.values[k])].join(" ")})`;
      context.fill();
      context.stroke();
    }
    this.mark(context, 0, "start", text, surface);
    this.mark(context, this.last, "end", text, surface);
  }

  mark(context, k, word, text, surface) {
    const [x, y] = this.place(k);
    context.font = `600 11px ${getComputedStyle(this.canvas).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.lineWidth = 3;
    context.strokeStyle = surface;
    context.strokeText(word, x, y - 7);
    context.fillStyle = text;
    context.fillText(word, x, y - 7);
  }
}

/** Make the view; `start()` has all chosen optimizers train, `cancel()` ends that. */
export function shadows({ looks, start, cancel }) {
  let shown = [];
  let chosen = [];
  const begin = make("button", { type: "button", class: "plain play", onclick: start }, "Train");
  const end = make("button", { type: "button", class: "plain", hidden: true, onclick: cancel }, "Cancel");
  const progress = make("progress", { max: "1", value: "0", hidden: true, "aria-label": "Training" });
  const said = make("p", { class: "state", role: "status" });
  const key = make("canvas", { class: "key", role: "img", "aria-label": "Colours of the loss, the same for all planes", hidden: true });
  const grid = make("div", { class: "shadows" });
  const element = make("div", { class: "runs" },
    make("p", { class: "lesson" }, "Each optimizer trains the network from the same start. A run has as many dimensions as the network has weights: what is seen is its shadow on the plane through its start, its end and the direction in which it bends most. The colour of a point is its true loss, its ring tells how far it is from the plane; dashes where the plane's own loss is wrong."),
    make("div", { class: "player", role: "group", "aria-label": "Runs" }, begin, end, progress), said, key, grid);
  let bands = new Float32Array(0);
  const drawKey = () => {
    key.hidden = !bands.length;
    if (!bands.length || !key.clientWidth) return;
    const { context, width } = fitted(key);
    const style = getComputedStyle(key);
    const colours = bandColours(style, bands.length - 1);
    const size = width / colours.length;
    colours.forEach((colour, k) => {
      context.fillStyle = `rgb(${colour.join(" ")})`;
      context.fillRect(k * size, 0, size + 0.5, 10);
    });
    context.fillStyle = style.getPropertyValue("--muted");
    context.font = `11px ${style.fontFamily}`;
    context.textBaseline = "top";
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const edge = Math.round(share * (bands.length - 1));
      context.textAlign = share === 0 ? "left" : share === 1 ? "right" : "center";
      context.fillText(short(bands[edge]), edge * size, 13);
    }
  };
  new ResizeObserver(drawKey).observe(key);
  return {
    element,
    redraw() {
      for (const one of shown) one.redraw();
      drawKey();
    },
    clear() {
      shown = [];
      bands = new Float32Array(0);
      grid.replaceChildren();
      drawKey();
    },
    choose(values) {
      chosen = values.rules.filter((name) => !name.startsWith("newton"));
      begin.disabled = !chosen.length;
      begin.textContent = chosen.length ? `Train ${chosen.length} ${chosen.length === 1 ? "run" : "runs"}` : "Train";
      if (!chosen.length) said.textContent = values.rules.length ? "Newton's method trains no networks: tick another optimizer." : "Nobody trains: tick an optimizer.";
    },
    tell({ state, progress: share, stale }) {
      const running = state === "running" || state === "begun";
      if (state === "begun") this.clear();
      progress.hidden = end.hidden = !running;
      progress.value = share;
      if (!chosen.length && !running) return;
      const words = {
        idle: "Nothing has been trained yet.", begun: "Training …", running: "Training …", done: "",
        cancelled: "Cancelled: the runs that are finished stay.", failed: "Something went wrong: try again, or with other settings.",
      };
      const text = stale && !running ? "These runs are of other settings: train again." : words[state];
      if (said.textContent !== text) said.textContent = text;
    },
    add(run) {
      shown = [...shown.filter((one) => one.run.name !== run.name), new Shadow(run, looks[run.name])];
      grid.replaceChildren(...shown.map((one) => one.element));
    },
    scale({ arrays }) {
      bands = arrays.bands.values;
      for (const one of shown) one.paint(bands, arrays[one.run.name]?.values ?? null);
      drawKey();
    },
  };
}
