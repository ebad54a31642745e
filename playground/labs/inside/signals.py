"""What goes through all layers, forwards and backwards, and which points are learned worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray, IntArray
from playground.experiment.snapshot import Snapshot
from playground.nn import Network, trace
from playground.nn.measuring import AT_ONCE

MOST_POINTS = 1000  # whose signals are looked at
MOST_WORST = 8


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of some numbers."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, numbers: AnyFloatArray) -> Spread:
        """Return those of all numbers of an array.

        >>> Spread.of(np.array([[1.0, 3.0]]))
        Spread(mean=2.0, deviation=1.0)
        """
        return cls(float(np.mean(numbers)), float(np.std(numbers)))


@dataclass(frozen=True)
class Signal:
    """What one layer gives on and gets back, over points and neurons.

    ``outputs`` are its activations, ``deltas`` d(loss)/d(z) of each point's own loss; ``first_...``
    are those that the run began with.
    """

    layer: str
    first_outputs: Spread
    outputs: Spread
    first_deltas: Spread
    deltas: Spread


def signals(now: Snapshot) -> list[Signal]:
    """Return the signal of every layer, the first hidden one first.

    The pictures of Glorot and Bengio 2010, section 4, in numbers: where the spread shrinks from
    layer to layer the signal vanishes, where it grows it explodes.
    """
    first, present = (
        _spreads(network, now) for network in (now.setup.trainer("numpy").network, now.network)
    )
    last = len(present) - 1
    names = [f"Layer {number}" for number in range(1, last + 1)] + ["Output"]
    return [
        Signal(name, began[0], is_now[0], began[1], is_now[1])
        for name, began, is_now in zip(names, first, present, strict=True)
    ]


def _spreads(network: Network, now: Snapshot) -> list[tuple[Spread, Spread]]:
    training = now.setup.training
    with np.errstate(all="ignore"):  # numbers that run away are told as they are
        kept = trace(network, training.inputs[:MOST_POINTS], training.targets[:MOST_POINTS])
        return [
            (Spread.of(outputs), Spread.of(deltas))
            for outputs, deltas in zip(kept.outputs, kept.deltas, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class Worst:
    """The training points of the largest losses, the largest first.

    Parameters
    ----------
    examples
        Their places in the training data, (n,).
    points, labels, losses
        Where they lie (n, 2), what they are, and their losses, (n,).
    share
        Their part of the whole loss, 0 to 1; NaN where that is 0 or not finite.
    """

    examples: IntArray
    points: FloatArray
    labels: FloatArray
    losses: FloatArray
    share: float


def worst(now: Snapshot) -> Worst:
    """Return the training points that the network does worst on at one moment."""
    network, training, sample = now.network, now.setup.training, now.setup.data.train
    with np.errstate(all="ignore"):
        losses = np.concatenate(
            [
                _losses(network, training.inputs[part], training.targets[part])
                for part in _parts(len(training.inputs))
            ]
        )
    ranked = np.where(np.isfinite(losses), losses, np.inf)
    examples = np.argsort(-ranked, kind="stable")[:MOST_WORST]
    with np.errstate(all="ignore"):
        share = float(losses[examples].sum() / losses.sum())
    return Worst(
        examples, sample.points[examples], sample.labels[examples], losses[examples], share
    )


def _parts(n: int) -> Sequence[slice]:
    return [slice(start, start + AT_ONCE) for start in range(0, n, AT_ONCE)]


def _losses(network: Network, inputs: FloatArray, targets: FloatArray) -> FloatArray:
    losses: FloatArray = network.head.value(network.forward(inputs).logits[-1], targets)
    return losses
