"""How well a network does: loss, accuracy, confusions, and what it has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import confusion_matrix

from playground.arrays import FloatArray, IntArray
from playground.data.features import FeatureMap
from playground.data.splits import Sample
from playground.nn import Head, Measures, Network
from playground.nn import measure as measure_networks
from playground.nn.measuring import AT_ONCE
from playground.runs.history import Measured, Norms


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


Score = tuple[float, float | None]


def scores(
    network: Network,
    moments: Sequence[FloatArray] | FloatArray,
    examples: Examples,
    engine: str = "auto",
) -> list[Score]:
    """Return the mean loss and the share of points classified correctly, None for a regression.

    ``moments`` are the network's parameters (n_parameters,) at several moments; its own do not
    count.
    """
    rows = np.asarray(moments)
    found = measure_networks(network, rows, examples.inputs, examples.targets, engine=engine)
    return _scores(network.head, found)


def measure(
    network: Network, training: Examples, testing: Examples, engine: str = "auto"
) -> Measured:
    """Return loss and accuracy on both samples."""
    now = [network.parameters]
    train_loss, train_accuracy = scores(network, now, training, engine)[0]
    test_loss, test_accuracy = scores(network, now, testing, engine)[0]
    return Measured(train_loss, test_loss, train_accuracy, test_accuracy)


def course(
    network: Network,
    moments: Sequence[FloatArray],
    training: Examples,
    testing: Examples,
    engine: str = "auto",
) -> list[tuple[Measured, Norms]]:
    """Measure several moments of a run, given by the network's parameters at each.

    The gradient whose lengths are told is that over all training points, without regularization.
    """
    if not moments:
        return []
    rows = np.array(moments)
    given = network, rows, training.inputs, training.targets
    trained = measure_networks(*given, gradients=True, engine=engine)
    tested = scores(network, rows, testing, engine)
    lengths = zip(trained.weight_norms.tolist(), trained.gradient_norms.tolist(), strict=True)
    return [
        (
            Measured(train_loss, test_loss, train_accuracy, test_accuracy),
            Norms(tuple(weights), tuple(gradients)),
        )
        for (train_loss, train_accuracy), (test_loss, test_accuracy), (weights, gradients) in zip(
            _scores(network.head, trained), tested, lengths, strict=True
        )
    ]


def _scores(head: Head, found: Measures) -> list[Score]:
    if head.problem == "regression":
        return [(loss, None) for loss in found.losses.tolist()]
    return list(zip(found.losses.tolist(), found.accuracies.tolist(), strict=True))


def naive_loss(head: Head, training: Examples, testing: Examples) -> float:
    """Return the test loss of always giving the average answer of the training points.

    For squared error and cross-entropy no constant answer does better on the training points, but
    where nearly all are of one class: see ``Head.bias_for``.
    """
    constant = head.bias_for(training.targets)
    logits = np.tile(constant, (len(testing.targets), 1))
    return float(np.mean(head.value(logits, testing.targets)))


def confusion(network: Network, examples: Examples) -> IntArray:
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
    parts = np.split(examples.inputs, range(AT_ONCE, len(examples.inputs), AT_ONCE))
    predicted = np.concatenate([head.classes(network.outputs(part)) for part in parts])
    table: IntArray = confusion_matrix(examples.labels, predicted, labels=classes)
    return table
