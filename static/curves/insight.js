// Beside the plot: error against degree, the error taken apart at each x, error against the number of points.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { Chart, logRange } from "curves/chart.js";
import { small } from "curves/errors.js";
import { tabs } from "kit/tabs.js";

const LEAST = 1e-3; // an error below it is as good as none
const nearest = (values, one) => [...values].reduce((best, value) => (Math.abs(Math.log(value / one)) < Math.abs(Math.log(best / one)) ? value : best));

/**
 * Make the panel. `pick(degree)` and `widen(width)` are called when one is chosen in its chart, `repeat()`
 * has new data sets drawn, `choose(way)` a degree chosen by "folds" or "validation", `train(whether)`
 * networks of every width; `wanted(tab)` tells what is looked at.
 */
export function insight({ looks, charts, word, pick, widen, repeat, choose, train, wanted }) {
  const degree = new Chart(`Error against ${word}`, { describedby: "degree-words", pick: (place) => pick(Math.round(place)) });
  const width = new Chart("Error against width", { describedby: "width-words", pick: (place) => state.widths && widen(nearest(state.widths.arrays.widths.values, place)) });
  const parts = new Chart("Bias squared, variance and noise at each x", { describedby: "parts-words" });
  const size = new Chart("Error against the number of points", { describedby: "size-words" });
  const words = Object.fromEntries(["degree", "width", "parts", "size"].map((name) => [name, make("p", { class: "said", id: `${name}-words`, role: "status" })]));
  const drawMany = make("button", { type: "button", class: "plain play", "data-control": "draws", onclick: () => repeat() }, "Draw 200 new data sets");
  const clear = make("button", { type: "button", class: "plain", hidden: true, onclick: () => repeat(false) }, "Clear");
  const numbers = make("tbody", {});
  const table = make("div", { class: "errors", hidden: true }, make("table", { "aria-label": "Bias, variance and noise" },
    make("thead", {}, make("tr", {}, ...["Fit", "Bias²", "Variance", "Noise", "Mean error", "Median"].map((one) => make("th", { scope: "col" }, one)))), numbers));
  const by = (way, label, tip) => make("button", { type: "button", class: "plain small", "data-tip": tip, onclick: () => choose(way) }, label);
  const choosing = make("div", { class: "row" }, make("span", { class: "said" }, "Choose the degree:"),
    by("folds", "by cross-validation", "Each fifth of the points is kept back once; the fits of the rest are tried on it."),
    by("validation", "by a validation set", "Three tenths of the points are kept back; the fits of the rest are tried on them."));
  const choice = make("p", { class: "said", role: "status" });
  const trainAll = make("button", { type: "button", class: "plain play", "data-tip": "Five networks of each width learn the points that are there, each from other first weights.", onclick: () => {
      state.stopped = false;
      train(true);
    } }, "Train networks of every width");
  const stopAll = make("button", { type: "button", class: "plain", hidden: true, onclick: () => train(false) }, "Cancel");
  const trained = make("progress", { max: "1", value: "0", "aria-label": "Progress of the networks", hidden: true });
  const panes = {
    degree: make("div", {}, degree.element, words.degree, choosing, choice),
    width: make("div", {}, width.element, words.width, make("div", { class: "row" }, trainAll, stopAll, trained)),
    parts: make("div", {}, parts.element, words.parts, table),
    size: make("div", {}, size.element, words.size),
  };
  const many = make("div", { class: "row" }, drawMany, clear);
  let away = {}; // what a teacher has hidden
  const bar = tabs("What is seen", charts, panes, (name) => {
    many.hidden = away.parts || name === "width";
    wanted(name);
  });
  const element = make("section", { class: "panel insight", "aria-label": "Errors" }, bar, ...Object.values(panes), many);
  const state = { against: null, repeats: null, sizes: null, widths: null, fits: null, followed: "", chosen: null };

  function drawDegree() {
    const { against, repeats, fits, chosen } = state;
    if (!against) return;
    words.degree.textContent = against.words;
    degree.element.hidden = !against.arrays.degrees;
    if (!against.arrays.degrees) return; // there are no points
    const { degrees, training, test } = against.arrays;
    const dots = [], lines = [];
    const one = (array, label, colour, further) => lines.push({ xs: degrees.values, ys: array.values, colour, label, ...further });
    one(training, against.kept ? "training" : "training, on average", "train", {});
    one(test, against.kept ? "kept-back points" : "test, on average", "test", {});
    if (repeats) {
      const { mean, median, training: seen, bias, variance } = repeats.arrays;
      one(bias, "bias²", "positive", { dash: [2, 3], width: 1.8 });
      one(variance, "variance", "negative", { dash: [7, 3], width: 1.8 });
      dots.push({ xs: degrees.values, ys: seen.values, colour: "train", label: "mean of 200", form: "circle", size: 3.6 });
      dots.push({ xs: degrees.values, ys: mean.values, colour: "test", form: "circle", size: 3.6 });
      dots.push({ xs: degrees.values, ys: median.values, colour: "test", form: "circle", hollow: true, size: 3.6, label: "median of 200" });
    }
    if (chosen && !against.kept) one(chosen.errors, "kept-back points", "accent", { dash: [3, 3] });
    if (fits?.rows.length && !against.kept && fits.model === "polynomial") {
      const xs = fits.rows.map(({ name }) => Number(name));
      dots.push({ xs, ys: fits.rows.map((row) => row.training), colour: "train", form: "diamond", hollow: true, size: 5, label: "these data" });
      if (fits.rows[0].test !== null) dots.push({ xs, ys: fits.rows.map((row) => row.test), colour: "test", form: "diamond", hollow: true, size: 5 });
    }
    const up = logRange([...lines, ...dots].flatMap(({ ys }) => [...ys]).filter((value) => value > LEAST));
    degree.show({
      across: { low: -0.5, high: degrees.values.at(-1) + 0.5, title: word, marks: [...degrees.values].filter((value) => value % (degrees.values.length > 12 ? 3 : 1) === 0) },
      up: { ...up, title: "mean squared error" }, lines, dots, at: chosen ? chosen.degree : null,
    });
  }

  function drawWidth() {
    const { widths } = state;
    width.element.hidden = !widths;
    trainAll.hidden = stopAll.hidden = trained.hidden = true;
    if (!widths || widths.share === 1 || widths.cancelled) trainAll.hidden = false;
    else stopAll.hidden = trained.hidden = false;
    words.width.textContent = widths?.words ?? "A network in place of a polynomial: its width, the number of neurons, in place of the degree. Networks of every width learn the points that are there; watch how both errors go.";
    if (!widths) return;
    trained.value = widths.share;
    const { widths: xs, training, test, median_training: low, median_test: high } = widths.arrays;
    const [m, starts] = test.shape;
    const places = Array.from({ length: m * starts }, (_, k) => xs.values[Math.floor(k / starts)]);
    const all = [...training.values, ...test.values].filter((value) => value > LEAST);
    width.show({
      across: { low: xs.values[0] / 1.3, high: xs.values.at(-1) * 1.3, log: true, title: "width (neurons)", marks: [...xs.values] }, up: { ...logRange(all), title: "mean squared error" },
      lines: [
        { xs: xs.values, ys: low.values, colour: "train", label: "training, median" },
        { xs: xs.values, ys: high.values, colour: "test", label: "test, median" },
      ],
      dots: [
        { xs: places, ys: training.values, colour: "train", size: 2.6 },
        { xs: places, ys: test.values, colour: "test", form: "circle", size: 2.6, label: "one network each" },
      ],
    });
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
    drawWidth();
    drawParts();
    drawSize();
  };
  drawWidth();
  return {
    element, bar,
    /** Hide what a teacher has hidden: {degree, parts, size, choose}, each whether. */
    hide(hidden) {
      away = hidden;
      bar.hide(away);
      many.hidden = Boolean(away.parts) || bar.chosen === "width";
      choosing.hidden = choice.hidden = Boolean(away.choose);
    },
    get tab() { return bar.chosen; },
    /** Look at another chart. */
    open(name) {
      this.choose(name);
      wanted(name);
    },
    /** Show a chart that is looked at already. */
    choose(name) {
      bar.choose(away[name] ? bar.chosen : name);
      many.hidden = Boolean(away.parts) || bar.chosen === "width";
    },
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
    showWidths(message) {
      if (message && state.stopped) return; // it was on its way
      state.widths = message;
      drawWidth();
    },
    /** Their training has been ended: what is there stays. */
    cancelWidths() {
      state.stopped = true;
      if (!state.widths) return;
      state.widths.cancelled = true;
      state.widths.words = "Cancelled: what is there stays.";
      drawWidth();
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
