"""How a setting is declared: all that anybody asks about it is said here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import Field, dataclass, field
from enum import IntEnum
from typing import Any, Protocol

from playground.settings.kinds import Kind, Number


@dataclass(frozen=True)
class Setting:
    """The declaration of one setting.

    Parameters
    ----------
    name, label, explanation
        Its name in Python, on the page, and one plain sentence about it.
    default, kind
        Its value in the beginning, and what its values are.
    touches
        How deep a change of it goes: a member of the page's own enumeration, in which 0 stands for
        what is only drawn, and of which nothing that is exported as code knows.
    link_key
        Its key in a link; "" for one that links do not carry, or in a way of their own.
    menu
        The values that the page offers; a link may hold any the kind accepts.
    words
        What some values are called.
    hide
        The name by which a teacher can hide its control: ``NAME_hide=true`` in a link; "" if it
        cannot be hidden. Several settings may share one; the label of the first is shown.
    idle
        ``idle(settings)`` returns why it has no effect with the other settings, "" if it has.
    code
        By the name of an exported script: ``code[name](settings)`` returns in a few words what of
        this setting the library that it is written for cannot express, "" if it can; the script's
        remarks name it. All else that is not only drawn must be found in the scripts.
    belongs_to
        The setting and the choice there that this one belongs to, such as ``("optimizer",
        "adam")``; None for one that stands for itself.
    """

    name: str
    label: str
    explanation: str
    default: Any
    kind: Kind
    touches: IntEnum
    link_key: str = ""
    menu: tuple[Any, ...] = ()
    words: Mapping[Any, str] = field(default_factory=dict)
    hide: str = ""
    idle: Callable[[Any], str] | None = None
    code: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    belongs_to: tuple[str, str] | None = None

    def entry(self, value: Any) -> Any:
        """Return what the setting's registry holds for a value; None where there is no registry."""
        names = getattr(self.kind, "names", None)
        return names.get(value) if isinstance(names, Mapping) and isinstance(value, str) else None

    def said(self, value: Any) -> str:
        """Return what a value is called: its word, the label in its registry, else as in a link.

        >>> from playground.settings.kinds import Number
        >>> level = IntEnum("level", ["DRAWING", "STEP"], start=0)
        >>> size = Setting("size", "Size", "How many.", 10, Number(1, 99, True), level.STEP,
        ...                words={99: "all"})
        >>> size.said(10), size.said(99)
        ('10', 'all')
        """
        if value in self.words:
            return self.words[value]
        entry = self.entry(value)
        return self.kind.write(value) if entry is None else str(getattr(entry, "label", entry))


def declare(
    label: str,
    explanation: str,
    kind: Kind,
    *,
    default: Any,
    touches: IntEnum,
    key: str = "",
    **further: Any,
) -> Any:
    """Return a field of a settings class (``BaseSettings``) that carries a declaration.

    Parameters
    ----------
    label, explanation, kind, default, touches, key
        See ``Setting``; ``key`` is its ``link_key``.
    **further
        The rest of ``Setting``'s parameters, by name.
    """
    told = {"label": label, "explanation": explanation, "kind": kind, "touches": touches}
    return field(default=default, metadata={**told, "link_key": key, **further})


class Bounded(Protocol):
    """A number with a name, bounds and words, such as an optimizer's ``Hyperparameter``."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def default(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def integer(self) -> bool: ...


def declare_numbers(
    numbers: Iterable[Bounded], *, touches: IntEnum, **further: Any
) -> dict[str, Any]:
    """Return the declarations of numbers that a registry describes, by their names.

    They are what belongs to one choice: see ``of_choices`` of ``BaseSettings``.
    """
    return {
        one.name: declare(
            one.label,
            one.explanation,
            Number(one.low, one.high, one.integer),
            default=one.default,
            touches=touches,
            **further,
        )
        for one in numbers
    }


def declaration(declared: Field[Any]) -> Setting:
    """Return the declaration that a field carries."""
    return Setting(name=declared.name, default=declared.default, **declared.metadata)
