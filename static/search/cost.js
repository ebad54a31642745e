// Score against cost, with the front: what nothing that costs less does better.

import { make } from "kit/dom.js";
import { oncePerFrame, short } from "kit/marks.js";
import { begun, cross, dot, jitter, Rest, scoreAxis, standing } from "search/ink.js";
import { SOUND } from "search/results.js";
import { pointing } from "search/spots.js";

const LEFT = 44, RIGHT = 16, TOP = 12;

/** The rows of the front, from the cheapest on: each better than all that cost no more. */
export function front(costs, scores, rows) {
  const sorted = rows.filter((row) => costs[row] > 0).sort((a, b) => costs[a] - costs[b] || scores[b] - scores[a]);
  const found = [];
  for (const row of sorted) if (!found.length || scores[row] > scores[found.at(-1)]) found.push(row);
  return found;
}

export class Cost {
  constructor({ marks }) {
    this.marks = marks;
    this.spots = [];
    this.by = "costs";
    this.canvas = make("canvas", { role: "img", "aria-label": "Score against cost" });
    this.words = make("p", { class: "said" });
    this.menu = make("select", { onchange: () => {
      this.by = this.menu.value;
      this.tell();
      this.draw();
    } }, make("option", { value: "costs" }, "Epochs × weights"), make("option", { value: "seconds" }, "Seconds"));
    this.rows = make("tbody", {});
    this.element = make("div", { class: "cost" },
      make("label", { class: "field choice" }, make("span", { class: "caption" }, "Cost"), this.menu),
      this.canvas, this.words,
      make("details", { class: "numbers" }, make("summary", {}, "The front as a table"), make("div", { class: "scrolled" },
        make("table", { "aria-label": "The front: best score for its cost" },
          make("thead", {}, make("tr", {}, ...["Cost", "Score", "Settings"].map((one) => make("th", { scope: "col" }, one)))), this.rows))));
    this.rest = new Rest();
    this.draw = oncePerFrame(() => this.paint());
    this.remark = oncePerFrame(() => this.mark());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    pointing(this.canvas, { spots: () => this.spots, order: () => this.results?.ranked ?? [], point: marks.point, choose: marks.choose });
  }

  show(results) {
    this.results = results;
    this.tell();
    this.draw();
  }

  get costs() { return this.results[this.by]; }

  written(cost) { return this.by === "seconds" ? `${short(cost)} s` : Math.round(cost).toLocaleString("en"); }

  tell() {
    const { results, costs } = this;
    this.front = front(costs, results.scores, results.sound);
    const without = results.sound.filter((row) => !(costs[row] > 0)).length;
    const best = this.front.at(-1);
    const cheap = this.front.find((row) => results.scores[row] >= results.scores[best] - 0.02);
    const parts = [];
    if (best === undefined) parts.push("Nothing has a score yet.");
    else if (cheap !== best && results.score.percent) {
      parts.push(`The front goes up to ${results.written(results.scores[best])}; within 2 points of it you are for ${(costs[best] / costs[cheap]).toFixed(1)} times less.`);
    } else parts.push(`The front has ${this.front.length === 1 ? "one combination" : `${this.front.length} combinations`}: nothing that costs less does better.`);
    if (without) parts.push(`${without} have no weights to count and are seen under Seconds.`);
    this.words.textContent = parts.join(" ");
    this.canvas.setAttribute("aria-label", `Score against cost. ${this.words.textContent}`);
    this.rows.replaceChildren(...this.front.map((row) => make("tr", {},
      make("td", {}, this.written(costs[row])), make("td", {}, results.written(results.scores[row])),
      make("td", {}, results.words(row).map(([, value]) => value).join(", ")))));
  }

  paint() {
    if (!this.results?.tried.length) return;
    const drawing = begun(this.canvas);
    if (!drawing) return;
    const { results, costs, marks } = this;
    const { context, width, height, ink, size, font } = drawing;
    const known = results.tried.filter((row) => costs[row] > 0);
    if (!known.length) return;
    const lostOnes = known.filter((row) => results.states[row] !== SOUND);
    const left = (LEFT * size) / 11, right = width - RIGHT, bottom = height - (lostOnes.length ? 5.2 : 3.1) * size;
    const ends = [Math.min(...known.map((row) => costs[row])), Math.max(...known.map((row) => costs[row]))];
    const [from, to] = [Math.log10(ends[0] / 1.25), Math.log10(ends[1] * 1.25)];
    const x = (cost) => left + ((Math.log10(cost) - from) / (to - from)) * (right - left);
    const y = scoreAxis(drawing, { range: results.range, percent: results.score.percent }, { left, right, top: TOP, bottom });
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = ink.muted;
    context.strokeStyle = ink.line;
    const below = lostOnes.length ? bottom + 2.1 * size : bottom;
    const parts = to - from < 1.2 ? [1, 2, 3, 5, 7] : to - from < 2.5 ? [1, 3] : [1];
    for (let power = Math.floor(from); power <= Math.ceil(to); power += 1) {
      for (const part of parts) {
        const value = part * 10 ** power;
        if (Math.log10(value) < from || Math.log10(value) > to) continue;
        context.beginPath();
        context.moveTo(Math.round(x(value)) + 0.5, TOP);
        context.lineTo(Math.round(x(value)) + 0.5, bottom);
        context.stroke();
        context.fillText(this.by === "seconds" ? short(value) : value.toLocaleString("en"), x(value), below + 0.35 * size);
      }
    }
    context.fillStyle = ink.text;
    context.fillText(this.by === "seconds" ? "seconds for all folds" : "epochs × weights: the work of one fit", (left + right) / 2, height - 1.35 * size);

    // The front as stairs, with what lies under it tinted.
    const line = this.front.map((row) => [x(costs[row]), y(results.scores[row])]);
    if (line.length) {
      const stairs = () => {
        context.beginPath();
        context.moveTo(line[0][0], bottom);
        line.forEach(([px, py], k) => {
          if (k) context.lineTo(px, line[k - 1][1]);
          context.lineTo(px, py);
        });
        context.lineTo(right, line.at(-1)[1]);
      };
      stairs();
      context.lineTo(right, bottom);
      context.closePath();
      context.fillStyle = ink.positive;
      context.globalAlpha = 0.08;
      context.fill();
      context.globalAlpha = 1;
      stairs();
      context.strokeStyle = ink.positive;
      context.lineWidth = 2;
      context.stroke();
    }
    const radius = Math.min(Math.max(0.36 * size - results.count / 900, 1.8), 4.2);
    const inFront = new Set(this.front);
    const crowd = new Map();
    for (const row of known) crowd.set(costs[row], (crowd.get(costs[row]) ?? 0) + 1);
    this.spots = [];
    for (const row of known) {
      if (results.states[row] !== SOUND) {
        cross(drawing, x(costs[row]), bottom + 1.25 * size, 0.3 * size, ink.alarm);
        continue;
      }
      const aside = inFront.has(row) ? 0 : jitter(row) * Math.min(crowd.get(costs[row]) / 3, 1) * size; // many cost the same
      const spot = { row, x: x(costs[row]) + aside, y: y(results.scores[row]) };
      this.spots.push(spot);
      context.globalAlpha = marks.kept && !marks.kept(row) ? 0.1 : 0.5;
      dot(drawing, spot.x, spot.y, radius, ink.text);
    }
    context.globalAlpha = 1;
    if (lostOnes.length) {
      context.fillStyle = ink.alarm;
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.font = font();
      context.fillText("lost", left - 5, bottom + 1.25 * size);
    }
    this.rest.keep(this.canvas);
    this.frame = { ...drawing, marked: Math.max(radius, 0.3 * size) + 1, inFront };
    this.mark();
  }

  /** Draw the front's dots, and those that stand out, above what rests. */
  mark() {
    if (!this.frame || !this.rest.restore(this.canvas)) return;
    const { results, marks } = this;
    const { ink, marked, inFront } = this.frame;
    for (const { row, x, y } of this.spots) {
      if (!inFront.has(row) && row !== results.best && row !== marks.pointed && row !== marks.chosen) continue;
      const fill = row === results.best ? ink.negative : inFront.has(row) ? ink.positive : ink.text;
      dot(this.frame, x, y, marked, fill, standing(row, results, marks, ink));
    }
  }
}
