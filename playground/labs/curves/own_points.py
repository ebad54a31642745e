"""Points of a learner's own: dragged, added, removed, or from a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.data.reading import read_table
from playground.data.tables import Table, TableError, finite_numbers
from playground.labs.curves.points import Points
from playground.settings.kinds import Number, quoted

MOST_POINTS = 200  # more, and no browser takes the link
LEFT, RIGHT = 0.0, 1.2  # where own points may lie: the truths have values there
TALL = 1e4
LEAST_ERROR = 1e-6
Pairs = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Scattered:
    """Own points, sorted by x; None where points are drawn. In a link: x,y;x,y.

    A point is (x, y) or (x, y, error). All may have been removed: then there are no points.
    """

    most: int = MOST_POINTS
    right: float = RIGHT

    def accept(self, value: Any) -> tuple[Pairs | None, str]:
        """Return the points, moved to the nearest bound where they lie outside."""
        if value is None:
            return None, ""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f"{quoted(value)} is not a list of points")
        bounds = Number(LEFT, self.right), Number(-TALL, TALL), Number(LEAST_ERROR, TALL)
        points: list[tuple[float, ...]] = []
        remarks: list[str] = []
        for one in value:
            if isinstance(one, str) or not isinstance(one, Iterable):
                raise ValueError(f"{quoted(one)} is not a point")
            given = list(one)
            if len(given) not in (2, 3):
                raise ValueError(f"a point has two numbers, or three with its error: {len(given)}")
            taken = [bound.accept(number) for bound, number in zip(bounds, given, strict=False)]
            points.append(tuple(_short(number) for number, _ in taken))
            remarks += [remark for _, remark in taken if remark]
        if len(points) > self.most:
            remarks.append(f"{len(points)} points are more than {self.most}")
        return tuple(sorted(points[: self.most])), "; ".join(dict.fromkeys(remarks))

    def read(self, text: str) -> Pairs:
        """Return the points in a text such as "0.1,0.3;0.5,1.2"."""
        number = Number(-TALL, TALL)
        parts = [part for part in text.split(";") if part.strip()]
        return tuple(tuple(number.read(one) for one in part.split(",")) for part in parts)

    def write(self, value: Pairs | None) -> str:
        """Return the points with commas and semicolons."""
        number = Number(-TALL, TALL)
        return ";".join(",".join(number.write(one) for one in point) for point in value or ())


def _short(number: float) -> float:
    """Return a number with five digits: finer than a finger or a mouse, and short in a link."""
    return float(f"{number:.5g}")


@dataclass(frozen=True)
class FromFile:
    """Points that were read from a file.

    Parameters
    ----------
    points
        The points; x goes from 0 to 1, y and errors are in the file's units.
    low, high
        Where x = 0 and x = 1 are, in the file's units.
    x_name, y_name
        The columns' headings.
    has_errors
        Whether there was a column of errors.
    left_out
        How many rows had a gap.
    """

    points: Points
    low: float
    high: float
    x_name: str
    y_name: str
    has_errors: bool
    left_out: int

    @property
    def placed(self) -> Pairs:
        """The points as the setting of this name takes them."""
        points = self.points
        columns = (points.x, points.y, points.errors) if self.has_errors else (points.x, points.y)
        return tuple(zip(*(column.tolist() for column in columns), strict=True))

    @property
    def said(self) -> str:
        """What was read, in a sentence or two."""
        said = f"{len(self.points)} points: {self.y_name} against {self.x_name}"
        said += ", with errors." if self.has_errors else "."
        said += f" Here x goes from 0 ({self.low:g}) to 1 ({self.high:g})."
        gap = "1 row has a gap and is" if self.left_out == 1 else f"{self.left_out} rows have gaps"
        if self.left_out:
            said += f" {gap} left out." if self.left_out == 1 else f" {gap} and are left out."
        return said


def read_points(content: bytes, name: str = "data.csv", sigma: float = 1.0) -> FromFile:
    r"""Read points from CSV: two columns, x and y, and a third for the errors of y.

    Parameters
    ----------
    content, name
        The file's bytes, and what to call it in messages.
    sigma
        The error of each point where the file has none.

    Raises
    ------
    TableError
        With a sentence, if the file cannot be read or its columns cannot be used.

    Examples
    --------
    >>> read = read_points(b"year,heat\n2000,1.5\n2010,2\n2020,4\n")
    >>> read.points.x, read.points.y
    (array([0. , 0.5, 1. ]), array([1.5, 2. , 4. ]))
    >>> read.said
    '3 points: heat against year. Here x goes from 0 (2000) to 1 (2020).'
    """
    table = read_table(content, name)
    headings = _headings(table)
    columns = np.array([finite_numbers(table, heading) for heading in headings])
    is_whole = np.isfinite(columns).all(axis=0)
    x, y, *errors = columns[:, is_whole]
    if not len(x):
        raise TableError(f"{table.name} has no row without a gap.")
    if len(x) > MOST_POINTS:
        raise TableError(f"{table.name} has {len(x)} points; at most {MOST_POINTS} can be used.")
    if errors and (errors[0] <= 0.0).any():
        line = table.frame.index[is_whole][np.flatnonzero(errors[0] <= 0.0)[0]]
        raise TableError(f'Line {line} has an error that is not above 0 in "{headings[2]}".')
    low, high = float(x.min()), float(x.max())
    if low == high:
        raise TableError(f'The column "{headings[0]}" has the same number in every row.')
    if not np.isfinite(high - low):
        raise TableError(f'The column "{headings[0]}" is too wide to compute with.')
    if (np.abs(y) > TALL).any():
        raise TableError(f'The column "{headings[1]}" has numbers beyond {TALL:,.0f}: rescale it.')
    order = np.argsort(x, kind="stable")
    given = errors[0] if errors else np.full(len(x), sigma)
    points = Points((x[order] - low) / (high - low), y[order], given[order])
    return FromFile(
        points, low, high, headings[0], headings[1], bool(errors), int((~is_whole).sum())
    )


def _headings(table: Table) -> list[str]:
    names = [column.name for column in table.columns]
    if len(names) not in (2, 3):
        raise TableError(
            f"{table.name} has {len(names)} column{'s' * (len(names) > 1)}. Two are needed, x and "
            "y, and a third may hold the errors of y."
        )
    return names
