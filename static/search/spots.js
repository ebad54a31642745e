// Dots that can be pointed at: with the pointer the nearest, with the arrow keys one after the other.

const NEAR = 14; // pixels

/**
 * Let the dots of a canvas be pointed at and chosen. `spots()` returns [{row, x, y}]; `point(row, at)` is
 * called with the row under the pointer (-1: none) and its place on the page, `choose(row)` when it is
 * clicked. `order()` returns the rows as the arrow keys go through them.
 */
export function pointing(canvas, { spots, order, point, choose }) {
  let current = -1;
  canvas.tabIndex = 0;
  const placed = (row) => spots().find((one) => one.row === row);
  const tell = (row) => {
    current = row;
    const spot = row < 0 ? null : placed(row);
    const box = canvas.getBoundingClientRect();
    point(row, spot && { x: box.left + spot.x, y: box.top + spot.y });
  };
  const nearest = (event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let found = -1, least = NEAR ** 2;
    for (const spot of spots()) {
      const apart = (spot.x - x) ** 2 + (spot.y - y) ** 2;
      if (apart < least) [found, least] = [spot.row, apart];
    }
    return found;
  };
  canvas.addEventListener("pointermove", (event) => {
    const row = nearest(event);
    canvas.style.cursor = row < 0 ? "" : "pointer";
    if (row !== current) tell(row);
  });
  canvas.addEventListener("pointerleave", () => tell(-1));
  canvas.addEventListener("blur", () => tell(-1));
  canvas.addEventListener("click", (event) => {
    const row = nearest(event);
    if (row >= 0) choose(row);
  });
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const rows = order();
    if (by && rows.length) {
      event.preventDefault();
      const at = rows.indexOf(current);
      tell(rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]);
    } else if ((event.key === "Enter" || event.key === " ") && current >= 0) {
      event.preventDefault();
      choose(current);
    } else if (event.key === "Escape") tell(-1);
  });
}
