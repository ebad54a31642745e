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
from playground.runs.history import Mark, spacing
from playground.ui.kit.plots import quiet, tooltip

MOST_POINTS = 300  # more than a curve of that width can show
DENSITY = 32  # points of each doubling of the epochs, on a logarithmic axis
SHORTEST = 10  # epochs that the axis shows at least
APART = 0.05  # share of the axis between two marks that both have their words
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

    A mark stands at the present epoch while that is not the last one of the curves, and one with
    its words at every change in the middle of the run.

    Parameters
    ----------
    experiment
        Whose history.
    log
        Whether the epochs' axis is logarithmic; it then begins with epoch 1.
    """

    values = ""  # what the axis of the values is called
    space = 0.0, 0.05  # that is kept free below and above the curves, see ``heights``

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
        self.marks: ColumnDataSource | None = None
        self._of_marks: tuple[Any, ...] = ()  # lines and words, from the first mark on
        self.now = Span(dimension="height", line_width=1, line_dash=[3, 3], visible=False)
        self.figure = self._figure()

    def _figure(self) -> figure:
        low, high = heights([], self.log_values)
        plot = figure(
            x_range=Range1d(start=self.first, end=SHORTEST),
            y_range=Range1d(start=low, end=high),
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
        plot.xaxis.major_label_overrides = {self.first: f"epoch {self.first}"}  # needs no line more
        plot.yaxis.axis_label = self.values
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
        if self._of_marks:
            self._colour_marks()

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
        longest = max(last, self.longest(), SHORTEST)
        end = longest**ROOM if self.log else longest * ROOM
        self.figure.x_range.update(end=end)
        curves = [values for name, values in columns.items() if name != "epoch"]
        low, high = heights([*curves, *self.beside(prepared.now)], self.log_values, self.space)
        self.figure.y_range.update(start=low, end=high)
        self._draw_marks(prepared.now.history.marks, end, high)
        is_earlier = epoch < max(prepared.now.history.epochs, default=0)
        self.now.update(location=max(epoch, self.first), visible=is_earlier)

    def state(self, now: Snapshot) -> tuple[Any, ...]:
        """Return what must have changed before anything is drawn anew."""
        history = now.history
        # While a run plays a redraw adds no point: only epochs that were measured are drawn.
        last = history.epochs[-1] if len(history) else -1
        measured = (*history.measured[:1], *history.measured[-1:])
        return (len(history), last, measured, min(now.epoch, last), tuple(history.marks))

    @property
    def first(self) -> int:
        """The epoch at which the axis begins."""
        return 1 if self.log else 0

    def drawn(self, epochs: Sequence[float] | AnyArray) -> IntArray:
        """Return which of these epochs to draw."""
        return sparse(epochs) if self.log else thinned(epochs)

    def _draw_marks(self, marks: Sequence[Mark], end: float, top: float) -> None:
        """Draw a thin line at every change, with its words along it where there is room."""
        if self.marks is None:
            if not marks:
                return
            self._make_marks()
        assert self.marks is not None
        places = [max(mark.epoch, self.first) for mark in marks]
        words = worded(places, [mark.said for mark in marks], (self.first, end), self.log)
        self.marks.data = {"epoch": places, "said": words, "top": [top] * len(places)}

    def _make_marks(self) -> None:
        self.marks = ColumnDataSource({"epoch": [], "said": [], "top": []})
        behind: dict[str, Any] = {"source": self.marks, "level": "underlay"}
        lines = self.figure.vspan(x="epoch", line_width=1, line_alpha=0.55, **behind)
        said = self.figure.text(
            x="epoch", y="top", text="said", angle=np.pi / 2, text_align="right",
            text_baseline="bottom", text_font_size="0.6rem", x_offset=-1, y_offset=3, **behind,
        )  # fmt: skip
        self._of_marks = lines, said
        self._colour_marks()

    def _colour_marks(self) -> None:
        lines, said = self._of_marks
        lines.glyph.line_color = said.glyph.text_color = theme(self.dark)["muted"]

    @abstractmethod
    def columns(self, now: Snapshot) -> dict[str, FloatArray]:
        """Return the values of the curves, "epoch" among them."""

    def draw(self, columns: dict[str, FloatArray], now: Snapshot) -> None:
        """Draw the values."""
        self.source.data = dict(columns)

    def longest(self) -> float:
        """Return the epoch up to which there is more to see than the present run."""
        return 0

    def beside(self, now: Snapshot) -> list[AnyArray]:
        """Return the values that are to be seen beside the present run's curves."""
        return []


def heights(
    values: Sequence[AnyArray], log: bool, space: tuple[float, float] = (0.0, 0.05)
) -> tuple[float, float]:
    """Return the ends of the axis of values, from 0 on a linear one.

    Bokeh would find them too, but tells the server of them after each drawing.

    Parameters
    ----------
    values
        What is to be seen; what has no place on the axis does not count.
    log
        Whether the axis is logarithmic.
    space
        How much is kept free below and above, as shares of what the values take up; on a
        logarithmic axis as much below as above.

    Examples
    --------
    >>> heights([np.array([0.5, 2.0]), np.array([np.nan])], log=False, space=(0.0, 0.5))
    (0.0, 3.0)
    >>> heights([np.array([0.0, 0.1, 10.0])], log=True, space=(0.5, 0.5))
    (0.01, 100.0)
    >>> heights([], log=False, space=(0.0, 0.0))
    (0.0, 1.0)
    """
    every = np.concatenate([np.empty(0), *(np.ravel(one) for one in values)])
    shown = every[np.isfinite(every) & ((every > 0) | (not log))]
    if log:
        ends = (shown.min(), shown.max()) if len(shown) else (0.1, 1.0)
        low, high = (float(np.log10(one)) for one in ends)
        free = space[1] * (high - low or 1.0)
        return float(10.0 ** (low - free)), float(10.0 ** (high + free))
    high = float(shown.max(initial=0.0)) or 1.0
    return 0.0 - space[0] * high, high + space[1] * high


def worded(
    places: Sequence[float], words: Sequence[str], ends: tuple[float, float], log: bool
) -> list[str]:
    """Return the words of marks at these places, "" where they would lie upon those after them.

    >>> worded([10, 11, 90], ["Noise 20", "Noise 30", "Huber"], (0, 100), log=False)
    ['', 'Noise 30', 'Huber']
    """
    scale = np.log10 if log else np.asarray
    low, high = (float(scale(end)) for end in ends)
    kept: list[str] = []
    limit = np.inf
    for place, said in zip(places[::-1], words[::-1], strict=True):
        at = float(scale(place))
        fits = limit - at > APART * (high - low)
        kept.append(said if fits else "")
        limit = at if fits else limit
    return kept[::-1]


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
