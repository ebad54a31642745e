"""The loss curves: training and test loss by epoch."""

from __future__ import annotations

import numpy as np
from bokeh.models import ColumnDataSource, CustomJSHover, DataRange1d, HoverTool, Range1d
from bokeh.plotting import figure

from playground.experiment import Experiment
from playground.ui.plots import quiet, tooltip

MOST_POINTS = 300  # more than a curve of that width can show


class LossView:
    """A Bokeh figure of the history; it changes only when the history has.

    Parameters
    ----------
    experiment
        Whose history.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._drawn: tuple[object, int, int] | None = None
        self._curves = ColumnDataSource({"epoch": [], "train": [], "test": []})
        self.figure = self._figure()

    def _figure(self) -> figure:
        plot = figure(
            x_range=Range1d(0, 10),
            y_range=DataRange1d(start=0, range_padding=0.05),
            sizing_mode="stretch_both",
            toolbar_location=None,
            tools="",
            x_axis_label="epoch",
        )
        quiet(plot)
        plot.xgrid.visible = False
        plot.xaxis.ticker.desired_num_ticks = 4
        plot.yaxis.ticker.desired_num_ticks = 4
        plot.xaxis.formatter.use_scientific = False
        self._train = plot.line("epoch", "train", source=self._curves, line_width=1.6)
        self._test = plot.line("epoch", "test", source=self._curves, line_width=1.8)
        self.set_theme(dark=False)
        plot.add_tools(
            HoverTool(
                renderers=[self._test],
                mode="vline",
                attachment="below",
                line_policy="nearest",
                tooltips=tooltip(
                    {
                        "epoch": "@epoch{0,0}",
                        "test loss": "@test{custom}",
                        "training loss": "@train{custom}",
                    }
                ),
                formatters={
                    name: CustomJSHover(code="return value.toFixed(3)")
                    for name in ("@test", "@train")
                },
                visible=False,
            )
        )
        return plot

    def set_theme(self, dark: bool) -> None:
        """Take the theme's colours, those of --train and --test in playground.css."""
        self._train.glyph.line_color = "#93a1ad" if dark else "#7f8c97"
        self._test.glyph.line_color = "#e06bb2" if dark else "#b8327f"

    def refresh(self) -> None:
        """Draw the history as it is, unless that is what is drawn."""
        with self.experiment.lock:
            history = self.experiment.history
            # A redraw must never add a point: only epochs that were measured are drawn.
            state = (history, len(history), history.epochs[-1] if len(history) else -1)
            if state == self._drawn:
                return
            self._drawn = state
            epochs, train, test = history.epochs[:], history.train_loss, history.test_loss
        kept = thinned(len(epochs), MOST_POINTS)
        self._curves.data = {
            "epoch": np.array(epochs, dtype=float)[kept],
            "train": np.array(train, dtype=float)[kept],
            "test": np.array(test, dtype=float)[kept],
        }
        self.figure.x_range.end = max(epochs[-1] if epochs else 0, 10)


def thinned(count: int, most: int) -> np.ndarray:
    """Return which of ``count`` points to draw: every 2^k-th, and the last one.

    A power of two, so that a growing curve does not wobble from one drawing to the next.

    >>> thinned(3, 10), thinned(9, 4)
    (array([0, 1, 2]), array([0, 4, 8]))
    """
    stride = 1
    while count > most * stride:
        stride *= 2
    kept = np.arange(0, count, stride)
    return kept if count == 0 or kept[-1] == count - 1 else np.append(kept, count - 1)
