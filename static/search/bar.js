// The bar above everything: start, how much it is, how far it is, what was lost on the way.

import { make } from "kit/dom.js";

/** Seconds as they are read. */
export function inWords(seconds) {
  if (!(seconds >= 0)) return "";
  if (seconds < 1.5) return "1 s";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** Make the bar; `start()`, `cancel()` and `unshuffle()` are its buttons. */
export function bar({ start, cancel, unshuffle }) {
  const search = make("button", {
    type: "button", class: "plain play search", onclick: () => start(),
    "data-tip": "Trains every combination on parts of the training points and scores it on the rest.", "data-tip-title": "Search",
  }, "Search");
  const stop = make("button", { type: "button", class: "plain search", hidden: true, onclick: () => cancel(), "data-tip": "What has come so far stays.", "data-tip-title": "Cancel" }, "Cancel");
  const words = make("p", { class: "cost-words", role: "status" });
  const progress = make("progress", { max: "1", value: "0", "aria-label": "Progress of the search", hidden: true });
  const state = make("p", { class: "state" });
  const heard = make("p", { class: "unseen", role: "status" }); // how it stands, without every number
  const remarks = make("p", { class: "remarks" });
  const shuffled = make("p", { class: "shuffled", hidden: true }, "The labels are dealt out at random: there is nothing to learn here. ",
    make("button", { type: "button", class: "plain small", onclick: () => unshuffle() }, "Put them back"));
  const element = make("section", { class: "panel run-bar", "aria-label": "The search" },
    make("div", { class: "run" }, search, stop, make("div", { class: "told" }, words, state), progress), remarks, shuffled, heard);
  let stood = "";
  let plan = null;
  let seconds = null;
  const tell = () => {
    if (!plan) return;
    words.classList.toggle("trouble", Boolean(plan.refused));
    words.textContent = plan.refused || `${plan.words}${seconds === null ? "" : `, about ${inWords(seconds)}`}.`;
    remarks.textContent = plan.remarks.join(" ");
  };
  return {
    element,
    /** Whether what is set up cannot be searched. */
    get isRefused() { return Boolean(plan?.refused); },
    showPlan(told, isShuffled) {
      if (told.key !== plan?.key) seconds = null;
      plan = told;
      shuffled.hidden = !isShuffled;
      search.disabled = Boolean(told.refused);
      tell();
    },
    showEstimate(told) {
      if (told.key !== plan?.key) return;
      seconds = told.seconds;
      tell();
    },
    showRun({ state: now, progress: share, remaining, done, fits, lost, trouble, old }) {
      const running = now === "running";
      search.hidden = running;
      stop.hidden = progress.hidden = !running;
      search.textContent = ["cancelled", "failed"].includes(now) && done < fits && !old ? "Go on" : "Search";
      progress.value = share;
      const gone = lost ? ` ${lost === 1 ? "One fit was" : `${lost} fits were`} lost: the numbers ran away, or it failed.` : "";
      const far = `${done.toLocaleString("en")} of ${fits.toLocaleString("en")} fits`;
      state.classList.toggle("trouble", Boolean(trouble));
      state.textContent = trouble || {
        running: `${far}${remaining === null ? "" : `, ${inWords(remaining)} left`}.${gone}`,
        cancelled: `Cancelled after ${far}: what has come stays.${gone}`,
        done: `All ${fits.toLocaleString("en")} fits are done.${gone}`,
        failed: `It failed after ${far}.${gone}`,
      }[now] || (done ? `${far} are there from before.${gone}` : "");
      if (now !== stood) heard.textContent = running ? "The search is under way." : state.textContent;
      stood = now;
      if (old) state.textContent = `What is seen below is of the set-up before. ${state.textContent}`;
    },
  };
}
