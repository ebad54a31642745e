"""What is opened below the columns: pinned runs, many seeds, which classes are confused.

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
from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.palette import CLASSES
from playground.ui.kit.colours import several
from playground.ui.kit.component import Component
from playground.ui.kit.later import Later, fill
from playground.ui.kit.messages import Answer, Word
from playground.ui.pages.playground.comparison import SEEDS, Comparison

PAUSE = 0.5  # seconds between two looks while the run plays
FOLLOW = 250  # milliseconds between two looks at the runs with many seeds


class DetailsView(Component):
    """The component. Messages from the browser: ``open``, ``close``, ``remove`` (a pin's colour).

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
        draw: Callable[[], None],
        in_turn: Callable[[Callable[..., Any]], Callable[..., None]],
    ) -> None:
        self.experiment, self.comparison = experiment, comparison
        self._pin, self._compared, self._draw = pin, compared, draw
        self._classes = Classes()
        self._places = {
            name: pn.Column(margin=0, sizing_mode="stretch_width") for name in ("pin", "seeds")
        }
        answers: dict[str, Answer] = {
            "open": self._open,
            "close": self._close,
            "remove": self._remove,
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

    def prepare(self, now: Snapshot) -> Classes | None:
        """Return how the test points are classified, if anybody is looking and it is time."""
        pause = PAUSE if now.playing else 0
        if not self.opened or time.monotonic() - self._looked < pause:
            return None
        self._looked = time.monotonic()
        return classes(now)

    def show(self, classified: Classes | None) -> None:
        """Tell the present state, with what ``prepare`` has returned."""
        if classified is not None:
            self._classes = classified
            self.tell()

    def tell(self) -> None:
        """Send the browser what stands in the tables, if it has changed."""
        if not self.opened:
            return
        told = {
            "runs": self.comparison.described(),
            "seeds": self.comparison.told()["sentence"],
            "classes": self._told_classes(),
        }
        if told != self._told:
            self._told = told
            self.view.send(type="details", **told)

    def _told_classes(self) -> dict[str, Any] | None:
        made = self._classes
        if made.table is None:
            return None
        return {
            "names": list(made.names),
            "colours": several(len(made.table)) or list(CLASSES[:2]),
            "table": made.table.tolist(),
            "right": [None if np.isnan(share) else float(share) for share in made.right],
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


def classes(now: Snapshot) -> Classes:
    """Return how the test points are classified at one moment."""
    if now.setup.data.n_classes == 0:
        return Classes()
    table = now.confusion()
    totals = table.sum(axis=1)
    right = np.divide(np.diag(table), totals, where=totals > 0, out=np.full(len(table), np.nan))
    return Classes(now.setup.source.titles, table, right)
