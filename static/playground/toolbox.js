// The toolbox below the run bar: its groups of widgets, each with a heading.

import { make } from "kit/dom.js";

const GROUPS = {
  weight_update: "Weight update",
  learning_rate_over_time: "Learning rate over time",
  loss_and_gradient: "Loss and gradient",
  initial_values: "Initial values",
  stop_by_itself: "Stop by itself",
};

export function render({ model }) {
  return make("div", { class: "grid" }, ...Object.entries(GROUPS).map(([name, title]) =>
    make("section", { "aria-label": title }, make("h3", {}, title),
      make("div", { class: "fields" }, ...model.get_child(name)))));
}
