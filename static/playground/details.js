// Below the columns, opened on demand: pinned runs, many seeds, which classes are confused.

import { connect } from "kit/component.js";
import { make, spot } from "kit/dom.js";
import { icon } from "kit/icons.js";
import { grouped } from "playground/readouts.js";

export function render({ model }) {
  const { send, listen } = connect(model, { details: (told) => show(told) });
  const child = (name) => model.get_child(name);
  const runs = make("tbody");
  const seeds = make("p", { role: "status" });
  const confusion = make("div", { class: "confusion" });
  const classes = section("Classes", "How the test points of each class (row) are classified (column).", confusion);
  const disclosure = make("details", { class: "details" },
    make("summary", {}, icon("more"), "Compare runs, many seeds, classes one by one"),
    make("div", { class: "parts" },
      section("Compare", "Pin a run: its curves stay as thin lines behind those of the next ones.",
        make("div", { class: "scroll" }, make("table", {},
          make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Run"), heading("Epochs"), heading("Test loss"), heading("Lowest"), make("td"))), runs)),
        make("div", { class: "tools" }, child("pin"))),
      section("How much is luck?", "The same settings, with other points and other initial weights each time. The band spans the test losses of all runs, the dashed line is the middle one.",
        make("div", { class: "tools" }, child("seeds")), seeds),
      classes));

  disclosure.addEventListener("toggle", () => send(disclosure.open ? "open" : "close"));
  const openIt = () => {
    disclosure.open = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    requestAnimationFrame(() => disclosure.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "nearest" }));
  };
  listen(document, "playground:details", openIt);

  const show = (told) => {
    runs.replaceChildren(...told.runs.map((run) => make("tr", { class: run.colour ? "pinned" : "present" },
      make("th", { scope: "row" }, spot("swatch", run.colour || "var(--test)"), run.colour ? run.name : told.runs.length > 1 ? `${run.name} (this run)` : "This run"),
      make("td", {}, grouped(run.epochs)), make("td", {}, run.test_loss.toFixed(3)), make("td", {}, run.lowest.toFixed(3)),
      make("td", {}, run.colour && make("button", {
        type: "button", class: "close", "aria-label": `Remove the pinned run: ${run.name}`,
        onclick: () => send("remove", { colour: run.colour }),
      }, icon("close"))))));
    seeds.textContent = told.seeds;
    classes.hidden = !told.classes;
    if (told.classes) confusion.replaceChildren(matrix(told.classes));
  };
  model.on("after_render", () => { if (disclosure.open) send("open"); });
  return disclosure;
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
