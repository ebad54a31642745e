// Two settings together: the mean score of each pair of their values.

import { make } from "kit/dom.js";
import { oncePerFrame } from "kit/marks.js";
import { begun, fitting, shade } from "search/ink.js";

export class Heat {
  constructor() {
    this.canvas = make("canvas", { role: "img" });
    this.words = make("p", { class: "said" });
    this.body = make("tbody", {});
    this.heads = make("tr", {});
    this.grid = make("table", {}, make("thead", {}, this.heads), this.body);
    this.element = make("figure", { class: "heat", hidden: true },
      this.title = make("figcaption", {}), this.canvas, this.words,
      make("details", { class: "numbers" }, make("summary", {}, "As a table"), make("div", { class: "scrolled" }, this.grid)));
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** Show {results, rows, columns, means, counts, labels, sentence}; null puts it away. */
  show(told) {
    this.told = told;
    this.element.hidden = !told;
    if (!told) return;
    const { results, rows, columns, means, counts, labels, sentence } = told;
    this.title.textContent = `${labels[0]} and ${labels[1]}`;
    this.words.textContent = sentence;
    this.canvas.setAttribute("aria-label", `Mean score by ${labels[0]} and ${labels[1]}. ${sentence}`);
    this.grid.setAttribute("aria-label", `Mean score by ${labels[0]} and ${labels[1]}`);
    this.heads.replaceChildren(make("th", {}, ""), ...columns.map((one) => make("th", { scope: "col" }, one)));
    this.body.replaceChildren(...rows.map((value, i) => make("tr", {}, make("th", { scope: "row" }, value),
      ...columns.map((_, j) => make("td", {}, counts[i * columns.length + j] ? results.written(means[i * columns.length + j]) : "–")))));
    this.draw();
  }

  paint() {
    if (!this.told) return;
    const drawing = begun(this.canvas);
    if (!drawing) return;
    const { results, rows, columns, means, counts, labels } = this.told;
    const { context, width, height, ink, size, font } = drawing;
    context.font = font();
    const left = Math.min(Math.max(...rows.map((one) => context.measureText(one).width)) + 2.4 * size, width * 0.35);
    const bottom = height - 3.1 * size;
    const [w, h] = [(width - left - 2) / columns.length, (bottom - 2) / rows.length];
    const known = [...means].filter((_, k) => counts[k] > 0);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    rows.forEach((value, i) => {
      context.font = font();
      context.fillStyle = ink.text;
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(fitting(context, value, left - 2 * size), left - 6, 2 + (i + 0.5) * h);
      columns.forEach((_, j) => {
        const k = i * columns.length + j;
        const share = high > low ? (means[k] - low) / (high - low) : 1;
        context.fillStyle = counts[k] ? shade(ink, share) : ink.field;
        context.fillRect(left + j * w + 1, 2 + i * h + 1, w - 2, h - 2);
        if (w < 3.2 * size || h < 1.3 * size) return;
        context.font = font(counts[k] > 0 && means[k] === high);
        context.textAlign = "center";
        context.fillStyle = counts[k] && share > 0.72 ? ink["on-accent"] : ink.text;
        context.fillText(counts[k] ? results.written(means[k], 0) : "–", left + (j + 0.5) * w, 2 + (i + 0.5) * h);
      });
    });
    context.fillStyle = ink.text;
    context.textBaseline = "top";
    context.textAlign = "center";
    context.font = font();
    columns.forEach((value, j) => context.fillText(fitting(context, value, w - 2), left + (j + 0.5) * w, bottom + 0.3 * size));
    context.font = font(true);
    context.fillStyle = ink.muted;
    context.fillText(labels[1], left + (width - left) / 2, height - 1.3 * size);
    context.save();
    context.translate(0.2 * size, bottom / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(labels[0], 0, 0);
    context.restore();
  }
}
