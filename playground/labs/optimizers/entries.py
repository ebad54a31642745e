"""An optimizer with its numbers, as it takes part in a race."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from playground.labs.optimizers.surfaces import Terrain
from playground.labs.optimizers.walkers import WALKERS, Walker
from playground.nn import SCHEDULES
from playground.nn.hyperparameters import values_of


@dataclass(frozen=True)
class Entry:
    """An optimizer with its numbers, as it takes part in a race.

    Parameters
    ----------
    optimizer
        A key of ``WALKERS``.
    learning_rate
        None for the one that the terrain suggests.
    hyperparameters
        Its own numbers by name; what is not named has its default.
    schedule, schedule_decay
        A key of ``SCHEDULES`` and its one number (None for its default); a step counts as an epoch.
    clip_norm
        The longest gradient allowed; 0 for no limit.

    Raises
    ------
    ValueError
        With a sentence, for an unknown name or a number out of its bounds.
    """

    optimizer: str
    learning_rate: float | None = None
    hyperparameters: Mapping[str, float] = field(default_factory=dict)
    schedule: str = "constant"
    schedule_decay: float | None = None
    clip_norm: float = 0.0

    def __post_init__(self) -> None:
        if self.optimizer not in WALKERS:
            raise ValueError(
                f"The optimizer {self.optimizer!r} is unknown; choose one of {', '.join(WALKERS)}."
            )
        if self.schedule not in SCHEDULES:
            raise ValueError(
                f"The schedule {self.schedule!r} is unknown; choose one of {', '.join(SCHEDULES)}."
            )
        if not (self.learning_rate is None or 0.0 < self.learning_rate < np.inf):
            raise ValueError(f"A learning rate must be above 0, not {self.learning_rate}.")
        _ = self.settings  # refused here, not in the midst of a race

    @property
    def walker(self) -> Walker:
        """Who takes part."""
        return WALKERS[self.optimizer]

    @property
    def settings(self) -> tuple[float, ...]:
        """Its numbers in the order of its rule."""
        return values_of(self.walker.hyperparameters, self.hyperparameters)

    def rate(self, terrain: Terrain, step: int) -> float:
        """Return the learning rate of a step, counted from 1."""
        return self._rates(terrain, range(step, step + 1))[0]

    def rates(self, terrain: Terrain, steps: int) -> list[float]:
        """Return the learning rates of the first steps."""
        return self._rates(terrain, range(1, steps + 1))

    def _rates(self, terrain: Terrain, steps: range) -> list[float]:
        first = self.learning_rate
        if first is None:
            first = self.walker.rate(terrain)
        schedule, decay = SCHEDULES[self.schedule], self.schedule_decay
        if decay is None:
            decay = schedule.hyperparameter.default if schedule.hyperparameter else 0.0
        if not schedule.changes:
            return [schedule.rate(first, 1, decay)] * len(steps)
        return [schedule.rate(first, step, decay) for step in steps]
