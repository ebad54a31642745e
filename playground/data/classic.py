"""The six data sets of TensorFlow Playground, with its definitions and its sizes."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from playground.data.drawing import PLANE, RADIUS, Drawn, halves, shift, signs


def circle(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw a disc of radius 2.5 (+1) inside a ring from 3.5 to 5 (-1)."""
    inner = halves(n) > 0
    radius = rng.uniform(0.0, 1.0, n)
    radius = RADIUS * np.where(inner, 0.5 * radius, 0.7 + 0.3 * radius)
    angle = rng.uniform(0.0, 2 * np.pi, n)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    shifted = points + shift(n, RADIUS, noise, rng)
    return points, signs(np.hypot(shifted[:, 0], shifted[:, 1]) < RADIUS / 2)


def xor(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw four squares, a gap of 0.6 between them; the label is the sign of x1 * x2."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    points += np.where(points > 0, 0.3, -0.3)
    shifted = points + shift(n, RADIUS, noise, rng)
    return points, signs(shifted[:, 0] * shifted[:, 1] >= 0)


def gauss(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw two normal clouds, +1 about (2, 2) and -1 about (-2, -2).

    Their variance on each axis is 0.5 without noise and grows linearly to 4 at noise 0.5.
    """
    labels = halves(n)
    variance = 0.5 + 7.0 * noise
    return 2.0 * labels[:, None] + np.sqrt(variance) * rng.standard_normal((n, 2)), labels


def spiral(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw two spiral arms of 1.75 turns each, one turned by half a circle against the other."""
    labels = halves(n)
    first = (n + 1) // 2
    along = np.concatenate(
        [np.arange(first) / max(first, 1), np.arange(n - first) / max(n - first, 1)]
    )
    radius = RADIUS * along
    angle = 1.75 * along * 2 * np.pi + np.where(labels > 0, 0.0, np.pi)
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])
    return points + shift(n, 1.0, noise, rng), labels


def reg_plane(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw a tilted plane: the value is (x1 + x2) / 10."""
    points = rng.uniform(-PLANE, PLANE, (n, 2))
    shifted = points + shift(n, PLANE, noise, rng)
    return points, shifted.sum(axis=1) / 10.0


# centre and sign of each bump of reg-gauss
_BUMPS = np.array(
    [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]],
    dtype=float,
)


def reg_gauss(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw six bumps in two rows, up and down in turn: sign * max(0, 1 - distance / 2)."""
    points = rng.uniform(-PLANE, PLANE, (n, 2))
    shifted = points + shift(n, PLANE, noise, rng)
    difference = shifted[:, None, :] - _BUMPS[None, :, :2]
    distance = np.hypot(difference[..., 0], difference[..., 1])
    values = _BUMPS[:, 2] * np.maximum(0.0, 1.0 - distance / 2.0)  # (n, 6)
    largest = np.abs(values).argmax(axis=1)
    return points, values[np.arange(n), largest]
