// The network as a small drawing, whose links and biases are clicked to become the axes of the picture.

const SVG = "http://www.w3.org/2000/svg";
const MOST_LINKS = 700; // beyond, lines are a fog that nobody can click into

function shape(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.append(shape("title", {}), text);
  return element;
}

function titled(element, text) {
  const title = document.createElementNS(SVG, "title");
  title.textContent = text;
  element.append(title);
  return element;
}

/** Make the drawing; `choose(place)` is called with the place of a weight in the flat vector. */
export function sketch(choose) {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("class", "sketch");
  element.setAttribute("role", "img");
  return {
    element,
    /** Draw a network; returns whether it is small enough to be drawn. */
    show({ sizes, names, features, arrays, chosen }) {
      const parameters = arrays.parameters.values;
      const links = sizes.slice(1).reduce((sum, size, layer) => sum + size * sizes[layer], 0);
      element.replaceChildren();
      const drawn = links <= MOST_LINKS && names.length > 0;
      element.toggleAttribute("hidden", !drawn);
      element.style.display = drawn ? "" : "none";
      if (!drawn) return false;
      const width = 360, tallest = Math.max(...sizes), height = Math.max(110, Math.min(26 * tallest + 16, 200));
      element.setAttribute("viewBox", `0 0 ${width} ${height}`);
      element.setAttribute("aria-label", `The network, ${sizes.join("-")}. The axes are ${chosen.map((place) => names[place]).join(" and ")}; choose others in the menus.`);
      const left = 12 + 5.5 * Math.max(...features.map((name) => Math.min(name.length, 8)));
      const x = (layer) => left + ((width - left - 26) * layer) / (sizes.length - 1);
      const y = (layer, neuron) => height / 2 + ((neuron - (sizes[layer] - 1) / 2) * (height - 20)) / Math.max(tallest, 2);
      const least = Math.min(7, (height - 20) / tallest / 2.6);
      const largest = Math.max(0.5, ...Array.from(parameters, Math.abs).filter(Number.isFinite));
      const axis = (place) => (place === chosen[0] ? " x-axis" : place === chosen[1] ? " y-axis" : "");
      const lines = [], above = [];
      const add = (group, place, ...shapes) => {
        const one = titled(shape("g", { class: `pick${axis(place)}` }), `${names[place]}: ${Number(parameters[place].toPrecision(3))}`);
        one.append(...shapes);
        one.addEventListener("click", () => choose(place));
        (axis(place) ? above : group).push(one);
      };
      let place = 0;
      for (let layer = 0; layer + 1 < sizes.length; layer += 1) {
        for (let source = 0; source < sizes[layer]; source += 1) {
          for (let target = 0; target < sizes[layer + 1]; target += 1) {
            const ends = { x1: x(layer), y1: y(layer, source), x2: x(layer + 1), y2: y(layer + 1, target) };
            const weight = parameters[place];
            add(lines, place,
              shape("line", { ...ends, class: "reach" }),
              shape("line", { ...ends, class: weight < 0 ? "negative" : "positive", "stroke-width": (0.5 + 3 * Math.min(Math.abs(weight) / largest, 1)).toFixed(2) }));
            place += 1;
          }
        }
      }
      const nodes = [];
      for (let layer = 0; layer < sizes.length; layer += 1) {
        for (let neuron = 0; neuron < sizes[layer]; neuron += 1) {
          nodes.push(shape("circle", { cx: x(layer), cy: y(layer, neuron), r: least, class: "node" }));
          if (layer > 0) {
            const size = Math.max(3.5, least * 0.9);
            add(nodes, place, shape("rect", { x: x(layer) - least - size, y: y(layer, neuron) + least * 0.4, width: size, height: size, class: parameters[place] < 0 ? "bias negative" : "bias positive" }));
            place += 1;
          } else {
            const text = shape("text", { x: x(0) - least - 5, y: y(0, neuron), class: "name" });
            text.textContent = features[neuron].length > 8 ? `${features[neuron].slice(0, 7)}…` : features[neuron];
            nodes.push(text);
          }
        }
      }
      element.append(...lines, ...nodes, ...above);
      return true;
    },
  };
}
