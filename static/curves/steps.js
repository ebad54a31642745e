// A curve built of step neurons, one after the other; the same width trained; and what depth adds.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { Chart } from "curves/chart.js";

/** Make the view; `send(type)` speaks with the server. */
export function steps({ control, colours, send }) {
  let told = null;
  let count = 0;
  let trained = null;
  const plot = new Chart("The curve and the staircase", { describedby: "staircase-words" });
  const fold = new Chart("What a narrow and deep network does", { describedby: "fold-words" });
  const words = make("p", { class: "said", id: "staircase-words", role: "status" });
  const foldWords = make("p", { class: "said", id: "fold-words", role: "status" });
  const trainedWords = make("p", { class: "said", role: "status" });
  const scrubber = make("input", { type: "range", min: "1", max: "1", step: "1", "aria-label": "Neurons that are placed", oninput: () => go(Number(scrubber.value)) });
  const counter = make("output", { class: "counter" });
  const train = make("button", { type: "button", class: "plain", onclick: () => send("trainSteps"), "data-tip": "Trains a network of as many sigmoid neurons by Adam." }, "Train the same width");
  let timer = 0;
  const play = make("button", {
    type: "button", class: "plain play", onclick: () => {
      clearInterval(timer);
      go(0);
      timer = setInterval(() => {
        if (count >= told.count) clearInterval(timer);
        else go(count + 1);
      }, Math.max(2500 / told.count, 60));
    },
  }, "Place one after another");

  function go(next) {
    count = next;
    draw();
  }

  function draw() {
    if (!told) return;
    const { grid, truth, stairs } = told.arrays;
    const n = grid.values.length;
    const lines = [{ xs: grid.values, ys: truth.values, colour: "text", dash: [3, 4], width: 1.6, label: "the curve" }];
    if (trained) lines.push({ xs: grid.values, ys: trained.arrays.curve.values, colour: colours[2], width: 2.2, label: "trained" });
    if (count) lines.push({ xs: grid.values, ys: stairs.values.subarray((count - 1) * n, count * n), colour: colours[0], width: 2.4, label: "step neurons" });
    plot.show({ across: { low: 0, high: 1, title: "x" }, up: { low: told.low, high: told.high, title: "y" }, lines });
    scrubber.max = String(told.count);
    scrubber.value = String(Math.max(count, 1));
    counter.textContent = `${count} of ${told.count} neurons`;
    words.textContent = count < told.count ? `${count} of ${told.count} steps are placed.` : told.words;
  }

  const element = make("div", { class: "building" },
    make("section", { class: "panel", "aria-label": "Staircase" }, make("h2", {}, "Steps build any curve"),
      make("div", { class: "row numbers" }, control("curve"), control("steps")),
      plot.element, make("div", { class: "player" }, play, scrubber, counter, train), words, trainedWords),
    make("section", { class: "panel", "aria-label": "Depth" }, make("h2", {}, "What depth adds"),
      make("div", { class: "row numbers" }, control("depth")), fold.element, foldWords));

  return {
    element,
    redraw() {
      plot.draw();
      fold.draw();
    },
    show(message) {
      clearInterval(timer);
      told = message;
      trained = null;
      trainedWords.textContent = "";
      count = message.count;
      draw();
      const { across, zigzag } = message.arrays;
      fold.show({ across: { low: 0, high: 1, title: "x" }, up: { low: -0.05, high: 1.05 }, lines: [{ xs: across.values, ys: zigzag.values, colour: colours[1], width: 2.2 }] });
      foldWords.textContent = message.fold;
    },
    trained(message) {
      trained = message;
      trainedWords.textContent = `Trained for ${message.epoch.toLocaleString("en")} epochs: the largest distance is ${short(message.error)}.`;
      draw();
    },
  };
}
