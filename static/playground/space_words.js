// What the layer in view does, in words: under way, as a whole, and for the point that is marked.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";
import { stopsOf } from "playground/space_stops.js";

const WAYS = { decision: "Across what decides", components: "Principal components", neurons: "Two neurons" };
const SHADOW = {
  decision: (width) => `A projection: of ${width} dimensions three are seen, chosen so that what decides is as flat as it is. Drag to turn.`,
  components: (width) => `A projection: of ${width} dimensions the three in which the points spread most are seen, so the line may look bent. Drag to turn.`,
  neurons: (width) => `A projection: two of ${width} neurons are seen, so the line may look bent.`,
  all: (width) => (width === 3 ? "Drag to turn, or use the arrow keys." : width === 1 ? "One dimension is a line; the points are spread up and down only to be seen." : ""),
};

/** Make them; `look(space, how, neurons)` is called when another look at a layer is chosen. */
export function words(look) {
  const said = Object.fromEntries(["title", "under", "whole", "verdict", "shadow", "point"].map((name) => [name, make("p", { class: name })]));
  const alarm = make("p", { class: "alarm", role: "status" });
  const menus = make("div", { class: "menus" });
  const element = make("div", { class: "told" }, said.title, alarm, said.under, said.whole, said.verdict, menus, said.shadow, said.point);
  let built = "";
  const put = (name, text) => {
    if (said[name].textContent !== text) said[name].textContent = text;
    said[name].hidden = !text;
  };

  /** Menus that choose what is seen of a wide layer. */
  const choose = (picture, place) => {
    const { ways, how, names } = picture.spaces[place];
    const form = `${place} ${how} ${picture.form}`;
    if (form === built) return;
    built = form;
    menus.replaceChildren();
    if (!ways.length) return;
    const select = (label, options, chosen, changed) => {
      const made = make("select", { "aria-label": label, onchange: () => changed(made.selectedIndex) },
        ...options.map((text) => make("option", {}, text)));
      made.selectedIndex = chosen;
      return made;
    };
    const axes = pairs.get(place) ?? [0, 1];
    const tell = () => {
      pairs.set(place, axes);
      look(place, "neurons", axes);
    };
    menus.append(select("What is seen of this layer", ways.map((way) => WAYS[way]), ways.indexOf(how),
      (at) => (ways[at] === "neurons" ? tell() : look(place, ways[at], null))));
    if (how !== "neurons") return;
    axes.forEach((neuron, axis) => menus.append(select(axis ? "Upwards" : "Across", names, neuron, (at) => {
      axes[axis] = at;
      tell();
    })));
  };
  const pairs = new Map(); // the two neurons chosen for a space

  return {
    element,
    /** Say that nothing can be drawn; "" when it can. */
    trouble(sentence) {
      if (alarm.textContent !== sentence) alarm.textContent = sentence;
      alarm.hidden = !sentence;
      if (sentence) {
        for (const name of Object.keys(said)) put(name, "");
        menus.replaceChildren();
        built = "";
      }
    },
    /** Say what is seen; returns it as one text. */
    show({ picture, place, stop, marked, at }) {
      const space = picture.spaces[place];
      const before = picture.spaces[place - 1];
      const stops = stopsOf(picture, place);
      const under = Math.min(Math.max(Math.ceil(stop - 0.02), 1), stops.length - 1);
      put("title", `${space.name}: ${before.width} → ${space.width} ${space.width === 1 ? "dimension" : "dimensions"}`);
      put("under", stops[under].said);
      put("whole", space.said?.verdict ?? "");
      put("verdict", picture.verdict);
      const seen = stop < 0.5 ? before : space;
      put("shadow", SHADOW[seen.how](seen.width));
      const wrong = space.said?.trouble ?? "";
      if (alarm.textContent !== wrong) alarm.textContent = wrong;
      alarm.hidden = !wrong;
      put("point", marked === null || !at ? "" : aboutPoint(picture, place, marked, at));
      choose(picture, stop < 0.5 ? place - 1 : place);
      return [wrong, stops[under].said, space.said?.verdict, picture.verdict].filter(Boolean).join(" ");
    },
  };
}

function aboutPoint(picture, place, marked, at) {
  const plane = picture.arrays.outputs0.values;
  const row = picture.rows.sheet + marked;
  const areas = picture.arrays[`areas${place}`];
  const factor = areas ? ` The layer makes areas around it ${short(Math.abs(areas.values[marked]))} times as large.` : "";
  return `The point at (${short(plane[2 * row])}, ${short(plane[2 * row + 1])}) in the plane is at (${at}) here.${factor}`;
}
