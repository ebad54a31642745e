"""The same run with many seeds: how much of a result is luck."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.runs.jobs import Job, Steps
from playground.runs.scheduler import SCHEDULER, Scheduler


@dataclass(frozen=True)
class Outcome:
    """What is kept of the run of one seed.

    Parameters
    ----------
    epochs, test_losses
        The test loss, and the epochs at which it was measured.
    learned_after
        The first of these epochs at which the data were learned; None if they never were.
    diverged
        Whether the numbers ran away.
    """

    epochs: list[int]
    test_losses: list[float]
    learned_after: int | None
    diverged: bool


class SeedRun(Protocol):
    """The run of one seed, as ``Repeats`` trains it."""

    @property
    def epoch(self) -> int:
        """Epochs trained."""

    @property
    def over(self) -> bool:
        """Whether it has ended by itself, because the numbers ran away."""

    def train_for(self, seconds: float, until: int) -> None:
        """Train for about so many seconds, but not beyond an epoch."""

    def outcome(self) -> Outcome:
        """Return what is kept of it."""


@dataclass(frozen=True)
class Spread:
    """Curves of all finished runs, summed up.

    Parameters
    ----------
    epochs
        Shape (n,).
    low, median, high
        The lowest, middle and highest test loss of the runs that did not run away, shape (n,) each.
    success_rate
        The share of the runs that learned their data.
    epochs_needed
        The median of the epochs that the successful ones needed; None without any.
    n_runs, n_diverged
        How many runs are finished, and how many of them ran away.
    """

    epochs: IntArray
    low: FloatArray
    median: FloatArray
    high: FloatArray
    success_rate: float
    epochs_needed: float | None
    n_runs: int
    n_diverged: int


class Repeats(Job[None]):
    """Trains one run after another, each with a seed of its own, in the background.

    Parameters
    ----------
    make
        ``make(number)`` returns the run with the seed of that number, 0 the first.
    epochs
        How long each run is.
    n_seeds
        How many runs.
    scheduler
        Who trains them; the process-wide one when not given.

    Attributes
    ----------
    finished
        What the runs have given so far.
    """

    def __init__(
        self,
        make: Callable[[int], SeedRun],
        epochs: int,
        n_seeds: int = 20,
        scheduler: Scheduler = SCHEDULER,
    ) -> None:
        self.finished: list[Outcome] = []
        super().__init__(self._train(make, epochs, n_seeds), scheduler)

    def _train(self, make: Callable[[int], SeedRun], epochs: int, n_seeds: int) -> Steps[None]:
        seconds = yield 0.0
        for number in range(n_seeds):
            run = make(number)
            while run.epoch < epochs and not run.over:
                run.train_for(seconds, epochs)
                seconds = yield (number + min(run.epoch / epochs, 1.0)) / n_seeds
            self.finished = [*self.finished, run.outcome()]

    def spread(self) -> Spread | None:
        """Sum up the finished runs; None when there is none."""
        return spread(self.finished) if self.finished else None


def spread(outcomes: list[Outcome]) -> Spread:
    """Sum up runs of equal length that were measured at the same epochs.

    >>> done = [Outcome([0, 1], [0.5, 0.1], 1, False), Outcome([0, 1], [0.7, 0.3], None, False)]
    >>> told = spread([*done, Outcome([0], [0.6], None, True)])
    >>> told.median, told.n_runs, told.n_diverged, told.epochs_needed
    (array([0.6, 0.2]), 3, 1, 1.0)
    """
    sound = [one for one in outcomes if not one.diverged]
    curves = np.array([one.test_losses for one in sound] or np.zeros((1, 0)))
    needed = [one.learned_after for one in outcomes if one.learned_after is not None]
    return Spread(
        np.array(sound[0].epochs if sound else [], dtype=np.int64),
        curves.min(axis=0),
        np.median(curves, axis=0),
        curves.max(axis=0),
        len(needed) / len(outcomes),
        float(np.median(needed)) if needed else None,
        len(outcomes),
        len(outcomes) - len(sound),
    )
