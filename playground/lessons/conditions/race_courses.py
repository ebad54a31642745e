"""Conditions on the optimizers' page about where each rule of a race goes, and how it ends."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers import WALKERS, Path, Terrain
from playground.labs.optimizers.landmarks import Landmark, landmarks
from playground.labs.optimizers.verdicts import ARRIVED, verdict
from playground.lessons.conditions.races import Race
from playground.lessons.found import Conditions, Earlier, Found, Numbers

PATHS = condition = Conditions()
LATE = 100  # the last steps of a path, by which it is told how it ends
OF_A_PATH = ("said", "steps", "value", "x", "y", "first", "early", "late", "swing", "variance")
OF_ALL = tuple(f"{rule}_{one}" for rule in WALKERS for one in OF_A_PATH)


@lru_cache(maxsize=32)
def _places(terrain: Terrain) -> list[Landmark]:
    return landmarks(terrain)


def told(now: Race) -> Numbers:
    """Return what is measured of every rule's path, as ``sgd_steps``; see ``OF_A_PATH``.

    ``said`` is its verdict; ``steps`` how many it took until 0.1 % of the height above the lowest
    place was left; ``value``, ``x`` and ``y`` where it ends; ``first`` the length of its first
    step, ``early`` and ``late`` of its first and last hundred steps on average; ``swing`` how far
    it goes to and fro in its last hundred steps, and ``variance`` that of its places, a mean over
    x and y, without the first fifth.
    """
    terrain = now.settings.terrain()
    places = _places(terrain)
    lowest = min((one.value for one in places if one.kind in ("minimum", "valley")), default=0.0)
    return {
        f"{rule}_{name}": value
        for rule, path in now.paths.items()
        for name, value in zip(OF_A_PATH, _of(path, terrain, places, lowest), strict=True)
    }


def _of(
    path: Path, terrain: Terrain, places: list[Landmark], lowest: float
) -> tuple[float | str, ...]:
    points, steps = path.points, path.steps_to(ARRIVED, lowest)
    ways = np.linalg.norm(np.diff(points, axis=0), axis=1)
    end = points[-LATE:]
    return (
        verdict(terrain, path, places).sentence,
        math.nan if steps is None else steps,
        float(path.values[-1]),
        float(points[-1, 0]),
        float(points[-1, 1]),
        _mean(ways[:1]),
        _mean(ways[:LATE]),
        _mean(ways[-LATE:]),
        0.5 * float(np.ptp(end, axis=0).max()),
        float(points[len(points) // 5 :].var(axis=0).mean()),
    )


def _mean(numbers: FloatArray) -> float:
    return float(numbers.mean()) if len(numbers) else math.nan


@condition(gives=OF_ALL)
def ended(now: Race, earlier: Earlier, *, kinds: dict[str, str]) -> Found:
    """Each rule ends as is said of it: ``arrived``, ``hovers``, ``saddle``, ``diverged`` ..."""
    if not now.seen or not set(kinds) <= set(now.paths):
        return Found(False)
    terrain = now.settings.terrain()
    met = all(
        verdict(terrain, now.paths[rule], _places(terrain)).kind == kind
        for rule, kind in kinds.items()
    )
    return Found(met, missed=not met, numbers=told(now))


@condition(gives=OF_ALL)
def ended_below(now: Race, earlier: Earlier, *, values: dict[str, float], above: float) -> Found:
    """Some rules end below a value each, all others above one."""
    if not now.seen or not set(values) <= set(now.paths):
        return Found(False)
    found = told(now)
    met = all(
        float(found[f"{rule}_value"]) <= values[rule]
        if rule in values
        else float(found[f"{rule}_value"]) >= above
        for rule in now.paths
    )
    return Found(met, missed=not met, numbers=found)


@condition(gives=(*OF_ALL, *(f"{rule}_ratio" for rule in WALKERS)))
def changed(
    now: Race, earlier: Earlier, *, than: str, of: str, least: dict[str, float] | None = None,
    most: dict[str, float] | None = None,
) -> Found:  # fmt: skip
    """A number of each rule is so many times what it was in an earlier step, at least or at most.

    ``of`` is one of those that are told of a path, such as ``steps`` or ``variance``.
    """
    least, most = least or {}, most or {}
    if not now.seen or not {*least, *most} <= set(now.paths):
        return Found(False)
    found = dict(told(now))
    for rule in now.paths:
        here, there = float(found[f"{rule}_{of}"]), float(earlier[than].get(f"{rule}_{of}", 0.0))
        found[f"{rule}_ratio"] = here / there if there else math.inf
    met = all(float(found[f"{rule}_ratio"]) >= one for rule, one in least.items()) and all(
        float(found[f"{rule}_ratio"]) <= one for rule, one in most.items()
    )
    return Found(met, missed=not met, numbers=found)


@condition(gives=(*OF_ALL, *(f"{rule}_ratio" for rule in WALKERS)))
def slowed(
    now: Race, earlier: Earlier, *, most: dict[str, float], least: dict[str, float] | None = None
) -> Found:
    """The last steps of each rule are so many times as long as its first ones, at most or least."""
    least = least or {}
    if not now.seen or not {*least, *most} <= set(now.paths):
        return Found(False)
    found = dict(told(now))
    for rule in now.paths:
        found[f"{rule}_ratio"] = float(found[f"{rule}_late"]) / float(found[f"{rule}_early"])
    met = all(float(found[f"{rule}_ratio"]) <= one for rule, one in most.items()) and all(
        float(found[f"{rule}_ratio"]) >= one for rule, one in least.items()
    )
    return Found(met, missed=not met, numbers=found)


@condition(gives=OF_ALL)
def grew(now: Race, earlier: Earlier, *, rules: tuple[str, ...], times: float = 10.0) -> Found:
    """Each of these rules gets so many times as high above the lowest place as it began."""
    if not now.seen or not set(rules) <= set(now.paths):
        return Found(False)
    met = all(
        float(now.paths[rule].values[-1]) > times * float(now.paths[rule].values[0])
        for rule in rules
    )
    return Found(met, missed=not met, numbers=told(now))
