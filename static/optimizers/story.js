// Step by step: one rule's own source, line by line, with the numbers of the step that comes next.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";

const ARROWS = ["gradient", "m", "v", "direction", "delta"]; // what is drawn of the numbers of a line

const said = (value) => (Array.isArray(value) ? `(${value.map(said).join(", ")})` : short(value));
const listed = (numbers) => Object.entries(numbers).map(([name, value]) => `${name} = ${said(value)}`).join("   ");
const vectors = (numbers) => Object.fromEntries(Object.entries(numbers).filter(([name, value]) => ARROWS.includes(name) && Array.isArray(value) && value.every(Number.isFinite)));

/**
 * Make the panel; `ask(step)` asks the server for a step of the rule, `step(by)` goes by that many
 * steps, `point(pointed)` draws what belongs to a line on the map, null for nothing.
 */
export function story({ ask, step, point, close }) {
  let wanted = 1;
  let underWay = false;
  let again = false; // whether something newer is wanted than what is under way
  let pinned = null; // the line whose arrows stay
  const list = make("ol", { class: "lines" });
  const where = make("p", { class: "where", role: "status" });
  const button = (label, by) => make("button", { type: "button", class: "plain", onclick: () => step(by) }, label);
  const element = make("section", { class: "story panel", "aria-label": "Step by step", hidden: true },
    make("div", { class: "head" }, make("h2", {}, "Step by step"), button("‹ Back", -1), button("Next ›", 1),
      make("button", { type: "button", class: "plain", onclick: close }, "Close")),
    where, list);

  function line(told, { source, depth, uses, gives }) {
    const drawn = { point: told.before, vectors: { ...vectors(uses), ...vectors(gives) } };
    const some = Object.keys(drawn.vectors).length > 0;
    const shown = () => point(some ? drawn : null);
    const row = make("button", {
      type: "button", class: "told", "aria-pressed": some ? "false" : null,
      onpointerenter: shown, onfocus: shown, onpointerleave: () => point(pinned?.drawn ?? null), onblur: () => point(pinned?.drawn ?? null),
      onclick: () => {
        pinned?.row.setAttribute("aria-pressed", "false");
        pinned = pinned?.row === row || !some ? null : { row, drawn };
        pinned?.row.setAttribute("aria-pressed", "true");
        shown();
      },
    },
    make("code", {}, source), make("span", { class: "numbers" }, listed(uses)), make("strong", {}, listed(gives)));
    return make("li", { class: depth ? "inner" : "" }, row);
  }

  return {
    element,
    /** Tell of a step, unless it is told already; the newest that was wanted is asked for when an answer has come. */
    renew(number) {
      wanted = Math.max(number, 1);
      if (element.hidden) return;
      again = underWay;
      if (underWay) return;
      underWay = true;
      ask(wanted);
    },
    show(told) {
      underWay = false;
      const pinnedPlace = pinned ? [...list.children].indexOf(pinned.row.parentElement) : -1;
      pinned = null;
      if (!told.lines.length) {
        where.textContent = `The path has only ${told.ended} steps: it ended there.`;
        list.replaceChildren();
        point(null);
      } else {
        where.textContent = `${told.label}, step ${told.step}: from ${said(told.before)} to ${said(told.after)}. Point at a line to see its arrows on the map.`;
        const sum = { source: "point ← point − delta", depth: 0, uses: { point: told.before, delta: told.delta }, gives: { point: told.after } };
        list.replaceChildren(...[...told.lines, sum].map((one) => line(told, one)));
        list.lastElementChild.classList.add("sum");
        if (pinnedPlace >= 0 && list.children[pinnedPlace]) list.children[pinnedPlace].firstElementChild.click();
        else point(null);
      }
      if (again) this.renew(wanted);
    },
    /** Nothing that was asked for will be answered: the connection was lost. */
    restart() { underWay = false; },
  };
}
