"""Points that a learner paints: strokes on a plane, with undo and redo. No page is needed.

A painting is a list of points in the order in which they came. Every change belongs to a stroke,
from the press of the pointer until it is let go; undo takes a whole stroke back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.data.columns import MAX_CLASSES, Axis, drawn_rows
from playground.data.drawing import PLANE
from playground.experiment.sources import Source

MOST_POINTS = 5_000
MOST_STROKES = 200  # that can be undone
MOST_KEPT = 200_000  # points in all that undo and redo remember, some 5 MB
LEAST_POINTS = 2  # one to train with, one to test with


@dataclass(frozen=True, eq=False)
class Points:
    """One state of a painting.

    Parameters
    ----------
    places
        Coordinates in the plane, (n, 2).
    colours
        For a classification the class 0..5 of each point, for a regression its value in [-1, 1].
    """

    places: FloatArray
    colours: FloatArray

    def __len__(self) -> int:
        return len(self.colours)


NOTHING = Points(np.zeros((0, 2)), np.zeros(0))


class Painting:
    """What a learner has painted.

    Parameters
    ----------
    problem
        ``"classification"`` or ``"regression"``.
    start
        The points to begin with.
    class_names, axes, value_axis
        As in ``Source``: what the points that it began with mean.

    Examples
    --------
    >>> painting = Painting("classification")
    >>> painting.add([(1.0, 2.0), (3.0, -9.0)], colour=1, stroke=1)
    2
    >>> painting.points.places.tolist()
    [[1.0, 2.0], [3.0, -6.0]]
    >>> painting.undo(), len(painting.points)
    (True, 0)
    """

    def __init__(
        self,
        problem: str,
        start: Points = NOTHING,
        class_names: tuple[str, ...] = (),
        axes: tuple[Axis, Axis] | None = None,
        value_axis: Axis | None = None,
    ) -> None:
        self.problem = problem
        self.points = start
        self._class_names = class_names
        self._axes = axes
        self._value_axis = value_axis
        self._stroke: int | None = None  # the one under way
        self._undo: list[Points] = []
        self._redo: list[Points] = []

    @classmethod
    def copy_of(cls, source: Source) -> Painting:
        """Return a painting that begins with a copy of given points, a sample where they are many.

        Undo does not go back beyond them.
        """
        rows = drawn_rows(len(source.points), MOST_POINTS)
        labels = source.labels[rows]
        if source.n_classes == 2:
            labels = (labels > 0).astype(np.float64)
        start = Points(np.clip(source.points[rows], -PLANE, PLANE), labels)
        return cls(source.problem, start, source.class_names, source.axes, source.value_axis)

    # What can be painted with

    @property
    def is_regression(self) -> bool:
        """Whether values are painted instead of classes."""
        return self.problem == "regression"

    def accept(self, colour: float) -> float:
        """Return a class or a value put within its bounds.

        Raises
        ------
        ValueError
            If it is no number.
        """
        number = float(colour)
        if not np.isfinite(number):
            raise ValueError(f"{colour} cannot be painted: choose a number.")
        if self.is_regression:
            return min(max(number, -1.0), 1.0)
        return float(min(max(round(number), 0), MAX_CLASSES - 1))

    # Strokes

    def add(self, places: Sequence[tuple[float, float]], colour: float, stroke: int) -> int:
        """Add points of one colour, as far as there is room; return how many have been added.

        Parameters
        ----------
        places
            Coordinates; what lies outside the plane is put on its edge.
        colour
            A class or a value.
        stroke
            The number of the stroke; changes with the same number are undone together.

        Raises
        ------
        ValueError
            If a number is none.
        """
        fresh = _checked(places)[: MOST_POINTS - len(self.points)]
        colour = self.accept(colour)
        if len(fresh):
            now = self.points
            colours = np.full(len(fresh), colour)
            self._change(
                Points(np.concatenate([now.places, fresh]), np.concatenate([now.colours, colours])),
                stroke,
            )
        return len(fresh)

    def erase(self, indices: Sequence[int], stroke: int) -> int:
        """Take points away by their place in the list; return how many there were of them."""
        gone = np.zeros(len(self.points), dtype=bool)
        gone[[index for index in indices if 0 <= index < len(gone)]] = True
        if gone.any():
            now = self.points
            self._change(Points(now.places[~gone], now.colours[~gone]), stroke)
        return int(gone.sum())

    def move(self, index: int, place: tuple[float, float], stroke: int) -> bool:
        """Move one point; return whether there is one of that index.

        Raises
        ------
        ValueError
            If a number is none.
        """
        if not 0 <= index < len(self.points):
            return False
        places = self.points.places.copy()
        places[index] = _checked([place])[0]
        self._change(Points(places, self.points.colours), stroke)
        return True

    def clear(self) -> None:
        """Take all points away; it can be undone."""
        if len(self.points):
            self._change(NOTHING, None)

    # Undo and redo

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a stroke that was taken back."""
        return bool(self._redo)

    def undo(self) -> bool:
        """Take the last stroke back; return whether there was one."""
        return self._step(self._undo, self._redo)

    def redo(self) -> bool:
        """Do again what was taken back last; return whether there was anything."""
        return self._step(self._redo, self._undo)

    def _step(self, back: list[Points], forth: list[Points]) -> bool:
        self._stroke = None
        if not back:
            return False
        forth.append(self.points)
        self.points = back.pop()
        return True

    def _change(self, points: Points, stroke: int | None) -> None:
        if stroke is None or stroke != self._stroke:
            self._undo.append(self.points)
            self._stroke = stroke
        self._redo.clear()
        self.points = points
        kept = sum(len(one) for one in self._undo)
        while len(self._undo) > 1 and (kept > MOST_KEPT or len(self._undo) > MOST_STROKES):
            kept -= len(self._undo.pop(0))

    # What it gives the experiment

    @property
    def n_classes(self) -> int:
        """Number of classes, up to the highest that occurs and at least two; 0 for a regression."""
        if self.is_regression:
            return 0
        return max(2, 1 + int(self.points.colours.max(initial=0)))

    def source(self) -> Source | None:
        """Return the points as an experiment takes them; None if they are too few to train on."""
        if len(self.points) < LEAST_POINTS:
            return None
        labels, n_classes = self.points.colours, self.n_classes
        if n_classes == 2:
            labels = 2.0 * labels - 1.0
        names = self._class_names
        if names:
            names = (*names, *(f"class {one + 1}" for one in range(len(names), n_classes)))
        return Source(
            self.points.places,
            labels,
            self.problem,
            n_classes,
            names[:n_classes],
            self._axes,
            self._value_axis,
        )


def _checked(places: Sequence[tuple[float, float]]) -> FloatArray:
    """Return coordinates within the plane, (n, 2)."""
    numbers = np.array(places, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(numbers).all():
        raise ValueError("A place on the plane needs two numbers.")
    return np.clip(numbers, -PLANE, PLANE)
