// The playground as one component: arranges run bar, data, network and output, and keeps them told.

import { Address } from "kit/address.js";
import { copied } from "kit/clipboard.js";
import { make } from "kit/dom.js";
import { icon } from "kit/icons.js";
import { keyboard } from "kit/keyboard.js";
import { legend } from "playground/legend.js";
import { Notices } from "kit/notices.js";
import { furtherPictures, pictures } from "playground/pictures.js";
import { readouts } from "playground/readouts.js";
import { Sender } from "kit/sender.js";
import { smoothImages } from "kit/smooth.js";
import { Theme } from "kit/theme.js";
import { tips } from "kit/tips.js";

const THEME_ICONS = { system: "system", light: "sun", dark: "moon" };

export function render({ model, view }) {
  smoothImages();
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
  const address = new Address((hash) => send({ type: "open", hash }));
  const notices = new Notices(act);
  const numbers = readouts();

  const dataSets = model.pictures.map((declared) => ({
    declared, ...pictures(declared, (name, value) => sender.change(name, value)),
  }));
  const further = furtherPictures((name, value) => sender.change(name, value));
  const theme = new Theme((dark) => {
    send({ type: "theme", dark });
    further.paint();
    dataSets.forEach((one) => one.paint());
  });
  const themeButton = make("button", {
    type: "button", class: "round", "data-tip": "Light, dark, or as your system has it.", "data-tip-title": "Theme",
    onclick: () => {
      theme.next();
      showTheme();
    },
  });
  const showTheme = () => {
    themeButton.replaceChildren(icon(THEME_ICONS[theme.chosen]));
    themeButton.setAttribute("aria-label", `Theme: ${theme.chosen}`);
  };

  // The arrangement

  const title = make("span", { class: "name-of-unit" }, "Output");
  const colours = legend();
  const child = (name) => model.get_child(name);
  const plane = make("div", { class: "heatmap-plot" },
    make("div", { class: "plot", role: "img", "aria-label": "The output over the plane, with the data points" }, child("output")),
    make("div", { class: "paint" }, child("paint")));
  const root = make("div", { class: "playground" },
    make("header", {},
      make("h1", {}, "Neural network playground"),
      make("a", { class: "about", href: "#guide", onclick: toGuide }, "What is this?"),
      make("div", { class: "tools" }, ...child("tools"), themeButton)),
    make("div", { class: "bar", role: "group", "aria-label": "Training" },
      make("div", { class: "cockpit" }, make("div", { class: "run" }, ...child("run")), numbers.counter, numbers.second),
      make("div", { class: "menus" }, ...child("bar"), numbers.rate, child("more"))),
    make("div", { class: "toolbox" }, child("toolbox")),
    notices.element,
    make("div", { class: "columns" },
      section("data", "Data", "What should it learn?", ...dataSets.map(({ element }) => element), child("more_data"), further.element,
        make("div", { class: "own" }, ...child("own")), ...child("data")),
      section("network", "Network", null, make("div", { class: "canvas" }, child("network"))),
      section("output", title, null,
        make("div", { class: "measured" }, numbers.losses,
          make("div", { class: "course" }, child("course"))),
        plane,
        make("div", { class: "paint-tools" }, child("paint_tools")),
        colours.element, make("div", { class: "switches" }, ...child("display")))),
    make("div", { class: "details" }, child("details")),
    make("div", { class: "dialogs" }, child("dialogs")));
  const said = tips(root, model.explanations);
  showTheme();
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
    address.show(state.link, state.change);
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
    const hidden = state.values.hidden.map((name) => `&${name}_hide=true`).join("");
    for (const link of examples) link.href = (link.dataset.example ??= link.getAttribute("href")) + hidden;
    said.chosen = state.chosen;
    numbers.follow(state.values);
    showPlaying(state.playing);
    title.textContent = state.unit;
    title.classList.toggle("long", state.unit.length > 12); // the table's heading is beside it
    colours.show(state.legend);
    const begins = state.painting && !root.classList.contains("painting");
    root.classList.toggle("painting", state.painting);
    if (begins && !isSeen(plane)) scrollTo(plane); // on a phone it is far below the button
    root.classList.add("ready");
  };
  const showPlaying = (playing) => { root.dataset.playing = playing; };
  showPlaying(false);
  model.on("msg:custom", ({ type, ...message }) => {
    if (type === "state") showState(message);
    else if (type === "notice") notices.tell(message.text, message);
    else if (type === "withdraw") notices.withdraw(message.key);
    else if (type === "further") further.fill(message.groups);
    else if (type === "copy") copied(message.text).then((done) => send({ type: "copied", done }));
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
  // The text's examples change the set-up, not what a teacher has hidden.
  const examples = guide?.querySelectorAll('a[href^="#"]') ?? [];

  // Beginning, interruption, end

  const ready = () => {
    stepping = false;
    nextStep = "";
    sender.restart();
    send({
      type: "ready", hash: location.hash, dark: theme.dark,
      address: location.origin + location.pathname + location.search,
    });
  };
  model.on("after_render", () => {
    document.getElementById("skeleton")?.setAttribute("hidden", "");
    dataSets.forEach((one) => one.paint());
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

function section(name, title, question, ...content) {
  const heading = make("h2", { id: `heading-${name}` }, title);
  return make("section", { class: name, "aria-labelledby": heading.id },
    heading, question && make("p", { class: "question" }, question), ...content);
}

function toGuide(event) {
  event.preventDefault(); // the fragment of the address belongs to the set-up
  scrollTo(document.getElementById("guide"));
}

function isSeen(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

function scrollTo(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
}
