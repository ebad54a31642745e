"""The lecture's exercise: the gluons in the proton, fitted as NNPDF fits them, from pseudo-data.

No measurement is used: the truth is given, and points are drawn from it. It is gluon-like: x is the
share of the proton's momentum that a gluon carries, and xg(x) dx what all gluons at x carry of it.
"""

from __future__ import annotations

import numpy as np
from scipy.special import beta

from playground.arrays import FloatArray
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.points import Points

SIZE, LOW, HIGH = 2.66, -0.077, 7.11  # xg = SIZE x^LOW (1 - x)^HIGH
N_POINTS = 1000
FIRST, MIDDLE, LAST = 1e-3, 0.1, 0.95  # evenly in log(x) up to the middle, in x from there on
RELATIVE, ABSOLUTE = 0.05, 0.02  # an error is this share of the value, and this much more
# What the gluons carry of the momentum, the integral of xg from 0 to 1: 0.41.
MOMENTUM = float(SIZE * beta(LOW + 1.0, HIGH + 1.0))
EXERCISE = CurveNetwork(
    (20,), "sigmoid", learning_rate=1e-3, epochs=2000, batch_size=32, validation=0.2,
    initializer="normal",
)  # fmt: skip


def gluon(x: FloatArray) -> FloatArray:
    """Return xg = 2.66 x^-0.077 (1 - x)^7.11 at x (n,), 0 < x <= 1.

    >>> gluon(np.array([0.01, 0.1, 1.0])).round(3)
    array([3.531, 1.502, 0.   ])
    """
    values: FloatArray = SIZE * x**LOW * (1.0 - x) ** HIGH
    return values


def pseudo_data(seed: int = 0, n: int = N_POINTS) -> Points:
    """Return n points on the truth, each moved by its error times N(0, 1).

    Half of them lie evenly in log(x), where the curve is steep, half evenly in x.
    """
    small = np.geomspace(FIRST, MIDDLE, n - n // 2, endpoint=False)
    x = np.concatenate([small, np.linspace(MIDDLE, LAST, n // 2)])
    errors = RELATIVE * gluon(x) + ABSOLUTE
    noise = np.random.default_rng(seed).standard_normal(n)
    return Points(x, gluon(x) + errors * noise, errors)
