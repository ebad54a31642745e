// The learner's own network: which view of its loss, which two weights, and the way back to the playground.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { live } from "optimizers/network_live.js";
import { shadows } from "optimizers/network_shadows.js";
import { sketch } from "optimizers/network_sketch.js";
import { work } from "optimizers/network_work.js";

/**
 * Make the panel. `control(name)` makes the control of a setting, `change(name, value)` changes one,
 * `send(type, fields)` speaks with the server.
 */
export function network({ looks, speed, control, change, send }) {
  let told = null; // the network
  let next = 0; // the axis that the next click sets
  const axis = (place, label) => {
    const menu = make("select", { "aria-label": `Weight on the ${label} axis`, onchange: () => set(place, Number(menu.value)) });
    return menu;
  };
  const menus = [axis(0, "horizontal"), axis(1, "vertical")];
  const set = (place, weight) => {
    const both = [...told.chosen];
    if (both[1 - place] === weight) both[1 - place] = both[place]; // they change places
    both[place] = weight;
    next = 1 - place;
    change("weights", both);
  };
  const drawing = sketch((weight) => set(next, weight));
  const numbers = control("weights");
  const pair = make("div", { class: "axes" },
    make("label", { class: "field axis-x" }, make("span", { class: "caption" }, "Horizontal: weight"), menus[0]),
    make("label", { class: "field axis-y" }, make("span", { class: "caption" }, "Vertical: weight"), menus[1]), numbers);
  const about = make("p", { class: "about" });
  const hint = make("p", { class: "hint" }, "Click two links or biases: they become the axes.");
  const chooser = make("div", { class: "chooser" }, make("div", { class: "drawn" }, drawing.element, hint), pair);
  const trains = live({
    train: (action) => send("train", { action }), drawn: (number) => send("drawn", { number }),
    speed, setSpeed: (value) => send("speed", { value }),
  });
  const working = work({ stop: () => send("stop"), again: () => send("again") });
  const runs = shadows({ looks, start: () => send("trainAll"), cancel: () => send("cancel") });
  const epochs = control("epochs");
  const reach = control("reach");
  const element = make("div", { class: "network" },
    make("div", { class: "head" }, control("view"), reach, epochs,
      make("button", { type: "button", class: "plain", onclick: () => send("back"), "data-tip": "Opens the playground with this network as it is now.", "data-tip-title": "Back to the playground" }, "‹ Playground")),
    about, chooser, working.element);

  const fill = (menu, chosen) => {
    if (menu.options.length !== told.names.length || menu.dataset.names !== String(told.count) || menu.told !== told.names.join()) {
      menu.told = told.names.join();
      menu.replaceChildren(...told.names.map((name, place) => make("option", { value: String(place) }, name)));
    }
    menu.value = String(chosen);
  };

  /** Say what the network is, at the moment of a message. */
  function describe({ epoch, loss }) {
    about.textContent = `Your network: ${told.sizes.join("-")}, ${told.count.toLocaleString("en")} weights and biases, epoch ${epoch.toLocaleString("en")}, training loss ${short(loss)}. ${told.aside}`.trim();
  }

  return {
    element,
    live: trains.element,
    runs: runs.element,
    redraw() {
      trains.redraw();
      runs.redraw();
    },
    showSettings(values, isHidden) {
      const weights = values.view === "weights" || values.view === "live";
      numbers.hidden = !told || told.names.length > 0;
      chooser.hidden = !weights || isHidden("weights");
      reach.hidden = values.view === "run" || isHidden("reach");
      epochs.hidden = values.view !== "run" || isHidden("epochs");
      runs.choose(values);
      if (values.view === "live" || values.view === "run") working.show({ state: "over" });
    },
    showNetwork(message) {
      told = message;
      describe(message);
      const named = message.names.length > 0;
      numbers.hidden = named;
      for (const menu of menus) menu.closest("label").hidden = !named;
      hint.textContent = drawing.show(message) ? "Click two links or biases: they become the axes."
        : named ? "It is too large to be drawn here: choose two weights in the menus."
          : `It is too large for a menu: name two of its weights by their number, from 0 to ${message.count - 1}.`;
      if (named) message.chosen.forEach((weight, place) => fill(menus[place], weight));
    },
    showWork: (message) => working.show(message),
    showLive(frame) {
      trains.show(frame);
      if (told) describe(frame);
    },
    showRun: (run) => runs.add(run),
    showScale: (scale) => runs.scale(scale),
    showRuns: (state) => runs.tell(state),
  };
}
