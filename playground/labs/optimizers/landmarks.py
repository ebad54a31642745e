"""Where a terrain is level: its minima, maxima and saddles, found and told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers.surfaces import Box, Terrain
from playground.labs.optimizers.walkers import newton

KINDS = ("minimum", "maximum", "saddle", "valley")
STARTS = 45  # along each side, from which level places are looked for
STEPS = 60
FEW = 6  # along each side, for what the slopes are like, where the starts are given
FEW_STEPS = 25
KINK = 0.01  # times the picture's diagonal: the radius in which a place is looked around
LEVEL = 1e-7  # times the typical slope: so small a slope counts as none
APART = 2e-3  # times the picture's diagonal: what is closer is the same place
ROUND = 64  # directions in which a place is looked around from
FLAT = 1e-5  # share of the largest curvature that counts as none
MOST = 400


@dataclass(frozen=True)
class Landmark:
    """A level place.

    Parameters
    ----------
    kind
        ``"minimum"``, ``"maximum"``, ``"saddle"``, or ``"valley"``: one point of a curve (or of a
        flat floor) of which all are as low.
    point, value
        Where it is, and how high.
    curvatures
        The eigenvalues of the Hessian there, the smaller one first.
    """

    kind: str
    point: tuple[float, float]
    value: float
    curvatures: tuple[float, float]


def diagonal(domain: Box) -> float:
    """Return the length of the picture's diagonal."""
    return float(np.hypot(domain[1] - domain[0], domain[3] - domain[2]))


def lattice(domain: Box, n: int, edges: bool = True) -> FloatArray:
    """Return n x n points of the picture, (n², 2), row after row from the lowest y.

    With ``edges`` the outermost lie on its border, else half a field within.
    """
    shares = np.linspace(0.0, 1.0, n) if edges else (np.arange(n) + 0.5) / n
    x = domain[0] + shares * (domain[1] - domain[0])
    y = domain[2] + shares * (domain[3] - domain[2])
    return np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])


def landmarks(terrain: Terrain, starts: FloatArray | None = None) -> list[Landmark]:
    """Return the level places within a terrain's picture, the lowest first.

    Newton's method goes to the next level place of whatever kind, from a lattice of starts. A place
    that is so narrow that no start leads to it is missed. An area that is flat all around is told
    of only where it is the floor of the picture: it is none of the kinds.

    Parameters
    ----------
    terrain
        The terrain.
    starts
        Where to look from instead, (n, 2), such as the ends of paths: for a terrain that takes long
        to ask. What is higher all around is then found too where the slope jumps, as it does below
        a rectifier, and a flat floor is left out.

    Examples
    --------
    >>> from playground.labs.optimizers.surfaces import SURFACES
    >>> [(place.kind, round(place.value, 3)) for place in landmarks(SURFACES["wells"])]
    [('minimum', -5.032), ('minimum', -1.093), ('saddle', -0.039)]
    >>> [place.kind for place in landmarks(SURFACES["wells"], np.array([[0.9, 0.1]]))]
    ['minimum']
    """
    size = diagonal(terrain.domain)
    points = lattice(terrain.domain, STARTS if starts is None else FEW, edges=False)
    floor = _floor(terrain, points) if starts is None else -np.inf
    with np.errstate(all="ignore"):
        slopes = np.linalg.norm(terrain.gradient(points), axis=1)
        typical = float(np.median(slopes[np.isfinite(slopes)])) if np.isfinite(slopes).any() else 0
        points = points if starts is None else starts[_within(starts, terrain.domain)]
        given = _distinct(points, APART * size) if starts is not None else []
        points = points if starts is None else np.array(given).reshape(-1, 2)
        for _ in range(STEPS if starts is None else FEW_STEPS):
            step = newton(terrain.gradient(points), terrain.hessian(points))
            length = np.linalg.norm(step, axis=1, keepdims=True)
            points = points - step * np.minimum(1.0, 0.05 * size / np.maximum(length, 1e-300))
            points = points[np.isfinite(points).all(axis=1)]
        slopes = np.linalg.norm(terrain.gradient(points), axis=1)
        level = (slopes <= LEVEL * typical) & _within(points, terrain.domain)
        points = points[level][np.argsort(slopes[level], kind="stable")]  # the best of each first
    found: list[Landmark] = []
    for point in _distinct(points, APART * size):
        mark = _described(terrain, point, size)
        if mark is None:
            continue
        if mark.kind != "valley" or mark.value <= floor or not _flat_around(terrain, point, size):
            found.append(mark)
    for point in given:
        apart = [np.hypot(*(point - one.point)) for one in found]
        if min(apart, default=np.inf) > KINK * size:
            found += _lowest_around(terrain, point, size)
    return sorted(found, key=lambda mark: mark.value)[:MOST]


def _floor(terrain: Terrain, points: FloatArray) -> float:
    """Return the lowest height of some points; -inf where all are as high."""
    heights = terrain.value(points)
    heights = heights[np.isfinite(heights)]
    return float(heights.min()) if heights.size and np.ptp(heights) > 0.0 else -np.inf


def _flat_around(terrain: Terrain, point: FloatArray, size: float) -> bool:
    """Tell whether nothing is higher or lower around a place."""
    heights = terrain.value(np.vstack([point, ring(point, size)]))
    return bool(np.ptp(heights[np.isfinite(heights)]) <= 1e-12 * max(1.0, abs(heights[0])))


def _lowest_around(terrain: Terrain, point: FloatArray, size: float) -> list[Landmark]:
    """Return the minimum at a point, if all around is clearly higher although there is a slope."""
    value = float(terrain.value(point[None])[0])
    rise = terrain.value(ring(point, size)) - value
    if not (np.isfinite(value) and (rise > 0.0).all()):
        return []
    return [Landmark("minimum", (float(point[0]), float(point[1])), value, (np.nan, np.nan))]


def ring(point: FloatArray, size: float) -> FloatArray:
    """Return points around a point, (n, 2), a hundredth of the picture's diagonal away."""
    angles = np.linspace(0.0, 2.0 * np.pi, ROUND, endpoint=False)
    return point + KINK * size * np.column_stack([np.cos(angles), np.sin(angles)])


def _within(points: FloatArray, domain: Box) -> FloatArray:
    left, right, low, high = domain
    x, y = points[:, 0], points[:, 1]
    return (x >= left) & (x <= right) & (y >= low) & (y <= high)  # type: ignore[return-value]


def _distinct(points: FloatArray, apart: float) -> list[FloatArray]:
    """Return one of all points that lie closer together than that."""
    kept: list[FloatArray] = []
    while len(points):
        point = points[0]
        near = np.linalg.norm(points - point, axis=1) <= apart
        kept.append(point)
        points = points[~near]
    return kept


def _described(terrain: Terrain, point: FloatArray, size: float) -> Landmark | None:
    """Tell what kind of level place it is; None for one where there is no value."""
    value = float(terrain.value(point[None])[0])
    hessian = terrain.hessian(point[None])[0]
    if not (np.isfinite(value) and np.isfinite(hessian).all()):
        return None
    low, high = (float(one) for one in np.linalg.eigvalsh(hessian))
    largest = max(abs(low), abs(high))
    if min(abs(low), abs(high)) > FLAT * largest > 0.0:
        kind = "minimum" if low > 0 else "maximum" if high < 0 else "saddle"
    else:
        kind = _looked_around(terrain, point, value, size)
    return Landmark(kind, (float(point[0]), float(point[1])), value, (low, high))


def _looked_around(terrain: Terrain, point: FloatArray, value: float, size: float) -> str:
    """Tell the kind of a place by the heights around it, where its curvatures leave that open."""
    rise = terrain.value(ring(point, size)) - value
    rise = rise[np.isfinite(rise)]
    # Between two directions of the ring a valley is missed by up to a twentieth of its radius.
    level = 5e-3 * float(np.abs(rise).max(initial=0.0))
    up, down = bool((rise > level).any()), bool((rise < -level).any())
    if up and down:
        return "saddle"
    if down:
        return "maximum"
    return "minimum" if up and bool((rise > level).all()) else "valley"
