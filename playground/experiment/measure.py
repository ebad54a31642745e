"""How well a network does: loss, accuracy, confusions, and what it has to beat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from playground.data.features import FeatureMap
from playground.data.splits import Sample
from playground.nn import Head, Network
from playground.nn.arrays import FloatArray
from playground.runs.history import Measured, Norms

# Examples that go through the network at once. It keeps every layer's numbers for each of them: for
# a table of 200,000 rows and a deep network that would be gigabytes, and no faster.
AT_ONCE = 2048


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

    def parts(self) -> Iterator[Examples]:
        """Yield the examples in parts of at most ``AT_ONCE``; one empty part if there are none."""
        for start in range(0, max(len(self.inputs), 1), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            yield Examples(self.inputs[part], self.targets[part], self.labels[part])


def score(network: Network, examples: Examples) -> tuple[float, float | None]:
    """Return the mean loss and the share of points classified correctly, None for a regression."""
    head = network.head
    logits = np.concatenate([network.forward(part.inputs).logits[-1] for part in examples.parts()])
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
    predicted = np.concatenate(
        [head.classes(network.outputs(part.inputs)) for part in examples.parts()]
    )
    table: NDArray[np.int64] = confusion_matrix(examples.labels, predicted, labels=classes)
    return table


def norms(network: Network, training: Examples) -> Norms:
    """Return the length of every layer's weights and of the loss's gradient by them.

    The gradient is that over all training points, without regularization.
    """
    gradient = np.zeros_like(network.gradient)
    for part in training.parts():
        network.backward(network.forward(part.inputs), part.targets)
        gradient += network.gradient * (len(part.inputs) / len(training.inputs))
    network.gradient[:] = gradient
    return Norms(
        tuple(float(np.linalg.norm(weights)) for weights in network.weights),
        tuple(float(np.linalg.norm(gradient)) for gradient in network.weight_gradients),
    )
