// What a tab keeps over a reload: the run that it had, and what was done while nobody listened.
//
// It lies in the tab's own storage, which other tabs and windows do not see, and which ends with it.
// A link that is opened anew begins as it says: then all of this is forgotten.

const RETURNING = ["reload", "back_forward"]; // the ways to a page by which its tab has been there before

class Tab {
  /** `here` is the path of the page. */
  constructor(here) {
    this.name = `playground:run ${here}`;
    const kept = this.read();
    const way = performance.getEntriesByType("navigation")[0]?.type;
    this.kept = kept !== null && (RETURNING.includes(way) || kept.leaves) ? kept : {};
    this.returned = this.kept; // what was found when the page was opened
    this.write({ leaves: false });
  }

  read() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name));
      return kept !== null && typeof kept === "object" && !Array.isArray(kept) ? kept : null;
    } catch {
      return null; // storage may be forbidden
    }
  }

  /** Keep some things beside the others; returns whether there was room. */
  write(changes) {
    this.kept = { ...this.kept, ...changes };
    try {
      sessionStorage.setItem(this.name, JSON.stringify(this.kept));
      return true;
    } catch {
      return false;
    }
  }

  /** Keep a copy of the run; where there is no room for it, keep that it is missing. */
  keep({ copy, epoch, lost }) {
    if (!this.write({ copy, epoch, lost })) {
      this.write({ copy: "", epoch, lost: "This browser had no room for a copy of the trained network." });
    }
  }
}

let tab = null;

/** What this tab keeps for the page at a path. */
export function tabAt(here) {
  tab ??= new Tab(here);
  return tab;
}
