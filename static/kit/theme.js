// Light or dark: as the system has it, or as chosen here (kept by the browser).

const KEY = "playground:theme";
const ORDER = ["system", "light", "dark"];
const system = matchMedia("(prefers-color-scheme: dark)");

function stored() {
  try {
    const theme = localStorage.getItem(KEY);
    return ORDER.includes(theme) ? theme : "system";
  } catch {
    return "system"; // a browser may forbid storage
  }
}

function store(theme) {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch { /* then the choice lasts as long as the page */ }
}

export class Theme {
  /** `changed(dark)` is called at every change of what is seen. */
  constructor(changed) {
    this.chosen = stored();
    this.changed = changed;
    this.follow = () => this.apply();
    system.addEventListener("change", this.follow);
    this.apply();
  }

  get dark() {
    return this.chosen === "system" ? system.matches : this.chosen === "dark";
  }

  /** Go to the next of system, light, dark; returns its name. */
  next() {
    this.chosen = ORDER[(ORDER.indexOf(this.chosen) + 1) % ORDER.length];
    store(this.chosen);
    this.apply();
    return this.chosen;
  }

  apply() {
    document.documentElement.dataset.theme = this.dark ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("playground:theme", { detail: { dark: this.dark } }));
    this.changed(this.dark);
  }

  remove() {
    system.removeEventListener("change", this.follow);
  }
}
