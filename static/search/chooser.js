// What is to be tried: each setting with a tick, and behind it its values as chips, or a range.

import { make } from "kit/dom.js";

/** The values to begin with when a setting is ticked: all of a few, else some spread over the menu. */
function sensible({ menu, current, range }) {
  if (!menu.length) return { chosen: [], range };
  if (menu.length <= 4) return { chosen: menu.map((_, k) => k), range: null };
  const some = [0.25, 0.5, 0.75].map((share) => Math.round(share * (menu.length - 1)));
  const chosen = [...new Set(current >= 0 ? [current, ...some].slice(0, 3) : some)].sort((a, b) => a - b);
  return { chosen, range: null };
}

/** One setting; `change(tick)` is called with null or {chosen, range}: places in the menu, or [low, high, n]. */
function row(offer, change) {
  let tick = null;
  let ranged = false;
  const box = make("input", { type: "checkbox", onchange: () => change(box.checked ? sensible(offer) : null) });
  const now = make("span", { class: "now" });
  const chips = offer.menu.map((said, k) => make("button", {
    type: "button", class: "chip", "aria-pressed": "false",
    onclick: () => {
      const others = (tick?.chosen ?? []).filter((one) => one !== k);
      const chosen = (tick?.chosen ?? []).includes(k) ? others : [...others, k].sort((a, b) => a - b);
      change({ chosen, others: tick?.others ?? [], range: null });
    },
  }, said));
  const further = make("div", { class: "chips", role: "group", "aria-label": `Values of ${offer.label}` }, ...chips);
  const typed = !offer.numeric ? null : make("input", {
    type: "text", inputmode: "decimal", class: "typed", placeholder: "other", autocomplete: "off", spellcheck: "false", "aria-label": `Other values of ${offer.label}`,
    onchange: () => change({ chosen: tick?.chosen ?? [], others: typed.value.split(/[\s;,]+/).filter((one) => one !== ""), range: null }),
    onkeydown: (event) => { if (event.key === "Enter") typed.blur(); },
  });
  if (typed) further.append(typed);
  const ends = ["from", "to", "steps"].map((name) => make("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `${offer.label}: ${name}`,
    onchange: () => change({ chosen: [], range: ends.map((one) => one.value.trim()) }),
    onkeydown: (event) => { if (event.key === "Enter") event.target.blur(); },
  }));
  const range = make("div", { class: "ends", hidden: true }, ends[0], make("span", {}, "to"), ends[1], make("span", {}, "in"), ends[2], make("span", {}, "steps"));
  const way = !offer.numeric ? null : make("button", {
    type: "button", class: "way",
    onclick: () => change(ranged ? sensible(offer) : { chosen: [], range: offer.range }),
  }, "range");
  const below = make("div", { class: "below", hidden: true }, further, range);
  const element = make("li", { class: "try", "data-tip": offer.explanation, "data-tip-title": offer.label },
    make("div", { class: "line" },
      make("label", { class: "field flag" }, box, make("span", {}, offer.label)), way, now), below);
  return {
    element,
    show(shown) {
      tick = shown;
      ranged = Boolean(shown?.range);
      const on = shown !== null;
      box.checked = on;
      element.classList.toggle("on", on);
      below.hidden = !on;
      now.textContent = on ? "" : offer.said;
      if (way) {
        way.hidden = !on;
        way.textContent = ranged ? "values" : "range";
        way.setAttribute("aria-label", `${offer.label}: ${ranged ? "single values" : "a range"}`);
      }
      range.hidden = !ranged;
      further.hidden = ranged;
      chips.forEach((chip, k) => chip.setAttribute("aria-pressed", String(Boolean(shown?.chosen.includes(k)))));
      if (typed && !typed.matches(":focus")) typed.value = (shown?.others ?? []).join(" ");
      if (ranged) ends.forEach((end, k) => { if (!end.matches(":focus")) end.value = shown.range[k]; });
    },
  };
}

/**
 * Make the panel. `tick(name, what)` ticks a setting or none of it (null), `models(names)` the models
 * that take part; `names` are [name, label, explanation] of all models.
 */
export function chooser(names, { tick, models }) {
  let rows = {};
  let shownOffers = "";
  const list = (label) => make("ul", { class: "tries", "aria-label": label });
  const main = list("Settings of the network");
  const rest = list("More settings of the network");
  const more = make("details", { class: "more" }, make("summary", {}, "More settings"), rest);
  const others = make("div", { class: "others" });
  const chips = names.map(([name, label, explanation]) => make("button", {
    type: "button", class: "chip", "aria-pressed": "false", "data-tip": explanation, "data-tip-title": label,
    onclick: () => {
      const has = chosen.includes(name);
      models(has ? chosen.filter((one) => one !== name) : names.map(([one]) => one).filter((one) => one === name || chosen.includes(one)));
    },
  }, label));
  let chosen = [];
  const settings = make("div", {}, main, more);
  const all = make("div", {}, make("h3", {}, "Models"),
    make("div", { class: "chips models", role: "group", "aria-label": "Models" }, ...chips), others);
  const element = make("section", { class: "panel", "aria-label": "What to try" }, make("h2", {}, "What to try"), settings, all);
  return {
    element,
    settings,
    models: all,
    /** Show {offers, ticks, models}: what can be ticked and what is. */
    show({ offers, ticks, models: some }) {
      chosen = some;
      names.forEach(([name], k) => chips[k].setAttribute("aria-pressed", String(some.includes(name))));
      const key = JSON.stringify(offers);
      if (key !== shownOffers) {
        shownOffers = key;
        rows = Object.fromEntries(offers.map((offer) => [offer.name, row(offer, (what) => tick(offer.name, what))]));
        const of = (wanted) => offers.filter(wanted).map(({ name }) => rows[name].element);
        main.replaceChildren(...of(({ model, main: short }) => model === "network" && short));
        rest.replaceChildren(...of(({ model, main: short }) => model === "network" && !short));
        others.replaceChildren(...names.filter(([name]) => name !== "network" && some.includes(name)).map(([name, label]) => {
          const own = list(`Settings of ${label}`);
          own.append(...of(({ model }) => model === name));
          return make("div", {}, make("h3", {}, label), own);
        }));
      }
      main.hidden = more.hidden = !some.includes("network");
      more.hidden ||= !rest.children.length;
      for (const [name, one] of Object.entries(rows)) one.show(ticks[name] ?? null);
      if (offers.some(({ name, main: short, model }) => model === "network" && !short && ticks[name])) more.open = true;
    },
  };
}
