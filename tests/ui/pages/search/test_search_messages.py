"""What the search's page sends to the browser: what can be ticked, scores, groups, states."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from playground.experiment.settings import Settings
from playground.labs.search import (
    MODELS,
    Range,
    Search,
    SearchError,
    SearchSettings,
    axis,
    best,
    boundary,
    plan,
    shares,
    summary,
)
from playground.labs.search.fitting import Result
from playground.ui.pages.search.prepared import Base, prepared
from playground.ui.pages.search.ticks import offer_of, offered, read_tick, tick_of
from playground.ui.pages.search.told import (
    DIVERGED,
    SOUND,
    UNTRIED,
    boundary_message,
    data_message,
    heat_message,
    scores_message,
    trial_message,
)

GRID = {"activation": ["tanh", "relu"], "width": [2, 4, 8], "learning_rate": [0.01, 0.1]}


def read(message: bytes):
    """Return a packed message's header, and its arrays by name."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    arrays, place = {}, 4 + length
    for name, shape in header["arrays"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(message, "<f4", count, place).reshape(shape)
        place += 4 * count
    return header, arrays


def searched(grid=GRID, lost=(), upto=None, **further):
    """Return a search with scores made up by a rule, and its axes."""
    made = plan(Settings(noise=20), grid, **further)
    search = Search(made)
    for task in search.take(upto or search.n_fits):
        values = made.combinations[task.combination].values
        score = 0.6 + 0.03 * values.get("width", 0) + 0.1 * (values.get("activation") == "tanh")
        status = "diverged" if task.combination in lost else "ok"
        search.record([Result(task, score + 0.01 * task.fold, 0.9, 60, 33, 0.01, status, "")])
    return search, [axis(made, name) for name in made.varied]


def test_what_is_tried_is_told_before_anything_has_come():
    search, axes = searched(upto=1)
    header, arrays = read(trial_message(search.plan, axes))
    assert header["key"] == search.plan.digest
    assert [one["label"] for one in header["axes"]] == ["Activation", "Width", "Learning rate"]
    assert header["axes"][1]["values"] == ["2", "4", "8"]
    assert arrays["places"].shape == (12, 3)
    for number, one in enumerate(axes):
        np.testing.assert_array_equal(arrays["places"][:, number], one.places.astype("f4"))


def test_scores_and_groups_are_those_of_the_table():
    search, axes = searched()
    table = search.table()
    header, arrays = read(scores_message(search, axes))
    found = summary(table)
    np.testing.assert_allclose(arrays["figures"][:, 0], found["score"], rtol=1e-6)
    assert (arrays["figures"][:, 4] == SOUND).all()
    assert header["best"] == best(table)
    told = {one["name"]: one for one in header["axes"]}
    explained = shares(search.plan, table).shares
    assert header["order"] == list(explained)
    for name, one in told.items():
        assert one["share"] == pytest.approx(explained[name])
    for group, width in zip(told["width"]["groups"], (2, 4, 8), strict=True):
        scores = found["score"][found["width"] == width]
        assert group["count"] == len(scores) == 4
        assert group["median"] == pytest.approx(scores.median())
        assert (group["low"], group["high"]) == pytest.approx((scores.min(), scores.max()))
        assert group["violin"] is False  # four points: dots only
    tanh = told["activation"]["groups"][1]
    assert (tanh["value"], tanh["violin"]) == ("Tanh", True)
    assert arrays["densities.activation"][1].max() > 0


def test_fits_that_ran_away_are_counted_apart_and_untried_ones_are_not_scores():
    search, axes = searched(lost={0}, upto=9)
    header, arrays = read(scores_message(search, axes))
    states = arrays["figures"][:, 4]
    assert (states == DIVERGED).sum() == (0 in {task.combination for task in _tasks(search)})
    assert (states == UNTRIED).sum() == 12 - len({task.combination for task in _tasks(search)})
    assert np.isnan(arrays["figures"][states != SOUND, 0]).all()
    lost = {one["name"]: sum(group["lost"] for group in one["groups"]) for one in header["axes"]}
    assert set(lost.values()) == {int((states == DIVERGED).sum())}


def _tasks(search):
    return [result.task for result in search.results]


def test_too_few_explain_nothing():
    search, axes = searched(grid={"width": [2, 4]})
    header, _ = read(scores_message(search, axes))
    assert header["axes"][0]["share"] is None
    assert "best" in header["said"]


def test_two_settings_together():
    search, axes = searched()
    header, arrays = read(heat_message(search, axes[0], axes[1]))
    assert (header["rows"], header["columns"]) == (["ReLU", "Tanh"], ["2", "4", "8"])
    assert arrays["counts"].sum() == 12
    assert "hardly go together" in header["sentence"]  # the rule adds them up
    np.testing.assert_allclose(arrays["means"][1] - arrays["means"][0], 0.1, atol=1e-6)


def test_a_model_is_told_with_the_points_that_it_has_learned():
    made = plan(Settings(noise=20, stop_epochs=5), {"width": [2, 4]})
    header, arrays = read(
        boundary_message("boundary", made.digest, boundary(made, 1), made.points.data)
    )
    assert arrays["values"].shape == (60, 60)
    assert len(arrays["points"]) == len(made.points.data.train)
    assert header["classes"] == 2


def test_the_data_are_told_without_the_test_points():
    found = prepared(Base(Settings(noise=20, train_share=30), None), SearchSettings())
    header, arrays = read(data_message(found.base.settings, found.data, found.key))
    assert len(arrays["points"]) == len(found.data.train)
    assert f"{len(found.data.test):,} test points are sealed" in header["words"]
    assert header["title"] == "Circle, noise 20"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ticks": {}}, "Nothing is ticked"),
        ({"ticks": {name: one.menu for name, one in MODELS["network"].tunables.items()
                    if name in ("activation", "layers", "width", "learning_rate", "batch_size")}},
         "combinations; 5,000 are the most"),
        ({"folds": 20, "ticks": {"width": [1, 2]}}, "too few for 20 folds"),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_refused_in_words(changes, sentence):
    settings, _ = SearchSettings().replaced(**changes)
    found = prepared(Base(Settings(train_share=3), None), settings)
    assert found.data is not None
    assert found.plan is None
    assert sentence in found.refused
    assert found.refused.endswith(".")


def test_points_that_are_not_there_are_refused_in_words():
    found = prepared(Base(Settings(dataset="own"), None), SearchSettings())
    assert (found.data, found.plan, found.key) == (None, None, "")
    assert "points of your own" in found.refused


def test_what_is_ticked_goes_to_the_browser_and_back():
    width = MODELS["network"].tunables["width"]
    assert read_tick(width, tick_of(width, (2, 3))) == (2, 3)
    assert read_tick(width, tick_of(width, Range(2, 16, 4, True))) == Range(2, 16, 4, True)
    assert read_tick(width, {"chosen": [99, "x"], "others": ["5"]}) == (5,)
    with pytest.raises(SearchError, match="a range has two ends"):
        read_tick(width, {"range": ["a", "b", "c"]})
    with pytest.raises(SearchError, match="Width"):
        read_tick(width, {"others": ["many"]})


def test_what_has_an_effect_is_offered_and_what_is_ticked():
    names = {one.name for one in offered(Settings(), ("network",), {})}
    assert "width" in names
    assert "adam_beta1" not in names  # plain gradient descent is chosen
    names = {one.name for one in offered(Settings(), ("network",), {"optimizer": ("adam", "sgd")})}
    assert "adam_beta1" in names
    assert {one.model for one in offered(Settings(), ("svm", "tree"), {})} == {"svm", "tree"}


@pytest.mark.parametrize("model", MODELS)
def test_every_offer_says_what_it_is_and_can_be_ticked(model):
    for one in MODELS[model].tunables.values():
        offer = offer_of(one, Settings())
        assert offer["label"]
        assert offer["explanation"]
        assert offer["menu"] or offer["range"] or not one.menu
        if offer["range"]:
            values, _ = one.taken(read_tick(one, {"chosen": [], "range": offer["range"]}))
            assert isinstance(values, Range)
