"""The same settings with many seeds: how much of a result is luck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.experiment.experiment import Experiment
from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.runs.history import Measured
from playground.runs.scheduler import SCHEDULER, Scheduler
from playground.runs.timeline import Timeline

RIGHT = 0.95  # a classification counts as learned with so many test points right
EXPLAINED = 0.1  # a regression does at so small a share of the naive test loss


@dataclass(frozen=True)
class Spread:
    """Curves of all finished runs, summed up at the epochs that all of them kept.

    Parameters
    ----------
    epochs
        Shape (n,).
    low, median, high
        The lowest, middle and highest test loss of the runs, shape (n,) each.
    success_rate
        The share of the runs that learned their data.
    epochs_needed
        The median of the epochs that the successful ones needed; None without any.
    n_runs, n_diverged
        How many runs are finished, and how many of them ran away.
    """

    epochs: NDArray[np.int64]
    low: NDArray[np.float64]
    median: NDArray[np.float64]
    high: NDArray[np.float64]
    success_rate: float
    epochs_needed: float | None
    n_runs: int
    n_diverged: int


class Repeats:
    """Trains the same settings with one seed after another, in the background.

    Parameters
    ----------
    settings
        The settings; their seed is the first.
    epochs
        How long each run is.
    own
        The learner's own points, if the settings name them.
    n_seeds
        How many runs.
    scheduler
        Who trains them; the process-wide one when not given.
    changed
        Called, from a training thread, whenever a run is finished or failed.

    Examples
    --------
    >>> repeats = Repeats(Settings(dataset="gauss"), epochs=20, n_seeds=3)
    >>> while repeats.advance(1.0) is not None:
    ...     pass
    >>> repeats.progress, repeats.spread().success_rate
    (1.0, 1.0)
    """

    def __init__(
        self,
        settings: Settings,
        epochs: int,
        own: Source | None = None,
        n_seeds: int = 20,
        scheduler: Scheduler = SCHEDULER,
        changed: Callable[[], None] | None = None,
    ) -> None:
        # Conditions for a pause would make runs of different lengths.
        self.settings = replace(
            settings, stop_epochs=0, stop_loss=0.0, stop_accuracy=0, stop_patience=0
        )
        self.epochs = epochs
        self.n_seeds = n_seeds
        self.finished: list[Experiment] = []
        self.failure: Exception | None = None
        self._own = own
        self._scheduler = scheduler
        self._told = changed or (lambda: None)
        self._cancelled = False
        self._run: Experiment | None = None

    def start(self) -> None:
        """Begin, in the background."""
        self._scheduler.add(self)

    def cancel(self) -> None:
        """Stop after the slice under way; what is finished stays."""
        self._cancelled = True

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self._cancelled or self.failure is not None or len(self.finished) >= self.n_seeds

    @property
    def progress(self) -> float:
        """How much is done, 0..1."""
        run = self._run
        under_way = min(run.epoch / self.epochs, 1.0) if run is not None else 0.0
        return min((len(self.finished) + under_way) / self.n_seeds, 1.0)

    def advance(self, seconds: float) -> float | None:
        """Train a slice; for the scheduler."""
        if self.done:
            return None
        if self._run is None:
            seed = self.settings.seed + len(self.finished)
            self._run = Experiment(replace(self.settings, seed=seed), own=self._own)
        self._run.train_for(seconds, self.epochs)
        if self._run.epoch >= self.epochs or self._run.diverged is not None:
            # Nobody goes back in time in these: their kept moments need not stay in memory.
            self._run.timeline = Timeline(self._run.network.parameters.size)
            self.finished.append(self._run)
            self._run = None
            self._told()
        return None if self.done else 0.0

    def failed(self, problem: Exception) -> None:
        """Learn that ``advance`` has raised."""
        self.failure = problem
        self._told()

    def spread(self) -> Spread | None:
        """Sum up the finished runs; None when there is none."""
        runs = list(self.finished)
        if not runs:
            return None
        sound = [run for run in runs if run.diverged is None]
        kept = set(runs[0].history.epochs) if not sound else set(sound[0].history.epochs)
        for run in sound:
            kept &= set(run.history.epochs)
        epochs = np.array(sorted(kept), dtype=np.int64)
        curves = np.array(
            [
                [loss for epoch, loss in zip(run.history.epochs, run.history.test_loss, strict=True)
                 if epoch in kept]
                for run in sound
            ]
        ).reshape(len(sound), len(epochs) if sound else 0)  # fmt: skip
        needed = [epoch for run in sound if (epoch := epochs_needed(run)) is not None]
        empty = np.zeros(0)
        return Spread(
            epochs if sound else np.zeros(0, dtype=np.int64),
            curves.min(axis=0) if sound else empty,
            np.median(curves, axis=0) if sound else empty,
            curves.max(axis=0) if sound else empty,
            len(needed) / len(runs),
            float(np.median(needed)) if needed else None,
            len(runs),
            len(runs) - len(sound),
        )


def epochs_needed(run: Experiment) -> int | None:
    """Return the first kept epoch at which a run has learned its data; None if there is none."""
    naive = run.naive_loss()

    def learned(measured: Measured) -> bool:
        if measured.test_accuracy is not None:
            return measured.test_accuracy >= RIGHT
        return measured.test_loss <= EXPLAINED * naive

    for epoch, measured in zip(run.history.epochs, run.history.measured, strict=True):
        if learned(measured):
            return epoch
    return None
