// The header of every page: the name, the pages, what the page has for itself, the theme.
//
// The set-up travels along: a link to another page carries the fragment of this one's address, and
// what stands behind the question mark, by which a notebook names its view.

import { make } from "kit/dom.js";
import { icon } from "kit/icons.js";
import { Theme } from "kit/theme.js";

const THEME_ICONS = { system: "system", light: "sun", dark: "moon" };

/** Return the address of another page; `here` is the path of this one, wherever all of them are served. */
export function addressOf(path, here, fragment) {
  const shown = location.pathname.replace(/\/+$/, "");
  const own = here === "/" ? "" : here;
  const root = shown.endsWith(own) ? shown.slice(0, shown.length - own.length) : shown;
  return root + path + location.search + fragment;
}

/**
 * Make the header.
 *
 * `navigation` is {name, here, pages}; `beside` and `tools` are elements of the page's own, and
 * `themed(dark)` is called at the beginning and at every change of the theme. `leave(path)` is asked before
 * a link to another page is followed, and returns whether it sees to that itself.
 */
export function header({ name, here, pages }, { beside = [], tools = [], themed = () => {}, leave = () => false } = {}) {
  const home = make("a", {}, name);
  const links = [[home, "/"]];
  const entries = pages.map(({ path, title, sentence }) => {
    const link = make("a", {
      "aria-current": path === here ? "page" : null, "data-tip": sentence, "data-tip-title": title,
      onclick: (event) => {
        const plain = !(event.ctrlKey || event.metaKey || event.shiftKey); // else it opens elsewhere
        if (plain && path !== here && leave(path)) event.preventDefault();
      },
    }, title);
    links.push([link, path]);
    return make("li", {}, link);
  });
  const themeButton = make("button", {
    type: "button", class: "round", "data-tip": "Light, dark, or as your system has it.", "data-tip-title": "Theme",
    onclick: () => {
      theme.next();
      showTheme();
    },
  });
  const theme = new Theme(themed);
  const showTheme = () => {
    themeButton.replaceChildren(icon(THEME_ICONS[theme.chosen]));
    themeButton.setAttribute("aria-label", `Theme: ${theme.chosen}`);
  };
  showTheme();

  const carry = (fragment) => {
    for (const [link, path] of links) link.href = addressOf(path, here, fragment);
  };
  carry(location.hash);

  const element = make("header", { class: "chrome" },
    make(here === "/" ? "h1" : "div", { class: "name" }, home),
    make("nav", { "aria-label": "Pages" }, make("ul", {}, ...entries)),
    make("div", { class: "tools" }, ...beside, ...tools, themeButton));
  return { element, theme, carry };
}
