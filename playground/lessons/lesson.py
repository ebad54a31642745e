"""A lesson: a question answered first, steps on the live page, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playground.labs.questions import Question
from playground.lessons.found import Condition, Earlier, Found
from playground.lessons.grounds import Ground
from playground.settings.base import BaseSettings
from playground.settings.links import joined, read_pairs

LONG = ("trained", "curves.own")  # keys of all pages whose texts may be long
OPEN = "lessons.open"  # the key of a link that opens a lesson

CHAPTERS = (
    "What a network is",
    "Descent",
    "Optimizers",
    "Backpropagation",
    "Generalisation",
    "Choosing",
)


@dataclass(frozen=True, eq=False)
class Step:
    """Something to do on the live page.

    Parameters
    ----------
    name
        By which texts quote its numbers.
    do
        What to do, in words.
    controls
        What is pointed at: names of settings or buttons, the first one first.
    becomes
        The settings that are changed here, as in a link.
    free
        The names of settings that may have any value here.
    presses, epochs, batches
        What is pressed, in this order; until which epoch it is trained, and how many batches then.
    condition, parameters
        When it is done.
    """

    name: str
    do: str
    controls: tuple[str, ...]
    becomes: str
    free: tuple[str, ...]
    presses: tuple[str, ...]
    epochs: int
    batches: int
    condition: Condition
    parameters: Mapping[str, Any]

    def ask(self, now: Any, earlier: Earlier) -> Found:
        """Return what its condition finds in the state of its page."""
        return self.condition.ask(now, earlier, **self.parameters)


@dataclass(frozen=True)
class Seeds:
    """How often a lesson comes out as it says.

    Parameters
    ----------
    share
        The share of the seeds at which a machine that follows it meets all steps.
    count
        How many seeds were tried, the lesson's own the first.
    again
        Whether the page offers to try them.
    """

    share: float
    count: int
    again: bool


@dataclass(frozen=True, eq=False)
class Lesson:
    """A lesson.

    Parameters
    ----------
    name
        By which links find it.
    chapter, order
        Where it stands in the course: the chapter from 1, and its place there.
    title, topic, minutes
        What it is called, what of the lectures it is about, and how long it takes.
    ground
        The page it is given on.
    link
        The set-up it begins with.
    question
        What is asked first, with the explanation.
    steps
        What is done.
    happened
        What came of it, with numbers of the learner's run.
    picture
        What is drawn of the run.
    next
        What to try next.
    seeds
        How often it comes out so.
    """

    name: str
    chapter: int
    order: int
    title: str
    topic: str
    minutes: int
    ground: Ground
    link: str
    question: Question
    steps: tuple[Step, ...]
    happened: str
    picture: str
    next: str
    seeds: Seeds

    @cached_property
    def stations(self) -> tuple[Any, ...]:
        """The settings that it begins with, and those that each step asks for."""
        pairs: dict[str, str] = {}
        made = []
        for link in (self.link, *(step.becomes for step in self.steps)):
            pairs |= read_pairs(link)[0]
            made.append(self.ground.read(joined(pairs))[0])
        return tuple(made)

    @property
    def settings(self) -> Any:
        """The settings it begins with."""
        return self.stations[0]

    def asked(self, step: int) -> Any:
        """Return the settings that a step asks for."""
        return self.stations[step + 1]

    def changed(self, step: int) -> dict[str, Any]:
        """Return the settings that are changed in a step, and their new values."""
        changes: dict[str, Any] = self.asked(step).changes_from(self.stations[step])
        return changes

    def is_on(self, step: int, settings: BaseSettings) -> bool:
        """Tell whether the settings are those that a step asks for."""
        return not self._differing(step, settings)

    def is_set_up(self, step: int, settings: BaseSettings) -> bool:
        """Tell whether nothing is left to be changed for a step, what is only drawn included."""
        done = all(getattr(settings, name) == one for name, one in self.changed(step).items())
        return done and self.is_on(step, settings)

    def off_path(self, step: int, settings: BaseSettings) -> list[str]:
        """Return the labels of what a learner has changed that this step does not ask for."""
        expected = {*self.changed(step), *self.steps[step].controls}
        labels = self.ground.settings.declared
        return [
            labels[name].label for name in self._differing(step, settings) if name not in expected
        ]

    def _differing(self, step: int, settings: BaseSettings) -> list[str]:
        wanted = self.asked(step)
        return [
            name
            for name in self.ground.compared()
            if getattr(wanted, name) != getattr(settings, name) and not self._is_free(step, name)
        ]

    def _is_free(self, step: int, name: str) -> bool:
        """Tell whether a setting may have any value: in this step, or since one before."""
        for number in range(step, -1, -1):
            if name in self.steps[number].free:
                return True
            if name in self.changed(number):
                return False
        return False


def opened_by(link: str) -> str:
    """Return the name of the lesson that a link opens, "" for none.

    >>> opened_by("#dataset=xor&lessons.open=ring"), opened_by("#dataset=xor")
    ('ring', '')
    """
    return read_pairs(link, long=LONG)[0].get(OPEN, "")
