"""From columns to points: axes with their units, labels, gaps, principal components."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from playground.data.columns import REACH, Axis, Choice, drawn_rows, suggest, use
from playground.data.reading import read_table
from playground.data.tables import TableError


def table_of(text):
    return read_table(text.encode(), "data.csv")


WORDS = table_of("length,width,kind\n0,10,b\n10,30,a\n5,20,b\n2,15,a\n")


def test_two_classes_are_minus_and_plus_one_in_the_order_of_their_names():
    data = use(WORDS, Choice(("length", "width"), "kind"))
    assert data.class_names == ("a", "b")
    assert data.n_classes == 2
    np.testing.assert_array_equal(data.labels, [1, -1, 1, -1])
    np.testing.assert_allclose(data.points, [[-5, -5], [5, 5], [0, 0], [-3, -2.5]], atol=1e-12)


def test_the_axes_keep_the_units():
    data = use(WORDS, Choice(("length", "width"), "kind"))
    length, width = data.axes
    assert (length.label, width.label) == ("length", "width")
    np.testing.assert_allclose(width.to_units(data.points[:, 1]), [10, 30, 20, 15])
    np.testing.assert_allclose(length.to_plane(np.array([0.0, 10.0])), [-5, 5])


def test_several_classes_are_numbered_from_zero_and_numbers_in_their_own_order():
    table = table_of("x,y,k\n1,2,10\n2,3,9\n3,4,100\n4,5,9\n")
    data = use(table, Choice(("x", "y"), "k"))
    assert data.class_names == ("9", "10", "100")
    np.testing.assert_array_equal(data.labels, [1, 0, 2, 0])


def test_regression_scales_the_value_and_keeps_its_units():
    table = table_of("x,y,price\n1,2,100\n2,3,300\n3,4,200\n4,5,250\n")
    data = use(table, Choice(("x", "y"), "price", "regression"))
    np.testing.assert_allclose(data.labels, [-1, 1, 0, 0.5])
    assert (data.n_classes, data.class_names) == (0, ())
    np.testing.assert_allclose(data.value_axis.to_units(data.labels), [100, 300, 200, 250])


GAPPY = table_of("x,y,k,unused\n1,2,a,\n,3,b,1\n3,4,a,2\n4,5,,3\n5,6,b,4\n6,7,a,5\n")


def test_rows_with_gaps_are_left_out_and_counted_only_for_the_columns_in_use():
    data = use(GAPPY, Choice(("x", "y"), "k"))
    assert (len(data), data.n_left_out) == (4, 2)
    assert use(GAPPY, Choice(("y", "unused"), "k")).n_left_out == 2


def test_gaps_are_an_error_when_they_are_not_to_be_left_out():
    with pytest.raises(TableError, match=r"2 rows of data.csv with gaps .* first in line 3"):
        use(GAPPY, Choice(("x", "y"), "k", leave_out_gaps=False))


def test_more_columns_become_principal_components():
    measured = np.random.default_rng(0).normal(size=(50, 4)) @ np.diag([1, 5, 100, 0.1])
    rows = "\n".join(
        ",".join(map(repr, map(float, row))) + f",k{i % 3}" for i, row in enumerate(measured)
    )
    data = use(table_of("a,b,c,d,kind\n" + rows), Choice(("a", "b", "c", "d"), "kind"))
    expected = PCA(2).fit_transform(StandardScaler().fit_transform(measured))
    for column, axis in enumerate(data.axes):
        units = axis.to_units(data.points[:, column])
        np.testing.assert_allclose(
            np.abs(units), np.abs(expected[:, column]), rtol=1e-9, atol=1e-12
        )
        assert "of the variance" in axis.label


def test_a_constant_column_lies_in_the_middle():
    data = use(table_of("x,y,k\n1,7,a\n2,7,b\n3,7,a\n4,7,b\n"), Choice(("x", "y"), "k"))
    np.testing.assert_array_equal(data.points[:, 1], 0)


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (Choice(("length",), "kind"), "two different columns"),
        (Choice(("length", "length"), "kind"), "two different columns"),
        (Choice(("length", "kind"), "kind"), "both an axis and the label"),
        (Choice(("length", "height"), "kind"), 'no column "height"'),
        (Choice(("length", "width"), "sort"), 'no column "sort"'),
        (Choice(("length", "kind"), "width"), '"kind" does not hold numbers: "b" in line 2'),
        (Choice(("length", "width"), "kind", "regression"), '"kind" does not hold numbers'),
        (Choice(("length", "width"), "kind", "clustering"), 'not "clustering"'),
    ],
)
def test_a_choice_that_does_not_fit_gets_a_sentence(choice, says):
    with pytest.raises(TableError, match=says):
        use(WORDS, choice)


@pytest.mark.parametrize(
    ("text", "choice", "says"),
    [
        ("x,y,k\n1,2,a\n2,3,a\n3,4,a\n4,5,a\n", Choice(("x", "y"), "k"), 'only one entry, "a"'),
        ("x,y,k\n1,2,a\n2,3,b\n", Choice(("x", "y"), "k"), "2 rows .* at least 4"),
        ("x,y,k\n1,2,a\n", Choice(("x", "y"), "k"), "There is 1 row"),
        (
            "x,y,k\n" + "".join(f"{i},{i},name {i}\n" for i in range(9)),
            Choice(("x", "y"), "k"),
            "has 9 different entries; a label may have at most 6",
        ),
        (
            "x,y,z,k\n" + "".join(f"{i},1,1,{'ab'[i % 2]}\n" for i in range(9)),
            Choice(("x", "y", "z"), "k"),
            "Fewer than two of the columns",
        ),
    ],
)  # fmt: skip
def test_a_table_that_does_not_serve_gets_a_sentence(text, choice, says):
    with pytest.raises(TableError, match=says):
        use(table_of(text), choice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x,y,kind\n1,2,a\n3,4,b\n", Choice(("x", "y"), "kind")),
        ("kind,x,y,z\na,1,2,3\nb,3,4,9\n", Choice(("x", "y"), "kind")),
        ("x,y,class\n1.5,2,0\n3,4,1\n3,5,1\n", Choice(("x", "y"), "class")),
        ("x,y,name\n1,2,only\n3,4,only\n", Choice(("x", "y"), "name")),  # refused by ``use``
        (
            "x,y,z\n" + "".join(f"{i},{2 * i},{3 * i}\n" for i in range(9)),
            Choice(("x", "y"), "z", "regression"),
        ),
    ],
)
def test_the_likely_choice_is_suggested(text, expected):
    assert suggest(table_of(text)) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x|y|k\n1|2|a\n3|4|b\n", "only one column. Commas, semicolons or tabs"),
        ("x,y\n1,2\n3,4\n", "only two columns with numbers; two are needed for the axes, and"),
        ("x;y;k\n1.50,5;2;a\n3.000,5;4;b\n", '"x" does not hold numbers: "1.50,5" in line 2'),
    ],
)
def test_too_few_columns_get_a_sentence_with_the_reason(text, says):
    with pytest.raises(TableError, match=re.escape(says)):
        suggest(table_of(text))


def test_a_label_of_too_many_words_is_named_as_the_reason():
    table = table_of("x,y,name\n" + "".join(f"{i},{i * i},n{i % 7}\n" for i in range(50)))
    with pytest.raises(TableError, match='"name" has 7 different entries'):
        use(table, suggest(table))


def test_a_column_spoilt_by_a_single_word_is_pointed_out():
    with pytest.raises(
        TableError, match=r'only one column .* "y" does not hold numbers: "oops" in line 4'
    ):
        suggest(table_of("x,y,k\n1,1,a\n2,2,b\n3,oops,a\n4,4,b\n"))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_round_in_order_and_all_different(centre, scale):
    axis = Axis("", centre, scale)
    ticks = axis.ticks()
    assert 3 <= len(ticks) <= 13
    assert len(set(ticks.values())) == len(ticks)
    assert list(ticks) == sorted(ticks)
    for coordinate, text in ticks.items():
        assert -6.000001 <= coordinate <= 6.000001
        assert float(text) == pytest.approx(centre + scale * coordinate, abs=scale * 0.01)


@given(
    st.lists(st.tuples(*[st.floats(-1e99, 1e99)] * 2), min_size=4, max_size=30),
)
def test_any_numbers_land_in_the_plane(rows):
    text = "x,y,k\n" + "".join(f"{x!r},{y!r},{'ab'[i % 2]}\n" for i, (x, y) in enumerate(rows))
    data = use(table_of(text), Choice(("x", "y"), "k"))
    assert np.abs(data.points).max() <= REACH
    for axis in data.axes:
        assert len(axis.ticks()) >= 1


def test_a_sample_is_drawn_of_large_files_and_it_is_always_the_same():
    np.testing.assert_array_equal(drawn_rows(10), np.arange(10))
    rows = drawn_rows(200_000, 500)
    assert len(np.unique(rows)) == 500
    np.testing.assert_array_equal(rows, drawn_rows(200_000, 500))
