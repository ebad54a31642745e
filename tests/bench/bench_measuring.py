"""What ``Experiment.train``, which measures and keeps the way, takes over the bare trainer."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from figures import Figure, of_runs
from threadpoolctl import threadpool_limits

from playground import Experiment
from playground.data.features import FEATURES
from playground.nn import warm

RUNS = 7
EPOCHS = 512
EXPERIMENTS = (
    ({"dataset": "spiral"}, "at most 3"),
    (
        {"dataset": "spiral", "features": tuple(FEATURES)[:7], "hidden_layers": (8,) * 6},
        "at most 2",
    ),
)


def _seconds(train: Callable[[int], object]) -> float:
    """Return this thread's own time for ``EPOCHS``, which other programs do not disturb."""
    start = time.thread_time()
    train(EPOCHS)
    return time.thread_time() - start


def rows(runs: int = RUNS) -> list[Figure]:
    """Return a row per experiment: the median of ratios of neighbouring runs."""
    warm().join()
    with threadpool_limits(1):
        return [_measure(changes, goal, runs) for changes, goal in EXPERIMENTS]


def _measure(changes: dict[str, object], goal: str, runs: int) -> Figure:
    ratios = []
    for _ in range(runs):
        one, other = (Experiment(engine="compiled", **changes) for _ in range(2))
        bare = partial(one.trainer.train_epochs, one.training.inputs, one.training.targets)
        bare_time = _seconds(bare)
        ratios.append(_seconds(other.train) / bare_time)
    name = "-".join(map(str, one.network.layer_sizes)).replace("8-8-8-8-8-8", "8x6")
    return of_runs(f"Experiment.train over the bare trainer, {name}", ratios, "times", goal)
