"""Messages from a browser: data from outside, which is looked at before anything is done with it.

A message is a mapping; its ``type`` says which answer it wants, and its other fields are that
answer's arguments. What a field may be is said once, by the annotation of the argument::

    def remove(colour: Word) -> None: ...

    answers = Answers({"remove": remove})
    answers.read({"type": "remove", "colour": "red"})()
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, ClassVar, Protocol, get_type_hints
from weakref import WeakKeyDictionary, WeakValueDictionary

import msgspec
from bokeh.core.types import ID

Answer = Callable[..., object]

Word = Annotated[str, msgspec.Meta(max_length=1000)]  # a name, not a text
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]  # also a place in a list
Number = Annotated[float, msgspec.Meta(ge=-1e300, le=1e300)]  # finite: NaN is not within
Sign = Annotated[int, msgspec.Meta(ge=-1, le=1)]

MISSING = inspect.Parameter.empty
_forms: WeakKeyDictionary[Any, type[msgspec.Struct]] = WeakKeyDictionary()


class RefusedError(ValueError):
    """A message that nobody answers, or that is not made as its answer wants it."""


class Answers:
    """What is done about which message.

    Parameters
    ----------
    by_type
        The answer to each type of message: a function whose arguments carry the names of the
        message's fields and are annotated with what these may be. Fields that it does not name
        are left out.

    Examples
    --------
    >>> def greet(name: Word, times: Count = 1) -> None:
    ...     print(*["Hello"] * times, name)
    >>> answers = Answers({"greet": greet})
    >>> answers.read({"type": "greet", "name": "Ada", "times": 2})()
    Hello Hello Ada
    >>> answers.read({"type": "greet", "name": 7})
    Traceback (most recent call last):
    ...
    playground.ui.kit.messages.RefusedError: greet: Expected `str`, got `int` - at `$.name`
    """

    def __init__(self, by_type: Mapping[str, Answer]) -> None:
        self._by_type = dict(by_type)

    def read(self, message: Any) -> Callable[[], object]:
        """Return the answer to a message, ready to be called.

        Raises
        ------
        RefusedError
            If there is none, or a field is missing or is not what it may be.
        """
        name = message.get("type") if isinstance(message, Mapping) else None
        answer = self._by_type.get(name) if isinstance(name, str) else None
        if answer is None:
            raise RefusedError(f"nobody answers {_short(name)}")
        try:
            told = msgspec.convert(message, _form_of(answer))
        except msgspec.ValidationError as problem:
            raise RefusedError(f"{name}: {_short(problem)}") from None
        return partial(answer, **msgspec.structs.asdict(told))


def _form_of(answer: Answer) -> type[msgspec.Struct]:
    """Return what a message for an answer has to look like: its arguments, as a class."""
    function = getattr(answer, "__func__", answer)  # the same for the methods of all visits
    if function not in _forms:
        hints = get_type_hints(function, include_extras=True)
        fields: list[Any] = [
            (name, hints[name], *(() if one.default is MISSING else (one.default,)))
            for name, one in inspect.signature(answer).parameters.items()
        ]
        _forms[function] = msgspec.defstruct("Message", fields)
    return _forms[function]


def _short(said: object) -> str:
    """Return what a browser has said so that it fits into one line of a log."""
    return ascii(str(said)[:200])[1:-1]


class Hearer(Protocol):
    """What a browser speaks to: a component, as a socket knows it."""

    out_of_turn: ClassVar[frozenset[str]]  # the types of messages that it answers out of turn

    def receive(self, message: Any) -> None:
        """Answer a message from the browser."""


HEARERS: WeakValueDictionary[ID, Hearer] = WeakValueDictionary()  # by the id of their model
