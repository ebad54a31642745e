"""Whole runs beside TensorFlow Playground's arithmetic, from the same weights and batches.

Its rules are written down here once more, one point and one weight at a time. Ours differ in three
ways, all on purpose: points that fill no batch are not kept for the next epoch; a weight that L1
has brought to zero may grow again; and L1 pulls a weight towards zero from where the gradient has
left it, while the peer goes by its sign before the step, and so away from zero once it has crossed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from playground.nn import Head, Network, Recipe, Trainer, evaluate

Curve = tuple[Callable[[float], float], Callable[[float], float]]
CURVES: dict[str, Curve] = {
    "relu": (lambda z: max(0.0, z), lambda z: 1.0 if z > 0 else 0.0),
    "tanh": (math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + math.exp(-z)), lambda z: math.exp(-z) / (1 + math.exp(-z)) ** 2),
    "linear": (lambda z: z, lambda z: 1.0),
}
ENDS = {"classification": "tanh", "regression": "linear"}
RATE, STRENGTH, BATCH = 0.1, 0.01, 5


class Peer:
    """A network that learns as TensorFlow Playground's do."""

    def __init__(self, start: Network, curves: list[str], regularization: str) -> None:
        self.weights = [layer.tolist() for layer in start.weights]  # [layer][source][target]
        self.biases = [layer.tolist() for layer in start.biases]
        self.curves = [CURVES[name] for name in curves]
        self.regularization = regularization
        self.dead: set[tuple[int, int, int]] = set()  # weights that L1 has switched off
        self.crossed = False  # whether any weight has changed its sign
        self._forget()

    def _forget(self) -> None:
        self.weight_sums = [[[0.0] * len(row) for row in layer] for layer in self.weights]
        self.bias_sums = [[0.0] * len(layer) for layer in self.biases]
        self.count = 0

    def forward(self, point: np.ndarray) -> tuple[list[list[float]], list[list[float]]]:
        """Return the outputs of every layer, the features' first, and the sums they come from."""
        outputs, sums = [list(point)], []
        for weights, biases, (curve, _) in zip(self.weights, self.biases, self.curves, strict=True):
            columns = zip(*weights, strict=True)
            sums.append(
                [
                    bias + sum(w * x for w, x in zip(column, outputs[-1], strict=True))
                    for bias, column in zip(biases, columns, strict=True)
                ]
            )
            outputs.append([curve(z) for z in sums[-1]])
        return outputs, sums

    def loss(self, points: np.ndarray, labels: np.ndarray) -> float:
        """Return the mean of (output - label)^2 / 2."""
        ends = [self.forward(point)[0][-1][0] for point in points]
        return float(np.mean((np.array(ends) - labels) ** 2 / 2))

    def show(self, point: np.ndarray, label: float) -> None:
        """Add one point's derivatives of (output - label)^2 / 2 to the sums."""
        outputs, sums = self.forward(point)
        slopes = [output - label for output in outputs[-1]]
        for layer in reversed(range(len(self.weights))):
            steep = self.curves[layer][1]
            slopes = [slope * steep(z) for slope, z in zip(slopes, sums[layer], strict=True)]
            for target, slope in enumerate(slopes):
                self.bias_sums[layer][target] += slope
                for source, x in enumerate(outputs[layer]):
                    self.weight_sums[layer][source][target] += slope * x
            slopes = [
                sum(w * slope for w, slope in zip(row, slopes, strict=True))
                for row in self.weights[layer]
            ]
        self.count += 1

    def step(self) -> None:
        """Move biases and weights by the mean of the derivatives, then the weights by the pull."""
        for layer, biases in enumerate(self.biases):
            for target in range(len(biases)):
                biases[target] -= RATE * self.bias_sums[layer][target] / self.count
        for layer, rows in enumerate(self.weights):
            for source, row in enumerate(rows):
                for target, old in enumerate(row):
                    if (layer, source, target) not in self.dead:
                        moved = old - RATE / self.count * self.weight_sums[layer][source][target]
                        row[target] = self._pulled(old, moved, (layer, source, target))
                        self.crossed |= old * moved <= 0 or old * row[target] <= 0
        self._forget()

    def _pulled(self, old: float, moved: float, place: tuple[int, int, int]) -> float:
        pull = {"none": 0.0, "L1": math.copysign(1.0, old), "L2": old}[self.regularization]
        pulled = moved - RATE * STRENGTH * pull
        if self.regularization == "L1" and moved * pulled < 0:
            self.dead.add(place)
            return 0.0
        return pulled

    def train_epoch(self, points: np.ndarray, labels: np.ndarray, *, carry: bool) -> None:
        """Show all points; ``carry`` keeps those that fill no batch for the next epoch."""
        for number, (point, label) in enumerate(zip(points, labels, strict=True), start=1):
            self.show(point, label)
            if number % BATCH == 0:
                self.step()
        if self.count and not carry:
            self.step()

    @property
    def parameters(self) -> np.ndarray:
        return np.concatenate([np.ravel(one) for one in (*self.weights, *self.biases)])


def side_by_side(
    engine: str, activation: str, problem: str, regularization: str, n: int = 20
) -> tuple[Peer, Trainer, np.ndarray, np.ndarray]:
    """Return both from the same start, the points and their labels."""
    rng = np.random.default_rng(5)
    points = rng.uniform(-3, 3, (n, 2))
    labels = np.sin(points[:, 0]) * np.cos(points[:, 1])
    labels = np.where(labels > 0, 1.0, -1.0) if problem == "classification" else labels
    network = Network((2, 4, 3, 1), [activation] * 2, Head.of(problem))
    network.initialise(rng)
    network.parameters += 0.3 * np.sign(network.parameters)  # L1 shall not be done at once
    recipe = Recipe(
        learning_rate=RATE, batch_size=BATCH, shuffle=False,
        regularization=regularization, regularization_rate=STRENGTH,
    )  # fmt: skip
    peer = Peer(network, [activation, activation, ENDS[problem]], regularization)
    return peer, Trainer(network, recipe, rng, rng, engine), points, labels


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("activation", CURVES)
@pytest.mark.parametrize("problem", ENDS)
@pytest.mark.parametrize("regularization", ["none", "L2"])
def test_the_same_run_over_a_hundred_epochs(engine, activation, problem, regularization):
    peer, trainer, points, labels = side_by_side(engine, activation, problem, regularization)
    for _ in range(100):
        peer.train_epoch(points, labels, carry=True)
        trainer.train_epochs(points, labels[:, None], 1)
        np.testing.assert_allclose(
            trainer.network.parameters, peer.parameters, rtol=1e-9, atol=1e-12
        )
    assert trainer.steps == 400
    ours = evaluate(trainer.network, points, labels[:, None])
    assert ours == pytest.approx(peer.loss(points, labels), rel=1e-9)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_with_l1_the_same_until_a_weight_reaches_zero(engine):
    peer, trainer, points, labels = side_by_side(engine, "tanh", "classification", "L1")
    peer.train_epoch(points, labels, carry=True)
    while not peer.crossed:
        trainer.train_epochs(points, labels[:, None], 1)
        np.testing.assert_allclose(
            trainer.network.parameters, peer.parameters, rtol=1e-9, atol=1e-12
        )
        peer.train_epoch(points, labels, carry=True)
    assert trainer.epoch >= 3


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_batch_that_is_not_full_is_used_at_once_and_not_kept(engine):
    peer, trainer, points, labels = side_by_side(engine, "tanh", "regression", "none", n=18)
    keeper = side_by_side(engine, "tanh", "regression", "none", n=18)[0]
    for _ in range(20):
        peer.train_epoch(points, labels, carry=False)
        keeper.train_epoch(points, labels, carry=True)
        trainer.train_epochs(points, labels[:, None], 1)
    ours = trainer.network.parameters
    np.testing.assert_allclose(ours, peer.parameters, rtol=1e-9, atol=1e-12)
    assert np.abs(ours - keeper.parameters).max() > 1e-4
