// The numbers that follow the frames: epoch, losses, accuracy. No round trip to the server.

import { make } from "kit/dom.js";

const dash = "–";

/** A loss: three decimals, two digits of one that would be 0.00 with them, powers of ten of huge ones. */
export function lossText(value) {
  if (!Number.isFinite(value)) return dash;
  const size = Math.abs(value);
  if (size >= 1e5) return value.toExponential(2);
  return size === 0 || size >= 0.01 ? value.toFixed(3) : String(Number(value.toPrecision(2)));
}

function percent(value) {
  return Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : dash;
}

/** A rate with three digits: 0.0123, 1.2e-5. */
function brief(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : dash;
}

/** Group the digits by thousands, without depending on the browser's language: 12,345. */
export function grouped(value) {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Make the elements and the function that fills them from a frame's header. */
export function readouts() {
  const epoch = make("output", { class: "epoch-number", "aria-labelledby": "epoch-label" }, "0");
  const batch = make("span", { class: "epoch-batch" });
  const counter = make("div", { class: "epoch", "data-tip": "How often the network has gone through all training points.", "data-tip-title": "Epoch" },
    make("span", { class: "label", id: "epoch-label" }, "Epoch", batch), epoch);

  const barLoss = make("output", { class: "epoch-number" }, dash);
  const second = make("div", { class: "bar-loss", "aria-hidden": "true" }, make("span", { class: "label" }, "Test loss"), barLoss);

  const cells = Object.fromEntries(["testLoss", "trainLoss", "testAccuracy", "trainAccuracy"].map(
    (name) => [name, make("td", {}, dash)]));
  const heading = (text, kind, tip) => make("th", { scope: "row", "data-tip": tip, "data-tip-title": text },
    make("span", { class: `key ${kind}`, "aria-hidden": "true" }), text);
  const accuracy = make("th", { scope: "col", "data-tip": "The share of the points that are put into the right class.", "data-tip-title": "Accuracy" }, "Accuracy");
  const population = make("td", { class: "population", colspan: 3, hidden: true, "data-tip-title": "Population",
    "data-tip": "How the networks of the last generation did on the training data: the best of them, their mean and how far they lie apart." });
  const losses = make("table", { class: "losses" },
    make("thead", {}, make("tr", {}, make("td"),
      make("th", { scope: "col", "data-tip": "How far the answers are from the truth, on average; 0 is perfect.", "data-tip-title": "Loss" }, "Loss"), accuracy)),
    make("tbody", {},
      make("tr", { class: "test" }, heading("Test data", "test", "The points that are kept back: the network never learns from them."), cells.testLoss, cells.testAccuracy),
      make("tr", { class: "train" }, heading("Training data", "train", "The points that the network learns from."), cells.trainLoss, cells.trainAccuracy)),
    make("tfoot", {}, make("tr", {}, population)));

  const rate = make("output", { class: "rate-now", hidden: true, "aria-label": "Present learning rate",
    "data-tip": "The learning rate of this moment, by its schedule.", "data-tip-title": "Present learning rate" });

  let scheduled = false; // whether the rate differs from the one that is set
  const show = (frame) => {
    rate.hidden = !scheduled || Boolean(frame.population); // a population knows no rate
    if (!rate.hidden) rate.textContent = brief(frame.learning_rate);
    epoch.textContent = grouped(frame.epoch ?? 0);
    batch.textContent = frame.batch ? ` + ${frame.batch} point${frame.batch === 1 ? "" : "s"}` : "";
    cells.testLoss.textContent = lossText(frame.test_loss);
    barLoss.textContent = cells.testLoss.textContent;
    cells.trainLoss.textContent = lossText(frame.train_loss);
    const generation = frame.population;
    population.hidden = !generation;
    if (generation) {
      const [best, mean, spread] = [generation.best, generation.mean, generation.spread].map(lossText);
      population.textContent = `${generation.size} networks: best ${best}, mean ${mean} ± ${spread}`;
    }
    const classifies = Number.isFinite(frame.test_accuracy) || Number.isFinite(frame.train_accuracy);
    cells.testAccuracy.textContent = percent(frame.test_accuracy);
    cells.trainAccuracy.textContent = percent(frame.train_accuracy);
    for (const cell of [accuracy, cells.testAccuracy, cells.trainAccuracy]) cell.hidden = !classifies;
  };
  const follow = (values) => { scheduled = values.schedule !== "constant"; };
  return { counter, second, losses, rate, show, follow };
}
