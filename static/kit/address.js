// The address bar: it always holds the link to the present set-up.
//
// A new kind of change makes an entry in the history, so that Back undoes it; what follows within a
// moment of the same control (a dragged slider, a held key) replaces that entry. Browsers refuse more
// than some hundred entries a minute, so replacing waits for a pause.

const SAME_GESTURE = 1200; // milliseconds
const PAUSE = 250; // milliseconds

export class Address {
  /**
   * `moved(hash)` is called when the learner goes to another link: Back, Forward, typing, a click;
   * `follow(link)` with every link as soon as it is known, before the address bar has it.
   */
  constructor(moved, follow) {
    this.follow = follow;
    this.written = location.hash;
    this.lastChange = { name: "", time: -Infinity };
    this.timer = 0;
    this.listen = () => {
      if (location.hash === this.written) return;
      clearTimeout(this.timer);
      this.written = location.hash;
      this.lastChange = { name: "", time: -Infinity };
      follow(location.hash);
      moved(location.hash);
    };
    addEventListener("popstate", this.listen);
    addEventListener("hashchange", this.listen);
  }

  /** Show a link. `change` names what was changed; an empty name only puts the address right. */
  show(link, change) {
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
