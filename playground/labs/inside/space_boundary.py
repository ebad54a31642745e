"""What decides: straight in the last hidden space, a curve in the plane.

The output layer's sums are w h + b. They are 0, or two of them are equal, on something straight in
the space of the last hidden layer: a point, a line, a plane, see ``walls``. Seen from the plane the
same boundary is the curve that ``boundary`` finds on the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.data.drawing import PLANE
from playground.labs.inside.space import SIDE, creased, sheet
from playground.nn import Head

LEVELS = (-1.0, -0.5, 0.0, 0.5, 1.0)  # of a regression, whose values lie in -1..1
FIELD = 2 * PLANE / (SIDE - 1)  # side of one of the sheet's fields
TINY = 1e-6  # a step to either side, for slopes
STEPS = 6  # of the search for the boundary between two points of the sheet

# What decides: straight in the last hidden space

Half = tuple[FloatArray, float]  # (u, c): all h with u h + c >= 0


def deciding(head: Head, weights: FloatArray, biases: FloatArray) -> list[tuple[Half, list[Half]]]:
    """Return what the output layer decides by: where u h + c is 0, as far as the others allow.

    For two classes that is w h + b = 0; for several, wherever two of the outputs are equal and no
    other is larger; for a regression the levels of its value.

    Parameters
    ----------
    head
        The network's end.
    weights, biases
        Of the output layer, (width, n_outputs) and (n_outputs,).
    """
    columns = weights.T
    if head.n_outputs == 1:
        levels = (0.0,) if head.has_sign else LEVELS
        return [((columns[0], float(biases[0] - level)), []) for level in levels]

    def better(one: int, other: int) -> Half:
        return columns[one] - columns[other], float(biases[one] - biases[other])

    classes = range(head.n_outputs)
    return [
        (better(i, j), [better(i, k) for k in classes if k not in (i, j)])
        for i, j in combinations(classes, 2)
    ]


def normals(head: Head, weights: FloatArray, biases: FloatArray) -> FloatArray:
    """Return the u of all that decides as columns (width, n), see ``deciding``."""
    return np.column_stack([u for (u, _), _ in deciding(head, weights, biases)])


def walls(
    head: Head, weights: FloatArray, biases: FloatArray, centre: FloatArray, reach: float
) -> list[FloatArray]:
    """Return what decides, straight as it is, around the centre of a space.

    Parameters
    ----------
    head, weights, biases
        As in ``deciding``; a width of 1, 2 or 3.
    centre, reach
        Where it is looked at, (width,), and how far it goes to each side.

    Returns
    -------
    list of arrays, (n_corners, width) each
        One for each of ``deciding``: a point, the two ends of a line or the corners of a plane, in
        that order; (0, width) where there is none.
    """
    found = []
    for line, limits in deciding(head, weights, biases):
        corners = _straight(line, centre, reach)
        for limit in limits:
            corners = _cut(corners, limit)
        found.append(corners)
    return found


def _straight(line: Half, centre: FloatArray, reach: float) -> FloatArray:
    """Return the corners of the piece of u h + c = 0 around its point next to the centre."""
    u, c = line
    length = float(np.linalg.norm(u))
    if length == 0.0 or not np.isfinite(length):
        return np.zeros((0, len(u)))
    normal = u / length
    foot = centre - (normal @ centre + c / length) * normal
    # The columns of Q but the first span what is at right angles to the normal.
    along = np.linalg.qr(normal[:, None], mode="complete")[0][:, 1:].T * reach
    if len(u) == 1:
        return foot[None]
    if len(u) == 2:
        return np.array([foot - along[0], foot + along[0]])
    return np.array([foot + s * along[0] + t * along[1] for s, t in _CORNERS])


_CORNERS = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))


def _cut(corners: FloatArray, limit: Half) -> FloatArray:
    """Return the part of a convex piece with u h + c >= 0 (Sutherland and Hodgman 1974)."""
    u, c = limit
    kept: list[FloatArray] = []
    values = corners @ u + c
    for place in range(len(corners)):
        before, here = values[place - 1], values[place]
        if len(corners) > 1 and (before >= 0.0) != (here >= 0.0):
            share = before / (before - here)
            crossing = corners[place - 1] + share * (corners[place] - corners[place - 1])
            if not any(np.array_equal(crossing, one) for one in kept):
                kept.append(crossing)
        if here >= 0.0:
            kept.append(corners[place])
    return np.array(kept) if kept else corners[:0]


# What decides, seen from the plane: a curve


@dataclass(frozen=True, eq=False)
class Curve:
    """The boundary over the plane, in short pieces.

    Parameters
    ----------
    points
        (n, 2), on the edges of the sheet's fields.
    pieces
        (m, 2): the places of each piece's ends in ``points``.
    """

    points: FloatArray
    pieces: IntArray


Logits = Callable[[FloatArray], FloatArray]  # of points (n, 2): (n, n_outputs)


def boundary(head: Head, logits: Logits, on_sheet: FloatArray) -> Curve:
    """Return the curve in the plane on which the network decides, or a regression's level lines.

    Parameters
    ----------
    head
        The network's end.
    logits
        What the output layer's sums are at points of the plane.
    on_sheet
        These at the sheet's points, (SIDE², n_outputs).
    """
    levels = LEVELS if head.problem == "regression" else (0.0,)
    return _together([_level(head, logits, on_sheet, level) for level in levels])


def creases(logits: Logits, on_sheet: FloatArray) -> Curve:
    """Return the curves in the plane on which one of a layer's sums is 0: there ReLU folds it.

    Parameters
    ----------
    logits
        What the layer's sums are at points of the plane, (n, width).
    on_sheet
        These at the sheet's points, (SIDE², width).
    """
    alone = Head.of("regression")  # one number, and where it is 0

    def of(neuron: int) -> Curve:
        return _level(alone, lambda at: logits(at)[:, [neuron]], on_sheet[:, [neuron]], 0.0)

    return _together([of(int(neuron)) for neuron in creased(on_sheet)])


def _together(curves: Sequence[Curve]) -> Curve:
    starts = np.cumsum([0, *(len(one.points) for one in curves)])
    return Curve(
        np.concatenate([np.zeros((0, 2)), *(one.points for one in curves)]),
        np.concatenate(
            [
                np.zeros((0, 2), dtype=np.intp),
                *(one.pieces + start for one, start in zip(curves, starts, strict=False)),
            ]
        ),
    )


def _level(head: Head, logits: Logits, on_sheet: FloatArray, level: float) -> Curve:
    if head.n_outputs == 1:
        winner: IntArray = (on_sheet[:, 0] >= level).astype(np.intp)
    else:
        winner = on_sheet.argmax(axis=1)
    places = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    across = np.column_stack([places[:, :-1].ravel(), places[:, 1:].ravel()])
    upwards = np.column_stack([places[:-1].ravel(), places[1:].ravel()])
    edges = np.concatenate([across, upwards])
    crossed = np.flatnonzero(winner[edges[:, 0]] != winner[edges[:, 1]])
    number = np.full(len(edges), -1)  # of an edge's point on the boundary
    number[crossed] = np.arange(len(crossed))
    ends = edges[crossed]

    def margin(values: FloatArray) -> FloatArray:
        """Return by how much the first end's winner is ahead of the second's."""
        if head.n_outputs == 1:
            sign = np.where(winner[ends[:, 0]] == 1, 1.0, -1.0)
            return sign * (values[:, 0] - level)
        rows = np.arange(len(values))
        ahead: FloatArray = values[rows, winner[ends[:, 0]]] - values[rows, winner[ends[:, 1]]]
        return ahead

    start, end = (sheet().points[ends[:, place]] for place in (0, 1))
    shares = _roots(
        lambda share: margin(logits(start + share[:, None] * (end - start))),
        margin(on_sheet[ends[:, 0]]),
        margin(on_sheet[ends[:, 1]]),
    )
    points = start + shares[:, None] * (end - start)
    pieces, threes = _joined(number)
    meetings = _meetings(logits, points[threes].mean(axis=1), winner[ends[threes].reshape(-1, 6)])
    at = len(points) + np.arange(len(threes))
    spokes = np.concatenate([np.column_stack([threes[:, one], at]) for one in range(3)])
    return Curve(np.concatenate([points, meetings]), np.concatenate([pieces, spokes]))


def _meetings(logits: Logits, start: FloatArray, classes: IntArray) -> FloatArray:
    """Return where three classes meet, from places (m, 2) near by (Newton's method).

    ``classes`` (m, 6) names them, each twice.
    """
    if not len(start):
        return start
    three = np.sort(classes, axis=1)[:, [0, 2, 4]]
    rows = np.arange(len(start))[:, None]

    def gaps(places: FloatArray) -> FloatArray:
        """Return how far the outputs of the three are apart, (m, 2)."""
        of_three: FloatArray = logits(places)[rows, three]
        return np.diff(of_three, axis=1)

    places = start
    for _ in range(STEPS):
        here = gaps(places)
        slopes = np.stack([(gaps(places + e) - here) / TINY for e in TINY * np.eye(2)], axis=-1)
        determinant = np.linalg.det(slopes)
        solvable = np.abs(determinant) > 1e-12
        slopes[~solvable] = np.eye(2)
        by = -np.linalg.solve(slopes, here[..., None])[..., 0]
        by[~solvable] = 0.0
        places = np.clip(places + by, start - FIELD / 2, start + FIELD / 2)
    nearer = np.abs(gaps(places)).max(axis=1) < np.abs(gaps(start)).max(axis=1)
    return np.where(nearer[:, None], places, start)


def _roots(
    margin: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray
) -> FloatArray:
    """Return where between 0 and 1 margins >= 0 become <= 0 (the Illinois variant of regula falsi).

    ``low`` and ``high`` are the margins at 0 and at 1.
    """
    a, b = np.zeros_like(low), np.ones_like(high)
    share = a
    if not len(low):
        return share
    low, high = low.copy(), high.copy()
    side = np.zeros(len(low))
    for _ in range(STEPS):
        gap = low - high
        share = np.where(gap > 0.0, (a * -high + b * low) / np.where(gap > 0.0, gap, 1.0), a)
        here = margin(share)
        ahead = here >= 0.0
        high = np.where(ahead & (side > 0), high / 2, high)
        low = np.where(~ahead & (side < 0), low / 2, low)
        a, low = np.where(ahead, share, a), np.where(ahead, here, low)
        b, high = np.where(ahead, b, share), np.where(ahead, high, here)
        side = np.where(ahead, 1.0, -1.0)
    return share


def _joined(number: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pieces (m, 2) that join points on a field's edges, and threes of them, (k, 3).

    Where there are three in one field, three classes meet within it.
    """
    n_across = SIDE * (SIDE - 1)
    across = number[:n_across].reshape(SIDE, SIDE - 1)
    upwards = number[n_across:].reshape(SIDE - 1, SIDE)
    around = np.stack([across[:-1], upwards[:, 1:], across[1:], upwards[:, :-1]], axis=-1)
    around = around.reshape(-1, 4)
    count = (around >= 0).sum(axis=1)
    # Points first, in their order around the field; a stable sort keeps it.
    order = np.argsort(around < 0, axis=1, kind="stable")
    sorted_around = np.take_along_axis(around, order, axis=1)
    two, three, four = (sorted_around[count == n] for n in (2, 3, 4))
    pieces = np.concatenate([two[:, :2], four[:, [0, 1]], four[:, [2, 3]]])
    return pieces, three[:, :3]
