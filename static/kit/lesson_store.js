// What the browser keeps of the lessons: the progress for good, and what belongs to this tab. Where
// storage is forbidden it is kept until the page goes.
//
// The progress of a lesson: {state, first, right, phase, choice, step, numbers}. `state` is "begun",
// "done" or "known" (skipped); `first` is what was predicted first and `right` whether it holds; the
// rest is what the server needs to go on. Records of challenges: what a run of the learner's has reached, by name.

const PROGRESS = "lessons:progress", RECORDS = "lessons:records", OFFER = "lessons:offer", SIDE = "lessons:side";
const HERE = "lessons:here", BEFORE = "lessons:before";

/** Values by key, in a storage of the browser's; in memory where it has none for us. */
function kept(storage) {
  const memory = new Map();
  try {
    const place = storage();
    place.setItem("lessons:try", "");
    place.removeItem("lessons:try");
    return { place, get: (key) => place.getItem(key), set: (key, value) => write(place, memory, key, value), isKept: true };
  } catch { // storage may be forbidden, or full
    return { get: (key) => memory.get(key) ?? null, set: (key, value) => write(null, memory, key, value), isKept: false };
  }
}

function write(place, memory, key, value) {
  if (value === null) {
    memory.delete(key);
    place?.removeItem(key);
    return;
  }
  if (!place) memory.set(key, value);
  else {
    try {
      place.setItem(key, value);
    } catch { // full: what was there stays
    }
  }
}

const always = kept(() => localStorage);
const tab = kept(() => sessionStorage);

function table(key) {
  try {
    const read = JSON.parse(always.get(key) ?? "{}");
    return read !== null && typeof read === "object" && !Array.isArray(read) ? read : {};
  } catch { // somebody has written something else there
    return {};
  }
}

export const store = {
  /** Whether progress outlives the page. */
  isKept: always.isKept,

  /** The progress of all lessons, by name. */
  all: () => table(PROGRESS),
  of: (name) => table(PROGRESS)[name] ?? null,

  /** Keep more of a lesson; another tab may have written meanwhile, so it is read anew. */
  keep(name, further) {
    const every = table(PROGRESS);
    always.set(PROGRESS, JSON.stringify({ ...every, [name]: { ...every[name], ...further } }));
  },

  forgetAll() {
    always.set(PROGRESS, null);
    always.set(RECORDS, null);
  },

  records: () => table(RECORDS),
  keepRecord(name, value) {
    always.set(RECORDS, JSON.stringify({ ...table(RECORDS), [name]: value }));
  },

  get isOffered() { return always.get(OFFER) === null; },
  dismissOffer: () => always.set(OFFER, "dismissed"),

  get side() { return always.get(SIDE) ?? "right"; },
  set side(side) { always.set(SIDE, side); },

  /** The lesson that this tab is in, "" for none: a reload goes on with the page as it is. */
  get here() { return tab.get(HERE) ?? ""; },
  set here(name) { tab.set(HERE, name || null); },

  /** The learner's own set-up, from before the first of the lessons that this tab is in; null for none. */
  get before() { return tab.get(BEFORE); },
  set before(link) { tab.set(BEFORE, link); },

  /** Have `changed()` called when another tab has kept something; returns what stops it. */
  follow(changed) {
    const listen = ({ key }) => { if (key === PROGRESS || key === RECORDS || key === null) changed(); };
    addEventListener("storage", listen);
    return () => removeEventListener("storage", listen);
  },
};
