"""Universal approximation: step neurons build any curve, and what depth adds.

A step neuron is 0 to the left of its place and 1 to its right. Each with a height of its own, n of
them make a staircase, and a fine enough staircase is as close to a continuous curve as one wishes
(Cybenko 1989, Hornik 1991; Nielsen, Neural Networks and Deep Learning, chapter 4). All are networks
of this project: their outputs come from the same forward pass as any other's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.points import Function
from playground.nn import Head, Network

BESIDE = 1e-12  # of the range: right beside a place
LOOKED_AT = 257  # places within a step's range at which the curve is looked at


def by_hand(places: Sequence[float], heights: Sequence[float]) -> Network:
    """Return the network of step neurons that rise at these places by these heights.

    Raises
    ------
    ValueError
        If there are none, or not as many places as heights.

    Examples
    --------
    >>> network = by_hand([0.0, 0.5], [0.25, 0.5])
    >>> network.outputs(np.array([[-0.1], [0.0], [0.5]])).ravel()
    array([0.  , 0.25, 0.75])
    """
    if not places or len(places) != len(heights):
        raise ValueError(
            "A staircase needs at least one step, and a height for each: there are "
            f"{len(places)} places and {len(heights)} heights."
        )
    network = Network((1, len(places), 1), ["step"], Head.of("regression"))
    network.weights[0][:] = 1.0
    network.biases[0][:] = -np.asarray(places)
    network.weights[1][:, 0] = heights
    return network


def staircase(
    function: Function, n: int, low: float = 0.0, high: float = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Return places and heights (n,) of n step neurons for a function on [low, high].

    Each step stands in the middle between the function's lowest and highest value on its n-th of
    the range: no other level is closer there. The error is then half of the largest difference of
    values within a step; for f = x on [0, 1] exactly 1/(2n).

    Raises
    ------
    ValueError
        If n is below 1.

    Examples
    --------
    >>> staircase(lambda x: x, 2)
    (array([0. , 0.5]), array([0.25, 0.5 ]))
    """
    if n < 1:
        raise ValueError(f"A staircase needs at least one step, not {n}.")
    edges = np.linspace(low, high, n + 1)
    inner = BESIDE * (high - low)  # a jump at an edge belongs to neither step
    within = np.linspace(edges[:-1] + inner, edges[1:] - inner, LOOKED_AT, axis=1)
    values = function(within.ravel()).reshape(within.shape)
    levels = 0.5 * (values.min(axis=1) + values.max(axis=1))
    return edges[:-1], np.diff(levels, prepend=0.0)


def one_after_another(
    function: Function, n: int, low: float = 0.0, high: float = 1.0
) -> Iterator[Network]:
    """Yield the networks with the first neuron of the staircase, the first two, up to all n."""
    yield from in_turn(*staircase(function, n, low, high))


def in_turn(places: FloatArray, heights: FloatArray) -> Iterator[Network]:
    """Yield the networks with the first of these step neurons, the first two, up to all."""
    for count in range(1, len(places) + 1):
        yield by_hand(places[:count].tolist(), heights[:count].tolist())


def largest_error(
    curve: Function, function: Function, low: float = 0.0, high: float = 1.0, n: int = 20001
) -> float:
    """Return the largest distance of a curve from a function at n places, see ``farthest``.

    At a jump no continuous curve comes closer than half of it: it would have to be at two heights
    at once. A step neuron at the very place can.
    """
    return farthest(curve, function, low, high, n)[1]


def farthest(
    curve: Function, function: Function, low: float = 0.0, high: float = 1.0, n: int = 20001
) -> tuple[float, float]:
    """Return where, of n places from low to high, a curve is farthest from a function, and by what.

    At its ``jumps``, if it has any, the function is looked at right before and right after.

    >>> farthest(lambda x: 0.0 * x, lambda x: x * (1 - x))
    (0.5, 0.25)
    """
    x = np.linspace(low, high, n)
    for jump in getattr(function, "jumps", ()):
        beside = jump + BESIDE * (high - low) * np.array([-1.0, 1.0])
        x = np.sort(np.concatenate([x[~np.isclose(x, jump, atol=1e-9)], beside]))
    away = np.abs(curve(x) - function(x))
    worst = int(np.argmax(away))
    return float(x[worst]), float(away[worst])


def curve_of(network: Network) -> Function:
    """Return a network with one input as a function of x (n,)."""
    return lambda x: np.asarray(network.outputs(x[:, None])[:, 0], dtype=np.float64)


def zigzag(depth: int) -> Network:
    """Return the ReLU network whose layers, of two neurons each, fold [0, 1] again and again.

    A layer makes 2 relu(x) - 4 relu(x - 1/2) of x: up to 1 and back to 0. The next one does the
    same with that, which doubles the number of teeth: 2^(depth - 1) of them, with 2 depth neurons.
    One hidden layer bends once per neuron at most and needs 2^depth - 1 bends within the range
    (Telgarsky 2016, https://arxiv.org/abs/1602.04485).

    Raises
    ------
    ValueError
        If the depth is below 1.

    Examples
    --------
    >>> curve_of(zigzag(2))(np.array([0.0, 0.25, 0.5, 0.75, 1.0]))
    array([0., 1., 0., 1., 0.])
    """
    if depth < 1:
        raise ValueError(f"A network that folds has at least one hidden layer, not {depth}.")
    network = Network((1, *(2,) * depth, 1), ["relu"] * depth, Head.of("regression"))
    network.weights[0][:] = 1.0
    fold = np.array([[2.0], [-4.0]])
    for weights in network.weights[1:]:
        weights[:] = fold
    for biases in network.biases[:-1]:
        biases[:] = [0.0, -0.5]
    return network


def teeth(curve: Function, low: float = 0.0, high: float = 1.0, n: int = 4097) -> int:
    """Return how many maxima a curve has strictly between low and high, seen at n places."""
    values = curve(np.linspace(low, high, n))
    return int(np.sum((values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])))
