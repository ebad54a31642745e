"""Epochs a second: our compiled engine against scikit-learn's MLPClassifier, in one run."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from playground.nn import Head, Network, Recipe, Trainer

N_POINTS = 250
RUNS = 7


@dataclass(frozen=True)
class Case:
    """A network to train, and how many times scikit-learn's pace it should reach."""

    layer_sizes: tuple[int, ...]
    activation: str
    batch_size: int
    goal: float

    @property
    def name(self) -> str:
        """The layer sizes as one word."""
        return "-".join(map(str, self.layer_sizes)).replace("8-8-8-8-8-8", "8x6")


DEEP = (7, 8, 8, 8, 8, 8, 8, 1)
CASES = (
    Case((2, 4, 2, 1), "tanh", 10, 200),
    Case((2, 4, 2, 1), "tanh", 1, 750),
    Case((2, 4, 2, 1), "tanh", 30, 100),
    Case((7, 8, 8, 1), "relu", 10, 80),
    Case(DEEP, "tanh", 10, 25),
    Case(DEEP, "tanh", 1, 120),
    Case(DEEP, "relu", 30, 30),
)


@dataclass(frozen=True)
class Row:
    """One line of the table; the rates are medians, in epochs per second."""

    network: str
    activation: str
    batch_size: int
    ours: float
    sklearn: float
    ratio: float
    goal: float


def _rate(train: Callable[[int], object], n_epochs: int) -> float:
    """Return epochs per second of this thread's own time, which other programs do not disturb."""
    start = time.thread_time()
    train(n_epochs)
    return n_epochs / (time.thread_time() - start)


def _ours(case: Case, points: np.ndarray, labels: np.ndarray) -> Callable[[int], object]:
    head = Head.of("classification")
    network = Network(case.layer_sizes, [case.activation] * (len(case.layer_sizes) - 2), head)
    network.initialise(np.random.default_rng(1))
    order, dropout = np.random.default_rng(2), np.random.default_rng(3)
    trainer = Trainer(network, Recipe(batch_size=case.batch_size), order, dropout, "compiled")
    targets = head.targets(labels)
    return lambda n: trainer.train_epochs(points, targets, n)


def _sklearns(case: Case, points: np.ndarray, labels: np.ndarray) -> Callable[[int], object]:
    def train(n: int) -> None:
        model = MLPClassifier(
            case.layer_sizes[1:-1],
            activation=case.activation,
            solver="sgd",
            momentum=0,
            alpha=0,
            learning_rate_init=0.03,
            batch_size=case.batch_size,
            max_iter=n,
            n_iter_no_change=n + 1,
            random_state=1,
        )
        with warnings.catch_warnings():
            # It warns that it ends after max_iter epochs, which is what it is asked to do.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(points, labels)

    return train


def measure(case: Case, runs: int = RUNS) -> Row:
    """Train by turns with both, and return the medians."""
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (N_POINTS, case.layer_sizes[0]))
    labels = np.where(points[:, 0] * points[:, 1] > 0, 1.0, -1.0)
    ours, theirs = _ours(case, points, labels), _sklearns(case, points, labels)
    n_theirs = 5 + 2 * case.batch_size
    n_ours = int(n_theirs * case.goal / 2)
    _rate(ours, n_ours)
    _rate(theirs, n_theirs)
    pairs = [(_rate(ours, n_ours), _rate(theirs, n_theirs)) for _ in range(runs)]
    our_rate, their_rate = (statistics.median(rates) for rates in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return Row(case.name, case.activation, case.batch_size, our_rate, their_rate, ratio, case.goal)


def rows(runs: int = RUNS) -> list[Row]:
    """Return the table, one row per case, measured on one thread."""
    with threadpool_limits(1):
        return [measure(case, runs) for case in CASES]


if __name__ == "__main__":
    for row in rows():
        print(
            f"{row.network:10} {row.activation:5} {row.batch_size:3}  {row.ours:9.0f} "
            f"{row.sklearn:7.1f}  {row.ratio:6.0f}  (goal {row.goal:.0f})"
        )
