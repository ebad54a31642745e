// One setting: for each of its values a violin of all scores that combinations with it have, with a dot for each.

import { make } from "kit/dom.js";
import { oncePerFrame } from "kit/marks.js";
import { begun, cross, dot, fitting, jitter, Rest, scoreAxis, standing } from "search/ink.js";
import { pointing } from "search/spots.js";

const LEFT = 44, RIGHT = 8, TOP = 14;

const SINE = 0.5; // of the angle at which long words stand

/** Write a word that ends below a place, aslant. */
function aslant({ context }, text, x, y, length) {
  context.save();
  context.translate(x, y);
  context.rotate(-Math.asin(SINE));
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText(fitting(context, text, length), 0, 0);
  context.restore();
}

/** The density of a group at a score, between those that are told. */
function densityAt({ low, high, densities }, score) {
  const last = densities.length - 1;
  const place = ((score - low) / (high - low)) * last;
  if (!(place >= 0 && place <= last)) return 0;
  const k = Math.min(Math.floor(place), last - 1);
  return densities[k] + (densities[k + 1] - densities[k]) * (place - k);
}

export class Violin {
  /** `marks` holds what all drawings share, see page.js; `pick(name)` is called when its name is pressed. */
  constructor(name, { marks, pick }) {
    this.name = name;
    this.marks = marks;
    this.spots = [];
    this.canvas = make("canvas", { role: "img" });
    this.title = make("button", {
      type: "button", class: "axis-name", "aria-pressed": "false", onclick: () => pick(name),
      "data-tip": "Press two of these names to see how the two go together.", "data-tip-title": "Two at a time",
    });
    this.share = make("span", { class: "share" });
    this.gone = make("span", { class: "gone" });
    this.bar = make("span", { class: "bar", "aria-hidden": "true" }, make("span", {}));
    this.told = make("tbody", {});
    this.table = make("details", { class: "numbers" }, make("summary", {}, "As a table"),
      make("div", { class: "scrolled" }, this.grid = make("table", {},
        make("thead", {}, make("tr", {}, ...["Value", "Tried", "Median", "Best", "Lost"].map((one) => make("th", { scope: "col" }, one)))), this.told)));
    this.element = make("figure", { class: "violin" },
      make("figcaption", {}, this.title, this.share, this.bar, this.gone), this.canvas, this.table);
    this.rest = new Rest();
    this.draw = oncePerFrame(() => this.paint());
    this.remark = oncePerFrame(() => this.mark());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    pointing(this.canvas, { spots: () => this.spots, order: () => this.shown?.results.ranked ?? [], point: marks.point, choose: marks.choose });
  }

  /** Show {results, axis, groups, share, sentence}: groups are {value, count, lost, median, low, high, densities}, these (or null) from
   * the lowest score to the highest. */
  show(told) {
    const { results, axis, groups, share, sentence } = this.shown = told;
    const { label } = results.axes[axis];
    this.title.textContent = label;
    this.share.replaceChildren(...(share === null ? ["too few yet"] : [sentence, make("span", { class: "rest" }, " of the differences")]));
    const nobody = groups.filter((one) => one.lost && !one.count).map((one) => one.value);
    this.gone.textContent = nobody.length ? `Nothing is left of ${nobody.join(", ")}: all were lost, and do not count here.` : "";
    this.bar.firstElementChild.style.width = `${100 * (share ?? 0)}%`;
    this.canvas.setAttribute("aria-label", `Scores by ${label}. ${share === null ? "" : `${label} ${sentence} of the differences. `}${groups.map((one) => `${one.value}: ${one.count} tried, median ${results.written(one.median)}`).join("; ")}. ${this.gone.textContent}`);
    this.grid.setAttribute("aria-label", `Scores by ${label}`);
    if (this.table.open || !this.told.children.length) this.fill();
    this.table.ontoggle = () => this.fill();
    this.draw();
  }

  fill() {
    const { results, groups } = this.shown;
    this.told.replaceChildren(...groups.map(({ value, count, lost, median, high }) => make("tr", {},
      make("th", { scope: "row" }, value), ...[count, results.written(median), results.written(high), lost].map((one) => make("td", {}, String(one))))));
  }

  /** Write the ends of bins between them. */
  ends({ context, ink, font, size, left, step, bottom }, groups) {
    const words = groups.map(({ value }) => value.split(" to "));
    context.font = font(true);
    context.fillStyle = ink.text;
    context.strokeStyle = ink.muted;
    context.lineWidth = 1;
    context.textBaseline = "top";
    for (let k = 0; k <= groups.length; k += 1) {
      const text = k < groups.length ? words[k][0] : words.at(-1).at(-1);
      const x = left + k * step;
      context.textAlign = k === groups.length ? "right" : k ? "center" : "left";
      context.beginPath();
      context.moveTo(x, bottom);
      context.lineTo(x, bottom + 0.4 * size);
      context.stroke();
      context.fillText(text, x, bottom + 0.5 * size);
    }
  }

  paint() {
    if (!this.shown) return;
    const drawing = begun(this.canvas);
    if (!drawing) return;
    const { results, axis, groups } = this.shown;
    const { context, width, height, size, font } = drawing;
    const { continuous } = results.axes[axis];
    const lost = groups.some((one) => one.lost > 0);
    const left = (LEFT * size) / 11, right = width - RIGHT;
    const step = (right - left) / Math.max(groups.length, 1);
    context.font = font(true);
    const widest = Math.max(...groups.map(({ value }) => context.measureText(value).width));
    const turned = !continuous && widest > step - 4; // long words stand aslant
    const below = turned ? Math.min(widest * SINE, 0.3 * height) + 1.4 * size : 1.9 * size;
    const bottom = height - below - (lost ? 1.7 * size : 0);
    const half = Math.min(step * 0.46, 5 * size);
    const most = Math.max(...groups.map(({ densities }) => (densities ? Math.max(...densities) : 0)), 1e-12);
    const frame = {
      ...drawing, left, step, bottom, half, turned, continuous,
      y: scoreAxis(drawing, { range: results.range, percent: results.score.percent }, { left, right, top: TOP, bottom }),
      centre: (place) => left + (place + 0.5) * step,
      wide: groups.map(({ densities }) => (densities ? half / (0.35 * most + 0.65 * Math.max(...densities)) : 0)),
    };
    if (continuous) this.ends(frame, groups);
    groups.forEach((group, k) => {
      if (group.densities) this.form(frame, group, k);
      this.words(frame, group, k);
    });
    this.dots(frame);
    this.rest.keep(this.canvas);
    this.frame = frame;
    this.mark();
  }

  /** Draw the dots that stand out, above what rests. */
  mark() {
    if (!this.frame || !this.rest.restore(this.canvas)) return;
    const { results } = this.shown;
    const { pointed, chosen } = this.marks;
    const { ink, marked } = this.frame;
    for (const { row, x, y } of this.spots) {
      if (row !== results.best && row !== chosen && row !== pointed) continue;
      dot(this.frame, x, y, marked, row === results.best ? ink.negative : ink.text, standing(row, results, this.marks, ink));
    }
  }

  /** The violin, with its median. */
  form({ context, ink, half, y, centre, wide }, { densities, low, high, median }, k) {
    const x = centre(k), last = densities.length - 1;
    const level = (j) => y(low + (j / last) * (high - low));
    context.beginPath();
    densities.forEach((one, j) => context.lineTo(x + wide[k] * one, level(j)));
    for (let j = last; j >= 0; j -= 1) context.lineTo(x - wide[k] * densities[j], level(j));
    context.closePath();
    context.fillStyle = context.strokeStyle = ink.positive;
    context.globalAlpha = 0.2;
    context.fill();
    context.globalAlpha = 0.85;
    context.lineWidth = 1.2;
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = ink.text;
    context.lineWidth = 2.4;
    context.beginPath();
    context.moveTo(x - half * 0.5, y(median));
    context.lineTo(x + half * 0.5, y(median));
    context.stroke();
  }

  /** The value, and how many were lost. */
  words(frame, { value, lost }, k) {
    const { context, height, ink, size, font, step, bottom, turned, continuous, centre } = frame;
    const x = centre(k);
    context.font = font(true);
    context.fillStyle = ink.text;
    context.textAlign = "center";
    context.textBaseline = "top";
    if (turned) aslant(frame, value, x, bottom + 0.6 * size, (0.3 * height) / SINE);
    else if (!continuous) context.fillText(value, x, bottom + 0.45 * size);
    if (!lost) return;
    context.font = font();
    context.fillStyle = ink.alarm;
    const full = `${lost} lost`;
    const words = context.measureText(full).width + size < step ? full : String(lost);
    cross(frame, x - context.measureText(words).width / 2 - 0.35 * size, height - 1.05 * size, 0.32 * size, ink.alarm);
    context.fillText(words, x + 0.35 * size, height - 1.55 * size);
  }

  /** The dots: inside their violin; without one in a narrow column; on a range where they are. */
  dots(frame) {
    const { results, axis, groups } = this.shown;
    const { context, ink, size, half, y, centre, wide, continuous } = frame;
    const radius = Math.min(Math.max(0.34 * size - results.count / 900, 1.5), 4);
    const strength = Math.min(0.62, 0.2 + 150 / results.sound.length); // many hide their violin
    const { kept } = this.marks;
    frame.marked = Math.max(radius, 0.3 * size) + 0.6;
    this.spots = [];
    for (const row of results.sound) {
      const k = results.groupOf(axis, row);
      if (k < 0) continue;
      const score = results.scores[row];
      const room = groups[k].densities ? Math.max(wide[k] * densityAt(groups[k], score) - radius, radius) : half * 0.25;
      const x = continuous ? centre(results.places[axis][row]) : centre(k) + jitter(row) * room;
      const spot = { row, x, y: y(score) };
      this.spots.push(spot);
      context.globalAlpha = kept && !kept(row) ? 0.08 : strength;
      dot(frame, spot.x, spot.y, radius, ink.text);
    }
    context.globalAlpha = 1;
  }
}
