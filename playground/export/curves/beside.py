"""What stands beside the fits, and behind them: errors against something, a cloud of other fits."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from playground.arrays import AnyFloatArray, FloatArray
from playground.export.colours import faint
from playground.export.curves.plot import Axis, Plot, key
from playground.export.drawing import Drawing
from playground.labs.curves import errors, learning, points
from playground.labs.curves.errors import BiasVariance, each_degree, expected_errors
from playground.labs.curves.learning import LearningCurve, choose_by_folds, learning_curve
from playground.labs.curves.looks import looks
from playground.labs.curves.polynomials import Design, Fit
from playground.labs.curves.settings import HIGHEST, TYPED, CurveSettings
from playground.labs.curves.widths import OfWidths
from playground.palette import INK, LIGHT

LINE = 20.0  # of a list
LEAST = 1e-3  # a smaller error is as good as none
GAP = 1.6  # of a logarithmic axis, below the least and above the greatest
BOX = (710.0, 50.0, 350.0, 400.0)
LOW_ENOUGH = 0.72  # the share of places whose error is seen as a whole: the ends may be far above
DEGREES = range(HIGHEST + 1)
SMALL_DOTS = (2, 3)
DASHED = (5, 3)


class OfDegrees(NamedTuple):
    """Errors of every degree, (16,) each."""

    training: FloatArray
    test: FloatArray


@dataclass(frozen=True)
class Beside:
    """What is seen beside the fits and behind them.

    Parameters
    ----------
    settings
        Points and fits, which chart, and whether 200 new data sets are drawn.
    followed
        The degree whose fits to them are seen; the highest chosen one where it is not chosen.
    networks
        Those of every width, as far as they have learned.
    """

    settings: CurveSettings
    followed: int | None = None
    networks: OfWidths | None = None

    @cached_property
    def has_truth(self) -> bool:
        """Whether there are points, and what they lie on is known."""
        return bool(len(self.settings.points())) and self.settings.function().is_known

    @property
    def is_hidden(self) -> bool:
        """Whether a teacher has hidden it: it tells how the fits do on new points."""
        return self.settings.hides_test

    @cached_property
    def parts(self) -> list[BiasVariance]:
        """What the new data sets say, a degree each; nothing if none were drawn."""
        settings = self.settings
        if settings.new_seed is None or not self.has_truth:
            return []
        return list(
            each_degree(
                settings.function(), settings.points().x, settings.sigma, DEGREES,
                seed=settings.new_seed, test=settings.test,
                ridge=settings.ridge, basis=settings.basis, errors=settings.points().errors,
            )
        )  # fmt: skip

    @cached_property
    def seen(self) -> BiasVariance | None:
        """The one of ``parts`` that is looked at by itself, if any."""
        if not self.parts or not self.settings.degrees:
            return None
        degrees = self.settings.degrees
        return self.parts[self.followed if self.followed in degrees else degrees[-1]]

    @cached_property
    def sizes(self) -> dict[int, LearningCurve]:
        """Errors against the number of points by degree; nothing unless they are looked at."""
        settings = self.settings
        if settings.chart != "size" or not self.has_truth:
            return {}
        return {
            degree: learning_curve(
                settings.function(), degree, settings.sigma, seed=settings.seed,
                test=settings.test, ridge=settings.ridge, basis=settings.basis,
            )
            for degree in settings.degrees
        }  # fmt: skip

    @cached_property
    def fitted(self) -> dict[int, Fit]:
        """The fits of every degree to these points; none without points."""
        settings, given = self.settings, self.settings.points()
        return {
            degree: Design(given.x, degree, settings.ridge, settings.basis, given.errors).fit(
                given.y
            )
            for degree in (DEGREES if len(given) else ())
        }

    @cached_property
    def of_degrees(self) -> OfDegrees | None:
        """Errors of every degree: expected ones; of unknown truth, on points kept back.

        None where there are too few points.
        """
        settings, given = self.settings, self.settings.points()
        how: dict[str, Any] = {"ridge": settings.ridge, "basis": settings.basis}
        if self.has_truth:
            expected = [
                expected_errors(
                    given.x, degree, settings.sigma, settings.test, truth=settings.function(),
                    errors=given.errors, **how,
                )
                for degree in DEGREES
            ]  # fmt: skip
            return OfDegrees(*np.array(expected).T)
        if len(given) < 2:
            return None
        kept = choose_by_folds(given, DEGREES, seed=settings.seed, **how)
        here = [np.square(fit.predict(given.x) - given.y).mean() for fit in self.fitted.values()]
        return OfDegrees(np.array(here), kept.errors)


# As a table


def tables(beside: Beside) -> list[pd.DataFrame]:
    """Return the numbers of all that is seen, a table each; ``what`` says which."""
    found: list[pd.DataFrame] = []
    if beside.is_hidden:
        return found
    if beside.of_degrees is not None:
        columns: dict[str, object] = {
            "what": "degree", "degree": list(DEGREES), "training error": beside.of_degrees.training,
            "test error": beside.of_degrees.test,
        }  # fmt: skip
        if beside.parts:
            columns |= {
                "bias²": [one.mean_bias_squared for one in beside.parts],
                "variance": [one.mean_variance for one in beside.parts],
                "noise": [one.noise for one in beside.parts],
                "mean of 200": [one.mean_error for one in beside.parts],
                "median of 200": [one.median_error for one in beside.parts],
            }
        found.append(pd.DataFrame(columns))
    if (one := beside.seen) is not None:
        cloud = {f"data set {row}": fit for row, fit in enumerate(one.fits, 1)}
        found.append(
            pd.DataFrame(
                {
                    "what": "place", "degree": one.degree, "x": one.at, "bias²": one.bias_squared,
                    "variance": one.variance, "noise": one.noise, "mean fit": one.mean_fit, **cloud,
                }
            )
        )  # fmt: skip
    for degree, curve in beside.sizes.items():
        found.append(
            pd.DataFrame(
                {
                    "what": "number of points", "degree": degree, "N": curve.sizes,
                    "training error": curve.training, "test error": curve.test,
                    "training error, mean of 50": curve.drawn_training,
                    "test error, mean of 50": curve.drawn_test,
                }
            )
        )  # fmt: skip
    if (many := beside.networks) is not None:
        count = many.test.shape[1]
        found.append(
            pd.DataFrame(
                {
                    "what": "width", "width": np.repeat(many.widths, count),
                    "network": np.tile(np.arange(1, count + 1), len(many.widths)),
                    "training error": many.training.ravel(), "test error": many.test.ravel(),
                }
            )
        )  # fmt: skip
    return found


# As a picture


def draw_cloud(plot: Plot, beside: Beside) -> None:
    """Draw the fits to the new data sets, and their mean."""
    if (one := beside.seen) is None:
        return
    colour = looks()[str(one.degree)]["colour"]
    for fit in one.fits:
        plot.line(one.at, fit, faint(colour), 0.4)
    plot.line(one.at, one.mean_fit, colour, 3.4)


def draw_beside(drawing: Drawing, beside: Beside) -> int:
    """Draw the chart that is looked at; return how many lines of words it has below."""
    if beside.is_hidden:
        return 0
    chart = {"width": _widths, "size": _sizes, "parts": _parts}.get(beside.settings.chart, _degrees)
    words = chart(drawing, beside)
    for row, (colour, said, dash) in enumerate(words):
        key(drawing, BOX[0], 500 + LINE * row, colour, said, dash)
    return len(words)


Said = list[tuple[str, str, tuple[int, ...]]]  # colour, words, dash


def _up(*values: AnyFloatArray) -> Axis:
    every = np.concatenate([np.ravel(one) for one in values])
    every = np.maximum(every[np.isfinite(every)], LEAST)
    if not len(every):
        every = np.ones(1)
    return Axis(float(every.min()) / GAP, float(every.max()) * GAP, "mean squared error", log=True)


def _line(plot: Plot, x: AnyFloatArray, y: AnyFloatArray, colour: str,
          dash: tuple[int, ...] = ()) -> None:  # fmt: skip
    plot.line(np.asarray(x, dtype=float), np.maximum(y, LEAST), colour, 2.0, dash)


def _dots(plot: Plot, x: AnyFloatArray, y: AnyFloatArray, colour: str,
          hollow: bool = False) -> None:  # fmt: skip
    plot.dots(np.asarray(x, dtype=float), np.maximum(y, LEAST), colour, hollow)


def _degrees(drawing: Drawing, beside: Beside) -> Said:
    if (expected := beside.of_degrees) is None:
        return []
    settings, degrees = beside.settings, np.arange(HIGHEST + 1.0)
    train, test = LIGHT["train"], LIGHT["test"]
    sets = [(train, settings.points())]
    if len(settings.test_points()):
        sets.append((test, settings.test_points()))
    here = [
        np.array([np.square(beside.fitted[one].predict(some.x) - some.y).mean()
                  for one in settings.degrees])
        for _, some in sets
    ]  # fmt: skip
    drawn = np.array(
        [
            (one.training_errors.mean(), one.mean_error, one.median_error, one.mean_bias_squared,
             one.mean_variance)
            for one in beside.parts
        ]
    ).reshape(-1, 5).T  # fmt: skip
    across = Axis(-0.5, HIGHEST + 0.5, "degree")
    plot = Plot(drawing, BOX, across, _up(*expected, *here, *drawn))
    on = "on average" if beside.has_truth else "of these points"
    new = "test error, on average" if beside.has_truth else "error on points kept back"
    said: Said = [(train, f"training error, {on}", ()), (test, new, ())]
    if beside.parts:
        _line(plot, degrees, drawn[3], LIGHT["positive"], SMALL_DOTS)
        _line(plot, degrees, drawn[4], LIGHT["negative"], DASHED)
        said += [
            (LIGHT["positive"], "bias² of 200 data sets", SMALL_DOTS),
            (LIGHT["negative"], "their variance; dots: mean, hollow: median error", DASHED),
        ]
    _line(plot, degrees, expected.training, train)
    _line(plot, degrees, expected.test, test)
    if beside.parts:
        _dots(plot, degrees, drawn[0], train)
        _dots(plot, degrees, drawn[1], test)
        _dots(plot, degrees, drawn[2], test, hollow=True)
    if beside.has_truth:
        for (colour, _), values in zip(sets, here, strict=True):
            plot.diamonds(np.array(settings.degrees, float), np.maximum(values, LEAST), colour)
    plot.frame()
    return said


def _parts(drawing: Drawing, beside: Beside) -> Said:
    if (one := beside.seen) is None:
        return _degrees(drawing, beside)
    sums = np.cumsum([one.bias_squared, one.variance, np.full(len(one.at), one.noise)], axis=0)
    high = max(1.15 * float(np.quantile(sums[-1], LOW_ENOUGH)), 1e-6)
    up = Axis(0.0, high, "expected squared error")
    plot = Plot(drawing, BOX, Axis(*beside.settings.test, "x"), up)
    below = np.zeros(len(one.at))
    colours = LIGHT["positive"], LIGHT["negative"], LIGHT["train"]
    for above, colour in zip(sums, colours, strict=True):
        plot.band(one.at, below, above, colour, 0.7)
        below = above
    plot.line(one.at, sums[-1], INK["text"], 1.6)
    plot.frame()
    means = one.mean_bias_squared, one.mean_variance, one.noise
    words = "bias²", "variance", "noise"
    said: Said = [
        (colour, f"{word}, on average {value:.3g}", ())
        for colour, word, value in zip(colours, words, means, strict=True)
    ]
    total = f"their sum, degree {one.degree}: {one.mean_error:.3g}; median {one.median_error:.3g}"
    return [*said, (INK["text"], total, ())]


def _sizes(drawing: Drawing, beside: Beside) -> Said:
    if not (curves := beside.sizes):
        return _degrees(drawing, beside)
    every: list[FloatArray] = []
    for curve in curves.values():
        every += [curve.training, curve.test, curve.drawn_training, curve.drawn_test]
    sizes = next(iter(curves.values())).sizes
    across = Axis(sizes[0] * 0.9, sizes[-1] * 1.1, "number of points N", log=True)
    plot = Plot(drawing, BOX, across, _up(*every))
    said: Said = []
    for degree, curve in curves.items():
        colour, xs = looks()[str(degree)]["colour"], np.array(curve.sizes)
        _line(plot, xs, curve.test, colour)
        _line(plot, xs, curve.training, colour, DASHED)
        _dots(plot, xs, curve.drawn_test, colour)
        _dots(plot, xs, curve.drawn_training, colour, hollow=True)
        said.append((colour, f"degree {degree}, test error", ()))
    plot.frame()
    return [*said, (INK["label"], "training error; dots: mean of 50 data sets", DASHED)]


def _widths(drawing: Drawing, beside: Beside) -> Said:
    if (many := beside.networks) is None:
        return _degrees(drawing, beside)
    widths, count = np.array(many.widths, dtype=float), many.test.shape[1]
    across = Axis(widths[0] / 1.3, widths[-1] * 1.3, "width (neurons)", log=True)
    plot = Plot(drawing, BOX, across, _up(many.training, many.test))
    for colour, values in ((LIGHT["train"], many.training), (LIGHT["test"], many.test)):
        _dots(plot, np.repeat(widths, count), values.ravel(), colour, hollow=True)
        learned = np.isfinite(values).any(axis=1)
        _line(plot, widths[learned], np.nanmedian(values[learned], axis=1), colour)
    plot.frame()
    return [
        (LIGHT["train"], "training error of networks, median", ()),
        (LIGHT["test"], "test error, median; dots: one network each", ()),
    ]


# As a script


@dataclass(frozen=True)
class Lines:
    """What a script needs beside the fits: imports, definitions, what it computes and draws."""

    imports: str = ""
    lifted: str = ""
    computed: str = ""
    cloud: str = ""
    drawn: str = ""
    needs: str = ""


def lines(beside: Beside) -> Lines:
    """Return what makes the chart and the cloud again.

    The definitions are the playground's own, lifted from its source. Networks, and a truth that a
    learner has typed, need the playground itself.
    """
    if beside.is_hidden:
        return Lines()
    if not beside.has_truth:
        return Lines(drawn=_HERE)
    settings = beside.settings
    truth, typed = settings.function(), settings.truth == TYPED
    of_widths = settings.chart == "width" and beside.networks is not None
    needed: list[Callable[..., Any]] = [errors.Errors, errors.quadrature, errors.expected_errors]
    computed = [_TRUTH.format(formula=truth.formula.replace("^", "**"), jumps=truth.jumps)]
    if typed:
        computed = [f"\ntruth = Truth.typed({truth.formula!r})\n"]
    how = {"sigma": settings.sigma, "seed": settings.seed, "end": settings.test_end,
           "drawn": settings.new_seed, "highest": HIGHEST}  # fmt: skip
    computed.append(_HOW.format(**how))
    drawn, cloud = _EXPECTED, ""
    several: list[Callable[..., Any]] = [
        points.Stream,
        points.draw_data_sets,
        errors.BiasVariance,
        errors.each_degree,
    ]
    if beside.parts:
        needed += several
        computed.append(_DRAWN.format(**how))
        drawn += _MEANS
    if beside.seen is not None:
        cloud = _CLOUD.format(degree=beside.seen.degree)
        if settings.chart == "parts":
            drawn = _PARTS.format(degree=beside.seen.degree)
    if beside.sizes:
        needed += [*([] if beside.parts else several), errors.bias_variance, points.spaced,
                   learning.LearningCurve, learning.learning_curve]  # fmt: skip
        computed.append(_LEARNED)
        drawn = _SIZES
    if of_widths:
        computed.append(_NETWORKS)
        drawn = _WIDTHS
    constants = f"NODES = {errors.NODES}\nSIZES = {learning.SIZES}\n\n\n"
    imports = "from playground.labs.curves.truths import Truth\n" * typed
    imports += "from playground.labs.curves.widths import each_width\n" * of_widths
    return Lines(
        imports,
        constants + "\n\n".join(inspect.getsource(one) for one in needed),
        "".join(computed), cloud, drawn,
        " For networks of every width it needs the playground itself." if of_widths
        else " For the typed truth it needs the playground itself." if typed else "",
    )  # fmt: skip


_TRUTH = """

def truth(x):
    sin, pi, sign = np.sin, np.pi, np.sign
    return {formula}


truth.jumps = {jumps}
"""
_HOW = """
SIGMA, SEED = {sigma!r}, {seed}
HOW = {{"test": (0.0, {end}), "ridge": RIDGE, "basis": BASIS}}
EVERY = range({highest} + 1)
"""
_DRAWN = """
parts = list(each_degree(truth, x, SIGMA, EVERY, seed={drawn}, errors=sigmas, **HOW))
for one in parts:
    print(f"degree {{one.degree}}, 200 data sets: bias^2 {{one.mean_bias_squared:.4g}}", end=", ")
    print(f"variance {{one.mean_variance:.4g}}, noise {{one.noise:.4g}}", end="; ")
    print(f"error: mean {{one.mean_error:.4g}}, median {{one.median_error:.4g}}")
"""
_LEARNED = """
sizes = {degree: learning_curve(truth, degree, SIGMA, seed=SEED, **HOW) for degree in DEGREES}
"""
_NETWORKS = """
*_, networks = each_width(Points(x, y, sigmas), truth, SIGMA, SEED, test=HOW["test"])
"""
_CLOUD = """    left.plot(parts[{degree}].at, parts[{degree}].fits.T, color="0.5", alpha=0.15)
    left.plot(parts[{degree}].at, parts[{degree}].mean_fit, "k", lw=3, label="mean of 200")
"""
_EXPECTED = """    if len(x):
        every = [expected_errors(x, one, SIGMA, truth=truth, errors=sigmas, **HOW) for one in EVERY]
        right.semilogy(np.maximum(every, 1e-3), label=["training, on average", "test, on average"])
        here = np.array([errors(fit.predict) for fit in fits.values()]).reshape(-1, 2)
        right.semilogy(list(fits), np.maximum(here, 1e-3), "D", mfc="none", label="these data")
        right.set_xlabel("degree")
        right.legend()
"""
_HERE = """    if len(x):
        designs = [Design(x, degree, RIDGE, BASIS, sigmas) for degree in range(16)]
        every = [errors(design.fit(y).predict) for design in designs]
        right.semilogy(np.maximum(every, 1e-3), "o-", label=["training error", "test error"])
        right.set_xlabel("degree")
        right.legend()
"""
_MEANS = """    right.semilogy([one.mean_bias_squared for one in parts], ":", label="bias^2")
    right.semilogy([one.mean_variance for one in parts], "--", label="variance")
    right.semilogy([one.mean_error for one in parts], "o", label="mean of 200")
    right.semilogy([one.median_error for one in parts], "o", mfc="none", label="median of 200")
    right.legend()
"""
_PARTS = """    one = parts[{degree}]
    noise = np.full(len(one.at), one.noise)
    right.stackplot(one.at, one.bias_squared, one.variance, noise,
                    labels=["bias^2", "variance", "noise"])
    right.set_ylim(0, 1.15 * np.quantile(one.error, 0.72))
    right.legend()
"""
_SIZES = """    for degree, curve in sizes.items():
        (line,) = right.loglog(curve.sizes, curve.test, label=f"degree {degree}, test")
        right.loglog(curve.sizes, np.maximum(curve.training, 1e-3), "--", color=line.get_color())
        right.loglog(curve.sizes, curve.drawn_test, "o", color=line.get_color())
    right.set_xlabel("number of points")
    right.legend()
"""
_WIDTHS = """    for name in ("training", "test"):
        medians = np.nanmedian(getattr(networks, name), axis=1)
        right.loglog(networks.widths, medians, label=name)
    right.loglog(networks.widths, networks.test, "o", mfc="none")
    right.set_xlabel("width")
    right.legend()
"""
