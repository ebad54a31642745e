// Numbers from the server: a header and arrays in one binary message (playground/ui/kit/packing.py).

/** Return the header, with `arrays` as {name: {values: Float32Array, shape: [...]}}. */
export function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let place = 4 + length;
  const arrays = {};
  for (const [name, shape] of header.arrays) {
    const count = shape.reduce((product, size) => product * size, 1);
    arrays[name] = { values: new Float32Array(buffer, place, count), shape };
    place += 4 * count;
  }
  return { ...header, arrays };
}
