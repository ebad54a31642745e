"""Further data sets with values: surfaces that a physicist knows."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from playground.data.drawing import PLANE, Drawn, shift


def reg_saddle(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw a saddle: the value is x1 * x2 / 36."""
    points = rng.uniform(-PLANE, PLANE, (n, 2))
    shifted = points + shift(n, PLANE / 2, noise, rng)
    return points, shifted.prod(axis=1) / PLANE**2


WAVE_NUMBER = 1.25
SOURCES = (-3.0, 3.0)  # on the x1 axis


def reg_waves(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw the waves of two sources: the mean of cos(k * distance) over both, k = 1.25."""
    points = rng.uniform(-PLANE, PLANE, (n, 2))
    x1, x2 = (points + shift(n, np.pi / WAVE_NUMBER, noise, rng)).T
    return points, np.mean([np.cos(WAVE_NUMBER * np.hypot(x1 - at, x2)) for at in SOURCES], axis=0)
