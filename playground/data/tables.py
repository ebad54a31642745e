"""What a learner's table is: columns of numbers or words, each row with its line in the file.

``reading`` makes it of a file, ``columns`` chooses what of it is learned. Whatever is wrong is a
``TableError``: one sentence that names the line or column and the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from playground.arrays import FloatArray

MAX_VALUE = 1e100  # larger numbers would overflow when they are squared


class TableError(ValueError):
    """A file, or a choice of its columns, that cannot be used; the message is a sentence."""


@dataclass(frozen=True)
class Column:
    """What is known about one column.

    Parameters
    ----------
    name
        Its heading; made up where the file has none.
    is_number
        Whether every entry is a number (or a gap).
    n_distinct
        How many different entries there are, gaps left out.
    """

    name: str
    is_number: bool
    n_distinct: int


@dataclass(frozen=True, eq=False)
class Table:
    """A file that was read.

    Parameters
    ----------
    name
        The file's name.
    frame
        The entries: columns of float64 (nan for a gap) or of words (None for a gap). The index is
        the number of the line in the file on which a row begins.
    columns
        One description for each column, in the file's order.
    has_header
        Whether the first line names the columns.
    """

    name: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    has_header: bool

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Names of the columns that hold numbers."""
        return tuple(column.name for column in self.columns if column.is_number)

    def column(self, name: str) -> Column:
        """Return the description of a column.

        Raises
        ------
        TableError
            If there is no column of that name.
        """
        for column in self.columns:
            if column.name == name:
                return column
        known = ", ".join(f'"{column.name}"' for column in self.columns[:10])
        raise TableError(f'There is no column "{name}" in {self.name}. It has: {known}.')


def finite_numbers(table: Table, name: str) -> FloatArray:
    """Return a column of numbers, nan for a gap.

    Raises
    ------
    TableError
        If the column is missing, holds words, or numbers that are too large to compute with.
    """
    column, entries = table.column(name), table.frame[name]
    if not column.is_number:
        numbers = pd.to_numeric(entries, errors="coerce")
        wrong = entries[numbers.isna() & entries.notna()]  # never empty, see ``Table.frame``
        first, line = wrong.iloc[0], wrong.index[0]
        raise TableError(
            f'The column "{name}" does not hold numbers: "{first}" in line {line} is not one.'
        )
    values: FloatArray = entries.to_numpy(dtype=np.float64)
    large = np.flatnonzero(np.abs(values) > MAX_VALUE)
    if len(large):
        line = table.frame.index[large[0]]
        raise TableError(f'The column "{name}" has a number beyond 1e100 in line {line}.')
    return values
