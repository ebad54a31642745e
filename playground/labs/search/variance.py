"""How much of the score's variance each setting explains, alone and with another.

It is an analysis of variance. With a whole grid, where every combination of values is there once,
the variance of the scores is the sum of the variances of the settings' effects and of their
interactions, and each is found from means alone (Sobol 1993; for hyperparameters Hutter et al.
2014, https://proceedings.mlr.press/v32/hutter14.html). With random draws, or where fits have run
away, values do not meet each other equally often: there the effects are those of the model that
adds one for each setting, by least squares, so that no setting gets the credit of another that it
happened to come with; and what chance alone would explain, (levels - 1)/n times the variance that
is left over, is taken off.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from playground.arrays import FloatArray, IntArray
from playground.labs.search.analysis import sound, summary
from playground.labs.search.axes import axis
from playground.labs.search.models import MODEL, find_tunable
from playground.labs.search.plan import Plan

FEW = 5  # combinations, below which nothing is said
LEAST_PER_CELL = 2.0  # combinations for each pair of values, on average, unless the grid is whole


@dataclass(frozen=True)
class Explained:
    """What explains the variance of the scores.

    Parameters
    ----------
    shares
        By setting the share that it explains alone, 0..1; the largest first.
    rest
        The share that no setting explains alone: interactions, and the chance of fits.
    remarks
        What has to be said about it, a sentence each.
    """

    shares: Mapping[str, float]
    rest: float
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Interaction:
    """What two settings do together.

    Parameters
    ----------
    first, second
        The settings.
    share
        The share of the variance that they explain together beyond what each does alone; nan where
        there are too few combinations to tell.
    means, counts
        The mean score, and the number of combinations, of each pair of values: (values of first,
        values of second); nan where there is none.
    rows, columns
        The values in words.
    """

    first: str
    second: str
    share: float
    means: FloatArray
    counts: IntArray
    rows: tuple[str, ...]
    columns: tuple[str, ...]


def effects(scores: FloatArray, codes: Mapping[str, IntArray]) -> dict[str, FloatArray]:
    """Return the effect (n,) that each setting has on each score, its mean taken off.

    Parameters
    ----------
    scores
        Shape (n,).
    codes
        By setting the number of its value, (n,).

    Examples
    --------
    Two settings of two values each; the mean is 5, and 3 is 5 - 1 - 2 + 1:

    >>> scores = np.array([3.0, 5.0, 5.0, 7.0])
    >>> found = effects(scores, {"a": np.array([0, 0, 1, 1]), "b": np.array([0, 1, 0, 1])})
    >>> found["a"].round(6), found["b"].round(6)
    (array([-1., -1.,  1.,  1.]), array([-1.,  1., -1.,  1.]))
    """
    tables = {name: _dummies(one) for name, one in codes.items()}
    design = np.column_stack([np.ones(len(scores)), *tables.values()])
    # The solution of least length; what it leaves open are constants, which are taken off below.
    weights = np.linalg.lstsq(design, scores, rcond=None)[0]
    ends = np.cumsum([1, *(one.shape[1] for one in tables.values())])
    found = {}
    for (name, table), (start, end) in zip(tables.items(), pairwise(ends), strict=True):
        effect = table @ weights[start:end]
        found[name] = effect - effect.mean()
    return found


def explained(scores: FloatArray, codes: Mapping[str, IntArray]) -> dict[str, float]:
    """Return the variance of the scores that each setting explains alone.

    Examples
    --------
    >>> scores = np.array([3.0, 5.0, 5.0, 7.0])
    >>> found = explained(scores, {"a": np.array([0, 0, 1, 1]), "b": np.array([0, 1, 0, 1])})
    >>> {name: round(variance, 6) for name, variance in found.items()}
    {'a': 1.0, 'b': 1.0}
    """
    found = effects(scores, codes)
    left = scores - scores.mean() - sum(found.values())
    chance = 0.0 if is_whole(codes) else _chance(left, 1 + sum(map(_freedom, codes.values())))
    return {
        name: _positive(float(np.mean(effect**2)) - _freedom(codes[name]) * chance)
        for name, effect in found.items()
    }


def explained_together(
    scores: FloatArray, codes: Mapping[str, IntArray], first: str, second: str
) -> float:
    """Return the variance that two settings explain together beyond what each does alone.

    nan where a grid that is not whole has too few combinations to tell.
    """
    n_values = [len(np.unique(codes[name])) for name in (first, second)]
    whole = is_whole({name: codes[name] for name in (first, second)})
    if not whole and len(scores) < LEAST_PER_CELL * n_values[0] * n_values[1]:
        return math.nan
    pair = codes[first] * (codes[second].max() + 1) + codes[second]
    others = {name: one for name, one in codes.items() if name not in (first, second)}
    found = effects(scores, {**others, "pair": pair})
    both = found["pair"]
    alone = effects(both, {name: codes[name] for name in (first, second)})
    beyond = both - sum(alone.values())
    if is_whole(codes):
        return _positive(float(np.mean(beyond**2)))
    freedom = _freedom(pair) - _freedom(codes[first]) - _freedom(codes[second])
    left = scores - scores.mean() - sum(found.values())
    taken = 1 + _freedom(pair) + sum(map(_freedom, others.values()))
    return _positive(float(np.mean(beyond**2)) - freedom * _chance(left, taken))


def is_whole(codes: Mapping[str, IntArray]) -> bool:
    """Tell whether every combination of values is there, all equally often."""
    table = np.column_stack(list(codes.values()))
    n_cells = math.prod(len(np.unique(one)) for one in codes.values())
    if n_cells > len(table):
        return False
    counts = np.unique(table, axis=0, return_counts=True)[1]
    return len(counts) == n_cells and bool(np.ptp(counts) == 0)


def _dummies(codes: IntArray) -> FloatArray:
    _, places = np.unique(codes, return_inverse=True)
    table: FloatArray = np.eye(places.max() + 1)[places]
    return table


def _freedom(codes: IntArray) -> int:
    return len(np.unique(codes)) - 1


def _chance(left: FloatArray, taken: int) -> float:
    """Return what one parameter more explains by chance, of what is left over."""
    n = len(left)
    return float(np.sum(left**2)) / (n - taken) / n if n > taken else 0.0


def _positive(variance: float) -> float:
    return max(variance, 0.0)


def shares(plan: Plan, table: pd.DataFrame) -> Explained:
    """Return how much of the variance of the combinations' mean scores each setting explains.

    What fits have failed or run away does not count. Settings of one model among several explain a
    part of the variance within that model; the model itself, of the variance between them.
    """
    found = sound(summary(table))
    names = [name for name in plan.varied if _levels(plan, name, found) > 1]
    scores = found["score"].to_numpy(float)
    total = float(scores.var()) if len(scores) else 0.0
    if len(scores) < FEW:
        return Explained(dict.fromkeys(names, 0.0), 1.0, (f"{FEW} combinations say something.",))
    if total == 0.0:
        return Explained(dict.fromkeys(names, 0.0), 0.0, ("All scores are the same.",))
    variances: dict[str, float] = {}
    whole = True
    for rows, own in _parts(plan, names, found):
        codes = {name: _codes(plan, name, rows) for name in own}
        codes = {name: one for name, one in codes.items() if len(np.unique(one)) > 1}
        if not codes:
            continue
        whole &= is_whole(codes)
        weight = 1.0 if own == [MODEL] else len(rows) / len(found)
        for name, variance in explained(rows["score"].to_numpy(float), codes).items():
            variances[name] = weight * variance
    ordered = sorted(names, key=lambda name: -variances.get(name, 0.0))
    told = {name: variances.get(name, 0.0) / total for name in ordered}
    remarks = (
        ()
        if whole
        else (
            "Not every combination is there: shares are those of effects that add up, without what "
            "chance explains.",
        )
    )
    return Explained(told, max(0.0, 1.0 - sum(told.values())), remarks)


def interaction(plan: Plan, table: pd.DataFrame, first: str, second: str) -> Interaction:
    """Return what two settings do together, with the mean score of each pair of values."""
    found = sound(summary(table))
    axes = [axis(plan, name) for name in (first, second)]
    numbers = found.index.to_numpy(int)
    places = [one.codes[numbers] for one in axes]
    there = (places[0] >= 0) & (places[1] >= 0)
    rows, columns = (one[there] for one in places)
    scores = found["score"].to_numpy(float)
    shape = len(axes[0].values), len(axes[1].values)
    counts = np.zeros(shape, dtype=np.int64)
    sums = np.zeros(shape)
    np.add.at(counts, (rows, columns), 1)
    np.add.at(sums, (rows, columns), scores[there])
    with np.errstate(invalid="ignore"):
        means = sums / counts
    share = _share_together(plan, found[there], float(scores.var()), len(found), first, second)
    return Interaction(first, second, share, means, counts, axes[0].values, axes[1].values)


def interactions(plan: Plan, table: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Return all pairs of settings with the share that they explain together, the largest first.

    Pairs of which nothing can be told are left out.
    """
    found = sound(summary(table))
    total = float(found["score"].var(ddof=0)) if len(found) else 0.0
    told = []
    for first, second in combinations(plan.varied, 2):
        there = found
        for name in (first, second):
            there = there[axis(plan, name).codes[there.index.to_numpy(int)] >= 0]
        share = _share_together(plan, there, total, len(found), first, second)
        if not math.isnan(share):
            told.append((first, second, share))
    return sorted(told, key=lambda one: -one[2])


def _share_together(
    plan: Plan, rows: pd.DataFrame, total: float, n_all: int, first: str, second: str
) -> float:
    if len(rows) < FEW or total == 0.0:
        return math.nan
    codes = {name: _codes(plan, name, rows) for name in plan.varied}
    # Only what all of these combinations have, and has more than one value among them.
    codes = {n: one for n, one in codes.items() if one.min() >= 0 and len(np.unique(one)) > 1}
    if first not in codes or second not in codes:
        return math.nan
    scores = rows["score"].to_numpy(float)
    return explained_together(scores, codes, first, second) * len(rows) / n_all / total


def _codes(plan: Plan, name: str, rows: pd.DataFrame) -> IntArray:
    codes: IntArray = axis(plan, name).codes[rows.index.to_numpy(int)]
    return codes


def _levels(plan: Plan, name: str, found: pd.DataFrame) -> int:
    codes = _codes(plan, name, found)
    return len(np.unique(codes[codes >= 0]))


def _parts(
    plan: Plan, names: Sequence[str], found: pd.DataFrame
) -> list[tuple[pd.DataFrame, list[str]]]:
    """Return rows and the settings that are looked at among them: the models, then within each."""
    if MODEL not in names:
        return [(found, list(names))]
    parts = [(found, [MODEL])]
    for model in plan.models:
        own = [name for name in names if name != MODEL and find_tunable(name).model == model]
        parts.append((found[found[MODEL] == model], own))
    return [(rows, own) for rows, own in parts if len(rows)]
