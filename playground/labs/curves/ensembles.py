"""Many fits of the same points: how far they lie apart is the uncertainty of the curve.

Three ways to make them differ. Only the initial weights: what chance does to the training.
Bootstrap (Efron 1979): each fit learns as many points, drawn with replacement. Replicas of the
pseudo-data: each fit learns points of its own, every y moved by its error times N(0, 1), as in
NNPDF's fits of the proton (https://arxiv.org/abs/1410.8849); that is what repeating the measurement
would do. A replica's points have moved twice, by the measurement and by the replica: its chi^2 per
point is about 2 where the fit is a good one, and that of the mean curve about 1.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.networks import (
    CurveNetwork,
    NetworkFit,
    Scale,
    checked,
    chi2,
    learn,
    split,
    taken,
    weighed,
)
from playground.labs.curves.points import Points
from playground.nn import warm

QUANTILES = (0.16, 0.84)  # between them lie 68 %, as within one standard deviation of a bell curve
SAME = 1e-6  # of the curve's own height: so close to each other fits count as the same


@dataclass(frozen=True)
class Kind:
    """A way to make the fits of an ensemble differ.

    ``draw(points, rng)`` gives the points that one of them learns. ``splits`` says whether each
    holds back validation points of its own.
    """

    name: str
    label: str
    explanation: str
    draw: Callable[[Points, np.random.Generator], Points]
    splits: bool = True


def _as_they_are(points: Points, rng: np.random.Generator) -> Points:
    return points


def _drawn_again(points: Points, rng: np.random.Generator) -> Points:
    return taken(points, np.sort(rng.integers(len(points.x), size=len(points.x))))


def _measured_again(points: Points, rng: np.random.Generator) -> Points:
    return replace(points, y=points.y + points.errors * rng.standard_normal(len(points.y)))


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "initial", "Initial weights",
            "The same points every time; only the first weights differ.",
            _as_they_are, splits=False,
        ),
        Kind(
            "bootstrap", "Bootstrap",
            "As many points every time, drawn with replacement: some twice, some not at all.",
            _drawn_again,
        ),
        Kind(
            "replicas", "Replicas",
            "The measurement repeated: every point moves by its error times a normal number.",
            _measured_again,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Fits of the same points, as many as are there so far.

    Parameters
    ----------
    points
        What they have learned.
    kind
        A key of ``KINDS``.
    fits
        All of them; those that diverged are left out of all that follows.
    """

    points: Points
    kind: str
    fits: tuple[NetworkFit, ...]

    @cached_property
    def sound(self) -> tuple[NetworkFit, ...]:
        """The fits that did not diverge."""
        return tuple(fit for fit in self.fits if not fit.diverged)

    @property
    def n_diverged(self) -> int:
        """How many fits diverged."""
        return len(self.fits) - len(self.sound)

    def curves(self, x: FloatArray) -> FloatArray:
        """Return the sound fits' curves at x (n,), (n_fits, n)."""
        return np.array([fit.curve(x) for fit in self.sound]).reshape(-1, len(x))

    def mean(self, x: FloatArray) -> FloatArray | None:
        """Return the mean curve at x, (n,); None without a sound fit."""
        return self.curves(x).mean(axis=0) if self.sound else None

    def band(self, x: FloatArray) -> tuple[FloatArray, FloatArray] | None:
        """Return the 68 % band's edges at x, (n,) each; None for fewer than two sound fits."""
        if len(self.sound) < 2:
            return None
        low, high = np.quantile(self.curves(x), QUANTILES, axis=0)
        return low, high

    @property
    def chi2(self) -> tuple[float, float]:
        """The mean chi^2 per point of training and validation; nan where there is none."""
        if not self.sound:
            return np.nan, np.nan
        parts = [(fit.chi2, fit.validation_chi2) for fit in self.sound]
        training, validation = np.mean(parts, axis=0)
        return float(training), float(validation)

    @property
    def stopped_at(self) -> float | None:
        """The median of the epochs that look-back stopping kept; None where it kept none."""
        kept = [fit.epoch for fit in self.sound if np.isfinite(fit.validation_chi2)]
        return float(np.median(kept)) if kept else None

    @property
    def chi2_of_mean(self) -> float:
        """chi^2 per point of the mean curve over all points; nan without a sound fit."""
        mean = self.mean(self.points.x)
        return np.nan if mean is None else chi2(mean, weighed(self.points))

    @property
    def identical(self) -> bool:
        """Whether there are several fits, and all are the same curve where the points are."""
        if len(self.sound) < 2:
            return False
        scale = self.sound[0].scale
        curves = self.curves(scale.x + scale.x_width * np.linspace(-2.0, 2.0, 41))
        return bool((np.ptp(curves, axis=0) <= SAME * scale.y_width).all())

    @property
    def remarks(self) -> list[str]:
        """What has to be said about it, a sentence each."""
        said = []
        if len(self.points.x) > 1 and np.ptp(self.points.x) == 0.0:
            said.append("All points have the same x: they say nothing about any other.")
        if not np.any(self.points.errors):
            said.append(
                "The points have no error bars: all count alike, and replicas are the same points."
            )
        if not self.sound:
            said.append("There is no fit yet, and so no curve.")
        elif len(self.sound) == 1:
            said.append("One fit has no band: it takes at least two to differ.")
        elif self.identical:
            said.append("All fits are the same curve: the band has no width.")
        if self.n_diverged:
            count = "1 fit" if self.n_diverged == 1 else f"{self.n_diverged} fits"
            said.append(f"{count} diverged and {'is' if self.n_diverged == 1 else 'are'} left out.")
        return said


def ensemble(
    points: Points,
    kind: str,
    n: int,
    settings: CurveNetwork,
    seed: int = 0,
    stopped: Callable[[], bool] = lambda: False,
    workers: int | None = None,
) -> Iterator[NetworkFit]:
    """Yield the fits of an ensemble, one by one, each as soon as it and those before it are made.

    They are made on threads of their own, which end with this generator: close it between two fits,
    or let ``stopped`` say so, from any thread, while one is under way. What was yielded stays. The
    number of a fit and the seed decide about it, whatever n; fits of the same number begin with the
    same weights in all kinds.

    Parameters
    ----------
    points
        What is learned.
    kind
        A key of ``KINDS``.
    n
        How many fits.
    settings
        What learns, and how.
    seed
        Of all random numbers.
    stopped
        Asked again and again, on any thread, whether to end.
    workers
        How many threads; one per processor when not given.

    Raises
    ------
    ValueError
        At once, if the kind is unknown, n is below 1, or the points cannot be learned.

    Examples
    --------
    >>> x = np.linspace(0.0, 1.0, 10)
    >>> points = Points(x, 2.0 * x, np.full(10, 0.1))
    >>> line = CurveNetwork((), optimizer="sgd", learning_rate=0.5, epochs=100)
    >>> made = Ensemble(points, "initial", tuple(ensemble(points, "initial", 3, line)))
    >>> made.mean(np.array([0.0, 0.5])).round(6), made.remarks
    (array([0., 1.]), ['All fits are the same curve: the band has no width.'])
    """
    if kind not in KINDS:
        raise ValueError(f"The kind {kind!r} is unknown; choose one of {', '.join(KINDS)}.")
    if n < 1:
        raise ValueError(f"An ensemble has at least one fit, not {n}.")
    return _fits(checked(points), KINDS[kind], n, settings, seed, stopped, workers)


def _fits(
    points: Points,
    kind: Kind,
    n: int,
    settings: CurveNetwork,
    seed: int,
    stopped: Callable[[], bool],
    workers: int | None,
) -> Iterator[NetworkFit]:
    warm().join()  # else the first fits would be NumPy's, the others not, to the last bit
    closed = threading.Event()
    pool = ThreadPoolExecutor(workers or os.cpu_count(), thread_name_prefix="ensemble")

    def make(number: int) -> NetworkFit | None:
        made = None
        for fit in learning(points, kind, settings, seed, number):
            if closed.is_set() or stopped():
                return None
            made = fit
        return made

    try:
        for future in [pool.submit(make, number) for number in range(n)]:
            fit = future.result()
            if fit is None:
                return
            yield fit
    finally:
        closed.set()
        pool.shutdown(cancel_futures=True)


def learning(
    points: Points, kind: Kind, settings: CurveNetwork, seed: int, number: int
) -> Iterator[NetworkFit]:
    """Yield one fit of an ensemble as it learns, see ``learn``; it may be watched.

    ``points`` are ``checked``; ``number`` says which of the fits, 0 the first.
    """
    weights, order, data, parts = map(
        np.random.default_rng, np.random.SeedSequence([seed, number]).spawn(4)
    )
    if not kind.splits:
        parts = np.random.default_rng(seed)
    drawn = [kind.draw(part, data) for part in split(points, settings.validation, parts)]
    training, validation = map(weighed, drawn)
    yield from learn(settings, training, validation, Scale.of(weighed(points)), weights, order)
