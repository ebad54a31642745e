"""The moments of a run that one can go back to, in bounded memory."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from playground.nn import TrainerState

BUDGET = 2_000_000  # bytes for the moments of one run
LEAST, MOST = 32, 1000  # how many moments are kept, whatever their size
OVERHEAD = 1500  # bytes of a moment beside its arrays, the states of the random streams mostly


@dataclass(frozen=True)
class Best:
    """The moment with the lowest test loss so far."""

    epoch: int
    test_loss: float
    state: TrainerState


class Timeline:
    """States of a run at evenly spaced epochs, thinned out as it grows longer, and the best one.

    Parameters
    ----------
    n_parameters
        Size of the network, from which follows how many moments fit into ``BUDGET``.
    """

    def __init__(self, n_parameters: int) -> None:
        fitting = BUDGET // (3 * 8 * n_parameters + OVERHEAD)
        self.capacity = min(max(fitting, LEAST), MOST)
        self.stride = 1
        self.epochs: list[int] = []
        self.best: Best | None = None
        self._states: list[TrainerState] = []

    def __len__(self) -> int:
        return len(self.epochs)

    def until_next(self, epoch: int) -> int:
        """Return the number of epochs from this one to the next that is kept."""
        return self.stride - epoch % self.stride

    def add(self, state: TrainerState, test_loss: float) -> None:
        """Keep a moment between two epochs, if it is one of the evenly spaced or the best."""
        # Between two epochs nothing is left of the order of the last.
        state = replace(state, order=state.order[:0].copy())
        if self.best is None or test_loss < self.best.test_loss:
            self.best = Best(state.epoch, test_loss, state)
        if state.epoch % self.stride:
            return
        self.epochs.append(state.epoch)
        self._states.append(state)
        if len(self.epochs) > self.capacity:
            self.stride *= 2
            kept = [index for index, epoch in enumerate(self.epochs) if epoch % self.stride == 0]
            self.epochs = [self.epochs[index] for index in kept]
            self._states = [self._states[index] for index in kept]

    def at(self, epoch: int) -> TrainerState:
        """Return the kept moment at an epoch, or the last one before it."""
        if self.best is not None and epoch == self.best.epoch:
            return self.best.state
        return self._states[max(bisect_right(self.epochs, epoch) - 1, 0)]

    def forget_after(self, epoch: int) -> None:
        """Let go of everything later than an epoch: the run goes on from there."""
        while self.epochs and self.epochs[-1] > epoch:
            self.epochs.pop()
            self._states.pop()
        if self.best is not None and self.best.epoch > epoch:
            self.best = None
