"""What a condition is, and what it finds: the same on every page."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

import msgspec

Numbers = Mapping[str, float | str]  # what texts can quote, by name
Earlier = Mapping[str, Numbers]  # what the steps before have found, by their names


@dataclass(frozen=True)
class Found:
    """What a condition finds in the state of a page.

    Parameters
    ----------
    met
        Whether it is met: the step ticks itself.
    missed
        Whether this run can no longer meet it: another seed may.
    numbers
        What the lesson's texts can quote; all that the condition says that it ``gives``.
    said
        How far it is, in a few words, while it waits.
    """

    met: bool
    missed: bool = False
    numbers: Numbers = field(default_factory=dict)
    said: str = ""


@dataclass(frozen=True)
class Condition:
    """A condition by name.

    Parameters
    ----------
    name
        By which lessons find it.
    explanation
        What it asks, in a sentence.
    ask
        ``ask(now, earlier, **parameters)`` returns a ``Found``.
    gives
        The names of the numbers that it finds.
    form
        What its parameters may be, as a class of msgspec's.
    """

    name: str
    explanation: str
    ask: Callable[..., Found]
    gives: tuple[str, ...]
    form: type[msgspec.Struct]

    def parameters(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters that are given, looked at, and the others' defaults.

        Raises
        ------
        msgspec.ValidationError
            If one is missing, unknown, or not what it may be.
        """
        return msgspec.structs.asdict(msgspec.convert(given, self.form))


class Conditions(Mapping[str, Condition]):
    """The conditions of one page: called, it makes of a function a condition of that name.

    Examples
    --------
    >>> conditions = Conditions()
    >>> @conditions(gives=("number",))
    ... def large(now: int, earlier: Earlier, *, than: int = 9) -> Found:
    ...     '''The number is large.'''
    ...     return Found(now > than, numbers={"number": now})
    >>> asked = conditions["large"]
    >>> asked.ask(12, {}, **asked.parameters({})).met, asked.explanation
    (True, 'The number is large.')
    """

    def __init__(self) -> None:
        self._by_name: dict[str, Condition] = {}

    def __call__(
        self, *, gives: tuple[str, ...] = ()
    ) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
        def enter(ask: Callable[..., Found]) -> Callable[..., Found]:
            self._by_name[ask.__name__] = Condition(
                ask.__name__, inspect.getdoc(ask) or "", ask, gives, _form_of(ask)
            )
            return ask

        return enter

    def __getitem__(self, name: str) -> Condition:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


def _form_of(ask: Callable[..., Found]) -> type[msgspec.Struct]:
    """Return what the parameters of a condition have to look like, as a class."""
    hints = get_type_hints(ask, include_extras=True)
    fields: list[Any] = [
        (name, hints[name], *(() if one.default is one.empty else (one.default,)))
        for name, one in inspect.signature(ask).parameters.items()
        if one.kind is one.KEYWORD_ONLY
    ]
    return msgspec.defstruct("Parameters", fields, kw_only=True, forbid_unknown_fields=True)
