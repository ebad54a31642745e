// The playground as one component: arranges run bar, data, network and output, and keeps them told.

import { Chrome } from "kit/chrome.js";
import { make } from "kit/dom.js";
import { examples } from "kit/guide.js";
import { offer } from "kit/lesson_offer.js";
import { Sender } from "kit/sender.js";
import { smoothImages } from "kit/smooth.js";
import { legend } from "playground/legend.js";
import { furtherPictures, pictures } from "playground/pictures.js";
import { readouts } from "playground/readouts.js";

const KEYS = {
  " ": { action: "toggle" },
  ArrowRight: { action: "step", shifted: "step_batch", held: true },
  ArrowLeft: { action: "back", held: true },
  r: { action: "reset" },
  "ctrl+z": { action: "undo", shifted: "redo" },
  "ctrl+y": { action: "redo" },
};

export function render({ model, view }) {
  smoothImages();
  // A held key must not queue steps faster than they are done: one is under way, one may wait.
  let stepping = false;
  let nextStep = "";
  const act = (action) => {
    const inside = root.classList.contains("inside-open");
    if (inside && (action === "step" || action === "back")) { // then the arrows go from stage to stage
      document.dispatchEvent(new CustomEvent("playground:stage", { detail: action === "step" ? 1 : -1 }));
      return;
    }
    if (action === "back") return;
    const step = action.startsWith("step");
    if (step && stepping) {
      nextStep = action;
      return;
    }
    stepping = step;
    chrome.send("do", { action });
  };
  const stepped = () => {
    const waiting = nextStep;
    stepping = false;
    nextStep = "";
    if (waiting) act(waiting);
  };
  const sender = new Sender((message) => chrome.send("change", message));
  const numbers = readouts();

  const dataSets = model.pictures.map((declared) => ({
    declared, ...pictures(declared, (name, value) => sender.change(name, value)),
  }));
  const further = furtherPictures((name, value) => sender.change(name, value));
  const paint = () => {
    further.paint();
    dataSets.forEach((one) => one.paint());
  };
  const guide = document.getElementById("guide");
  const toGuide = make("a", { class: "beside", href: "#guide", onclick: (event) => {
    event.preventDefault(); // the fragment of the address belongs to the set-up
    scrollTo(guide);
  } }, "What is this?");
  const chrome = new Chrome({ model, view }, {
    answers: { state: (state) => showState(state), further: ({ groups }) => further.fill(groups) },
    reveal: (name) => model.in_more.includes(name) && act("more"),
    keys: KEYS, act, beside: [toGuide], themed: paint,
    interrupted: () => {
      sender.interrupted();
      showPlaying(false);
      document.dispatchEvent(new CustomEvent("playground:interrupted"));
      // As the server has it by then; the page that comes back shows how it goes on.
      model.run.find(({ data }) => data.label === "Pause")?.data.setv({ label: "Play", icon: model.play_icon }, { sync: false });
    },
    // What a link cannot carry, own points, is handed over by the server.
    leave: (path) => {
      const own = /[#&](dataset|regDataset)=own(&|$)/.test(location.hash);
      if (own) chrome.send("leave", { path });
      return own;
    },
    training: () => ({ playing: root.dataset.playing === "true", epoch: reached }),
    begin: () => {
      stepping = false;
      nextStep = "";
      sender.restart();
    },
  });

  const offered = offer(model.first_lesson, () => chrome.lessons.begin(model.first_lesson.name));

  // The arrangement

  const place = make("span", {}, "Network");
  const title = make("span", { class: "name-of-unit" }, "Output");
  const colours = legend();
  const child = (name) => model.get_child(name);
  const plane = make("div", { class: "heatmap-plot", "data-control": "output" },
    make("div", { class: "plot", role: "img", "aria-label": "The output over the plane, with the data points" }, child("output")),
    make("div", { class: "paint" }, child("paint")));
  const root = make("div", { class: "playground around" },
    chrome.header,
    make("div", { class: "bar", role: "group", "aria-label": "Training" },
      make("div", { class: "cockpit" }, make("div", { class: "run" }, ...child("run")), numbers.counter, numbers.second),
      make("div", { class: "menus" }, ...child("bar"), numbers.rate, child("more"))),
    make("div", { class: "toolbox" }, child("toolbox")),
    chrome.notices,
    chrome.lesson,
    offered.element,
    make("div", { class: "columns" },
      section("data", "Data", "What should it learn?", ...dataSets.map(({ element }) => element), child("more_data"), further.element,
        make("div", { class: "own" }, ...child("own")), ...child("data")),
      section("network", place, null,
        make("div", { class: "views" }, ...child("views")), make("div", { class: "canvas", "data-control": "weight bias" }, child("network")),
        make("div", { class: "space" }, child("space"))),
      make("div", { class: "inside" }, child("inside")),
      section("output", title, null,
        make("div", { class: "measured" }, numbers.losses,
          make("div", { class: "course", "data-control": "course" }, child("course"))),
        plane,
        make("div", { class: "paint-tools" }, child("paint_tools")),
        colours.element, make("div", { class: "switches" }, ...child("display")))),
    make("div", { class: "details" }, child("details")),
    make("div", { class: "dialogs" }, child("dialogs")));
  const said = chrome.tips(root);
  // With the shift key the button for an epoch trains a batch; its own widget knows no keys.
  root.addEventListener("click", (event) => {
    const step = event.composedPath().some((one) => one.classList?.contains("tip-step"));
    if (!step || !event.shiftKey) return;
    event.stopPropagation();
    act("step_batch");
  }, true);

  // What the server says

  const showState = (state) => {
    stepped();
    chrome.address.show(state.link, state.change);
    follow(state.link);
    if (!sender.answered(state.number)) return;
    for (const { declared, show, element } of dataSets) {
      show(state.values[declared.name]);
      element.hidden = declared.problem !== state.values.problem || state.values.hidden.includes(declared.hidden_as);
    }
    further.show(state.values);
    root.dataset.hidden = state.values.hidden.join(" ");
    // The network's picture is a world of its own: only CSS variables reach into it.
    root.style.setProperty("--layer-buttons", state.values.hidden.includes("numHiddenLayers") ? "hidden" : "visible");
    guide?.toggleAttribute("hidden", state.values.hide_text);
    toGuide.hidden = state.values.hide_text;
    said.chosen = state.chosen;
    numbers.follow(state.values);
    showPlaying(state.playing);
    title.textContent = state.unit;
    title.classList.toggle("long", state.unit.length > 12); // the table's heading is beside it
    colours.show(state.legend);
    const begins = state.painting && !root.classList.contains("painting");
    root.classList.toggle("painting", state.painting);
    const closes = root.classList.contains("inside-open") && !state.inside;
    const opens = state.inside && !root.classList.contains("inside-open");
    root.classList.toggle("inside-open", state.inside);
    if (opens || closes) document.dispatchEvent(new CustomEvent("playground:inside", { detail: state.inside }));
    if (opens) bringUpInside();
    if (closes && document.activeElement === document.body) { // the focus was in what has gone
      root.querySelector(".tip-inside")?.shadowRoot?.querySelector("button")?.focus();
    }
    root.classList.toggle("in-space", state.space);
    place.textContent = state.space ? "Hidden space" : "Network";
    if (begins && !isSeen(plane)) scrollTo(plane); // on a phone it is far below the button
    root.classList.add("ready");
  };
  /** Scroll to where the numbers of a step and its equations are seen at once. */
  const bringUpInside = () => {
    const { top } = root.querySelector(".columns > .inside").getBoundingClientRect();
    if (top < 0 || top > innerHeight / 2) scrollTo(root.querySelector("section.network"));
  };
  chrome.listen(document, "playground:follow", () => {
    if (root.classList.contains("inside-open")) bringUpInside();
  });
  const showPlaying = (playing) => {
    root.dataset.playing = playing;
    if (playing) offered.taken();
  };
  showPlaying(false);
  let reached = 0; // epochs
  const countFrame = (event) => {
    reached = event.detail.epoch;
    numbers.show(event.detail);
    showPlaying(event.detail.playing);
  };
  chrome.listen(document, "playground:frame", countFrame);
  const tryOut = (event) => {
    if (event.target.closest?.('a[href^="#"]')) root.scrollIntoView(); // where the experiment is seen
  };
  if (guide) chrome.listen(guide, "click", tryOut);
  const follow = examples(guide, (fragment) => fragment);
  model.on("after_render", paint);
  return root;
}

function section(name, title, question, ...content) {
  const heading = make("h2", { id: `heading-${name}` }, title);
  return make("section", { class: name, "aria-labelledby": heading.id },
    heading, question && make("p", { class: "question" }, question), ...content);
}

function isSeen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

function scrollTo(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
}
