// A curve built of step neurons, by a rule or by hand; the same width trained; and what depth adds.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { Chart } from "curves/chart.js";
import { Hand, KEYS } from "curves/hand.js";

const NEAR = 0.008; // a step so close to a jump is meant to stand at it

/**
 * Make the view; `send(type)` speaks with the server, `place(steps)` has own steps, [place, level] each,
 * take the place of the rule's, `undo` is a button, and `questions` are asked beside.
 */
export function steps({ control, colours, send, place, undo, questions }) {
  let told = null;
  let count = 0; // how many are placed, in turn
  let trained = null;
  let fixed = false;
  const plot = new Chart("The curve and the staircase", { describedby: "staircase-words step-keys" });
  const fold = new Chart("What a narrow and deep network does", { describedby: "fold-words" });
  const words = make("p", { class: "said", id: "staircase-words", role: "status" });
  const foldWords = make("p", { class: "said", id: "fold-words", role: "status" });
  const trainedWords = make("p", { class: "said", role: "status" });
  const scrubber = make("input", { type: "range", min: "0", max: "1", step: "1", "aria-label": "Neurons that are placed", oninput: () => go(Number(scrubber.value)) });
  const counter = make("output", { class: "counter" });
  const button = (label, tip, onclick, kind = "plain") => make("button", { type: "button", class: kind, "data-tip": tip, "data-tip-title": label, onclick }, label);
  const train = button("Train the same width", "Trains a network of as many sigmoid neurons, smooth steps, by Adam.", () => send("trainSteps"));
  const none = button("Remove all", "Begins with no step at all: click in the plot to place them.", () => place([]));
  let timer = 0;
  const play = button("Place one after another", "Adds up the steps from left to right.", () => {
    clearInterval(timer);
    go(0);
    timer = setInterval(() => {
      if (count >= told.count) clearInterval(timer);
      else go(count + 1);
    }, Math.max(2500 / Math.max(told.count, 1), 60));
  }, "plain play");

  const hand = new Hand(plot.canvas, {
    known: () => known(), frame: () => plot.frame, fixed: () => fixed || !told, changed: (points) => {
      clearInterval(timer);
      place(points);
      count = points.length;
    },
    area: () => ({ box: [0, 1, told.low, told.high], from: 0, to: 1 }), draw: () => draw(),
    made: ([x, y]) => [told.jumps.find((jump) => Math.abs(jump - x) < NEAR) ?? x, y], // no hand is so exact
  });
  plot.canvas.tabIndex = 0;
  plot.canvas.setAttribute("role", "application");
  plot.canvas.setAttribute("aria-roledescription", "plot");
  plot.canvas.style.touchAction = "none";

  function known() {
    const { values, shape: [n] } = told.arrays.steps;
    return Array.from({ length: n }, (_, k) => [values[2 * k], values[2 * k + 1]].map((one) => Number(one.toFixed(4))));
  }

  function go(next) {
    count = next;
    draw();
  }

  function draw() {
    if (!told) return;
    const { grid, truth, stairs, worst } = told.arrays;
    const n = grid.values.length;
    const lines = [];
    if (trained) lines.push({ xs: grid.values, ys: trained.arrays.curve.values, colour: colours[2], width: 2.2, label: "trained network" });
    lines.push({ xs: grid.values, ys: truth.values, colour: "text", dash: [3, 4], width: 1.6, label: "the curve" });
    const all = count >= told.count;
    if (all && !hand.local) lines.push({ xs: [worst.values[0], worst.values[0]], ys: [worst.values[1], worst.values[2]], colour: "accent", width: 1.4, label: "largest distance" });
    if (hand.local) {
      const placed = [...hand.local].sort((a, b) => a[0] - b[0]);
      const at = (x) => placed.findLast(([from]) => from <= x)?.[1] ?? 0;
      lines.push({ xs: grid.values, ys: grid.values.map(at), colour: colours[0], width: 2.4, label: "step neurons" });
    } else if (count) lines.push({ xs: grid.values, ys: stairs.values.subarray((count - 1) * n, Math.min(count, told.count) * n), colour: colours[0], width: 2.4, label: "step neurons" });
    const points = hand.points.slice(0, hand.local ? undefined : count);
    const dots = [{ xs: points.map(([x]) => x), ys: points.map(([, y]) => y), colour: colours[0], size: points.length > 40 ? 3.4 : 5.5 }];
    const chosen = hand.shows ? hand.points[hand.chosen] : null;
    if (chosen) dots.unshift({ xs: [chosen[0]], ys: [chosen[1]], colour: "accent", hollow: true, size: 10 });
    plot.show({ across: { low: 0, high: 1, title: "x" }, up: { low: told.low, high: told.high, title: "y" }, lines, dots });
    scrubber.max = String(told.count);
    scrubber.value = String(count);
    scrubber.disabled = play.disabled = !told.count;
    counter.textContent = `${Math.min(count, told.count)} of ${told.count}`;
    none.disabled = !told.count;
    const before = chosen ? hand.points.filter(([x]) => x < chosen[0]).at(-1)?.[1] ?? 0 : 0;
    const one = chosen ? ` Step at ${short(chosen[0])}: its neuron adds ${short(chosen[1] - before)}.` : "";
    words.textContent = (all ? told.words : `${count} of ${told.count} steps are placed.`) + one;
  }

  const element = make("div", { class: "building" },
    make("section", { class: "panel", "aria-label": "Staircase" }, make("h2", {}, "Steps build any curve"),
      make("p", { class: "said" }, "A neuron with a huge weight is a step: 0 to the left of its place, 1 to the right of it. The network adds such steps up, each times a height of its own. With enough of them it follows any curve."),
      make("div", { class: "row numbers" }, control("curve", { caption: "Curve" }), control("steps", { caption: "Steps by the rule" })),
      plot.element,
      make("p", { class: "unseen", id: "step-keys" }, KEYS),
      make("p", { class: "said hint" }, "Or place them by hand: drag a dot, click to add a step, double-click a dot to remove it."),
      make("div", { class: "player" }, play, scrubber, counter), make("div", { class: "player" }, train, none, undo), words, trainedWords),
    make("div", { class: "stack" },
      make("section", { class: "panel", "aria-label": "Depth" }, make("h2", {}, "What depth adds"),
        make("p", { class: "said" }, "Each layer takes what the layer before has made and folds it once more."),
        make("div", { class: "row numbers" }, control("depth")), fold.element, foldWords),
      questions));

  return {
    element,
    redraw() {
      draw();
      fold.draw();
    },
    settle: () => told && hand.settle(),
    /** Whether steps cannot be placed: a teacher has hidden it. */
    fix(off) {
      fixed = off;
      element.querySelector(".hint").hidden = none.hidden = off;
    },
    show(message) {
      clearInterval(timer);
      if (told && (told.curve !== message.curve || told.count !== message.count)) {
        trained = null;
        trainedWords.textContent = "";
      }
      told = message;
      count = message.count;
      draw();
      const { across, zigzag } = message.arrays;
      fold.show({ across: { low: 0, high: 1, title: "x" }, up: { low: -0.05, high: 1.05, title: "y" }, lines: [{ xs: across.values, ys: zigzag.values, colour: colours[1], width: 2.2 }] });
      foldWords.textContent = message.fold;
    },
    trained(message) {
      trained = message;
      trainedWords.textContent = message.words;
      draw();
    },
  };
}
