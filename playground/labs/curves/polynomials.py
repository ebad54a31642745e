"""Least squares with polynomials, for one data set or for many at the same places.

A fit is linear in y: its coefficients are a matrix times y, which depends on the places (and on how
much each point counts) only. So one factorisation serves any number of data sets, and the leverages
follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import Legendre, Polynomial
from numpy.polynomial.legendre import legvander
from numpy.polynomial.polynomial import polyvander
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular

from playground.arrays import AnyFloatArray, FloatArray

Series = Legendre | Polynomial
RANGE = (0.0, 1.0)  # of the lecture's points, on which Legendre's polynomials are taken
# In what the coefficients are small, where smallness decides.
BASES: dict[str, str] = {"legendre": "Legendre’s polynomials", "powers": "powers of x"}


@dataclass(frozen=True)
class Fit:
    """A fitted polynomial.

    Parameters
    ----------
    series
        The polynomial, in Legendre's or in powers of x.
    degree, n_points, ridge, basis
        What it was fitted with.
    is_unique
        Whether no other polynomial of this degree fits as well. If not, this is the one with the
        smallest sum of squared coefficients in the basis.
    """

    series: Series
    degree: int
    n_points: int
    ridge: float
    basis: str
    is_unique: bool

    def predict(self, x: AnyFloatArray) -> FloatArray:
        """Return the values at x, of its shape."""
        values: FloatArray = self.series(np.asarray(x, dtype=np.float64))
        return values

    @cached_property
    def coefficients(self) -> FloatArray:
        """The coefficients of 1, x, x², ..., (degree + 1,)."""
        powers = self.series.convert(kind=Polynomial).coef
        return np.pad(powers, (0, self.degree + 1 - len(powers)))


@dataclass(frozen=True, eq=False)
class Design:
    """All fits of one degree at given places, whatever y is.

    Parameters
    ----------
    x
        The places, (n,).
    degree
        From 0 on.
    ridge
        What is minimised: the sum of squared residuals plus ``ridge`` times the sum of squared
        coefficients in the basis (that of 1 is free), as scikit-learn's ``Ridge`` has it.
    basis
        A key of ``BASES``. It matters with a ridge, and where the best fit is not unique.
        Legendre's polynomials are those of 0 to 1, or of the points' range if one lies outside.
    errors
        Standard deviation of each y, (n,): a squared residual counts by 1/error², relative to the
        mean of that, so that a ridge means the same. None: all count alike; they do as well where
        one has no error, which would outweigh all others.

    Examples
    --------
    >>> design = Design(np.array([0.0, 1.0, 2.0]), degree=1)
    >>> np.round(design.hat(np.array([1.0])) @ [0.0, 1.0, 2.0], 12)
    array([1.])
    """

    x: FloatArray
    degree: int
    ridge: float = 0.0
    basis: str = "legendre"
    errors: FloatArray | None = None

    @cached_property
    def weights(self) -> FloatArray | None:
        """How much each squared residual counts, 1 on average, (n,); None if all count alike."""
        if self.errors is None or not np.all(self.errors) or not np.ptp(self.errors):
            return None
        relative = (np.min(self.errors) / self.errors) ** 2
        return np.asarray(relative / relative.mean())

    @cached_property
    def n_places(self) -> int:
        """How many different places there are."""
        return len(np.unique(self.x))

    @property
    def is_unique(self) -> bool:
        """Whether there is one best polynomial only."""
        return bool(self.ridge) or self.degree < self.n_places

    @cached_property
    def _domain(self) -> tuple[float, float]:
        """The range of Legendre's polynomials: where any basis does, the best conditioned one."""
        low, high = float(self.x.min()), float(self.x.max())
        is_any = not self.ridge and self.degree < self.n_places
        if not is_any and RANGE[0] <= low and high <= RANGE[1]:
            return RANGE
        return (low, high) if low < high else (low - 1.0, low + 1.0)

    @cached_property
    def _kind(self) -> type[Series]:
        is_any = not self.ridge and self.degree < self.n_places
        return Legendre if is_any or self.basis == "legendre" else Polynomial

    def _series(self, coefficients: AnyFloatArray) -> Series:
        if self._kind is Polynomial:
            return Polynomial(coefficients)
        return Legendre(coefficients, domain=self._domain)

    def columns(self, at: AnyFloatArray) -> FloatArray:
        """Return the values of the basis at places (m,), as (m, degree + 1)."""
        at = np.asarray(at, dtype=np.float64)
        if self._kind is Polynomial:
            return np.asarray(polyvander(at, self.degree), dtype=np.float64)
        low, high = self._domain
        scaled = (2.0 * at - low - high) / (high - low)
        return np.asarray(legvander(scaled, self.degree), dtype=np.float64)

    @cached_property
    def operator(self) -> FloatArray:
        """The matrix that makes coefficients in this basis of y, (degree + 1, n)."""
        weights = np.ones(len(self.x)) if self.weights is None else self.weights
        if self.ridge:
            return _ridge(self.columns(self.x), self.ridge, weights)
        if not self.is_unique:
            return self._smallest(weights)
        roots = np.sqrt(weights)
        q, r = np.linalg.qr(roots[:, None] * self.columns(self.x))
        made: FloatArray = solve_triangular(r, q.T) * roots
        return made

    def _smallest(self, weights: FloatArray) -> FloatArray:
        """Return the operator of the fit with the smallest coefficients.

        It goes through the mean of y at each place. By QR no singular value is cut, so that it
        does go through them (scikit-learn's ``LinearRegression`` cuts at ``tol=1e-6``).
        """
        places, which = np.unique(self.x, return_inverse=True)
        means = np.zeros((len(places), len(self.x)))
        means[which, np.arange(len(self.x))] = weights / np.bincount(which, weights)[which]
        q, r = np.linalg.qr(self.columns(places).T)
        made: FloatArray = q @ solve_triangular(r, means, trans="T")
        return made

    def hat(self, at: AnyFloatArray) -> FloatArray:
        """Return the matrix (m, n) that makes predictions at places (m,) of y."""
        made: FloatArray = self.columns(at) @ self.operator
        return made

    def leverages(self, at: AnyFloatArray) -> FloatArray:
        """Return the variance of the prediction at places (m,), for noise of variance 1."""
        made: FloatArray = np.square(self.hat(at)).sum(axis=1)
        return made

    def residual_map(self) -> FloatArray:
        """Return the matrix (n, n) that makes the residuals of y."""
        made: FloatArray = np.eye(len(self.x)) - self.hat(self.x)
        return made

    def residual_freedom(self) -> float:
        """Return the expected sum of squared residuals, for noise of variance 1 and no bias."""
        n = len(self.x)
        if self.weights is not None:
            return float(np.square(self.residual_map()).sum())
        if not self.ridge:
            return float(n - min(self.degree + 1, self.n_places))
        columns, operator = self.columns(self.x), self.operator
        traced = float((columns * operator.T).sum())
        return n - 2.0 * traced + float(((columns.T @ columns) * (operator @ operator.T)).sum())

    def fit(self, y: AnyFloatArray) -> Fit:
        """Return the fit to y (n,)."""
        series = self._series(self.operator @ np.asarray(y, dtype=np.float64))
        return Fit(series, self.degree, len(self.x), self.ridge, self.basis, self.is_unique)


def _ridge(columns: FloatArray, ridge: float, weights: FloatArray) -> FloatArray:
    """Return the operator of ridge regression whose constant is free; weights are 1 on average."""
    shares, roots = weights / len(columns), np.sqrt(weights)
    middle = shares @ columns[:, 1:]
    u, s, vt = np.linalg.svd(roots[:, None] * (columns[:, 1:] - middle), full_matrices=False)
    slopes = vt.T @ ((s / (s**2 + ridge))[:, None] * u.T) * roots
    constant = shares - middle @ slopes
    made: FloatArray = np.vstack([constant, slopes])
    return made


def fit_polynomial(
    x: ArrayLike,
    y: ArrayLike,
    degree: int,
    ridge: float = 0.0,
    *,
    basis: str = "legendre",
    errors: ArrayLike | None = None,
) -> Fit:
    """Fit a polynomial by least squares.

    Where the degree reaches the number of places, infinitely many polynomials go through all
    points; this is the one with the smallest sum of squared coefficients in the basis. In another
    basis it is another one: at degree 15 on ten points, Legendre's polynomials come down again to
    the error of a small degree, and powers of x do not.

    Parameters
    ----------
    x, y
        The points, (n,) each.
    degree
        From 0 on.
    ridge, basis
        The strength of the penalty, and in what coefficients are counted: see ``Design``.
    errors
        Standard deviation of each y, (n,): a squared residual counts by 1/error². All count alike
        when not given.

    Returns
    -------
    Fit
        With ``predict``, ``coefficients`` and ``is_unique``.

    Raises
    ------
    ValueError
        If there are no points, not as many x as y, one is not finite, or the degree or the ridge
        is negative, there is no such basis, or an error is not above 0.

    Examples
    --------
    >>> fit = fit_polynomial([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], degree=1)
    >>> np.round(fit.coefficients, 12), np.round(fit.predict([3.0]), 12)
    (array([1., 2.]), array([7.]))
    """
    places = np.asarray(x, dtype=np.float64)
    values = np.asarray(y, dtype=np.float64)
    if places.ndim != 1 or places.shape != values.shape:
        raise ValueError(
            f"x and y are lists of the same length, not {places.shape} and {values.shape}."
        )
    if not len(places):
        raise ValueError("There are no points to fit: draw or add some.")
    if not (np.isfinite(places).all() and np.isfinite(values).all()):
        raise ValueError("Every x and y must be a finite number.")
    if degree < 0 or ridge < 0.0:
        raise ValueError("The degree and the strength of the ridge are at least 0.")
    if basis not in BASES:
        raise ValueError(f"The basis is one of {', '.join(BASES)}.")
    given = None if errors is None else np.asarray(errors, dtype=np.float64)
    if given is not None and not (given.shape == values.shape and np.all(given > 0.0)):
        raise ValueError("Every point needs an error above 0, or none has one.")
    return Design(places, degree, ridge, basis, given).fit(values)
