"""The ground of a race over a network's loss, as source text: the network, its data, the slice."""

from __future__ import annotations

from playground.export.code.definitions import Definitions
from playground.export.code.parts import numbers
from playground.labs.optimizers.landscape import Slice
from playground.labs.optimizers.network_loss import DIFFERENCE
from playground.nn.network import forward, views

_LOSS = '''def parameters_at(points):
    """Return the network's weights and biases (n, n_parameters) at points (n, 2)."""
    return CENTRE + (points - ORIGIN) @ DIRECTIONS


def mean_loss(parameters):
    """Return the mean loss over the training points."""
    _, logits, outputs = list(forward(INPUTS, *views(parameters, SHAPE), ACTIVATIONS))[-1]
    return to_losses(logits, outputs, TARGETS).mean()


def value(points):
    """Return the losses (n,) at points (n, 2)."""
    return np.array([mean_loss(one) for one in parameters_at(points)])


def gradient(points):
    """Return the gradients (n, 2): what backpropagation finds, along the two directions."""
    slopes = np.zeros((len(points), CENTRE.size))
    for parameters, slope in zip(parameters_at(points), slopes):
        fill_gradient(INPUTS, TARGETS, (), *views(parameters, SHAPE), *views(slope, SHAPE))
    return slopes @ DIRECTIONS.T


def hessian(points):
    """Return the Hessians (n, 2, 2), from central differences of gradients."""
    columns = []
    for axis in np.eye(2):
        ahead, behind = (gradient(points + sign * {step} * axis) for sign in (1, -1))
        columns.append((ahead - behind) / (2 * {step}))
    curvature = np.stack(columns, axis=2)
    return 0.5 * (curvature + curvature.transpose(0, 2, 1))


def slope_for(points, rng):
    """Return the gradients that a step is taken with."""
    return gradient(points)'''


def slice_code(wanted: Definitions, plane: Slice) -> str:
    """Return the slice's loss, its gradient and its Hessian as functions of two numbers."""
    network, loss = plane.loss.network, plane.loss
    wanted.add(forward)
    wanted.add(views)
    rules = {
        "ACTIVATIONS": network.functions,
        "to_losses": network.head.loss_rule,
        "fill_gradient": network.gradient_rule,
    }
    lines = [
        "# The training points as the network is told of them, and what it should answer.",
        f"INPUTS = np.array({numbers(loss.inputs.tolist())})",
        f"TARGETS = np.array({numbers(loss.targets.tolist())})",
        "# The network: its layers, and all weights, then all biases, as they stand at ORIGIN.",
        f"SHAPE = {tuple(network.layer_sizes)}",
        f"CENTRE = np.array({numbers(plane.centre.tolist())})",
        f"ORIGIN = np.array({numbers([float(one) for one in plane.origin])})",
        *_directions(plane),
        *(f"{name} = {wanted.bound(rule)}" for name, rule in rules.items()),
    ]
    return "\n".join(lines) + "\n\n\n" + _LOSS.format(step=DIFFERENCE)


def _directions(plane: Slice) -> list[str]:
    """Return the directions: by two places where they are single weights."""
    places = [direction.nonzero()[0] for direction in plane.directions]
    if any(len(place) != 1 or plane.directions[k, place[0]] != 1 for k, place in enumerate(places)):
        return [f"DIRECTIONS = np.array({numbers(plane.directions.tolist())})"]
    return [
        f"DIRECTIONS = np.zeros((2, {plane.loss.n_parameters}))",
        *(
            f"DIRECTIONS[{axis}, {place[0]}] = 1.0  # {name}"
            for axis, (place, name) in enumerate(zip(places, plane.axes, strict=True))
        ),
    ]
