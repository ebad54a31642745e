// The optimizers' lab as one component: who races, the map, the curves, the story of a step.

import { Chrome } from "kit/chrome.js";
import { classLink } from "kit/class_link.js";
import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { unpacked } from "kit/packing.js";
import { Sender } from "kit/sender.js";
import { Aim } from "optimizers/aim.js";
import { bend } from "optimizers/bend.js";
import { Curves } from "optimizers/curves.js";
import { legend } from "optimizers/legend.js";
import { Map } from "optimizers/map.js";
import { network } from "optimizers/network_panel.js";
import { Places } from "optimizers/places.js";
import { controlsOf, Player } from "optimizers/player.js";
import { predict } from "kit/predict.js";
import { outcome } from "optimizers/result.js";
import { rules } from "optimizers/rules.js";
import { save } from "kit/save.js";
import { sign } from "optimizers/signs.js";
import { story } from "optimizers/story.js";
import { stepsOf } from "optimizers/traces.js";

const KEYS = {
  " ": { action: "toggle" }, r: { action: "restart" }, s: { action: "story" },
  ArrowLeft: { action: "back", held: true }, ArrowRight: { action: "on", held: true },
};

const INTRO = { // what a newcomer sees, and what there is to do
  surface: "Seen from above: the darker, the lower. Each rule starts at the circle and looks for the lowest point. Drag the circle, press Play.",
  network: "Its loss from above: the darker, the lower. Each rule starts at the circle, the network as it is, and changes the two numbers on the axes. Press Play.",
};

export function render({ model, view }) {
  const sender = new Sender((message) => chrome.send("change", message));
  const change = (name, value) => sender.change(name, value);
  const declared = Object.fromEntries(model.fields.map((one) => [one.name, one]));
  const controls = {};
  const control = (name, further = {}) => {
    controls[name] = field({ ...declared[name], ...further }, change);
    return controls[name].element;
  };
  const player = new Player();
  const acts = {
    toggle: () => player.toggle(), restart: () => player.restart(), back: () => player.step(-1), on: () => player.step(1),
    story: () => change("by_step", !values.by_step),
  };
  const act = (action) => {
    if (root.dataset.view === "live") {
      const meant = { toggle: "toggle", restart: "reset" }[action];
      if (meant) chrome.send("train", { action: meant });
    } else if (root.dataset.view !== "run") acts[action]?.(); // nothing is played there
  };

  let values = {};
  let link = ""; // to them
  let rewinds = false; // whether the race goes back to its start as soon as its paths are there: a lesson asks first
  let terrain = null;
  let paths = null;
  let starts = false; // whether the race begins as soon as its paths are there
  const aim = new Aim({ send: (fields) => chrome.send("aim", fields), rest: (place) => change("start", place) });
  const map = new Map(model.looks, { moved: (x, y) => change("start", [x, y]), dragged: (x, y) => aim.move(x, y), released: () => aim.settle() });
  const curves = new Curves(model.looks, (moment) => { player.pause(); player.go(moment); });
  const racers = rules({ looks: model.looks, own: model.own, fields: declared, change, complain: (text) => chrome.told.tell(text, {}) });
  const byStep = make("button", { type: "button", class: "plain", "aria-pressed": "false", onclick: () => act("story") }, "Step by step");
  const bending = bend({ looks: model.looks, choose: control("told"), beside: byStep });
  const places = new Places(model.looks, (found) => { map.found = found; map.draw(); });
  const signs = legend();
  const result = outcome(model.looks);
  const told = story({
    ask: (step) => chrome.send("story", { step }), step: (by) => player.step(by),
    point: (pointed) => map.point(pointed), close: () => change("by_step", false),
  });
  const questions = predict(model.questions, {
    kept: "optimizers:predicted", lock: "Lock in and race", waiting: "Your answer is locked in. Watch the race …",
    answer: (question, choice) => { starts = true; chrome.send("predict", { question, choice }); },
    show: (question, number) => { starts = true; chrome.send("show", { question, number }); },
  });
  const savings = Object.fromEntries(Object.entries(model.files).map(([kind, files]) => [
    kind, save(files, "It opens the page with this picture.", (name) => chrome.send("save", { name })),
  ]));
  const saving = () => savings[root.dataset.view] ?? savings.race;
  const teacher = classLink(model.hideable, (hidden) => change("hidden", hidden));
  const beside = (label, tip, open) => make("button", { type: "button", class: "plain small", "data-tip": tip, "data-tip-title": label, onclick: open }, label);
  const saveButton = beside("Save", "A link, a NumPy script, tables and pictures of what is shown.", () => saving().open());

  const own = network({ looks: model.looks, speed: model.speed, control, change, send: (type, fields) => chrome.send(type, fields) });
  const ofNetwork = {
    network: (message) => own.showNetwork(message), live: (message) => own.showLive(message),
    shadow: (message) => own.showRun(message), scale: (message) => own.showScale(message),
  };

  const chrome = new Chrome({ model, view }, {
    answers: {
      bytes: (buffer) => {
        const message = unpacked(buffer);
        if (message.type === "terrain") showTerrain(message);
        else if (message.type === "paths") showPaths(message);
        else if (message.type === "aimed") showAimed(message);
        else if (ofNetwork[message.type]) ofNetwork[message.type](message);
        else if (message.rule === values.basins_of) showBasins(message);
      },
      state: (state) => showState(state),
      story: (message) => told.show(message),
      runs: (message) => own.showRuns(message),
      work: (message) => own.showWork(message),
      rates: ({ rates }) => racers.hint(rates),
      keep: ({ link }) => chrome.address.keep(link),
      answer: (message) => questions.take(message),
      file: (message) => saving().take(message),
      unsaved: ({ sentence }) => saving().fail(sentence),
    },
    keys: KEYS, act, themed: () => { map.redraw(); curves.draw(); own.redraw(); },
    beside: [saveButton, beside("Class link", "For teachers: hide what your class should not see.", () => teacher.open())],
    taught: (phase) => {
      root.classList.toggle("taught", phase !== "");
      root.classList.toggle("asked", phase === "ask");
    },
    interrupted: () => sender.interrupted(), begin: () => { sender.restart(); aim.restart(); told.restart(); },
  });

  // The arrangement

  const intro = make("p", { class: "intro" });
  const lesson = make("p", { class: "lesson" });
  const note = make("p", { class: "note", role: "status", hidden: true });
  const hurried = make("p", { class: "hurried" }); // above the map, which must not move under the pointer
  map.element.append(hurried);
  const formulas = make("details", { class: "formulas" }, make("summary", {}, "Value, gradient and Hessian as formulas"), make("dl", {}));
  const playing = controlsOf(player, () => values.axis);
  const boxes = control("boxes", { pictures: Object.fromEntries(Object.keys(model.boxes).map((name) => [name, sign(name)])) });
  const losses = make("section", { class: "panel how", "aria-label": "Losses" },
    make("div", { class: "head" }, make("h2", {}, "How fast?"), control("axis")), curves.element);
  player.follow((moment) => {
    map.go(moment);
    curves.go(moment);
    follow();
    if (!starts && !player.playing && player.length && moment >= player.length) seen();
  });

  let seenLink = ""; // the race that has been seen to its end, as a link
  function seen() {
    questions.seen();
    if (!chrome.lessons.name || seenLink === link) return;
    seenLink = link;
    chrome.send("seen", { link });
  }

  const root = make("div", { class: "optimizers around" },
    chrome.header,
    chrome.notices,
    chrome.lesson,
    make("h1", { class: "unseen" }, "Optimizers race over a surface"),
    make("div", { class: "columns" },
      racers.element,
      make("section", { class: "panel over", "aria-label": "Surface" },
        control("over"), own.element,
        make("div", { class: "head of-surface" }, control("surface"), control("formula"), control("across"), control("up"), control("start"), control("basins_of")),
        own.live, own.runs,
        intro, lesson, note, map.element, result.element, signs.element, playing, bending.element, places.element, formulas),
      make("div", { class: "besides" },
        told.element, questions.element, losses,
        make("section", { class: "panel settings", "aria-label": "Drawing and steps" },
          boxes,
          make("div", { class: "grid" }, ...["steps", "schedule", ...model.of_schedules, "clip", "noise", "batch", "seed"].map((name) => control(name)))))),
    ...Object.values(savings).map(({ element }) => element), teacher.element);
  chrome.tips(root);

  const PARTS = { // what a teacher can hide beside single controls
    verdicts: [root.querySelector(".rules"), "no-verdicts"], rates: [racers.element, "no-rates"], rules: [racers.element, "no-choice"],
    places: [places.element], curvature: [bending.said], formulas: [formulas], curves: [losses],
    byStep: [byStep], questions: [questions.element], save: [saveButton],
  };

  /** Hide what a teacher has hidden: a whole part, or what a class of it says. */
  function hideParts(hidden) {
    const is = (name) => hidden.includes(`optimizers.${name}`);
    for (const [name, [element, only = "away"]] of Object.entries(PARTS)) element.classList.toggle(only, is(name));
    for (const { name, hide } of model.fields) {
      if (controls[name]) controls[name].element.hidden = hidden.includes(hide);
    }
    map.fixed = is("start");
    map.bare = is("places");
    result.quiet = is("verdicts");
    controls.told.element.hidden = is("byStep") && is("curvature");
  }

  // What the server says

  function showState(state) {
    values = state.values;
    if (state.change === "lesson") {
      rewinds = true;
      seenLink = "";
    }
    chrome.address.show(state.link, state.change);
    link = state.link;
    teacher.show(values.hidden, state.link);
    if (!sender.answered(state.number)) return;
    for (const [name, one] of Object.entries(controls)) one.show(values[name]);
    racers.show(values);
    hideParts(values.hidden);
    for (const name of ["formula", "across", "up"]) controls[name].element.hidden ||= values.surface !== "typed";
    for (const name of ["seed", ...model.of_schedules]) controls[name].element.hidden ||= state.idle.includes(name);
    root.dataset.over = values.over;
    root.dataset.view = values.over === "network" ? values.view : "surface";
    intro.textContent = INTRO[values.over];
    own.showSettings(values, (name) => values.hidden.includes(declared[name].hide));
    if (values.over === "network") root.classList.add("ready"); // a large network's race takes its time
    map.boxes = values.boxes;
    if (!values.basins_of && map.basins) showBasins(null);
    map.draw();
    byStep.setAttribute("aria-pressed", String(values.by_step));
    told.element.hidden = !values.by_step || values.hidden.includes(declared.by_step.hide);
    if (told.element.hidden) map.point(null);
    refresh();
  }

  /** What needs the settings and the paths, which come on different ways: in either order. */
  function refresh() {
    if (!paths || !values.rules) return;
    const [left, right, low, high] = terrain.domain;
    for (const [name, shown] of [["start", paths.begin], ["across", [left, right]], ["up", [low, high]]]) {
      if (!values[name].length) controls[name].show(shown); // left open: what holds then
    }
    count(paths);
    const length = Math.max(0, ...paths.rules.map((rule) => (paths.arrays[`${rule.name}.points`].shape[0] - 1) * rule.each));
    curves.show(paths, lowest(), values.axis);
    player.renew(length, player.moment >= player.length);
    controls.batch.element.hidden = !terrain.network || values.hidden.includes(declared.batch.hide);
    tellStep();
    root.classList.add("ready");
    if (rewinds) {
      player.pause();
      player.go(0);
    }
    rewinds = false;
    if (starts) {
      starts = false;
      player.restart();
    }
  }

  /** Let the rules of paths say in `each` what a step of theirs is on the axis. */
  function count({ rules: some }) {
    for (const rule of some) rule.each = values.axis === "steps" ? 1 : rule.cost;
  }

  /** The step that comes next of the followed rule; at the end of its path the last one. */
  function nextStep() {
    const rule = paths.rules.find(({ name }) => name === values.told);
    const steps = Math.floor(stepsOf(rule ?? { each: 1 }, player.moment));
    const last = rule ? paths.arrays[`${rule.name}.points`].shape[0] - 1 : values.steps;
    return Math.min(steps + 1, Math.max(last, 1));
  }

  let toldStep = 0;
  function tellStep() {
    toldStep = nextStep();
    told.renew(toldStep);
  }

  /** Let the words follow the moment. */
  function follow() {
    if (!paths || !values.rules) return;
    bending.show(paths, values.told, player.moment);
    if (nextStep() !== toldStep) tellStep();
  }

  function lowest() {
    const low = terrain?.places.filter(({ kind }) => kind === "minimum" || kind === "valley").map(({ value }) => value) ?? [];
    return low.length ? Math.min(...low) : null;
  }

  function showTerrain(message) {
    const finer = message.plane && terrain?.plane && message.n > terrain.n;
    if (finer) message.places = terrain.places; // the same, finer
    terrain = message;
    lesson.textContent = message.empty ? "This formula has no value anywhere in the picture: type another one." : message.lesson;
    const entries = Object.entries(message.formulas);
    formulas.hidden = !entries.length;
    formulas.lastElementChild.replaceChildren(...entries.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, make("code", {}, text))]));
    map.showTerrain(message);
    if (!finer) places.renew(message.places);
    signs.show(message, null, model.looks);
  }

  /** Level places that are known only after the paths: of a network they take long. */
  function showPlaces(level) {
    map.showTerrain(Object.assign(terrain, { places: level }));
    places.renew(level);
    signs.show(terrain, null, model.looks);
  }

  function showBasins(message) {
    map.showBasins(message);
    signs.show(terrain, message, model.looks);
  }

  /** Populations come after the others: until they do, those of before are kept, faint if they are of another start. */
  function merged(message) {
    const names = new Set(message.rules.map(({ name }) => name));
    const others = (paths?.rules ?? []).filter(({ name }) => !names.has(name) && values.rules?.includes(name) && (model.looks[name].population || !message.all));
    const kept = Object.entries(paths?.arrays ?? {}).filter(([name]) => others.some((one) => name.startsWith(`${one.name}.`)));
    const moved = message.all && String(paths?.begin) !== String(message.begin); // they are of another start
    const held = others.map((rule) => (moved ? { ...rule, held: true } : rule));
    return { ...message, rules: [...held, ...message.rules], arrays: { ...Object.fromEntries(kept), ...message.arrays } };
  }

  /** Paths from where the start is being dragged; all that has to be read stays, until it rests. */
  function showAimed(message) {
    aim.answered(message.number);
    if (!paths || !aim.isMoving) return;
    count(message);
    const shown = merged(message);
    map.showPaths(shown);
    if (!message.short) curves.show(shown, lowest(), values.axis);
    showHurried(message.note, true, message.short);
    controls.start.show(message.begin);
    tellPainted(message);
  }

  function showHurried(text, aiming, short) {
    if (hurried.textContent !== text) hurried.textContent = text;
    root.classList.toggle("aiming", aiming);
    losses.classList.toggle("outdated", short);
  }

  /** Tell those who measure, after the map, which was asked to draw before. */
  function tellPainted({ begin }) {
    const painted = () => root.dispatchEvent(new CustomEvent("optimizers:paths", { detail: { begin }, bubbles: true, composed: true }));
    requestAnimationFrame(painted);
  }

  function showPaths(message) {
    if (aim.isMoving && paths) return; // of where the start has rested meanwhile
    if (message.level && message.all && JSON.stringify(message.level) !== JSON.stringify(terrain.places)) showPlaces(message.level);
    note.hidden = !message.note;
    note.textContent = message.note ?? "";
    paths = merged(message);
    racers.showPaths(paths);
    map.showPaths(paths);
    places.note(message.rules);
    result.show(terrain, paths);
    showHurried("", false, false);
    refresh();
    tellPainted(paths);
  }

  return root;
}
