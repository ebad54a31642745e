"""Conditions on the page of curves about errors, many data sets, bands and staircases."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from playground.labs.curves import bias_variance, expected_errors, fit_polynomial
from playground.labs.curves.coverage import coverage, regions
from playground.labs.curves.ensembles import KINDS
from playground.labs.curves.errors import Errors
from playground.labs.curves.lab import CURVES as TRUTHS
from playground.labs.curves.lab import LabSettings
from playground.labs.curves.points import Points
from playground.labs.curves.polynomials import Fit
from playground.labs.curves.settings import HIGHEST
from playground.labs.curves.steps import by_hand, curve_of, farthest, zigzag
from playground.labs.curves.steps import teeth as teeth_of
from playground.labs.curves.truths import Truth
from playground.lessons.conditions.curves import TESTED, Curves
from playground.lessons.found import Conditions, Earlier, Found, Numbers

FITS = condition = Conditions()
_OF_A_DEGREE = ("train", "test", "mean_train", "mean_test", "bias", "variance")
OF_FITS = (
    "best_train", "best_test", "best_error", "n", "tests",
    *(f"{one}_{degree}" for one in _OF_A_DEGREE for degree in range(HIGHEST + 1)),
)  # fmt: skip
WAITS = "not all is seen yet"


def _fit(settings: LabSettings, points: Points, degree: int) -> Fit:
    return fit_polynomial(points.x, points.y, degree, ridge=settings.ridge, basis=settings.basis)


def _error(fit: Fit, points: Points) -> float:
    return float(np.square(fit.predict(points.x) - points.y).mean())


@lru_cache(maxsize=128)
def _expected(
    places: tuple[float, ...], degree: int, sigma: float, test: tuple[float, float], truth: Truth,
    ridge: float, basis: str,
) -> Errors:  # fmt: skip
    """Return the errors to be expected; they hang on the places only, which many seeds share."""
    return expected_errors(
        np.array(places), degree, sigma, test, truth=truth, ridge=ridge, basis=basis
    )


def errors(settings: LabSettings) -> Numbers:
    """Return the errors of all degrees that are fitted: of these points, and of such on average.

    ``train_3`` and ``test_3`` are of these points, ``mean_train_3`` and ``mean_test_3`` to be
    expected; ``best_train`` and ``best_test`` are the degrees with the smallest errors, and
    ``best_error`` is that of the latter.
    """
    points, new = settings.points(), settings.test_points()
    found: dict[str, float | str] = {"n": len(points), "tests": len(new)}
    for degree in settings.degrees:
        fit = _fit(settings, points, degree)
        mean = _expected(
            tuple(points.x.tolist()), degree, settings.sigma, settings.test, settings.function(),
            settings.ridge, settings.basis,
        )  # fmt: skip
        found |= {
            f"train_{degree}": _error(fit, points), f"test_{degree}": _error(fit, new),
            f"mean_train_{degree}": mean.training, f"mean_test_{degree}": mean.test,
        }  # fmt: skip
    for name in ("train", "test"):
        found[f"best_{name}"] = min(
            settings.degrees, key=lambda degree: float(found[f"{name}_{degree}"])
        )
    found["best_error"] = found[f"test_{found['best_test']}"]
    return found


@condition(gives=OF_FITS)
def best_are(
    now: Curves, earlier: Earlier, *, train: int | None = None, test: int | None = None
) -> Found:
    """Such a degree comes closest to the points, such a one predicts the new points best."""
    if now.stage < TESTED:
        return Found(False, said=WAITS)
    found = errors(now.settings)
    met = train in (None, found["best_train"]) and test in (None, found["best_test"])
    return Found(met, missed=not met, numbers=found)


@condition(gives=(*OF_FITS, "ratio"))
def error_changed(
    now: Curves, earlier: Earlier, *, than: str, of: str, least: float = 0.0, most: float = 1e9
) -> Found:
    """An error, such as ``mean_train_3``, is so many times what it was in an earlier step.

    Without an earlier step (``than`` is empty) it is only told.
    """
    if now.stage < TESTED:
        return Found(False, said=WAITS)
    found = dict(errors(now.settings))
    if of not in found:
        return Found(False)
    ratio = float(found[of]) / max(float(earlier[than][of]), 1e-300) if than else 1.0
    found["ratio"] = ratio
    met = least <= ratio <= most
    return Found(met, missed=not met and ratio != 1.0, numbers=found)  # 1: nothing has changed yet


@condition(gives=(*OF_FITS, "ratio"))
def below(now: Curves, earlier: Earlier, *, degree: int, other: int, most: float) -> Found:
    """On average a degree has at most such a share of the error of another on new points."""
    if now.stage < TESTED or not {degree, other} <= set(now.settings.degrees):
        return Found(False, said=WAITS)
    found = dict(errors(now.settings))
    ratio = float(found[f"mean_test_{degree}"]) / float(found[f"mean_test_{other}"])
    found["ratio"] = ratio
    return Found(ratio <= most, missed=ratio > most, numbers=found)


@condition(gives=(*OF_FITS, "degree", "thought", "now", "ratio"))
def disenchanted(now: Curves, earlier: Earlier, *, than: str) -> Found:
    """The degree that won on few new points has a larger error on the many that there are now."""
    if now.stage < TESTED:
        return Found(False, said=WAITS)
    found = dict(errors(now.settings))
    if float(found["tests"]) <= float(earlier[than]["tests"]):
        return Found(False, said="the same few points")
    degree, thought = int(earlier[than]["best_test"]), float(earlier[than]["best_error"])
    is_now = float(found[f"test_{degree}"])
    found |= {"degree": degree, "thought": thought, "now": is_now, "ratio": is_now / thought}
    met = is_now > thought
    return Found(met, missed=not met, numbers=found)


@condition(gives=OF_FITS)
def scattered(now: Curves, earlier: Earlier, *, biased: int, wild: int) -> Found:
    """Over 200 new data sets one degree is off on average, and another scatters more."""
    settings = now.settings
    if now.stage < TESTED or settings.new_seed is None:
        return Found(False, said="no new data sets yet")
    found = dict(errors(settings))
    for degree in settings.degrees:
        cloud = bias_variance(
            settings.function(), settings.points().x, settings.sigma, degree,
            test=settings.test, seed=settings.new_seed,
        )  # fmt: skip
        found[f"bias_{degree}"] = float(cloud.weights @ cloud.bias_squared)
        found[f"variance_{degree}"] = float(cloud.weights @ cloud.variance)
    met = float(found[f"bias_{biased}"]) > float(found[f"bias_{wild}"]) and float(
        found[f"variance_{wild}"]
    ) > float(found[f"variance_{biased}"])
    return Found(met, missed=not met, numbers=found)


@condition(gives=("steps", "error", "teeth", "depth", "neurons"))
def built(now: Curves, earlier: Earlier, *, most: float | None = None, teeth: int = 0) -> Found:
    """The staircase is as close to its curve as that; the folded curve has so many teeth."""
    settings = now.settings
    places, heights = settings.staircase()
    network = by_hand(places.tolist(), heights.tolist())
    error = farthest(curve_of(network), TRUTHS[settings.curve])[1]
    count = teeth_of(curve_of(zigzag(settings.depth)))
    told = {
        "steps": len(places), "error": error, "teeth": count, "depth": settings.depth,
        "neurons": 2 * settings.depth,
    }  # fmt: skip
    met = (most is None or error <= most) and count >= teeth
    return Found(met, numbers=told, said=f"off by {error:.3f}")


OF_BANDS = tuple(
    f"{kind}_{what}_{where}"
    for kind in KINDS
    for what in ("width", "share")
    for where in ("points", "gap", "outside")
)


@condition(gives=OF_BANDS)
def banded(now: Curves, earlier: Earlier, *, narrowest: str, most: float) -> Found:
    """All three bands are there, and among the points that one is the narrowest.

    ``most`` bounds the share of places there at which it holds the truth.
    """
    made = {kind: now.ensembles[kind] for kind in KINDS if kind in now.ensembles}
    if len(made) < len(KINDS) or any(len(one.fits) < now.settings.fits for one in made.values()):
        return Found(False, said="the fits are not all there yet")
    parts = regions(now.settings.measurement().x, now.settings.seen)
    told: dict[str, float | str] = {}
    for kind, one in made.items():
        for part in coverage(one, now.settings.true_curve(), parts):
            told[f"{kind}_width_{part.region.name}"] = part.width
            told[f"{kind}_share_{part.region.name}"] = part.share
    widths = {kind: float(told.get(f"{kind}_width_points", math.inf)) for kind in KINDS}
    met = (
        min(widths, key=lambda kind: widths[kind]) == narrowest
        and float(told.get(f"{narrowest}_share_points", math.inf)) <= most
    )
    return Found(met, missed=not met, numbers=told)
