"""How a setting is declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field
from enum import IntEnum
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any, TypeVar

from playground.nn import OPTIMIZERS, SCHEDULES, Hyperparameter
from playground.settings.kinds import Kind, Number

T = TypeVar("T")


class Touches(IntEnum):
    """How deep a change of a setting goes."""

    DRAWING = 0  # only what is drawn
    STEP = 1  # the next training step
    OUTPUT = 2  # what the present weights make of the points, or how that is counted
    DATA = 3  # the points
    NETWORK = 4  # the network is built anew


@dataclass(frozen=True)
class Setting:
    """The declaration of one setting.

    Parameters
    ----------
    name, label, explanation
        Its name in Python, on the page, and one plain sentence about it.
    default, kind
        Its value in the beginning, and what its values are.
    link_key
        Its key in a link; "" for one that is written to links in a way of its own.
    touches
        What a change of it touches.
    menu
        The values that the page offers; a link may hold any the kind accepts.
    words
        What some values are called.
    """

    name: str
    label: str
    explanation: str
    default: Any
    kind: Kind
    link_key: str
    touches: Touches
    menu: tuple[Any, ...] = ()
    words: Mapping[Any, str] = field(default_factory=dict)

    def entry(self, value: Any) -> Any:
        """Return what the setting's registry holds for a value; None where there is no registry."""
        names = getattr(self.kind, "names", None)
        return names.get(value) if isinstance(names, Mapping) and isinstance(value, str) else None

    def said(self, value: Any) -> str:
        """Return what a value is called: its word, the label in its registry, else as in a link.

        >>> from playground.experiment.settings import SETTINGS
        >>> SETTINGS["learning_rate"].said(0.00001), SETTINGS["problem"].said("regression")
        ('0.00001', 'Regression')
        >>> SETTINGS["speed"].said("max"), SETTINGS["speed"].said("20")
        ('full speed', '20 epochs/s')
        >>> SETTINGS["batch_size"].said(10), SETTINGS["batch_size"].said(10_000)
        ('10', 'full')
        """
        if value in self.words:
            return self.words[value]
        entry = self.entry(value)
        return self.kind.write(value) if entry is None else str(getattr(entry, "label", entry))


def declare(
    default: Any,
    kind: Kind,
    label: str,
    explanation: str,
    *,
    touches: Touches,
    key: str = "",
    menu: tuple[Any, ...] = (),
    words: Mapping[Any, str] | None = None,
) -> Any:
    """Return a dataclass field that carries the declaration of a setting."""
    told = {"label": label, "explanation": explanation, "kind": kind, "link_key": key}
    return field(
        default=default, metadata={**told, "touches": touches, "menu": menu, "words": words or {}}
    )


def declaration(declared: Field[Any]) -> Setting:
    """Return the declaration that a field carries."""
    return Setting(name=declared.name, default=declared.default, **declared.metadata)


def hyperparameters() -> dict[str, Hyperparameter]:
    """Return the numbers that the optimizers and schedules declare, by name.

    Those of one optimizer stand in the order in which it declares them.

    >>> [name for name in hyperparameters() if name in ("beta", "beta1", "beta2", "eps")]
    ['beta', 'beta1', 'beta2', 'eps']
    """
    of_each = [optimizer.hyperparameters for optimizer in OPTIMIZERS.values()]
    of_each += [(one.hyperparameter,) for one in SCHEDULES.values() if one.hyperparameter]
    by_name: dict[str, Hyperparameter] = {}
    order = TopologicalSorter[str]()
    for numbers in of_each:
        for number in numbers:
            by_name.setdefault(number.name, number)
            order.add(number.name)
        for before, after in pairwise(numbers):
            order.add(after.name, before.name)
    return {name: by_name[name] for name in order.static_order()}


def with_hyperparameters(cls: type[T]) -> type[T]:
    """Give a class of settings a field for each number that an optimizer or a schedule declares.

    So a new optimizer brings its own settings along, and nothing has to be said twice.
    """
    for name, number in hyperparameters().items():
        cls.__annotations__[name] = "float"
        declared = declare(
            number.default,
            Number(number.low, number.high, number.integer),
            number.label,
            number.explanation,
            touches=Touches.STEP,
            key=name,
        )
        setattr(cls, name, declared)
    return cls
