"""What the generators share: sizes, and the perturbations that the noise scales.

Every generator draws all its random numbers whatever the noise, and only then scales the
perturbation by the noise. With the same random stream another noise therefore moves the same points
(or flips the same labels) smoothly, and a slider for the noise feels continuous.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from playground.arrays import BoolArray, FloatArray

Drawn = tuple[FloatArray, FloatArray]  # points (n, 2) and labels (n,)

RADIUS = 5.0  # most classification data lies in [-5, 5]^2
PLANE = 6.0  # the drawn plane is [-6, 6]^2


def shift(n: int, size: float, noise: float, rng: Generator) -> FloatArray:
    """Draw n displacements, uniform on [-size, size]^2, and scale them by the noise."""
    return rng.uniform(-size, size, (n, 2)) * noise


def halves(n: int) -> FloatArray:
    """Return the labels +1 for the first half of n points (the larger one) and -1 for the rest."""
    return np.where(np.arange(n) < (n + 1) // 2, 1.0, -1.0)


def signs(positive: BoolArray) -> FloatArray:
    """Return +1 where the condition holds and -1 elsewhere."""
    return np.where(positive, 1.0, -1.0)
