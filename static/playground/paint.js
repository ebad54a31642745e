// Painting points on the output: a canvas over the heatmap, for pointer, finger and keyboard.

import { connect } from "kit/component.js";
import { make } from "kit/dom.js";
import { Outbox, Points, TOOLS, apply } from "playground/paint_points.js";

const REACH = 6; // the plane goes from -6 to +6
const RADIUS = 0.15; // of a point, in units of the plane, as in the plot below
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STEP = 0.25; // of the keyboard's cursor; four times as much with shift

export function render({ model }) {
  const { send, listen, atEnd } = connect(model, {
    points: (told) => takePoints(told),
    done: (told) => { if (told.edition === edition) outbox.answered(); },
  });
  const said = make("div", { class: "said", "aria-live": "polite" });
  const canvas = make("canvas", {
    tabindex: "0", role: "application", "aria-roledescription": "painting",
    "aria-label": "Plane to paint points on. Arrow keys move the cursor, Enter or space uses the tool, "
      + "1 to 6 choose the class, Ctrl+Z undoes, Escape ends painting.",
  });
  const root = make("div", { class: "painting" }, canvas, said);
  const context = canvas.getContext("2d");
  const points = new Points();
  let edition = -1; // of the server's list that ours began with
  let stroke = Date.now(); // strokes of a page that was made anew must not go on with old ones
  let gesture = null;
  let pointer = null; // where it is, in the plane
  let cursor = null; // the keyboard's
  const outbox = new Outbox((changes) => send("changes", { edition, changes }));
  const mode = () => ({ tool: model.tool, colour: model.colour, size: model.size, density: model.density });

  // Where the plane is: the frame of the plot below, which moves when its axes need more room.

  const frame = () => {
    const plot = window.Bokeh?.index?.find_one_by_id?.(model.figure);
    const own = canvas.getBoundingClientRect();
    if (!plot?.frame) return { left: 0, top: 0, width: own.width, height: own.height };
    const box = plot.el.getBoundingClientRect();
    const { left, top, width, height } = plot.frame.bbox;
    return { left: box.left - own.left + left, top: box.top - own.top + top, width, height };
  };
  const toPlane = (event) => {
    const own = canvas.getBoundingClientRect();
    const { left, top, width, height } = frame();
    return [
      ((event.clientX - own.left - left) / width) * 2 * REACH - REACH,
      REACH - ((event.clientY - own.top - top) / height) * 2 * REACH,
    ];
  };
  const within = (place) => place.every((value) => Math.abs(value) <= REACH + 0.3);
  const kept = (place) => place.map((value) => Math.min(Math.max(value, -REACH), REACH));

  // Drawing

  let due = 0;
  let placed = "";
  const draw = () => {
    due ||= requestAnimationFrame(() => {
      due = 0;
      paint();
    });
  };
  const paint = () => {
    const scale = Math.max(window.devicePixelRatio, 1);
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * scale));
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    const { left, top, width, height } = frame();
    placed = [left, top, width, height].join();
    const x = (value) => left + ((value + REACH) / (2 * REACH)) * width;
    const y = (value) => top + ((REACH - value) / (2 * REACH)) * height;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    const colour = colours();
    context.strokeStyle = model.outline;
    for (const [u, v, value] of points.all) {
      context.fillStyle = colour(value);
      context.beginPath();
      context.arc(x(u), y(v), (RADIUS / (2 * REACH)) * width, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    const { tool, size } = mode();
    const wideTool = tool === "Brush" || tool === "Eraser";
    context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--text");
    for (const place of [pointer, cursor]) {
      if (!place) continue;
      context.beginPath();
      if (wideTool) context.arc(x(place[0]), y(place[1]), (size / (2 * REACH)) * width, 0, 2 * Math.PI);
      if (place === cursor) {
        context.moveTo(x(place[0]) - 8, y(place[1]));
        context.lineTo(x(place[0]) + 8, y(place[1]));
        context.moveTo(x(place[0]), y(place[1]) - 8);
        context.lineTo(x(place[0]), y(place[1]) + 8);
      }
      context.stroke();
    }
  };
  const colours = () => {
    const style = getComputedStyle(canvas);
    const [negative, zero, positive] = ["--negative", "--zero", "--positive"].map((name) => style.getPropertyValue(name).trim());
    if (!model.regression) return (value) => [negative, positive][value] ?? model.colours[value];
    return (value) => `color-mix(in srgb, ${value < 0 ? negative : positive} ${Math.round(100 * Math.abs(value))}%, ${zero})`;
  };

  // What the learner does

  const use = (changes) => {
    for (const change of changes) {
      apply(points, change);
      outbox.put({ ...change, stroke });
    }
    draw();
  };
  const press = (place) => {
    stroke += 1;
    gesture = { at: place };
    use(TOOLS[model.tool].press(points, mode(), place, gesture));
  };
  const drag = (place) => use(TOOLS[model.tool].drag(points, mode(), place, gesture));
  const release = () => { gesture = null; };

  canvas.addEventListener("pointerdown", (event) => {
    const place = toPlane(event);
    if (event.button !== 0 || gesture || !within(place)) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    cursor = null;
    press(kept(place));
  });
  canvas.addEventListener("pointermove", (event) => {
    pointer = event.pointerType === "touch" && !gesture ? null : toPlane(event);
    if (gesture) {
      const all = event.getCoalescedEvents?.() ?? [];
      for (const one of all.length ? all : [event]) drag(kept(toPlane(one)));
    }
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, release);
  canvas.addEventListener("pointerleave", () => {
    pointer = null;
    draw();
  });
  canvas.addEventListener("blur", () => {
    cursor = null;
    draw();
  });

  const act = (action) => send("do", { action });
  const keys = {
    Enter: () => useAtCursor(),
    " ": () => useAtCursor(),
    Escape: () => act("end"),
  };
  const useAtCursor = () => {
    cursor ??= [0, 0];
    if (model.tool === "Move" && gesture) release(); // put down
    else {
      press(cursor);
      if (model.tool !== "Move" || gesture.index < 0) release();
    }
    tell();
  };
  const tell = () => {
    const [x, y] = cursor.map((value) => value.toFixed(2));
    const held = gesture ? ", a point is held" : "";
    said.textContent = `x1 ${x}, x2 ${y}, ${points.all.length} points${held}`;
    draw();
  };
  canvas.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "z") act(event.shiftKey ? "redo" : "undo");
    else if (control && event.key.toLowerCase() === "y") act("redo");
    else if (control || event.altKey) return;
    else if (STEPS[event.key]) {
      const step = event.shiftKey ? 4 * STEP : STEP;
      cursor = kept((cursor ?? [0, 0]).map((value, axis) => value + step * STEPS[event.key][axis]));
      if (gesture) drag(cursor);
      tell();
    } else if (keys[event.key]) keys[event.key]();
    else if (/^[1-6]$/.test(event.key) && !model.regression) send("choose", { colour: Number(event.key) - 1 });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  // What the server says

  const takePoints = (told) => {
    points.all = told.points;
    edition = told.edition;
    outbox.restart();
    release();
    draw();
  };
  const showTool = () => Object.assign(canvas.dataset, { tool: model.tool, colour: model.colour });
  showTool();
  for (const name of ["tool", "colour"]) model.on(name, showTool);
  for (const name of ["tool", "colour", "size", "regression"]) model.on(name, draw);
  const follow = () => { if ([...Object.values(frame())].join() !== placed) draw(); };
  const watch = new ResizeObserver(draw);
  watch.observe(canvas);
  listen(document, "playground:frame", follow);
  listen(document, "playground:theme", draw);
  model.on("after_render", () => send("ready"));
  atEnd(() => {
    watch.disconnect();
    cancelAnimationFrame(due);
  });
  return root;
}
