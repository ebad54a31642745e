"""Further data sets with two classes: shapes that ask for more than one straight line.

Where a shape has two or more pieces, the perturbation is as large as its pieces are, so that the
same noise blurs each of them about as much. Labels are those of the point before it was seen with
noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from playground.data.drawing import RADIUS, Drawn, halves, shift, signs
from playground.data.formulas import Formula, parse


def moons(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw two half circles of radius 3.5 that reach into each other; noise spreads the points."""
    labels = halves(n)
    angle = rng.uniform(0.0, np.pi, n)
    across = 3.5 * np.cos(angle) - 1.75 * labels
    up = labels * (3.5 * np.sin(angle) - 0.875)
    points = np.column_stack([across, up])
    return points + 2.0 * noise * rng.standard_normal((n, 2)), labels


def checkerboard(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw a board of four by four fields, each 2.5 wide."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    shifted = points + shift(n, 2.5, noise, rng)
    fields = np.floor(shifted / 2.5).astype(np.int64)
    return points, signs(fields.sum(axis=1) % 2 == 0)


def rings(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw four rings about the origin, of radius 1.25, 2.5, 3.75 and 5, the classes in turn."""
    labels = halves(n)
    # A longer ring gets more points: the radius decides how many.
    outer = rng.uniform(0.0, 1.0, n) < np.where(labels > 0, 3.75 / 5.0, 5.0 / 7.5)
    ring = np.where(labels > 0, 1 + 2 * outer, 2 + 2 * outer)
    radius = 1.25 * ring + rng.uniform(-0.25, 0.25, n)
    angle = rng.uniform(0.0, 2 * np.pi, n)
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return points + shift(n, 1.25, noise, rng), labels


def heart(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw the inside (+1) of the heart (x^2 + y^2 - 1)^3 = x^2 y^3, 3.7 times as large."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    x, y = (points + shift(n, RADIUS / 2, noise, rng)).T / 3.7
    return points, signs((x**2 + y**2 - 1) ** 3 < x**2 * y**3)


def stripes(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw an upright band in the middle (+1) between two of the other class: x1 alone decides."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    shifted = points + shift(n, RADIUS / 2, noise, rng)
    return points, signs(np.abs(shifted[:, 0]) < RADIUS / 2)


_ARM = RADIUS * (1 - np.sqrt(0.5))  # half the width at which the cross covers half of the square


def cross(n: int, noise: float, rng: Generator) -> Drawn:
    """Draw an upright cross (+1) that leaves the four corners to the other class."""
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    shifted = points + shift(n, RADIUS / 2, noise, rng)
    return points, signs(np.abs(shifted).min(axis=1) < _ARM)


@dataclass(frozen=True)
class Curve:
    """A curve x2 = f(x1) that comes with the playground."""

    name: str
    label: str
    formula: Formula


CURVES: dict[str, Curve] = {
    curve.name: curve
    for curve in (
        Curve("sine", "Sine", parse("3 * sin(x1)")),
        Curve("cubic", "Cubic", parse("x1^3 / 8 - 1.5 * x1")),
        Curve("absolute", "|x|", parse("2 * |x1| - 4")),
    )
}


def find_curve(text: str) -> Formula:
    """Return the curve of that name, or the one that a typed formula describes.

    Raises
    ------
    FormulaError
        If it is neither a name in ``CURVES`` nor a formula that can be read.
    """
    return CURVES[text].formula if text in CURVES else parse(text)


def curve(n: int, noise: float, rng: Generator, formula: str = "sine") -> Drawn:
    """Draw points above (+1) and below (-1) the curve x2 = f(x1).

    Parameters
    ----------
    n, noise, rng
        As for every generator.
    formula
        A name in ``CURVES`` or a typed formula.
    """
    points = rng.uniform(-RADIUS, RADIUS, (n, 2))
    x1, x2 = (points + shift(n, RADIUS / 2, noise, rng)).T
    return points, signs(x2 > find_curve(formula)(x1, x2))
