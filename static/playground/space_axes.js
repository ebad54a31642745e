// Axes that hold still: a scale that changes only when it has to, and then glides.

const ROOM = 1.12; // how much more than what is there is shown
const SMALL = 0.4; // what fills less than this share of the picture is shown larger
const SPOT = 1e-9; // what is not larger is a spot
const TURNED = 0.85; // of a cube's half diagonal: how far its corners reach as it is seen
const GLIDE = 600; // milliseconds

/** The least and the largest of a stop's coordinates, three of each. */
function extent({ values, dimensions, bounds }) {
  const low = [0, 0, 0], high = [0, 0, 0];
  if (bounds) {
    for (let axis = 0; axis < dimensions; axis++) [low[axis], high[axis]] = bounds;
    return { low, high };
  }
  for (let axis = 0; axis < dimensions; axis++) {
    let least = Infinity, most = -Infinity;
    for (let at = axis; at < values.length; at += dimensions) {
      least = Math.min(least, values[at]);
      most = Math.max(most, values[at]);
    }
    [low[axis], high[axis]] = [least, most];
  }
  return { low, high };
}

/** The cube around an extent, and how much of it is seen: turned, its corners stand out. */
function around({ low, high }, room, turns) {
  const sides = low.map((value, axis) => (high[axis] - value) / 2);
  const largest = Math.max(...sides);
  const half = (largest > SPOT ? largest : 0.5) * room; // all on one spot: numbers around it that can be read
  const reach = turns && largest > SPOT ? TURNED * room * Math.hypot(...sides) : half;
  return { centre: low.map((value, axis) => value + sides[axis]), half, reach };
}

function holds({ centre, half }, { low, high }) {
  return centre.every((middle, axis) => low[axis] >= middle - half && high[axis] <= middle + half);
}

/** What lies between two boxes; sizes in proportion. */
export function mixedBox(from, to, share) {
  return {
    centre: from.centre.map((value, axis) => value + (to.centre[axis] - value) * share),
    half: from.half * (to.half / from.half) ** share,
    reach: from.reach * (to.reach / from.reach) ** share,
  };
}

export class Axes {
  constructor() {
    this.known = new Map();
  }

  /** The box that is seen of a stop, {centre, half, reach, moves}; `still` when nothing may glide. */
  at(stop, now, still) {
    const seen = extent(stop);
    const fixed = Boolean(stop.bounds);
    const turns = stop.dimensions === 3;
    let one = this.known.get(stop.key);
    if (!one) {
      const box = around(seen, fixed ? 1.06 : ROOM, turns);
      one = { from: box, to: box, since: -Infinity };
      this.known.set(stop.key, one);
    }
    const span = around(seen, 1, false).half;
    if (!fixed && (!holds(one.to, seen) || span < SMALL * one.to.half)) {
      one = { from: this.glided(one, now), to: around(seen, ROOM, turns), since: still ? -Infinity : now };
      this.known.set(stop.key, one);
    }
    return { ...this.glided(one, now), moves: now - one.since < GLIDE };
  }

  glided({ from, to, since }, now) {
    const share = Math.min((now - since) / GLIDE, 1);
    return share >= 1 ? to : mixedBox(from, to, share * share * (3 - 2 * share));
  }
}
