// What has come of the race, as one text: for who does not see the map.

import { make } from "kit/dom.js";
import { short } from "kit/marks.js";

const PAUSE = 600; // milliseconds after the last change, so that a drag is told of once

export function outcome(looks) {
  const element = make("p", { id: "result", class: "unseen", role: "status" });
  let timer = 0;
  return {
    element,
    quiet: false, // whether a teacher has hidden the verdicts
    show(terrain, paths) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const [x, y] = paths.begin;
        const verdicts = this.quiet ? [] : paths.rules.map(({ name, sentence }) => `${looks[name].label}: ${sentence}`);
        element.textContent = [`${terrain.label}, start at (${short(x)}, ${short(y)}).`, ...verdicts].join(" ");
      }, PAUSE);
    },
  };
}
