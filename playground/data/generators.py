"""The data sets that are drawn at random: one registry, a definition each.

Every generator draws all its random numbers first, whatever the noise, and only then scales the
perturbation by the noise. With the same random stream another noise therefore moves the same
points (or flips the same labels) smoothly, and a slider for the noise feels continuous.

The plane is the square [-6, 6]^2. Labels are -1.0 and +1.0 for two classes, 0.0 .. k-1.0 for several,
and a value (mostly in [-1, 1]) for regression. ``noise`` runs from 0 to 1 and is the page's percentage
divided by 100. The first six data sets are those of TensorFlow Playground.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Drawn = tuple[FloatArray, FloatArray]

RADIUS = 5.0  # most classification data lies in [-5, 5]^2
PLANE = 6.0  # the drawn plane is [-6, 6]^2


def _shift(n: int, size: float, noise: float, rng: Generator) -> FloatArray:
    """Draw n displacements, uniform on [-size, size]^2, and scale them by the noise."""
    return rng.uniform(-size, size, (n, 2)) * noise


def _halves(n: int) -> FloatArray:
    """Return the labels +1 for the first half of n points (the larger one) and -1 for the rest."""
    return np.where(np.arange(n) < (n + 1) // 2, 1.0, -1.0)


def _signs(positive: NDArray[np.bool_]) -> FloatArray:
    return np.where(positive, 1.0, -1.0)


def circle(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw a disc of radius 2.5 (+1) inside a ring from 3.5 to 5 (-1)."""
    inner = _halves(n) > 0
    radius = rng.uniform(0.0, 1.0, n)
    radius = RADIUS * np.where(inner, 0.5 * radius, 0.7 + 0.3 * radius)
    angle = rng.uniform(0.0, 2 * np.pi, n)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    shifted = points + _shift(n, RADIUS, noise, rng)
    return points, _signs(np.hypot(shifted[:, 0], shifted[:, 1]) < RADIUS / 2)


def xor(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw four squares, a gap of 0.6 between them; the label is the sign of x1 * x2."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    points += np.where(points > 0, 0.3, -0.3)
    shifted = points + _shift(n, RADIUS, noise, rng)
    return points, _signs(shifted[:, 0] * shifted[:, 1] >= 0)


def gauss(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw two normal clouds, +1 about (2, 2) and -1 about (-2, -2).

    Their variance on each axis is 0.5 without noise and grows linearly to 4 at noise 0.5.
    """
    labels = _halves(n)
    variance = 0.5 + 7.0 * noise
    return 2.0 * labels[:, None] + np.sqrt(variance) * rng.standard_normal((n, 2)), labels


def spiral(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw two spiral arms of 1.75 turns each, one turned by half a circle against the other."""
    labels = _halves(n)
    first = (n + 1) // 2
    along = np.concatenate([np.arange(first) / max(first, 1), np.arange(n - first) / max(n - first, 1)])
    radius = RADIUS * along
    angle = 1.75 * along * 2 * np.pi + np.where(labels > 0, 0.0, np.pi)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    return points + _shift(n, 1.0, noise, rng), labels


def reg_plane(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw a tilted plane: the value is (x1 + x2) / 10."""
    points = rng.uniform(-PLANE, PLANE, (n, 2))
    shifted = points + _shift(n, PLANE, noise, rng)
    return points, shifted.sum(axis=1) / 10.0


# centre and sign of each bump of reg-gauss
_BUMPS = np.array(
    [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]], dtype=float
)


def reg_gauss(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw six bumps in two rows, up and down in turn: sign * max(0, 1 - distance / 2)."""
    points = rng.uniform(-PLANE, PLANE, (n, 2))
    shifted = points + _shift(n, PLANE, noise, rng)
    difference = shifted[:, None, :] - _BUMPS[None, :, :2]
    distance = np.hypot(difference[..., 0], difference[..., 1])
    values = _BUMPS[:, 2] * np.maximum(0.0, 1.0 - distance / 2.0)  # (n, 6)
    largest = np.abs(values).argmax(axis=1)
    return points, values[np.arange(n), largest]


@dataclass(frozen=True)
class Dataset:
    """A data set that is drawn at random.

    Parameters
    ----------
    name
        Key in ``DATASETS`` and in links.
    label
        What the page calls it.
    problem
        ``"classification"`` or ``"regression"``.
    n_classes
        Number of classes (where it can be chosen: the usual number); 0 for regression.
    n_points
        How many points the page draws.
    explanation
        One plain sentence.
    generate
        ``generate(n, noise, rng) -> points (n, 2), labels (n,)``, float64.
    """

    name: str
    label: str
    problem: str
    n_classes: int
    n_points: int
    explanation: str
    generate: Callable[..., Drawn]


def _two(name: str, label: str, generate: Callable[..., Drawn], explanation: str) -> Dataset:
    return Dataset(name, label, "classification", 2, 500, explanation, generate)


def _value(name: str, label: str, generate: Callable[..., Drawn], explanation: str) -> Dataset:
    return Dataset(name, label, "regression", 0, 1200, explanation, generate)


_ALL = (
    _two("circle", "Circle", circle, "A disc of one class inside a ring of the other."),
    _two("xor", "Exclusive or", xor, "Four squares; opposite corners belong to the same class."),
    _two("gauss", "Gaussian", gauss, "Two clouds that a straight line can split."),
    _two("spiral", "Spiral", spiral, "Two arms wound around each other: the hardest of the classic four."),
    _value("reg-plane", "Plane", reg_plane, "A tilted plane: the value grows towards the upper right."),
    _value("reg-gauss", "Multi gaussian", reg_gauss, "Six bumps, up and down in turn."),
)
DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in _ALL}
