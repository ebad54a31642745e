"""Errors of networks against their width, in place of a polynomial's degree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.ensembles import KINDS, learning
from playground.labs.curves.errors import Errors, quadrature
from playground.labs.curves.networks import CurveNetwork, NetworkFit, checked
from playground.labs.curves.points import Function, Points

WIDTHS = (1, 2, 3, 5, 10, 20, 50, 100)
STARTS = 5  # first weights of each width: one network may have luck
EPOCHS = 10000


def network_of(width: int) -> CurveNetwork:
    """Return the network in place of a polynomial: one hidden layer."""
    return CurveNetwork((width,), "tanh", learning_rate=0.02, epochs=EPOCHS)


def errors_of(
    fit: NetworkFit, points: Points, truth: Function, sigma: float, test: tuple[float, float]
) -> Errors:
    """Return a fit's mean squared errors: on its points, and to be expected of new ones."""
    at, weights = quadrature(test, getattr(truth, "jumps", ()))
    away = float(weights @ np.square(fit.curve(at) - truth(at)))
    return Errors(float(np.square(fit.curve(points.x) - points.y).mean()), away + sigma**2)


@dataclass(frozen=True, eq=False)
class OfWidths:
    """Errors of networks as far as they have learned; nan for those to come, and for diverged ones.

    Parameters
    ----------
    widths
        Neurons in the hidden layer, (m,).
    training, test
        Mean squared errors, (m, starts).
    share
        How much is done, 0..1.
    """

    widths: tuple[int, ...]
    training: FloatArray
    test: FloatArray
    share: float


def each_width(
    points: Points,
    truth: Function,
    sigma: float,
    seed: int = 0,
    *,
    test: tuple[float, float] = (0.0, 1.0),
    widths: Iterable[int] = WIDTHS,
    starts: int = STARTS,
) -> Iterator[OfWidths]:
    """Yield the errors again and again, while one network after the other learns the same points.

    All widths have learned once before any learns from other first weights.

    Raises
    ------
    ValueError
        With a sentence, if there are no points or they cannot be weighed.
    """
    points, widths = checked(points), tuple(widths)
    training, new = np.full((2, len(widths), starts), np.nan)
    for start in range(starts):
        for row, width in enumerate(widths):
            *_, fit = learning(points, KINDS["initial"], network_of(width), seed, start)
            if not fit.diverged:
                errors = errors_of(fit, points, truth, sigma, test)
                training[row, start], new[row, start] = errors
            share = (start * len(widths) + row + 1) / (starts * len(widths))
            yield OfWidths(widths, training.copy(), new.copy(), share)
