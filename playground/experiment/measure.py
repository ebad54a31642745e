"""How well a network does: loss, accuracy, confusions, and what it has to beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from playground.data.features import FeatureMap
from playground.data.splits import Sample
from playground.experiment.history import Measured, Norms
from playground.nn import Head, Network
from playground.nn.arrays import FloatArray


@dataclass(frozen=True)
class Examples:
    """A sample as the network takes it.

    Parameters
    ----------
    inputs
        Features, shape (n, n_features).
    targets
        What the outputs should be, shape (n, n_outputs).
    labels
        The labels, shape (n,).
    """

    inputs: FloatArray
    targets: FloatArray
    labels: FloatArray

    @classmethod
    def of(cls, sample: Sample, feature_map: FeatureMap, head: Head) -> Examples:
        """Return a sample's examples for a network with these features and this head."""
        inputs = np.asarray(feature_map(sample.points), dtype=np.float64)
        return cls(inputs, head.targets(sample.labels), sample.labels)


def score(network: Network, examples: Examples) -> tuple[float, float | None]:
    """Return the mean loss and the share of points classified correctly, None for a regression."""
    head = network.head
    logits = network.forward(examples.inputs).logits[-1]
    loss = float(np.mean(head.value(logits, examples.targets)))
    if head.problem == "regression":
        return loss, None
    right = head.classes(head.activate(logits)) == examples.labels
    return loss, float(np.mean(right))


def measure(network: Network, training: Examples, testing: Examples) -> Measured:
    """Return loss and accuracy on both samples."""
    train_loss, train_accuracy = score(network, training)
    test_loss, test_accuracy = score(network, testing)
    return Measured(train_loss, test_loss, train_accuracy, test_accuracy)


def naive_loss(head: Head, training: Examples, testing: Examples) -> float:
    """Return the test loss of always giving the average answer of the training points.

    For squared error and cross-entropy no constant answer does better on the training points, but
    where nearly all are of one class: see ``Head.bias_for``.
    """
    constant = head.bias_for(training.targets)
    logits = np.tile(constant, (len(testing.targets), 1))
    return float(np.mean(head.value(logits, testing.targets)))


def confusion(network: Network, examples: Examples) -> NDArray[np.int64]:
    """Return how many points of each class (row) are taken for each class (column).

    Raises
    ------
    ValueError
        For a regression, which has no classes.
    """
    head = network.head
    if head.problem == "regression":
        raise ValueError("A regression has no classes to confuse.")
    classes = [-1.0, 1.0] if head.n_classes == 2 else list(range(head.n_classes))
    predicted = head.classes(network.outputs(examples.inputs))
    table: NDArray[np.int64] = confusion_matrix(examples.labels, predicted, labels=classes)
    return table


def norms(network: Network, training: Examples) -> Norms:
    """Return the length of every layer's weights and of the loss's gradient by them.

    The gradient is that over all training points, without regularization.
    """
    network.backward(network.forward(training.inputs), training.targets)
    return Norms(
        tuple(float(np.linalg.norm(weights)) for weights in network.weights),
        tuple(float(np.linalg.norm(gradient)) for gradient in network.weight_gradients),
    )
