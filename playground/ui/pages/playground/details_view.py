"""What is opened below the columns: pinned runs, many seeds, classes, signals, the worst points.

Nothing of it is made, computed or sent before the learner opens it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import panel as pn
import panel_material_ui as pmui
from panel.viewable import Child

from playground.arrays import FloatArray, IntArray
from playground.data.splits import Data
from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.labs.inside.signals import Signal, Spread, Worst, signals, worst
from playground.labs.inside.writing import written
from playground.palette import CLASSES
from playground.ui.kit.colours import several
from playground.ui.kit.component import Component
from playground.ui.kit.later import Later, fill
from playground.ui.kit.messages import Answer, Count, Word
from playground.ui.pages.playground.comparison import SEEDS, Comparison

PAUSE = 0.5  # seconds between two looks while the run plays
FOLLOW = 250  # milliseconds between two looks at the runs with many seeds


class DetailsView(Component):
    """The component.

    Messages from the browser: ``open``, ``close``, ``remove`` (a pin's colour), ``mark`` (the place
    of one of the worst points among them).

    Message to it: ``details``.
    """

    module = "playground/details"

    pin = Child()
    seeds = Child()


class Details(Later):
    """What one visit sees below the columns.

    Parameters
    ----------
    experiment, comparison
        The run, and what it is compared to.
    pin
        Pins the present run.
    compared
        Called after what the run is compared to has changed.
    mark
        ``mark(worst, one, example)`` rings points (n, 2) in the output, and one of them (1, 2),
        which is an example of the training data; None for none.
    draw
        Has what ``prepare`` makes on another thread shown by ``show``, soon.
    in_turn
        Wraps what messages from the browser call, see ``session.in_turn``.
    """

    def __init__(
        self,
        experiment: Experiment,
        comparison: Comparison,
        pin: Callable[[], None],
        compared: Callable[[], None],
        mark: Callable[[FloatArray | None, FloatArray | None, int | None], None],
        draw: Callable[[], None],
        in_turn: Callable[[Callable[..., Any]], Callable[..., None]],
    ) -> None:
        self.experiment, self.comparison = experiment, comparison
        self._pin, self._compared, self._draw = pin, compared, draw
        self._mark = mark
        self._marked: int | None = None  # the place of the marked point in the training data
        self._looked_at = Looked()
        self._places = {
            name: pn.Column(margin=0, sizing_mode="stretch_width") for name in ("pin", "seeds")
        }
        answers: dict[str, Answer] = {
            "open": self._open,
            "close": self._close,
            "remove": self._remove,
            "mark": self._mark_one,
        }
        self.view = DetailsView(answers, in_turn, **self._places)
        self.opened = False
        self._in_turn = in_turn
        self._told: dict[str, Any] = {}
        self._looked = 0.0
        self._watch: Any = None

    def _open(self) -> None:
        self.opened = True
        self.need()
        self._told = {}
        self._looked = 0.0
        self._draw()

    def _close(self) -> None:
        self.opened = False
        self._unmark()

    def _mark_one(self, place: Count) -> None:
        """Mark one of the worst points in the output; the one that is marked no more."""
        found = self._looked_at.worst
        if found is None or place >= len(found.examples):
            return
        example = int(found.examples[place])
        if example == self._marked:
            self._unmark()
        else:
            self._marked = example
            self._mark(found.points, found.points[place : place + 1], example)
        self.tell()

    def _unmark(self) -> None:
        if self._marked is not None:
            self._marked = None
            self._mark(None, None, None)

    def _remove(self, colour: Word) -> None:
        self.comparison.remove(colour)
        self._compared()
        self.tell()

    def make(self) -> None:
        """Make the buttons."""

        def button(label: str, act: Callable[[], None]) -> pmui.Button:
            made = pmui.Button(label=label, variant="outlined", margin=0)
            made.on_click(self._in_turn(lambda _: act()))
            return made

        self._bar = pmui.LinearProgress(value=0, margin=(10, 0, 0, 0), sizing_mode="stretch_width")
        self._start = button(f"Run with {SEEDS} seeds", self.start)
        self._stop = button("Cancel", self.stop)
        self._stop.visible = self._bar.visible = False
        row = pn.Row(self._start, self._stop, margin=0, styles={"gap": "0.6rem"})
        fill(self._places["pin"], button("Pin this run", self.pin))
        fill(self._places["seeds"], row, self._bar)

    def pin(self) -> None:
        """Pin the present run."""
        self._pin()
        self.tell()

    # Many seeds

    def start(self) -> None:
        """Run the present settings with many seeds."""
        self.comparison.repeat()
        if self._watch is None:
            self._watch = pn.state.add_periodic_callback(self._follow, FOLLOW)
        self._follow()

    def stop(self) -> None:
        """Stop the run with many seeds, or remove what it has shown."""
        repeats = self.comparison.repeats
        if repeats is not None and repeats.done:
            self.comparison.clear()
        else:
            self.comparison.cancel()
        self._follow()

    def _follow(self) -> None:
        more = self.comparison.follow()
        if not more and self._watch is not None:
            self._watch.stop()
            self._watch = None
        self._bar.param.update(value=100 * (self.comparison.told()["progress"] or 0), visible=more)
        self._stop.param.update(
            label="Cancel" if more else "Remove the band",
            visible=self.comparison.repeats is not None,
        )
        self._compared()
        self.tell()

    # What is told

    def prepare(self, now: Snapshot) -> Looked | None:
        """Return classes, signals and worst points, if anybody is looking and it is time."""
        pause = PAUSE if now.playing else 0
        if not self.opened or time.monotonic() - self._looked < pause:
            return None
        self._looked = time.monotonic()
        return Looked.at(now)

    def show(self, looked: Looked | None) -> None:
        """Tell the present state, with what ``prepare`` has returned."""
        if looked is None:
            return
        if looked.data is not self._looked_at.data:
            self._unmark()  # it was one of other points
        self._looked_at = looked
        self.tell()

    def tell(self) -> None:
        """Send the browser what stands in the tables, if it has changed."""
        if not self.opened:
            return
        told = {
            "runs": self.comparison.described(),
            "seeds": self.comparison.told()["sentence"],
            "classes": self._told_classes(),
            "signals": [told_of_signal(one) for one in self._looked_at.signals],
            "worst": self._told_worst(),
        }
        if told != self._told:
            self._told = told
            self.view.send(type="details", **told)

    def _told_classes(self) -> dict[str, Any] | None:
        made = self._looked_at.classes
        if made.table is None:
            return None
        return {
            "names": list(made.names),
            "colours": several(len(made.table)) or list(CLASSES[:2]),
            "table": made.table.tolist(),
            "right": [None if np.isnan(share) else float(share) for share in made.right],
        }

    def _told_worst(self) -> dict[str, Any] | None:
        found, names = self._looked_at.worst, self._looked_at.classes.names
        if found is None:
            return None
        colours = several(len(names)) or list(CLASSES[:2])
        share = found.share if np.isfinite(found.share) else None
        rows = zip(found.examples, found.points, found.labels, found.losses, strict=True)
        return {
            "share": share,
            "points": [
                {
                    "x": f"({written(float(point[0]))}, {written(float(point[1]))})",
                    "label": named(float(label), names),
                    "colour": colours[place_of(float(label), names)] if names else "",
                    "loss": written(float(loss)),
                    "marked": int(example) == self._marked,
                }
                for example, point, label, loss in rows
            ],
        }


def named(label: float, names: tuple[str, ...]) -> str:
    """Return what a point's label is called.

    >>> named(-1.0, ("orange", "blue")), named(2.0, ("a", "b", "c")), named(0.25, ())
    ('orange', 'c', '0.25')
    """
    if not names:
        return written(label)
    return names[place_of(label, names)]


def place_of(label: float, names: tuple[str, ...]) -> int:
    """Return which class a label stands for: -1 and 1 for two of them, else 0, 1, 2, ..."""
    return int(label > 0) if len(names) == 2 else int(label)


def told_of_signal(one: Signal) -> dict[str, Any]:
    """Return a layer's signal for the browser: in words, and as spreads to draw."""

    def said(spread: Spread) -> str:
        return " ± ".join(written(float(f"{one:.2g}")) for one in (spread.mean, spread.deviation))

    def drawn(spread: Spread) -> float | None:
        return spread.deviation if np.isfinite(spread.deviation) else None

    return {
        "layer": one.layer,
        "outputs": [said(one.first_outputs), said(one.outputs)],
        "gradients": [said(one.first_deltas), said(one.deltas)],
        "spreads": [drawn(one.first_deltas), drawn(one.deltas)],
    }


@dataclass(frozen=True)
class Classes:
    """How the test points are classified.

    Parameters
    ----------
    names
        What the classes are called.
    table
        How many points of each class (row) are taken for each class; None for a regression.
    right
        The share of each class that is right, NaN where there are no points.
    """

    names: tuple[str, ...] = ()
    table: IntArray | None = None
    right: FloatArray = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True, eq=False)
class Looked:
    """What was looked at of a run at one moment; nothing before anybody looks."""

    data: Data | None = None
    classes: Classes = field(default_factory=Classes)
    signals: tuple[Signal, ...] = ()
    worst: Worst | None = None

    @classmethod
    def at(cls, now: Snapshot) -> Looked:
        """Look at a run."""
        return cls(now.setup.data, classes(now), tuple(signals(now)), worst(now))


def classes(now: Snapshot) -> Classes:
    """Return how the test points are classified at one moment."""
    if now.setup.data.n_classes == 0:
        return Classes()
    table = now.confusion()
    totals = table.sum(axis=1)
    right = np.divide(np.diag(table), totals, where=totals > 0, out=np.full(len(table), np.nan))
    return Classes(now.setup.source.titles, table, right)
