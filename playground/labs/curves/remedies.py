"""What helps against overfitting: each remedy, and what it did, in numbers.

A remedy changes the points that are seen or the fit of one degree to them. Its errors are those of
this fit, as the table has them; beside them stands what is to be expected on average, in closed
form where the places of the points are given, so that no luck of a draw is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.labs.curves.errors import Errors, expected_errors, quadrature
from playground.labs.curves.own_points import MOST_POINTS
from playground.labs.curves.points import Points, Stream, augmented, draw, draw_data_sets
from playground.labs.curves.polynomials import Design, Fit
from playground.labs.curves.settings import CurveSettings

COPIES = 20  # of each point
DATA_SETS = 100  # for augmentation, whose copies lie by chance
RIDGE = 0.1
MOST_DRAWN = 1000


@dataclass(frozen=True)
class Case:
    """The fit of a degree to the points that are seen, and all that could be done about it.

    Parameters
    ----------
    settings
        Points, truth, ridge, and the new points that the fit is tried on.
    degree
        Which fit.
    spread
        Standard deviation of the noise in x of the copies that are added; 0: none.
    """

    settings: CurveSettings
    degree: int = 10
    spread: float = 0.0

    def changed(self, **changes: Any) -> Case:
        """Return the case with other settings."""
        return replace(self, settings=self.settings.replaced(**changes)[0])

    def fit(self, points: Points, seed: int = 0) -> Fit:
        """Return the fit to points, with copies of them if there are to be any."""
        taken = augmented(points, COPIES, self.spread, seed) if self.spread else points
        how = self.settings.ridge, self.settings.basis
        return Design(taken.x, self.degree, *how, taken.errors).fit(taken.y)

    def errors(self) -> Errors:
        """Return the errors of this very fit, on the points and on the new points."""
        points, tests = self.settings.points(), self.settings.test_points()
        fit = self.fit(points, self.settings.seed)
        return Errors(
            *(float(np.square(fit.predict(one.x) - one.y).mean()) for one in (points, tests))
        )

    def expected(self) -> Errors:
        """Return what is to be expected of data at these places; a mean where copies are added."""
        settings = self.settings
        if self.spread:
            return _with_copies(self)
        points = settings.points()
        return expected_errors(
            points.x, self.degree, settings.sigma, settings.test,
            truth=settings.function(), ridge=settings.ridge, basis=settings.basis,
            errors=points.errors,
        )  # fmt: skip


def _with_copies(case: Case) -> Errors:
    settings = case.settings
    points, truth = settings.points(), settings.function()
    x, sigma = points.x, settings.sigma
    drawn = draw_data_sets(truth, x, points.errors, DATA_SETS, settings.seed)
    at, weights = quadrature(settings.test, truth.jumps)
    seeds = Stream.COPIES.generator(settings.seed).integers(2**32, size=DATA_SETS)
    training, new = np.empty(DATA_SETS), np.empty(DATA_SETS)
    for row, (y, own) in enumerate(zip(drawn, seeds, strict=True)):
        fit = case.fit(Points(x, y, points.errors), int(own))
        training[row] = np.square(fit.predict(x) - y).mean()
        new[row] = weights @ np.square(fit.predict(at) - truth(at))
    return Errors(float(training.mean()), float(new.mean()) + sigma**2)


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
    """A remedy that was applied, with the errors before and after it.

    Parameters
    ----------
    remedy, before, after
        What was done to what.
    seen, seen_after
        The errors of this very fit.
    expected, expected_after
        Those to be expected, on average over all such data.
    """

    remedy: Remedy
    before: Case
    after: Case
    seen: Errors
    seen_after: Errors
    expected: Errors
    expected_after: Errors

    @property
    def sentence(self) -> str:
        """What it did, in numbers.

        >>> tried(REMEDIES["data"], Case(CurveSettings())).sentence[:44]
        'Points: 10 → 100. Training error 0 → 0.698, '
        """
        return (
            f"{self.remedy.did(self.before, self.after)}. "
            f"Training error {_said(self.seen.training)} → {_said(self.seen_after.training)}, "
            f"test error {_said(self.seen.test)} → {_said(self.seen_after.test)}; on average over "
            f"all such data {_said(self.expected.test)} → {_said(self.expected_after.test)}."
        )


def _said(error: float) -> str:
    return "0" if error < 1e-12 else f"{error:.3g}" if error < 1000 else f"{error:,.0f}"


def tried(remedy: Remedy, case: Case) -> Outcome:
    """Return what a remedy does to a case, which has at least one point."""
    after = remedy.apply(case)
    return Outcome(
        remedy, case, after, case.errors(), after.errors(), case.expected(), after.expected()
    )


def best_degree(case: Case) -> int:
    """Return the degree, up to the case's own, with the smallest expected error on new points."""
    degrees = range(case.degree + 1)
    return int(np.argmin([replace(case, degree=degree).expected().test for degree in degrees]))


def _more(case: Case) -> Case:
    """Return the case with ten times the points: the learner's own stay, others are drawn."""
    settings = case.settings
    if settings.placed is None:
        return case.changed(n=min(10 * settings.n, MOST_DRAWN))
    more = min(9 * len(settings.placed), MOST_POINTS - len(settings.placed))
    drawn = draw(settings.function(), more, settings.sigma, settings.seed + 1)
    rows = zip(drawn.x.tolist(), drawn.y.tolist(), drawn.errors.tolist(), strict=True)
    width = max(map(len, settings.placed))  # with errors, if own ones have them
    return case.changed(placed=[*settings.placed, *(row[:width] for row in rows)])


def _calmer(case: Case) -> Case:
    """Return the case with every point at a third of its distance from the truth."""
    settings = case.settings
    calmer = case.changed(sigma=settings.sigma / 3)
    if settings.placed is None:
        return calmer  # the seed draws the same noise, at a third of its size
    x = np.array([point[0] for point in settings.placed])
    true = settings.function()(x)
    placed = [
        (point[0], float(value + (point[1] - value) / 3), *(one / 3 for one in point[2:]))
        for point, value in zip(settings.placed, true, strict=True)
    ]
    return calmer.changed(placed=placed)


def _penalised(case: Case) -> Case:
    """Return the case with a ridge, or a stronger one."""
    ridge = case.settings.ridge
    return case.changed(ridge=RIDGE if ridge < RIDGE else min(10 * ridge, 1000.0))


def _smaller(case: Case) -> Case:
    """Return the case with the degree that is to be expected to predict best."""
    degree = best_degree(case)
    others = [one for one in case.settings.degrees if one != case.degree]
    return replace(case.changed(degrees=[*others, degree]), degree=degree)


def _points_of(case: Case) -> str:
    points = case.settings.placed
    return str(case.settings.n if points is None else len(points))


REMEDIES: dict[str, Remedy] = {
    remedy.name: remedy
    for remedy in (
        Remedy(
            "data", "Ten times the points",
            "With more points than coefficients by far, noise averages out. A bias stays.",
            _more,
            lambda before, after: f"Points: {_points_of(before)} → {_points_of(after)}",
        ),
        Remedy(
            "noise", "A third of the noise",
            "The variance goes with the square of the noise: measure better. A bias stays.",
            _calmer,
            lambda before, after: (
                f"Noise: {before.settings.sigma:.3g} → {after.settings.sigma:.3g}"
            ),
        ),
        Remedy(
            "smaller", "Smaller model",
            "Fewer coefficients have less to learn noise with. Too few, and the bias is large.",
            _smaller,
            lambda before, after: f"Degree: {before.degree} → {after.degree}",
        ),
        Remedy(
            "ridge", "Ridge",
            "A penalty keeps coefficients small: more bias, far less variance. Too strong, and "
            "the curve is flat.",
            _penalised,
            lambda before, after: f"Ridge: {before.settings.ridge:g} → {after.settings.ridge:g}",
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
