"""What the tests of the network share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.nn import Head, Network, Recipe, Trainer

Problem = tuple[Network, np.ndarray, np.ndarray]


def labels_for(head: Head, inputs: np.ndarray) -> np.ndarray:
    """Return labels that have something to do with the inputs, in the head's coding."""
    if head.problem == "regression":
        return np.sin(inputs[:, 0]) + 0.3 * inputs[:, 1]
    if head.n_classes == 2:
        return np.where(inputs[:, 0] * inputs[:, 1] > 0, 1.0, -1.0)
    return np.floor(np.linspace(0, head.n_classes - 1e-9, len(inputs)))


@pytest.fixture
def make_problem() -> Callable[..., Problem]:
    """Return a function that makes a network with inputs and targets to train on."""

    def make(
        head: Head | None = None,
        hidden: tuple[int, ...] = (5, 4),
        activation: str = "tanh",
        n: int = 23,
        initializer: str = "glorot",
    ) -> Problem:
        head = head or Head.of("classification")
        inputs = np.random.default_rng(0).uniform(-2, 2, (n, 3))
        network = Network((3, *hidden, head.n_outputs), [activation] * len(hidden), head)
        network.initialise(np.random.default_rng(1), initializer)
        weights = np.random.default_rng(4).uniform(0.2, 3.0, n) if head.weighted else None
        return network, inputs, head.targets(labels_for(head, inputs), weights)

    return make


@pytest.fixture
def make_trainer() -> Callable[..., Trainer]:
    """Return a function that makes a trainer with fresh random streams of fixed seeds."""

    def make(network: Network, engine: str = "numpy", **recipe: object) -> Trainer:
        order, dropout = np.random.default_rng(2), np.random.default_rng(3)
        return Trainer(network, Recipe(**recipe), order, dropout, engine)

    return make
