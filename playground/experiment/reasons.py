"""Why a finding is so: a sentence or two, and what a small picture of it is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from playground.arrays import AnyFloatArray
from playground.experiment.settings import Settings
from playground.nn import ACTIVATIONS, Network

SAMPLES = 49  # of a curve that is drawn
REACH = 3.0  # of z in such a picture, to both sides
MOST_MARKS = 60  # points on a curve


@dataclass(frozen=True)
class Why:
    """An explanation.

    Parameters
    ----------
    text
        A sentence or two.
    picture
        Which picture goes with it, see ``static/playground/why.js``.
    data
        The numbers that it is drawn from; what has none is a sketch.
    """

    text: str
    picture: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Grounds:
    """What an explanation is drawn from.

    Parameters
    ----------
    settings, network, inputs
        Of the run; the inputs (n, n_features) are those of its training points.
    gradients, vanished
        Lengths of the gradient by layer: lately, and when they shrank most from layer to layer.
    """

    settings: Settings
    network: Network
    gradients: Sequence[float]
    vanished: Sequence[float]
    inputs: AnyFloatArray


def reason(name: str, grounds: Grounds) -> Why | None:
    """Return why there is a finding of a name; None for one that explains itself."""
    kind = "Dead" if name.startswith("Dead ") else name
    return _REASONS[kind](grounds) if kind in _REASONS else None


def _curve(name: str, marks: Sequence[float]) -> dict[str, Any]:
    """Return an activation and its slope over z, and where points lie on it."""
    activation = ACTIVATIONS[name]
    z = np.linspace(-REACH, REACH, SAMPLES)
    a = activation.function(z)
    return {
        "name": activation.label,
        "reach": REACH,
        "values": np.asarray(a, dtype=float).tolist(),
        "slopes": np.asarray(activation.derivative(z, a), dtype=float).tolist(),
        "marks": [float(np.clip(one, -REACH, REACH)) for one in _finite(marks)],
    }


def _finite(numbers: Sequence[float]) -> list[float]:
    """Return the numbers that JSON and a picture can hold."""
    return [float(one) for one in numbers if np.isfinite(one)]


def _no_gradient(grounds: Grounds) -> Why:
    flat = next(one for one in grounds.network.activations if not ACTIVATIONS[one].has_gradient)
    return Why(
        "A step of training follows slopes: how much the loss changes when a weight changes a "
        "little. A curve that is flat does not change at all, so its slope is 0, and whatever is "
        "multiplied by it on the way back is 0 too.",
        "curve",
        _curve(flat, []),
    )


def _symmetry(grounds: Grounds) -> Why:
    return Why(
        "The gradient of a weight is what comes in, times what comes back. Neurons with the same "
        "weights get the same of both: they move alike and stay alike. Random initial weights "
        "tell them apart from the start.",
        "alike",
    )


def _dead(grounds: Grounds) -> Why:
    network = grounds.network
    record = network.forward(np.asarray(grounds.inputs[:MOST_MARKS], dtype=np.float64))
    hidden = zip(network.activations, record.logits, record.outputs, strict=False)
    for name, z, a in hidden:
        silent = np.flatnonzero(~np.asarray(a).any(axis=0))
        if ACTIVATIONS[name].can_die and len(silent):
            marks = z[:, silent[0]]
            break
    else:  # they answer to others than these points
        name = next(one for one in network.activations if ACTIVATIONS[one].can_die)
        marks = np.zeros(0)
    return Why(
        "All points of this neuron lie where its curve is flat. The slope there is 0, so its "
        "weights get no gradient, and nothing pushes it back to where it would answer.",
        "curve",
        _curve(name, marks.tolist()),
    )


def of_divergence() -> Why:
    """Return why a run diverges, whatever run it is."""
    return Why(
        "Each step goes down the slope, as far as rate times slope. Where that is more than twice "
        "the way to the bottom, it ends higher up on the other side, where the slope is steeper "
        "still: the next step is longer again.",
        "valley",
        {"share": 2.25},
    )


def _too_large(grounds: Grounds) -> Why:
    name = next(iter(grounds.network.activations), grounds.network.head.activation)
    return Why(
        "Far out the curve of a neuron is flat (its slope, dashed, is nearly 0). Long steps make "
        "weights so large that points land there, and no gradient is left to bring them back.",
        "curve",
        _curve(name if name in ACTIVATIONS else "sigmoid", [-REACH, -2.8, 2.8, REACH]),
    )


def _too_small(grounds: Grounds) -> Why:
    return Why(
        "Each step goes down the slope, as far as rate times slope. With a rate this small even "
        "many steps cover hardly any of the way to the bottom.",
        "valley",
        {"share": 0.02},
    )


def _held_down(grounds: Grounds) -> Why:
    return Why(
        "The penalty is a valley of its own, lowest where all weights are 0. Training goes down "
        "the sum of both (thick): the larger the rate, the closer to 0 its lowest place lies.",
        "sum",
    )


def _exploding(grounds: Grounds) -> Why:
    return Why(
        "On the way back each layer multiplies by its weights and its slopes. Factors larger than "
        "1 make a product that grows from layer to layer, and a step is the rate times that.",
        "bars",
        {"lengths": _finite(grounds.gradients)},
    )


def _vanishing(grounds: Grounds) -> Why:
    return Why(
        "On the way back each layer multiplies by its weights and its slopes. The slope of a "
        "sigmoid is 1/4 at most, that of tanh at most 1 and mostly less: the product shrinks from "
        "layer to layer, and the first ones get next to nothing. Each mark is a factor of ten.",
        "bars",
        {"lengths": _finite(grounds.vanished)},
    )


def _overfitting(grounds: Grounds) -> Why:
    return Why(
        "What is to be learned is smooth (dashed); noise moves each point off it. A network with "
        "more freedom than points can pass through every one of them (solid), but new points lie "
        "along the dashed line.",
        "wiggle",
    )


def _edges_of(network: Network) -> int:
    """Return how many straight lines the first layer draws; 1 without a hidden layer."""
    return network.layer_sizes[1] if network.activations else 1


def _edges(grounds: Grounds) -> str:
    count = _edges_of(grounds.network)
    if not grounds.network.activations:
        drawn = (
            "Without a hidden layer the network divides what it is given along one straight edge"
        )
    elif count == 1:
        drawn = "One neuron in the first layer is one straight edge"
    else:
        drawn = f"{count} neurons in the first layer are {count} straight edges"
    plain = set(grounds.settings.features) <= {"x1", "x2"}
    return drawn + ("" if plain else ", bent only by your further features")


def _underfitting(grounds: Grounds) -> Why:
    return Why(
        f"{_edges(grounds)}; whatever the network draws is put together from these. A picture that "
        "needs more of them is out of its reach.",
        "edges",
        {"count": _edges_of(grounds.network)},
    )


def _guessing(grounds: Grounds) -> Why:
    return Why(
        "The average of all answers is what one can give without looking at a point. Its loss is "
        "the distance that remains: only a network that stays below it has seen something.",
        "average",
    )


def _learned(grounds: Grounds) -> Why:
    return Why(
        f"{_edges(grounds)}, each soft or sharp; the layers after it put them together until what "
        "decides lies between the points. Try how few will do, or add noise.",
        "edges",
        {"count": _edges_of(grounds.network)},
    )


_REASONS: dict[str, Callable[[Grounds], Why]] = {
    "No gradient": _no_gradient,
    "Symmetry": _symmetry,
    "Dead": _dead,
    "Divergence": lambda _: of_divergence(),
    "Steps too large": _too_large,
    "Steps too small": _too_small,
    "Too much regularization": _held_down,
    "Exploding gradients": _exploding,
    "Vanishing gradients": _vanishing,
    "Overfitting": _overfitting,
    "Underfitting": _underfitting,
    "Still guessing": _guessing,
    "Learned": _learned,
}
