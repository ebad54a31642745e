// The playground as one component: arranges run bar, data, network and output, and keeps them told.

import { Address } from "playground/address.js";
import { control } from "playground/controls.js";
import { make } from "playground/dom.js";
import { icon } from "playground/icons.js";
import { keyboard } from "playground/keyboard.js";
import { legend } from "playground/legend.js";
import { Notices } from "playground/notices.js";
import { pictures } from "playground/pictures.js";
import { readouts } from "playground/readouts.js";
import { Sender } from "playground/sender.js";
import { teacher } from "playground/teacher.js";
import { Theme } from "playground/theme.js";
import { tips } from "playground/tips.js";

const THEME_ICONS = { system: "system", light: "sun", dark: "moon" };

export function render({ model, view }) {
  const send = (message) => model.send_msg(message);
  // A held key must not queue steps faster than they are done: one is under way, one may wait.
  let stepping = false;
  let nextStep = "";
  const act = (action) => {
    const step = action.startsWith("step");
    if (step && stepping) {
      nextStep = action;
      return;
    }
    stepping = step;
    send({ type: "do", action });
  };
  const stepped = () => {
    const waiting = nextStep;
    stepping = false;
    nextStep = "";
    if (waiting) act(waiting);
  };
  const sender = new Sender(send);
  const change = (name, value) => sender.change(name, value);
  const address = new Address((hash) => send({ type: "open", hash }));
  const notices = new Notices(act);
  const numbers = readouts();

  // The controls

  const made = model.declarations.map((declared) => ({
    declared,
    ...(declared.look === "pictures" ? pictures : control)(declared, change),
  }));
  for (const { declared, element } of made) {
    if (declared.look !== "pictures") {
      element.dataset.tip = declared.explanation;
      element.dataset.tipTitle = declared.label;
    }
    if (declared.hidden_as) element.dataset.hiddenAs = declared.hidden_as;
  }
  const at = (place) => made.filter(({ declared }) => declared.place === place).map(({ element }) => element);

  const reset = button("reset", "Reset", "Back to epoch 0, with new random weights. Key: R", "resetButton", () => act("reset"));
  const play = button("play", "Play", "Starts and stops the training. Key: space bar", "playButton", () => act("toggle"));
  play.classList.add("play");
  const step = button("step", "Step", "Trains one epoch; with the shift key one batch. Key: right arrow", "stepButton",
    (event) => act(event.shiftKey ? "step_batch" : "step"));
  const batch = button("batch", "Step one batch", "Trains one batch: the weights move once. Key: shift and right arrow", "stepButton",
    () => act("step_batch"));
  const regenerate = make("button", {
    type: "button", class: "plain wide", "data-hidden-as": "regenerate",
    "data-tip": "Draws new points of the same kind; the network stays as it is.", "data-tip-title": "Regenerate",
    onclick: () => act("regenerate"),
  }, icon("regenerate"), "Regenerate");

  const theme = new Theme((dark) => {
    send({ type: "theme", dark });
    made.forEach((one) => one.paint?.());
  });
  const themeButton = button("system", "Theme", "Light, dark, or as your system has it.", "", () => {
    theme.next();
    showTheme();
  });
  const showTheme = () => {
    themeButton.replaceChildren(icon(THEME_ICONS[theme.chosen]));
    themeButton.setAttribute("aria-label", `Theme: ${theme.chosen}`);
  };
  const panel = teacher(model.hidable, change);
  const teacherButton = button("teacher", "A link for your class", "Choose what your class shall not see, and copy the link.", "",
    () => panel.dialog.showModal());

  // The arrangement

  const title = make("span", { class: "name-of-unit" }, "Output");
  const colours = legend();
  const root = make("div", { class: "playground" },
    make("header", {},
      make("h1", {}, "Neural network playground"),
      make("a", { class: "about", href: "#guide", onclick: toGuide }, "What is this?"),
      make("div", { class: "tools" }, teacherButton, themeButton)),
    make("div", { class: "bar", role: "group", "aria-label": "Training" },
      make("div", { class: "cockpit" }, make("div", { class: "run" }, reset, play, step, batch), numbers.counter, numbers.second),
      make("div", { class: "menus" }, ...at("bar"))),
    notices.element,
    make("div", { class: "columns" },
      section("data", "Data", "Which points shall it learn?", ...at("data"), regenerate),
      section("network", "Network", null, make("div", { class: "canvas" }, model.get_child("network"))),
      section("output", title, null,
        make("div", { class: "measured" }, numbers.losses,
          make("div", { class: "course" }, model.get_child("course"))),
        make("div", { class: "heatmap-plot", role: "img", "aria-label": "The output over the plane, with the data points" }, model.get_child("output")),
        colours.element, make("div", { class: "switches" }, ...at("output")))),
    make("div", { class: "details" }, model.get_child("details")),
    panel.dialog);
  tips(root);
  showTheme();

  // What the server says

  const showState = (state) => {
    stepped();
    address.show(state.link, state.change);
    if (!sender.answered(state.number)) return;
    for (const { declared, show, element } of made) {
      show(state.values[declared.name]);
      element.classList.toggle("other-problem", declared.problem !== "" && declared.problem !== state.values.problem);
    }
    for (const element of root.querySelectorAll("[data-hidden-as]")) {
      element.classList.toggle("hidden-by-link", state.values.hidden.includes(element.dataset.hiddenAs));
    }
    root.dataset.hidden = state.values.hidden.join(" ");
    guide?.toggleAttribute("hidden", state.values.hide_text);
    panel.show(state.values, state.link);
    showPlaying(state.playing);
    title.textContent = state.unit;
    colours.show(state.legend);
    root.classList.add("ready");
  };
  const showPlaying = (playing) => {
    if (root.dataset.playing === String(playing)) return;
    root.dataset.playing = playing;
    play.replaceChildren(icon(playing ? "pause" : "play"));
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    play.dataset.tipTitle = playing ? "Pause" : "Play";
  };
  showPlaying(false);
  model.on("msg:custom", ({ type, ...message }) => {
    if (type === "state") showState(message);
    else if (type === "notice") notices.tell(message.text, message);
    else if (type === "withdraw") notices.withdraw(message.key);
  });
  const follow = (event) => {
    numbers.show(event.detail);
    showPlaying(event.detail.playing);
  };
  document.addEventListener("playground:frame", follow);
  const unlisten = keyboard(act);
  const guide = document.getElementById("guide");
  const tryOut = (event) => {
    if (event.target.closest?.('a[href^="#"]')) root.scrollIntoView(); // where the experiment is seen
  };
  guide?.addEventListener("click", tryOut);

  // Beginning, interruption, end

  const ready = () => {
    stepping = false;
    nextStep = "";
    sender.restart();
    send({ type: "ready", hash: location.hash, dark: theme.dark });
  };
  model.on("after_render", () => {
    document.getElementById("skeleton")?.setAttribute("hidden", "");
    made.forEach((one) => one.paint?.());
    ready();
  });
  const { document: shared } = view.model;
  shared?.on_event("connection_lost", (_, { timeout }) => {
    notices.tell(
      timeout == null ? "The connection to the server is lost. Reload the page to go on with the same set-up."
        : "The connection is interrupted; trying again …", { kind: "alarm", key: "connection" });
  });
  let gone = false; // after an interruption the whole page is made anew, this one removed
  shared?.on_event("client_reconnected", () => {
    if (gone) return;
    notices.withdraw("connection");
    ready();
  });
  model.on("remove", () => {
    gone = true;
    address.remove();
    theme.remove();
    unlisten();
    guide?.removeEventListener("click", tryOut);
    document.removeEventListener("playground:frame", follow);
  });
  return root;
}

function button(picture, label, tip, hiddenAs, onclick) {
  return make("button", {
    type: "button", class: "round", "aria-label": label, onclick,
    "data-tip": tip, "data-tip-title": label, "data-hidden-as": hiddenAs || null,
  }, icon(picture));
}

function section(name, title, question, ...content) {
  const heading = make("h2", { id: `heading-${name}` }, title);
  return make("section", { class: name, "aria-labelledby": heading.id },
    heading, question && make("p", { class: "question" }, question), ...content);
}

function toGuide(event) {
  event.preventDefault(); // the fragment of the address belongs to the set-up
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.getElementById("guide")?.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
}
