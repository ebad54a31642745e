// Look inside: one step of the training, stage by stage. What is shown comes from the server
// (ui/pages/playground/inside_view.py); what flows over the network is told to its view.

import { connect } from "kit/component.js";
import { make } from "kit/dom.js";
import { formula } from "playground/inside_formula.js";
import { showPath } from "playground/inside_path.js";
import { phases } from "playground/inside_phases.js";
import { prediction } from "playground/inside_predict.js";

const NOTATIONS = [["code", "W_ij: from i to j, as in the code"], ["transposed", "W_ji: to j from i, as in many lectures"]];

const MOST = 9; // equations that are seen without scrolling
const REST = 2600; // milliseconds that each stage is seen when they are played
const OVERVIEW = "One step of training, before it is taken. Forwards, each layer answers to the one before. The loss says how wrong the output is. Backwards, each neuron gets its share of that, δ. From it every weight gets its gradient, and moves a little against it.";

/** Have the network view show what flows, null for nothing. */
const flow = (detail) => document.dispatchEvent(new CustomEvent("playground:flow", { detail }));

export function render({ model }) {
  const line = connect(model, {
    shown: (told) => show(told),
    stale: ({ sentence }) => tellStale(sentence),
    refused: ({ sentence }) => refuse(sentence),
    closed: () => flow(null),
  });
  let told = null; // what is shown
  let focus = null; // {layer, neuron, source} that was picked
  let wanted = 0; // the stage that was asked for last
  let begun = false;
  let playing = null; // the timer of the next stage
  let asked = 0; // the number of the last wish: what answers an earlier one comes too late

  // Controls

  const where = make("p", { class: "where" }, "Looking at the step that comes …");
  const close = make("button", { type: "button", class: "closer", "aria-label": "Close “Look inside”", onclick: () => line.send("close") }, "×");
  const slider = make("input", { type: "range", min: 0, value: 0, "aria-label": "Stage", oninput: () => walk(Number(slider.value)) });
  const back = make("button", { type: "button", class: "plain", "aria-label": "Stage before", onclick: () => walk(wanted - 1) }, "‹");
  const next = make("button", { type: "button", class: "plain", "aria-label": "Next stage", onclick: () => walk(wanted + 1) }, "›");
  const runner = make("button", { type: "button", class: "plain", onclick: () => (playing ? stopPlaying() : play()) });
  const parts = phases((stage) => walk(stage));
  const title = make("h3", {});
  const count = make("span", { class: "count" });
  const scope = ["One example", "Whole batch"].map((label, place) => make("button", {
    type: "button", class: "plain", onclick: () => ask({ whole: place === 1 }),
  }, label));
  const example = make("select", { "aria-label": "Example", onchange: () => ask({ example: Number(example.value), whole: false }) });
  const notation = make("select", { "aria-label": "How weights are numbered", onchange: () => ask({ notation: notation.value }) },
    ...NOTATIONS.map(([value, label]) => make("option", { value }, label)));
  const take = make("button", { type: "button", class: "plain play", disabled: true, onclick: () => line.send("take", { number: told.number }) }, "Take this step");

  // What is shown

  const stale = make("p", { class: "stale", role: "status", hidden: true });
  const overview = make("p", { class: "overview note" }, OVERVIEW);
  const sentence = make("p", { class: "sentence" });
  const symbols = make("div", {});
  const rows = make("ol", { class: "rows" });
  const swipe = make("p", { class: "swipe note", "aria-hidden": "true" });
  const table = make("div", { class: "table" });
  const sources = make("div", { class: "sources", role: "group", "aria-label": "The lines that do it" });
  const outside = make("p", { class: "note", hidden: true }, "This point is not in the batch: the step does not use it. It is followed by itself, without dropout.");
  const path = make("div", { class: "path", hidden: true });
  const whole = make("div", {});
  const predict = prediction(() => show(told));
  const stepper = make("div", { class: "stepper" }, runner, back, slider, next);
  const step = make("div", { class: "step", hidden: true },
    make("div", { class: "choices" }, make("div", { class: "joined", role: "group", "aria-label": "What is followed" }, ...scope), example),
    outside, parts.element, stepper,
    make("div", { class: "stage", "aria-live": "polite" }, make("div", { class: "naming" }, title, count), overview, sentence),
    make("div", { class: "symbols" }, symbols, sources),
    predict.question, rows, swipe, table, path,
    make("div", { class: "further" }, predict.element, notation),
    make("details", { class: "whole" }, make("summary", {}, "The whole network as one formula"), whole));
  const candidates = make("div", { class: "candidates", hidden: true });
  const body = make("div", { class: "body" }, step, candidates);
  const root = make("section", { class: "inside", "aria-label": "Backpropagation, step by step" },
    make("div", { class: "head" }, make("h2", {}, "Backpropagation, step by step"), close),
    where, stale, body,
    make("div", { class: "foot" }, take, make("span", { class: "note" }, "Nothing changes until then.")));

  // What is asked for

  function ask(changes = {}) {
    if (!told) return;
    asked += 1;
    line.send("see", {
      wish: asked,
      stage: wanted, example: told.chosen ? told.example : null, whole: told.whole ?? false,
      layer: focus?.layer ?? null, neuron: focus?.neuron ?? null, source: focus?.source ?? null,
      notation: told.notation ?? "code", ...changes,
    });
  }

  function go(stage) {
    if (!told?.stages) return;
    wanted = Math.min(Math.max(stage, 0), told.stages.length - 1);
    slider.value = wanted;
    ask({ stage: wanted });
  }

  /** Go to a stage by hand. */
  function walk(stage) {
    stopPlaying();
    go(stage);
  }

  /** Go on from stage to stage by itself, from the first again after the last. */
  function play() {
    const last = told.stages.length - 1;
    go(wanted === last ? 0 : wanted + 1);
    playing = wanted < last ? setTimeout(play, REST) : null;
    showPlaying();
  }

  function stopPlaying() {
    clearTimeout(playing);
    playing = null;
    showPlaying();
  }

  function showPlaying() {
    runner.textContent = playing ? "❚❚" : "▶";
    runner.setAttribute("aria-label", playing ? "Stop going from stage to stage" : "Go from stage to stage by itself");
    runner.title = runner.getAttribute("aria-label");
  }
  showPlaying();

  function pick(layer, neuron, source = null) {
    focus = { layer, neuron, source };
    ask();
  }

  const picked = ({ detail }) => pick(detail.layer, detail.neuron, detail.source ?? null);
  const stepped = ({ detail }) => walk(wanted + detail);
  line.listen(document, "playground:pick", picked);
  line.listen(document, "playground:stage", stepped);
  line.atEnd(() => {
    stopPlaying();
    flow(null);
  });

  // What the server says

  function tellStale(text) {
    stale.textContent = text;
    stale.hidden = false;
    stopPlaying();
    root.classList.add("old");
    take.disabled = true;
    flow(null);
  }

  function refuse(text) {
    tellStale(text);
    step.hidden = candidates.hidden = true;
  }

  function show(now) {
    if (now.wish !== asked) return;
    told = now;
    root.classList.remove("old");
    stale.hidden = true;
    take.disabled = false;
    take.textContent = now.kind === "batch" ? "Take this step" : "Train this generation";
    step.hidden = now.kind !== "batch";
    candidates.hidden = now.kind === "batch";
    if (now.kind === "batch") showStep(now);
    else showCandidates(now);
    if (!begun) (now.kind === "batch" ? slider : take).focus({ preventScroll: true });
    begun = true;
  }

  function showStep(now) {
    where.textContent = `Epoch ${now.epoch + 1}, batch ${now.batch} of ${now.batches}: the step that comes next.`;
    wanted = now.stage;
    slider.max = now.stages.length - 1;
    slider.value = now.stage;
    slider.setAttribute("aria-valuetext", `${now.stage + 1} of ${now.stages.length}: ${now.title}`);
    parts.show(now.stages, now.stage);
    overview.hidden = now.stage > 0;
    back.disabled = now.stage === 0;
    next.disabled = now.stage === now.stages.length - 1;
    title.textContent = now.title;
    count.textContent = `${now.stage + 1} of ${now.stages.length}`;
    scope.forEach((button, place) => button.setAttribute("aria-pressed", String(now.whole === (place === 1))));
    const listed = now.outside ? [now.example, ...now.examples] : now.examples;
    example.replaceChildren(...listed.map((one) => make("option", { value: one, selected: one === now.example }, `point ${one + 1}`)));
    example.disabled = now.whole;
    outside.hidden = !now.outside || now.whole;
    notation.value = now.notation;
    sentence.textContent = now.sentence;
    symbols.replaceChildren(...now.symbols.map((one) => make("p", {}, formula(one.formula, one.words), make("span", { class: "unseen" }, one.words))));
    rows.replaceChildren(...now.rows.map((row) => showRow(row, now)));
    rows.classList.toggle("many", now.rows.length > MOST);
    const chosen = rows.querySelector('[aria-pressed="true"]')?.parentElement;
    rows.scrollTop = chosen?.offsetTop ?? 0;
    rows.scrollLeft = chosen?.offsetLeft ?? 0; // on a phone they stand side by side
    table.replaceChildren(...(now.table ? showTable(now.table, now) : []));
    sources.replaceChildren(...now.sources.map(({ file, line: number, text }) => make("div", { class: "source" },
      make("code", {}, text), make("span", { class: "file" }, `${file}:${number}`))));
    whole.replaceChildren(...(now.formula.length ? now.formula.map((one) => make("p", {}, formula(one)))
      : [make("p", { class: "note" }, `This network has ${now.weights} weights; a formula is written out up to 12.`)]));
    const hides = predict.hides(now);
    rows.hidden = hides && now.stages[now.stage].kind === "gradient"; // elsewhere they do not tell it
    swipe.textContent = `${now.rows.length} equations: swipe ›`;
    swipe.hidden = rows.hidden || now.rows.length < 2;
    path.hidden = !now.path || hides;
    if (path.hidden) delete path.dataset.seen;
    if (!path.hidden) showPathOf(now);
    flow({ ...now.flow, stage: [now.number, now.stage, now.whole || now.example].join(), links: rows.hidden ? [] : now.flow.links, every: rows.hidden ? [] : now.flow.every, path: path.hidden ? null : { ...now.path, neurons: now.path.paths[0].neurons } });
  }

  /** Show a weight's way to the loss; another one than before comes into sight. */
  function showPathOf(now) {
    const { layer, neuron, source } = now.path;
    path.replaceChildren(...showPath(now.path, now, {
      close: () => pick(layer, neuron),
      set: (value) => line.send("set", { layer, neuron, source, value }),
    }));
    const seen = [layer, neuron, source].join();
    if (path.dataset.seen !== seen) path.scrollIntoView({ block: "nearest" });
    path.dataset.seen = seen;
  }

  function showRow({ code, formulas, words, picks }, now) {
    const content = [code ? make("code", {}, code) : null, ...formulas.map((one) => formula(one, words)), make("span", { class: "unseen" }, words)];
    const chosen = picks !== null && (now.picks === "neuron" ? picks === now.flow.neuron
      : now.path && now.path.layer === now.flow.column - 1 && now.path.neuron === now.flow.neuron && now.path.source === picks);
    if (picks === null || !now.picks) return make("li", {}, make("div", { class: "row" }, ...content));
    const layer = now.flow.column - 1;
    const choose = () => (now.picks === "neuron" ? pick(layer, picks) : pick(layer, now.flow.neuron, picks));
    return make("li", {}, make("button", { type: "button", class: "row", "aria-pressed": String(chosen), onclick: choose }, ...content));
  }

  function showTable({ columns, examples, rows: numbers, mean, note }, now) {
    const head = make("tr", {}, make("th", { scope: "col" }, "point"), ...columns.map((one) => make("th", { scope: "col" }, one)));
    const lines = numbers.map((row, place) => make("tr", {},
      make("th", { scope: "row" }, make("button", { type: "button", class: "plain small", title: "Follow this example", onclick: () => ask({ example: examples[place], whole: false }) }, String(examples[place] + 1))),
      ...row.map((one) => make("td", {}, one))));
    const foot = make("tr", {}, make("th", { scope: "row" }, "mean"), ...mean.map((one) => make("td", {}, one)));
    return [
      make("div", { class: "scrolled" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines), make("tfoot", {}, foot))),
      make("p", { class: "note" }, `The mean, not the sum, of ${now.stages.length ? "all examples" : ""} of the batch is what the step uses. ${note}`),
    ];
  }

  function showCandidates(now) {
    where.textContent = `Generation ${now.epoch + 1}: the one that comes next.`;
    flow(null);
    const line = ([number, loss, way]) => make("tr", {}, make("th", { scope: "row" }, String(number)), make("td", {}, loss), make("td", {}, way));
    candidates.replaceChildren(
      make("p", {}, "This optimizer uses no gradient: nothing is propagated back. It tries these candidates instead, whole networks, each measured on all training points; the fittest becomes the network."),
      make("p", {}, `The present network has a loss of ${now.loss}; ${now.stays ? "no candidate is better, so it stays" : `the best candidate has ${now.candidates[0][1]} and takes its place`}.`),
      make("div", { class: "scrolled" }, make("table", {},
        make("thead", {}, make("tr", {}, ...["candidate", "loss", "way from here"].map((one) => make("th", { scope: "col" }, one)))),
        make("tbody", {}, ...now.candidates.map(line)))));
  }

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") line.send("close");
  });
  model.on("after_render", () => setTimeout(() => line.send("ready"))); // by then Bokeh knows this component
  return root;
}
