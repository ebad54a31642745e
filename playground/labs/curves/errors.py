"""Expected errors of polynomial fits: in closed form, and over many data sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.labs.curves.points import Function, draw_data_sets
from playground.labs.curves.polynomials import Design

NODES = 64  # of a piece: exact for polynomials up to degree 127, so for squares of all fits here


class Errors(NamedTuple):
    """Mean squared errors: on the points fitted, and on new ones."""

    training: float
    test: float


def quadrature(
    test: tuple[float, float] = (0.0, 1.0), jumps: Iterable[float] = ()
) -> tuple[FloatArray, FloatArray]:
    """Return places, in rising order, and weights whose sum is 1, for means over a range.

    By Gauss and Legendre, piece by piece between jumps.

    >>> at, weights = quadrature((0.0, 2.0))
    >>> round(float(weights @ at**3), 12)
    2.0
    """
    low, high = test
    ends = [low, *sorted(one for one in jumps if low < one < high), high]
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    half = np.diff(ends)[:, None] / 2.0
    middle = (np.array(ends[:-1])[:, None]) + half
    return (middle + half * nodes).ravel(), (half * weights / (high - low)).ravel()


def expected_errors(
    x: AnyFloatArray,
    degree: int,
    sigma: float = 1.0,
    test: tuple[float, float] = (0.0, 1.0),
    *,
    truth: Function | None = None,
    ridge: float = 0.0,
    basis: str = "legendre",
    errors: FloatArray | None = None,
) -> Errors:
    """Return the errors to be expected, in closed form: no points are drawn.

    For a fit of p coefficients that can be the truth: (N − p)/N σ² on the training points, and
    σ² (1 + mean leverage) on new ones (Hastie, Tibshirani, Friedman 2009, sections 2.5 and 7.3).

    Parameters
    ----------
    x
        The places of the training points, (n,).
    degree, ridge, basis
        See ``fit_polynomial``.
    sigma
        Standard deviation of the noise.
    test
        The range over which new points are drawn evenly.
    truth
        What the points lie on; its bias is added. When left out, there is none: the fit could be
        the truth.
    errors
        Of each training point in place of sigma, (n,); fits weigh by them as ``Design`` does.

    Examples
    --------
    >>> errors = expected_errors(np.linspace(0.05, 0.95, 10), degree=1)
    >>> round(errors.training, 4), round(errors.test, 4)
    (0.8, 1.201)
    """
    places = np.asarray(x, dtype=np.float64)
    design = Design(places, degree, ridge, basis, errors)
    at, weights = quadrature(test, getattr(truth, "jumps", ()))
    if errors is None or not np.ptp(errors):
        training = sigma**2 * design.residual_freedom() / len(places)
        new = sigma**2 * (1.0 + float(weights @ design.leverages(at)))
    else:
        variances = np.square(errors)
        training = float((np.square(design.residual_map()) @ variances).mean())
        new = sigma**2 + float(weights @ (np.square(design.hat(at)) @ variances))
    if truth is not None:
        mean = design.operator @ truth(places)
        training += float(np.square(design.columns(places) @ mean - truth(places)).mean())
        new += float(weights @ np.square(design.columns(at) @ mean - truth(at)))
    return Errors(training, new)


@dataclass(frozen=True, eq=False)
class BiasVariance:
    """What many data sets say about the fits of one degree.

    Parameters
    ----------
    degree, sigma
        What was fitted, and the noise.
    at, weights
        Places (m,) in rising order, and their weights in means over the test range.
    truth
        The true values there, (m,).
    fits
        The fit to each data set there, (data_sets, m): the cloud.
    training_errors
        Mean squared residual of each fit, (data_sets,).
    """

    degree: int
    sigma: float
    at: FloatArray
    weights: FloatArray
    truth: FloatArray
    fits: FloatArray
    training_errors: FloatArray

    @property
    def mean_fit(self) -> FloatArray:
        """The mean of the cloud, (m,)."""
        mean: FloatArray = self.fits.mean(axis=0)
        return mean

    @property
    def bias_squared(self) -> FloatArray:
        """How far the mean fit is off, squared, (m,)."""
        return np.square(self.mean_fit - self.truth)

    @property
    def variance(self) -> FloatArray:
        """How far the fits are from their mean, squared and averaged, (m,)."""
        variance: FloatArray = self.fits.var(axis=0)
        return variance

    @property
    def noise(self) -> float:
        """The variance of a new point itself, which no fit can foresee."""
        return self.sigma**2

    @property
    def error(self) -> FloatArray:
        """Expected squared distance of a new point from a fit, (m,): the sum of the three."""
        error: FloatArray = np.square(self.fits - self.truth).mean(axis=0) + self.noise
        return error

    @property
    def test_errors(self) -> FloatArray:
        """The error of each fit over the test range, (data_sets,); their mean and median differ."""
        errors: FloatArray = np.square(self.fits - self.truth) @ self.weights + self.noise
        return errors

    @property
    def mean_error(self) -> float:
        """The mean over places and data sets."""
        return float(self.test_errors.mean())

    @property
    def median_error(self) -> float:
        """The error that half of the data sets stay below."""
        return float(np.median(self.test_errors))

    @property
    def mean_bias_squared(self) -> float:
        """The mean of bias² over the test range."""
        return float(self.weights @ self.bias_squared)

    @property
    def mean_variance(self) -> float:
        """The mean of the variance over the test range."""
        return float(self.weights @ self.variance)


def bias_variance(
    truth: Function,
    x: AnyFloatArray,
    sigma: float,
    degree: int,
    data_sets: int = 200,
    seed: int = 0,
    *,
    test: tuple[float, float] = (0.0, 1.0),
    ridge: float = 0.0,
    basis: str = "legendre",
    errors: FloatArray | None = None,
) -> BiasVariance:
    """Draw many data sets at the same places and take the error of their fits apart.

    At each place the error to be expected of a new point is bias² + variance + noise (Geman,
    Bienenstock, Doursat 1992).

    Parameters
    ----------
    truth
        What the points lie on.
    x, sigma
        The places of the points, (n,), and the noise.
    degree, ridge, basis
        See ``fit_polynomial``.
    data_sets, seed
        How many are drawn, and from what. The same seed gives the same data to every degree.
    test
        The range over which the means are taken.
    errors
        Of each point in place of sigma, (n,); fits weigh by them as ``Design`` does.

    Examples
    --------
    >>> parts = bias_variance(lambda x: 2 * x, np.linspace(0.05, 0.95, 10), 1.0, degree=1)
    >>> bool(np.allclose(parts.bias_squared + parts.variance + parts.noise, parts.error))
    True
    """
    of_one = each_degree(
        truth, x, sigma, [degree], data_sets, seed,
        test=test, ridge=ridge, basis=basis, errors=errors,
    )  # fmt: skip
    return next(of_one)


def each_degree(
    truth: Function,
    x: AnyFloatArray,
    sigma: float,
    degrees: Iterable[int],
    data_sets: int = 200,
    seed: int = 0,
    *,
    test: tuple[float, float] = (0.0, 1.0),
    ridge: float = 0.0,
    basis: str = "legendre",
    errors: FloatArray | None = None,
) -> Iterator[BiasVariance]:
    """Yield what ``bias_variance`` gives, one degree after the other, of the same data sets.

    Whoever has seen enough takes no more of it.
    """
    places = np.asarray(x, dtype=np.float64)
    drawn = draw_data_sets(truth, places, sigma if errors is None else errors, data_sets, seed)
    at, weights = quadrature(test, getattr(truth, "jumps", ()))
    true = truth(at)
    for degree in degrees:
        design = Design(places, degree, ridge, basis, errors)
        coefficients = drawn @ design.operator.T
        residuals = drawn - coefficients @ design.columns(places).T
        fits = coefficients @ design.columns(at).T
        training = np.square(residuals).mean(axis=1)
        yield BiasVariance(degree, sigma, at, weights, true, fits, training)
