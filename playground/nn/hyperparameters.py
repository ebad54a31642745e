"""The description of one number that a learner may set, such as an optimizer's momentum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real


@dataclass(frozen=True)
class Hyperparameter:
    """A number with its bounds, its default and a sentence that explains it.

    ``pulls`` says whether it is the strength of a pull of each weight in proportion to its size.

    Examples
    --------
    >>> Hyperparameter("momentum", "Momentum", 0.9, 0.0, 0.999, "Share kept.").check(0.5)
    0.5
    """

    name: str
    label: str
    default: float
    low: float
    high: float
    explanation: str
    integer: bool = False
    pulls: bool = False

    def check(self, value: float) -> float:
        """Return the value as a float if it lies within the bounds, and is whole where it must be.

        Raises
        ------
        ValueError
            With a sentence that names the bounds, or says that it is no number.
        """
        if not isinstance(value, Real):
            raise ValueError(f"{self.label} ({self.name}) must be a number, not {value!r}.")
        if not self.low <= value <= self.high:
            raise ValueError(
                f"{self.label} ({self.name}) must lie between {self.low:g} and {self.high:g}, "
                f"not {value:g}."
            )
        if self.integer and value != round(value):
            raise ValueError(f"{self.label} ({self.name}) must be a whole number, not {value:g}.")
        return float(value)


def values_of(
    hyperparameters: Iterable[Hyperparameter], chosen: Mapping[str, float]
) -> tuple[float, ...]:
    """Return the numbers in order: the chosen ones, else the defaults.

    Raises
    ------
    ValueError
        For a value out of its bounds. Names that belong to others are left aside.

    Examples
    --------
    >>> momentum = Hyperparameter("momentum", "Momentum", 0.9, 0.0, 0.999, "Share kept.")
    >>> values_of([momentum], {}), values_of([momentum], {"momentum": 0.5, "beta": 2.0})
    ((0.9,), (0.5,))
    """
    return tuple(one.check(chosen.get(one.name, one.default)) for one in hyperparameters)
