"""What helps against overfitting: each remedy, and what it did, in numbers.

A remedy changes the points or the fit of one degree; the errors before and after are expected
ones in closed form, where the places of the points are given, so that no luck of a draw is in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from playground.labs.curves.errors import Errors, expected_errors, quadrature
from playground.labs.curves.points import Points, Stream, augmented, draw_data_sets, spaced
from playground.labs.curves.polynomials import Design, Fit
from playground.labs.curves.truths import Truth

COPIES = 20  # of each point
DATA_SETS = 100  # for augmentation, whose copies lie by chance


@dataclass(frozen=True)
class Case:
    """A fit to evenly spaced points of a truth, and all that could be done about it.

    Parameters
    ----------
    truth, n, sigma
        What the points lie on, how many there are, and their noise.
    degree, ridge, basis
        See ``fit_polynomial``.
    spread
        Standard deviation of the noise in x of the copies that are added; 0: none.
    test_end
        New points lie between 0 and this.
    """

    truth: Truth
    n: int = 10
    sigma: float = 1.0
    degree: int = 10
    ridge: float = 0.0
    basis: str = "legendre"
    spread: float = 0.0
    test_end: float = 1.0

    def errors(self, seed: int = 0) -> Errors:
        """Return the expected errors; the mean over data sets where copies lie by chance."""
        x, test = spaced(self.n), (0.0, self.test_end)
        if self.spread:
            return _with_copies(self, seed)
        return expected_errors(
            x, self.degree, self.sigma, test,
            truth=self.truth, ridge=self.ridge, basis=self.basis,
        )  # fmt: skip

    def fit(self, points: Points, seed: int = 0) -> Fit:
        """Return the fit to points, with copies of them if there are to be any."""
        taken = augmented(points, COPIES, self.spread, seed) if self.spread else points
        return Design(taken.x, self.degree, self.ridge, self.basis).fit(taken.y)


def _with_copies(case: Case, seed: int) -> Errors:
    x = spaced(case.n)
    drawn = draw_data_sets(case.truth, x, case.sigma, DATA_SETS, seed)
    at, weights = quadrature((0.0, case.test_end), case.truth.jumps)
    seeds = Stream.COPIES.generator(seed).integers(2**32, size=DATA_SETS)
    training, new = np.empty(DATA_SETS), np.empty(DATA_SETS)
    for row, (y, own) in enumerate(zip(drawn, seeds, strict=True)):
        fit = case.fit(Points(x, y, np.full(case.n, case.sigma)), int(own))
        training[row] = np.square(fit.predict(x) - y).mean()
        new[row] = weights @ np.square(fit.predict(at) - case.truth(at))
    return Errors(float(training.mean()), float(new.mean()) + case.sigma**2)


@dataclass(frozen=True)
class Remedy:
    """Something to do against overfitting, in one click.

    Parameters
    ----------
    name, label
        Its name in Python, and on the page.
    explanation
        Why it helps, and when it does not, in a sentence or two.
    apply
        Returns the case with it.
    did
        Returns what was changed, in a few words, of the case before and after.
    """

    name: str
    label: str
    explanation: str
    apply: Callable[[Case], Case]
    did: Callable[[Case, Case], str]


@dataclass(frozen=True)
class Outcome:
    """A remedy that was applied, with the errors before and after it."""

    remedy: Remedy
    before: Case
    after: Case
    errors_before: Errors
    errors_after: Errors

    @property
    def sentence(self) -> str:
        """What it did, in numbers.

        >>> from playground.labs.curves.truths import TRUTHS
        >>> case = Case(TRUTHS["line"], degree=10)
        >>> tried(REMEDIES["data"], case).sentence
        'Points: 10 → 100. Training error 0 → 0.89, error on new points 151 → 4.4.'
        """
        (training, new), (trained, newer) = self.errors_before, self.errors_after
        return (
            f"{self.remedy.did(self.before, self.after)}. "
            f"Training error {_said(training)} → {_said(trained)}, "
            f"error on new points {_said(new)} → {_said(newer)}."
        )


def _said(error: float) -> str:
    return "0" if error < 1e-12 else f"{error:.3g}" if error < 1000 else f"{error:,.0f}"


def tried(remedy: Remedy, case: Case, seed: int = 0) -> Outcome:
    """Return what a remedy does to a case."""
    after = remedy.apply(case)
    return Outcome(remedy, case, after, case.errors(seed), after.errors(seed))


def best_degree(case: Case) -> int:
    """Return the degree, up to the case's own, with the smallest expected error on new points."""
    found = [replace(case, degree=degree).errors().test for degree in range(case.degree + 1)]
    return int(np.argmin(found))


REMEDIES: dict[str, Remedy] = {
    remedy.name: remedy
    for remedy in (
        Remedy(
            "data", "Ten times the points",
            "With more points than coefficients by far, noise averages out. A bias stays.",
            lambda case: replace(case, n=min(10 * case.n, 1000)),
            lambda before, after: f"Points: {before.n} → {after.n}",
        ),
        Remedy(
            "noise", "A third of the noise",
            "The variance goes with the square of the noise: measure better. A bias stays.",
            lambda case: replace(case, sigma=case.sigma / 3),
            lambda before, after: f"Noise: {before.sigma:.3g} → {after.sigma:.3g}",
        ),
        Remedy(
            "smaller", "Smaller model",
            "Fewer coefficients have less to learn noise with. Too few, and the bias is large.",
            lambda case: replace(case, degree=best_degree(case)),
            lambda before, after: f"Degree: {before.degree} → {after.degree}",
        ),
        Remedy(
            "ridge", "Ridge",
            "A penalty keeps coefficients small: more bias, far less variance. Too strong, and "
            "the curve is flat.",
            lambda case: replace(case, ridge=0.1),
            lambda before, after: f"Ridge: {before.ridge:g} → {after.ridge:g}",
        ),
        Remedy(
            "augmentation", "Copies with noise in x",
            "Copies say that a little beside a point the value is the same: the curve is smoothed. "
            "Moved too far, they say so where it is wrong.",
            lambda case: replace(case, spread=0.05),
            lambda before, after: f"{COPIES} copies of each point, moved by {after.spread:g}",
        ),
        Remedy(
            "too_much", "Too much of it",
            "Copies moved by half of the range: the curve forgets the truth, too, and comes near a "
            "flat line. On a sine that is far off; on a noisy line it may still look good.",
            lambda case: replace(case, spread=0.5),
            lambda before, after: f"{COPIES} copies of each point, moved by {after.spread:g}",
        ),
    )
}  # fmt: skip
