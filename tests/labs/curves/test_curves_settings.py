"""What the lab is set to: truths, drawn and own points, links, files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.tables import TableError
from playground.labs.curves.learning import choose_by_folds, choose_by_validation
from playground.labs.curves.own_points import MOST_POINTS, read_points
from playground.labs.curves.points import augmented, draw, draw_test
from playground.labs.curves.settings import CurveSettings
from playground.labs.curves.truths import TRUTHS, Truth
from playground.settings.links import read_link, write_link


def test_what_opens_is_the_lecture():
    settings = CurveSettings()
    points = settings.points()
    np.testing.assert_allclose(points.x, np.linspace(0.05, 0.95, 10))
    assert settings.degrees == (1, 3, 10)
    assert len(settings.test_points()) == 10
    np.testing.assert_allclose(settings.function()(points.x), 2 * points.x)


def test_truths_are_what_they_say():
    x = np.linspace(0, 1.2, 25)
    wiggle = 2 * x - 10 * x**5 + 15 * x**10
    np.testing.assert_allclose(TRUTHS["wiggle"](x), wiggle)
    np.testing.assert_allclose(TRUTHS["sine"](x), np.sin(2 * np.pi * x))
    np.testing.assert_allclose(TRUTHS["step"](x), np.sign(x - 0.5))
    np.testing.assert_allclose(Truth.typed("3")(x), 3.0)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("x +", "character"), ("x + y", "x alone"), ("log(x)", "no value at x = 0"),
        ("1/(x - 1)", "at x = 1"), ("exp(20*x)", "beyond 10,000"),
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_used_says_why_and_what_was_there_stays(formula, said):
    with pytest.raises(ValueError, match=said):
        Truth.typed(formula)
    settings, notices = CurveSettings().replaced(truth="typed", formula=formula)
    assert settings.formula == CurveSettings().formula
    assert said in notices[0]


def test_noise_follows_from_the_seed_and_test_points_are_others():
    line = TRUTHS["line"]
    assert np.array_equal(draw(line, seed=3).y, draw(line, seed=3).y)
    assert not np.array_equal(draw(line, seed=3).y, draw(line, seed=4).y)
    noise = draw(line, 100_000, 0.5).y - line(draw(line, 100_000, 0.5).x)
    assert noise.std() == pytest.approx(0.5, rel=0.02)
    new = draw_test(line, 1000, end=1.2)
    assert 0 <= new.x.min() < 0.05 < 1.15 < new.x.max() <= 1.2
    by_chance = draw(line, 50, is_spaced=False)
    assert len(np.unique(np.diff(by_chance.x))) == 49


def test_copies_keep_the_points_and_move_in_x_only():
    points = draw(TRUTHS["line"])
    more = augmented(points, 3, 0.1)
    assert len(more) == 40
    np.testing.assert_array_equal(more.x[:10], points.x)
    np.testing.assert_array_equal(more.y, np.tile(points.y, 4))


coordinates = st.tuples(st.floats(0, 1.2), st.floats(-100, 100))


@given(st.lists(coordinates, max_size=30), st.lists(st.integers(0, 15), max_size=5))
def test_own_points_and_degrees_go_through_a_link(own, degrees):
    settings, notices = CurveSettings().replaced(placed=own, degrees=degrees)
    assert notices == []
    assert read_link(CurveSettings, write_link(settings)) == (settings, [])
    assert len(settings.points()) == len(own)  # none at all as well


def test_own_points_carry_their_errors():
    settings, _ = CurveSettings().replaced(placed=[(0.5, 1.0, 0.2), (0.1, 3.0)], sigma=0.7)
    points = settings.points()
    np.testing.assert_array_equal([points.x, points.y, points.errors],
                                  [[0.1, 0.5], [3.0, 1.0], [0.7, 0.2]])  # fmt: skip
    assert read_link(CurveSettings, write_link(settings)) == (settings, [])


def test_drawing_anew_takes_the_place_of_own_points():
    settings, _ = CurveSettings().replaced(placed=[(0.5, 1.0)])
    assert settings.replaced(seed=1)[0].placed is None
    assert settings.replaced(degrees=[2])[0].placed == ((0.5, 1.0),)


def test_what_is_wrong_in_a_link_is_put_right_and_said():
    settings, notices = read_link(
        CurveSettings, "#curves.degrees=1,99&curves.own=0.5,1;7,2&curves.n=3"
    )
    assert settings.degrees == (1, 15)
    assert settings.placed == ((0.5, 1.0), (1.2, 2.0))
    assert settings.n == 10
    assert len(notices) == 3
    for wrong in ("a", "1;2", "1,2,3,4", "nan,1"):
        settings, notices = read_link(CurveSettings, f"#curves.own={wrong}")
        assert settings.placed is None
        assert len(notices) == 1
    many, notices = CurveSettings().replaced(placed=[(0.5, 0.0)] * (MOST_POINTS + 1))
    assert len(many.placed) == MOST_POINTS
    assert "more than 200" in notices[0]


def test_a_file_with_errors():
    read = read_points(b"x;y;dy\n2;1;0.1\n1;5;0.2\n;3;1\n3;2;0.3\n", "mine.csv")
    assert read.points.x.tolist() == [0.0, 0.5, 1.0]
    assert read.points.y.tolist() == [5.0, 1.0, 2.0]
    assert read.points.errors.tolist() == [0.2, 0.1, 0.3]
    assert "1 row has a gap and is left out." in read.said
    settings, notices = CurveSettings().replaced(placed=read.placed)
    assert notices == []
    np.testing.assert_allclose(settings.points().errors, read.points.errors)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x\n1\n2\n", "1 column. Two are needed"),
        (b"x,y,e,f\n1,2,3,4\n", "4 columns"),
        (b"x,y\n1,a\n2,b\n", "does not hold numbers"),
        (b"x,y\n1,2\n1,3\n", "same number in every row"),
        (b"x,y,e\n1,2,0\n2,3,1\n", "Line 2 has an error that is not above 0"),
        (b"x,y\n1,2\n2,99999\n", "beyond 10,000"),
        (b"x,y\n1,\n,2\n", "no row without a gap"),
        (b"x,y\n" + b"1,2\n" * 300, "at most 200"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, said):
    with pytest.raises(TableError, match=said):
        read_points(content)


@pytest.mark.parametrize("choose", [choose_by_folds, choose_by_validation])
def test_points_kept_back_choose_a_small_degree_for_a_line(choose):
    chosen = [
        choose(draw(TRUTHS["line"], 30, 1.0, seed), range(16), seed=seed).degree
        for seed in range(40)
    ]
    assert np.median(chosen) <= 3
    assert np.mean(np.array(chosen) >= 9) < 0.25


def test_choosing_needs_two_points_and_a_degree():
    points = draw(TRUTHS["line"])
    with pytest.raises(ValueError, match="at least one"):
        choose_by_folds(points, [])
    with pytest.raises(ValueError, match="at least two"):
        choose_by_validation(draw(TRUTHS["line"], 1), [1])
    whole = choose_by_folds(points, [1, 3], folds=99)
    assert whole.folds == 10
    assert np.isfinite(whole.spreads).all()
