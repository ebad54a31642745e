"""A number derived from a fit, with its error: here the integral of the curve over a range.

Each fit of an ensemble gives the number; how far these lie apart is its error. No error has to be
propagated by hand, and what the fits have in common is taken into account by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.ensembles import QUANTILES, Ensemble
from playground.labs.curves.errors import quadrature


@dataclass(frozen=True, eq=False)
class Derived:
    """A number, once per sound fit of an ensemble: ``values``, (n,)."""

    values: FloatArray

    @property
    def value(self) -> float:
        """The mean."""
        return float(self.values.mean())

    @property
    def error(self) -> float | None:
        """The standard deviation; None for one value, which has nothing to differ from."""
        return float(self.values.std(ddof=1)) if len(self.values) > 1 else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The middle 68 % of the values; None for one value."""
        if len(self.values) < 2:
            return None
        low, high = np.quantile(self.values, QUANTILES)
        return float(low), float(high)


def integral(ensemble: Ensemble, low: float, high: float) -> Derived | None:
    """Return the integral of an ensemble's curve from low to high; None without a sound fit."""
    if not ensemble.sound:
        return None
    places, weights = quadrature((low, high))
    return Derived((high - low) * (ensemble.curves(places) @ weights))
