// The curves' lab as one component: the data, the plot, the errors, and what is seen beside them.

import { Chrome } from "kit/chrome.js";
import { classLink } from "kit/class_link.js";
import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { short } from "kit/marks.js";
import { unpacked } from "kit/packing.js";
import { predict } from "kit/predict.js";
import { save } from "kit/save.js";
import { Sender } from "kit/sender.js";
import { errors } from "curves/errors.js";
import { Figure } from "curves/figure.js";
import { ASK, first, isOver, TESTS } from "curves/first.js";
import { insight } from "curves/insight.js";
import { models } from "curves/models.js";
import { remedies } from "curves/remedies.js";
import { steps } from "curves/steps.js";
import { tabs } from "kit/tabs.js";
import { uncertainty } from "curves/uncertainty.js";

const FIRST = 2; // questions that are asked before anything is fitted
const MOST_BYTES = 400_000; // of a file with points
const KEYS = { r: { action: "regenerate" }, d: { action: "repeat" }, z: { action: "undo" }, t: { action: "truth" } };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function render({ model, view }) {
  const sender = new Sender((message) => chrome.send("change", message));
  const change = (name, value) => sender.change(name, value);
  const declared = Object.fromEntries(model.fields.map((one) => [one.name, one]));
  const controls = {};
  const control = (name, further = {}) => { // a setting may have a control in several views
    const made = field({ ...declared[name], ...further }, change);
    (controls[name] ??= []).push(made);
    return made.element;
  };
  const button = (label, tip, act, kind = "plain") => make("button", { type: "button", class: kind, "data-tip": tip, "data-tip-title": label, onclick: act }, label);
  const acts = {
    regenerate: () => chrome.send("regenerate"), undo: () => chrome.send("undo"),
    truth: () => change("shows_truth", !values.shows_truth),
    repeat: () => {
      panels.open("parts");
      chrome.send("repeat");
    },
  };
  const act = (action) => acts[action]?.();

  const asked = [...model.questions, ...model.doubts, ...model.built].map(({ name }) => name);
  let values = {};
  let stage = TESTS;
  let fits = null;
  let repeats = null;
  let network = null; // the network in place of a polynomial, as it has become
  let helped = false; // whether a remedy has just been applied
  let shownData = ""; // the points and the truth that are shown
  let followed = ""; // the fit that is looked at by itself
  const moved = (points) => change("placed", points.map((one) => [...one]));
  const figure = new Figure(model.looks, moved);
  const degrees = models({
    names: model.degrees, looks: model.looks, word: "Degree", title: "Polynomials of degree",
    choose: (some) => {
      const added = some.find((one) => !values.degrees.map(String).includes(one));
      if (added) follow(added);
      change("degrees", some.map(Number));
    },
  });
  const table = errors(model.looks, (name) => {
    if (!model.degrees.includes(name)) { // a network
      panels.open("width");
      return;
    }
    follow(name);
    if (repeats) panels.open("parts");
  });
  const panels = insight({
    looks: model.looks, charts: model.charts, word: "degree", pick: (degree) => degrees.toggle(String(degree)), widen: (width) => change("width", width),
    train: (whether) => {
      chrome.send(whether ? "trainWidths" : "cancelWidths");
      if (!whether) panels.cancelWidths();
    },
    repeat: (draw = true) => {
      if (draw) panels.open("parts");
      else showRepeats(null);
      chrome.send("repeat", { draw });
    },
    choose: (way) => chrome.send("choose", { way }), wanted: (tab) => chrome.send("want", { tab }),
  });
  const answer = (question, choice) => chrome.send("predict", { question, choice });
  const opening = first(model.questions.slice(0, FIRST), { go: (next) => chrome.send("stage", { stage: next }), answer });
  const later = (asked, kept) => predict(asked, {
    kept, lock: "Lock in and see", waiting: "Your answer is locked in.", answer: (question, choice) => {
      answer(question, choice);
      chrome.send("show", { question, number: 0 });
    },
    show: (question, number) => chrome.send("show", { question, number }),
  });
  const questions = later(model.questions.slice(FIRST), "curves:predicted");
  const doubts = later(model.doubts, "curves:doubted");
  const made = later(model.built, "curves:built");
  const helping = remedies(model.remedies, (name) => chrome.send("remedy", { name, degree: Number(followed) }));
  const looking = (name) => Object.values(model.looks)[name].colour;
  const colours = [1, 3, 10].map(looking);
  const regenerate = () => button("Regenerate", "Draws other points from the same truth (key R).", () => act("regenerate"));
  const undo = () => button("Undo", "Takes back the last change (key Z).", () => act("undo"));
  const undos = [undo(), undo(), undo()], drawing = [regenerate(), regenerate()]; // one in each view
  const unsure = uncertainty({ kinds: model.kinds, colours, control, moved, send: (type) => chrome.send(type), buttons: [drawing[1], undos[1]] });
  const building = steps({
    control, colours, send: (type) => chrome.send(type), undo: undos[2], questions: made.element,
    place: (placed) => change("own_steps", placed.map((one) => [...one])),
  });
  const saving = save(model.files, "It opens the page with these points, fits and charts.", (name) => chrome.send("save", { name, degree: Number(followed) || 0 }));
  const teacher = classLink(model.hideable, (hidden) => change("hidden", hidden));

  const binary = {
    fits: (message) => showFits(message), repeats: (message) => { if (values.draws) showRepeats(message); },
    against: (message) => panels.showAgainst(message), sizes: (message) => panels.showSizes(message),
    chosen: (message) => {
      panels.showChosen(message);
      follow(String(message.degree));
    },
    widths: (message) => panels.showWidths(message), network: (message) => showNetwork(message),
    copies: (message) => figure.showCopies(message), measured: (message) => unsure.measured(message),
    ensemble: (message) => unsure.ensemble(message), stairs: (message) => showStairs(message), trained: (message) => building.trained(message),
  };
  const beside = (label, tip, open) => make("button", { type: "button", class: "plain small", "data-tip": tip, "data-tip-title": label, onclick: open }, label);
  const saveButton = beside("Save", "A link, a Python script, a table and pictures of what is seen.", () => saving.open());
  const chrome = new Chrome({ model, view }, {
    answers: {
      bytes: (buffer) => {
        const message = unpacked(buffer);
        binary[message.type]?.(message);
      },
      state: (state) => showState(state),
      answer: (message) => {
        if (opening.take(message)) return;
        for (const one of [questions, doubts, made]) one.take(message);
      },
      done: (message) => {
        helping.show(message);
        helped = message.changes; // the fits that come are those that it has made
        follow(String(message.degree));
      },
      ensembles: (message) => {
        unsure.state(message);
        if (!["idle", "running"].includes(message.state)) doubts.seen();
      },
      file: (message) => saving.take(message),
    },
    keys: KEYS, act, themed: () => redraw(),
    beside: [saveButton, beside("Class link", "For teachers: hide what your class should not see.", () => teacher.open())],
    taught: (phase) => root.classList.toggle("taught", phase !== ""),
    interrupted: () => sender.interrupted(), begin: () => sender.restart(),
  });

  // The arrangement

  const wide = (element) => {
    element.classList.add("wide");
    return element;
  };
  const lesson = make("p", { class: "said" });
  const chosenFile = make("input", {
    type: "file", accept: ".csv,.txt,text/csv", hidden: true, onchange: async () => {
      const [file] = chosenFile.files;
      chosenFile.value = "";
      if (file) bring(file);
    },
  });
  const bring = async (file) => {
    if (file.size > MOST_BYTES) chrome.told.tell("The file is too large: it may have 400 kB, which is thousands of points.", { key: "points" });
    else chrome.send("bring", { file: file.name, content: await file.text() });
  };
  const open = button("Open CSV", "Two columns, x and y, and a third for the errors of y if there are any.", () => chosenFile.click());
  const data = make("section", { class: "panel data", "aria-label": "Data" },
    make("h2", {}, "Data"),
    make("div", { class: "grid" },
      wide(control("truth")), wide(control("formula")), control("n"), control("sigma"), control("tests"), control("test_end")),
    make("div", { class: "buttons" }, drawing[0], undos[0], open, chosenFile),
    lesson);
  const fitting = make("section", { class: "panel", "aria-label": "Fits" }, make("h2", {}, "What is fitted"), degrees.element,
    make("div", { class: "grid" }, control("ridge"), control("width"), wide(control("basis"))));
  const signs = make("ul", { class: "signs", "aria-hidden": "true" });
  const hint = make("span", {}, "Drag a point; click to add one; double-click to remove it.");
  const plot = make("section", { class: "panel over", "aria-label": "Data and fits" },
    figure.element, make("div", { class: "under" }, control("shows_truth"), hint, signs), table.element);
  const result = make("p", { id: "result", class: "unseen", role: "status" });
  const columns = make("div", { class: "columns" },
    make("div", { class: "stack" }, data, fitting), plot,
    make("div", { class: "besides" }, opening.element, panels.element, helping.element, questions.element));
  unsure.element.append(doubts.element);
  const views = tabs("What is looked at", model.views, { fits: columns, uncertainty: unsure.element, steps: building.element }, (name) => change("view", name));
  const root = make("div", { class: "curves around" },
    chrome.header, chrome.notices, chrome.lesson,
    make("h1", { class: "unseen" }, "Curves: fits of noisy points"),
    views, columns, unsure.element, building.element, result, saving.element, teacher.element);
  chrome.tips(root);
  plot.addEventListener("dragover", (event) => event.preventDefault());
  plot.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file && !figure.fixed) bring(file);
  });

  /** Hide what a teacher has hidden beside single controls. */
  function hideParts(hidden) {
    const is = (name) => hidden.includes(`curves.${name}`);
    figure.fixed = is("points");
    for (const one of [...drawing, undos[0], open]) one.hidden = is("points");
    unsure.fix(is("points"));
    building.fix(is("view"));
    hint.hidden = figure.isFixed;
    degrees.element.hidden = is("degrees");
    const unknown = fits?.known === false; // without a truth no new data can be drawn
    panels.hide({ degree: is("errors"), parts: unknown || is("cloud"), size: unknown || is("learning"), width: unknown || is("network"), choose: is("choose") });
    helping.element.hidden ||= unknown;
    for (const name of ["n", "sigma", "tests", "test_end", "shows_truth"]) controls[name][0].element.hidden ||= unknown;
    panels.element.hidden ||= is("test"); // its charts tell the test errors
    panels.element.hidden ||= is("errors") && is("cloud") && is("learning") && is("network");
    helping.element.hidden ||= is("remedies") || is("test"); // its sentences tell the test errors
    questions.element.hidden ||= is("questions");
    doubts.element.hidden = made.element.hidden = is("questions");
    saveButton.hidden = is("save") || stage !== TESTS; // a file would give the answers away
    unsure.hide(is("coverage"));
    lesson.hidden = is("truth");
  }

  // What the server says

  function showState(state) {
    values = state.values;
    stage = state.stage;
    chrome.address.show(state.link, state.change);
    teacher.show(values.hidden, state.link);
    if (stage === ASK && isOver() && !chrome.lessons.name) { // this tab has been through it
      chrome.send("stage", { stage: TESTS });
      return;
    }
    if (!sender.answered(state.number)) return;
    for (const one of [figure.hand, unsure, building]) one.settle();
    for (const [name, several] of Object.entries(controls)) {
      for (const one of several) {
        one.show(values[name]);
        one.element.hidden = values.hidden.includes(declared[name].hide);
      }
    }
    controls.formula[0].element.hidden ||= values.truth !== "typed";
    degrees.show(values.degrees.map(String));
    for (const one of undos) one.disabled = !state.undoes;
    figure.shown.truth = values.shows_truth;
    figure.draw();
    if (!values.degrees.map(String).includes(followed)) follow(String(values.degrees.at(-1) ?? ""));
    root.dataset.stage = String(stage);
    root.dataset.view = values.view;
    views.choose(values.view);
    views.hidden = values.hidden.includes(declared.view.hide) || stage !== TESTS;
    unsure.showValues(values, state.idle);
    opening.show(stage, chrome.lessons.name !== "");
    for (const one of [panels, helping, questions]) one.element.hidden = stage !== TESTS;
    if (fits && !fits.arrays.points.shape[0]) panels.element.hidden = helping.element.hidden = true; // nothing to judge
    const isAny = values.ridge > 0 || fits?.rows.some(({ unique }) => unique === false);
    controls.basis[0].element.hidden ||= !isAny; // else every basis gives the same fit
    hideParts(values.hidden);
    if (["", "undo", ...asked].includes(state.change)) panels.choose(values.chart); // else it is this page's own
    if (!values.draws && repeats) showRepeats(null);
    if (!opening.element.hidden) helping.element.hidden = questions.element.hidden = true;
    fitting.hidden = stage === ASK;
    root.classList.add("ready");
  }

  function showFits(message) {
    fits = message;
    if (helped) helped = false;
    else helping.clear();
    figure.showCopies(null);
    figure.show(message);
    panels.showFits(message);
    showRows();
    if (questions.waits) requestAnimationFrame(() => questions.seen());
    lesson.textContent = !message.known ? "Your own data: nobody knows their truth. Regenerate draws points from a known one." : message.own ? "Your own points. Regenerate draws new ones from the truth." : `Truth: y = ${message.said}. ${message.lesson}`;
    showSigns();
    const data = JSON.stringify([[...message.arrays.points.values], message.said, message.sigma, message.test]);
    if (data !== shownData) panels.showWidths(null); // those networks have learned other points
    shownData = data;
    if ((!message.arrays.points.shape[0] || !message.known) && repeats) showRepeats(null);
    tell();
    requestAnimationFrame(() => root.dispatchEvent(new CustomEvent("curves:fits", { detail: { stage: message.stage }, bubbles: true, composed: true })));
  }

  function showStairs(message) {
    building.show(message);
    if (made.waits) requestAnimationFrame(() => made.seen());
  }

  /** The network's curve as it learns. */
  function showNetwork(message) {
    network = message;
    figure.showNetwork(message);
    showRows();
  }

  function showRows() {
    if (!values.width) network = null;
    figure.showNetwork(network);
    const remarks = [...fits.remarks];
    if (network) remarks.push(network.row.diverged ? "The network’s numbers ran away." : `The network has learned for ${network.row.epoch.toLocaleString("en")} of ${network.row.epochs.toLocaleString("en")} epochs.`);
    table.show({ rows: network ? [...fits.rows, network.row] : fits.rows, remarks, known: fits.known }, fits.stage, fits.stage === TESTS);
  }

  function showRepeats(message) {
    repeats = message;
    panels.showRepeats(message);
    showCloud(true);
  }

  function follow(name) {
    followed = name;
    panels.follow(name);
    helping.follow(name && `degree ${name}`);
    showCloud(false);
  }

  /** Show the fits to the new data sets of the followed degree. */
  function showCloud(grows) {
    const one = repeats?.parts.find(({ name }) => name === followed) ?? repeats?.parts.at(-1);
    figure.showCloud(one ? {
      name: one.name, at: repeats.arrays.at, fits: repeats.arrays[`cloud.${one.name}`], mean: repeats.arrays[`mean.${one.name}`],
    } : null, !grows || calm.matches);
    showSigns();
  }

  /** Say what the marks in the plot are. */
  function showSigns() {
    const entries = [["dot", "training points"]];
    if (fits?.arrays.tests) entries.push(["diamond", "new points"]);
    const shown = entries.map(([kind, word]) => make("li", {}, make("span", { class: `sign-${kind}` }), word));
    const cloud = figure.cloud?.name;
    if (cloud) shown.push(make("li", {}, `thin: degree ${cloud} fitted to each of ${repeats.count} new data sets; thick: their mean`));
    signs.replaceChildren(...shown);
  }

  let timer = 0;
  /** What is seen, as one text, once it stands still. */
  function tell() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const rows = fits.rows.map(({ label, training, test }) => `${label}: training error ${short(training)}${test === null ? "" : `, test error ${short(test)}`}.`);
      result.textContent = [`${figure.points.length} points.`, figure.said, ...rows].join(" ");
    }, 600);
  }

  function redraw() {
    figure.draw();
    panels.follow(followed);
    unsure.redraw();
    building.redraw();
  }

  return root;
}
