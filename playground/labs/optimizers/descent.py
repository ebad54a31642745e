"""Descents: the paths that optimizers take over a terrain, step after step.

A step is the training step of a network with two weights: gradient, noise if wanted, clipping, the
optimizer's own rule. A population's generation counts as a step, and its point is the best it has
found, as for networks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.surfaces import Terrain
from playground.nn import OPTIMIZERS
from playground.nn.evolution import CmaEs
from playground.nn.steps import clip

MOST_GENERATIONS = 100  # of a population in one path
FAR = 1e6  # times the picture's size: so far out a path has diverged


@dataclass(frozen=True)
class Path:
    """The way of one optimizer over a terrain; n steps have been taken.

    Parameters
    ----------
    entry
        Who has gone it.
    points, values
        Where it was, (n + 1, 2), and the terrain's values there, (n + 1,).
    gradients
        The gradients that were used, noise and clipping included, (n, 2); empty for a population.
    m, v
        What the optimizer remembered after each step, (n, 2) each.
    cost
        Evaluations before each point, (n + 1,): gradients, or function values of a population.
    diverged
        Whether it ended because the numbers ran away.
    stopped
        Whether it is a population that has ended by its own rules.
    candidates, centres, covariances
        Of a population: all points of each generation (n, size, 2), their centre (n, 2), and the
        covariance they were drawn with (n, 2, 2), which only CMA-ES has.
    """

    entry: Entry
    points: FloatArray
    values: FloatArray
    gradients: FloatArray
    m: FloatArray
    v: FloatArray
    cost: FloatArray
    diverged: bool = False
    stopped: bool = False
    candidates: FloatArray | None = None
    centres: FloatArray | None = None
    covariances: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.points) - 1

    def steps_to(self, share: float, lowest: float) -> int | None:
        """Return the first step at which only a share of the first gap to ``lowest`` is left.

        None if that was never reached.
        """
        gaps = self.values - lowest
        reached = np.flatnonzero(gaps <= share * gaps[0])
        return int(reached[0]) if len(reached) else None


def descend(
    terrain: Terrain,
    start: Sequence[float] | None = None,
    optimizer: str = "sgd",
    learning_rate: float | None = None,
    steps: int = 300,
    noise: float = 0.0,
    seed: int = 0,
    **hyperparameters: float,
) -> Path:
    """Return the path of one optimizer over a terrain.

    Parameters
    ----------
    terrain
        Such as ``SURFACES["beale"]`` or ``Surface.typed("x^2 + y^2")``.
    start
        Where it begins, (x, y); the terrain's own start when not given.
    optimizer, learning_rate
        A key of ``WALKERS``, and its rate; the terrain's suggestion when not given.
    steps
        How many steps, at most: it ends where the numbers run away.
    noise
        Standard deviation of what is added to each component of the gradient.
    seed
        Of the noise and of populations.
    **hyperparameters
        The optimizer's own numbers.

    Raises
    ------
    ValueError
        With a sentence, for an unknown optimizer or a number out of its bounds.

    Examples
    --------
    >>> from playground.labs.optimizers import SURFACES
    >>> path = descend(SURFACES["canyon"], optimizer="momentum", steps=200)
    >>> path.points.shape, path.steps_to(0.001, 0.0)
    ((201, 2), 51)
    """
    entry = Entry(optimizer, learning_rate, hyperparameters)
    return race(terrain, [entry], start, steps, noise=noise, seed=seed)[0]


def race(
    terrain: Terrain,
    entries: Sequence[Entry],
    start: Sequence[float] | None = None,
    steps: int = 300,
    *,
    noise: float = 0.0,
    batch: int = 0,
    seed: int = 0,
    goes_on: Callable[[], bool] = lambda: True,
) -> list[Path]:
    """Return the paths of several optimizers from one start, in their order.

    All meet the same noise, so that no one is luckier than the others.

    Parameters
    ----------
    terrain, start, steps, noise, seed
        As for ``descend``.
    entries
        Who takes part.
    batch
        For the terrain of a network: examples in each mini-batch; 0 for all of them.
    goes_on
        Asked after every step: all paths end there when it says no.
    """
    begin = np.array(terrain.start if start is None else start, dtype=np.float64)
    led = [entry for entry in entries if not entry.walker.is_population]
    paths = iter(_led_by_gradient(terrain, led, begin, steps, noise, batch, seed, goes_on))
    return [
        _population(terrain, entry, begin, min(steps, MOST_GENERATIONS), seed, goes_on)
        if entry.walker.is_population
        else next(paths)
        for entry in entries
    ]


def _led_by_gradient(
    terrain: Terrain,
    entries: Sequence[Entry],
    begin: FloatArray,
    steps: int,
    noise: float,
    batch: int,
    seed: int,
    goes_on: Callable[[], bool],
) -> list[Path]:
    """Take all steps of all optimizers with a gradient; the terrain is asked for all at once."""
    count = len(entries)
    if not count:
        return []
    rng = np.random.default_rng(seed)
    steady = not noise and not batch
    steppers = [_stepper(terrain, entry, steps, steady) for entry in entries]
    points = np.empty((steps + 1, count, 2))
    points[0] = begin
    gradients = np.empty((steps, count, 2))
    m, v = np.zeros((steps + 1, count, 2)), np.zeros((steps + 1, count, 2))
    deltas = np.zeros((count, 2))
    ends = [steps] * count
    under_way = list(range(count))
    far = FAR * max(abs(bound) for bound in terrain.domain)
    with np.errstate(all="ignore"):  # what runs away is told as having diverged
        for step in range(steps):
            here, there = points[step], points[step + 1]
            slopes = (
                terrain.batch_gradient(here, rng, batch)  # type: ignore[attr-defined]
                if batch
                else terrain.gradient(here)
            )
            if noise:
                slopes = slopes + noise * rng.standard_normal(2)
            gradients[step] = slopes
            for k in under_way:
                gradient = gradients[step, k]
                clip(gradient, entries[k].clip_norm)
                deltas[k], m[step + 1, k], v[step + 1, k] = steppers[k](
                    here[k], gradient, m[step, k], v[step, k], step
                )
            np.subtract(here, deltas, out=there)
            sound = np.abs(there) < far
            if not sound.all():
                for k in map(int, np.flatnonzero(~sound.all(axis=1))):
                    ends[k] = step  # the last sound point
                    there[k], deltas[k] = here[k], 0.0
                    under_way.remove(k)
                if not under_way:
                    break
            if not goes_on():
                steps = step + 1
                ends = [min(end, steps) for end in ends]
                break
    values = [terrain.value(points[: ends[k] + 1, k]) for k in range(count)]
    return [
        Path(
            entry,
            points[: ends[k] + 1, k].copy(),
            values[k],
            gradients[: ends[k], k].copy(),
            m[1 : ends[k] + 1, k].copy(),
            v[1 : ends[k] + 1, k].copy(),
            entry.walker.cost * np.arange(ends[k] + 1.0),
            ends[k] < steps,
        )
        for k, entry in enumerate(entries)
    ]


def _stepper(terrain: Terrain, entry: Entry, steps: int, steady: bool) -> Callable[..., Any]:
    """Return what takes the steps of an optimizer with a gradient.

    ``step(here, gradient, m, v, k)`` returns delta, m and v of step k, counted from 0, as a rule
    does. ``steady`` says that the same place always has the same gradient.
    """
    rates, settings = entry.rates(terrain, steps), entry.settings
    direction = entry.walker.direction
    if direction is None:
        rule = OPTIMIZERS[entry.optimizer].rule
        assert rule is not None  # populations go another way
        return lambda here, gradient, m, v, k: rule(
            here, gradient, m, v, rates[k], float(k + 1), *settings
        )
    rests = False

    def jump(here: FloatArray, gradient: FloatArray, m: FloatArray, v: FloatArray, k: int) -> Any:
        nonlocal rests
        if rests:  # remembers nothing, so it stays where it has stopped
            return np.zeros(2), m, v
        delta = rates[k] * direction(gradient[None], terrain.hessian(here[None]))[0]
        rests = steady and bool((here - delta == here).all())
        return delta, m, v

    return jump


def _population(
    terrain: Terrain,
    entry: Entry,
    begin: FloatArray,
    generations: int,
    seed: int,
    goes_on: Callable[[], bool],
) -> Path:
    """Let a population search: each generation is a step."""
    assert entry.walker.search is not None, "led ones go another way"
    search = entry.walker.search(begin.copy(), entry.settings, np.random.default_rng(seed))
    points, values = [begin], [float(terrain.value(begin[None])[0])]
    candidates, centres, covariances = [], [], []
    for _ in range(generations):
        if isinstance(search, CmaEs):
            if search.has_converged:
                break
            covariances.append(search.covariance)
        asked = np.array(search.ask())
        found = terrain.value(asked)
        centres.append(search.centre if isinstance(search, CmaEs) else asked.mean(axis=0))
        search.tell(np.where(np.isfinite(found), found, np.inf))
        candidates.append(asked)
        best = int(np.argmin(np.where(np.isfinite(found), found, np.inf)))
        better = found[best] < values[-1] or not np.isfinite(values[-1])
        points.append(asked[best] if better else points[-1])
        values.append(float(found[best]) if better else values[-1])
        if not goes_on():
            generations = len(points) - 1
            break
    size = len(candidates[0]) if candidates else 0
    nothing = np.zeros((0, 2))
    return Path(
        entry,
        np.array(points),
        np.array(values),
        nothing,
        nothing,
        nothing,
        size * np.arange(float(len(points))),
        stopped=len(points) <= generations,
        candidates=np.array(candidates).reshape(-1, size, 2),
        centres=np.array(centres).reshape(-1, 2),
        covariances=np.array(covariances) if covariances else None,
    )
