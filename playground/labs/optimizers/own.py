"""The learner's own experiment as a landscape: its loss, its parameters' names, exact slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from playground.arrays import FloatArray
from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.experiment.snapshot import Snapshot
from playground.labs.optimizers.landscape import (
    Slice,
    random_directions,
    weights_slice,
)
from playground.labs.optimizers.network_loss import NetworkLoss
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.regularizers import REGULARIZERS

# A slice moves two parameters only, along which the loss bends no more than along all of them: ten
# times a network's rates.
SLICE_RATES = MappingProxyType(
    {one.name: 10 * one.usual_rate for one in OPTIMIZERS.values() if one.uses_gradient}
)


def loss_of(experiment: Experiment) -> tuple[NetworkLoss, FloatArray]:
    """Return the training loss of an experiment's network, and its parameters at this moment."""
    now = experiment.snapshot()
    training = now.setup.training
    return NetworkLoss(now.network, training.inputs, training.targets), now.parameters


def names_of_parameters(experiment: Experiment) -> list[str]:
    """Return what each parameter is called, in the order of the flat vector.

    >>> names_of_parameters(Experiment(hidden_layers=[1], dataset="gauss"))
    ['x₁ → 1.1', 'x₂ → 1.1', '1.1 → output', 'bias of 1.1', 'bias of output']
    """
    sizes = experiment.network.layer_sizes
    last = len(sizes) - 1

    def neuron(layer: int, place: int) -> str:
        if layer == 0:
            name = experiment.settings.features[place]
            return FEATURES[name].label if name in FEATURES else name
        if layer == last:
            return "output" if sizes[-1] == 1 else f"output {experiment.source.titles[place]}"
        return f"{layer}.{place + 1}"

    weights = [
        f"{neuron(layer, source)} → {neuron(layer + 1, target)}"
        for layer in range(last)
        for source in range(sizes[layer])
        for target in range(sizes[layer + 1])
    ]
    biases = [
        f"bias of {neuron(layer, place)}"
        for layer in range(1, last + 1)
        for place in range(sizes[layer])
    ]
    return weights + biases


def first_weights(experiment: Experiment) -> tuple[int, int]:
    """Return the two weights that are seen first: those of two inputs of the first neuron.

    >>> first_weights(Experiment(hidden_layers=[4, 2])), first_weights(Experiment(features=["x1"]))
    ((0, 4), (0, 1))
    """
    n_inputs, width = experiment.network.layer_sizes[:2]
    return (0, width) if n_inputs > 1 else (0, 1)


def beside_the_loss(settings: Settings) -> str:
    """Return in a sentence what training takes care of beside the loss that is drawn, "" if nothing.

    >>> beside_the_loss(Experiment(label_smoothing=0.1, dropout=[0.2, 0]).settings)
    'Training also minds label smoothing and dropout; the loss drawn here, like the training loss of the playground, is without.'
    """  # noqa: E501
    regularizer = REGULARIZERS[settings.regularization]
    ways = {
        f"the {regularizer.label} penalty": (
            regularizer.pulls and settings.regularization_rate > 0.0
        ),
        "label smoothing": settings.label_smoothing > 0.0 and not settings.idle("label_smoothing"),
        "dropout": any(settings.dropout),
    }
    also = [name for name, has_it in ways.items() if has_it]
    if not also:
        return ""
    several = " and ".join([", ".join(also[:-1]), also[-1]] if also[1:] else also)
    return (
        f"Training also minds {several}; the loss drawn here, like the training loss of the "
        "playground, is without."
    )


def landscape(
    experiment: Experiment,
    weights: Sequence[int] | None = None,
    *,
    reach: float = 3.0,
    seed: int = 0,
) -> Slice:
    """Return an exact slice through the training loss of an experiment's network.

    Parameters
    ----------
    experiment
        Whose network, as it is now.
    weights
        The places of two parameters in ``network.parameters``; two random directions, as long as
        each neuron's own weights, when not given.
    reach
        How far the picture goes to either side: in the weights' own numbers, or in lengths of the
        directions.
    seed
        Of the random directions.

    Raises
    ------
    ValueError
        If these are not two different parameters of the network.

    Examples
    --------
    >>> run = Experiment(dataset="gauss", seed=1)
    >>> plane = landscape(run, weights=(0, 1))
    >>> bool(np.isclose(plane.value(np.array([plane.start]))[0], run.measured().train_loss))
    True
    """
    loss, here = loss_of(experiment)
    if weights is not None:
        names = names_of_parameters(experiment)
        plane = weights_slice(loss, here, weights, reach)
        first, second = weights
        return replace(plane, axes=(names[first], names[second]), rates=SLICE_RATES)
    with experiment.lock:
        network = experiment.network.copy()
    directions = random_directions(network, np.random.default_rng(seed))
    share = reach / 3.0
    return Slice(
        loss, here, directions, domain=(-share, share, -share, share), rates=SLICE_RATES,
        axes=("direction 1", "direction 2"),
        lesson="Exact: the network moves along two random directions, each neuron in its own size.",
    )  # fmt: skip


def moving_slice(
    now: Snapshot, weights: Sequence[int], axes: tuple[str, str], reach: float
) -> Slice:
    """Return the slice along two weights through the network of a moment of its training.

    Its picture stands still while the network is in its middle, and is moved by half of its reach.

    Parameters
    ----------
    now
        The moment.
    weights, axes
        The places of two parameters in ``network.parameters``, and what they are called.
    reach
        How far the picture goes to either side.
    """
    training = now.setup.training
    loss = NetworkLoss(now.network, training.inputs, training.targets)
    plane = weights_slice(loss, now.parameters, weights, reach)
    step = 0.5 * reach
    x, y = (step * round(one / step) for one in plane.origin)
    return replace(
        plane, domain=(x - reach, x + reach, y - reach, y + reach), axes=axes, rates=SLICE_RATES,
        label=f"Your network at epoch {now.epoch:,}",
        lesson=f"Training loss {float(loss.values(now.parameters[None])[0]):.3g} at the dot, which "
        "is the network itself.",
    )  # fmt: skip
