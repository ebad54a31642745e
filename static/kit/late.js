// What a widget misses while it is being made, and what it says too late.
//
// Panel 1.9's React widgets keep a copy of a value (useState in its react_component.ts). They read it
// when they first draw themselves and listen to its changes only afterwards: a change in between,
// such as the one that makes a slider usable, would never be seen. So whoever begins to listen is
// told once at once.
//
// They write their copy back to the model after they have drawn it, the server's values, too. If the
// server has sent the next value by then, the old one would replace it and go to the server as the
// learner's: after two quick steps the slider under the curves led back to the first. So what comes
// back of the server's own is no choice of anybody's.

/** Let the React widgets of all pages take what changed before they listened, and hear no echo; again it does nothing. */
export function tellLate() {
  const models = window.Bokeh?.Models?.get("panel.models.esm.ReactComponent")?.prototype;
  if (!models || models.listens) return;
  models.listens = models.watch;
  models.watch = function (view, name, changed, ofReact = false) {
    models.listens.call(this, view, name, changed, ofReact);
    if (!ofReact) return;
    if (name in this.data.attributes) withoutEcho(this.data, name);
    changed(); // with an unchanged value React does nothing
  };
}

const expected = new WeakMap(); // of each model, by name: the server's values that are still to come back

/** Let a model pass over values of the server's that come back when it has newer ones. */
function withoutEcho(model, name) {
  if (!expected.has(model)) {
    const echoes = new Map();
    expected.set(model, echoes);
    const set = model.setv.bind(model);
    model.setv = (values, options = {}) => set(options.sync === false ? noted(model, echoes, values) : own(model, echoes, values), options);
  }
  if (!expected.get(model).has(name)) expected.get(model).set(name, []);
}

/** Take note of the server's values; all of them hold. */
function noted(model, echoes, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value !== model.attributes[name]) echoes.get(name)?.push(value);
  }
  return values;
}

/** Return of a widget's values those that are its own, or still hold. */
function own(model, echoes, values) {
  const kept = {};
  for (const [name, value] of Object.entries(values)) {
    const waiting = echoes.get(name) ?? [];
    const place = waiting.indexOf(value);
    waiting.splice(0, place < 0 ? waiting.length : place + 1); // values come back in their order, or never
    if (place < 0 || value === model.attributes[name]) kept[name] = value;
    else model.properties[name].change.emit(); // the widget shows what holds, whatever it was about to
  }
  return kept;
}
