// BokehJS enlarges an image as blocks, one for each value. The heatmap should flow from one to the next.

/** Let the browser smooth the images with the tag "smooth"; called again it does nothing. */
export function smoothImages() {
  const view = window.Bokeh?.Models?.get("Image")?.prototype?.default_view?.prototype;
  if (!view || view.paintBlocks) return;
  view.paintBlocks = view._paint; // Bokeh's private name; without it everything is drawn as before
  view._paint = function (context, ...rest) {
    if (!this.model.tags.includes("smooth")) { // another plot of a notebook's
      this.paintBlocks(context, ...rest);
      return;
    }
    // Bokeh is about to switch smoothing off: for the time being that has no effect.
    Object.defineProperty(context, "imageSmoothingEnabled", { configurable: true, get: () => true, set() {} });
    try {
      this.paintBlocks(context, ...rest);
    } finally {
      delete context.imageSmoothingEnabled;
    }
  };
}
