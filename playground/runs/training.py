"""Training in slices of time: as many epochs as fit, with a stop at those that are kept."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from playground.nn import Trainer
from playground.nn.arrays import FloatArray
from playground.runs.divergence import has_diverged
from playground.runs.history import until_next
from playground.runs.pace import Pace

WORK = 1e9  # products of a weight and an example that can hardly be trained in a second


class Training(ABC):
    """A trainer on its way over some examples, until it is told to rest or the numbers run away.

    However it is cut into slices, the numbers are the same to the last bit.

    Parameters
    ----------
    trainer
        What trains.
    density
        Which epochs are kept, see ``history.spacing``.

    Attributes
    ----------
    inputs, targets
        The examples, (n, n_features) and (n, n_outputs).
    pace
        How fast it goes.
    """

    def __init__(
        self, trainer: Trainer, inputs: FloatArray, targets: FloatArray, density: int
    ) -> None:
        self.trainer = trainer
        self.density = density
        self.pace = Pace()
        self.train_on(inputs, targets)

    def train_on(self, inputs: FloatArray, targets: FloatArray) -> None:
        """Take these examples from now on."""
        self.inputs, self.targets = inputs, targets
        self.pace.expect(WORK / (len(inputs) * self.trainer.network.parameters.size))

    @property
    def epoch(self) -> int:
        """Number of whole epochs."""
        return self.trainer.epoch

    @property
    def progress(self) -> float:
        """Number of epochs, with the part of the present one that is done."""
        return self.trainer.epoch + self.trainer.position / len(self.inputs)

    @property
    @abstractmethod
    def over(self) -> bool:
        """Whether it has ended by itself."""

    @abstractmethod
    def keep(self, stopping: bool) -> None:
        """Measure the end of an epoch, if it is one to be kept."""

    @abstractmethod
    def run_away(self, epochs: int) -> None:
        """Take note that the numbers ran away within so many epochs; 0 for a part of one."""

    @abstractmethod
    def begin(self) -> None:
        """Take note of the present moment as far as ``run_away`` needs it; training follows."""

    def until_next(self, stopping: bool) -> int:
        """Return the number of epochs to the next one at which to look."""
        return until_next(self.epoch, self.density)

    def train(self, epochs: int, stopping: bool = False) -> None:
        """Train up to so many epochs; with ``stopping`` heed conditions for an earlier end."""
        end = self.epoch + epochs
        while self.epoch < end and not self.over:
            chunk = min(end - self.epoch, self.until_next(stopping))
            self.begin()
            self.trainer.train_epochs(self.inputs, self.targets, chunk)
            self._look(chunk, stopping)

    def train_part(self, share: float, stopping: bool = False) -> None:
        """Train about such a share of an epoch, one mini-batch at least."""
        batches = max(int(share * len(self.inputs) / self.trainer.recipe.batch_size), 1)
        self.begin()
        self.trainer.train_batch(self.inputs, self.targets, batches)
        self._look(0, stopping)

    def _look(self, epochs: int, stopping: bool) -> None:
        if has_diverged(self.trainer.network):
            self.run_away(epochs)
        elif self.trainer.position == 0:
            self.keep(stopping)

    def train_for(
        self,
        seconds: float,
        until: int,
        stopping: bool = False,
        wanted: Callable[[], bool] = lambda: False,
    ) -> None:
        """Train for about so many seconds, but not beyond an epoch.

        An epoch that takes longer than that is trained in parts: others wait for their turn, and a
        click for the lock.

        Parameters
        ----------
        seconds
            How long, roughly.
        until
            The epoch at which to end at the latest.
        stopping
            Whether conditions for an earlier end are heeded.
        wanted
            Whether somebody else waits who need not wait for the whole slice.
        """
        end = time.monotonic() + seconds
        while self.epoch < until:
            share = self.pace.share(seconds)
            before = self.progress
            worked = time.thread_time()  # not what others take of the cores meanwhile
            if share < 1:
                self.train_part(share, stopping)
            else:
                self.train(min(until - self.epoch, self.pace.at_once(seconds)), stopping)
            self.pace.took(max(self.progress - before, 0.0), time.thread_time() - worked)
            if self.over or wanted() or time.monotonic() >= end:
                return
