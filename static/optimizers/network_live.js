// The live slice: the ground moves under a dot that is the network itself, while it trains.

import { make } from "kit/dom.js";
import { field } from "kit/fields.js";
import { Map } from "optimizers/map.js";
import { short } from "kit/marks.js";

const TRAIL = 400; // moments of the dot that stay in the picture

class LiveMap extends Map {
  constructor() {
    super({});
    this.trail = [];
    this.canvas.removeAttribute("tabindex");
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", "The loss over two weights at this moment; the dot is the network");
    this.canvas.classList.add("still");
  }

  listen() {} // nobody moves the network by hand

  drawContent(context) {
    const trace = () => {
      context.beginPath();
      for (const point of this.trail) context.lineTo(...this.place(...point));
      context.stroke();
    };
    context.lineJoin = "round";
    context.strokeStyle = this.ink.surface;
    context.lineWidth = 4;
    trace();
    context.strokeStyle = this.ink.text;
    context.lineWidth = 1.6;
    trace();
    const dot = this.trail.at(-1);
    if (!dot) return;
    context.beginPath();
    context.arc(...this.place(...dot), 7, 0, 2 * Math.PI);
    context.fillStyle = this.ink.text;
    context.fill();
    context.strokeStyle = this.ink.surface;
    context.lineWidth = 2;
    context.stroke();
  }
}

/**
 * Make the view; `train(action)` lets the network train, `drawn(number)` tells that a frame is seen,
 * `setSpeed(value)` sets its speed, whose control is described by `speed`.
 */
export function live({ train, drawn, speed, setSpeed }) {
  const map = new LiveMap();
  const button = (label, action, classes = "plain") => make("button", { type: "button", class: classes, onclick: () => train(action) }, label);
  const play = button("Train", "toggle", "plain play");
  const pace = field(speed, (_, value) => setSpeed(value));
  const told = make("output", { class: "counter", "aria-live": "off", "aria-label": "Epoch and training loss" }); // it changes all the time
  const trouble = make("p", { class: "trouble", role: "status", hidden: true });
  told.textContent = "The loss is being computed …";
  const element = make("div", { class: "live" },
    make("p", { class: "lesson" }, "Exact at the dot, which is the network at this moment. The terrain moves because all the other weights move, too."),
    map.element,
    make("div", { class: "player", role: "group", "aria-label": "Training" }, play, button("One epoch", "step"), button("Reset", "reset"), pace.element, told),
    trouble);
  return {
    element,
    redraw: () => map.redraw(),
    show(frame) {
      const begins = frame.epoch === 0 || frame.axes.join() !== map.terrain?.axes.join();
      if (begins || frame.epoch < (map.epoch ?? 0)) map.trail = [];
      map.epoch = frame.epoch;
      if (frame.dot.every(Number.isFinite)) map.trail.push(frame.dot);
      if (map.trail.length > TRAIL) map.trail.shift();
      map.showTerrain({ ...frame, places: [] });
      play.textContent = frame.playing ? "Pause" : "Train";
      element.dataset.playing = frame.playing;
      pace.show(frame.speed);
      told.textContent = `epoch ${frame.epoch.toLocaleString("en")}, training loss ${short(frame.loss)}`;
      told.dataset.loss = frame.loss;
      trouble.hidden = !frame.trouble;
      if (trouble.textContent !== frame.trouble) trouble.textContent = frame.trouble;
      requestAnimationFrame(() => drawn(frame.number));
    },
  };
}
