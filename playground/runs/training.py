"""Training in slices of time: as many epochs as fit, with a stop at those that are kept."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import takewhile

import numpy as np

from playground.arrays import FloatArray
from playground.nn import OPTIMIZERS, Trainer, TrainerState
from playground.runs.divergence import has_diverged
from playground.runs.history import until_next
from playground.runs.pace import Pace

LOOK = 0.0025  # seconds; every call of the engine has its price, and so has waiting for a click
AT_ONCE = 100_000  # parameters of all the moments that are trained before one looks at them
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
    def keep(self, states: Sequence[TrainerState], stopping: bool) -> TrainerState:
        """Measure the ends of epochs that are to be kept, one after the other.

        ``states`` are sound, and at least one. Returned is the last that counts: where a condition
        for an earlier end is met, those after it do not.
        """

    @abstractmethod
    def run_away(self, epochs: int) -> None:
        """Take note that the numbers ran away within so many epochs; 0 for a part of one."""

    @abstractmethod
    def begin(self) -> None:
        """Take note of the present moment as far as ``run_away`` needs it; training follows."""

    def until_next(self, epoch: int, stopping: bool) -> int:
        """Return the number of epochs from this one to the next one at which to look."""
        return until_next(epoch, self.density)

    def train(self, epochs: int, stopping: bool = False) -> None:
        """Train up to so many epochs; with ``stopping`` heed conditions for an earlier end.

        As many as may be are trained before one looks at their ends: so the engine works in few
        calls. Where one should have ended earlier, the trainer goes back.
        """
        end = self.epoch + epochs
        while self.epoch < end and not self.over:
            self.begin()
            since = self.epoch
            ahead = [at - since for at in self._ends(end, stopping)]
            states = self.trainer.train_through(self.inputs, self.targets, ahead)
            self._look(since, states, stopping)

    def _ends(self, end: int, stopping: bool) -> list[int]:
        """Return the next epochs at which to look, the last of them ``end`` at the latest."""
        # A population cannot go back.
        evolves = not OPTIMIZERS[self.trainer.recipe.optimizer].uses_gradient
        most = 1 if evolves else max(AT_ONCE // self.trainer.network.parameters.size, 1)
        epochs = [self.epoch]
        while epochs[-1] < end and len(epochs) <= most:
            epochs.append(min(epochs[-1] + self.until_next(epochs[-1], stopping), end))
        return epochs[1:]

    def train_part(self, share: float, stopping: bool = False) -> None:
        """Train about such a share of an epoch, one mini-batch at least."""
        batches = max(int(share * len(self.inputs) / self.trainer.recipe.batch_size), 1)
        self.begin()
        self.trainer.train_batch(self.inputs, self.targets, batches)
        if has_diverged(self.trainer.network.parameters):
            self.run_away(0)
        elif self.trainer.position == 0:
            self.keep([self.trainer.state()], stopping)

    def _look(self, since: int, states: list[TrainerState], stopping: bool) -> None:
        """Keep what was trained since an epoch, as far as it is sound and wanted."""
        sound = states
        if has_diverged(np.array([state.parameters for state in states])):
            sound = list(takewhile(lambda state: not has_diverged(state.parameters), states))
        if sound:
            last = self.keep(sound, stopping)
            since = last.epoch
            if last is not states[-1]:
                self.trainer.restore(last)
        if len(sound) < len(states) and not self.over:
            self.run_away(states[len(sound)].epoch - since)

    def train_for(
        self,
        seconds: float,
        until: int,
        stopping: bool = False,
        wanted: Callable[[], bool] = lambda: False,
        look: float = LOOK,
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
        look
            How long, roughly, one trains until one looks whether somebody waits.
        """
        look = min(seconds, look)
        end = time.monotonic() + seconds - look / 2  # or the last stretch would go far beyond
        while self.epoch < until:
            share = self.pace.share(seconds)
            before = self.progress
            worked = time.thread_time()  # not what others take of the cores meanwhile
            if share < 1:
                self.train_part(share, stopping)
            else:
                self.train(min(until - self.epoch, self.pace.at_once(look)), stopping)
            self.pace.took(max(self.progress - before, 0.0), time.thread_time() - worked)
            if self.over or wanted() or time.monotonic() >= end:
                return
