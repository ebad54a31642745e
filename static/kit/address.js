// The address bar: it always holds the link to the present set-up.
// The set-ups of several pages travel in it together: a key with a dot belongs to the page that
// stands before the dot, all others to the playground. A page writes its own and keeps the others'.
//
// A new kind of change makes an entry in the history, so that Back undoes it; what follows within a
// moment of the same control (a dragged slider, a held key) replaces that entry. Browsers refuse more
// than some hundred entries a minute, so replacing waits for a pause.

const SAME_GESTURE = 1200; // milliseconds
const PAUSE = 250; // milliseconds

const pairsOf = (fragment) => fragment.replace(/^#/, "").split("&").filter((pair) => pair !== "");
const keyOf = (pair) => pair.split("=", 1)[0];
const pageOf = (pair) => (keyOf(pair).includes(".") ? keyOf(pair).split(".", 1)[0] : "");

/** The pairs of all other pages in a fragment; `page` is the word before the dot, "" for the playground. */
const ofOthers = (fragment, page) => pairsOf(fragment).filter((pair) => pageOf(pair) !== page);

/** One fragment of several; of a key that comes twice the last counts. */
export function together(...fragments) {
  const pairs = new Map();
  for (const pair of fragments.flatMap((one) => (Array.isArray(one) ? one : pairsOf(one)))) pairs.set(keyOf(pair), pair);
  return `#${[...pairs.values()].join("&")}`;
}

export class Address {
  /**
   * `moved(hash)` is called when the learner goes to another link: Back, Forward, typing, a click;
   * `follow(link)` with every link as soon as it is known, before the address bar has it. `page` is
   * the word that the keys of this page's settings begin with.
   */
  constructor(moved, follow, page) {
    this.page = page;
    this.others = ofOthers(location.hash, page); // what other pages have written
    this.follow = follow;
    this.written = location.hash;
    this.lastChange = { name: "", time: -Infinity };
    this.timer = 0;
    this.listen = () => {
      if (location.hash === this.written) return;
      clearTimeout(this.timer);
      this.written = location.hash;
      this.lastChange = { name: "", time: -Infinity };
      this.others = ofOthers(location.hash, page);
      follow(location.hash);
      moved(location.hash);
    };
    addEventListener("popstate", this.listen);
    addEventListener("hashchange", this.listen);
  }

  /**
   * Show a link to this page's settings. `change` names what was changed; an empty name only puts the
   * address right.
   */
  show(settings, change) {
    const link = together(settings, this.others);
    this.settings = settings;
    this.follow(link);
    if (link === this.written) return;
    const now = performance.now();
    const goesOn = change === "" ||
      (change === this.lastChange.name && now - this.lastChange.time < SAME_GESTURE);
    if (change !== "") this.lastChange = { name: change, time: now };
    clearTimeout(this.timer);
    if (!goesOn) {
      this.write(link, true);
    } else {
      this.timer = setTimeout(() => this.write(link, false), change === "" ? 0 : PAUSE);
    }
  }

  /**
   * Have a key of no page in the address, beside all settings, from the next set-up on; an empty value
   * takes it out at once.
   */
  mark(key, value) {
    this.others = this.others.filter((pair) => keyOf(pair) !== key);
    if (value) this.others.push(`${key}=${encodeURIComponent(value)}`);
    else if (this.settings !== undefined) this.show(this.settings, "");
  }

  /** Have the settings of other pages from a link, if it has any. */
  takeOthers(link) {
    const others = ofOthers(link, this.page);
    if (!others.length) return;
    this.others = others;
    if (this.settings !== undefined) this.show(this.settings, "");
  }

  /** Take note of what another page has to find in the address: the playground, a network that has learned. */
  keep(fragment) {
    this.others = [...pairsOf(fragment), ...this.others.filter((pair) => pageOf(pair) === "lessons")];
    this.show(this.settings, "");
  }

  /**
   * Go to another page with a set-up for both: an experiment (the playground's pairs) and more. The
   * address that is left has it too, so that the browser's Back finds the same.
   */
  leave(experiment, further) {
    const dotted = ofOthers(together(this.settings, this.others), "");
    clearTimeout(this.timer);
    this.write(together(experiment, dotted), false);
    return together(experiment, dotted, further);
  }

  write(link, newEntry) {
    this.written = link;
    // In a frame (a notebook's) the history is that of the page around it.
    const url = location.pathname + location.search + link;
    if (newEntry && window === window.top) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }

  remove() {
    clearTimeout(this.timer);
    removeEventListener("popstate", this.listen);
    removeEventListener("hashchange", this.listen);
  }
}
