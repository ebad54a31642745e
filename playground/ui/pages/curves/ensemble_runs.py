"""Ensembles in the background: each fit is seen as soon as it is made, and cancelling keeps those.

Every ensemble is a job of the process-wide scheduler, so that the visits to all pages take turns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.coverage import coverage, regions
from playground.labs.curves.derived import integral
from playground.labs.curves.ensembles import KINDS, Ensemble, Kind, learning
from playground.labs.curves.errors import quadrature
from playground.labs.curves.lab import OWN, PROTON, LabSettings
from playground.labs.curves.networks import LOOK as EVERY
from playground.labs.curves.networks import LOOKS, NetworkFit, checked
from playground.runs.jobs import Job, Steps
from playground.ui.kit.packing import packed
from playground.ui.pages.curves.picture import plain

GRID = 241  # places at which a curve is drawn
ROOM = 0.35  # of what the points span, above and below them
FLAT = 1e-9  # below this everything is level
FOLLOWED = (
    "source", "curve", "measured", "error", "fits", "neurons", "epochs", "held_back", "rule",
    "rate", "seed",
)  # fmt: skip
PAUSE = 0.12  # seconds from one message of a kind to the next: some fits take a hundredth
LOOK = 200  # milliseconds between two looks at the progress


def grid_of(settings: LabSettings) -> FloatArray:
    """Return the places at which curves are drawn, (n,): the proton's evenly in log(x)."""
    spread = np.geomspace if settings.is_log else np.linspace
    places: FloatArray = spread(*settings.seen, GRID)
    return places


def true_integral(settings: LabSettings) -> float:
    """Return the integral of the truth over the range that those of the fits are taken over."""
    truth, (low, high) = settings.true_curve(), settings.whole
    places, weights = quadrature((low, high), getattr(truth, "jumps", ()))
    return float((high - low) * (weights @ truth(places)))


def measured_message(settings: LabSettings) -> bytes:
    """Return the points that the ensembles learn, and where there are none."""
    points, truth = settings.measurement(), settings.true_curve()
    left, right = settings.seen
    grid = grid_of(settings)
    heights = points.y if len(points) else np.nan_to_num(truth(grid))
    low, high = float(heights.min()), float(heights.max())
    if high - low < FLAT:
        low, high = low - 1.0, high + 1.0
    room = ROOM * (high - low)
    header = {
        "type": "measured",
        "box": (left, right, low - room, high + room),
        "log": settings.is_log,
        "regions": [[one.name, one.ranges] for one in regions(points.x, settings.seen)],
        "kinds": [[one.name, one.label, one.explanation] for one in KINDS.values()],
        "own": settings.source == OWN,
        "with_errors": settings.has_errors,
        "note": "1000 points of pseudo-data, a network 1-20-1, Adam with rate 0.001, a fifth of "
        "the points held back: the lecture’s exercise. It takes a while."
        if settings.source == PROTON
        else "",
    }
    arrays = {
        "points": np.column_stack([points.x, points.y, points.errors]),
        "grid": grid,
        "truth": truth(grid),
    }
    return packed(header, arrays)


class EnsembleRuns:
    """The three ensembles of a visit.

    Parameters
    ----------
    send, send_bytes
        Send a message to the browser; from any thread.
    soon
        ``soon(callback, milliseconds)`` calls back later; from any thread.
    """

    def __init__(
        self,
        send: Callable[..., None],
        send_bytes: Callable[[bytes], None],
        soon: Callable[..., bool],
    ) -> None:
        self._send, self._send_bytes, self._soon = send, send_bytes, soon
        self._guard = threading.Lock()
        self._jobs: dict[str, Job[None]] = {}
        self._fits: dict[str, tuple[NetworkFit, ...]] = {}
        self._sent: dict[str, int] = {}  # how many curves of a kind the browser has
        self._key: tuple[Any, ...] = ()  # what the fits are of
        self._cancelled = False

    @staticmethod
    def key_of(settings: LabSettings) -> tuple[Any, ...]:
        """Return what the fits follow from."""
        measured = ("truth", "formula", "n", "sigma", "placed") if settings.source == OWN else ()
        return tuple(getattr(settings, name) for name in (*FOLLOWED, *measured))

    def show(self, settings: LabSettings) -> None:
        """Tell how it stands; fits of other settings are let go of."""
        if self.key_of(settings) != self._key:
            self.forget()
        self._tell()

    def tell_all(self, settings: LabSettings) -> None:
        """Send all that is there of these settings, to a browser that has nothing; on a worker."""
        if self.key_of(settings) != self._key:
            return
        with self._guard:
            self._sent.clear()
        for name in KINDS:
            self._tell_new(settings, name, self._key)

    def start(self, settings: LabSettings) -> None:
        """Begin anew."""
        self.forget()
        self._key, self._cancelled = self.key_of(settings), False
        self._jobs = {name: Job(self._steps(settings, kind)) for name, kind in KINDS.items()}
        for job in self._jobs.values():
            job.start()
        self._look(self._key)

    def made(self, settings: LabSettings) -> dict[str, Ensemble]:
        """Return what is there of these settings, by kind."""
        if self.key_of(settings) != self._key:
            return {}
        with self._guard:
            fits = dict(self._fits)
        points = checked(settings.measurement())
        return {kind: Ensemble(points, kind, fits[kind]) for kind in KINDS if kind in fits}

    def cancel(self) -> None:
        """End the training; what is there stays."""
        self._cancelled = self._cancelled or self._state == "running"
        for job in self._jobs.values():
            job.cancel()

    def forget(self) -> None:
        """End the training and let go of all fits."""
        self.cancel()
        self._jobs, self._key = {}, ()
        with self._guard:
            self._fits, self._sent = {}, {}

    def _steps(self, settings: LabSettings, kind: Kind) -> Steps[None]:
        key = self._key
        points, learner = checked(settings.measurement()), settings.learner()
        looks = max(1, -(-learner.epochs // (EVERY * LOOKS)))
        told = 0.0  # when the browser was last told of this kind
        try:
            for number in range(settings.fits):
                made = learning(points, kind, learner, settings.seed, number)
                for done, fit in enumerate(made):  # noqa: B007  # the last one is kept
                    yield (number + min(done / looks, 1.0)) / settings.fits
                with self._guard:
                    if key is not self._key:
                        return
                    self._fits[kind.name] = (*self._fits.get(kind.name, ()), fit)
                if time.monotonic() - told > PAUSE:
                    self._tell_new(settings, kind.name, key)
                    told = time.monotonic()
        finally:  # also when it is cancelled: what has been made stays, and is seen
            self._tell_new(settings, kind.name, key)

    def _tell_new(self, settings: LabSettings, name: str, key: tuple[Any, ...]) -> None:
        """Send an ensemble as it is, with those of its curves that the browser has not."""
        with self._guard:
            fits = self._fits.get(name, ()) if key is self._key else ()
            start = self._sent.get(name, 0)
            count = sum(not fit.diverged for fit in fits)
            self._sent[name] = count
        if fits:
            self._send_bytes(self._told(settings, name, fits, start))

    def _told(
        self, settings: LabSettings, name: str, fits: tuple[NetworkFit, ...], start: int
    ) -> bytes:
        """Return an ensemble as it is drawn, with its curves from number ``start`` on."""
        points = settings.measurement()
        made = Ensemble(points, name, fits)
        grid = grid_of(settings)
        arrays: dict[str, Any] = {}
        if made.sound:
            curves = made.curves(grid)
            arrays = {"mean": curves.mean(axis=0), "curves": curves[start:]}
            if (band := made.band(grid)) is not None:
                arrays["low"], arrays["high"] = band
        ranges = regions(points.x, settings.seen)
        found = integral(made, *settings.whole)
        header = {
            "type": "ensemble",
            "kind": name,
            "start": start,
            "made": len(fits),
            "count": len(made.sound),
            "of": settings.fits,
            "chi2": [plain(one) for one in made.chi2],
            "stopped_at": made.stopped_at,
            "epochs": settings.learner().epochs,
            "coverage": [
                [one.region.name, plain(one.share), plain(one.width), plain(one.ratio)]
                for one in coverage(made, settings.true_curve(), ranges, settings.is_log)
            ],
            "integral": [plain(found.value), None if found.error is None else plain(found.error)]
            if found is not None
            else None,
            "true_integral": plain(true_integral(settings)),
            "remarks": made.remarks,
        }
        return packed(header, arrays)

    @property
    def _state(self) -> str:
        jobs = list(self._jobs.values())
        if not jobs:
            return "idle"
        if any(job.failure is not None for job in jobs):
            return "failed"
        if not all(job.done for job in jobs):
            return "running"
        return "cancelled" if self._cancelled else "done"

    def _look(self, key: tuple[Any, ...]) -> None:
        if key is not self._key:
            return
        self._tell()
        if self._state == "running":
            self._soon(lambda: self._look(key), LOOK)
        elif self._state == "failed":
            raise next(job.failure for job in self._jobs.values() if job.failure is not None)

    def _tell(self) -> None:
        jobs = list(self._jobs.values())
        progress = sum(job.progress for job in jobs) / len(jobs) if jobs else 0.0
        self._send(type="ensembles", state=self._state, progress=progress)
