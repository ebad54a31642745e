"""Initial weights and biases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.nn.heads import Head

SMALL_BIAS = 0.1


@dataclass(frozen=True)
class Initializer:
    """A way to draw first weights: ``initialise(rng, n_in, n_out)`` gives (n_in, n_out).

    ``bias`` is the value with which all hidden biases begin.
    """

    name: str
    label: str
    formula: str
    explanation: str
    initialise: Callable[[np.random.Generator, int, int], FloatArray]
    bias: float = SMALL_BIAS


@dataclass(frozen=True)
class BiasInitializer:
    """A way to choose the output biases: ``initialise(head, targets, small)`` gives (n_outputs,).

    ``small`` is the value that the hidden layers' biases get, ``targets`` those of the training
    data.
    """

    name: str
    label: str
    explanation: str
    initialise: Callable[[Head, FloatArray, float], FloatArray]
    needs_labels: bool = False


def uniform(rng: np.random.Generator, n_in: int, n_out: int) -> FloatArray:
    """Draw from U[-0.5, 0.5], as TensorFlow Playground does."""
    return rng.uniform(-0.5, 0.5, size=(n_in, n_out))


def zero(rng: np.random.Generator, n_in: int, n_out: int) -> FloatArray:
    """Return zeros."""
    return np.zeros((n_in, n_out))


def normal(rng: np.random.Generator, n_in: int, n_out: int) -> FloatArray:
    """Draw from N(0, 1), whatever the size of the layer."""
    return rng.standard_normal((n_in, n_out))


def glorot(rng: np.random.Generator, n_in: int, n_out: int) -> FloatArray:
    """Draw from U[-r, r], r = sqrt(6 / (n_in + n_out)) (Glorot and Bengio 2010)."""
    limit = np.sqrt(6.0 / (n_in + n_out))
    return rng.uniform(-limit, limit, size=(n_in, n_out))


def he(rng: np.random.Generator, n_in: int, n_out: int) -> FloatArray:
    """Draw from N(0, 2 / n_in) (He et al. 2015)."""
    scale = float(np.sqrt(2.0 / n_in))
    return scale * rng.standard_normal((n_in, n_out))


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        Initializer(
            "uniform", "Uniform", "U[-0.5, 0.5]",
            "Any value between -0.5 and 0.5, for every layer alike.", uniform,
        ),
        Initializer(
            "zero", "Zero", "0",
            "All the same: the neurons of a layer then never learn to differ.", zero,
            bias=0.0,
        ),
        Initializer(
            "normal", "Normal", "N(0, 1)",
            "A bell curve of width 1: large for deep networks, whose signals then saturate.",
            normal,
        ),
        Initializer(
            "glorot", "Glorot", "U[-r, r], r = sqrt(6 / (n_in + n_out))",
            "Scaled so that signals keep their size through tanh layers, both ways.", glorot,
        ),
        Initializer(
            "he", "He", "N(0, 2 / n_in)",
            "Scaled so that signals keep their size through ReLU layers.", he,
        ),
    )
}  # fmt: skip


def _small_bias(head: Head, targets: FloatArray, small: float) -> FloatArray:
    return np.full(head.n_outputs, small)


def _zero_bias(head: Head, targets: FloatArray, small: float) -> FloatArray:
    return np.zeros(head.n_outputs)


def _data_bias(head: Head, targets: FloatArray, small: float) -> FloatArray:
    return head.bias_for(targets)


BIAS_INITIALIZERS: dict[str, BiasInitializer] = {
    initializer.name: initializer
    for initializer in (
        BiasInitializer(
            "small", "0.1", "The same small value as all other biases.",
            _small_bias,
        ),
        BiasInitializer("zero", "0", "The output starts without a bias.", _zero_bias),
        BiasInitializer(
            "data", "From the data",
            "The output starts at the average of the training labels: the best constant guess.",
            _data_bias, needs_labels=True,
        ),
    )
}  # fmt: skip
