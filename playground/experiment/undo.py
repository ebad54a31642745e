"""What can be undone: the runs as they were before a learner's changes, in bounded memory."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.experiment.effect import Touches
from playground.experiment.run import Run
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.setup import touched
from playground.experiment.sources import Source
from playground.runs.timeline import BUDGET

MOST = 50  # changes that can be undone
GESTURE = 1.2  # seconds within which changes of the same thing are one, such as a dragged slider


@dataclass(frozen=True)
class Past:
    """An experiment as it was before, or after, a change.

    Parameters
    ----------
    what
        What was changed, in a word or two.
    run
        The run at that moment, which nobody trains any more.
    own
        The learner's own points then.
    """

    what: str
    run: Run
    own: Source | None

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return self.run.timeline.size


class Pasts:
    """The changes of an experiment that can be undone and done again, the oldest forgotten first.

    What is kept takes at most about ``BUDGET`` bytes, as the moments of one run do; the last change
    can be undone however large it is. Who calls sees to it that nobody else changes it meanwhile.
    """

    def __init__(self) -> None:
        self._before: list[Past] = []  # what to go back to, the last change last
        self._after: list[Past] = []  # what was undone, the next one last
        self._gesture: tuple[str, float] = ("", 0.0)
        self._group, self._group_began = "", False  # changes that count as one

    @property
    def undoable(self) -> str:
        """What the last change was, in a word or two; "" for none."""
        return self._before[-1].what if self._before else ""

    @property
    def redoable(self) -> str:
        """What was undone last, in a word or two; "" for nothing."""
        return self._after[-1].what if self._after else ""

    def remember(
        self, what: str, run: Run, own: Source | None, *, replaced: bool, gesture: str = ""
    ) -> None:
        """Take note of what is there before a change; what was undone cannot be done again then.

        Parameters
        ----------
        what
            What is about to be changed, in a word or two.
        run, own
            The run and the learner's own points.
        replaced
            Whether another run takes its place: then it is kept itself, else a copy of it.
        gesture
            What is changed, more exactly than in a word: changes of the same within ``GESTURE``
            seconds are one.
        """
        if self._group:
            what, is_part = self._group, self._group_began
            self._group_began = True
        else:
            is_part = self._goes_on(gesture or what)
        if is_part:
            return
        self._after.clear()
        self._before.append(Past(what, run if replaced else run.copy(), own))
        while len(self._before) > 1 and (
            len(self._before) > MOST or sum(one.size for one in self._before) > BUDGET
        ):
            del self._before[0]

    def _goes_on(self, gesture: str) -> bool:
        """Tell whether a change is a part of the last one."""
        (last, then), now = self._gesture, time.monotonic()
        self._gesture = (gesture, now)
        return gesture == last and now - then < GESTURE and bool(self._before)

    @contextmanager
    def as_one(self, what: str) -> Iterator[None]:
        """Let all changes in here be undone at once; within another one they belong to that."""
        outermost = not self._group
        if outermost:
            self._group, self._group_began = what, False
        try:
            yield
        finally:
            if outermost:
                self._group = ""

    def way_to(self, settings: Settings) -> str:
        """Return "undo" or "redo" if that leads to these settings, else "".

        What is only drawn does not count.
        """
        for way, pasts in (("undo", self._before), ("redo", self._after)):
            if pasts and touched(pasts[-1].run.setup.settings, settings) <= {Touches.DRAWING}:
                return way
        return ""

    def undo(self, run: Run, own: Source | None) -> Past | None:
        """Return what there was before the last change; None if there was none.

        ``run`` and ``own`` are what there is now, to which ``redo`` leads.
        """
        return self._move(run, own, self._before, self._after)

    def redo(self, run: Run, own: Source | None) -> Past | None:
        """Return what there was before the last ``undo``; None if there was none."""
        return self._move(run, own, self._after, self._before)

    def _move(
        self, run: Run, own: Source | None, source: list[Past], target: list[Past]
    ) -> Past | None:
        if not source:
            return None
        self._gesture = ("", 0.0)
        past = source.pop()
        target.append(Past(past.what, run, own))
        return past


def named(names: Iterable[str]) -> str:
    """Return what settings are called together, in a few words.

    >>> named(["noise"]), named(["noise", "seed", "dataset", "loss"])
    ('Noise', 'Noise and 3 more')
    """
    first, *others = names
    label = SETTINGS[first].label
    return f"{label} and {len(others)} more" if others else label


def said(settings: Settings, names: Iterable[str]) -> str:
    """Return what stands at a mark in the curves: what was changed, and to what.

    >>> said(Settings(noise=20), ["noise"]), said(Settings(), ["seed"])
    ('Noise 20', 'New points')
    """
    names = list(names)
    if names == ["seed"]:
        return "New points"
    if len(names) > 1:
        return named(names)
    return f"{SETTINGS[names[0]].label} {SETTINGS[names[0]].said(getattr(settings, names[0]))}"
