"""How well networks do: loss, accuracy, and the lengths of weights and gradients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.nn.compiled.engine import use_numpy
from playground.nn.network import Network

# Examples that go through the network at once. It keeps every layer's numbers for each of them: for
# a table of 200,000 rows and a deep network that would be gigabytes, and no faster.
AT_ONCE = 2048


@dataclass(frozen=True)
class Measures:
    """What was measured of some networks of one kind.

    Parameters
    ----------
    losses
        Mean loss over the examples, without any regularization term, (n_networks,).
    accuracies
        Share of examples classified correctly, 0..1, (n_networks,); nan for a regression.
    weight_norms
        Euclidean length of every layer's weights, (n_networks, n_layers).
    gradient_norms
        Length of the gradient of the mean loss by them, (n_networks, n_layers); (n_networks, 0) if
        it was not asked for.
    """

    losses: FloatArray
    accuracies: FloatArray
    weight_norms: FloatArray
    gradient_norms: FloatArray


def measure(
    network: Network,
    candidates: FloatArray,
    inputs: FloatArray,
    targets: FloatArray,
    *,
    gradients: bool = False,
    engine: str = "auto",
) -> Measures:
    """Measure networks of one kind over the same examples; nothing is changed in ``network``.

    Parameters
    ----------
    network
        Says of what kind they are; its own parameters do not count.
    candidates
        The parameters of each, (n_networks, n_parameters).
    inputs, targets
        Features (n_examples, n_features) and targets (n_examples, n_targets).
    gradients
        Whether to measure the gradients as well.
    engine
        As for a ``Trainer``.

    Raises
    ------
    ValueError
        If the arrays do not fit the network.

    Examples
    --------
    >>> from playground.nn import Head
    >>> network = Network((1, 1), [], Head.of("regression"))
    >>> both = np.array([[0.0, 0.0], [3.0, 4.0]])
    >>> found = measure(network, both, np.array([[1.0]]), np.array([[1.0]]), gradients=True)
    >>> found.losses, found.weight_norms[1], found.gradient_norms[1]
    (array([ 0.5, 18. ]), array([3.]), array([6.]))
    """
    check_shapes(network, inputs, targets)
    if use_numpy(engine, network):
        with np.errstate(all="ignore"):  # of a run that runs away, nan and infinity are the measure
            return in_numpy(network, candidates, inputs, targets, gradients)
    from playground.nn.compiled import workspace

    return Measures(*workspace.measure(network, candidates, inputs, targets, gradients))


def check_shapes(network: Network, inputs: FloatArray, targets: FloatArray) -> None:
    """Refuse arrays that do not fit a network: compiled code would read beyond their ends.

    Raises
    ------
    ValueError
        With a sentence that names the shape that fits.
    """
    n = len(inputs)
    widths = network.layer_sizes[0], network.head.n_targets
    for what, array, width in zip(("inputs", "targets"), (inputs, targets), widths, strict=True):
        if np.shape(array) != (n, width):
            raise ValueError(
                f"This network takes {what} of shape ({n}, {width}) for {n} examples, "
                f"not {np.shape(array)}."
            )


def in_numpy(
    network: Network,
    candidates: FloatArray,
    inputs: FloatArray,
    targets: FloatArray,
    gradients: bool,
) -> Measures:
    """Measure in plain NumPy: the reference that the compiled path is held against."""
    trial = network.copy()
    n_layers = len(trial.weights)
    losses, accuracies = np.full(len(candidates), np.nan), np.full(len(candidates), np.nan)
    weight_norms = np.empty((len(candidates), n_layers))
    gradient_norms = np.empty((len(candidates), n_layers if gradients else 0))
    for number, candidate in enumerate(candidates):
        trial.parameters[:] = candidate
        weight_norms[number] = [np.linalg.norm(weights) for weights in trial.weights]
        if len(inputs):
            losses[number], accuracies[number] = _score(trial, inputs, targets)
        if gradients:
            by_weights, _ = trial.views(_gradient(trial, inputs, targets))
            gradient_norms[number] = [np.linalg.norm(gradient) for gradient in by_weights]
    return Measures(losses, accuracies, weight_norms, gradient_norms)


def evaluate(network: Network, inputs: FloatArray, targets: FloatArray) -> float:
    """Return the mean loss, without any regularization term and without touching training state.

    Parameters
    ----------
    network
        What is measured.
    inputs
        Features, (n, n_features).
    targets
        From ``Head.targets``, (n, n_targets).

    Returns
    -------
    float
        The mean over the examples; nan for no examples.
    """
    return _score(network, inputs, targets)[0] if len(inputs) else float("nan")


def _parts(inputs: FloatArray, targets: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    for start in range(0, len(inputs), AT_ONCE):
        yield inputs[start : start + AT_ONCE], targets[start : start + AT_ONCE]


def _score(network: Network, inputs: FloatArray, targets: FloatArray) -> tuple[float, float]:
    """Return the mean loss, and the share of examples whose output has the class of its target."""
    head = network.head
    logits = np.concatenate(
        [network.forward(some).logits[-1] for some, _ in _parts(inputs, targets)]
    )
    loss = float(np.mean(head.value(logits, targets)))
    if head.problem == "regression":
        return loss, float("nan")
    right = head.classes(head.activate(logits)) == head.classes(targets)
    return loss, float(np.mean(right))


def _gradient(network: Network, inputs: FloatArray, targets: FloatArray) -> FloatArray:
    """Return the gradient (n_parameters,) of the mean loss over all examples."""
    gradient = np.zeros_like(network.gradient)
    for some, wanted in _parts(inputs, targets):
        network.backward(network.forward(some), wanted)
        gradient += network.gradient * (len(some) / len(inputs))
    return gradient
