// The moment that is shown of a race: it plays, pauses, is scrubbed; all views of it follow.

import { make } from "kit/dom.js";

const STEPS_A_SECOND = 20; // at speed 1
const LONGEST = 30; // seconds that a whole race takes at most, at speed 1
const JUMPS = 10; // in which it plays where the system wants no motion, one a second
const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10];

export class Player {
  constructor() {
    this.length = 0; // of the longest path, in steps or in evaluations
    this.moment = 0; // between two steps while it plays
    this.speed = 1;
    this.playing = false;
    this.followers = [];
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.timer = 0;
  }

  follow(callback) { this.followers.push(callback); }

  tell() {
    for (const callback of this.followers) callback(this.moment);
  }

  /** Take note of new paths: a moment beyond their end is drawn back to it; `whole` shows their end. */
  renew(length, whole) {
    this.length = length;
    if (whole) this.moment = length;
    this.moment = Math.min(this.moment, length);
    this.tell();
  }

  go(moment) {
    this.moment = Math.min(Math.max(moment, 0), this.length);
    this.tell();
  }

  /** Stop, and go by whole steps. */
  step(by) {
    this.pause();
    this.go(by > 0 ? Math.floor(this.moment + 1e-6) + by : Math.ceil(this.moment - 1e-6) + by);
  }

  pause() {
    this.playing = false;
    clearTimeout(this.timer);
    this.tell();
  }

  play() {
    if (this.moment >= this.length) this.moment = 0;
    this.playing = true;
    if (this.calm.matches) this.jump();
    else this.run();
    this.tell();
  }

  run() {
    const rate = Math.max(STEPS_A_SECOND, this.length / LONGEST);
    let before = performance.now();
    const tick = (now) => {
      if (!this.playing) return;
      this.moment += (rate * this.speed * (now - before)) / 1000;
      before = now;
      if (!this.ended()) requestAnimationFrame(tick);
      this.tell();
    };
    requestAnimationFrame(tick);
  }

  /** Where the system wants no motion: one still picture after the other. */
  jump() {
    this.timer = setTimeout(() => {
      this.moment = Math.ceil(this.moment + this.length / JUMPS);
      if (!this.ended()) this.jump();
      this.tell();
    }, 1000 / this.speed);
  }

  ended() {
    if (this.moment < this.length) return false;
    this.moment = this.length;
    this.playing = false;
    return true;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  restart() {
    this.pause();
    this.moment = 0;
    this.play();
  }
}

/** Make the row of buttons below the map; `unit()` is what a moment is counted in. */
export function controlsOf(player, unit) {
  const plain = (label, name, act) => make("button", { type: "button", class: "plain", "aria-label": name, onclick: act }, label);
  const play = make("button", { type: "button", class: "plain play", "data-control": "play", onclick: () => player.toggle() }, "Play");
  const scrubber = make("input", {
    type: "range", min: "0", max: "1", step: "any", value: "0", "aria-label": "Moment of the race",
    oninput: () => {
      const chosen = Number(scrubber.value); // a pause tells of the moment before, here too
      player.pause();
      player.go(chosen);
    },
  });
  // Not told at every step: whoever scrubs hears it from the slider.
  const counter = make("output", { class: "counter", "aria-live": "off" });
  const speed = make("select", { "aria-label": "Speed", onchange: () => { player.speed = SPEEDS[speed.selectedIndex]; } },
    ...SPEEDS.map((one) => make("option", one === 1 ? { selected: true } : {}, `${one}×`)));
  player.follow((moment) => {
    play.textContent = player.playing ? "Pause" : "Play";
    play.disabled = !player.length;
    scrubber.max = String(Math.max(player.length, 1));
    scrubber.value = String(moment);
    const said = `${Math.floor(moment)} of ${player.length}`;
    counter.textContent = unit() === "steps" ? `step ${said}` : `${said} evaluations`;
    scrubber.setAttribute("aria-valuetext", counter.textContent);
  });
  return make("div", { class: "player race", role: "group", "aria-label": "Race" }, play,
    make("button", { type: "button", class: "plain", onclick: () => player.restart() }, "Restart"),
    make("span", { class: "joined" }, plain("‹", "One step back", () => player.step(-1)), plain("›", "One step on", () => player.step(1))),
    scrubber, counter, speed);
}
