// One picture of the hidden spaces, read: where sheet and points are at each stop of a layer.
// Pure functions; what the message holds is said in playground/ui/pages/playground/space_frame.py.

import { unpacked } from "kit/packing.js";

/** Read a picture; its rows are the sheet's lines, the points, then the points of the boundary. */
export function read(buffer) {
  const picture = unpacked(buffer);
  if (picture.trouble) return picture;
  const { n_train: train, n_test: test, lines } = picture;
  const sheet = lines[0] * lines[1];
  const form = picture.spaces.map(({ name, width, how, bounds }) => [name, width, how, bounds]);
  return { ...picture, rows: { sheet, points: train + test }, form: JSON.stringify(form), between: new Map() };
}

/** What is seen of a space: its rows, (rows, dimensions). */
function space(picture, place) {
  const { dimensions, how, bounds } = picture.spaces[place];
  const { values } = picture.arrays[`outputs${place}`];
  return { key: `space ${place}`, values, dimensions, names: axisNames(picture, place), bounds: how === "components" || how === "decision" ? null : bounds };
}

function axisNames(picture, place) {
  const { names, how, dimensions } = picture.spaces[place];
  const called = { components: "component", decision: "direction" }[how];
  if (!called) return names;
  const counted = Array.from({ length: dimensions }, (_, at) => `${called} ${at + 1}`);
  if (how === "decision" && !picture.colours.length) counted[0] = "across what decides"; // of two classes one direction is
  return counted;
}

/** The stops on the way to a space: as it was, after W, after + b, after the activation. */
export function stopsOf(picture, place) {
  const known = picture.between.get(place);
  if (known) return known;
  const [from, to] = [space(picture, place - 1), space(picture, place)];
  const told = picture.spaces[place];
  const stops = [{ ...from, label: picture.spaces[place - 1].name, said: "" }];
  if (told.step === "layer") {
    const sums = picture.arrays[`sums${place}`].values;
    const bias = picture.arrays[`bias${place}`].values;
    const weighted = sums.map((value, at) => value - bias[at % bias.length]);
    const plain = { dimensions: to.dimensions, bounds: null, names: to.names };
    stops.push({ ...plain, key: `weighted ${place}`, values: weighted, label: "× W", said: told.said.weights });
    stops.push({ ...plain, key: `sums ${place}`, values: sums, label: "+ b", said: told.said.biases });
    stops.push({ ...to, label: told.function, said: told.said.activation });
  } else {
    stops.push({ ...to, label: "features", said: "Each feature is a dimension: the plane is lifted onto a curved sheet before the network begins." });
  }
  picture.between.set(place, stops);
  return stops;
}

/** A space by itself, as a stop. */
export function rest(picture, place) {
  return { ...space(picture, place), label: picture.spaces[place].name, said: "" };
}

/** Places in three dimensions between two stops, (rows * 3); `share` goes from 0 to 1. */
export function between(from, to, share, places) {
  const rows = from.values.length / from.dimensions;
  const out = places?.length === rows * 3 ? places : new Float32Array(rows * 3);
  const [a, b] = [from.dimensions, to.dimensions];
  for (let axis = 0; axis < 3; axis++) {
    for (let row = 0; row < rows; row++) {
      const start = axis < a ? from.values[row * a + axis] : 0;
      const end = axis < b ? to.values[row * b + axis] : 0;
      out[3 * row + axis] = start + (end - start) * share;
    }
  }
  return out;
}

/** Slow at both ends. */
export const eased = (share) => share * share * (3 - 2 * share);
