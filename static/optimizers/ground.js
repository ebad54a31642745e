// The ground of every map: bands of colour between levels, lines between them, hatching where there is no value.

/** Fill a canvas with the heights (row 0 the lowest), pixel by pixel; `tint(colour, u, v)` may change a colour. */
export function paintGround(ground, shown, { width: w, height: h }, heights, levels, tint = null) {
  const ratio = devicePixelRatio || 1;
  const width = Math.round(w * ratio), height = Math.round(h * ratio);
  ground.width = width;
  ground.height = height;
  const context = ground.getContext("2d");
  const image = context.createImageData(width, height);
  const style = getComputedStyle(shown);
  const colours = bandColours(style, levels.length - 1);
  const hatch = channels(style.getPropertyValue("--muted"));
  const { values, shape: [rows, columns] } = heights;
  if (!rows) return;
  const bands = new Int8Array(width * height);
  for (let j = 0; j < height; j += 1) {
    const v = (1 - j / (height - 1)) * (rows - 1);
    const r = Math.min(Math.floor(v), rows - 2), fv = v - r;
    for (let i = 0; i < width; i += 1) {
      const u = (i / (width - 1)) * (columns - 1);
      const c = Math.min(Math.floor(u), columns - 2), fu = u - c;
      const k = r * columns + c;
      const value = (values[k] * (1 - fu) + values[k + 1] * fu) * (1 - fv) +
        (values[k + columns] * (1 - fu) + values[k + columns + 1] * fu) * fv;
      const band = Number.isFinite(value) ? bandOf(levels, value) : -1;
      bands[j * width + i] = band;
      let colour = band < 0 ? ((i + j) % Math.round(8 * ratio) < 1.5 * ratio ? hatch : null) : colours[band];
      if (tint && colour && band >= 0) colour = tint(colour, i / (width - 1), 1 - j / (height - 1));
      const line = band >= 0 && ((i && bands[j * width + i - 1] !== band) || (j && bands[(j - 1) * width + i] !== band));
      const place = 4 * (j * width + i);
      if (!colour) continue;
      const dark = line ? 0.86 : 1;
      image.data[place] = colour[0] * dark;
      image.data[place + 1] = colour[1] * dark;
      image.data[place + 2] = colour[2] * dark;
      image.data[place + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

/** The band that a height lies in: the first or the last for what lies beyond. */
export function bandOf(levels, value) {
  let low = 0, high = levels.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= levels[middle]) low = middle;
    else high = middle;
  }
  return low;
}

/** Colours of the bands, from the lowest to the highest: custom properties of the page's style. */
export function bandColours(style, count) {
  const ends = ["--low", "--middle", "--high"].map((name) => channels(style.getPropertyValue(name)));
  return Array.from({ length: Math.max(count, 1) }, (_, band) => {
    const share = count > 1 ? (2 * band) / (count - 1) : 0;
    const [from, to] = share < 1 ? [ends[0], ends[1]] : [ends[1], ends[2]];
    const part = share < 1 ? share : share - 1;
    return from.map((one, k) => one + (to[k] - one) * part);
  });
}

export function placeColours(style) {
  return ["--basin-1", "--basin-2", "--basin-3", "--basin-4", "--basin-away"].map((name) => channels(style.getPropertyValue(name)));
}

function channels(colour) {
  const digits = colour.trim().replace("#", "");
  return [0, 2, 4].map((place) => parseInt(digits.slice(place, place + 2), 16));
}

/** The numbers of the places that are as low as can be around them. */
export function lowPlaces(terrain) {
  return terrain.places.flatMap(({ kind }, number) => (kind === "minimum" || kind === "valley" ? [number] : []));
}
