"""Basins: every place coloured by where an optimizer ends that begins there; and curvature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.labs.optimizers.descent import FAR
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.landmarks import Landmark, diagonal, lattice
from playground.labs.optimizers.surfaces import Terrain
from playground.nn import OPTIMIZERS

NOWHERE, RAN_AWAY = -1, -2  # what stands in a map beside the numbers of places
RESOLUTIONS = (16, 31, 61)
CATCH = 0.03  # times the diagonal: so close to a minimum at the end one counts as its own


@dataclass(frozen=True)
class Curvature:
    """How a terrain bends at a point.

    Parameters
    ----------
    low, high
        The eigenvalues of the Hessian.
    largest_rate
        2/high, the largest learning rate with which gradient descent does not swing up along the
        steepest axis; None where nothing bends upwards.
    """

    low: float
    high: float
    largest_rate: float | None


def curvature(terrain: Terrain, point: Sequence[float]) -> Curvature | None:
    """Return how a terrain bends at a point; None where it has no curvature.

    >>> from playground.labs.optimizers import SURFACES
    >>> curvature(SURFACES["canyon"], (0, 0))
    Curvature(low=0.1, high=2.0, largest_rate=1.0)
    """
    hessian = terrain.hessian(np.array([point], dtype=np.float64))[0]
    if not np.isfinite(hessian).all():
        return None
    low, high = (float(one) for one in np.linalg.eigvalsh(hessian))
    return Curvature(low, high, 2.0 / high if high > 0.0 else None)


def curvatures(terrain: Terrain, points: FloatArray) -> FloatArray:
    """Return the eigenvalues (n, 2) of the Hessians at points (n, 2), the smaller one first.

    Those of [[a, b], [b, d]] are (a + d)/2 -+ sqrt(((a - d)/2)^2 + b^2); nan where there are none.
    """
    with np.errstate(all="ignore"):
        hessian = terrain.hessian(points)
        across, along, skew = hessian[:, 0, 0], hessian[:, 1, 1], hessian[:, 0, 1]
        middle, apart = 0.5 * (across + along), np.hypot(0.5 * (across - along), skew)
        return np.stack([middle - apart, middle + apart], axis=1)


def stable_share(entry: Entry) -> float | None:
    """Return c, where c/lambda is the largest stable rate of a rule at a curvature lambda.

    None for rules that scale their steps by themselves.

    >>> stable_share(Entry("sgd")), stable_share(Entry("momentum")), stable_share(Entry("adam"))
    (2.0, 3.8, None)
    """
    share = entry.walker.stable_share
    return share and share(*entry.settings)


def ends(terrain: Terrain, entry: Entry, starts: FloatArray, steps: int = 300) -> FloatArray:
    """Return where an optimizer with a gradient ends, (n, 2), for many starts (n, 2) at once.

    Raises
    ------
    ValueError
        For a population, which has a random path of its own from every start.
    """
    if entry.walker.is_population:
        raise ValueError(
            f"{entry.walker.label} draws its path by chance: it has no basins. "
            "Choose a rule with a gradient."
        )
    points = starts.copy()
    m, v = np.zeros_like(points), np.zeros_like(points)
    settings = entry.settings
    far = FAR * max(abs(bound) for bound in terrain.domain)
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            gradient = terrain.gradient(points)
            if entry.clip_norm > 0.0:
                length = np.sqrt((gradient * gradient).sum(axis=1, keepdims=True))
                gradient = np.where(
                    length > entry.clip_norm, gradient * (entry.clip_norm / length), gradient
                )
            rate = entry.rate(terrain, step)
            if entry.walker.direction is not None:
                delta = rate * entry.walker.direction(gradient, terrain.hessian(points))
            else:
                rule = OPTIMIZERS[entry.optimizer].rule
                assert rule is not None  # a gradient optimizer has one
                delta, m, v = rule(points, gradient, m, v, rate, float(step), *settings)
            points = points - delta
            points[~(np.abs(points) < far)] = np.nan
    return points


def basins(
    terrain: Terrain,
    entry: Entry,
    places: Sequence[Landmark],
    steps: int = 300,
    resolutions: Sequence[int] = RESOLUTIONS,
) -> Iterator[IntArray]:
    """Yield maps (n, n), ever finer, of the place where each start ends; row 0 has the lowest y.

    A map holds the number of a minimum in ``places``, ``NOWHERE`` or ``RAN_AWAY``.

    Parameters
    ----------
    terrain, entry
        What is gone over, and by whom.
    places
        ``landmarks(terrain)``.
    steps
        How long each path is.
    resolutions
        Starts along each side, of one map after the other.
    """
    low = [number for number, one in enumerate(places) if one.kind in ("minimum", "valley")]
    there = np.array([places[number].point for number in low]).reshape(-1, 2)
    for n in resolutions:
        found = ends(terrain, entry, lattice(terrain.domain, n), steps)
        result = np.full(n * n, NOWHERE)
        result[np.isnan(found).any(axis=1)] = RAN_AWAY
        if low:
            distance = np.linalg.norm(found[:, None, :] - there, axis=2)
            distance[np.isnan(distance)] = np.inf
            nearest = distance.argmin(axis=1)
            caught = distance.min(axis=1) <= CATCH * diagonal(terrain.domain)
            result[caught] = np.array(low)[nearest[caught]]
        yield result.reshape(n, n)
