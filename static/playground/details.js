// Below the columns, opened on demand: pinned runs, many seeds, which classes are confused.

import { connect } from "kit/component.js";
import { make, spot } from "kit/dom.js";
import { icon } from "kit/icons.js";
import { grouped, lossText } from "playground/readouts.js";

export function render({ model }) {
  const { send, listen } = connect(model, { details: (told) => show(told) });
  const child = (name) => model.get_child(name);
  const runs = make("tbody");
  const seeds = make("p", { role: "status" });
  const confusion = make("div", { class: "confusion" });
  const classes = section("Classes", "How the test points of each class (row) are classified (column).", confusion);
  const layers = make("tbody");
  const signal = section("Signal from layer to layer", "What each layer gives on, and the gradients that come back to it (d loss/d z): mean ± spread over neurons and training points, at the start → now. Where the spread shrinks from layer to layer the signal vanishes; where it grows it explodes. The bars show the spread of the gradients, each mark a factor of ten.",
    make("div", { class: "scroll" }, make("table", { class: "signal" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Layer"), make("td"), heading("Outputs"), heading("Gradients"))), layers)));
  signal.tabIndex = -1; // a finding leads here
  signal.classList.add("wide");
  const share = make("p", { class: "explanation" });
  const points = make("ol", { class: "worst" });
  const worst = section("The worst points", "The training points of the largest losses. Click one to follow it through the step that comes.", share, points);
  const disclosure = make("details", { class: "details" },
    make("summary", {}, icon("more"), "Compare runs, many seeds, classes, signals, worst points"),
    make("div", { class: "parts" },
      section("Compare", "Pin a run: its curves stay as thin lines behind those of the next ones.",
        make("div", { class: "scroll" }, make("table", {},
          make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Run"), heading("Epochs"), heading("Test loss"), heading("Lowest"), make("td"))), runs)),
        make("div", { class: "tools" }, child("pin"))),
      section("How much is luck?", "The same settings, with other points and other initial weights each time. The band spans the test losses of all runs, the dashed line is the middle one.",
        make("div", { class: "tools" }, child("seeds")), seeds),
      classes, signal, worst));

  disclosure.addEventListener("toggle", () => send(disclosure.open ? "open" : "close"));
  const openIt = ({ detail }) => {
    disclosure.open = true;
    const wanted = detail === "signal" ? signal : disclosure;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => {
      wanted.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" });
      if (wanted === signal) signal.focus({ preventScroll: true });
    });
  };
  listen(document, "playground:details", openIt);

  const show = (told) => {
    runs.replaceChildren(...told.runs.map((run) => make("tr", { class: run.colour ? "pinned" : "present" },
      make("th", { scope: "row" }, spot("swatch", run.colour || "var(--test)"), run.colour ? run.name : told.runs.length > 1 ? `${run.name} (this run)` : "This run"),
      make("td", {}, grouped(run.epochs)), make("td", {}, lossText(run.test_loss)), make("td", {}, lossText(run.lowest)),
      make("td", {}, run.colour && make("button", {
        type: "button", class: "close", "aria-label": `Remove the pinned run: ${run.name}`,
        onclick: () => send("remove", { colour: run.colour }),
      }, icon("close"))))));
    seeds.textContent = told.seeds;
    classes.hidden = !told.classes;
    if (told.classes) confusion.replaceChildren(matrix(told.classes));
    layers.replaceChildren(...signalRows(told.signals));
    worst.hidden = !told.worst;
    if (told.worst) showWorst(told.worst);
  };
  const choose = (place) => {
    send("mark", { place });
    document.dispatchEvent(new CustomEvent("playground:follow")); // its step is seen further up
  };
  // Rows are changed, not made anew: a click, and the keyboard's focus, must not miss them.
  const showWorst = (told) => {
    share.textContent = told.share === null ? "" : `These ${told.points.length} make up ${Math.round(100 * told.share)} % of the whole training loss.`;
    while (points.children.length > told.points.length) points.lastChild.remove();
    told.points.forEach((one, place) => {
      if (!points.children[place]) points.append(make("li", {}, make("button", { type: "button", onclick: () => choose(place) }, make("span", { class: "dot", "aria-hidden": "true" }), make("span"), make("span"), make("span"))));
      const button = points.children[place].firstChild;
      button.ariaPressed = String(one.marked);
      const [dot, ...texts] = button.children;
      dot.style.background = one.colour || "none";
      [one.label, one.x, `loss ${one.loss}`].forEach((text, at) => { texts[at].textContent = text; });
    });
  };
  model.on("after_render", () => { if (disclosure.open) send("open"); });
  return disclosure;
}

/** One row a layer; the bars stand on one logarithmic scale. */
function signalRows(signals) {
  const there = signals.flatMap(({ spreads }) => spreads).filter((one) => one > 0);
  const low = Math.floor(Math.log10(Math.min(...there, 1)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...there, 1e-12))));
  const bar = (spread, kind) => {
    const made = make("span", { class: `bar ${kind}` });
    made.style.setProperty("--share", spread > 0 ? `${(100 * (Math.log10(spread) - low)) / (high - low)}%` : "0%");
    made.style.setProperty("--decade", `${100 / (high - low)}%`);
    return made;
  };
  const both = ([first, now]) => make("td", {}, make("span", {}, first), make("span", { class: "now" }, `→ ${now}`));
  return signals.map(({ layer, outputs, gradients, spreads }) => make("tr", {},
    make("th", { scope: "row" }, layer),
    make("td", { class: "bars", "aria-hidden": "true" }, bar(spreads[0], "first"), bar(spreads[1], "present")),
    both(outputs), both(gradients)));
}

/** The confusion matrix as a table: rows are true classes, columns what the network says. */
function matrix({ names, colours, table, right }) {
  const most = Math.max(1, ...table.flat());
  const cell = (count, row, column) => {
    const made = make("td", { class: row === column ? "right" : "" }, String(count));
    made.style.setProperty("--strength", `${Math.round(60 * count / most)}%`);
    return made;
  };
  return make("table", { class: "matrix" },
    make("thead", {}, make("tr", {}, make("td"),
      ...names.map((name, at) => make("th", { scope: "col", title: name }, spot("dot", colours[at]), make("span", { class: "name" }, name))),
      heading("Right"))),
    make("tbody", {}, ...table.map((counts, row) => make("tr", {},
      make("th", { scope: "row", title: names[row] }, spot("dot", colours[row]), make("span", { class: "name" }, names[row])),
      ...counts.map((count, column) => cell(count, row, column)),
      make("td", { class: "share" }, right[row] === null ? "–" : `${(100 * right[row]).toFixed(1)} %`)))));
}

function section(title, explanation, ...content) {
  return make("section", {}, make("h3", {}, title), make("p", { class: "explanation" }, explanation), ...content);
}

function heading(text) {
  return make("th", { scope: "col", class: "number" }, text);
}
