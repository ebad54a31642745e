// The painted points as the browser knows them, and what each tool does to them.
//
// A change is drawn at once and told to the server, which applies the same to its own list: points are
// added at the end, and named by their place in the list.

const REACH = 6; // the plane goes from -6 to +6
const GRIP = 0.45; // how far from a point the pointer may be that moves it
const inside = (value) => Math.min(Math.max(value, -REACH), REACH);
const distance = ([x, y], [u, v]) => Math.hypot(x - u, y - v);

export class Points {
  constructor() {
    this.all = []; // [x, y, class or value]
  }

  add(places, colour) {
    for (const [x, y] of places) this.all.push([x, y, colour]);
  }

  erase(indices) {
    const gone = new Set(indices);
    this.all = this.all.filter((_, index) => !gone.has(index));
  }

  move(index, [x, y]) {
    this.all[index] = [x, y, this.all[index][2]];
  }

  /** Places in the list of all points within a distance. */
  near(place, reach) {
    return this.all.flatMap((point, index) => (distance(point, place) <= reach ? [index] : []));
  }

  /** Place in the list of the nearest point within reach of the pointer; -1 if there is none. */
  nearest(place) {
    let best = -1;
    let least = GRIP;
    this.all.forEach((point, index) => {
      const far = distance(point, place);
      if (far <= least) [best, least] = [index, far];
    });
    return best;
  }
}

/** Some points at random within a disc. */
function sprayed([x, y], size, count) {
  return Array.from({ length: count }, () => {
    const angle = 2 * Math.PI * Math.random();
    const radius = size * Math.sqrt(Math.random());
    return [inside(x + radius * Math.cos(angle)), inside(y + radius * Math.sin(angle))];
  });
}

/** Places along a way, a step apart, without its beginning. */
function along(from, to, step) {
  const count = Math.floor(distance(from, to) / step);
  return Array.from({ length: count }, (_, number) => {
    const share = (step * (number + 1)) / distance(from, to);
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
}

const add = (mode, places) => ({ kind: "add", colour: mode.colour, places });
const erase = (points, mode, place) => {
  const indices = points.near(place, mode.size);
  return indices.length ? [{ kind: "erase", indices }] : [];
};

// Each tool: press(points, mode, place) and drag(points, mode, place, gesture) return changes. The
// gesture lasts from press to release; mode is {tool, colour, size, density}.
export const TOOLS = {
  Point: {
    press: (points, mode, place) => [add(mode, [place])],
    drag: () => [],
  },
  Brush: {
    press: (points, mode, place) => [add(mode, sprayed(place, mode.size, mode.density))],
    drag: (points, mode, place, gesture) => {
      const stops = along(gesture.at, place, Math.max(mode.size, 0.3) / 2);
      if (!stops.length) return [];
      gesture.at = stops.at(-1);
      return [add(mode, stops.flatMap((stop) => sprayed(stop, mode.size, mode.density)))];
    },
  },
  Eraser: {
    press: (points, mode, place) => erase(points, mode, place),
    drag: (points, mode, place, gesture) => {
      const stops = [...along(gesture.at, place, mode.size), place];
      gesture.at = place;
      const indices = [...new Set(stops.flatMap((stop) => points.near(stop, mode.size)))];
      return indices.length ? [{ kind: "erase", indices }] : [];
    },
  },
  Move: {
    press: (points, mode, place, gesture) => {
      gesture.index = points.nearest(place);
      return [];
    },
    drag: (points, mode, place, gesture) =>
      (gesture.index < 0 ? [] : [{ kind: "move", index: gesture.index, place }]),
  },
};

/** Apply a change to the points. */
export function apply(points, change) {
  if (change.kind === "add") points.add(change.places, change.colour);
  else if (change.kind === "erase") points.erase(change.indices);
  else points.move(change.index, change.place);
}

/** Changes on their way to the server: one message at a time, what comes meanwhile goes together. */
export class Outbox {
  constructor(send) {
    this.send = send;
    this.waiting = [];
    this.underWay = false;
  }

  put(change) {
    const last = this.waiting.at(-1);
    const same = last?.stroke === change.stroke && last.kind === change.kind;
    if (same && change.kind === "add" && last.colour === change.colour) last.places.push(...change.places);
    else if (same && change.kind === "move" && last.index === change.index) last.place = change.place;
    else this.waiting.push(change.kind === "add" ? { ...change, places: [...change.places] } : change);
    this.next();
  }

  next() {
    if (this.underWay || !this.waiting.length) return;
    this.underWay = true;
    this.send(this.waiting.splice(0));
  }

  answered() {
    this.underWay = false;
    this.next();
  }

  /** The server has sent all points anew: what was under way belongs to the old ones. */
  restart() {
    this.underWay = false;
    this.waiting = [];
  }
}
