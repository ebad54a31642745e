"""From the columns of a table to points in the plane: axes, labels, principal components.

The plane is [-6, 6]^2. Each axis is shifted and scaled so that the data lies in [-5, 5]; an
``Axis`` keeps the true units for the ticks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from playground.arrays import FloatArray, IntArray
from playground.data.entries import different, shown
from playground.data.tables import Table, TableError, finite_numbers

Values = TypeVar("Values", float, FloatArray)

MAX_CLASSES = 6
MIN_ROWS = 4
REACH = 5.0  # the data fills [-5, 5] on each axis, as the drawn data sets do


@dataclass(frozen=True)
class Choice:
    """Which columns become what.

    Parameters
    ----------
    axes
        Names of the columns with numbers: two are the axes themselves, more are joined into two
        principal components.
    label
        Name of the column with the class or, for regression, the value.
    problem
        ``"classification"`` or ``"regression"``.
    leave_out_gaps
        Whether rows with gaps in these columns are left out; otherwise they are an error.
    """

    axes: tuple[str, ...]
    label: str
    problem: str = "classification"
    leave_out_gaps: bool = True


@dataclass(frozen=True)
class Axis:
    """An affine map between a coordinate of the plane and the units of the data.

    Parameters
    ----------
    label
        What to write at the axis.
    centre, scale
        ``value = centre + scale * coordinate``.
    """

    label: str
    centre: float = 0.0
    scale: float = 1.0

    def to_units(self, coordinate: Values) -> Values:
        """Return the values in the data's units for coordinates of the plane."""
        return self.centre + self.scale * coordinate

    def to_plane(self, value: Values) -> Values:
        """Return the coordinates of the plane for values in the data's units."""
        return (value - self.centre) / self.scale

    def ticks(self, low: float = -6.0, high: float = 6.0, most: int = 9) -> dict[float, str]:
        """Return round values between two coordinates: coordinate -> text.

        Examples
        --------
        >>> Axis("length (cm)", centre=3.0, scale=0.5).ticks()
        {-6.0: '0', -4.0: '1', -2.0: '2', 0.0: '3', 2.0: '4', 4.0: '5', 6.0: '6'}
        >>> list(Axis("price", centre=1000, scale=300).ticks(-1, 1, most=5).values())
        ['800', '1000', '1200']
        """
        first, last = sorted((self.centre + self.scale * low, self.centre + self.scale * high))
        step = _round_step((last - first) / (most - 1))
        numbers = np.arange(math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9) + 1)
        largest = max(abs(first), abs(last))
        digits = digits_to_tell(largest, step)
        if largest < 1e7:  # 400 rather than 4e+02
            digits = max(digits, math.floor(math.log10(largest)) + 1)
        values = [float(number * step) for number in numbers]
        return {(value - self.centre) / self.scale + 0.0: f"{value:.{digits}g}" for value in values}


def digits_to_tell(largest: float, step: float) -> int:
    """Return how many significant digits tell numbers apart that differ by a step.

    Examples
    --------
    >>> digits_to_tell(3e-5, 1e-6), digits_to_tell(1000000.2, 0.1)
    (3, 9)
    """
    return max(1, math.ceil(math.log10(largest / step) + 1e-9) + 1)


def _round_step(step: float) -> float:
    """Return the smallest of 1, 2, 5, 10, ... times a power of ten that is at least ``step``."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * (1 - 1e-9))


@dataclass(frozen=True, eq=False)
class TableData:
    """Points and labels made from a table.

    Parameters
    ----------
    name
        The table's name.
    points, labels
        Shapes (n, 2) and (n,): labels -1/+1 for two classes, 0..k-1 for several, values scaled to
        [-1, 1] for regression.
    problem, n_classes
        As in ``splits.Data``.
    class_names
        The classes' names in the order of their labels; () for regression.
    axes
        The two axes with their units.
    value_axis
        For regression, the map between labels and the true values.
    n_left_out
        How many rows were left out because of gaps.
    choice
        The columns that were chosen.
    """

    name: str
    points: FloatArray
    labels: FloatArray
    problem: str
    n_classes: int
    class_names: tuple[str, ...]
    axes: tuple[Axis, Axis]
    value_axis: Axis | None
    n_left_out: int
    choice: Choice

    def __len__(self) -> int:
        return len(self.points)


def suggest(table: Table, axes: tuple[str, ...] = (), label: str = "", problem: str = "") -> Choice:
    r"""Return the choice of columns that most likely is meant.

    The label is the last column with two to six different entries, words before numbers, that
    leaves two columns with numbers for the axes; without one it is the last column with numbers,
    as a regression. The axes are the first two other columns with numbers; those in which all are
    alike, or that count the rows, only where there are no others.

    Parameters
    ----------
    table
        A table that was read.
    axes, label, problem
        What is known of the choice; () and "" where it is to be found out.

    Raises
    ------
    TableError
        If the table has too few columns with numbers, or none is left for the label.

    Examples
    --------
    >>> from playground.data.reading import read_table
    >>> table = read_table(b"x,y,kind\n1,2,a\n3,4,b\n")
    >>> suggest(table)
    Choice(axes=('x', 'y'), label='kind', problem='classification', leave_out_gaps=True)
    >>> suggest(table, axes=("y", "x")).axes
    ('y', 'x')
    """
    telling = [name for name in table.numbers if not _only_counts(table, name)]
    few = [column for column in table.columns if 2 <= column.n_distinct <= MAX_CLASSES]
    words = [column.name for column in few if not column.is_number]
    numbers = [column.name for column in few if column.is_number]
    others = [column.name for column in table.columns if not column.is_number]
    candidates = [*table.numbers[::-1], *others[::-1]]  # of other words ``use`` says what is wrong
    if problem != "regression":
        candidates = [*words[::-1], *numbers[::-1], *candidates]
    for one in [label] if label else [name for name in candidates if name not in axes]:
        numbers_left = [name for name in table.numbers if name != one]
        best = [name for name in telling if name != one]
        across = axes or tuple(best if len(best) > 1 else numbers_left)[:2]
        if axes or len(across) == 2:
            is_value = one in table.numbers and one not in numbers
            return Choice(across, one, problem or ("regression" if is_value else "classification"))
    if axes:
        raise TableError(f"{table.name} has no column for the label beside those of the axes.")
    if len(table.columns) == 1:
        raise TableError(
            f"{table.name} has only one column. Commas, semicolons or tabs stand between columns."
        )
    found = ("no column", "only one column", "only two columns")[len(table.numbers)]
    raise TableError(
        f"{table.name} has {found} with numbers; two are needed for the axes, and another column "
        f"for the label.{_no_numbers(table)}"
    )


def _only_counts(table: Table, name: str) -> bool:
    """Tell whether a column of numbers says nothing of its rows: all alike, or counting them."""
    steps = np.diff(table.frame[name].to_numpy())
    return bool((steps == 0).all() or (steps == 1).all())


def _no_numbers(table: Table) -> str:
    """Return a sentence about the column of words that comes closest to numbers, "" for none."""
    words = [column.name for column in table.columns if not column.is_number]
    if not words:
        return ""
    entries = table.frame[words].apply(pd.to_numeric, errors="coerce")
    try:
        finite_numbers(table, entries.count().idxmax())
    except TableError as error:
        return f" {error}"
    return ""


def use(table: Table, choice: Choice) -> TableData:
    """Turn the chosen columns into points and labels.

    Parameters
    ----------
    table
        A table that was read.
    choice
        Its columns.

    Returns
    -------
    TableData
        Points in [-5, 5]^2 and labels.

    Raises
    ------
    TableError
        If the choice does not fit the table; the sentence names the column and the reason.
    """
    if len(choice.axes) < 2 or len(set(choice.axes)) < len(choice.axes):
        raise TableError("Choose two different columns with numbers for the axes, or more.")
    if choice.label in choice.axes:
        raise TableError(
            f'The column "{choice.label}" is both an axis and the label: choose another.'
        )
    if choice.problem not in {"classification", "regression"}:
        raise TableError(
            f'The problem is "classification" or "regression", not "{choice.problem}".'
        )
    measured = np.column_stack([finite_numbers(table, name) for name in choice.axes])
    table.column(choice.label)
    target = table.frame[choice.label]
    gaps = np.isnan(measured).any(axis=1) | target.isna().to_numpy()
    n_gaps = int(gaps.sum())
    if n_gaps and not choice.leave_out_gaps:
        line = table.frame.index[int(gaps.argmax())]
        raise TableError(
            f"{_rows(n_gaps)} of {table.name} with gaps in these columns, first in line {line}: "
            "let them be left out, or fill them in the file."
        )
    n_left = len(table) - n_gaps
    if n_left < MIN_ROWS:
        raise TableError(
            f"{_rows(n_left)} of {table.name} without gaps; at least {MIN_ROWS} are needed."
        )
    measured, target = measured[~gaps], target[~gaps]
    if len(choice.axes) == 2:
        values, names = measured, list(choice.axes)
    else:
        values, names = _components(measured)
    points, axes = _to_plane(values, names)
    whole = TableData(
        table.name, points, points[:, 0], choice.problem, 0, (), axes, None, n_gaps, choice
    )
    if choice.problem == "regression":
        numbers = finite_numbers(table, choice.label)[~gaps]
        labels, value_axis = _scaled(numbers, choice.label, reach=1.0)
        return replace(whole, labels=labels, value_axis=value_axis)
    labels, class_names = _classes(target, choice.label)
    return replace(whole, labels=labels, n_classes=len(class_names), class_names=class_names)


def _rows(n: int) -> str:
    return "There is 1 row" if n == 1 else f"There are {n:,} rows"


def _classes(target: pd.Series, name: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Number the classes in the order of their names (of their values where they are numbers)."""
    codes, found = pd.factorize(target, sort=True)
    if len(found) > MAX_CLASSES:
        raise TableError(
            f'The column "{name}" has {len(found):,} different entries; a label may have at most '
            f"{MAX_CLASSES}. Choose another column, or regression if these are numbers."
        )
    if len(found) < 2:
        raise TableError(
            f'The column "{name}" has only one entry, "{found[0]}": nothing to tell apart.'
        )
    names = (f"{one:.15g}" if isinstance(one, float) else shown(str(one)) for one in found)
    labels = codes.astype(np.float64)
    return (2.0 * labels - 1.0 if len(found) == 2 else labels), tuple(different(names))


def _components(measured: FloatArray) -> tuple[FloatArray, list[str]]:
    """Project standardised columns onto the two directions in which they vary most."""
    varying = measured[:, np.ptp(measured, axis=0) > 0]
    if varying.shape[1] < 2:
        raise TableError("Fewer than two of the columns for the axes vary: choose others.")
    projection = PCA(n_components=2, svd_solver="full")
    values = projection.fit_transform(StandardScaler().fit_transform(varying))
    shares = projection.explained_variance_ratio_
    names = [
        f"component {number} ({share:.0%} of the variance)"
        for number, share in enumerate(shares, start=1)
    ]
    return values, names


def _to_plane(values: FloatArray, names: Sequence[str]) -> tuple[FloatArray, tuple[Axis, Axis]]:
    first, first_axis = _scaled(values[:, 0], names[0], REACH)
    second, second_axis = _scaled(values[:, 1], names[1], REACH)
    return np.column_stack([first, second]), (first_axis, second_axis)


def _scaled(values: FloatArray, label: str, reach: float) -> tuple[FloatArray, Axis]:
    """Map the values' range onto [-reach, reach]; a column that does not vary lies at 0."""
    low, high = float(values.min()), float(values.max())
    centre, half = (low + high) / 2, (high - low) / 2
    size = max(abs(low), abs(high))
    if half <= 1e-12 * size or half < 1e-100:  # rounding is all there is
        half = size if size > 1e-100 else 1.0
    axis = Axis(label, centre, half / reach)
    return np.clip(axis.to_plane(values), -reach, reach), axis


def drawn_rows(n: int, most: int = 2000) -> IntArray:
    """Return the rows to draw of n: all of them, or a sample that is always the same one.

    Examples
    --------
    >>> len(drawn_rows(100)), len(drawn_rows(100_000))
    (100, 2000)
    """
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).choice(n, most, replace=False))
