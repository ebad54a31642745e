"""The moments of a run that one can go back to, in bounded memory."""

from __future__ import annotations

from bisect import bisect_right
from copy import copy
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.nn import TrainerState
from playground.runs.history import spacing

BUDGET = 2_000_000  # bytes for the moments of one run
LEAST, MOST = 32, 1000  # how many moments are kept, whatever their size
OVERHEAD = 1500  # bytes of a moment beside its arrays, the states of the random streams mostly


@dataclass(frozen=True)
class Moment:
    """A moment between two epochs."""

    epoch: int
    test_loss: float
    state: TrainerState


class Timeline:
    """States of a run, ever further apart and thinned out as it grows longer, and the best one.

    Parameters
    ----------
    n_parameters
        Size of the network, from which follows how many moments fit into ``BUDGET``.

    Attributes
    ----------
    best
        The moment of the lowest test loss among those whose losses can be compared; None without.
    """

    def __init__(self, n_parameters: int) -> None:
        self._each = 3 * 8 * n_parameters + OVERHEAD
        fitting = BUDGET // self._each
        self.capacity = min(max(fitting, LEAST), MOST)
        self.density = self.capacity // 2
        self.best: Moment | None = None
        self._moments: list[Moment] = []
        self._since = -1  # the last epoch whose loss cannot be compared with the present ones

    def __len__(self) -> int:
        return len(self._moments)

    def copy(self) -> Timeline:
        """Return the moments up to now; they do not grow with this one."""
        other = copy(self)
        other._moments = self._moments.copy()
        return other

    @property
    def size(self) -> int:
        """About how many bytes the moments take."""
        return len(self) * self._each

    @property
    def epochs(self) -> list[int]:
        """The epochs of the kept moments, but for the best."""
        return [moment.epoch for moment in self._moments]

    def wants(self, epoch: int, test_loss: float) -> bool:
        """Tell whether a moment is the first, the best so far, or one of those to be kept."""
        return self._is_best(test_loss) or not self._moments or self._wants(epoch)

    def _is_best(self, test_loss: float) -> bool:
        return self.best is None or test_loss < self.best.test_loss

    def add(self, state: TrainerState, test_loss: float) -> None:
        """Keep a moment between two epochs, if it is wanted."""
        best = self._is_best(test_loss)
        kept = not self._moments or self._wants(state.epoch)
        if not (best or kept):
            return
        moment = Moment(state.epoch, test_loss, state)
        if best:
            self.best = moment
        if not kept:
            return
        self._moments.append(moment)
        while len(self._moments) > self.capacity and self.density > 1:
            self.density //= 2
            self._moments = [one for one in self._moments if self._wants(one.epoch)]

    def _wants(self, epoch: int) -> bool:
        return epoch % spacing(epoch, self.density) == 0

    def at(self, epoch: int) -> TrainerState:
        """Return the kept moment at an epoch, or the last one before it, or the first."""
        if self.best is not None and epoch == self.best.epoch:
            return self.best.state
        place = bisect_right(self._moments, epoch, key=lambda one: one.epoch)
        return self._moments[max(place - 1, 0)].state

    def course(self, place: int, last: int) -> tuple[FloatArray, FloatArray]:
        """Return how one parameter and the optimizer's memory of it went, up to an epoch.

        Returns
        -------
        tuple of arrays
            The epochs of the kept moments (n,); parameter, m and v then, (3, n).
        """
        past = [one for one in self._moments if one.epoch <= last]
        rows = [
            (one.state.parameters[place], one.state.memory_m[place], one.state.memory_v[place])
            for one in past
        ]
        epochs = np.array([float(one.epoch) for one in past])
        return epochs, np.array(rows, dtype=np.float64).reshape(-1, 3).T

    def begin_anew(self) -> None:
        """Take note that losses so far cannot be compared with those that follow."""
        self._since = self._moments[-1].epoch if self._moments else -1
        self.best = None

    def forget_after(self, epoch: int) -> None:
        """Let go of everything later than an epoch: the run goes on from there."""
        while self._moments and self._moments[-1].epoch > epoch:
            self._moments.pop()
        self._since = min(self._since, epoch)
        if self.best is not None and self.best.epoch > epoch:
            compared = (one for one in self._moments if one.epoch > self._since)
            self.best = min(compared, key=lambda one: one.test_loss, default=None)
