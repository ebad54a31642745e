"""Reading a learner's file: every way to write one, every way to get it wrong."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings

from playground.data import reading
from playground.data.reading import read_table
from playground.data.tables import TableError, finite_numbers
from tests.data.any_table import TABLES, attempt, rows_of, try_table

ROWS = [["1", "2.5", "a"], ["3", "-4", "b"], ["5", "6", "a"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("heading", [True, False])
@pytest.mark.parametrize("quote", ["", '"'])
def test_every_way_to_write_the_same_table(separator, mark, line_end, heading, quote):
    rows = [["x", "y", "kind"], *ROWS] if heading else ROWS
    lines = [separator.join(f"{quote}{entry}{quote}" for entry in row) for row in rows]
    table = read_table((mark + line_end.join(lines) + line_end).encode())
    assert rows_of(table) == ROWS
    assert table.has_header == heading
    names = [column.name for column in table.columns]
    assert names == (["x", "y", "kind"] if heading else ["column 1", "column 2", "column 3"])
    assert [column.is_number for column in table.columns] == [True, True, False]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252"])
def test_other_encodings_are_read(encoding):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    table = read_table(f"{mark}x;Größe;Art\n1;2;grün\n3;4;weiß\n".encode(encoding))
    assert [column.name for column in table.columns] == ["x", "Größe", "Art"]
    assert rows_of(table) == [["1", "2", "grün"], ["3", "4", "weiß"]]


@pytest.mark.parametrize(
    ("content", "names", "row"),
    [
        (b"x,y\na,1,2\nb,3,4\n", ["column 1", "x", "y"], ["a", "1", "2"]),  # as R writes them
        (b"x,y,kind\n1,2,a,\n3,4,b,\n", ["x", "y", "kind"], ["1", "2", "a"]),
        (b"20,21,kind\n1.5,2,a\n3,4,b\n5,6,a\n7,8,b\n", ["20", "21", "kind"], ["1.5", "2", "a"]),
        (b"1,2,c\n3,4,a\n5,6,b\n", ["column 1", "column 2", "column 3"], ["1", "2", "c"]),
    ],
)
def test_what_stands_in_the_first_line_is_understood(content, names, row):
    table = read_table(content)
    assert [column.name for column in table.columns] == names
    assert rows_of(table)[0] == row


def test_quotes_may_hold_separators_quotes_and_line_ends():
    table = read_table(b'x,y,"a, b"\n1,2,"say ""yes"""\n3,4,"two\nlines"\n')
    assert table.columns[2].name == "a, b"
    assert rows_of(table) == [["1", "2", 'say "yes"'], ["3", "4", "two lines"]]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_between_semicolons_and_tabs(separator):
    text = "höhe;breite;art\n1,5;2;ja\n2,5;3;nein\n".replace(";", separator)
    table = read_table(text.encode())
    assert table.numbers == ("höhe", "breite")
    np.testing.assert_array_equal(finite_numbers(table, "höhe"), [1.5, 2.5])


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;", "\n\nsep=; \n"])
def test_the_line_that_tells_excel_the_separator_is_obeyed(line):
    table = read_table(f"{line}\nx;y;kind, long\n1;2;a, b\n3;4;c, d\n".encode())
    assert [column.name for column in table.columns] == ["x", "y", "kind, long"]


def test_a_row_over_several_lines_is_counted_by_its_lines():
    table = read_table(b'"x\n(cm)",y,kind\n1,2,"a\r\nb"\n3,4,\n5,6,"\n"\n7,8,c\n')
    assert list(table.frame.index) == [3, 5, 6, 8]


def test_commas_inside_words_do_not_win_over_the_separator():
    assert len(read_table(b"x;y;note, long\n1;2;a, b\n3;4;c, d\n").columns) == 3
    assert len(read_table(b"x\ty\tnote\n1\t2\ta, b\n").columns) == 3


def test_gaps_are_counted_and_empty_lines_left_out():
    table = read_table(b"\n\nx,y,kind\n1,2,a\n\n,4,b\nNA , nan,\ninf,6,b\n\n")
    assert table.frame.isna().sum().tolist() == [2, 0, 0]
    assert rows_of(table) == [["1", "2", "a"], ["", "4", "b"], ["", "6", "b"]]
    assert list(table.frame.index) == [4, 6, 8]  # the numbers of the lines


def test_short_lines_have_gaps():
    assert read_table(b"x,y,z\n1,2,3\n4,5\n").frame["z"].isna().tolist() == [False, True]


def test_headings_are_made_good():
    table = read_table(b"x,x,,x (2),a\tb\n1,2,3,4,5\n")
    names = [column.name for column in table.columns]
    assert len(set(names)) == 5
    assert names[:3] == ["x", "x (2)", "column 3"]
    assert names[4] == "a b"


@pytest.mark.parametrize(
    "heading",
    [
        "label,label 2,label",
        "label,label,label",
        "label (2),label,label",
        "label,label (2),label,label",
        "label , label,\tlabel",
        "Label,label,LABEL",
        ",,column 1",
        ",column 3,",
        "a\x07,a\x08,a·",
        ",".join(["l" * 61, "l" * 62, "l" * 63]),
    ],
)
def test_no_two_columns_have_one_name_and_none_is_lost(heading):
    n_columns = heading.count(",") + 1
    row = ",".join(str(number) for number in range(n_columns))
    table = read_table(f"{heading}\n{row}\n".encode(), header=True)
    names = [column.name for column in table.columns]
    assert len(set(names)) == n_columns
    assert all(names)
    assert [finite_numbers(table, name)[0] for name in names] == list(range(n_columns))


def test_a_column_without_any_entry_is_left_out():
    assert [c.name for c in read_table(b"x,y,\n1,2,\n3,4,\n").columns] == ["x", "y"]


def test_the_header_can_be_decided():
    assert read_table(b"1,2\n3,4\n", header=True).columns[0].name == "1"
    assert len(read_table(b"a,b\nc,d\n", header=False)) == 2


def test_truth_values_are_words():
    assert rows_of(read_table(b"x,yes\n9,True\n1,False\n"))[0][1] == "True"


def test_control_characters_are_tamed_and_long_words_kept():
    word = rows_of(read_table(("x,y\n1,a\x07" + "b" * 100 + "\n").encode()))[0][1]
    assert word == "a·" + "b" * 100


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"x,y\n", "no rows"),
        (b"x,y\n\n\n", "no rows"),
        (b"x,y\r", "no rows"),
        (b'x,"y\n"', "no rows"),
        (b'"x\n\ny"\n', "no rows"),
        (b'x\n""\n', "no rows"),
        (b"x,y\n1,2\n3,\x81\n", "Line 3 of data.csv is not UTF-8"),
        (b"x,y\n1,2\n3,\x00\n", "Line 3 of data.csv holds a zero byte"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Line 3 of data.csv holds a zero byte: this is not a text"),
        (b"\xff\xfex\x00\xff", "begins like UTF-16 but is not"),
        (b"On 2024\nin Bonn\n\nx,y\n1,2\n", "Line 4 of data.csv has 2 entries, those above"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"x,y\n1,2\n3,4,5\n", "Line 3 of data.csv has 3 entries; 2 are expected"),
        (b"\n\nx,y\n1,2\n3,4,5\n", "Line 5 of data.csv has 3 entries; 2 are expected"),
        (b"x,y\n" + b"1,2\n" * 100 + b"3,4,5\n", "Line 102 of data.csv has 3 entries"),
        (b'x,y\n1,2\n3,"4\n', "Line 3 of data.csv opens a quotation mark"),
        (b'"x\nx",y\n"a\r\nb\rc",2\n3,"4\n', "Line 6 of data.csv opens a quotation mark"),
        (b'"x\nx",y\n"a\r\nb\rc",2\n3,4,5\n', "Line 6 of data.csv has 3 entries"),
        (b'x,y\n"\n",2\n' + b"1,2\n" * 100 + b"3,4,5\n", "Line 104 of data.csv has 3 entries"),
        (b'"x,y\n1,2\n', "Line 1 of data.csv opens a quotation mark"),
        (b"# of a balance\nx,y\n1,2\n", "Line 1 of data.csv begins with #, as comments do"),
        (b"x,y\n1,2\n# a, b, c\n", "Line 3 of data.csv begins with #, as comments do"),
        (b"x,y\n# a note\n1,2,3\n", "Line 3 of data.csv has 3 entries"),
        (b"sep=;\n", "is empty"),
        (b"sep=|\nx|y\n1|2\n", r'separated by "\|"'),
        (b"\nsep=;\nx;y\n1;2\n3;4;5\n", "Line 5 of data.csv has 3 entries"),
        (b"1," * 600 + b"1\n", "more than 500 columns"),
        (b"x,y\n" + b"1,2\n" * (reading.MAX_ROWS + 1), "more than 200,000 rows"),
        (b"a" * (reading.MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(content, says):
    with pytest.raises(TableError, match=says):
        read_table(content, "data.csv")


def test_two_hundred_thousand_rows_are_read():
    assert len(read_table(b"x,y\n" + b"1,2\n" * reading.MAX_ROWS)) == reading.MAX_ROWS


@settings(max_examples=1200, deadline=None)
@given(TABLES)
@example(b"\n")
@example(b'""')
@example(b"1,2,3\n" * 4)
@example(b"1e99,1,0\n-1e99,2,1\n1,3,0\n5e-324,4,1\n")
def test_any_bytes_give_a_table_or_a_table_error(content):
    try_table(content)


@settings(max_examples=300, deadline=None)
@given(TABLES)
@example(b"x,y\n1,2\n3,4\n5,six\n7,8\n")
@example(b"x,y\n1,True\n2,\n3,no\n4,True\n")
@example(b"x,y\n,\n1,a\n,b\n2,\n")
@example(b"x\n\n\nTrue")
@example(b"x,y\n1,\n2,\n3,true\n4,FALSE\n")
@example(b"x,y\n1,99999999999999999999999999\n1,1\n2,-1\n3,18446744073709551615\n")
def test_a_table_is_the_same_read_in_small_parts(content):
    whole = attempt(read_table, content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "AT_ONCE", 2)
        parts = attempt(read_table, content)
    assert (whole is None) == (parts is None)
    if whole is not None:
        assert parts.columns == whole.columns
        pd.testing.assert_frame_equal(parts.frame, whole.frame)


def test_no_row_is_read_beyond_those_that_there_may_be(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 20)
    monkeypatch.setattr(reading, "AT_ONCE", 10)
    late = b"x,y\n" + b"1,2\n" * 100 + b"3,4,5\n"  # a fault that is not come to
    with pytest.raises(TableError, match="more than 20 rows"):
        read_table(late)
    assert len(read_table(b"x,y\n" + b"1,2\n,\n\n" * 20)) == 20  # empty ones do not count
