"""Noisy points: drawn from a truth, to fit and to test, and copied with noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray

Function = Callable[[AnyFloatArray], FloatArray]


class Stream(IntEnum):
    """What chance is for: each concern has a generator of its own, all from one seed."""

    POINTS, TEST, DATA_SETS, COPIES, FOLDS = range(5)

    def generator(self, seed: int) -> np.random.Generator:
        """Return this concern's generator."""
        return np.random.default_rng([seed, int(self)])


@dataclass(frozen=True)
class Points:
    """Points with error bars.

    Parameters
    ----------
    x, y
        Coordinates, (n,) each.
    errors
        One standard deviation of each y, (n,).
    """

    x: FloatArray
    y: FloatArray
    errors: FloatArray

    def __len__(self) -> int:
        return len(self.x)


def spaced(n: int, low: float = 0.05, high: float = 0.95) -> FloatArray:
    """Return n evenly spaced places, the lecture's for ten.

    >>> spaced(10)[:3]
    array([0.05, 0.15, 0.25])
    """
    return np.linspace(low, high, n)


def draw(
    truth: Function,
    n: int = 10,
    sigma: float = 1.0,
    seed: int = 0,
    low: float = 0.05,
    high: float = 0.95,
    *,
    is_spaced: bool = True,
) -> Points:
    """Return points on a truth with normal noise.

    Parameters
    ----------
    truth
        Returns the values at places.
    n, sigma
        How many, and the standard deviation of the noise.
    seed
        All chance follows from it.
    low, high
        From where to where they lie.
    is_spaced
        Whether evenly, else by chance.

    Examples
    --------
    >>> draw(lambda x: 2 * x, n=3, sigma=0.0).y
    array([0.1, 1. , 1.9])
    """
    return _drawn(truth, n, sigma, Stream.POINTS.generator(seed), low, high, is_spaced)


def draw_test(
    truth: Function, n: int = 10, sigma: float = 1.0, seed: int = 0, end: float = 1.0
) -> Points:
    """Return new points at places drawn evenly from 0 to ``end``; never those of ``draw``."""
    return _drawn(truth, n, sigma, Stream.TEST.generator(seed), 0.0, end, False)


def _drawn(
    truth: Function,
    n: int,
    sigma: float,
    rng: np.random.Generator,
    low: float,
    high: float,
    is_spaced: bool,
) -> Points:
    x = spaced(n, low, high) if is_spaced else np.sort(rng.uniform(low, high, n))
    return Points(x, truth(x) + sigma * rng.standard_normal(n), np.full(n, sigma))


def draw_data_sets(
    truth: Function, x: AnyFloatArray, sigma: float | FloatArray, data_sets: int, seed: int = 0
) -> FloatArray:
    """Return y for many data sets at the same places, (data_sets, n); sigma may be each point's."""
    noise = Stream.DATA_SETS.generator(seed).standard_normal((data_sets, len(x)))
    values: FloatArray = truth(x) + sigma * noise
    return values


def augmented(points: Points, copies: int, spread: float, seed: int = 0) -> Points:
    """Return the points and copies of them with noise in x.

    A copy claims that a little beside a point the value is the same. Noise in y would say nothing
    new: its mean over the copies is the point itself.

    Parameters
    ----------
    points
        The points, (n,).
    copies
        How many of each.
    spread
        Standard deviation of the noise in x.

    Returns
    -------
    Points
        The points themselves first, (n * (1 + copies),).
    """
    rng = Stream.COPIES.generator(seed)
    moved = points.x + spread * rng.standard_normal((copies, len(points)))
    return Points(
        np.concatenate([points.x, moved.ravel()]),
        np.tile(points.y, 1 + copies),
        np.tile(points.errors, 1 + copies),
    )
