// Beside the plot: error against degree, the error taken apart at each x, error against the number of points.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { Chart, logRange } from "curves/chart.js";
import { small } from "curves/errors.js";
import { tabs } from "curves/tabs.js";

const LEAST = 1e-3; // an error below it is as good as none

/**
 * Make the panel. `pick(model)` is called when a model is chosen in the chart, `repeat()` has new data
 * sets drawn, `choose(way)` a degree chosen by "folds" or "validation"; `wanted(tab)` tells what is looked at.
 */
export function insight({ looks, word, control, pick, repeat, choose, wanted }) {
  const degree = new Chart(`Error against ${word}`, { describedby: "degree-words", pick: (place) => pick(Math.round(place)) });
  const parts = new Chart("Bias squared, variance and noise at each x", { describedby: "parts-words" });
  const size = new Chart("Error against the number of points", { describedby: "size-words" });
  const words = Object.fromEntries(["degree", "parts", "size"].map((name) => [name, make("p", { class: "said", id: `${name}-words`, role: "status" })]));
  const drawMany = make("button", { type: "button", class: "plain play", onclick: () => repeat() }, "Draw 200 new data sets");
  const clear = make("button", { type: "button", class: "plain", hidden: true, onclick: () => repeat(false) }, "Clear");
  const numbers = make("tbody", {});
  const table = make("div", { class: "errors", hidden: true }, make("table", { "aria-label": "Bias, variance and noise" },
    make("thead", {}, make("tr", {}, ...["Fit", "Bias²", "Variance", "Noise", "Mean error", "Median"].map((one) => make("th", { scope: "col" }, one)))), numbers));
  const by = (way, label, tip) => make("button", { type: "button", class: "plain small", "data-tip": tip, onclick: () => choose(way) }, label);
  const choosing = make("div", { class: "row" }, make("span", { class: "said" }, "Choose the degree:"),
    by("folds", "by cross-validation", "Each fifth of the points is kept back once; the fits of the rest are tried on it."),
    by("validation", "by a validation set", "Three tenths of the points are kept back; the fits of the rest are tried on them."));
  const choice = make("p", { class: "said", role: "status" });
  const panes = {
    degree: make("div", {}, degree.element, words.degree, choosing, choice),
    parts: make("div", {}, parts.element, words.parts, table),
    size: make("div", {}, size.element, words.size),
  };
  const bar = tabs("What is seen", { degree: "By degree", parts: "Bias, variance", size: "By number" }, panes, (name) => wanted(name));
  const many = make("div", { class: "row" }, drawMany, clear);
  const element = make("section", { class: "panel insight", "aria-label": "Errors" }, bar, ...Object.values(panes), many);
  const state = { against: null, repeats: null, sizes: null, fits: null, followed: "", chosen: null };

  function drawDegree() {
    const { against, repeats, fits, chosen } = state;
    if (!against) return;
    const { degrees, training, test } = against.arrays;
    const dots = [], lines = [];
    const one = (array, label, colour, further) => lines.push({ xs: degrees.values, ys: array.values, colour, label, ...further });
    one(training, "training, expected", "train", {});
    one(test, "test, expected", "test", {});
    if (repeats) {
      const { mean, median, training: seen, bias, variance } = repeats.arrays;
      one(bias, "bias²", "positive", { dash: [2, 3], width: 1.8 });
      one(variance, "variance", "negative", { dash: [7, 3], width: 1.8 });
      dots.push({ xs: degrees.values, ys: seen.values, colour: "train", label: "mean of 200", form: "circle", size: 3.6 });
      dots.push({ xs: degrees.values, ys: mean.values, colour: "test", form: "circle", size: 3.6 });
      dots.push({ xs: degrees.values, ys: median.values, colour: "test", form: "circle", hollow: true, size: 3.6, label: "median of 200" });
    }
    if (chosen) one(chosen.errors, "kept-back points", "accent", { dash: [3, 3] });
    if (fits?.rows.length && fits.model === "polynomial") {
      const xs = fits.rows.map(({ name }) => Number(name));
      dots.push({ xs, ys: fits.rows.map((row) => row.training), colour: "train", form: "diamond", hollow: true, size: 5, label: "these data" });
      if (fits.rows[0].test !== null) dots.push({ xs, ys: fits.rows.map((row) => row.test), colour: "test", form: "diamond", hollow: true, size: 5 });
    }
    const up = logRange([...lines, ...dots].flatMap(({ ys }) => [...ys]).filter((value) => value > LEAST));
    degree.show({
      across: { low: -0.5, high: degrees.values.at(-1) + 0.5, title: word, marks: [...degrees.values].filter((value) => value % (degrees.values.length > 12 ? 3 : 1) === 0) },
      up: { ...up, title: "mean squared error" }, lines, dots, at: chosen ? chosen.degree : null,
    });
    words.degree.textContent = against.words;
  }

  function drawParts() {
    const { repeats, followed } = state;
    table.hidden = !repeats;
    clear.hidden = !repeats;
    if (!repeats) {
      parts.show(null);
      parts.element.hidden = true;
      words.parts.textContent = "Draw 200 data sets from the same truth: each is fitted, and the fits together show bias and variance.";
      return;
    }
    parts.element.hidden = false;
    const one = repeats.parts.find(({ name }) => name === followed) ?? repeats.parts.at(-1);
    numbers.replaceChildren(...repeats.parts.map((row) => make("tr", {}, make("td", {}, row.label),
      ...["bias", "variance", "noise", "mean", "median"].map((name) => make("td", {}, small(row[name]))))));
    if (!one) return;
    const xs = repeats.arrays.at.values;
    const bias = repeats.arrays[`bias.${one.name}`].values, variance = repeats.arrays[`variance.${one.name}`].values;
    const zero = xs.map(() => 0), two = bias.map((value, k) => value + variance[k]), three = two.map((value) => value + one.noise);
    const sorted = [...three].sort((a, b) => a - b);
    const high = Math.max(1.15 * sorted[Math.floor(sorted.length * 0.72)], 1e-6); // the ends may be far above
    parts.show({
      across: { low: repeats.test[0], high: repeats.test[1], title: "x" }, up: { low: 0, high, title: "expected squared error" },
      areas: [
        { xs, lows: zero, highs: bias, colour: "positive", alpha: 0.75, label: "bias²" },
        { xs, lows: bias, highs: two, colour: "negative", alpha: 0.6, label: "variance" },
        { xs, lows: two, highs: three, colour: "train", alpha: 0.4, label: "noise" },
      ],
      lines: [{ xs, ys: three, colour: "text", width: 1.6, label: `error, ${one.label}` }],
    });
    words.parts.textContent = `${one.label}: bias² ${small(one.bias)} + variance ${small(one.variance)} + noise ${small(one.noise)} = ${short(one.mean)} on average. Half of the data sets stay below ${short(one.median)}.${one.mean > 1.5 * one.median ? " A few wild fits make the mean." : ""}`;
  }

  function drawSize() {
    const { sizes, followed } = state;
    if (!sizes) return;
    const lines = [], dots = [];
    for (const { name, label } of sizes.rows) {
      const colour = looks[name].colour;
      const [training, test, drawnTraining, drawn] = ["training", "test", "drawn_training", "drawn_test"].map((part) => sizes.arrays[`${part}.${name}`].values);
      const xs = sizes.arrays.sizes.values;
      lines.push({ xs, ys: test, colour, label: `${label}, test`, width: name === followed ? 3 : 2 });
      lines.push({ xs, ys: training, colour, dash: [5, 3], width: 1.6, label: name === sizes.rows[0].name ? "training" : null });
      dots.push({ xs, ys: drawn, colour, size: 3.2 });
      dots.push({ xs, ys: drawnTraining, colour, size: 3, hollow: true });
    }
    const all = lines.flatMap(({ ys }) => [...ys]).filter((value) => value > LEAST);
    const range = sizes.arrays.sizes.values;
    size.show({ across: { low: range[0] * 0.9, high: range.at(-1) * 1.1, log: true, title: "number of points N" }, up: { ...logRange(all), title: "mean squared error" }, lines, dots });
    words.size.textContent = sizes.words;
  }

  const redraw = () => {
    drawDegree();
    drawParts();
    drawSize();
  };
  return {
    element, bar,
    /** Hide what a teacher has hidden: {degree, parts, size, choose}, each whether. */
    hide(away) {
      bar.hide(away);
      many.hidden = Boolean(away.parts);
      choosing.hidden = choice.hidden = Boolean(away.choose);
    },
    get tab() { return bar.chosen; },
    open: (name) => bar.choose(name),
    follow(name) {
      state.followed = name;
      redraw();
    },
    showFits(fits) {
      state.fits = fits;
      drawDegree();
    },
    showAgainst(message) {
      state.against = message;
      state.chosen = null;
      choice.textContent = "";
      drawDegree();
    },
    showRepeats(message) {
      state.repeats = message;
      drawDegree();
      drawParts();
    },
    showSizes(message) {
      state.sizes = message;
      drawSize();
    },
    showChosen(message) {
      state.chosen = { errors: message.arrays.errors, degree: message.degree };
      choice.textContent = message.words;
      drawDegree();
    },
  };
}
