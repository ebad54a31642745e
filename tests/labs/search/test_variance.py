"""Shares of variance: against means computed by hand, and against what is known of the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment.settings import Settings
from playground.labs.search import (
    Search,
    chance_of_top,
    interaction,
    interactions,
    plan,
    shares,
)
from playground.labs.search.fitting import DIVERGED, OK, Result
from playground.labs.search.variance import explained, explained_together, is_whole

# Two settings, two and three values, with the mean 6: rows 4 and 8, columns 3, 6 and 9; what is
# left over in the cells is 1, -2 and 1, and the opposite.
TABLE = np.array([[2.0, 2.0, 8.0], [4.0, 10.0, 10.0]])
A = np.repeat([0, 1], 3)
B = np.tile([0, 1, 2], 2)


def filled(made, score, status=OK) -> Search:
    """Return a search whose fits have the score ``score(values)``."""
    one = Search(made)
    one.record(
        Result(task, score(made.combinations[task.combination].values), 1.0, 60, 10, 0.1, status)
        for task in one.take(one.n_fits)
    )
    return one


def test_a_two_way_table_computed_by_hand():
    """Variance 10: 4 of the rows, 6 * 2/2 = 6 of the columns less what both do, 2 together."""
    scores = TABLE.ravel()
    codes = {"a": A, "b": B}
    total = float(np.mean((scores - 6.0) ** 2))
    assert total == pytest.approx((16 + 16 + 4 + 4 + 16 + 16) / 6)  # 12
    found = explained(scores, codes)
    assert found["a"] == pytest.approx(4.0)  # ((-2)^2 + 2^2) / 2
    assert found["b"] == pytest.approx(6.0)  # ((-3)^2 + 0 + 3^2) / 3
    assert explained_together(scores, codes, "a", "b") == pytest.approx(2.0)  # (1 + 4 + 1) / 3
    assert found["a"] + found["b"] + 2.0 == pytest.approx(total)


def test_the_same_by_hand_as_a_search():
    score = {(w, a): v for w, row in zip((2, 8), TABLE, strict=True)
             for a, v in zip(("tanh", "relu", "sigmoid"), row, strict=True)}  # fmt: skip
    made = plan(Settings(), {"width": [2, 8], "activation": ["tanh", "relu", "sigmoid"]})
    table = filled(made, lambda values: score[values["width"], values["activation"]]).table()
    told = shares(made, table)
    assert list(told.shares) == ["activation", "width"]
    assert told.shares["activation"] == pytest.approx(6 / 12)
    assert told.shares["width"] == pytest.approx(4 / 12)
    assert told.rest == pytest.approx(2 / 12)
    assert told.remarks == ()
    both = interaction(made, table, "width", "activation")
    assert both.share == pytest.approx(2 / 12)
    order = [both.columns.index(one) for one in ("Tanh", "ReLU", "Sigmoid")]
    np.testing.assert_allclose(both.means[:, order], TABLE)
    assert (both.counts == 1).all()
    assert interactions(made, table) == [("width", "activation", pytest.approx(2 / 12))]


@given(st.lists(st.floats(-5, 5), min_size=12, max_size=12))
def test_of_a_whole_grid_all_shares_add_up(scores):
    values = np.array(scores)
    codes = {"a": np.repeat([0, 1, 2], 4), "b": np.tile([0, 0, 1, 1], 3), "c": np.tile([0, 1], 6)}
    alone = explained(values, codes)
    pairs = [explained_together(values, codes, *pair) for pair in ("ab", "ac", "bc")]
    means = {name: [values[one == k].mean() for k in range(3) if (one == k).any()]
             for name, one in codes.items()}  # fmt: skip
    for name, found in means.items():
        assert alone[name] == pytest.approx(np.var(found), abs=1e-9)
    left = values.var() - sum(alone.values()) - sum(pairs)
    assert left >= -1e-9


def test_of_unequal_numbers_no_setting_gets_the_credit_of_another():
    """Only the first moves the score; the second comes with it most of the time."""
    rng = np.random.default_rng(0)
    a = rng.integers(2, size=400)
    b = np.where(rng.random(400) < 0.9, a, 1 - a)
    found = explained(1.0 * a, {"a": a, "b": b})
    assert found["a"] == pytest.approx(a.var(), rel=0.01)
    assert found["b"] == pytest.approx(0.0, abs=1e-9)
    assert np.var([1.0 * a[b == k].mean() for k in (0, 1)]) > 0.1  # what plain means would say


def test_what_chance_explains_is_taken_off():
    """Pure noise at random values: on average nothing is explained, though (k - 1)/n would be."""
    rng = np.random.default_rng(1)
    found, plain = [], []
    for _ in range(200):
        scores, codes = rng.standard_normal(30), rng.integers(6, size=30)
        if is_whole({"a": codes}):
            continue
        found.append(explained(scores, {"a": codes, "b": rng.integers(2, size=30)})["a"])
        plain.append(np.mean([(scores[codes == c].mean() - scores.mean()) ** 2 for c in codes]))
    assert np.mean(plain) > 0.14  # 5/30 of the variance of 1
    assert np.mean(found) < 0.08  # a negative variance counts as none


def test_fits_that_ran_away_do_not_count():
    made = plan(Settings(), {"width": [2, 4, 8], "learning_rate": [0.01, 0.03, 100.0]})
    one = Search(made)
    for task in one.take(one.n_fits):
        values = made.combinations[task.combination].values
        wild = values["learning_rate"] == 100.0
        score = 0.1 if wild else 0.8 + 0.01 * values["width"]
        status = DIVERGED if wild else OK
        one.record([Result(task, score, 1.0, 60, 10, 0.1, status, "It ran away." * wild)])
    told = shares(made, one.table())
    assert told.shares["width"] == pytest.approx(1.0)
    assert told.shares["learning_rate"] == pytest.approx(0.0, abs=1e-12)


def test_settings_of_several_models_explain_a_part_within_theirs():
    grid = {"model": ["neighbours", "tree"], "neighbours.n_neighbors": [1, 3, 5, 7],
            "tree.max_depth": [1, 2, 3, 5]}  # fmt: skip
    made = plan(Settings(), grid)
    k_of, depth_of = {1: 0, 3: 2, 5: 0, 7: 2}, {1: 10, 2: 10, 3: 10, 5: 10}
    table = filled(
        made,
        lambda values: (
            k_of[values["neighbours.n_neighbors"]]
            if "neighbours.n_neighbors" in values
            else depth_of[values["tree.max_depth"]]
        ),
    ).table()
    told = shares(made, table)
    total = 0.5 * 1.0 + 20.25  # within the one model, half of all; between 1 and 10
    assert told.shares["model"] == pytest.approx(20.25 / total)
    assert told.shares["neighbours.n_neighbors"] == pytest.approx(0.5 / total)
    assert told.shares["tree.max_depth"] == pytest.approx(0.0, abs=1e-12)
    assert told.rest == pytest.approx(0.0, abs=1e-12)
    assert np.isnan(interaction(made, table, "neighbours.n_neighbors", "tree.max_depth").share)


def test_few_combinations_and_equal_scores_are_said():
    made = plan(Settings(), {"width": [2, 4]})
    assert shares(made, filled(made, lambda values: 1.0).table()).remarks
    assert shares(made, Search(made).table()).shares == {}
    made = plan(Settings(), {"width": [1, 2, 4, 8, 16]})
    told = shares(made, filled(made, lambda values: 0.5).table())
    assert told.remarks == ("All scores are the same.",)


def test_59_draws_reach_the_top_5_percent_with_95_percent():
    assert chance_of_top(59) == pytest.approx(0.9515, abs=5e-5)
    rng = np.random.default_rng(0)
    reached = (rng.random((4000, 59)) > 0.95).any(axis=1).mean()
    assert reached == pytest.approx(chance_of_top(59), abs=4 * np.sqrt(0.95 * 0.05 / 4000))
