// Formulas as elements: symbols with what stands below and above them, numbers with their marks.

import { make } from "kit/dom.js";

const LONG = 18; // letters from which on a term may be broken before a factor

const MEANING = {
  dead: "Dead: this factor is 0, nothing gets through.",
  saturated: "Saturated: this factor is below 0.01, hardly anything gets through.",
};

function part(one) {
  if (typeof one === "string") return one;
  if (one.top) {
    const line = (parts) => make("span", {}, ...parts.map(part));
    return make("span", { class: "fraction" }, line(one.top), line(one.bottom));
  }
  if (one.length === 3) {
    const [name, below, above] = one;
    const symbol = name.length > 1 && !/[⁰-₟′̂]/.test(name) ? make("span", { class: "name" }, name) : make("i", {}, name);
    if (name === "Σ") return make("span", { class: "sum" }, make("span", {}, name), below ? make("sub", {}, below) : null);
    if (!below && !above) return symbol;
    const marks = below && above
      ? [make("span", { class: "marks" }, make("sup", {}, above), make("sub", {}, below))]
      : [below ? make("sub", {}, below) : null, above ? make("sup", {}, above) : null];
    return make("span", { class: "symbol" }, symbol, ...marks);
  }
  const [text, mark] = one;
  return make("span", { class: `value ${mark}`, title: MEANING[mark] ?? null }, text);
}

/**
 * Make an equation of the parts that the server sends; it breaks between its terms, not within. Read
 * aloud are the words, where there are some.
 */
export function formula(parts, words) {
  const line = make("span", { class: "formula", "aria-hidden": words ? "true" : null });
  let term = make("span", { class: "term" });
  const end = () => {
    if (term.childNodes.length) line.append(term);
    term = make("span", { class: "term" });
  };
  for (const one of parts) {
    if (typeof one === "string" && /^,? {2,}$/.test(one)) { // what follows is an equation of its own
      term.append(one.trim());
      end();
      line.append(make("span", { class: "gap" }));
      continue;
    }
    const begins = typeof one === "string" && (/^( [+=←→] |\)? {2,})/.test(one) || (one === " · " && term.textContent.length > LONG));
    if (begins) end();
    term.append(part(one));
  }
  end();
  return line;
}
