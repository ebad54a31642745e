"""One fit of a search: what is learned of one fold, and how the points held back are met."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import r2_score

from playground.arrays import FloatArray
from playground.labs.search.network import NETWORK
from playground.labs.search.plan import Plan, Task

log = logging.getLogger(__name__)

OK, DIVERGED, FAILED = "ok", "diverged", "failed"


@dataclass(frozen=True)
class Result:
    """What came of one fit.

    Parameters
    ----------
    task
        Which fit it was.
    score, train_score
        How well it meets the points held back, and those it has learned: the share of points
        classified correctly, or R² for a regression; nan for a fit that has failed.
    epochs, weights
        How many epochs it was trained, and how many weights and biases it has; 0 for other models.
    seconds
        How long it took.
    status
        "ok", "diverged" (the score is that before the numbers ran away), or "failed".
    reason
        Why, in a sentence; "" where it is ok.
    """

    task: Task
    score: float
    train_score: float
    epochs: int
    weights: int
    seconds: float
    status: str = OK
    reason: str = ""

    @property
    def cost(self) -> int:
        """Epochs times weights: how much it had to compute; 0 for other models."""
        return self.epochs * self.weights


def fit_in_parts(plan: Plan, task: Task) -> Generator[float, None, Result]:
    """Make one fit in parts; yield how much of it is done (0..1), return the result."""
    begun = time.perf_counter()
    busy = 0.0  # between two parts others may have their turn
    model: Any = None
    try:
        model, part = plan.prepared(task)
        if plan.combinations[task.combination].model == NETWORK:
            for epochs in model.fit_in_parts(part.inputs, part.labels):
                busy += time.perf_counter() - begun
                yield epochs / model.epochs
                begun = time.perf_counter()
        else:
            model.fit(part.inputs, part.labels)
        problem = plan.points.data.problem
        score = score_of(problem, model, part.held_inputs, part.held_labels)
        train_score = score_of(problem, model, part.inputs, part.labels)
        status, reason = verdict(model, score)
    except Exception as problem:  # whatever goes wrong in one fit, it is a row of the table
        log.info("A fit of a search has failed.", exc_info=True)
        score = train_score = math.nan
        status, reason = FAILED, f"{type(problem).__name__}: {problem}"
    busy += time.perf_counter() - begun
    epochs, weights = size_of(model)
    return Result(task, score, train_score, epochs, weights, busy, status, reason)


def fit(plan: Plan, task: Task) -> Result:
    """Make one fit."""
    parts = fit_in_parts(plan, task)
    while True:
        try:
            next(parts)
        except StopIteration as returned:
            result: Result = returned.value
            return result


def fits(
    plan: Plan, tasks: Iterable[Task], stopped: Callable[[], bool] = lambda: False
) -> list[Result]:
    """Make some fits, one after the other, until ``stopped()``; return those that are whole."""
    made: list[Result] = []
    for task in tasks:
        parts = fit_in_parts(plan, task)
        while not stopped():
            try:
                next(parts)
            except StopIteration as returned:
                made.append(returned.value)
                break
    return made


def score_of(problem: str, model: Any, inputs: FloatArray, labels: FloatArray) -> float:
    """Return what ``model.score`` would: the share that is classified correctly, or R²."""
    predicted = model.predict(inputs)
    if problem == "classification":
        return float(np.mean(predicted == labels))
    if not np.isfinite(predicted).all():
        return math.nan
    return float(r2_score(labels, predicted))


def size_of(model: Any) -> tuple[int, int]:
    """Return the epochs trained and the number of parameters of a network; 0, 0 of others."""
    network = getattr(model, "network_", None)
    return (0, 0) if network is None else (model.n_iter_, network.parameters.size)


def verdict(model: Any, score: float) -> tuple[str, str]:
    """Return the status of a fit, and the reason if it is not ok."""
    if getattr(model, "diverged_", False):
        return DIVERGED, (
            f"After epoch {model.n_iter_} the weights grew beyond all bounds; the score is that of "
            "then. A smaller learning rate may help."
        )
    if not math.isfinite(score):
        return FAILED, "Its answers are beyond all numbers."
    return OK, ""
