"""What a question is that is answered before its answer is seen: the same in every lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from playground.settings.base import BaseSettings
from playground.settings.links import write_link

S = TypeVar("S", bound=BaseSettings)


@dataclass(frozen=True)
class Shown(Generic[S]):
    """A set-up that shows (a part of) an answer.

    Parameters
    ----------
    label
        What it is, in a few words.
    changes
        The lab's settings that differ from their defaults, by name.
    defaults
        These defaults.
    """

    label: str
    changes: Mapping[str, Any]
    defaults: S

    def settings(self, hidden: tuple[str, ...] = ()) -> S:
        """Return the set-up, with what a teacher has hidden.

        Raises
        ------
        ValueError
            If one of the values cannot be; its sentence says which.
        """
        settings, notices = self.defaults.replaced(**self.changes, hidden=hidden)
        if notices:
            raise ValueError(" ".join(notices))
        return settings

    @property
    def link(self) -> str:
        """The link to it, from ``#`` on."""
        return write_link(self.settings())


@dataclass(frozen=True)
class Question:
    """A question to be answered before what it asks about is seen.

    Parameters
    ----------
    name
        By which lessons find it.
    text, choices
        What is asked, and what can be answered.
    right
        The place of the right answer in ``choices``, from 0.
    explanation
        Why, in a sentence or two.
    shown
        The set-ups that show it, the first one first.
    also
        The places of further answers that are as right.
    """

    name: str
    text: str
    choices: tuple[str, ...]
    right: int
    explanation: str
    shown: tuple[Shown[Any], ...] = ()
    also: tuple[int, ...] = ()

    def is_right(self, choice: int) -> bool:
        """Tell whether an answer is right."""
        return choice == self.right or choice in self.also
