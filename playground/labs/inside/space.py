"""What each layer does to the plane: the sheet that it turns, shifts and bends.

A layer takes a row h to f(h W + b). Its outputs are coordinates of a space with as many dimensions
as it has neurons; the sheet lies in the plane at first, and ``Network.forward`` carries its rows
from space to space. What decides at the end is in ``space_boundary.py``.

Rows are examples, so the Jacobian of a layer is W^T with its rows times f'(z); its determinant is
det W prod f'(z).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray, IntArray
from playground.data.drawing import PLANE
from playground.nn import Activation, Network
from playground.nn.network import ForwardPass

SIDE = 49  # rows and columns of the sheet's points
EVERY = 4  # which of them are drawn as lines


# The sheet


@dataclass(frozen=True, eq=False)
class Sheet:
    """The plane as a net of points, of which some rows and columns are drawn as lines.

    Parameters
    ----------
    points
        (SIDE², 2), row after row, from the lower left corner.
    lines
        (n_lines, SIDE): the places of each line's points.
    """

    points: FloatArray
    lines: IntArray


@lru_cache(maxsize=1)
def sheet() -> Sheet:
    """Return the sheet: the whole plane that is drawn.

    >>> sheet().points[0], sheet().lines.shape
    (array([-6., -6.]), (26, 49))
    """
    ticks = np.linspace(-PLANE, PLANE, SIDE)
    x1, x2 = np.meshgrid(ticks, ticks)
    places = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    lines = np.concatenate([places[::EVERY], places.T[::EVERY]])
    return Sheet(np.column_stack([x1.ravel(), x2.ravel()]), lines)


# What a layer does to areas


def determinant(weights: FloatArray) -> float | None:
    """Return det W, by which a layer's W multiplies areas; None where W is not square.

    >>> determinant(np.array([[2.0, 0.0], [1.0, 3.0]])), determinant(np.ones((2, 3)))
    (6.0, None)
    """
    n_in, n_out = weights.shape
    return float(np.linalg.det(weights)) if n_in == n_out else None


def area_factors(network: Network, record: ForwardPass, layer: int) -> FloatArray | None:
    """Return det W prod f'(z), by which a hidden layer multiplies areas at each row, (n,).

    Parameters
    ----------
    network, record
        A network and what ``Network.forward`` has left of the rows.
    layer
        A hidden layer, from 0.

    Returns
    -------
    array or None
        None where W is not square, and so has no determinant.
    """
    det = determinant(network.weights[layer])
    if det is None:
        return None
    slope = network.derivatives[layer]
    slopes: FloatArray = slope(record.logits[layer], record.outputs[layer])
    factors: FloatArray = det * slopes.prod(axis=1)
    return factors


def limits(activation: Activation) -> tuple[float, float] | None:
    """Return the least and the largest output of an activation; None where there are no limits.

    >>> from playground.nn import ACTIVATIONS
    >>> limits(ACTIVATIONS["tanh"]), limits(ACTIVATIONS["relu"])
    ((-1.0, 1.0), None)
    """
    if not activation.bounded:
        return None
    outputs = activation.function(np.linspace(-60.0, 60.0, 12_001))
    return round(float(outputs.min()), 3), round(float(outputs.max()), 3)


def creased(logits: FloatArray) -> IntArray:
    """Return the neurons whose sum is positive on some rows (n, width) and negative on others."""
    return np.flatnonzero((logits > 0.0).any(axis=0) & (logits < 0.0).any(axis=0))


def on_one_spot(outputs: AnyFloatArray) -> bool:
    """Tell whether a layer answers to all rows (n, width) with the same numbers."""
    if not len(outputs):
        return False
    spread = np.ptp(outputs, axis=0).max()
    return bool(spread <= 1e-9 * max(1.0, np.abs(outputs).max()))


# More than three dimensions, as a shadow


def principal(points: AnyFloatArray, count: int) -> FloatArray:
    """Return the directions in which points (n, width) spread most, as columns (width, count).

    Principal components (Pearson 1901), without their mean taken off the points themselves: the
    origin stays where it is.
    """
    width = points.shape[1]
    if len(points) < 2:
        return np.eye(width)[:, :count]
    _, vectors = np.linalg.eigh(np.cov(points, rowvar=False).reshape(width, width))
    found: FloatArray = vectors[:, ::-1][:, :count]
    return found


def held_still(directions: FloatArray, before: FloatArray | None) -> FloatArray:
    """Return directions (width, count) in the order and with the signs that are nearest to before.

    A component's sign means nothing and its rank changes when two spread alike: taken as they come,
    the picture would be mirrored or swapped from one frame to the next.

    Parameters
    ----------
    directions
        Principal components.
    before
        Those that were shown last; None, or of another shape, where there are none: then the
        largest entry of each becomes positive.
    """
    count = directions.shape[1]
    if before is None or before.shape != directions.shape:
        largest = directions[np.abs(directions).argmax(axis=0), np.arange(count)]
        return directions * np.where(largest < 0.0, -1.0, 1.0)
    likeness = before.T @ directions
    places = np.arange(count)
    orders = [list(order) for order in permutations(range(count))]
    order = max(orders, key=lambda one: float(np.abs(likeness[places, one]).sum()))
    signs = np.where(likeness[places, order] < 0.0, -1.0, 1.0)
    return directions[:, order] * signs


def across(normals: FloatArray, points: AnyFloatArray, count: int) -> tuple[FloatArray, int]:
    """Return directions (width, count) along which what decides is seen as flat as it is.

    What decides is where u h + c = 0. Seen along directions whose span holds u it stays straight,
    for then u h is a sum over what is seen; the other directions are those in which the points
    spread most beside it.

    Parameters
    ----------
    normals
        All u, as columns (width, n), in a span of ``count`` dimensions at most.
    points
        The data's rows, (n, width).
    count
        How many directions.

    Returns
    -------
    tuple
        The directions, and how many of them, the first, are the span of the normals.
    """
    vectors, sizes, _ = np.linalg.svd(normals, full_matrices=False)
    kept = int((sizes > 1e-9 * max(float(sizes.max(initial=0.0)), 1e-300)).sum())
    span = vectors[:, :kept]
    if kept == 1:  # from the one side to the other, not turned round by the solver
        span = normals[:, [np.abs(normals).sum(axis=0).argmax()]]
        span = span / np.linalg.norm(span)
    beside = np.linalg.svd(span, full_matrices=True)[0][:, kept:]  # a basis of what is left
    return np.column_stack([span, beside @ principal(points @ beside, count - kept)]), kept


def chosen_neurons(width: int, neurons: Sequence[int]) -> FloatArray:
    """Return the directions (width, count) of some neurons of a layer.

    >>> chosen_neurons(3, [2, 0])
    array([[0., 1.],
           [0., 0.],
           [1., 0.]])
    """
    return np.eye(width)[:, list(neurons)]
