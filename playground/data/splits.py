"""Training and test points: a sample, a pair of samples, and the cut between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from numpy.random import Generator

from playground.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Sample:
    """Points in the plane with their labels.

    Parameters
    ----------
    points
        Coordinates, shape (n, 2).
    labels
        Labels, shape (n,): -1/+1 for two classes, 0..k-1 for several, a value for regression.
    """

    points: FloatArray
    labels: FloatArray

    def __len__(self) -> int:
        return len(self.points)


@dataclass(frozen=True, eq=False)
class Data:
    """What a network is trained on and what it is tested on.

    Parameters
    ----------
    train, test
        The two samples.
    problem
        ``"classification"`` or ``"regression"``.
    n_classes
        Number of classes; 0 for regression.
    """

    train: Sample
    test: Sample
    problem: str
    n_classes: int


def split(
    points: FloatArray, labels: FloatArray, share: float, rng: Generator
) -> tuple[Sample, Sample]:
    """Deal the points out into a training and a test sample.

    Each point draws a random number and the points are put in the order of these; the share only
    moves the cut. So another share adds points to one sample and takes them from the other, and
    nothing else; and points that are added at the end leave (nearly) all others where they are.

    Parameters
    ----------
    points, labels
        Shapes (n, 2) and (n,), at least two points.
    share
        Fraction of the points for training, 0..1. Both samples get at least one point.
    rng
        Random stream for the order.

    Returns
    -------
    tuple[Sample, Sample]
        Training and test sample.

    Raises
    ------
    ValueError
        If there are fewer than two points, or not one label for each point.

    Examples
    --------
    >>> import numpy as np
    >>> points, labels = np.zeros((10, 2)), np.arange(10.0)
    >>> train, test = split(points, labels, 0.3, np.random.default_rng(1))
    >>> len(train), len(test)
    (3, 7)
    """
    n = len(points)
    if n < 2:
        raise ValueError(f"A training and a test sample need at least two points; there are {n}.")
    if len(labels) != n:
        raise ValueError(
            f"Each point needs one label: there are {n} points and {len(labels)} labels."
        )
    order = rng.random(n).argsort()
    # The small number keeps 0.29 * 100 = 28.999... from losing a point to rounding.
    cut = min(max(math.floor(n * share + 1e-9), 1), n - 1)
    train, test = order[:cut], order[cut:]
    return Sample(points[train], labels[train]), Sample(points[test], labels[test])
