"""What the page draws, computed from its settings: plain numbers, made on a worker thread."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers import WALKERS, Path, Terrain
from playground.labs.optimizers.basins import (
    NOWHERE,
    RAN_AWAY,
    basins,
    curvature,
    curvatures,
    stable_share,
)
from playground.labs.optimizers.landmarks import Landmark, landmarks, lattice
from playground.labs.optimizers.narration import told
from playground.labs.optimizers.networks import NETWORKS
from playground.labs.optimizers.settings import TYPED, LabSettings
from playground.labs.optimizers.surfaces import Surface
from playground.labs.optimizers.verdicts import verdict
from playground.ui.kit.packing import packed
from playground.ui.kit.typeset import with_minus

HEIGHTS = 121  # values along each side of the map
BANDS = 16  # of the filled contours
BASIN_STEPS = 300


@lru_cache(maxsize=32)
def level_places(terrain: Terrain) -> tuple[Landmark, ...]:
    """Return the level places of a terrain; found once for each."""
    return tuple(landmarks(terrain))


def key_of(settings: LabSettings) -> tuple[Any, ...]:
    """Return what names a terrain: of a typed one the formula and the part that is drawn, too."""
    own = (settings.formula, settings.across, settings.up) if settings.surface == TYPED else ()
    return settings.surface, *own


def bands_of(heights: FloatArray) -> FloatArray:
    """Return the edges of the filled contours; none where nothing is finite.

    Bands of equal area show the shape of a bowl and of a canyon that is a thousand times as deep.
    """
    finite = heights[np.isfinite(heights)]
    edges: FloatArray = np.quantile(finite, np.linspace(0, 1, BANDS + 1)) if finite.size else finite
    return edges


def place_told(place: Landmark) -> dict[str, Any]:
    """Return a level place as the browser draws it."""
    return {
        "kind": place.kind,
        "point": place.point,
        "value": place.value,
        "curvatures": [_plain(one) for one in place.curvatures],
    }


def terrain_message(settings: LabSettings) -> bytes:
    """Return the terrain as the browser draws it: heights, bands, level places, formulas."""
    terrain = settings.terrain()
    heights = terrain.value(lattice(terrain.domain, HEIGHTS))
    bands = bands_of(heights)
    header = {
        "type": "terrain",
        "label": terrain.label,
        "lesson": terrain.lesson,
        "domain": terrain.domain,
        "axes": terrain.axes,
        "start": terrain.start,
        "rates": dict(terrain.rates),
        "places": [place_told(place) for place in level_places(terrain)],
        "formulas": terrain.formulas if isinstance(terrain, Surface) else {},
        "network": settings.surface in NETWORKS,
        "empty": not bands.size,
    }
    return packed(header, {"heights": heights.reshape(HEIGHTS, HEIGHTS), "bands": bands})


def led_message(settings: LabSettings) -> bytes:
    """Return the paths of all rules with a gradient, each with its verdict."""
    led = [name for name in settings.rules if not WALKERS[name].is_population]
    return _paths_message(settings, led)


def population_messages(settings: LabSettings) -> Iterator[bytes]:
    """Yield the path of each population, which takes as long as all the others together."""
    for name in settings.rules:
        if WALKERS[name].is_population:
            yield _paths_message(settings, [name])


def _paths_message(settings: LabSettings, names: list[str]) -> bytes:
    terrain, paths = settings.terrain(), settings.race(names)
    everybody = all(not WALKERS[name].is_population for name in names)
    return paths_told(settings, terrain, settings.begin(), paths, level_places(terrain), everybody)


def paths_told(
    settings: LabSettings,
    terrain: Terrain,
    begin: tuple[float, float],
    paths: Sequence[Path],
    places: Sequence[Landmark],
    everybody: bool,
    bends: bool = True,
    **further: Any,
) -> bytes:
    """Return paths over any terrain, each with its verdict.

    Parameters
    ----------
    settings, terrain, begin, paths
        What is drawn, and the paths with what they went over.
    places
        The level places that the verdicts are about.
    everybody
        Whether these are the paths of all who take part but populations.
    bends
        Whether to tell the curvatures along the path of the rule whose steps are told.
    **further
        What else the message says.
    """
    arrays: dict[str, Any] = {}
    rules = []
    for path in paths:
        name = path.entry.optimizer
        judged = verdict(terrain, path, places)
        found = places.index(judged.landmark) if judged.landmark in places else None
        rules.append(
            {
                "name": name,
                "rate": path.entry.rate(terrain, 1),
                "verdict": judged.kind,
                "sentence": with_minus(judged.sentence),
                "found": found if judged.kind in ("arrived", "hovers") else None,
                "cost": float(path.cost[1]) if len(path) else 1.0,
                "stable": stable_share(path.entry),
            }
        )
        arrays |= {f"{name}.{part}": array for part, array in parts(path, settings).items()}
        if name == settings.told and bends:
            arrays[f"{name}.bends"] = curvatures(terrain, path.points)
            arrays[f"{name}.rates"] = np.array(path.entry.rates(terrain, len(path)))
    bend = curvature(terrain, begin)
    header = {
        "type": "paths",
        "all": everybody,
        "begin": begin,
        "rules": rules,
        "curvature": None if bend is None else [bend.low, bend.high, bend.largest_rate],
        **further,
    }
    return packed(header, arrays)


def parts(path: Path, settings: LabSettings) -> dict[str, Any]:
    """Return what is drawn of a path: its arrows and squares only where they are wanted."""
    shown: dict[str, Any] = {"points": path.points, "values": path.values}
    arrows = set(settings.boxes) & {"gradient", "adjusted", "momentum", "squares"}
    if arrows and len(path.gradients):
        shown |= {"gradients": path.gradients, "m": path.m, "v": path.v}
    if path.candidates is not None and "candidates" in settings.boxes:
        shown |= {"candidates": path.candidates, "centres": path.centres}
        if path.covariances is not None:
            shown["covariances"] = path.covariances
    return shown


def basins_messages(settings: LabSettings) -> Iterator[bytes]:
    """Yield maps of basins, ever finer: the place in ``places`` for each start, or none."""
    terrain = settings.terrain()
    entry = settings.entry(settings.basins_of)
    header = {"type": "basins", "nowhere": NOWHERE, "away": RAN_AWAY, "rule": settings.basins_of}
    for found in basins(terrain, entry, level_places(terrain), BASIN_STEPS):
        yield packed(header, {"map": found})


def story(settings: LabSettings, number: int, plane: Terrain | None = None) -> dict[str, Any]:
    """Return a step of the chosen rule line by line, as text and numbers.

    ``plane`` is the slice that is raced over where that is no surface of the settings.
    """
    terrain = plane or settings.terrain()
    (path,) = settings.race([settings.told], number, plane)
    about = {"rule": settings.told, "label": path.entry.walker.label, "step": number}
    if len(path) < number:
        return {**about, "ended": len(path), "lines": []}
    step = told(terrain, path, number)
    return {
        **about,
        "before": _plain(step.before),
        "after": _plain(step.after),
        "gradient": _plain(step.gradient),
        "delta": _plain(step.delta),
        "lines": [
            {
                "source": line.source,
                "depth": line.depth,
                "uses": {name: _plain(value) for name, value in line.uses.items()},
                "gives": {name: _plain(value) for name, value in line.gives.items()},
            }
            for line in step.lines
        ],
    }


def _plain(value: Any) -> Any:
    """Return a number or an array as JSON can hold it; None for what is not finite."""
    if isinstance(value, np.ndarray):
        return [_plain(one) for one in value]
    number = float(value)
    return number if math.isfinite(number) else None
