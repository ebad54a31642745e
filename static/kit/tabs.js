// Tabs: one of several panes at a time; the arrow keys go from tab to tab.

import { make } from "kit/dom.js";

let made = 0; // so that ids are of one tab only

/**
 * Make the bar for `panes`, elements by name; `labels` are what the tabs say. `chosen(name)` is called
 * when the learner takes another. The bar has `choose(name)`, which shows a pane without a call.
 */
export function tabs(name, labels, panes, chosen) {
  made += 1;
  const names = Object.keys(labels);
  const buttons = names.map((one) => {
    panes[one].id ||= `pane-${made}-${one}`;
    panes[one].setAttribute("role", "tabpanel");
    panes[one].setAttribute("aria-label", labels[one]);
    return make("button", {
      type: "button", class: "tab", role: "tab", "aria-controls": panes[one].id,
      onclick: () => {
        show(one);
        chosen(one);
      },
    }, labels[one]);
  });
  const element = make("div", { class: "views within", role: "tablist", "aria-label": name }, ...buttons);
  function show(wanted) {
    element.chosen = wanted;
    names.forEach((one, k) => {
      buttons[k].setAttribute("aria-selected", String(one === wanted));
      buttons[k].tabIndex = one === wanted ? 0 : -1;
      panes[one].hidden = one !== wanted;
    });
  }
  element.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = (names.indexOf(element.chosen) + by + names.length) % names.length;
    buttons[next].focus();
    buttons[next].click();
  });
  element.choose = show;
  /** Take tabs away; another one is shown if it was one of them. */
  element.hide = (away) => {
    names.forEach((one, k) => { buttons[k].hidden = Boolean(away[one]); });
    if (away[element.chosen]) show(names.find((one) => !away[one]) ?? names[0]);
  };
  show(names[0]);
  return element;
}
