"""How long a search will take, from a few of its fits, timed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from playground.labs.search.fitting import fit_in_parts
from playground.labs.search.network import hidden_of
from playground.labs.search.plan import Plan, Task
from playground.nn import warm
from playground.runs.scheduler import SCHEDULER

SAMPLES = 5  # of each kind of model
LONGEST = 0.1  # seconds that are given to one of them


@dataclass(frozen=True)
class Estimate:
    """How long a search will take.

    Parameters
    ----------
    seconds
        With so many ``workers`` that have nothing else to do.
    workers
        Threads, or a cluster's.
    """

    seconds: float
    workers: int

    @property
    def words(self) -> str:
        """The same in words.

        >>> Estimate(0.4, 1).words, Estimate(12.3, 2).words, Estimate(250.0, 2).words
        ('about a second', 'about 12 seconds', 'about 4 minutes')
        """
        return f"about {duration(self.seconds)}"


def duration(seconds: float) -> str:
    """Return a duration in words.

    >>> duration(59), duration(90), duration(7200)
    ('59 seconds', '2 minutes', '2 hours')
    """
    for size, unit in ((3600, "hour"), (60, "minute")):
        if round(seconds / size) > 1 or (size == 60 and seconds >= 90):
            return f"{round(seconds / size)} {unit}s"
    return "a second" if seconds < 1.5 else f"{round(seconds)} seconds"


def estimate(plan: Plan, workers: int | None = None) -> Estimate:
    """Return how long a search will take; half a second or less of it is tried out.

    Fits of each kind of model are timed, small ones and large ones, and the others are reckoned by
    how much they have to compute: epochs times weights.

    Parameters
    ----------
    plan
        The search.
    workers
        How many fits are made at the same time; those of the process-wide scheduler when not given.
    """
    warm().join()
    n_workers = SCHEDULER.workers if workers is None else workers
    total = 0.0
    for model in plan.models:
        numbers = [one for one in plan.runs if plan.combinations[one].model == model]
        if not numbers:
            continue
        work = np.array([_work(plan, number, None) for number in numbers])
        order = np.argsort(work, kind="stable")
        chosen = order[np.linspace(0, len(order) - 1, min(SAMPLES, len(order))).round().astype(int)]
        _seconds(plan, numbers[chosen[0]])  # what is done the first time only does not count
        rates = [_seconds(plan, numbers[place]) / work[place] for place in chosen]
        for n, epochs in plan.rungs:
            share = n / len(plan.runs)
            sizes = np.array([_work(plan, number, epochs) for number in numbers])
            total += share * float(np.sum(sizes * np.interp(sizes, work[chosen], rates)))
    return Estimate(total * plan.folds * plan.seeds / n_workers, n_workers)


def _work(plan: Plan, number: int, epochs: int | None) -> float:
    """Return how much a fit has to compute: epochs times weights, and something for each epoch."""
    own = plan.epochs_of(number)
    if own is None:
        return 1.0
    values = plan.combinations[number].values
    n_features = len(values.get("features", plan.settings.features))
    sizes = (n_features, *hidden_of(plan.settings, values), max(1, plan.points.data.n_classes))
    weights = sum(n_in * n_out + n_out for n_in, n_out in pairwise(sizes))
    return float((epochs or own) * (weights + 100))


def _seconds(plan: Plan, number: int) -> float:
    """Return how long one fit takes; after a while it is reckoned from the part that is done."""
    begun = time.perf_counter()
    parts = fit_in_parts(plan, Task(number, 0, 0, 0, plan.epochs_of(number)))
    try:
        while True:
            done = next(parts)
            taken = time.perf_counter() - begun
            if taken > LONGEST:
                return taken / done
    except StopIteration:
        return time.perf_counter() - begun
