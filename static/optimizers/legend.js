// What the signs on the map mean: only those that are on it; and the basins' shares in words.

import { make } from "kit/dom.js";
import { lowPlaces } from "optimizers/ground.js";
import { short } from "kit/marks.js";
import { sign } from "optimizers/signs.js";

const WORDS = { minimum: "minimum", maximum: "maximum", saddle: "saddle", valley: "valley of minima" };
const MANY = 40; // level places from which on the map leaves out the saddles
const MOST = 4; // basins that are told of by themselves

export function legend() {
  const list = make("ul", { class: "legend", "aria-label": "Signs on the map" });
  const shares = make("p", { class: "shares", role: "status" });
  return {
    element: make("div", { class: "marks" }, list, shares),
    show(terrain, basins, looks) {
      const kinds = new Set(terrain.places.map(({ kind }) => kind));
      if (terrain.places.length > MANY) kinds.delete("saddle");
      const some = ["start", ...Object.keys(WORDS).filter((kind) => kinds.has(kind))];
      if (kinds.has("minimum")) some.push("found");
      if (terrain.arrays.heights.values.some((one) => !Number.isFinite(one))) some.push("hatched");
      const words = { ...WORDS, start: "start", found: "found", hatched: "no value" };
      list.replaceChildren(...some.map((name) => make("li", {}, sign(name), words[name])));
      shares.textContent = basins ? told(terrain, basins, looks) : "";
    },
  };
}

/** How many of the starts lead to which minimum. */
function told(terrain, basins, looks) {
  const { values } = basins.arrays.map;
  const counts = {};
  for (const one of values) counts[one] = (counts[one] ?? 0) + 1;
  const share = (number) => `${Math.round((100 * (counts[number] ?? 0)) / values.length)} %`;
  const low = lowPlaces(terrain).filter((number) => counts[number]).sort((a, b) => counts[b] - counts[a]);
  const parts = low.slice(0, MOST).map((number) => `${share(number)} to (${terrain.places[number].point.map(short).join(", ")})`);
  if (low.length > MOST) parts.push(`${low.length - MOST} further places`);
  if (counts[basins.nowhere]) parts.push(`${share(basins.nowhere)} to no minimum`);
  if (counts[basins.away]) parts.push(`${share(basins.away)} run away (grey)`);
  return `Where ${looks[basins.rule].label} ends, of all starts: ${parts.join(", ")}.`;
}
