"""Errors against the number of points, and a degree chosen by points that were kept back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import BaseCrossValidator, BaseShuffleSplit, KFold, ShuffleSplit

from playground.arrays import AnyFloatArray, FloatArray
from playground.labs.curves.errors import bias_variance, expected_errors
from playground.labs.curves.points import Function, Points, Stream, spaced
from playground.labs.curves.polynomials import Design

SIZES = (10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)


@dataclass(frozen=True)
class LearningCurve:
    """Errors against the number of points; arrays of one value for each size.

    Parameters
    ----------
    sizes
        The numbers of points.
    training, test
        What is to be expected, in closed form.
    drawn_training, drawn_test, median_test
        The means, and the median, over the data sets that were drawn.
    """

    sizes: tuple[int, ...]
    training: FloatArray
    test: FloatArray
    drawn_training: FloatArray
    drawn_test: FloatArray
    median_test: FloatArray


def learning_curve(
    truth: Function,
    degree: int,
    sigma: float = 1.0,
    sizes: Iterable[int] = SIZES,
    data_sets: int = 50,
    seed: int = 0,
    *,
    test: tuple[float, float] = (0.0, 1.0),
    ridge: float = 0.0,
    basis: str = "legendre",
    stopped: Callable[[], bool] = lambda: False,
) -> LearningCurve:
    """Return how the errors go with the number of evenly spaced points.

    ``stopped`` is asked before each size whether to end: those that are there by then stay.

    Examples
    --------
    >>> curve = learning_curve(lambda x: 2 * x, degree=3, sizes=[10, 100])
    >>> np.round(curve.test, 4)
    array([1.4222, 1.0579])
    """
    sizes = tuple(sizes)
    rows = []
    for n in sizes:
        if stopped():
            break
        x = spaced(n)
        how: dict[str, Any] = {"test": test, "ridge": ridge, "basis": basis}
        expected = expected_errors(x, degree, sigma, truth=truth, **how)
        drawn = bias_variance(truth, x, sigma, degree, data_sets, seed, **how)
        rows.append((*expected, drawn.training_errors.mean(), drawn.mean_error, drawn.median_error))
    return LearningCurve(sizes[: len(rows)], *np.array(rows).reshape(-1, 5).T)


@dataclass(frozen=True)
class Chosen:
    """A degree that was chosen by points kept back.

    Parameters
    ----------
    degrees
        Those tried.
    errors, spreads
        Mean squared error on the points kept back, and the standard error of this mean over the
        folds (nan where there is one only); one for each degree.
    degree
        The one with the smallest error.
    folds
        How many times points were kept back.
    """

    degrees: tuple[int, ...]
    errors: FloatArray
    spreads: FloatArray
    degree: int
    folds: int


def choose_by_folds(
    points: Points,
    degrees: Sequence[int],
    folds: int = 5,
    seed: int = 0,
    ridge: float = 0.0,
    basis: str = "legendre",
) -> Chosen:
    """Choose a degree by cross-validation: each point is kept back once.

    Raises
    ------
    ValueError
        If there are fewer than two points or no degrees.
    """
    _needs(points, degrees)
    folds = min(folds, len(points))
    splits = KFold(folds, shuffle=True, random_state=_state(seed))
    return _chosen(points, degrees, splits, ridge, basis)


def choose_by_validation(
    points: Points,
    degrees: Sequence[int],
    share: float = 0.3,
    seed: int = 0,
    ridge: float = 0.0,
    basis: str = "legendre",
) -> Chosen:
    """Choose a degree by a validation set: a share of the points is kept back, once.

    Raises
    ------
    ValueError
        If there are fewer than two points or no degrees.
    """
    _needs(points, degrees)
    kept = min(max(round(share * len(points)), 1), len(points) - 1)
    splits = ShuffleSplit(1, test_size=kept, random_state=_state(seed))
    return _chosen(points, degrees, splits, ridge, basis)


def _needs(points: Points, degrees: Sequence[int]) -> None:
    if len(points) < 2:
        raise ValueError("A degree is chosen by points kept back: at least two are needed.")
    if not degrees:
        raise ValueError("There is no degree to choose from: take at least one.")


def _state(seed: int) -> int:
    """Return a seed that scikit-learn takes: it knows no generators of NumPy."""
    return int(Stream.FOLDS.generator(seed).integers(2**32))


def _chosen(
    points: Points,
    degrees: Sequence[int],
    splits: BaseCrossValidator | BaseShuffleSplit,
    ridge: float,
    basis: str,
) -> Chosen:
    errors = np.array(
        [
            [_kept_back(points, fitted, kept, degree, ridge, basis) for degree in degrees]
            for fitted, kept in splits.split(points.x)
        ]
    )
    means, folds = errors.mean(axis=0), len(errors)
    spreads = errors.std(axis=0, ddof=1) / np.sqrt(folds) if folds > 1 else means * np.nan
    best = int(degrees[int(np.argmin(means))])
    return Chosen(tuple(degrees), means, spreads, best, folds)


def _kept_back(
    points: Points,
    fitted: AnyFloatArray,
    kept: AnyFloatArray,
    degree: int,
    ridge: float,
    basis: str,
) -> float:
    x, y = points.x, points.y
    fit = Design(x[fitted], degree, ridge, basis, points.errors[fitted]).fit(y[fitted])
    return float(np.square(fit.predict(x[kept]) - y[kept]).mean())
