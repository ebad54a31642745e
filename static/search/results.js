// The results of a search as far as they have come: one row for each combination, in columns.

/** What has become of a combination, as playground/ui/pages/search/told.py numbers it. */
export const SOUND = 0, DIVERGED = 1, FAILED = 2, UNTRIED = 3;

export class Results {
  constructor() { this.begin({ axes: [], score: { label: "Score", percent: true }, key: "", arrays: { places: { values: [], shape: [0, 0] } } }); }

  /**
   * Begin anew: `axes` are {name, label, values, continuous}, `places` (n, axes) says where on each axis a
   * combination stands, as a place among its values (NaN: it has none there).
   */
  begin({ axes, score, key, arrays: { places } }) {
    const [n, k] = places.shape;
    Object.assign(this, { axes, score, key, count: n });
    this.places = axes.map((_, axis) => Array.from({ length: n }, (_row, row) => places.values[row * k + axis]));
    this.scores = new Array(n).fill(NaN);
    this.spreads = new Array(n).fill(NaN);
    this.costs = new Array(n).fill(NaN);
    this.seconds = new Array(n).fill(NaN);
    this.states = new Array(n).fill(UNTRIED);
    this.rank();
  }

  /** Take `figures` (n, 5) of all combinations: score, spread, cost, seconds, state; `best` is one of them, or null. */
  take({ best, arrays: { figures } }) {
    for (let row = 0; row < this.count; row += 1) {
      [this.scores[row], this.spreads[row], this.costs[row], this.seconds[row], this.states[row]] = figures.values.subarray(5 * row, 5 * row + 5);
    }
    this.rank();
    this.best = best ?? -1;
  }

  rank() {
    this.tried = [...this.scores.keys()].filter((row) => this.states[row] !== UNTRIED);
    this.sound = this.tried.filter((row) => this.states[row] === SOUND);
    this.lost = this.tried.filter((row) => this.states[row] !== SOUND);
    this.ranked = [...this.sound.sort((a, b) => this.scores[b] - this.scores[a] || a - b), ...this.lost];
    this.best = -1;
    this.range = this.rangeOf();
  }

  /** Which value a combination has on an axis: the nearest place; -1 for none. */
  groupOf(axis, row) {
    const place = this.places[axis][row];
    return Number.isNaN(place) ? -1 : Math.min(Math.max(Math.round(place), 0), this.axes[axis].values.length - 1);
  }

  /** The combination in words: [label, value] for each axis that it has. */
  words(row) {
    return this.axes.map(({ label, values }, axis) => [label, values[this.groupOf(axis, row)]]).filter(([, value]) => value !== undefined);
  }

  /** A score as it is written. */
  written(score, digits = 1) {
    if (!Number.isFinite(score)) return "–";
    return this.score.percent ? `${(100 * score).toFixed(digits)} %` : score.toFixed(3).replace("-", "−");
  }

  /** What has come of a combination, in words. */
  outcome(row) {
    return { [UNTRIED]: "not tried yet", [DIVERGED]: "ran away", [FAILED]: "failed" }[this.states[row]] ?? this.written(this.scores[row]);
  }

  /** From a little below the lowest score to a little above the highest, on round numbers. */
  rangeOf() {
    if (!this.sound.length) return { low: 0, high: 1 };
    const [low, high] = [this.scores[this.sound.at(-1)], this.scores[this.sound[0]]];
    const span = Math.max(high - low, 1e-3);
    const power = 10 ** Math.floor(Math.log10(span / 4));
    const step = this.score.percent ? 0.05 : power * [1, 2, 5, 10].find((one) => one * power >= span / 4);
    const [from, to] = [Math.floor(low / step - 0.2) * step, Math.ceil(high / step + 0.2) * step];
    return this.score.percent ? { low: Math.max(from, 0), high: Math.min(to, 1.01) } : { low: from, high: to };
  }
}
