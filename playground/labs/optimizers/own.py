"""The learner's own experiment as a landscape: which slice, and runs whose shadows are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from playground.arrays import FloatArray
from playground.experiment import Experiment
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import Source
from playground.labs.optimizers.landscape import (
    NetworkLoss,
    Shadow,
    Slice,
    random_directions,
    shadow,
    weights_slice,
)
from playground.labs.optimizers.walkers import WALKERS
from playground.runs.jobs import Steps

# Rates at which a network of this size learns with each rule; on a slice too.
RATES = MappingProxyType(
    {
        "sgd": 0.03, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.1, "rmsprop": 0.01,
        "adam": 0.01, "adamw": 0.01, "lion": 0.003,
    }
)  # fmt: skip
SLICE_RATES = MappingProxyType({name: 10 * rate for name, rate in RATES.items()})
MOMENTS = 60  # of a run that are kept for its shadow
MOST_EPOCHS = 2000


def loss_of(experiment: Experiment) -> tuple[NetworkLoss, FloatArray]:
    """Return the training loss of an experiment's network, and its parameters at this moment."""
    with experiment.lock:
        network = experiment.network.copy()
        training = experiment.training
    return NetworkLoss(network, training.inputs, training.targets), network.parameters.copy()


def names_of_parameters(experiment: Experiment) -> list[str]:
    """Return what each parameter is called, in the order of the flat vector.

    >>> names_of_parameters(Experiment(hidden_layers=[1], dataset="gauss"))
    ['x1 → 1.1', 'x2 → 1.1', '1.1 → output', 'bias of 1.1', 'bias of output']
    """
    sizes = experiment.network.layer_sizes
    last = len(sizes) - 1

    def neuron(layer: int, place: int) -> str:
        if layer == 0:
            return experiment.settings.features[place]
        if layer == last:
            return "output" if sizes[-1] == 1 else f"output {place + 1}"
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


@dataclass(frozen=True)
class Told:
    """The shadow of a run with one optimizer.

    Parameters
    ----------
    optimizer, learning_rate
        Who trained.
    epochs
        The epoch of each moment, (n,).
    shadow
        What is seen of it; None where nothing has moved, or the numbers ran away at once.
    diverged
        Whether the run ended because the numbers ran away.
    """

    optimizer: str
    learning_rate: float
    epochs: list[int]
    shadow: Shadow | None
    diverged: bool


def shadows(
    settings: Settings,
    optimizers: Sequence[str],
    epochs: int,
    own: Source | None = None,
) -> Steps[list[Told]]:
    """Train the same start with several optimizers, and return each run's shadow: for a ``Job``.

    Parameters
    ----------
    settings
        The experiment's; its own optimizer keeps its rate, the others have their usual one.
    optimizers
        Keys of ``WALKERS`` that networks can be trained with.
    epochs
        How long each run is.
    own
        The learner's own points, if the settings name them.
    """
    length = min(max(epochs, 1), MOST_EPOCHS)
    wanted = sorted({round(one) for one in np.geomspace(1, length + 1, MOMENTS) - 1})
    found: list[Told] = []
    chosen = [name for name in optimizers if WALKERS[name].direction is None]
    for number, optimizer in enumerate(chosen):
        rate = settings.learning_rate if optimizer == settings.optimizer else RATES.get(optimizer)
        changes = {"optimizer": optimizer, "stop_epochs": 0, "stop_loss": 0.0, "stop_accuracy": 0}
        changed, _ = settings.replaced(
            **changes, stop_patience=0,
            learning_rate=rate or SETTINGS["learning_rate"].default,
        )  # fmt: skip
        run = Experiment(changed, own=own)
        moments, seen = [run.network.parameters.copy()], [0]
        for epoch in wanted[1:]:
            run.train(epoch - run.epoch)
            if run.diverged is not None:
                break
            moments.append(run.network.parameters.copy())
            seen.append(run.epoch)
            yield (number + epoch / length) / len(chosen)
        found.append(_told(run, optimizer, np.array(moments), seen))
    return found


def _told(run: Experiment, optimizer: str, moments: FloatArray, epochs: list[int]) -> Told:
    loss, _ = loss_of(run)
    try:
        seen = shadow(loss, moments)
    except ValueError:  # nothing has moved: there is no plane to look at
        seen = None
    return Told(optimizer, run.settings.learning_rate, epochs, seen, run.diverged is not None)
