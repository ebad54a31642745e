// The search as one component: what to try, the bar, the drawings, the best one and how honest its score is.

import { Chrome } from "kit/chrome.js";
import { classLink } from "kit/class_link.js";
import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { unpacked } from "kit/packing.js";
import { predict } from "kit/predict.js";
import { save } from "kit/save.js";
import { Sender } from "kit/sender.js";
import { tabs } from "kit/tabs.js";
import { bar } from "search/bar.js";
import { chooser } from "search/chooser.js";
import { chosen } from "search/chosen.js";
import { code } from "search/code.js";
import { Cost } from "search/cost.js";
import { Heat } from "search/heat.js";
import { honest } from "search/honest.js";
import { hover } from "search/hover.js";
import { models } from "search/models.js";
import { Parallel } from "search/parallel.js";
import { Plane } from "search/plane.js";
import { Results } from "search/results.js";
import { table } from "search/table.js";
import { Violin } from "search/violin.js";

const RESUME = "search:running"; // in the tab's session: the search that was under way
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const OPENED = "search:opened"; // those whose test data have been opened: that cannot be undone
const opened = () => JSON.parse(sessionStorage.getItem(OPENED) ?? "[]");
const KEYS = { " ": { action: "toggle" } };
const SETTLED = 800; // milliseconds without anything new, until what is seen is told
const HOW = ["method", "draws", "factor", "folds", "seeds"];

/** Three violins as a picture: what will stand here. */
function sketch() {
  const template = document.createElement("template");
  const violin = (x, low, wide, high) => `<path d="M${x} ${high}C${x - 2} ${high + 12} ${x - 15} ${wide - 12} ${x - 15} ${wide}S${x - 4} ${low - 10} ${x} ${low}C${x + 4} ${low - 10} ${x + 15} ${wide + 12} ${x + 15} ${wide}S${x + 2} ${high + 12} ${x} ${high}Z"/>`;
  template.innerHTML = `<svg viewBox="0 0 110 70" aria-hidden="true">${violin(20, 66, 44, 14)}${violin(55, 58, 24, 4)}${violin(90, 62, 34, 10)}</svg>`;
  return template.content.firstElementChild;
}

export function render({ model, view }) {
  const sender = new Sender((message) => chrome.send("change", message));
  const change = (name, value) => sender.change(name, value);
  const declared = Object.fromEntries(model.fields.map((one) => [one.name, one]));
  const controls = {};
  const control = (name) => {
    controls[name] = field(declared[name], change);
    return controls[name].element;
  };
  const send = (type, fields) => chrome.send(type, fields);
  const start = () => {
    send("start");
    // On a phone the drawings lie far below.
    if (drawings.getBoundingClientRect().top > innerHeight * 0.8) drawings.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
  };
  const act = (action) => {
    if (action === "toggle") (running ? () => send("cancel") : start)();
  };

  let values = {};
  let running = false;
  let told = null; // the newest scores, with what follows from them
  let saying = 0;
  let ordered = 0; // how many combinations had been tried when the violins got their order
  let pair = []; // the names that are looked at together
  const results = new Results();

  const bubble = hover();
  const marks = {
    pointed: -1, chosen: -1, kept: null,
    point(row, at) {
      if (row === marks.pointed && row < 0) return;
      marks.pointed = row;
      if (row >= 0 && at) bubble.show(results, row, at);
      else bubble.hide();
      remark();
    },
    choose(row) {
      marks.chosen = row;
      card.choose(row, results);
      listing.mark(row);
      remark();
    },
  };

  const runBar = bar({ start, cancel: () => send("cancel"), unshuffle: () => change("shuffled", false) });
  const choosing = chooser(model.models, { tick: (name, what) => change(`tick:${name}`, what), models: (names) => change("models", names) });
  const violins = {};
  const grid = make("div", { class: "violins" });
  const points = new Plane(model.classes);
  const heat = new Heat();
  const pairing = make("p", { class: "said pairing" });
  const parallel = new Parallel({ marks, brushed: (kept) => {
    marks.kept = kept;
    redraw();
  } });
  const cost = new Cost({ marks });
  const listing = table({ choose: (row) => marks.choose(row) });
  const six = models(model.models, { classes: model.classes, start: () => send("planes"), cancel: () => send("cancelPlanes") });
  const card = chosen({
    classes: model.classes, ask: (number) => send("look", { number }), open: (number) => send("playground", { number }),
    code: () => send("code"),
  });
  const honestly = honest({
    look: () => marks.choose(results.best),
    open: () => {
      sessionStorage.setItem(OPENED, JSON.stringify([...opened(), results.key]));
      send("openTest");
    },
   
    shuffle: () => send("shuffle"), compare: () => send("compare"), stop: () => send("stopCompare"),
  });
  const questions = predict(model.questions, {
    kept: "search:predicted", lock: "Lock in and see", waiting: "Your answer is locked in. Watch the search …",
    answer: (question, choice) => send("predict", { question, choice }),
    show: (question, number) => send("show", { question, number }),
  });
  const script = code();
  const saving = save(model.files, "It opens the page with this set-up.", (name) => send("save", { name }));
  const teacher = classLink(model.hideable, (hidden) => change("hidden", hidden));

  const binary = {
    data: (message) => showData(message), trial: (message) => showTrial(message), scores: (message) => showScores(message),
    boundary: (message) => card.show(message), plane: (message) => six.show(message), heat: (message) => showHeat(message),
  };
  const beside = (label, tip, open) => make("button", { type: "button", class: "plain small", "data-tip": tip, "data-tip-title": label, onclick: open }, label);
  const saveButton = beside("Save", "A link, a Python script, the table, and pictures of what is seen.", () => saving.open());
  const chrome = new Chrome({ model, view }, {
    answers: {
      bytes: (buffer) => {
        const message = unpacked(buffer);
        binary[message.type]?.(message);
      },
      state: (state) => showState(state),
      estimate: (message) => runBar.showEstimate(message),
      run: (message) => showRun(message),
      verdict: (message) => { if (message.key === results.key) honestly.showVerdict(message); },
      methods: (message) => honestly.showMethods(message),
      planes: (message) => six.showState(message),
      code: ({ text }) => script.show(text),
      answer: (message) => questions.take(message),
      keep: ({ link }) => chrome.address.keep(link),
      file: (message) => saving.take(message),
      unsaved: ({ sentence }) => saving.fail(sentence),
    },
    keys: KEYS, act, themed: () => redraw(),
    beside: [saveButton, beside("Class link", "For teachers: hide what your class should not see.", () => teacher.open())],
    interrupted: () => sender.interrupted(), begin: () => sender.restart(),
  });

  // The arrangement

  const about = make("p", { class: "said" });
  const ofData = model.data.map((one) => {
    controls[one.name] = field(one, change);
    declared[one.name] = one;
    return controls[one.name].element;
  });
  const data = make("section", { class: "panel data", "aria-label": "Data" },
    make("div", { class: "head" }, make("h2", {}, "Data"),
      make("button", { type: "button", class: "plain small", onclick: () => send("back"), "data-tip": "Other data, own points and files are chosen there; they come back with the link to this page.", "data-tip-title": "Playground" }, "‹ Playground")),
    make("div", { class: "shown" }, points.canvas, make("div", {}, ...ofData)), about);
  const how = make("section", { class: "panel how", "aria-label": "How to search" },
    make("h2", {}, "How"), make("div", { class: "grid" }, ...HOW.map((name) => control(name))));
  const empty = make("div", { class: "empty" });
  const matters = make("div", { class: "matters" }, pairing, heat.element, grid);
  const panes = { matters, parallel: parallel.element, cost: cost.element, models: six.element, table: listing.element };
  const views = tabs("What is seen", model.views, panes, (name) => {
    change("view", name);
    seen(name);
  });
  const drawings = make("section", { class: "panel drawings", "aria-label": "What is seen" }, views, empty, ...Object.values(panes));
  const result = make("p", { id: "result", class: "unseen", role: "status" });
  const root = make("div", { class: "searching around" },
    chrome.header, chrome.notices, chrome.lesson,
    make("h1", { class: "unseen" }, "Search: which settings matter?"),
    runBar.element,
    make("div", { class: "columns" },
      make("div", { class: "stack left" }, data, choosing.element, how),
      make("div", { class: "stack middle" }, drawings, card.pinned),
      make("div", { class: "besides" }, honestly.best, card.element, questions.element, honestly.experiments)),
    result, bubble.element, saving.element, teacher.element, script.element);
  chrome.tips(root);

  const PARTS = { // what a teacher can hide beside single controls
    data: [data], ticks: [choosing.settings], models: [choosing.models], best: [honestly.best], chosen: [card.element, card.pinned],
    shuffled: [honestly.shuffling], compare: [honestly.ways], questions: [questions.element], save: [saveButton],
  };

  function hideParts(hidden) {
    const is = (name) => hidden.includes(`search.${name}`);
    for (const [name, elements] of Object.entries(PARTS)) for (const one of elements) one.classList.toggle("away", is(name));
    for (const { name, hide } of [...model.fields, ...model.data]) controls[name].element.hidden = hidden.includes(hide);
    how.classList.toggle("away", is("method") && is("folds"));
    choosing.element.classList.toggle("away", is("ticks") && is("models"));
    honestly.experiments.classList.toggle("away", is("shuffled") && is("compare"));
    views.hide({ parallel: is("parallel"), cost: is("cost"), models: is("planes"), table: is("table") });
  }

  function seen(name) {
    root.dataset.view = name;
    showEmpty();
    if (name === "table") listing.refresh();
    redraw();
  }

  /** What stands in place of drawings that have nothing to draw. */
  function showEmpty() {
    const nothing = !results.tried.length && views.chosen !== "models";
    empty.hidden = !nothing;
    for (const one of Object.values(panes)) one.classList.toggle("nothing", nothing);
    const lead = running ? "The first fits are under way …" : runBar.isRefused ? "What is ticked cannot be searched." : "Press Search.";
    if (nothing) empty.replaceChildren(sketch(), make("p", { class: "lead" }, lead),
      running ? "" : make("p", {}, "Every combination of what is ticked on the left is trained on parts of the training points and scored on the rest. Then it is seen which of the settings matter, and which do not."));
  }

  // What the server says

  function showState(state) {
    values = state.values;
    chrome.address.show(state.link, state.change);
    teacher.show(values.hidden, state.link);
    if (!sender.answered(state.number)) return;
    for (const [name, one] of Object.entries(controls)) one.show(values[name]);
    hideParts(values.hidden);
    for (const name of [...HOW, ...model.data.map((one) => one.name)]) controls[name].element.hidden ||= state.idle.includes(name);
    choosing.show(state);
    runBar.showPlan(state.plan, values.shuffled);
    honestly.showShuffled(values.shuffled);
    views.choose(values.view);
    seen(values.view);
    root.classList.add("ready");
  }

  function showData(message) {
    points.show(null, message, message.title);
    about.textContent = message.words;
    six.showData(message);
  }

  /** Another search is looked at: what is tried, before anything has come. */
  function showTrial(message) {
    results.begin(message);
    results.testWords = message.testWords;
    told = null;
    pair = [];
    heat.show(null);
    marks.kept = null;
    if (parallel.brushes.size) parallel.free();
    marks.chosen = marks.pointed = -1;
    card.choose(-1, results);
    honestly.showVerdict(null);
    honestly.show(results);
    grid.replaceChildren();
    for (const name of Object.keys(violins)) delete violins[name];
    for (const { name } of results.axes) violins[name] = new Violin(name, { marks, pick: (one) => pickPair(one) });
    showEmpty();
  }

  function showScores(message) {
    if (message.key !== results.key) return;
    results.take(message);
    told = message;
    // While scores come the order changes: it is settled whenever twice as many are there, so that nothing jumps about.
    if (!running || !grid.children.length || results.tried.length >= 2 * ordered) {
      ordered = results.tried.length;
      const order = message.order.map((name) => violins[name].element);
      if (order.some((one, k) => grid.children[k] !== one)) grid.replaceChildren(...order);
    }
    for (const { name, share, sentence, groups } of message.axes) {
      const axis = results.axes.findIndex((one) => one.name === name);
      const densities = message.arrays[`densities.${name}`];
      violins[name].show({
        results, axis, share, sentence,
        groups: groups.map((group, k) => ({
          ...group,
          densities: group.violin ? densities.values.subarray(k * densities.shape[1], (k + 1) * densities.shape[1]) : null,
        })),
      });
    }
    pairing.textContent = results.axes.length > 1 && !pair.length ? message.pairs : "";
    showEmpty();
    parallel.show(results, message.order.map((name) => results.axes.findIndex((one) => one.name === name)));
    cost.show(results);
    listing.show(results);
    honestly.show(results);
    card.refresh(results);
    clearTimeout(saying);
    saying = setTimeout(() => { result.textContent = message.said; }, SETTLED); // while it runs nobody wants to hear all
    if (!running && questions.waits) requestAnimationFrame(() => questions.seen());
  }

  function pickPair(name) {
    pair = pair.includes(name) ? pair.filter((one) => one !== name) : [...pair, name].slice(-2);
    for (const one of Object.values(violins)) one.title.setAttribute("aria-pressed", String(pair.includes(one.name)));
    if (pair.length < 2) heat.show(null);
    pairing.textContent = pair.length === 1 ? "Press a second name: then you see how the two go together." : pair.length ? "" : told?.pairs ?? "";
    send("pair", { names: pair });
  }

  function showHeat(message) {
    if (message.key !== results.key || String(message.names) !== String(pair)) return;
    heat.show({ results, ...message, means: message.arrays.means.values, counts: message.arrays.counts.values });
  }

  function showRun(message) {
    running = message.state === "running";
    runBar.showRun(message);
    honestly.showRun(message);
    root.dataset.run = message.state;
    root.classList.toggle("old", Boolean(message.old));
    showEmpty();
    if (message.state !== "running" && message.done === message.fits && opened().includes(message.key) && !honestly.isOpen) send("openTest");
    resume(message);
    if (!running && questions.waits) requestAnimationFrame(() => questions.seen());
  }

  /** Go on with a search amid which the page was reloaded: the tab remembers which one ran. */
  function resume({ state, key, done, fits }) {
    if (state === "running") sessionStorage.setItem(RESUME, key);
    else if (state !== "idle") sessionStorage.removeItem(RESUME);
    else if (done && done < fits && sessionStorage.getItem(RESUME) === key) send("start");
  }

  function redraw() {
    for (const one of [...Object.values(violins), parallel, cost, heat, points]) one.draw();
    six.redraw();
    card.redraw();
  }

  /** Other dots stand out. */
  function remark() {
    for (const one of [...Object.values(violins), parallel, cost]) one.remark();
  }

  return root;
}
