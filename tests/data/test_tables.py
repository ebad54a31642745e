"""What a table says of its columns, and what is said of those that cannot be used."""

from __future__ import annotations

import pytest

from playground.data.reading import read_table
from playground.data.tables import TableError, finite_numbers


def test_words_where_numbers_are_needed_are_named_with_their_line():
    table = read_table(b"x,y\n1,2\nfour,3\n")
    with pytest.raises(TableError, match='"x" does not hold numbers: "four" in line 3'):
        finite_numbers(table, "x")


def test_numbers_too_large_to_square_are_named():
    with pytest.raises(TableError, match='"x" has a number beyond 1e100 in line 3'):
        finite_numbers(read_table(b"x,y\n1,2\n-1e200,3\n"), "x")


def test_a_column_that_is_not_there():
    with pytest.raises(TableError, match='There is no column "z"'):
        read_table(b"x,y\n1,2\n").column("z")
