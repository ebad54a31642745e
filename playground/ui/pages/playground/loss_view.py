"""The curves of training and test data: loss or accuracy, with what they are compared to.

What every page has is added as a glyph: ``figure.line`` and its like make three, for rows that are
selected and muted too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.models import (
    ColumnDataSource,
    Line,
    NumeralTickFormatter,
    Scatter,
)
from bokeh.models.annotations import Label

from playground.arrays import AnyArray, FloatArray
from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.palette import theme
from playground.runs.history import Measured
from playground.ui.pages.playground.comparison import Comparison
from playground.ui.pages.playground.epoch_curves import Curves, picked

# As ``lossText`` of static/playground/readouts.js writes it.
LOSS_TEXT = (
    "(Math.abs(value) >= 1e5 ? value.toExponential(2) : value === 0 || Math.abs(value) >= 0.01 "
    "? value.toFixed(3) : String(Number(value.toPrecision(2))))"
)
SPACE = 0.07  # share of the loss axis that is kept free above and below, for a mark at zero
LATE = 0.7  # share of the axis behind which the baseline's name stands
ROOM = {False: 1.2, True: 3.0}  # of the naive baseline, for its name above it: linear, log


class _Measured(Curves):
    """Training and test curve of one measure, and behind them those of the pinned runs."""

    measure = ""
    unit = "value"

    def __init__(
        self, experiment: Experiment, comparison: Comparison | None = None, log: bool = False
    ) -> None:
        super().__init__(experiment, log)
        self.comparison = comparison or Comparison(experiment)
        self.pins: ColumnDataSource | None = None
        self._compared = 0
        self._make_beside()
        plot = self.figure
        self.source.data = {"epoch": [], "train": [], "test": []}
        self._train = plot.add_glyph(self.source, Line(x="epoch", y="train", line_width=1.6))
        self._test = plot.add_glyph(self.source, Line(x="epoch", y="test", line_width=1.8))
        self.read_off(
            self._test,
            {f"test {self.measure}": "test", f"training {self.measure}": "train"},
            self.unit,
        )
        self.set_theme(dark=False)

    def _make_beside(self) -> None:
        """Add what lies behind the curves."""

    def set_theme(self, dark: bool) -> None:
        """Take the theme's colours."""
        super().set_theme(dark)
        self._train.glyph.line_color = theme(dark)["train"]
        self._test.glyph.line_color = theme(dark)["test"]

    def state(self, now: Snapshot) -> tuple[Any, ...]:
        """Return what must have changed before anything is drawn anew."""
        return (*super().state(now), self.comparison.version, _present(now))

    def columns(self, now: Snapshot) -> dict[str, FloatArray]:
        """Return the curves of the present run."""
        history = now.history
        kept = self.drawn(history.epochs)
        at, present = _present(now) or (0.0, None)
        here = [] if present is None or at < self.first else [present]

        def column(name: str) -> FloatArray:
            values = [getattr(one, name) for one in here]
            kept_ones = picked(getattr(history, name), kept)
            return np.append(kept_ones, picked(values, np.arange(len(values))))

        return {
            "epoch": np.append(picked(history.epochs, kept), [at] * len(here)),
            "train": column(f"train_{self.measure}"),
            "test": column(f"test_{self.measure}"),
        }

    def draw(self, columns: dict[str, FloatArray], now: Snapshot) -> None:
        """Draw the present run and the pinned ones."""
        super().draw(columns, now)
        if self._compared != self.comparison.version:
            self._compared = self.comparison.version
            self.draw_compared()

    def draw_compared(self) -> None:
        """Draw what the present run is compared to."""
        if not self.comparison.pins and self.pins is None:
            return
        lines: dict[str, list[Any]] = {"xs": [], "test": [], "train": [], "colour": []}
        for pinned in self.comparison.pins:
            table = pinned.pin.columns
            kept = self.drawn(table["epoch"])
            lines["xs"].append(picked(table["epoch"], kept))
            lines["test"].append(picked(table[f"test_{self.measure}"], kept))
            lines["train"].append(picked(table[f"train_{self.measure}"], kept))
            lines["colour"].append(pinned.colour)
        if self.pins is None:
            self.pins = self._pinned_lines(lines)
        else:
            self.pins.data = lines

    def _pinned_lines(self, lines: dict[str, list[Any]]) -> ColumnDataSource:
        """Add the curves of pinned runs, behind the present one's."""
        source = ColumnDataSource(lines)
        for name, dash, strength in (("train", "dotted", 0.7), ("test", "solid", 0.9)):
            self.figure.multi_line(
                "xs", name, source=source, line_color="colour", line_dash=dash,
                line_width=1.1, line_alpha=strength, level="underlay",
            )  # fmt: skip
        return source

    def longest(self) -> float:
        """Return the last epoch of the longest pinned run."""
        return self.comparison.longest()

    def beside(self, now: Snapshot) -> list[AnyArray]:
        """Return the curves of the pinned runs."""
        if self.pins is None:
            return []
        return [*self.pins.data["train"], *self.pins.data["test"]]


class LossView(_Measured):
    """The losses, the naive baseline, the lowest test loss, and the spread over many seeds."""

    measure = values = "loss"
    unit = LOSS_TEXT
    space = SPACE, SPACE

    @property
    def log_values(self) -> bool:
        """Whether the losses' axis is logarithmic: with that of the epochs."""
        return self.log

    def __init__(
        self, experiment: Experiment, comparison: Comparison | None = None, log: bool = False
    ) -> None:
        self.band: ColumnDataSource | None = None
        self._of_spread: tuple[Any, ...] = ()  # what has the colour of the test data too
        super().__init__(experiment, comparison, log)

    def _make_beside(self) -> None:
        plot = self.figure
        self.level = ColumnDataSource({"epoch": [], "loss": []})
        self._naive = plot.add_glyph(self.level, Line(x="epoch", y="loss", line_dash=[4, 4]))
        self._word = Label(  # above the line, for a network that learns has its curves below
            x=0, y=0, text="naive baseline", text_align="right", text_baseline="bottom",
            text_font_size="0.62rem", y_offset=1, visible=False, level="underlay",
        )  # fmt: skip
        plot.add_layout(self._word)
        self.lowest = ColumnDataSource({"epoch": [], "loss": []})
        ring = Scatter(x="epoch", y="loss", size=8, fill_color=None, line_width=1.6)
        self._best = plot.add_glyph(self.lowest, ring)

    def _make_spread(self) -> None:
        self.band = ColumnDataSource({"epoch": [], "low": [], "median": [], "high": []})
        look: dict[str, Any] = {"source": self.band, "level": "underlay"}
        area = self.figure.varea("epoch", "low", "high", fill_alpha=0.16, **look)
        line = self.figure.line("epoch", "median", line_dash=[5, 3], **look)
        area.glyph.fill_color = line.glyph.line_color = theme(self.dark)["test"]
        self._of_spread = (area, line)

    def set_theme(self, dark: bool) -> None:
        """Take the theme's colours."""
        super().set_theme(dark)
        for renderer, colour in zip(self._of_spread, ("fill_color", "line_color"), strict=False):
            setattr(renderer.glyph, colour, theme(dark)["test"])
        self._best.glyph.line_color = theme(dark)["test"]
        self._naive.glyph.line_color = self._word.text_color = theme(dark)["muted"]
        self._word.background_fill_color = theme(dark)["surface"]  # hides the grid's line behind it

    def state(self, now: Snapshot) -> tuple[Any, ...]:
        """Return what must have changed before anything is drawn anew."""
        return (*super().state(now), _lowest(now), now.setup.naive_loss)

    def draw(self, columns: dict[str, FloatArray], now: Snapshot) -> None:
        """Draw the curves and what stands beside them."""
        super().draw(columns, now)
        at, naive = _lowest(now), now.setup.naive_loss
        self.lowest.data = {"epoch": [at[0]], "loss": [at[1]]} if at else {"epoch": [], "loss": []}
        last = columns["epoch"][-1] if len(columns["epoch"]) else 0
        end = max(last, self.longest(), 10)
        self.level.data = {"epoch": [self.first, end], "loss": [naive] * 2}
        # A change near the end has its words there, so that those of the baseline make room.
        late = [mark.epoch for mark in now.history.marks if mark.epoch > LATE * end]
        self._word.update(
            x=min(late, default=end), x_offset=-14 if late else 0, y=naive, visible=True
        )

    def beside(self, now: Snapshot) -> list[AnyArray]:
        """Return the pinned runs, the spread, and the naive baseline with room for its name."""
        drawn = {} if self.band is None else self.band.data
        spread = [np.asarray(drawn[name]) for name in ("low", "high") if name in drawn]
        baseline = np.array([1.0, ROOM[self.log_values]]) * now.setup.naive_loss
        return [*super().beside(now), *spread, baseline]

    def draw_compared(self) -> None:
        """Draw pinned runs and the spread over many seeds."""
        super().draw_compared()
        spread = self.comparison.spread
        if self.band is None and spread is not None:
            self._make_spread()
        if self.band is None:
            return
        if spread is None:
            self.band.data = {"epoch": [], "low": [], "median": [], "high": []}
            return
        kept = self.drawn(spread.epochs)
        self.band.data = {
            "epoch": spread.epochs[kept].astype(float),
            "low": spread.low[kept],
            "median": spread.median[kept],
            "high": spread.high[kept],
        }


def _present(now: Snapshot) -> tuple[float, Measured] | None:
    """Return where a run rests beyond what was measured on its way, and how well it does.

    Such as after a weight that was set by hand, or in the middle of an epoch; None elsewhere.
    """
    history = now.history
    if now.playing or not len(history) or now.epoch < history.epochs[-1]:
        return None
    if now.measured == history.measured[-1]:
        return None
    return now.epoch + now.position / max(len(now.setup.training.labels), 1), now.measured


def _lowest(now: Snapshot) -> tuple[int, float] | None:
    """Return where the test loss was lowest; a run that has just begun has no such point."""
    best = now.best
    return (best.epoch, best.test_loss) if best is not None and best.epoch > 0 else None


class AccuracyView(_Measured):
    """The shares of points that are classified correctly; empty for a regression."""

    measure = values = "accuracy"
    unit = "(100 * value).toFixed(1) + ' %'"

    def __init__(
        self, experiment: Experiment, comparison: Comparison | None = None, log: bool = False
    ) -> None:
        super().__init__(experiment, comparison, log)
        self.figure.yaxis.formatter = NumeralTickFormatter(format="0 %")
        self._nothing = Label(
            x=0, y=40, x_units="screen", y_units="screen", text_font_size="0.8rem", visible=False,
            text="A regression has no accuracy.",
        )  # fmt: skip
        self.figure.add_layout(self._nothing)

    def draw(self, columns: dict[str, FloatArray], now: Snapshot) -> None:
        """Draw the curves, or say why there are none."""
        super().draw(columns, now)
        is_regression = now.setup.data.n_classes == 0
        self._nothing.update(visible=is_regression, text_color=theme(self.dark)["muted"])
