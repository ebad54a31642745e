"""Where a learner stands in a lesson, and how the browser brings that along."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import msgspec

from playground.lessons.found import Found
from playground.lessons.lesson import Lesson
from playground.ui.kit.messages import Word

Phase = Literal["ask", "do", "over"]
Few = Annotated[dict[Word, int | float | Word], msgspec.Meta(max_length=200)]  # a race of ten rules
Kept = Annotated[dict[Word, Few], msgspec.Meta(max_length=10)]  # numbers that steps have found


@dataclass(frozen=True, eq=False)
class Stand:
    """Where a learner stands in a lesson.

    Parameters
    ----------
    lesson
        Which.
    phase
        Whether the question is asked, something is to be done, or it is over.
    choice
        What was predicted.
    step
        Which step is to be done.
    since
        The number of the run that was seen as the step began.
    numbers
        What the steps have found, by their names.
    unlucky
        Whether it is over although the run did not come out as it usually does.
    """

    lesson: Lesson
    phase: Phase = "ask"
    choice: int | None = None
    step: int = 0
    since: int = 0
    numbers: Kept = field(default_factory=dict)
    unlucky: bool = False


@dataclass(frozen=True)
class Seen:
    """What a look at the page has found; of the stand that it was made for."""

    stand: Stand
    found: Found
    off: tuple[str, ...]
    ran_away: bool
    number: int
    picture: str = ""

    @property
    def said(self) -> tuple[Any, ...]:
        """What the learner is told of it."""
        return self.found.said, self.found.missed, self.off, self.ran_away


def finite(found: Found) -> dict[str, float | str]:
    """Return the numbers that a browser can keep: those that are numbers."""
    return {
        name: value
        for name, value in found.numbers.items()
        if isinstance(value, str) or math.isfinite(value)
    }


def resumed(lesson: Lesson, phase: Phase, choice: int | None, step: int, numbers: Kept) -> Stand:
    """Return where a learner stands, by what the browser has kept; at the beginning if that is odd.

    >>> from playground.lessons import COURSE
    >>> ring = COURSE["ring"]
    >>> resumed(ring, "do", 2, 1, {"two": {"accuracy": 0.8}, "other": {}}).numbers
    {'two': {'accuracy': 0.8}}
    >>> resumed(ring, "do", 7, 1, {}).phase, resumed(ring, "do", 2, 1, {}).phase
    ('ask', 'ask')
    """
    done = lesson.steps if phase == "over" else lesson.steps[:step]
    known = all(one.name in numbers for one in done)
    if phase == "ask" or choice is None or choice >= len(lesson.question.choices) or not known:
        return Stand(lesson)
    if phase == "do" and step >= len(lesson.steps):
        return Stand(lesson)
    kept = {
        one.name: {key: numbers[one.name][key] for key in one.condition.gives
                   if key in numbers[one.name]}
        for one in done
    }  # fmt: skip
    return Stand(lesson, phase, choice, min(step, len(lesson.steps) - 1), numbers=kept)
