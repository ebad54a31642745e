// What labs draw with on a canvas: markers, arrows, ticks, and numbers as short as they go.

/** Draw a marker around (x, y). */
export function marker(context, name, x, y, r) {
  context.beginPath();
  const at = (angle, radius) => [x + radius * Math.sin(angle), y - radius * Math.cos(angle)];
  const polygon = (corners, turn = 0) => {
    for (let k = 0; k < corners; k += 1) context.lineTo(...at(turn + (2 * Math.PI * k) / corners, r * 1.15));
    context.closePath();
  };
  if (name === "circle") context.arc(x, y, r, 0, 2 * Math.PI);
  else if (name === "square") context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  else if (name === "triangle") polygon(3);
  else if (name === "diamond") polygon(4);
  else if (name === "star") {
    for (let k = 0; k < 10; k += 1) context.lineTo(...at((Math.PI * k) / 5, k % 2 ? r * 0.55 : r * 1.3));
    context.closePath();
  } else { // cross
    const a = r * 0.4, b = r * 1.15;
    for (const [dx, dy] of [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]]) {
      context.lineTo(x + dx, y + dy);
    }
    context.closePath();
  }
}

/** Draw an arrow from (x, y) along (dx, dy). */
export function arrow(context, x, y, dx, dy) {
  const length = Math.hypot(dx, dy);
  if (!(length > 1.5)) return;
  const head = Math.min(8, length * 0.5);
  const angle = Math.atan2(dy, dx);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + dx, y + dy);
  for (const turn of [2.6, -2.6]) {
    context.moveTo(x + dx, y + dy);
    context.lineTo(x + dx + head * Math.cos(angle + turn), y + dy + head * Math.sin(angle + turn));
  }
  context.stroke();
}

/** A canvas's context for its size on the screen, in CSS pixels; the canvas is cleared. */
export function fitted(canvas) {
  const ratio = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** Return a function that has `paint()` called with the browser's next frame, once however often it is called. */
export function oncePerFrame(paint) {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      paint();
    });
  };
}

/** Round numbers to label an axis with, some five of them. */
export function ticks(low, high) {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((one) => one * power >= raw) * power;
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * span; k += 1) found.push(Number((k * step).toPrecision(6)));
  return found;
}

/** A number with as many digits as it takes to tell it from others that lie so close to it. */
export function shortAmong(value, apart) {
  if (!(apart > 0) || !Number.isFinite(value)) return short(value);
  const digits = Math.min(Math.max(Math.ceil(Math.log10(Math.abs(value) / apart)) + 1, 3), 7);
  return digits === 3 ? short(value) : String(Number(value.toPrecision(digits))).replace("-", "−");
}

/** A number as short as it goes, with three digits that count. */
export function short(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0 || Math.abs(value) < 1e-12) return "0";
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-3 ? String(value.toExponential(2)).replace(/\.?0*e\+?/, "e") : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}
