"""What all curves by epoch have in common: figure, axes, colours of the theme, thinning."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from bokeh.models import (
    BasicTickFormatter,
    ColumnDataSource,
    ContinuousTicker,
    CustomJSHover,
    DataRange1d,
    HoverTool,
    Range1d,
)
from bokeh.models.annotations import Span
from bokeh.models.renderers import GlyphRenderer
from bokeh.plotting import figure

from playground.arrays import AnyArray, FloatArray, IntArray
from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.palette import theme
from playground.runs.history import spacing
from playground.ui.kit.plots import quiet, tooltip

MOST_POINTS = 300  # more than a curve of that width can show
DENSITY = 32  # points of each doubling of the epochs, on a logarithmic axis
SHORTEST = 10  # epochs that the axis shows at least
ROOM = 1.02  # how much longer the axis is than the curves, for the mark at their end


@dataclass(frozen=True)
class Prepared:
    """What is to be drawn: made on another thread, shown in the page's turn.

    Parameters
    ----------
    state
        What it shows, see ``Curves.state``.
    columns
        The values of the curves.
    now
        The experiment at that moment.
    """

    state: tuple[Any, ...]
    columns: dict[str, FloatArray]
    now: Snapshot


class Curves(ABC):
    """A Bokeh figure over the epochs; it changes only when what it shows has.

    A mark stands at the present epoch while that is not the last one of the curves.

    Parameters
    ----------
    experiment
        Whose history.
    log
        Whether the epochs' axis is logarithmic; it then begins with epoch 1.
    """

    @property
    def log_values(self) -> bool:
        """Whether the values' axis is logarithmic."""
        return False

    def __init__(self, experiment: Experiment, log: bool = False) -> None:
        self.experiment = experiment
        self.log = log
        self.dark = False
        self._drawn: Any = None
        self.source = ColumnDataSource({"epoch": []})
        self.now = Span(dimension="height", line_width=1, line_dash=[3, 3], visible=False)
        self.figure = self._figure()

    def _figure(self) -> figure:
        heights = DataRange1d(range_padding=0.05)
        if not self.log_values:
            heights.start = 0
        plot = figure(
            x_range=Range1d(start=self.first, end=SHORTEST),
            y_range=heights,
            x_axis_type="log" if self.log else "linear",
            y_axis_type="log" if self.log_values else "linear",
            sizing_mode="stretch_both",
            toolbar_location=None,
            tools="",
        )
        quiet(plot)
        plot.xgrid.visible = False
        for ticker in plot.select({"type": ContinuousTicker}):
            ticker.update(desired_num_ticks=4)
        plot.xaxis.formatter = BasicTickFormatter(use_scientific=False)
        plot.add_layout(self.now)
        return plot

    def read_off(self, renderer: GlyphRenderer[Any], rows: dict[str, str], format: str) -> None:
        """Let the pointer read values off the curves: ``rows`` name what stands in the columns.

        ``format`` is JavaScript that makes text from ``value``.
        """
        shown = {"epoch": "@epoch{0,0}"} | {name: f"@{at}{{custom}}" for name, at in rows.items()}
        reading = CustomJSHover(code=f"return Number.isFinite(value) ? {format} : '–'")
        self.figure.add_tools(
            HoverTool(
                renderers=[renderer],
                mode="vline",
                attachment="below",
                line_policy="nearest",
                tooltips=tooltip(shown),
                formatters={f"@{at}": reading for at in rows.values()},
                visible=False,
            )
        )

    def set_theme(self, dark: bool) -> None:
        """Take the theme's colours."""
        self.dark = dark
        self.now.line_color = theme(dark)["accent"]

    def prepare(self, now: Snapshot) -> Prepared | None:
        """Return what there is to draw of an experiment; None if that is drawn already."""
        state = self.state(now)
        return None if state == self._drawn else Prepared(state, self.columns(now), now)

    def show(self, prepared: Prepared) -> None:
        """Draw what ``prepare`` has returned."""
        self._drawn = prepared.state
        columns, epoch = prepared.columns, prepared.now.epoch
        self.draw(columns, prepared.now)
        last = columns["epoch"][-1] if len(columns["epoch"]) else 0
        end = max(last, self.longest(), SHORTEST)
        self.figure.x_range.update(end=end**ROOM if self.log else end * ROOM)
        self.now.update(location=max(epoch, self.first), visible=bool(epoch < last))

    def state(self, now: Snapshot) -> tuple[Any, ...]:
        """Return what must have changed before anything is drawn anew."""
        history = now.history
        # A redraw must never add a point: only epochs that were measured are drawn.
        last = history.epochs[-1] if len(history) else -1
        measured = (*history.measured[:1], *history.measured[-1:])
        return (len(history), last, measured, min(now.epoch, last))

    @property
    def first(self) -> int:
        """The epoch at which the axis begins."""
        return 1 if self.log else 0

    def drawn(self, epochs: Sequence[float] | AnyArray) -> IntArray:
        """Return which of these epochs to draw."""
        return sparse(epochs) if self.log else thinned(epochs)

    @abstractmethod
    def columns(self, now: Snapshot) -> dict[str, FloatArray]:
        """Return the values of the curves, "epoch" among them."""

    def draw(self, columns: dict[str, FloatArray], now: Snapshot) -> None:
        """Draw the values."""
        self.source.data = dict(columns)

    def longest(self) -> float:
        """Return the epoch up to which there is more to see than the present run."""
        return 0


def thinned(epochs: Sequence[float] | AnyArray, most: int = MOST_POINTS) -> IntArray:
    """Return which of these epochs to draw: the multiples of a power of two, and the last one.

    A power of two, so that a growing curve does not wobble from one drawing to the next.

    >>> thinned([0, 1, 2], most=10), thinned([0, 1, 2, 3, 4, 6, 8], most=4)
    (array([0, 1, 2]), array([0, 2, 4, 5, 6]))
    """
    whole = np.asarray(epochs, dtype=int)
    apart = 1
    while len(whole) and whole[-1] > most * apart:
        apart *= 2
    wanted = whole % apart == 0
    wanted[-1:] = True
    return np.flatnonzero(wanted)


def sparse(epochs: Sequence[float] | AnyArray, density: int = DENSITY) -> IntArray:
    """Return which of these epochs to draw on a logarithmic axis; the first it can show is 1.

    >>> sparse([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13], density=2)
    array([ 1,  2,  3,  4,  6,  8, 10, 11])
    """
    kept = [
        at
        for at, epoch in enumerate(epochs)
        if epoch >= 1 and (epoch % spacing(int(epoch), density) == 0 or at == len(epochs) - 1)
    ]
    return np.array(kept, dtype=int)


def picked(values: list[Any], kept: IntArray) -> FloatArray:
    """Return some of the values, missing ones as NaN."""
    return np.array([np.nan if values[at] is None else values[at] for at in kept], dtype=float)
