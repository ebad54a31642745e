"""What a table says: axes, groups, the front, the winner; the settings of the page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment.settings import Settings
from playground.labs.search import (
    MODELS,
    Range,
    Search,
    SearchError,
    SearchSettings,
    axis,
    best,
    estimate,
    front,
    groups,
    plan,
    plan_of,
    summary,
    tunables,
)
from playground.labs.search.estimating import Estimate
from playground.labs.search.fitting import DIVERGED, FAILED, OK, Result
from playground.labs.search.models import find_tunable
from playground.labs.search.ticks import typed
from playground.settings.links import read_link, write_link

LEARNER = Settings()


def recorded(made, outcomes) -> Search:
    """Return a search with outcomes by combination: score, weights, status."""
    one = Search(made)
    for task in one.take(one.n_fits):
        score, weights, status = outcomes[task.combination]
        one.record([Result(task, score, 1.0, 10, weights, 0.1, status, status.replace(OK, ""))])
    return one


def test_summary_front_and_winner_leave_out_what_went_wrong():
    made = plan(LEARNER, {"width": [1, 2, 3, 4, 5, 6]}, folds=2)
    outcomes = [
        (0.6, 10, OK), (0.5, 20, OK), (0.8, 30, OK), (0.99, 5, DIVERGED), (np.nan, 1, FAILED),
        (0.8, 40, OK),
    ]  # fmt: skip
    table = recorded(made, outcomes).table()
    told = summary(table)
    assert told["status"].tolist() == [OK, OK, OK, DIVERGED, FAILED, OK]
    assert told["n"].tolist() == [2] * 6
    assert told["cost"].tolist() == [100, 200, 300, 50, 10, 400]
    assert front(table) == [0, 2]
    assert best(table) == 2
    counts = [len(one.scores) for one in groups(made, table, "width")]
    assert counts == [1, 1, 1, 0, 0, 1]


def test_of_a_search_that_has_not_begun_there_is_nothing():
    made = plan(LEARNER, {"width": [1, 2]})
    table = Search(made).table()
    assert len(table) == len(summary(table)) == 0
    assert best(table) is None
    assert front(table) == []
    assert [(one.label, len(one.scores)) for one in groups(made, table, "width")] == [
        ("1", 0), ("2", 0),
    ]  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), min_size=1, max_size=30),
)
def test_nobody_beats_the_front_and_everybody_else_is_beaten(points):
    made = plan(LEARNER, {"width": range(1, len(points) + 1)}, folds=2)
    told = summary(recorded(made, [(score, cost, OK) for score, cost in points]).table())
    found = front(recorded(made, [(score, cost, OK) for score, cost in points]).table())
    for number in told.index:
        cheaper = told[(told["cost"] <= told.loc[number, "cost"])]
        beaten = (
            (cheaper["score"] > told.loc[number, "score"])
            | (
                (cheaper["score"] == told.loc[number, "score"])
                & (cheaper["cost"] < told.loc[number, "cost"])
            )
        ).any()
        twins = told[
            (told["cost"] == told.loc[number, "cost"])
            & (told["score"] == told.loc[number, "score"])
        ].index
        assert (number in found) == (not beaten and number == twins[0])


def test_axes_follow_from_the_plan():
    made = plan(
        LEARNER,
        {"learning_rate": Range(0.001, 1.0, log=True), "width": Range(1, 4), "shuffle": [False]},
        method="random",
        draws=80,
    )
    rate = axis(made, "learning_rate")
    assert rate.continuous
    assert len(rate.values) == 5
    assert rate.values[0] == "0.001 to 0.004"
    drawn = np.array([one.values["learning_rate"] for one in made.combinations])
    np.testing.assert_array_equal(
        rate.codes, np.clip(np.floor(np.log10(drawn / 0.001) / 3 * 5), 0, 4)
    )
    assert np.corrcoef(rate.places, np.log(drawn))[0, 1] == pytest.approx(1.0, abs=1e-6)
    width = axis(made, "width")
    assert (width.values, width.continuous) == (("1", "2", "3", "4"), False)
    many = axis(plan(LEARNER, {"width": range(1, 41)}), "width")
    assert many.values == ("1 to 8", "9 to 16", "17 to 24", "25 to 32", "33 to 40")
    assert np.bincount(many.codes).tolist() == [8] * 5


def test_axes_of_several_models_have_gaps():
    made = plan(LEARNER, {"model": ["tree", "network"], "tree.max_depth": [3, 1]})
    assert axis(made, "model").values == ("Neural network", "Decision tree")
    places = axis(made, "tree.max_depth").places
    assert np.isnan(places).sum() == 1
    assert sorted(places[~np.isnan(places)]) == [0, 1]


def test_settings_of_the_page_go_through_a_link():
    settings, notices = SearchSettings().replaced(
        models=("network", "svm"),
        ticks={
            "hidden_layers": [(), (8, 4)], "features": [("x1", "sin(x1*2) + x2^2")],
            "svm.C": Range(0.1, 10.0, 3, log=True), "standardise": [True, False],
            "label_smoothing": [0, 0.05], "dropout": [0.5],
        },
        method="random",
    )  # fmt: skip
    assert notices == []
    again, notices = read_link(SearchSettings, write_link(settings))
    assert (again, notices) == (settings, [])
    assert again.grid["model"] == ("network", "svm")
    assert "svm.C" not in again.replaced(models=("network",))[0].grid


@given(st.text(max_size=60))
def test_no_link_breaks_the_ticks(text):
    settings, _ = read_link(SearchSettings, f"#search.ticks={text}")
    for name, values in settings.ticks:
        assert find_tunable(name).taken(values)[1] == []


def test_what_of_a_link_cannot_be_ticked_is_said_and_the_rest_is():
    settings, notices = read_link(
        SearchSettings, "#search.ticks=width~2~many~99~~wings~2~~activation~relu~~batch_size~3..1"
    )
    assert settings.ticks == (("width", (2, 64)), ("activation", ("relu",)))
    assert len(notices) == 1
    for part in ('"many" is not a number', "above the greatest value 64", "wings", "no values"):
        assert part in notices[0]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("width", "2, 4,8", (2, 4, 8)),
        ("width", "2..8", Range(2.0, 8.0)),
        ("learning_rate", "0.001 .. 1 .. 4 .. log", Range(0.001, 1.0, 4, log=True)),
        ("activation", "tanh, relu", ("tanh", "relu")),
        ("hidden_layers", "4,2; 8", ((4, 2), (8,))),
        ("features", "x1;x2", (("x1",), ("x2",))),
        ("standardise", "true, false", (True, False)),
    ],
)
def test_values_are_typed(name, text, expected):
    assert typed(find_tunable(name), text) == expected


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("width", "", "Width has no values"),
        ("width", "two", "is not a number"),
        ("width", "1..x", "is not a range"),
        ("activation", "cube", "is not one of"),
        ("learning_rate", "0..1..log", "begin above 0"),
    ],
)
def test_what_is_typed_wrong_is_refused_in_words(name, text, words):
    with pytest.raises(SearchError, match=words):
        typed(find_tunable(name), text)


def test_the_first_search_of_the_page_can_be_made_at_once():
    made = plan_of(LEARNER, SearchSettings())
    assert 100 <= made.n_fits <= 300
    assert set(made.varied) == {"width", "activation", "optimizer", "learning_rate"}
    assert len(made.digest) == 16
    assert plan_of(LEARNER, SearchSettings(folds=4)).digest != made.digest


def test_the_time_is_reckoned_from_some_fits():
    made = plan(LEARNER, {"epochs": [10, 40], "width": [2, 8]})
    told = estimate(made, workers=1)
    assert 0 < told.seconds < 600
    longer = plan(LEARNER, {"epochs": [1000, 4000], "width": [2, 8]})
    assert estimate(longer, workers=1).seconds > told.seconds
    assert Estimate(5400.0, 2).words == "about 2 hours"
    halved = estimate(plan(LEARNER, {"width": [2, 4, 8]}, method="halving"), workers=2)
    assert halved.seconds > 0


@pytest.mark.parametrize("one", [one for model in MODELS for one in tunables([model])])
def test_every_value_that_is_offered_goes_through_a_link(one):
    models = ("network", *MODELS)
    settings, notices = SearchSettings().replaced(models=models, ticks={one.name: one.menu})
    assert notices == []
    assert read_link(SearchSettings, write_link(settings)) == (settings, [])
