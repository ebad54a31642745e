"""Entries as files in the wild have them: what is a number, what a word, what a gap."""

from __future__ import annotations

import math

import pytest

from playground.data.columns import suggest, use
from playground.data.reading import read_table
from playground.data.tables import finite_numbers

NAN = math.nan


def column(entries: list[str], separator: str = ";") -> list[object]:
    """Return a column as it is read, beside one of words that keeps its rows."""
    rows = "".join(f'w{number}{separator}"{entry}"\n' for number, entry in enumerate(entries))
    table = read_table(f"word{separator}x\n{rows}".encode(), header=True)
    return table.frame["x"].tolist()


@pytest.mark.parametrize(
    ("entries", "numbers"),
    [
        (["51%", "93 %"], [51.0, 93.0]),
        (["€ 5", "€7.5"], [5.0, 7.5]),
        (["5 €", "7,50 €"], [5.0, 7.5]),
        (["\u22123", "4"], [-3.0, 4.0]),
        (["\u200b3", "\ufeff4"], [3.0, 4.0]),
        (["12 345", "1\u00a0000", "7"], [12345.0, 1000.0, 7.0]),
        (["12'345", "1\u2019000"], [12345.0, 1000.0]),
        (["12.345", "999"], [12345.0, 999.0]),  # thousands: no decimals of three places each
        (["12.345", "0.999"], [12.345, 0.999]),
        (["12.345", "1.5"], [12.345, 1.5]),
        (["1.234,5", "2"], [1234.5, 2.0]),
        (["1.234.567", "1,5"], [1234567.0, 1.5]),
        (["1,234.5", "2.5"], [1234.5, 2.5]),
        (["1e-3", "2,5e2"], [0.001, 250.0]),
        (["1", "?", "-", ".", "NA", "None", "#DIV/0!", ""], [1.0, *[NAN] * 7]),
    ],
)
def test_numbers_as_the_world_writes_them(entries, numbers):
    assert column(entries) == pytest.approx(numbers, nan_ok=True)


@pytest.mark.parametrize(
    "entries",
    [
        ["NA", "EU", "AS"],
        ["None", "light", "heavy"],
        ["null", "one"],
        ["007", "012"],
        ["12345678901234567", "12345678901234568"],
        ["1.50,5", "2"],  # neither way to write thousands
        ["51%", "93"],
        ["€5", "$7"],
    ],
)
def test_words_stay_as_they_are(entries):
    assert column(entries) == entries


def test_between_commas_a_comma_is_no_decimal_mark():
    assert column(["1,5", "2"], ",") == ["1,5", "2"]
    assert column(["1,500", "2"], ",") == [1500.0, 2.0]


def test_the_odd_entry_is_named():
    table = read_table(b"w;x\na;51%\nb;93\nc;7%\n")
    with pytest.raises(ValueError, match='"51%" in line 2'):
        finite_numbers(table, "x")


def classes(entries: list[str]) -> tuple[str, ...]:
    rows = "".join(f"{number},{number**2},{entry}\n" for number, entry in enumerate(entries))
    table = read_table(f"x,y,kind\n{rows}".encode())
    data = use(table, suggest(table, label="kind", problem="classification"))
    return data.class_names


def test_classes_are_never_merged_renamed_or_dropped():
    assert classes(["NA", "EU", "AS"] * 4) == ("AS", "EU", "NA")
    assert classes(["1000001", "1000002"] * 4) == ("1000001", "1000002")
    assert classes(["0.30000001", "0.30000002"] * 4) == ("0.30000001", "0.30000002")


def test_long_names_are_cut_only_where_they_are_shown():
    long = "Strongly agree with the statement that the course was useful to "
    names = classes([long + "me", long + "my friends", "No"] * 4)
    assert len(set(names)) == 3
    assert max(map(len, names)) <= 65


@pytest.mark.parametrize(
    "table",
    [
        b",x,y,kind\n0,2,7,a\n1,3,1,b\n2,5,4,a\n3,8,2,b\n",  # pandas counts the rows
        b"year,x,y,kind\n2024,2,7,a\n2024,3,1,b\n2024,5,4,a\n2024,8,2,b\n",
    ],
)
def test_what_says_nothing_of_the_rows_is_not_suggested_as_an_axis(table):
    assert suggest(read_table(table)).axes == ("x", "y")


def test_where_there_is_nothing_else_it_is():
    assert suggest(read_table(b"n,x,kind\n1,2,a\n2,3,b\n3,5,a\n4,8,b\n")).axes == ("n", "x")
