// The data sets as pictures to choose from: a radio group, drawn from real points.

import { make } from "kit/dom.js";

const PICTURE = 60; // pixels of a picture's side, before the screen's own scale
const REACH = 6; // the plane goes from -6 to +6

/** Make the group for one setting; declared.pictures lists {value, label, explanation, points}. */
export function pictures(declared, change) {
  const heading = make("div", { class: "label", id: `label-${declared.name}-${declared.label.replaceAll(" ", "-")}` }, declared.label);
  const choices = declared.pictures.map((picture) => choice(declared, picture));
  const grid = make("div", { class: "pictures", role: "radiogroup", "aria-labelledby": heading.id },
    ...choices.map(({ button }) => button));
  const element = make("div", { class: "control", "data-control": declared.name }, heading, grid);

  const choose = (chosen) => !chosen.picture.broken && change(declared.name, chosen.picture.value, false);
  choices.forEach((one, index) => {
    one.button.addEventListener("click", () => choose(one));
    one.button.addEventListener("keydown", (event) => {
      const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!move) return;
      event.preventDefault();
      const next = choices[(index + move + choices.length) % choices.length];
      next.button.focus();
      choose(next);
    });
  });
  const show = (value) => {
    const known = choices.some(({ picture }) => picture.value === value);
    choices.forEach(({ button, picture }, index) => {
      const checked = picture.value === value;
      button.setAttribute("aria-checked", checked);
      button.tabIndex = checked || (!known && index === 0) ? 0 : -1; // one tab stop, as in any radio group
    });
  };
  const paint = () => choices.forEach(({ canvas, picture }) => draw(canvas, picture));
  return { element, show, paint };
}

function choice(declared, picture) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const button = make("button", {
    type: "button", class: "picture", role: "radio", "aria-checked": "false",
    "aria-label": picture.label, "aria-disabled": picture.broken ? "true" : null, "data-tip": picture.explanation, "data-tip-title": picture.label,
  }, canvas);
  return { button, canvas, picture };
}

/**
 * Draw points [[x, y, value], ...] in the page's present colours; value goes from -1 to +1, or is
 * the number of a class where there are colours for classes.
 */
function draw(canvas, { points, colours = [] }) {
  const scale = Math.max(window.devicePixelRatio, 1) * 1.5;
  canvas.width = canvas.height = PICTURE * scale;
  const context = canvas.getContext("2d");
  const style = getComputedStyle(canvas);
  const colour = (name) => style.getPropertyValue(name).trim();
  const [negative, positive] = [colour("--negative"), colour("--positive")];
  context.setTransform(canvas.width / (2 * REACH), 0, 0, -canvas.height / (2 * REACH), canvas.width / 2, canvas.height / 2);
  for (const [x, y, value] of points) {
    context.globalAlpha = colours.length ? 1 : 0.15 + 0.85 * Math.min(Math.abs(value), 1);
    context.fillStyle = colours[value] ?? (value < 0 ? negative : positive);
    context.beginPath();
    context.arc(x, y, 0.28, 0, 2 * Math.PI);
    context.fill();
  }
}

/** The further data sets, in groups that come and change while the page is open. */
export function furtherPictures(change) {
  const element = make("div", { class: "control further", hidden: true });
  let groups = [];
  let values = {};
  const show = (now) => {
    values = now;
    for (const { declared, show: choose } of groups) choose(values[declared.name]);
    requestAnimationFrame(bringChosen);
  };
  let seen = null;
  /** Scroll the list, and not the page, to a choice that was not made here. */
  const bringChosen = () => {
    const chosen = element.querySelector('[aria-checked="true"]');
    if (!chosen || seen === chosen) return;
    seen = chosen;
    const [own, list] = [chosen.getBoundingClientRect(), element.getBoundingClientRect()];
    if (own.top < list.top || own.bottom > list.bottom) element.scrollTop += own.top - list.top - list.height / 2;
  };
  new ResizeObserver(() => {
    seen = null; // it may be out of sight now
    bringChosen();
  }).observe(element);
  const fill = (declarations) => {
    const focused = element.getRootNode().activeElement?.getAttribute("aria-label");
    groups = (declarations ?? []).map((declared) => ({ declared, ...pictures(declared, change) }));
    element.replaceChildren(...groups.map((one) => one.element));
    element.hidden = !declarations;
    show(values);
    paint();
    if (focused) element.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  };
  const paint = () => groups.forEach((one) => one.paint());
  return { element, show, fill, paint };
}
