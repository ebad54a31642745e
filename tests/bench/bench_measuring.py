"""What ``Experiment.train``, which measures and keeps the way, takes over the bare trainer."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from threadpoolctl import threadpool_limits

from playground import Experiment
from playground.data.features import FEATURES
from playground.nn import warm

RUNS = 7


def _seconds(train: Callable[[int], object]) -> float:
    """Return this thread's own time for ``EPOCHS``, which other programs do not disturb."""
    start = time.thread_time()
    train(EPOCHS)
    return time.thread_time() - start


@dataclass(frozen=True)
class Row:
    """How many times as long as the bare trainer ``Experiment.train`` takes, history and all."""

    network: str
    bare: float  # seconds for ``EPOCHS``
    whole: float
    ratio: float
    goal: float


EPOCHS = 512
EXPERIMENTS = (
    ({"dataset": "spiral"}, 3.0),
    ({"dataset": "spiral", "features": tuple(FEATURES)[:7], "hidden_layers": (8,) * 6}, 2.0),
)


def rows(runs: int = RUNS) -> list[Row]:
    """Return a row per experiment: medians of pairs, in this thread's own time."""
    warm().join()
    with threadpool_limits(1):
        return [_measure(changes, goal, runs) for changes, goal in EXPERIMENTS]


def _measure(changes: dict[str, object], goal: float, runs: int) -> Row:
    pairs = []
    for _ in range(runs):
        one, other = (Experiment(engine="compiled", **changes) for _ in range(2))
        bare = partial(one.trainer.train_epochs, one.training.inputs, one.training.targets)
        pairs.append((_seconds(bare), _seconds(other.train)))
    bare_time, whole = (statistics.median(times) for times in zip(*pairs, strict=True))
    name = "-".join(map(str, one.network.layer_sizes)).replace("8-8-8-8-8-8", "8x6")
    ratio = statistics.median(whole / bare for bare, whole in pairs)
    return Row(name, bare_time, whole, ratio, goal)
