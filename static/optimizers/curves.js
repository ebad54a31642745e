// The losses of all paths, over steps or over what they cost, on a logarithmic axis.

import { make } from "kit/dom.js";
import { fitted, marker, oncePerFrame, short, ticks } from "kit/marks.js";
import { stepsOf } from "optimizers/traces.js";

const LEFT = 62, RIGHT = 10, TOP = 8, BOTTOM = 34;

export class Curves {
  /** `go(moment)` is called when the learner chooses a moment in the picture. */
  constructor(looks, go) {
    this.looks = looks;
    this.paths = null;
    this.axis = "steps";
    this.moment = 0;
    this.canvas = make("canvas", { role: "img", "aria-label": "Height of each path above the lowest place, on a logarithmic scale", "aria-describedby": "result" });
    this.element = make("div", { class: "curves" }, this.canvas);
    this.draw = oncePerFrame(() => this.paint());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    let down = false;
    const choose = (event) => {
      if (!this.paths) return;
      const box = this.canvas.getBoundingClientRect();
      const share = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
      go(Math.min(Math.max(share, 0), 1) * this.longest);
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      down = true;
      this.canvas.setPointerCapture(event.pointerId);
      choose(event);
    });
    this.canvas.addEventListener("pointermove", (event) => { if (down) choose(event); });
    for (const kind of ["pointerup", "pointercancel"]) this.canvas.addEventListener(kind, () => { down = false; });
  }

  /** Show paths whose rules say in `each` what a step of theirs is on the axis. */
  show(paths, lowest, axis) {
    this.paths = paths;
    this.axis = axis;
    // A logarithm needs positive numbers: how far each path is above the lowest place there is.
    let least = lowest ?? Infinity, low = Infinity, high = -Infinity;
    for (const { name } of paths.rules) for (const value of paths.arrays[`${name}.values`].values) if (value < least) least = value;
    for (const { name } of paths.rules) {
      for (const value of paths.arrays[`${name}.values`].values) {
        const gap = value - least;
        if (gap > high && Number.isFinite(gap)) high = gap;
        if (gap > 0 && gap < low) low = gap;
      }
    }
    this.least = Number.isFinite(least) ? least : 0;
    this.high = high > 0 ? high : 1;
    this.low = Math.max(Math.min(low, this.high / 10), this.high * 1e-8);
    this.longest = Math.max(1, ...paths.rules.map((rule) => (paths.arrays[`${rule.name}.values`].shape[0] - 1) * rule.each));
    this.draw();
  }

  go(moment) {
    this.moment = moment;
    this.draw();
  }

  paint() {
    if (!this.paths || !this.canvas.clientWidth) return;
    const { context, width, height } = fitted(this.canvas);
    const style = getComputedStyle(this.canvas);
    const [muted, line, text, surface] = ["--muted", "--line", "--text", "--surface"].map((name) => style.getPropertyValue(name));
    const w = width - LEFT - RIGHT, h = height - TOP - BOTTOM;
    const top = Math.log10(this.high), bottom = Math.log10(this.low);
    const x = (value) => LEFT + (value / this.longest) * w;
    const y = (gap) => TOP + ((top - Math.log10(Math.max(gap, this.low))) / Math.max(top - bottom, 1e-9)) * h;
    context.font = `11px ${style.fontFamily}`;
    context.lineWidth = 1;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const every = Math.max(1, Math.ceil((top - bottom) / 6));
    for (let power = Math.ceil(bottom); power <= top; power += every) {
      context.strokeStyle = line;
      context.beginPath();
      context.moveTo(LEFT, y(10 ** power));
      context.lineTo(LEFT + w, y(10 ** power));
      context.stroke();
      context.fillStyle = muted;
      context.fillText(short(10 ** power), LEFT - 6, y(10 ** power));
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = muted;
    for (const one of ticks(0, this.longest)) context.fillText(short(one), x(one), TOP + h + 5);
    context.fillStyle = text;
    context.fillText(this.axis === "steps" ? "steps" : "gradients or function values", LEFT + w / 2, TOP + h + 19);
    context.save();
    context.translate(2, TOP + h / 2);
    context.rotate(-Math.PI / 2);
    context.fillText("height above the lowest", 0, 0);
    context.restore();
    context.save();
    context.beginPath();
    context.rect(LEFT, TOP - 4, w + 4, h + 8);
    context.clip();
    for (const rule of this.paths.rules) {
      const look = this.looks[rule.name];
      const { values, shape: [count] } = this.paths.arrays[`${rule.name}.values`];
      context.globalAlpha = rule.held ? 0.25 : 1;
      context.strokeStyle = look.colour;
      context.lineWidth = 1.9;
      context.setLineDash(look.dash);
      context.beginPath();
      for (let k = 0; k < count; k += 1) context.lineTo(x(k * rule.each), y(values[k] - this.least));
      context.stroke();
      context.setLineDash([]);
      const k = Math.min(Math.floor(stepsOf(rule, this.moment)), count - 1);
      context.fillStyle = look.colour;
      context.strokeStyle = surface;
      context.lineWidth = 1.2;
      marker(context, look.marker, x(k * rule.each), y(values[k] - this.least), 4.2);
      context.stroke();
      context.fill();
    }
    context.restore();
    context.strokeStyle = muted; // the cursor
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(x(this.moment), TOP);
    context.lineTo(x(this.moment), TOP + h);
    context.stroke();
    context.setLineDash([]);
  }
}
