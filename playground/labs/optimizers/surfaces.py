"""Surfaces over two parameters, on which optimizers race.

A surface is one formula; its gradient and its Hessian follow from it by calculus. Two parameters
of a real network are a surface, too: see ``networks``. The list keeps most optima away from the
origin and some canyons off the axes: rules that scale or that adapt each axis look better there
than they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

import numpy as np

from playground.arrays import FloatArray
from playground.data.calculus import Program, derivative, written
from playground.data.formulas import parse

Box = tuple[float, float, float, float]  # x from, to, y from, to


class Terrain(Protocol):
    """What an optimizer needs to know of the ground it walks on.

    Attributes
    ----------
    name, label, lesson
        What links, menus and the line below the picture say.
    domain
        The part that is drawn: x from, to, y from, to.
    start
        Where a race begins.
    rates
        Learning rates by optimizer that show the lesson.
    axes
        What the two parameters are called.
    """

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def lesson(self) -> str: ...

    @property
    def domain(self) -> Box: ...

    @property
    def start(self) -> tuple[float, float]: ...

    def __hash__(self) -> int: ...  # what is found out about one is kept

    @property
    def rates(self) -> Mapping[str, float]: ...

    @property
    def axes(self) -> tuple[str, str]: ...

    def value(self, points: FloatArray) -> FloatArray:
        """Return the values (n,) at points (n, 2); not finite where there is none."""

    def gradient(self, points: FloatArray) -> FloatArray:
        """Return the gradients (n, 2) at points (n, 2)."""

    def hessian(self, points: FloatArray) -> FloatArray:
        """Return the Hessians (n, 2, 2) at points (n, 2)."""


@dataclass(frozen=True)
class Surface:
    """A surface that is given by a formula of x and y.

    Parameters
    ----------
    name, label, lesson
        Its name in links and Python, on the page, and what it teaches, in a sentence.
    formula
        In the grammar of ``playground.data.formulas``.
    domain
        The part that is drawn: x from, to, y from, to.
    start
        Where a race begins.
    rates
        Learning rates by optimizer that show the lesson; others have their usual one.
    axes
        What the two parameters are called.

    Raises
    ------
    FormulaError
        When it is first used, if the formula cannot be read.

    Examples
    --------
    >>> Surface.typed("x^2/20 + y^2").gradient(np.array([[10.0, 1.0]]))
    array([[1., 2.]])
    """

    name: str
    label: str
    lesson: str
    formula: str
    domain: Box
    start: tuple[float, float]
    rates: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    axes: tuple[str, str] = ("x", "y")

    @classmethod
    def typed(
        cls,
        formula: str,
        domain: Box = (-5.0, 5.0, -5.0, 5.0),
        start: tuple[float, float] = (-3.0, 3.0),
    ) -> Surface:
        """Return the surface of a formula that a learner has typed.

        Raises
        ------
        FormulaError
            With a sentence, if it cannot be read.
        """
        parse(formula)
        return cls("typed", "Your own", "A surface of your own.", formula, domain, start)

    @cached_property
    def _trees(self) -> tuple[object, ...]:
        tree = parse(self.formula).tree
        slopes = [derivative(tree, name) for name in ("x1", "x2")]
        xx, xy = (derivative(slopes[0], name) for name in ("x1", "x2"))
        return tree, *slopes, xx, xy, derivative(slopes[1], "x2")

    @cached_property
    def formulas(self) -> dict[str, str]:
        """The formulas of the value, the gradient and the Hessian, by what they are called.

        >>> Surface.typed("x^2/20 + y^2").formulas["df/dx"]
        '2*x/20'
        """
        names = ("f", "df/dx", "df/dy", "d2f/dx2", "d2f/dxdy", "d2f/dy2")
        return {name: written(tree) for name, tree in zip(names, self._trees, strict=True)}  # type: ignore[arg-type]

    @cached_property
    def _value(self) -> Program:
        return Program(self._trees[:1])  # type: ignore[arg-type]

    @cached_property
    def _gradient(self) -> Program:
        return Program(self._trees[:3])  # type: ignore[arg-type]

    @cached_property
    def _hessian(self) -> Program:
        return Program((self._trees[0], *self._trees[3:]))  # type: ignore[arg-type]

    def value(self, points: FloatArray) -> FloatArray:
        """Return the values (n,) at points (n, 2): nan or infinite where there is none."""
        return self._value(points[:, 0], points[:, 1])[0].astype(np.float64)

    def gradient(self, points: FloatArray) -> FloatArray:
        """Return the gradients (n, 2) at points (n, 2); nan where there is no value.

        (The slope of log x is 1/x, which goes on where log x has ended.)
        """
        slopes = np.empty(points.shape)
        value, slopes[:, 0], slopes[:, 1] = self._gradient(points[:, 0], points[:, 1])
        slopes[~np.isfinite(value)] = np.nan
        return slopes

    def hessian(self, points: FloatArray) -> FloatArray:
        """Return the Hessians (n, 2, 2) at points (n, 2); nan where there is no value."""
        curvature = np.empty((len(points), 2, 2))
        value, xx, xy, yy = self._hessian(points[:, 0], points[:, 1])
        curvature[:, 0, 0], curvature[:, 1, 1] = xx, yy
        curvature[:, 0, 1] = curvature[:, 1, 0] = xy
        curvature[~np.isfinite(value)] = np.nan
        return curvature


def _rates(*rates: float) -> Mapping[str, float]:
    names = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
    return MappingProxyType(dict(zip(names, rates, strict=True)))


SURFACES: dict[str, Surface] = {
    surface.name: surface
    for surface in (
        Surface(
            "bowl", "Bowl",
            "As round as can be: every rule finds the minimum, Newton in one step.",
            "(x - 0.5)^2 + (y + 0.3)^2", (-3, 3, -3, 3), (-2.2, 2),
            _rates(0.1, 0.02, 0.02, 0.5, 0.1, 0.2),
        ),
        Surface(
            "canyon", "Canyon",
            "Steep across, flat along: the steep side limits the rate, the flat side needs it.",
            "x^2/20 + y^2", (-8, 8, -4, 4), (-7, 2),
            _rates(0.9, 0.1, 0.1, 1, 0.2, 0.3),
        ),
        Surface(
            "turned", "Canyon turned by 45°",
            "The same canyon, but off the axes: rules with a rate for each axis lose their lead.",
            "(x + y)^2/40 + (x - y)^2/2", (-7, 7, -7, 7), (-6.4, -3.5),
            _rates(0.9, 0.1, 0.1, 1, 0.2, 0.3),
        ),
        Surface(
            "rosenbrock", "Rosenbrock's banana",
            "Into the curved valley is easy, along it is hard (Rosenbrock 1960).",
            "(1 - x)^2 + 100*(y - x^2)^2", (-2, 2, -1, 3), (-1.2, 1),
            _rates(0.001, 0.0005, 0.0005, 0.5, 0.01, 0.2),
        ),
        Surface(
            "beale", "Beale",
            "Steep walls around a flat floor; plain Newton ends at a saddle (Beale 1958).",
            "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
            (-4.5, 4.5, -4.5, 4.5), (1.5, 1.5),
            _rates(0.01, 0.002, 0.002, 0.5, 0.05, 0.2),
        ),
        Surface(
            "himmelblau", "Himmelblau",
            "Four minima of the same depth: the start and the rule decide which (Himmelblau 1972).",
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", (-5, 5, -5, 5), (0, 4),
            _rates(0.01, 0.003, 0.003, 0.5, 0.05, 0.2),
        ),
        Surface(
            "wells", "Two wells",
            "The shallow well is nearer: only momentum rolls through it into the deep one.",
            "x^2 + y^2 - 2*exp(-5*((x - 1)^2 + y^2)) - 6*exp(-5*((x + 1)^2 + y^2))",
            (-2, 2, -2, 2), (1.6, 1.1),
            _rates(0.02, 0.01, 0.01, 0.5, 0.03, 0.1),
        ),
        Surface(
            "saddle", "Saddle",
            "On the ridge the slope vanishes: a rule has to find its way off it.",
            "x^2 - y^2 + y^4/4", (-2.2, 2.2, -2.2, 2.2), (1.8, 0.001),
            _rates(0.1, 0.02, 0.02, 0.3, 0.03, 0.05),
        ),
        Surface(
            "monkey", "Monkey saddle",
            "Three ways down: a little momentum is enough to take another one.",
            "x^3 - 3*x*y^2 + (x^2 + y^2)^2/2", (-2.2, 2.2, -2.2, 2.2), (1.5, 0.2),
            _rates(0.02, 0.01, 0.01, 0.3, 0.03, 0.05),
        ),
        Surface(
            "plateau", "Plateau",
            "Far from the hole there is hardly a slope: rules that divide by it do not mind.",
            "1 - exp(-(x^2 + y^2)/2)", (-4, 4, -4, 4), (2.6, 2.2),
            _rates(0.3, 0.1, 0.1, 0.3, 0.05, 0.1),
        ),
        Surface(
            "rastrigin", "Rastrigin",
            "A hundred holes: a gradient leads into the next one; populations see further.",
            "20 + (x - 1.3)^2 + (y + 0.7)^2 - 10*cos(2*pi*(x - 1.3)) - 10*cos(2*pi*(y + 0.7))",
            (-4.5, 4.5, -4.5, 4.5), (-2.2, 3.4),
            _rates(0.002, 0.002, 0.002, 0.5, 0.05, 0.3),
        ),
        Surface(
            "valley", "Valley of minima",
            "Every point with x y = 1 is a minimum: the rate chooses how flat a one is reached.",
            "(x*y - 1)^2/2", (-0.5, 4, -0.5, 4), (0.25, 3.5),
            _rates(0.1, 0.02, 0.02, 0.3, 0.05, 0.1),
        ),
    )
}  # fmt: skip
