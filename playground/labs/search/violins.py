"""Violins: how densely the scores lie that come with each value of a setting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from playground.arrays import FloatArray, IntArray
from playground.labs.search.analysis import sound
from playground.labs.search.axes import Axis

LEAST = 5  # scores; of fewer only dots are drawn
LEVELS = 41  # at which the density is computed
NARROWEST = 0.02  # of the span of all scores: how far a score reaches, at least


def density(scores: FloatArray, span: float) -> FloatArray | None:
    """Return the density of scores at ``LEVELS`` levels from the lowest to the highest.

    A Gaussian for each score, as wide as Silverman's rule says
    (https://en.wikipedia.org/wiki/Kernel_density_estimation), cut off at the ends: a violin shows
    no scores that nobody has.

    Parameters
    ----------
    scores
        Those of a group, (n,).
    span
        From the lowest to the highest score of all groups.

    Returns
    -------
    array, (LEVELS,), or None
        None for fewer than five scores, or if all are the same.

    Examples
    --------
    >>> found = density(np.array([0.5, 0.5, 0.5, 0.6, 0.9]), span=0.4)
    >>> found.shape, int(found.argmax()) < 10
    ((41,), True)
    >>> density(np.array([0.5, 0.6]), span=0.4) is None
    True
    """
    if len(scores) < LEAST or np.ptp(scores) <= 0:
        return None
    quartiles = np.subtract(*np.percentile(scores, [75, 25])) / 1.34
    spread = min(float(scores.std()), float(quartiles) or np.inf)
    width = max(0.9 * spread * len(scores) ** -0.2, NARROWEST * span)
    levels = np.linspace(scores.min(), scores.max(), LEVELS)
    apart = (levels[:, None] - scores) / width
    each = np.exp(-0.5 * apart**2) / (width * np.sqrt(2 * np.pi))
    found: FloatArray = each.mean(axis=1)
    return found


@dataclass(frozen=True, eq=False)
class Violin:
    """The combinations that have a value of a setting.

    Parameters
    ----------
    value
        The value in words.
    combinations, scores
        The numbers of those with a score, and their mean scores, (n,) both.
    lost
        How many have none, because fits have run away or failed.
    form
        What ``density`` gives; None where only dots are drawn.
    """

    value: str
    combinations: IntArray
    scores: FloatArray
    lost: int
    form: FloatArray | None


def violins(axis: Axis, found: pd.DataFrame) -> list[Violin]:
    """Return a violin for each value of an axis.

    Parameters
    ----------
    axis
        The setting.
    found
        What ``summary`` gives: a row for each combination that has been tried.
    """
    good = sound(found)
    numbers, scores = good.index.to_numpy(int), good["score"].to_numpy(float)
    span = float(np.ptp(scores)) if len(scores) else 0.0
    codes, all_codes = axis.codes[numbers], axis.codes[found.index.to_numpy(int)]
    return [
        Violin(
            value,
            numbers[codes == code],
            scores[codes == code],
            int((all_codes == code).sum() - (codes == code).sum()),
            density(scores[codes == code], span),
        )
        for code, value in enumerate(axis.values)
    ]
