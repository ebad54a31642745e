"""What the page draws, computed from its settings: plain numbers, made on a worker thread."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.errors import each_degree, expected_errors
from playground.labs.curves.learning import (
    Chosen,
    choose_by_folds,
    choose_by_validation,
    learning_curve,
)
from playground.labs.curves.looks import NETWORK
from playground.labs.curves.networks import NetworkFit
from playground.labs.curves.points import Points, augmented
from playground.labs.curves.polynomials import BASES, Design, Fit
from playground.labs.curves.remedies import COPIES, REMEDIES, Case, Outcome, tried
from playground.labs.curves.settings import HIGHEST, CurveSettings
from playground.labs.curves.widths import EPOCHS, OfWidths
from playground.ui.kit.packing import packed

GRID = 401  # places at which a curve is drawn
EDGE = 0.03  # of the picture, beside the range of new points
ROOM = 0.18  # of what the points span, above and below them
DEGREES = range(HIGHEST + 1)
DATA_SETS = 200
NO_POINTS = "There are no points: click in the plot to add one, or press Regenerate."
FLAT = 1e-9  # below this everything is level
ASK, FITS, TESTS = range(3)  # the questions; fits and training errors; new points, too


def label_of(degree: int) -> str:
    """Return what the fit of a degree is called."""
    return f"Degree {degree}"


def box_of(settings: CurveSettings) -> tuple[float, float, float, float]:
    """Return the part of the plane that is drawn: left, right, low, high.

    It holds the points and the truth; a fit that leaves it is seen to leave.
    """
    edge = EDGE * settings.test_end
    truth = settings.function()(np.linspace(0.0, settings.test_end, GRID))
    heights = np.concatenate([truth, settings.points().y, settings.test_points().y])
    heights = heights[np.isfinite(heights)]
    if not len(heights):
        heights = np.zeros(1)
    low, high = float(heights.min()), float(heights.max())
    if high - low < FLAT:
        low, high = low - 1.0, high + 1.0
    room = ROOM * (high - low)
    return -edge, settings.test_end + edge, low - room, high + room


def fits_message(settings: CurveSettings, stage: int) -> bytes:
    """Return points, truth and fits as they are drawn, with their errors.

    ``stage`` is how much is to be seen: the points alone, fits, or new points as well.
    """
    points, tests, truth = settings.points(), settings.test_points(), settings.function()
    left, right, low, high = box_of(settings)
    grid = np.linspace(left, right, GRID)
    inside = np.clip(grid, *truth.domain)
    arrays: dict[str, Any] = {
        "points": np.column_stack([points.x, points.y, points.errors]),
        "grid": grid,
        "truth": np.where(grid == inside, truth(inside), np.nan),
    }
    rows: list[dict[str, Any]] = []
    remarks: list[str] = []
    if stage > ASK and len(points):
        for degree in settings.degrees:
            design = Design(points.x, degree, settings.ridge, settings.basis, points.errors)
            fit = design.fit(points.y)
            arrays[f"fit.{degree}"] = fit.predict(grid)
            expected = expected_errors(
                points.x, degree, settings.sigma, settings.test,
                truth=truth, ridge=settings.ridge, basis=settings.basis, errors=points.errors,
            )  # fmt: skip
            rows.append(
                {
                    "name": str(degree),
                    "label": label_of(degree),
                    "training": plain(np.square(fit.predict(points.x) - points.y).mean()),
                    "test": _error_on_others(settings, fit, tests) if stage == TESTS else None,
                    "expected_training": None if settings.is_own else plain(expected.training),
                    "expected_test": None if settings.is_own else plain(expected.test),
                    "unique": fit.is_unique,
                }
            )
    if stage > ASK:
        remarks = remarks_on(settings, [row["label"] for row in rows if not row["unique"]])
    if stage == TESTS and len(tests):
        arrays["tests"] = np.column_stack([tests.x, tests.y, tests.errors])
    header = {
        "type": "fits",
        "stage": stage,
        "model": "polynomial",
        "box": (left, right, low, high),
        "test": settings.test,
        "sigma": settings.sigma,
        "rows": rows,
        "remarks": remarks,
        "known": truth.is_known,
        "lesson": truth.lesson,
        "said": truth.said,
        "own": settings.is_own,
        "with_errors": settings.has_errors,
    }
    return packed(header, arrays)


def _error_on_others(settings: CurveSettings, fit: Fit, tests: Points) -> float | None:
    """Return a fit's error on new points; on those kept back where there can be no new ones."""
    if len(tests):
        return plain(np.square(fit.predict(tests.x) - tests.y).mean())
    if len(settings.points()) < 2:
        return None
    return plain(_kept_back(settings, [fit.degree]).errors[0])


def _kept_back(settings: CurveSettings, degrees: Sequence[int]) -> Chosen:
    return choose_by_folds(
        settings.points(), degrees, seed=settings.seed, ridge=settings.ridge, basis=settings.basis
    )


def remarks_on(settings: CurveSettings, many: Sequence[str]) -> list[str]:
    """Return what has to be said about fits; ``many`` are those that are not the only best one."""
    said = []
    points = settings.points()
    if not len(points):
        return [NO_POINTS]
    places = len(np.unique(points.x))
    if not settings.degrees:
        said.append("Nothing is fitted: choose a degree.")
    if many:
        which = " and ".join([", ".join(many[:-1]), many[-1]] if len(many) > 1 else many)
        where = "1 place" if places == 1 else f"{places} places"
        said.append(
            f"{which}: more coefficients than the {where} of the points, so infinitely many "
            "polynomials fit as well as can be. This is the one with the smallest "
            f"coefficients of {BASES[settings.basis]}."
        )
    if len(points) > places:
        said.append("Several points have the same x: no curve can go through all of them.")
    if settings.has_errors:
        said.append(
            "Every point counts by 1/error²: where errors are small, curves are held more tightly. "
            "The mean squared errors in the table count all points alike."
            if points.errors.all()
            else "Some points have no error and would outweigh all others, so all count alike."
        )
    if settings.sigma == 0.0 and not settings.is_own:
        said.append("Without noise every point lies on the truth.")
    return said


def against_message(settings: CurveSettings) -> bytes:
    """Return the errors to be expected of every degree, in closed form."""
    points, truth = settings.points(), settings.function()
    if not len(points):
        return packed({"type": "against", "words": NO_POINTS}, {})
    if not truth.is_known:
        return _against_kept_back(settings)
    errors = np.array(
        [
            expected_errors(
                points.x, degree, settings.sigma, settings.test,
                truth=truth, ridge=settings.ridge, basis=settings.basis, errors=points.errors,
            )
            for degree in DEGREES
        ]
    )  # fmt: skip
    best = int(np.argmin(errors[:, 1]))
    words = (
        "Lines: the mean over all data sets like this one, computed exactly. On average degree "
        f"{best} predicts new points best: {errors[best, 1]:.3g}. Click a degree to fit it."
    )
    places = len(np.unique(points.x))
    if places <= HIGHEST and not settings.ridge:
        words += (
            f" From degree {places} on there are infinitely many perfect fits, and the smallest "
            "one is taken"
        )
        falls = errors[HIGHEST, 1] < 0.5 * errors[: places + 1, 1].max()
        words += (
            ": the test error falls again, the second descent. By how much depends on the basis."
            if falls
            else "."
        )
    arrays = {
        "degrees": np.arange(HIGHEST + 1.0), "training": errors[:, 0], "test": errors[:, 1],
    }  # fmt: skip
    return packed({"type": "against", "words": words}, arrays)


def _against_kept_back(settings: CurveSettings) -> bytes:
    """Return the errors of every degree on these very points, and on those of them kept back."""
    points = settings.points()
    if len(points) < 2:
        return packed({"type": "against", "words": "One point cannot be kept back."}, {})
    kept = _kept_back(settings, DEGREES)
    how = settings.ridge, settings.basis, points.errors
    fits = [Design(points.x, degree, *how).fit(points.y) for degree in DEGREES]
    words = (
        "Nobody knows the truth of your data, so no new points can be drawn. Instead each fifth of "
        f"them is kept back once, and the fits of the rest are tried on it: degree {kept.degree} "
        f"comes closest, {kept.errors.min():.3g}. Click a degree to fit it."
    )
    arrays = {
        "degrees": np.arange(HIGHEST + 1.0),
        "training": np.array([np.square(fit.predict(points.x) - points.y).mean() for fit in fits]),
        "test": kept.errors,
    }
    return packed({"type": "against", "words": words, "kept": True}, arrays)


def repeats_message(
    settings: CurveSettings, seed: int, stopped: Callable[[], bool] = lambda: False
) -> bytes | None:
    """Return what 200 new data sets say: numbers of every degree, curves of the shown ones.

    None if it was stopped, or there are no points whose places they could have.
    """
    points, truth = settings.points(), settings.function()
    if not (len(points) and truth.is_known):
        return None
    arrays: dict[str, Any] = {"degrees": np.arange(HIGHEST + 1.0)}
    lists: dict[str, list[float]] = {
        name: [] for name in ("mean", "median", "training", "bias", "variance")
    }
    parts = []
    for one in each_degree(
        truth, points.x, settings.sigma, DEGREES, DATA_SETS, seed,
        test=settings.test, ridge=settings.ridge, basis=settings.basis, errors=points.errors,
    ):  # fmt: skip
        if stopped():
            return None
        numbers = {
            "mean": one.mean_error,
            "median": one.median_error,
            "training": float(one.training_errors.mean()),
            "bias": one.mean_bias_squared,
            "variance": one.mean_variance,
        }
        for name, value in numbers.items():
            lists[name].append(value)
        if one.degree in settings.degrees:
            name = str(one.degree)
            arrays["at"] = one.at
            arrays[f"cloud.{name}"], arrays[f"mean.{name}"] = one.fits, one.mean_fit
            arrays[f"bias.{name}"], arrays[f"variance.{name}"] = one.bias_squared, one.variance
            told = {key: plain(value) for key, value in numbers.items()}
            parts.append({"name": name, "label": label_of(one.degree), "noise": one.noise, **told})
    arrays |= {name: np.array(values) for name, values in lists.items()}
    header = {"type": "repeats", "parts": parts, "test": settings.test, "count": DATA_SETS}
    return packed(header, arrays)


def sizes_message(
    settings: CurveSettings, stopped: Callable[[], bool] = lambda: False
) -> bytes | None:
    """Return how the errors of the chosen degrees go with the number of points; None if stopped."""
    arrays: dict[str, Any] = {}
    rows = []
    for degree in settings.degrees:
        curve = learning_curve(
            settings.function(), degree, settings.sigma, seed=settings.seed,
            test=settings.test, ridge=settings.ridge, basis=settings.basis, stopped=stopped,
        )  # fmt: skip
        if stopped():
            return None
        arrays["sizes"] = np.array(curve.sizes, dtype=float)
        for part in ("training", "test", "drawn_training", "drawn_test"):
            arrays[f"{part}.{degree}"] = getattr(curve, part)
        rows.append({"name": str(degree), "label": label_of(degree)})
    words = (
        "Lines: the mean over all data sets, computed exactly; dots: of 50 data sets. With more "
        f"points both errors come to the noise, {settings.sigma**2:.3g}, and the bias, if any."
        if rows
        else "Choose a degree."
    )
    return packed({"type": "sizes", "rows": rows, "words": words}, arrays)


def chosen_message(settings: CurveSettings, way: str) -> tuple[int, bytes]:
    """Return the degree that points kept back choose, and the message of it.

    ``way`` is ``folds`` or ``validation``.

    Raises
    ------
    ValueError
        With a sentence, if there are too few points.
    """
    choose = choose_by_folds if way == "folds" else choose_by_validation
    chosen = choose(
        settings.points(), list(DEGREES), seed=settings.seed,
        ridge=settings.ridge, basis=settings.basis,
    )  # fmt: skip
    how = f"Cross-validation ({chosen.folds} folds)" if way == "folds" else "A validation set"
    words = (
        f"{how} chooses degree {chosen.degree}: its mean squared error on the points kept back "
        f"is {chosen.errors.min():.3g}. Another seed may choose another one."
    )
    header = {"type": "chosen", "degree": chosen.degree, "words": words}
    return chosen.degree, packed(header, {"errors": chosen.errors})


def remedied(settings: CurveSettings, name: str, degree: int) -> Outcome:
    """Return what a remedy does to the fit of a degree to the points that are seen."""
    return tried(REMEDIES[name], Case(settings, degree))


def copies_message(settings: CurveSettings, outcome: Outcome) -> bytes:
    """Return the fit to points and their copies, as it is drawn."""
    points = settings.points()
    copies = augmented(points, COPIES, outcome.after.spread, settings.seed)
    left, right, _, _ = box_of(settings)
    grid = np.linspace(left, right, GRID)
    header = {"type": "copies", "name": str(outcome.before.degree)}
    arrays = {
        "grid": grid,
        "fit": outcome.after.fit(points, settings.seed).predict(grid),
        "copies": np.column_stack([copies.x, copies.y])[len(points) :],
    }
    return packed(header, arrays)


def _medians(errors: FloatArray) -> FloatArray:
    """Return the median of each row's finite numbers, nan where there is none."""
    finite = [row[np.isfinite(row)] for row in errors]
    return np.array([np.median(row) if len(row) else np.nan for row in finite])


def widths_message(found: OfWidths, points: int) -> bytes:
    """Return the errors of networks against their width, as far as they have learned."""
    training, test = _medians(found.training), _medians(found.test)
    words = f"Networks are learning: {found.share:.0%} of them have."
    if found.share == 1.0 and not np.isfinite(test).any():
        words = "All of them diverged: their numbers ran away."
    elif found.share == 1.0:
        best, worst = (found.widths[int(pick(test))] for pick in (np.nanargmin, np.nanargmax))
        words = (
            f"Width {best} predicts new points best, width {worst} worst. A network of width w has "
            f"3w + 1 parameters: as many as the {points} points near width {max(points // 3, 1)}. "
            "The error is often worst there, and wider networks come down again: the second "
            "descent. Click a width to fit it."
        )
    arrays = {
        "widths": np.array(found.widths, dtype=float), "training": found.training,
        "test": found.test, "median_training": training, "median_test": test,
    }  # fmt: skip
    return packed({"type": "widths", "words": words, "share": found.share}, arrays)


def network_message(settings: CurveSettings, fit: NetworkFit) -> bytes:
    """Return a network's curve as it has become, with its errors."""
    points, tests = settings.points(), settings.test_points()
    left, right, _, _ = box_of(settings)
    grid = np.linspace(left, right, GRID)
    row = {
        "name": NETWORK,
        "label": f"Network, {settings.width}",
        "training": plain(np.square(fit.curve(points.x) - points.y).mean()),
        "test": plain(np.square(fit.curve(tests.x) - tests.y).mean()) if len(tests) else None,
        "expected_training": None,
        "expected_test": None,
        "epoch": int(fit.epoch),
        "epochs": EPOCHS,
        "diverged": fit.diverged,
    }
    return packed({"type": "network", "row": row}, {"fit": fit.curve(grid)})


def plain(value: float | FloatArray) -> float | None:
    """Return a number as JSON can hold it; None for what is not finite."""
    number = float(value)
    return number if math.isfinite(number) else None
