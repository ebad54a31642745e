// What a widget misses while it is being made.
//
// Panel 1.9's React widgets read a value when they first draw themselves and listen to its changes
// only afterwards (useState in its react_component.ts): a change in between, such as the one that
// makes a slider usable, would never be seen. So whoever begins to listen is told once at once.

/** Let the React widgets of all pages take what changed before they listened; again it does nothing. */
export function tellLate() {
  const models = window.Bokeh?.Models?.get("panel.models.esm.ReactComponent")?.prototype;
  if (!models || models.listens) return;
  models.listens = models.watch;
  models.watch = function (view, name, changed, ofReact = false) {
    models.listens.call(this, view, name, changed, ofReact);
    if (ofReact) changed(); // with an unchanged value React does nothing
  };
}
