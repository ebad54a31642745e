"""Does a band hold the truth? On the data, in a gap between them, and outside of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.curves.ensembles import Ensemble
from playground.labs.curves.points import Function

EXPECTED = 0.68  # the share that a band of one standard deviation should hold
GAP = 4.0  # a gap is so many times as wide as most distances between neighbouring points ...
SHARE = 0.15  # ... and at least this share of the whole range
PLACES = 200  # at which a region is looked at
NOTHING = 1e-12  # a band narrower than this has no width to compare with

Range = tuple[float, float]


@dataclass(frozen=True)
class Region:
    """A part of the x axis: one or more ranges.

    ``name`` is "points", "gap" or "outside".
    """

    name: str
    ranges: tuple[Range, ...]

    def places(self, log: bool = False) -> FloatArray:
        """Return evenly spread places within it, about ``PLACES``; never at an edge.

        ``log``: evenly in log(x), as a plot with such an axis shows them; all ranges are above 0.
        """
        ranges = [(np.log(low), np.log(high)) for low, high in self.ranges] if log else self.ranges
        length = sum(high - low for low, high in ranges)
        parts = []
        for low, high in ranges:
            n = max(round(PLACES * (high - low) / length), 1)
            parts.append(low + (high - low) * (np.arange(n) + 0.5) / n)
        found = np.concatenate(parts)
        return np.exp(found) if log else found


@dataclass(frozen=True)
class Covered:
    """How a band does in a region.

    Parameters
    ----------
    region
        Where.
    share
        The share of the places at which the band holds the truth, 0..1; about 0.68 is honest. One
        set of points gives one such share: it is right on average over many sets. nan where nobody
        knows the truth.
    width
        The mean width of the band.
    ratio
        That width over the one on the data; nan where the latter is nothing.
    """

    region: Region
    share: float
    width: float
    ratio: float


def gap_of(x: FloatArray) -> Range | None:
    """Return the widest gap between neighbouring points x (n,), None if there is no true gap.

    >>> gap_of(np.array([0.0, 0.1, 0.2, 0.7, 0.8]))
    (0.2, 0.7)
    >>> gap_of(np.linspace(0.0, 1.0, 10))
    """
    places = np.unique(x)
    if len(places) < 3:
        return None
    distances = np.diff(places)
    widest = int(np.argmax(distances))
    needed = max(GAP * float(np.median(distances)), SHARE * float(places[-1] - places[0]))
    if distances[widest] < needed:
        return None
    return float(places[widest]), float(places[widest + 1])


def regions(x: FloatArray, view: Range) -> tuple[Region, ...]:
    """Return the regions that points x (n,) make of a view: data, gap, outside, as far as there.

    >>> [(one.name, one.ranges) for one in regions(np.array([0.0, 0.1, 0.9, 1.0]), (0.0, 1.2))]
    [('points', ((0.0, 0.1), (0.9, 1.0))), ('gap', ((0.1, 0.9),)), ('outside', ((1.0, 1.2),))]
    """
    if len(x) == 0:
        return (Region("outside", (view,)),)
    low, high = float(np.min(x)), float(np.max(x))
    gap = gap_of(x)
    found = {
        "points": ((low, high),) if gap is None else ((low, gap[0]), (gap[1], high)),
        "gap": () if gap is None else (gap,),
        "outside": ((view[0], low), (high, view[1])),
    }
    there = {name: tuple(one for one in some if one[1] > one[0]) for name, some in found.items()}
    return tuple(Region(name, some) for name, some in there.items() if some)


def coverage(
    ensemble: Ensemble, truth: Function, parts: Sequence[Region], log: bool = False
) -> tuple[Covered, ...]:
    """Return how an ensemble's 68 % band does in each region; nothing as long as it has no band.

    Parameters
    ----------
    ensemble
        Whose band.
    truth
        Gives the true curve at places (n,).
    parts
        ``regions`` of the points.
    log
        Whether the share is taken of log(x).
    """
    found = []
    on_data = np.nan
    for part in parts:
        places = part.places(log)
        band = ensemble.band(places)
        if band is None:
            return ()
        low, high = band
        true = truth(places)
        width = float(np.mean(high - low))
        if part.name == "points" and width > NOTHING:
            on_data = width
        is_within = (low <= true) & (true <= high)
        share = float(np.mean(is_within)) if np.isfinite(true).all() else np.nan
        found.append(Covered(part, share, width, width / on_data))
    return tuple(found)
