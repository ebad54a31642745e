"""A weight's way to the loss: a product of factors on each path, and a check without calculus."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.inside.shown import Focus
from playground.labs.inside.walk import Walk, above, function_name
from playground.labs.inside.writing import Formula, Symbol, mark_of
from playground.nn import ACTIVATIONS, LOSSES, Network, trace
from playground.nn.network import Masks

MOST_PATHS = 8
WIDTH = 1e-5  # of a central difference, in units of the weight where that is larger than 1


@dataclass(frozen=True)
class Factor:
    """One factor of a path: its symbol, its number, what it is, and its mark if it is a slope."""

    symbol: Formula
    number: float
    words: str
    mark: str = ""


@dataclass(frozen=True)
class Path:
    """A path from a weight to the loss.

    ``neurons`` are those that it goes through, one of each layer from the weight's own on;
    ``factors`` what is multiplied along it, ``product`` what that gives.
    """

    neurons: tuple[int, ...]
    factors: tuple[Factor, ...]

    @property
    def product(self) -> float:
        """The path's share of the derivative."""
        return float(np.prod([one.number for one in self.factors]))


@dataclass(frozen=True)
class Influence:
    """How a weight, or a bias (source -1), moves the loss of one example.

    Parameters
    ----------
    layer, neuron, source
        Which one.
    derivative
        By backpropagation: the sum over all paths.
    paths, n_paths
        The strongest paths, and how many there are.
    difference, width
        The central difference (C(w + h) - C(w - h)) / 2h, and its h.
    """

    layer: int
    neuron: int
    source: int
    derivative: float
    paths: tuple[Path, ...]
    n_paths: int
    difference: float
    width: float


def influence(walk: Walk, focus: Focus) -> Influence:
    """Return how a weight moves the loss of the example that a walk follows.

    Raises
    ------
    ValueError
        If the walk follows the whole batch: a mean of products is no product.
    """
    if walk.whole:
        raise ValueError("A path is that of one example: choose one.")
    layer, neuron, source = walk.parameter(focus)
    with np.errstate(all="ignore"):  # numbers that have run away are shown as they are
        signal = 1.0 if source < 0 else float(walk.given(layer)[source])
        derivative = signal * float(walk.deltas(layer)[neuron])
        paths = tuple(
            Path(neurons, tuple(_factors(walk, layer, source, signal, neurons)))
            for neurons in _strongest(walk, layer, neuron)
        )
        place = walk.place(layer, neuron, source)
        width = WIDTH * max(1.0, abs(float(walk.network.parameters[place])))
        difference = central_difference(
            walk.network, place, width, walk.one(walk.kept.given[0]), walk.one(walk.targets),
            [None if mask is None else walk.one(mask) for mask in walk.kept.masks],
        )  # fmt: skip
    widths = [walk.width(later) for later in range(layer + 1, walk.n_layers)]
    n_paths = math.prod(widths)
    return Influence(layer, neuron, source, derivative, paths, n_paths, difference, width)


def central_difference(
    network: Network,
    place: int,
    width: float,
    inputs: FloatArray,
    targets: FloatArray,
    masks: Masks = (),
) -> float:
    """Return (C(w + h) - C(w - h)) / 2h of the mean loss, for the parameter at a place."""
    losses = []
    for move in (width, -width):
        moved = network.copy()
        moved.parameters[place] += move
        losses.append(trace(moved, inputs, targets, masks).loss)
    return (losses[0] - losses[1]) / (2 * width)


def _strongest(walk: Walk, layer: int, neuron: int) -> list[tuple[int, ...]]:
    """Return the neurons of the strongest paths from a neuron on, the strongest first."""
    last = walk.last
    best: list[list[tuple[float, tuple[int, ...]]]] = [
        [(abs(float(one)), (k,))] for k, one in enumerate(walk.deltas(last))
    ]
    for later in range(last - 1, layer - 1, -1):
        weights = np.abs(walk.network.weights[later + 1])
        slopes = np.abs(_slopes(walk, later))
        best = [
            heapq.nlargest(
                MOST_PATHS,
                (
                    (_comparable(slopes[j] * weights[j, k] * strength), (j, *path))
                    for k, kept in enumerate(best)
                    for strength, path in kept
                ),
                key=lambda one: one[0],
            )
            for j in range(walk.width(later))
        ]
    return [path for _, path in best[neuron]]


def _comparable(strength: float) -> float:
    return float(strength) if np.isfinite(strength) else np.inf


def _slopes(walk: Walk, layer: int) -> FloatArray:
    """Return what a hidden layer lets through: slope times dropout mask."""
    mask = walk.mask(layer)
    return walk.slopes(layer) if mask is None else walk.slopes(layer) * mask


def _factors(
    walk: Walk, layer: int, source: int, signal: float, neurons: tuple[int, ...]
) -> list[Factor]:
    factors = []
    if source >= 0:
        symbol = Symbol("a", str(source + 1), above(layer - 1))
        name = walk.input_name(layer, source)
        factors.append(Factor((symbol,), signal, f"what comes in, from {name}"))
    for step, neuron in enumerate(neurons[:-1]):
        here = layer + step
        factors += _through(walk, here, neuron)
        following = neurons[step + 1]
        weight = float(walk.network.weights[here + 1][neuron, following])
        words = walk.parameter_name(here + 1, following, neuron)
        factors.append(Factor((walk.weight(here + 1, neuron, following),), weight, words))
    return factors + _to_the_loss(walk, neurons[-1])


def _through(walk: Walk, layer: int, neuron: int) -> list[Factor]:
    """Return the factors by which a hidden neuron passes on what comes back to it."""
    found = []
    mask = walk.mask(layer)
    name = walk.neuron_name(layer, neuron)
    index = str(neuron + 1)
    if mask is not None:
        m = float(mask[neuron])
        words = f"{name} is left out by dropout" if m == 0 else f"dropout at {name}"
        found.append(Factor((Symbol("m", index, above(layer)),), m, words, mark_of(m)))
    f = function_name(walk.network.activations[layer])
    slope = float(walk.slopes(layer)[neuron])
    symbol: Formula = (f"{f}′(", Symbol("z", index, above(layer)), ")")
    found.append(Factor(symbol, slope, f"the slope at {name}", mark_of(slope)))
    return found


def _to_the_loss(walk: Walk, output: int) -> list[Factor]:
    """Return the factors of the delta of an output."""
    head, layer, index = walk.network.head, walk.last, str(output + 1)
    name = walk.neuron_name(layer, output)
    delta = float(walk.deltas(layer)[output])
    loss = LOSSES[head.loss]
    if loss.by_logit:
        weight = ", times its weight" if head.weighted else ""
        symbol = Symbol("δ", index, above(layer))
        return [Factor((symbol,), delta, f"δ of {name}: output minus target{weight}")]
    a, z, targets = walk.kept.outputs[-1], walk.kept.logits[-1], walk.targets
    change = float(walk.of(loss.derivative(a, targets[:, : head.n_outputs]))[output])
    slope = float(walk.of(ACTIVATIONS[head.activation].derivative(z, a))[output])
    f = function_name(head.activation)
    factors = [
        Factor(
            (f"{f}′(", Symbol("z", index, above(layer)), ")"), slope, f"the slope at {name}",
            mark_of(slope),
        ),
        Factor(("∂C/∂", Symbol("a", index)), change, f"how the loss changes with {name}"),
    ]  # fmt: skip
    if head.weighted:
        factors.append(Factor((Symbol("w"),), float(walk.of(targets)[-1]), "the example's weight"))
    return factors
