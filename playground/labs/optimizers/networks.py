"""Two parameters of a real network as a terrain: its whole landscape, with no projection.

A network without a hidden layer and with one input has a weight w and a bias b, nothing else. Its
loss over the training points is the height; mini-batches of these points are the noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers.surfaces import Box
from playground.nn import Head, Network

SEED = 7
STEP = 1e-4  # of the differences of gradients that make a Hessian
AT_ONCE = 2**20  # outputs that are computed at the same time


@dataclass(frozen=True)
class OneNeuron:
    """The loss of ``Network((1, 1), [], head)`` over its weight and its bias.

    Parameters
    ----------
    name, label, lesson, domain, start, rates
        As for a ``Surface``.
    problem, loss
        Of its head, see ``Head.of``.
    inputs, labels
        The training points, (m,) each.
    axes
        What the two parameters are called.
    """

    name: str
    label: str
    lesson: str
    domain: Box
    start: tuple[float, float]
    problem: str
    loss: str
    inputs: FloatArray
    labels: FloatArray
    rates: Mapping[str, float]
    axes: tuple[str, str] = ("w", "b")

    @cached_property
    def head(self) -> Head:
        """What stands at the end of the network."""
        return Head.of(self.problem, self.loss)

    @cached_property
    def targets(self) -> FloatArray:
        """What the outputs should be, (m, 1)."""
        return self.head.targets(self.labels)

    def network(self, point: FloatArray) -> Network:
        """Return the network with these two parameters (2,)."""
        network = Network((1, 1), [], self.head)
        network.parameters[:] = point
        return network

    def value(self, points: FloatArray) -> FloatArray:
        """Return the losses (n,) of the networks with parameters (n, 2)."""
        most = max(1, AT_ONCE // len(self.inputs))
        parts = [points[place : place + most] for place in range(0, len(points), most)]
        return np.concatenate([self._value(part) for part in parts]) if parts else np.zeros(0)

    def _value(self, points: FloatArray) -> FloatArray:
        logits, targets = self._logits(points, self.inputs, self.targets)
        losses: FloatArray = self.head.value(logits, targets).reshape(len(points), -1).mean(axis=1)
        return losses

    def gradient(self, points: FloatArray) -> FloatArray:
        """Return the gradients (n, 2) over all training points."""
        return self._slopes(points, self.inputs, self.targets)

    def batch_gradient(self, points: FloatArray, rng: np.random.Generator, size: int) -> FloatArray:
        """Return the gradients (n, 2) over one mini-batch, the same for all."""
        rows = rng.choice(len(self.inputs), min(size, len(self.inputs)), replace=False)
        return self._slopes(points, self.inputs[rows], self.targets[rows])

    def hessian(self, points: FloatArray) -> FloatArray:
        """Return the Hessians (n, 2, 2), from central differences of gradients."""
        columns = []
        for axis in np.eye(2):
            ahead, behind = (self.gradient(points + sign * STEP * axis) for sign in (1, -1))
            columns.append((ahead - behind) / (2 * STEP))
        hessian = np.stack(columns, axis=2)
        return 0.5 * (hessian + hessian.transpose(0, 2, 1))

    def _slopes(self, points: FloatArray, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        """dC/dw = mean(delta x), dC/db = mean(delta): backpropagation through one layer."""
        logits, repeated = self._logits(points, inputs, targets)
        delta = self.head.delta(logits, repeated).reshape(len(points), -1)
        return np.stack([(delta * inputs).mean(axis=1), delta.mean(axis=1)], axis=1)

    @staticmethod
    def _logits(
        points: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return z = w x + b of all networks and points, (n m, 1), and targets to match."""
        logits = points[:, :1] * inputs + points[:, 1:]
        return logits.reshape(-1, 1), np.tile(targets, (len(points), 1))


def _line() -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(SEED)
    x = rng.uniform(-1.0, 3.0, 40)
    return x, 0.8 * x - 0.5 + 0.5 * rng.standard_normal(40)


def _sides() -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(SEED)
    labels = np.repeat([-1.0, 1.0], 20)
    return 0.5 + 0.9 * labels + rng.standard_normal(40), labels


def _rates(**rates: float) -> Mapping[str, float]:
    return MappingProxyType(rates)


NETWORKS: dict[str, OneNeuron] = {
    one.name: one
    for one in (
        OneNeuron(
            "line", "A line through points (w, b)",
            "A network without hidden layer fits a line: its loss is a tilted bowl.",
            (-2, 3, -3, 2), (-1.5, 1.5), "regression", "squared_error", *_line(),
            _rates(sgd=0.2, momentum=0.05, nesterov=0.05, adagrad=0.5, rmsprop=0.05, adam=0.1),
        ),
        OneNeuron(
            "neuron", "One tanh neuron, squared error",
            "Where the neuron is surely wrong its slope has died: a plateau.",
            (-6, 6, -6, 6), (-4, -4), "classification", "squared_error", *_sides(),
            _rates(sgd=0.5, momentum=0.1, nesterov=0.1, adagrad=0.5, rmsprop=0.1, adam=0.2),
        ),
        OneNeuron(
            "entropy", "One sigmoid neuron, cross-entropy",
            "The same points, another loss: where it is surely wrong the slope is steepest.",
            (-6, 6, -6, 6), (-4, -4), "classification", "cross_entropy", *_sides(),
            _rates(sgd=0.5, momentum=0.1, nesterov=0.1, adagrad=0.5, rmsprop=0.1, adam=0.2),
        ),
    )
}  # fmt: skip
