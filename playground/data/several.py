"""Data sets with several classes, three to six of them; labels 0.0 .. k-1.0."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from playground.arrays import FloatArray
from playground.data.drawing import RADIUS, Drawn, shift

MIN_CLASSES, MAX_CLASSES = 3, 6  # what the page offers; the generators take two or more


def _classes(n: int, n_classes: int) -> FloatArray:
    """Return labels 0..k-1, one class after the other, as equal in number as n allows."""
    return np.sort(np.arange(n) % n_classes).astype(np.float64)


def blobs(n: int, noise: float, rng: Generator, n_classes: int = 3) -> Drawn:
    """Draw one normal cloud for each class, their centres evenly on a circle of radius 3.5.

    The standard deviation is 0.5 without noise and 2 at noise 0.5.
    """
    labels = _classes(n, n_classes)
    angle = 2 * np.pi * labels / n_classes + np.pi / 2
    centres = 3.5 * np.column_stack([np.cos(angle), np.sin(angle)])
    return centres + (0.5 + 3.0 * noise) * rng.standard_normal((n, 2)), labels


def many_rings(n: int, noise: float, rng: Generator, n_classes: int = 3) -> Drawn:
    """Draw one ring for each class about the origin, the first a disc, with gaps between."""
    labels = _classes(n, n_classes)
    width = RADIUS / n_classes
    radius = width * (labels + 0.75 * rng.uniform(0.0, 1.0, n))
    angle = rng.uniform(0.0, 2 * np.pi, n)
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return points + shift(n, width, noise, rng), labels


def pinwheel(n: int, noise: float, rng: Generator, n_classes: int = 3) -> Drawn:
    """Draw one curved arm for each class, like the sails of a pinwheel.

    Each arm is a long cloud that starts near the origin and bends as it goes out, by 0.25 radians
    per unit of length (after the pinwheel data of M. J. Johnson and others, 2016).
    """
    labels = _classes(n, n_classes)
    along = rng.uniform(0.6, RADIUS, n)
    aside = (0.25 + 1.5 * noise) * rng.standard_normal(n) * np.sqrt(along / RADIUS)
    angle = 2 * np.pi * labels / n_classes + 0.25 * along
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.column_stack([along * cosine - aside * sine, along * sine + aside * cosine]), labels
