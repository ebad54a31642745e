// The output's plot beside the hidden spaces: a point marked in one is marked in the other.

const REACH = 6; // the plane goes from -6 to +6
const NEAR = 0.4; // how far from a point the pointer may be, in units of the plane

/** Watch the plot of that id; `over(place)` is called with a place of the plane, or null. */
export function besideOutput(id, over) {
  const ring = document.createElement("div");
  ring.setAttribute("aria-hidden", "true");
  Object.assign(ring.style, {
    position: "absolute", width: "18px", height: "18px", margin: "-9px 0 0 -9px", borderRadius: "50%", pointerEvents: "none",
    border: "2.5px solid var(--text)", boxSizing: "border-box", zIndex: 6, display: "none",
  });
  document.body.append(ring);
  let watched = null;
  const plot = () => {
    const found = window.Bokeh?.index?.find_one_by_id?.(id);
    return found?.frame ? found : null;
  };
  const box = () => {
    const found = plot();
    if (!found) return null;
    const { left, top } = found.el.getBoundingClientRect();
    const { bbox } = found.frame;
    return { left: left + bbox.left, top: top + bbox.top, width: bbox.width, height: bbox.height };
  };
  const move = (event) => {
    const at = box();
    if (!at) return;
    const place = [((event.clientX - at.left) / at.width) * 2 * REACH - REACH, REACH - ((event.clientY - at.top) / at.height) * 2 * REACH];
    over(place.every((value) => Math.abs(value) <= REACH) ? place : null);
  };
  const leave = () => over(null);
  return {
    /** Listen; the plot may not have been there before. */
    watch() {
      if (watched?.isConnected) return;
      const element = plot()?.el;
      if (!element || element === watched) return;
      this.forget();
      watched = element;
      watched.addEventListener("pointermove", move);
      watched.addEventListener("pointerleave", leave);
    },
    forget() {
      watched?.removeEventListener("pointermove", move);
      watched?.removeEventListener("pointerleave", leave);
      watched = null;
    },
    /** Mark a place of the plane, or nothing. */
    mark(place) {
      const at = place && box();
      ring.style.display = at ? "block" : "none";
      if (!at) return;
      ring.style.left = `${scrollX + at.left + ((place[0] + REACH) / (2 * REACH)) * at.width}px`;
      ring.style.top = `${scrollY + at.top + ((REACH - place[1]) / (2 * REACH)) * at.height}px`;
    },
    remove() {
      this.forget();
      ring.remove();
    },
  };
}

/** The number of the point next to a place of the plane, or null where none is near. */
export function nearestInPlane(picture, place) {
  const { values } = picture.arrays.outputs0;
  let best = null, least = NEAR ** 2;
  for (let point = 0; point < picture.rows.points; point++) {
    const row = picture.rows.sheet + point;
    const apart = (values[2 * row] - place[0]) ** 2 + (values[2 * row + 1] - place[1]) ** 2;
    if (apart < least) [best, least] = [point, apart];
  }
  return best;
}
