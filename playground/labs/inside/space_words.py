"""What a layer does to the space before it, in words, with this network's numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.labs.inside.space import creased, determinant, limits, on_one_spot
from playground.nn import ACTIVATIONS, Head, Network
from playground.nn.activations import Activation
from playground.nn.network import ForwardPass

FLAT = 1e-3  # a W that keeps so little of one direction, as of another, presses almost flat
_KINDS = {1: "the line", 2: "the plane", 3: "the space"}
_MEASURES = {1: "lengths", 2: "areas", 3: "volumes"}


@dataclass(frozen=True)
class Deed:
    """What one layer does, a sentence or two each.

    Parameters
    ----------
    weights, biases, activation
        What W does, + b, and what follows.
    verdict
        Whether anything is folded, torn or lost by the layer as a whole.
    trouble
        What is wrong with it; "" if nothing is.
    """

    weights: str
    biases: str
    activation: str
    verdict: str
    trouble: str


def deed(network: Network, layer: int, record: ForwardPass, n_points: int) -> Deed:
    """Return what a layer does.

    Parameters
    ----------
    network
        The network.
    layer
        From 0; the last one is the output.
    record
        What ``Network.forward`` has left of the sheet's points, followed by the data's.
    n_points
        How many rows are the data's.
    """
    weights = network.weights[layer]
    is_last = layer == len(network.weights) - 1
    logits, outputs = record.logits[layer], record.outputs[layer]
    n_sheet = len(logits) - n_points
    trouble = ""
    if n_points and on_one_spot(outputs[n_sheet:]):
        trouble = (
            "All points lie on one spot: whatever this layer is given, it answers the same, "
            "so nothing after it can tell them apart."
        )
    if is_last:
        return Deed(
            _of_output(network.head, weights),
            _of_output_bias(network.head),
            _of_head(network.head),
            _decision(network.head, len(weights), _where(network)),
            trouble,
        )
    activation = ACTIVATIONS[network.activations[layer]]
    return Deed(
        _of_weights(weights),
        f"b shifts {_whole(weights.shape[1])} as it is: nothing is turned or stretched.",
        _of_activation(activation),
        _verdict(weights, activation, logits, n_sheet),
        trouble,
    )


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _whole(width: int) -> str:
    return _KINDS.get(width, f"the {width} dimensions")


def _is_flat(weights: FloatArray) -> bool:
    kept = np.linalg.svd(weights, compute_uv=False)
    return bool(kept[-1] <= FLAT * kept[0])


def _of_weights(weights: FloatArray) -> str:
    n_in, n_out = weights.shape
    det = determinant(weights)
    if det is not None:
        measures = _MEASURES.get(n_in, "volumes")
        if n_in == 1:
            turned = ", and turns the line round" if det < 0 else ""
            return f"W multiplies by {_number(det)}{turned}."
        if _is_flat(weights):
            return f"W presses {_whole(n_in)} almost flat: det W = {_number(det)}."
        over = " and turns it over, as in a mirror" if det < 0 else ""
        return (
            f"W turns and stretches {_whole(n_in)}{over}: {measures} become "
            f"{_number(abs(det))} times as large (det W = {_number(det)})."
        )
    if n_out > n_in:
        return (
            f"W lays {_whole(n_in)} into {n_out} dimensions, tilted and stretched; "
            "what was straight is straight still."
        )
    return (
        f"W keeps {n_out} of {n_in} dimensions, a shadow: points that lay apart may now "
        "lie on one another."
    )


def _of_activation(activation: Activation) -> str:
    name = activation.label
    if not activation.has_gradient:
        return f"{name} sends each neuron's sum to 0 or 1: only the corners are left."
    if activation.can_die:
        return f"{name} folds: whatever is negative is pressed flat onto the wall at 0."
    ends = limits(activation)
    if ends is not None:
        between = f"between {_number(ends[0])} and {_number(ends[1])}"
        if not activation.invertible:
            return f"{name} folds each axis again and again, like a fan, {between}."
        return (
            f"{name} squeezes each axis {between}: what was straight bends, and what lay far out "
            "crowds at the walls."
        )
    if not activation.bends:
        return f"{name} leaves everything as it is: with it a layer bends nothing."
    if activation.invertible:
        return f"{name} bends each axis: negative sums are pressed together, never onto one spot."
    return f"{name} bends each axis and folds a little: just below 0 it turns back."


def _verdict(weights: FloatArray, activation: Activation, logits: FloatArray, n_sheet: int) -> str:
    """Return whether the layer folds, tears or loses anything."""
    n_in, n_out = weights.shape
    if not activation.has_gradient:
        n_corners = len(np.unique(logits >= 0.0, axis=0))
        corners = "one corner" if n_corners == 1 else f"{n_corners} corners"
        return f"Torn: {_whole(n_in)} is cut along straight lines, and its parts land on {corners}."
    if activation.can_die:
        folds = len(creased(logits[:n_sheet]))
        lost = (logits[:n_sheet] <= 0.0).all(axis=1).mean()
        said = f"{folds} of {n_out} {'neuron folds' if n_out == 1 else 'neurons fold'} the sheet"
        if folds:
            said += ", along the dotted lines"
        if lost > 0.0:
            said += f"; {100 * lost:.0f} % of it lies on one spot, where no neuron answers"
        return said + "."
    if not activation.invertible:
        return f"{activation.label} folds: different places may come to lie on one another."
    if n_out < n_in:
        return "Something is lost: there are fewer dimensions than before."
    det = determinant(weights)
    if det is not None:
        if _is_flat(weights):
            return "Almost flat: what differs only in the direction that is pressed is nearly lost."
        return (
            "Nothing is torn, folded or lost: each point keeps a place of its own, "
            "and neighbours stay neighbours (a homeomorphism)."
        )
    if np.linalg.matrix_rank(weights) < n_in:
        return "Something is lost: W presses the sheet flat."
    if not activation.bends:
        return "Nothing is lost, and nothing is bent: the sheet lies flat in more dimensions."
    return (
        "Nothing is lost: the sheet is bent into more dimensions, where what was enclosed "
        "can be lifted out."
    )


def _where(network: Network) -> str:
    if network.activations:
        return "in the space before"
    return "in the space of the inputs, for there is no hidden layer"


def _of_output(head: Head, weights: FloatArray) -> str:
    if head.n_outputs == 1:
        return "W adds up what the last layer says, each part times its weight, to one number."
    return (
        f"W makes {head.n_outputs} numbers of what the last layer says, one for each class: "
        "the largest wins."
    )


def _of_output_bias(head: Head) -> str:
    if head.has_sign:
        return "b moves the place where one class ends and the other begins to 0."
    if head.problem == "regression":
        return "b lifts or lowers all predictions by the same amount."
    return "b gives each class an advantage or a handicap, the same everywhere."


def _of_head(head: Head) -> str:
    if head.problem == "regression":
        return "The output is the sum itself: the prediction."
    if head.has_sign and head.gives_probabilities:
        return "Sigmoid makes a probability of it: 0 becomes one half."
    if head.has_sign:
        return "Tanh squeezes the output between −1 and 1; which side of 0 a point is on stays."
    if head.gives_probabilities:
        return "Softmax makes probabilities that add up to 1; the largest stays the largest."
    return "Tanh squeezes the outputs between −1 and 1; the largest stays the largest."


def _decision(head: Head, width: int, where: str) -> str:
    kind = {1: "a point", 2: "a straight line", 3: "a plane"}.get(width, "flat")
    if head.problem == "regression":
        levels = {1: "points", 2: "straight lines", 3: "planes"}.get(width, "flat")
        return (
            f"The output rises evenly {where}: its levels are {levels} side by side, "
            "equally far apart."
        )
    if head.has_sign:
        return f"What decides is {kind} {where}: w·h + b = 0."
    return f"Between two classes, what decides is {kind} {where}: their two outputs are equal."


def verdict(network: Network, outputs: AnyFloatArray, labels: FloatArray) -> str:
    """Return how well what decides tells training points apart, by outputs and labels of theirs."""
    head, count = network.head, len(labels)
    if count == 0:
        return "There are no training points yet: only the sheet is drawn."
    where = "In the last hidden space" if network.activations else "Without a hidden layer"
    if head.problem == "regression":
        return f"{where} the output rises evenly, in one direction."
    width = network.layer_sizes[-2]
    one = {1: "one point", 2: "one straight line", 3: "one plane"}.get(width, "one flat cut")
    right = int((head.classes(outputs) == labels).sum())
    if right == count:
        separates = f"{one} separates" if head.has_sign else "straight borders separate"
        return f"{where} {separates} all {count} points."
    has = f"{one} has" if head.has_sign else "straight borders have"
    return f"{where} {has} {right} of {count} points on the right side."
