"""What a setting is tried with: some values, or a range of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import loguniform, uniform

from playground.settings.kinds import shown

MOST_OF_A_RANGE = 200


@dataclass(frozen=True)
class Range:
    """Numbers from ``low`` to ``high``: a grid takes ``n`` of them, random draws any.

    Parameters
    ----------
    low, high
        The ends, both included.
    n
        How many values a grid takes, evenly spread.
    log
        Whether evenly means by factors: each is the same number of times the one before.

    Examples
    --------
    >>> Range(0.001, 1.0, n=4, log=True).values()
    (0.001, 0.01, 0.1, 1.0)
    >>> Range(2, 16, n=4).values(integer=True)
    (2, 7, 11, 16)
    """

    low: float
    high: float
    n: int = 5
    log: bool = False

    @property
    def objection(self) -> str:
        """What is wrong with it, in a few words; "" if nothing is."""
        if not (np.isfinite(self.low) and np.isfinite(self.high)):
            return "both ends must be numbers"
        if self.low > self.high:
            return f"it ends at {shown(self.high)}, below its start {shown(self.low)}"
        if not 1 <= self.n <= MOST_OF_A_RANGE:
            return f"it takes 1 to {MOST_OF_A_RANGE} values, not {self.n}"
        if self.log and self.low <= 0:
            return "a logarithmic range must begin above 0"
        return ""

    def values(self, integer: bool = False) -> tuple[float, ...]:
        """Return the values that a grid takes, each once."""
        if self.n == 1 or self.low == self.high:
            spread = np.array([self.low])
        else:
            spread = (np.geomspace if self.log else np.linspace)(self.low, self.high, self.n)
        if integer:
            return tuple(dict.fromkeys(round(one) for one in spread.tolist()))
        # 15 digits are enough to tell them apart, and hide what rounding adds to the last.
        return tuple(dict.fromkeys(float(f"{one:.15g}") for one in spread.tolist()))

    def drawn(self, integer: bool = False) -> Any:
        """Return what draws from it, as ``ParameterSampler`` wants it: a thing with ``rvs``."""
        return _Drawn(self, integer)


@dataclass(frozen=True)
class _Drawn:
    """Draws from a range; whole numbers where they are wanted, all equally likely on its scale."""

    of: Range
    integer: bool

    def rvs(self, random_state: Any = None) -> float | int:
        """Draw one number, with about three digits: nobody needs more."""
        low, high = self.of.low, self.of.high
        if low == high:
            return round(low) if self.integer else float(low)
        if self.integer:
            # Half a step on either side, so that the ends come as often as the others.
            low, high = low - 0.5 if not self.of.log else max(low - 0.5, low / 2), high + 0.5
        draw = loguniform(low, high) if self.of.log else uniform(low, high - low)
        number = float(draw.rvs(random_state=random_state))
        if self.integer:
            return int(min(max(round(number), self.of.low), self.of.high))
        return min(max(float(f"{number:.3g}"), self.of.low), self.of.high)


Values = Sequence[Any] | Range


def thinned(values: Sequence[Any], n: int) -> tuple[Any, ...]:
    """Return n of some values, evenly spread over them, the ends among them.

    >>> thinned([1, 2, 3, 4, 5], 3), thinned("abcd", 1)
    ((1, 3, 5), ('b',))
    """
    if n >= len(values):
        return tuple(values)
    if n == 1:
        return (values[(len(values) - 1) // 2],)
    places = np.linspace(0, len(values) - 1, n).round().astype(int)
    return tuple(values[place] for place in places)
