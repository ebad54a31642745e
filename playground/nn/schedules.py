"""Learning-rate schedules: how the rate changes from epoch to epoch."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.nn.hyperparameters import Hyperparameter

COSINE_FLOOR = 0.01  # the share of the first rate at which the cosine ends


@dataclass(frozen=True)
class Schedule:
    """A schedule: ``rate(eta0, t, decay)`` is the rate of epoch t, counted from 1.

    ``decay`` is the schedule's one setting; ``hyperparameter`` describes it (None where there is
    none). ``changes`` says whether the rate is not always eta0.

    Examples
    --------
    >>> SCHEDULES["inverse_sqrt"].rate(0.3, 9, 0.0)
    0.09999999999999999
    """

    name: str
    label: str
    formula: str
    explanation: str
    rate: Callable[..., float]
    hyperparameter: Hyperparameter | None = None
    changes: bool = True


def constant(eta0: float, t: int, decay: float) -> float:
    """Return eta0."""
    return eta0


def inverse_sqrt(eta0: float, t: int, decay: float) -> float:
    """Return eta0 / sqrt(t)."""
    return eta0 / math.sqrt(t)


def exponential(eta0: float, t: int, decay: float) -> float:
    """Return eta0 exp(-k (t - 1)): the first epoch has the full rate."""
    return eta0 * math.exp(-decay * (t - 1))


def staircase(eta0: float, t: int, decay: float) -> float:
    """Return eta0 halved once every ``decay`` epochs."""
    return float(eta0 * 0.5 ** ((t - 1) // max(int(decay), 1)))


def cosine(eta0: float, t: int, decay: float) -> float:
    """Return half a cosine from eta0 down to 1 % of it over ``decay`` epochs, then that 1 %.

    Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983, without their restarts.
    """
    progress = min((t - 1) / max(decay, 1.0), 1.0)
    wave = 0.5 * (1.0 + math.cos(math.pi * progress))
    return eta0 * (COSINE_FLOOR + (1.0 - COSINE_FLOOR) * wave)


SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule
    for schedule in (
        Schedule(
            "constant", "Constant", "eta0", "The same rate throughout.", constant, changes=False
        ),
        Schedule(
            "inverse_sqrt", "1 / sqrt(t)", "eta0 / sqrt(t)",
            "Falls quickly at first, then ever more slowly.", inverse_sqrt,
        ),
        Schedule(
            "exponential", "Exponential", "eta0 exp(-k (t - 1))",
            "Loses the same share every epoch.", exponential,
            Hyperparameter(
                "decay", "Decay k", 0.002, 0.0, 1.0, "Each epoch multiplies the rate by exp(-k)."
            ),
        ),
        Schedule(
            "staircase", "Staircase", "eta0 / 2^floor((t - 1) / T)",
            "Stays level, then halves, again and again.", staircase,
            Hyperparameter(
                "period", "Epochs per stair", 200, 1, 1e5, "Epochs until the rate halves.", True
            ),
        ),
        Schedule(
            "cosine", "Cosine", "eta0 (0.01 + 0.99 (1 + cos(pi (t - 1) / T)) / 2)",
            "Glides down in half a wave to a hundredth of the first rate and stays there.",
            cosine,
            Hyperparameter("period", "Epochs to the end", 200, 1, 1e5, "Length of the wave.", True),
        ),
    )
}  # fmt: skip
