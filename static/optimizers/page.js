// The optimizers' lab as one component: who races, the map, the curves, the story of a step.

import { Chrome } from "kit/chrome.js";
import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { unpacked } from "kit/packing.js";
import { Sender } from "kit/sender.js";
import { Curves } from "optimizers/curves.js";
import { Map } from "optimizers/map.js";
import { short } from "optimizers/marks.js";
import { network } from "optimizers/network_panel.js";
import { Player } from "optimizers/player.js";
import { rules } from "optimizers/rules.js";
import { story } from "optimizers/story.js";

const KEYS = { " ": { action: "toggle" }, r: { action: "restart" } };
const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10];

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
  const act = (action) => {
    if (root.dataset.view === "live") chrome.send("train", { action: action === "restart" ? "reset" : action });
    else if (root.dataset.view === "run") return; // nothing is played there
    else if (action === "toggle") player.toggle();
    else if (action === "restart") {
      player.go(0);
      player.play();
    }
  };

  let values = {};
  let terrain = null;
  let paths = null;
  const map = new Map(model.looks, (x, y) => change("start", [x, y]));
  const curves = new Curves(model.looks, (moment) => { player.pause(); player.go(moment); });
  const racers = rules({ looks: model.looks, own: model.own, fields: declared, change });
  const told = story({
    ask: (step) => chrome.send("story", { step }),
    go: (step) => { player.pause(); player.go(step); },
    choose: control("told"),
  });

  const own = network({ looks: model.looks, control, change, send: (type, fields) => chrome.send(type, fields) });
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
        else if (ofNetwork[message.type]) ofNetwork[message.type](message);
        else if (message.rule === values.basins_of) map.showBasins(message);
      },
      state: (state) => showState(state),
      story: (message) => told.show(message),
      runs: (message) => own.showRuns(message),
      rates: ({ rates }) => racers.hint(rates),
      keep: ({ link }) => chrome.address.keep(link),
    },
    keys: KEYS, act, themed: () => { map.redraw(); curves.draw(); own.redraw(); },
    interrupted: () => sender.interrupted(), begin: () => sender.restart(),
  });

  // The arrangement

  const lesson = make("p", { class: "lesson" });
  const note = make("p", { class: "note", role: "status", hidden: true });
  const formulas = make("details", { class: "formulas" }, make("summary", {}, "Value, slopes and curvatures as formulas"), make("dl", {}));
  const bend = make("p", { class: "bend", role: "status" });
  const found = make("p", { class: "found", role: "status" });
  const nobody = make("p", { class: "nobody", hidden: true }, "Nobody races: tick an optimizer.");
  const all = make("input", { type: "text", inputmode: "decimal", "aria-label": "One rate for all", placeholder: "0.01" });
  const rateNames = model.fields.map(({ name }) => name).filter((name) => name.endsWith("_rate"));
  const setRates = (rate) => change("*", Object.fromEntries(rateNames.map((name) => [name, rate])));
  const alike = () => {
    const rate = Number(all.value.trim().replace(",", ".") || all.placeholder);
    if (rate > 0 && Number.isFinite(rate)) setRates(rate);
    else chrome.told.tell(`A learning rate is a number above 0, not “${all.value}”.`, {});
  };
  const play = make("button", { type: "button", class: "plain play", onclick: () => act("toggle") }, "Play");
  const scrubber = make("input", { type: "range", min: "0", max: "1", step: "any", value: "0", "aria-label": "Moment of the race", oninput: () => { player.pause(); player.go(Number(scrubber.value)); } });
  const counter = make("output", { class: "counter" });
  const speed = make("select", { "aria-label": "Speed", onchange: () => { player.speed = SPEEDS[speed.selectedIndex]; } },
    ...SPEEDS.map((one) => make("option", one === 1 ? { selected: true } : {}, `${one}×`)));
  player.follow((moment) => {
    play.textContent = player.playing ? "Pause" : "Play";
    scrubber.max = String(Math.max(player.length, 1));
    scrubber.value = String(moment);
    counter.textContent = `step ${Math.floor(moment)} of ${player.length}`;
    map.go(moment);
    curves.go(moment);
  });

  const root = make("div", { class: "optimizers around" },
    chrome.header,
    chrome.notices,
    make("h1", { class: "unseen" }, "Optimizers race over a surface"),
    make("div", { class: "columns" },
      make("section", { class: "panel who-races", "aria-label": "Optimizers" },
        make("h2", {}, "Who races?"),
        make("div", { class: "rates" }, make("button", { type: "button", class: "plain", onclick: () => setRates(0), "data-tip": "Gives every rule the rate that suits this surface." }, "Suggested rates"),
          make("span", { class: "alike" }, make("button", { type: "button", class: "plain", onclick: alike, "data-tip": "Gives every rule this rate." }, "All alike"), all)),
        racers.element, nobody),
      make("section", { class: "panel over", "aria-label": "Surface" },
        control("over"), own.element,
        make("div", { class: "head of-surface" }, control("surface"), control("formula"), control("start"), control("basins_of")),
        own.live, own.runs,
        lesson, note,
        map.element,
        make("div", { class: "player race", role: "group", "aria-label": "Race" }, play,
          make("button", { type: "button", class: "plain", onclick: () => act("restart") }, "Restart"), scrubber, counter, speed),
        make("div", { class: "below" }, bend, found), formulas),
      make("section", { class: "panel how", "aria-label": "Losses" },
        make("div", { class: "head" }, make("h2", {}, "How fast?"), control("axis")),
        curves.element,
        control("boxes"),
        make("div", { class: "grid" }, control("steps"), control("schedule"), control("clip"), control("noise"), control("batch"), control("by_step")))),
    told.element);
  chrome.tips(root);

  // What the server says

  function showState(state) {
    values = state.values;
    chrome.address.show(state.link, state.change);
    if (!sender.answered(state.number)) return;
    for (const [name, one] of Object.entries(controls)) one.show(values[name]);
    racers.show(values);
    for (const { name, hide } of model.fields) {
      if (controls[name]) controls[name].element.hidden = values.hidden.includes(hide);
    }
    controls.formula.element.hidden ||= values.surface !== "typed";
    nobody.hidden = values.rules.length > 0;
    root.dataset.over = values.over;
    root.dataset.view = values.over === "network" ? values.view : "surface";
    own.showSettings(values, (name) => values.hidden.includes(declared[name].hide));
    if (values.over === "network") root.classList.add("ready"); // a large network's race takes its time
    map.boxes = values.boxes;
    if (!values.basins_of && map.basins) map.showBasins(null);
    map.draw();
    told.element.hidden = !values.by_step;
    refresh();
  }

  /** What needs the settings and the paths, which come on different ways: in either order. */
  function refresh() {
    if (!paths || !values.rules) return;
    if (!values.start.length) controls.start.show(paths.begin);
    if (values.by_step) told.renew(player.length);
    curves.show(paths, lowest(), values.axis);
    controls.batch.element.hidden = !terrain.network || values.hidden.includes(declared.batch.hide);
    root.classList.add("ready");
  }

  function lowest() {
    const low = terrain?.places.filter(({ kind }) => kind === "minimum" || kind === "valley").map(({ value }) => value) ?? [];
    return low.length ? Math.min(...low) : null;
  }

  function showTerrain(message) {
    if (message.plane && terrain?.plane && message.n > terrain.n) message.places = terrain.places; // the same, finer
    terrain = message;
    lesson.textContent = message.empty ? "This formula has no value anywhere in the picture: type another one." : message.lesson;
    const entries = Object.entries(message.formulas);
    formulas.hidden = !entries.length;
    formulas.lastElementChild.replaceChildren(...entries.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, make("code", {}, text))]));
    everFound.clear();
    map.showTerrain(message);
  }

  /** Populations come after the others: until they do, the map keeps those of before. */
  function merged(message) {
    const names = new Set(message.rules.map(({ name }) => name));
    const others = (paths?.rules ?? []).filter(({ name }) => !names.has(name) && values.rules?.includes(name) && (model.looks[name].population || !message.all));
    const kept = Object.entries(paths?.arrays ?? {}).filter(([name]) => others.some((one) => name.startsWith(`${one.name}.`)));
    return { ...message, rules: [...message.rules, ...others], arrays: { ...Object.fromEntries(kept), ...message.arrays } };
  }

  const everFound = new Set(); // minima that some path has reached on this surface
  function showPaths(message) {
    if (message.level && message.all) map.showTerrain(Object.assign(terrain, { places: message.level }));
    note.hidden = !message.note;
    note.textContent = message.note ?? "";
    const fresh = !paths;
    const atEnd = player.moment >= player.length;
    paths = merged(message);
    
    racers.showPaths(paths);
    map.showPaths(paths);
    const minima = terrain.places.map(({ kind }, number) => (kind === "minimum" ? number : -1)).filter((number) => number >= 0);
    for (const rule of paths.rules) if (rule.found !== null && minima.includes(rule.found)) everFound.add(rule.found);
    found.textContent = minima.length > 1
      ? `Minima found so far: ${everFound.size} of ${minima.length}${everFound.size === minima.length ? ". All of them!" : ""}` : "";
    const [low, high, rate] = message.curvature ?? [];
    bend.textContent = message.curvature === null ? "There is no curvature at the start."
      : `Curvature at the start: ${short(low)} and ${short(high)}.${rate === null ? "" : ` Largest stable rate of gradient descent: 2/${short(high)} = ${short(rate)}.`}`;
    const sgd = paths.rules.find(({ name }) => name === "sgd");
    bend.classList.toggle("above", Boolean(sgd && rate && sgd.rate > rate));
    player.renew(Math.max(0, ...paths.rules.map(({ name }) => paths.arrays[`${name}.points`].shape[0] - 1)), fresh || atEnd);
    refresh();
  }

  return root;
}
