"""What can be undone: the runs as they were before a learner's changes, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from playground.experiment.run import Run
from playground.experiment.settings import SETTINGS, Settings
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
    """The changes that can be undone and done again, the oldest forgotten first.

    What is kept takes at most about ``BUDGET`` bytes, as the moments of one run do; the last change
    can be undone however large it is.

    Attributes
    ----------
    before, after
        What to go back to, the last change last; and what was undone, the next one last.
    """

    def __init__(self) -> None:
        self.before: list[Past] = []
        self.after: list[Past] = []
        self._gesture: tuple[str, float] = ("", 0.0)

    def goes_on(self, gesture: str, now: float) -> bool:
        """Tell whether a change is a part of the last one: of the same thing, and soon after it."""
        last, then = self._gesture
        self._gesture = (gesture, now)
        return gesture == last and now - then < GESTURE and bool(self.before)

    def add(self, past: Past) -> None:
        """Take note of what was before a change; what had been undone cannot be done again."""
        self.after.clear()
        self.before.append(past)
        while len(self.before) > 1 and (
            len(self.before) > MOST or sum(one.size for one in self.before) > BUDGET
        ):
            del self.before[0]

    def move(self, present: Past, back: bool) -> Past | None:
        """Return what to go to, back or forward again; None if there is nothing.

        ``present`` is what is left; its ``what`` does not count.
        """
        source, target = (self.before, self.after) if back else (self.after, self.before)
        if not source:
            return None
        self._gesture = ("", 0.0)
        past = source.pop()
        target.append(replace(present, what=past.what))
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
