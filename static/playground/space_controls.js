// The way through the spaces: a small picture of each, the stops of the layer in view, a slider, play.

import { make } from "kit/dom.js";
import { stopsOf } from "playground/space_stops.js";

const SPEED = 1 / 1100; // stops for each millisecond
const DWELL = 500; // milliseconds at each stop
const KEY_STEP = 0.25; // of the slider

/**
 * Make them. `where()` says what is seen, `go(place, stop)` changes it, `still()` whether nothing may
 * move, `over(place, event)` is called as the pointer moves over a small picture.
 *
 * Returns {element, build(picture), show(), begin(), small(place), remove()}.
 */
export function controls({ where, go, still, over }) {
  const player = make("button", { type: "button", class: "player", onclick: () => (running ? halt() : play()) });
  const slider = make("input", { type: "range", min: "0", step: "0.01", value: "0", "aria-label": "From stop to stop within the layer", oninput: () => {
    halt();
    go(where().place, Number(slider.value));
  }, onkeydown: (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    halt();
    step(by * (still() ? 1 : KEY_STEP));
  } });
  const marks = make("div", { class: "marks" });
  const strip = make("div", { class: "spaces", role: "group", "aria-label": "Spaces" });
  const element = make("div", { class: "way" },
    make("div", { class: "course" }, player, make("div", { class: "along" }, slider, marks)), strip);
  let small = []; // {button, canvas} of each space
  let running = null; // {goal: null or [place, stop], time, wait}
  let request = 0;

  const count = (place) => stopsOf(where().picture, place).length - 1;

  /** Go on by part of a stop, over the border of a layer too. */
  const step = (by) => {
    let { place, stop } = where();
    const last = where().picture.spaces.length - 1;
    stop = Math.round((stop + by) * 100) / 100;
    if (stop > count(place)) [place, stop] = place < last ? [place + 1, by - (count(place) - where().stop)] : [place, count(place)];
    if (stop < 0) [place, stop] = place > 1 ? [place - 1, count(place - 1) + by + where().stop] : [place, 0];
    go(place, Math.max(0, stop));
  };

  // Play

  const atEnd = () => {
    const { place, stop, picture } = where();
    return place === picture.spaces.length - 1 && stop >= count(place);
  };
  const play = (goal = null) => {
    if (!where().picture?.spaces.length) return;
    if (atEnd()) go(1, 0);
    if (still()) { // nothing moves: the next stop at once
      const { stop } = where();
      step(Math.floor(stop) + 1 - stop);
      return;
    }
    running = { goal, time: null, wait: DWELL };
    request = requestAnimationFrame(tick);
    name();
  };
  const halt = () => {
    running = null;
    cancelAnimationFrame(request);
    name();
  };
  const tick = (time) => {
    if (!running) return;
    if (!element.isConnected || !where().picture?.spaces.length) {
      halt();
      return;
    }
    const gone = running.time === null ? 0 : Math.min(time - running.time, 100);
    running.time = time;
    if (running.wait > 0) running.wait -= gone;
    else advance(gone * SPEED);
    if (running) request = requestAnimationFrame(tick);
  };
  const advance = (by) => {
    let { place, stop } = where();
    const next = Math.floor(stop + 1e-9) + 1;
    stop += by;
    if (stop >= next) {
      stop = next;
      running.wait = DWELL;
    }
    const { goal } = running;
    if (stop >= count(place)) {
      if (atEnd() || place >= where().picture.spaces.length - 1 || (goal && place >= goal)) {
        go(place, count(place));
        halt();
        return;
      }
      if (running.wait <= 0 || stop > count(place)) stop = count(place);
      [place, stop] = [place + 1, 0]; // the same picture
    }
    go(place, stop);
  };
  const name = () => {
    const said = still() ? "Next stop" : running ? "Stop moving" : "Move from stop to stop";
    player.setAttribute("aria-label", said);
    player.dataset.tip = still() ? "Goes on to the next stop." : "Moves the sheet through W, + b and the activation, layer after layer.";
    player.dataset.tipTitle = said;
    player.textContent = running ? "❚❚" : still() ? "❯" : "▶";
  };
  name();

  // What is shown

  const build = (picture) => {
    small = picture.spaces.map(({ name: called, width }, place) => {
      const canvas = make("canvas", { "aria-hidden": "true" });
      const button = make("button", {
        type: "button", class: "space-button", "aria-label": `${called}: ${width} ${width === 1 ? "dimension" : "dimensions"}`,
        onclick: () => {
          halt();
          go(Math.max(place, 1), place === 0 ? 0 : count(place));
        },
        onpointermove: (event) => over(place, event), onpointerleave: () => over(place, null),
      }, canvas, make("span", {}, called));
      return { button, canvas };
    });
    strip.replaceChildren(...small.map(({ button }) => button));
    shown = "";
  };
  let shown = "";
  const show = () => {
    const { place, stop, picture } = where();
    const stops = stopsOf(picture, place);
    const form = `${place} ${picture.form}`;
    if (form !== shown) {
      shown = form;
      slider.max = String(stops.length - 1);
      marks.replaceChildren(...stops.map(({ label }, at) => make("button", { type: "button", onclick: () => {
        halt();
        go(place, at);
      } }, label)));
    }
    slider.value = String(stop);
    const near = Math.min(Math.max(Math.ceil(stop - 0.02), 0), stops.length - 1);
    const text = stop < 0.02 ? `${stops[0].label}, before layer` : `${stops[near].label}: ${stops[near].said}`;
    if (slider.getAttribute("aria-valuetext") !== text && !picture.playing) slider.setAttribute("aria-valuetext", text);
    [...marks.children].forEach((one, at) => {
      if (Math.abs(at - stop) < 0.02) one.setAttribute("aria-current", "step");
      else one.removeAttribute("aria-current");
    });
    const here = stop < 0.02 ? place - 1 : place;
    small.forEach(({ button }, at) => button.setAttribute("aria-pressed", String(at === here)));
  };
  return {
    element,
    build,
    show,
    /** Move by itself once, as far as the last hidden space, unless nothing may move. */
    begin() {
      const last = where().picture.spaces.length - 2;
      if (last < 1) return;
      if (still()) go(last, count(last));
      else play(last);
    },
    small: (place) => small[place]?.canvas,
    remove: halt,
  };
}
