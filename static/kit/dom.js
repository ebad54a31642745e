// Small helpers that make elements: a text among their children stays text, never becomes HTML.

/** Make an element: make("button", {class: "round", "aria-label": "Play", onclick: play}, icon, "text"). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Make a spot of a colour, which says nothing by itself; its class gives it its form. */
export function spot(form, colour) {
  const made = make("span", { class: form, "aria-hidden": "true" });
  made.style.background = colour;
  return made;
}
