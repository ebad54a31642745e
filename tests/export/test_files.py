"""JSON files: the same experiment comes back; what does not fit is refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort

from playground.data.columns import Axis
from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.experiment.sources import CATALOGUE, Source
from playground.export import saved
from playground.export.files import lost_in_file, open_json, read_json, write_json
from playground.export.saved import FileError
from playground.export.schema import check, experiment_schema
from playground.nn import OPTIMIZERS
from playground.runs.history import History, Measured, until_next
from tests.export.fuzz import refusal
from tests.export.strategies import JSON_DAMAGE, damaged

GRADIENT = [name for name, one in OPTIMIZERS.items() if one.uses_gradient]


def own_points() -> Source:
    rng = np.random.default_rng(5)
    points = rng.uniform(-5, 5, (60, 2))
    labels = (points[:, 0] > 0).astype(float) + (points[:, 1] > 0)
    axes = (Axis("length", 3.0, 0.5), Axis("width", -1.0, 2.0))
    return Source(points, labels, "classification", 3, ("a", "b", "<i>c</i>"), axes)


@pytest.fixture(scope="module")
def content() -> str:
    run = Experiment(hidden_layers=[3], optimizer="adam", engine="numpy")
    run.train(4)
    return write_json(run)


def same(one: Experiment, other: Experiment) -> None:
    assert other.settings == one.settings
    assert other.epoch == one.epoch
    assert np.array_equal(other.network.parameters, one.network.parameters)
    assert np.array_equal(other.data.train.points, one.data.train.points)
    assert np.array_equal(other.data.test.labels, one.data.test.labels)
    assert other.history.epochs == one.history.epochs
    assert other.history.measured == one.history.measured
    assert other.history.since == one.history.since


@pytest.mark.parametrize("optimizer", GRADIENT)
def test_a_resumed_run_equals_the_uninterrupted_one_bit_for_bit(optimizer: str) -> None:
    run = Experiment(
        optimizer=optimizer,
        dropout=[0.2],
        schedule="exponential",
        learning_rate=0.01,
        noise=20,
        batch_size=7,
        engine="numpy",
    )
    run.train(5)
    for _ in range(3):
        run.step_batch()  # in the middle of an epoch
    again = read_json(write_json(run), engine="numpy")
    assert again.notices == []
    same(run, again)
    run.train(6)
    again.train(6)
    same(run, again)


# What files of old say, which name a number once for all that have it; the settings that it means.
OF_OLD = [
    ({"optimizer": "adam", "beta2": 0.95, "eps": 1e-8}, {"optimizer": "adam", "adam_beta2": 0.95}),
    ({"schedule": "cosine", "period": 50}, {"schedule": "cosine", "cosine_period": 50}),
    (
        {"optimizer": "adamw", "beta2": 0.999, "beta": 0.5},
        {"optimizer": "adamw", "rmsprop_beta": 0.5},
    ),
    ({"beta2": 0.999}, {}),  # the usual one: Lion's stays its own
    (
        {"beta2": 0.95},
        {"adam_beta2": 0.95, "adamw_beta2": 0.95, "lion_beta2": 0.95},
    ),
]


@pytest.mark.parametrize(("old", "meant"), OF_OLD)
def test_files_from_before_numbers_had_an_owner_open_as_before(
    content: str, old: dict[str, Any], meant: dict[str, Any]
) -> None:
    file = json.loads(content)
    file["settings"] = {"hidden_layers": [3], **old}
    run = read_json(json.dumps(file), engine="numpy")
    assert run.settings == Settings(hidden_layers=(3,), **meant)
    assert not any("setting" in notice for notice in run.notices)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_settings_changed_during_the_run_count_after_it_was_opened(engine: str) -> None:
    run = Experiment(hidden_layers=[4, 4], optimizer="adam", engine=engine)
    run.train(5)
    run.apply(activation="relu", loss="cross_entropy", batch_size=3, noise=30, train_share=70)
    run.set_weight(0, 0, 0, 2.5)
    run.train(2)
    again = read_json(write_json(run), engine=engine)
    run.train(3)
    again.train(3)
    same(run, again)


@pytest.mark.parametrize("optimizer", sorted(set(OPTIMIZERS) - set(GRADIENT)))
def test_a_population_starts_anew_and_a_sentence_says_so(optimizer: str) -> None:
    run = Experiment(optimizer=optimizer, engine="numpy")
    run.train(2)
    again = read_json(write_json(run), engine="numpy")
    same(run, again)
    assert again.notices == lost_in_file(run)
    assert "does not hold the population" in again.notices[0]
    again.train(1)
    assert lost_in_file(Experiment(optimizer=optimizer)) == []  # nothing is lost before it begins


def test_a_long_history_goes_on_as_it_would_have() -> None:
    run = Experiment(hidden_layers=[], batch_size=250, engine="numpy")
    run.train(3000)
    again = read_json(write_json(run), engine="numpy")
    same(run, again)
    run.train(10)
    again.train(10)
    same(run, again)


def test_the_longest_history_fits_the_schema() -> None:
    schema, history, epoch = experiment_schema(), History(), 0
    while epoch <= schema["$defs"]["count"]["maximum"]:
        history.add(epoch, Measured(1.0, 1.0, None, None))
        epoch += until_next(epoch, history.density)
    assert len(history) <= schema["$defs"]["column"]["maxItems"]
    assert len(history) <= schema["properties"]["history"]["properties"]["epoch"]["maxItems"]


@pytest.mark.parametrize("epochs", [0, 1023, 1024])
def test_one_can_go_back_to_where_a_file_was_opened(epochs: int) -> None:
    run = Experiment(hidden_layers=[], batch_size=250, engine="numpy")
    run.train(epochs)
    again = read_json(write_json(run), engine="numpy")
    again.train(3)
    again.go_to(epochs)
    assert again.epoch == epochs
    assert np.array_equal(again.network.parameters, run.network.parameters)


def test_a_file_saved_amid_an_epoch_has_no_moment_to_go_back_to() -> None:
    run = Experiment(engine="numpy")
    run.step_batch()
    again = read_json(write_json(run), engine="numpy")
    again.go_to(0)
    same(run, again)


def test_own_points_are_carried_with_their_axes_and_names() -> None:
    run = Experiment(engine="numpy", hidden_layers=[4], loss="cross_entropy")
    run.use_points(own_points())
    run.train(3)
    again = read_json(write_json(run), engine="numpy")
    same(run, again)
    assert again.own is not None
    assert again.own.axes == own_points().axes
    assert again.own.class_names == ("a", "b", "<i>c</i>")


def test_the_points_of_a_data_file_are_carried_for_where_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CATALOGUE, "folders", (*CATALOGUE.folders, tmp_path))
    file = tmp_path / "prices.csv"
    rows = [f"{i},{i * i % 17},{100 + 3 * i}\n" for i in range(20)]
    file.write_text("length,width,price\n" + "".join(rows))
    run = Experiment(problem="regression", reg_dataset="prices", engine="numpy")
    run.train(3)
    text = write_json(run)
    here = read_json(text, engine="numpy")
    assert here.notices == []
    same(run, here)
    file.write_text("length,width,price\n" + "".join(rows[1:]))
    for there in ("changed", "gone"):
        if there == "gone":
            file.unlink()
        again = read_json(text, engine="numpy")
        assert again.settings.reg_dataset == "own"
        (notice,) = again.notices
        assert 'The data file "prices" is not here, or has changed' in notice
        assert again.source.value_axis == run.source.value_axis
        assert again.measured() == run.measured()
        np.testing.assert_array_equal(again.data.train.points, run.data.train.points)


def test_it_opens_in_the_experiment_that_the_page_has(content: str) -> None:
    page = Experiment(dataset="spiral", noise=30, engine="numpy")
    page.train(2)
    assert open_json(page, content) == []
    same(read_json(content, engine="numpy"), page)


def test_what_is_written_fits_the_schema(content: str) -> None:
    check(json.loads(content))


def change(*path: str, to: Any) -> Callable[[dict[str, Any]], None]:
    def apply(content: dict[str, Any]) -> None:
        for name in path[:-1]:
            content = content[name]
        content[path[-1]] = to

    return apply


REFUSED = [
    (change("format", to="a poem"), "not an experiment of this playground"),
    (change("version", to=2), 'version "2"'),
    (change("version", to=True), 'version "True"'),
    (change("epoch", to=-1), '"epoch" is -1 and must be at least 0'),
    (change("epoch", to=2.5), '"epoch" must be a whole number'),
    (change("epoch", to=True), '"epoch" must be a whole number'),
    (change("settings", to=[]), '"settings" must be an object'),
    (change("more", to=1), '"more", which does not belong there'),
    (change("network", "biases", to=[]), "at least 1"),
    (change("network", "biases", to=[[0.1, 0.1], [0.1]]), "do not fit the network"),
    (change("network", "weights", to=[[[1.0], [1.0, 2.0]]]), "do not fit the network"),
    (change("network", "weights", to=[[["x"]]]), '"network.weights[0][0][0]" must be a number'),
    (change("network", "weights", to=[[[1e300]]]), "at most 1e+09"),
    (change("settings", "hidden_layers", to=[4]), "layers of 2, 4, 1"),
    (change("settings", "dataset", to="own"), "own points are missing"),
    (change("history", "epoch", to=[0, 1]), "differ in length"),
    (change("history", "epoch", to=[4, 3, 2, 1, 0]), "do not ascend"),
    (change("history", "train_loss", to=[None] * 5), "lacks a value"),
    (change("history", "train_loss", to=[1e999] * 5), '"1e999" is not a number that can be used'),
    (change("history", "train_loss", to=[10**400] * 5), "at most 1.79769e+308"),
    (change("made_by", to="x" * 200), '"made_by" is longer than 100 characters'),
    (change("data", to={}), 'has no "problem"'),
    (
        change("data", to={"problem": "regression", "n_classes": 0, "points": [], "labels": []}),
        "at least 2",
    ),
]


@pytest.mark.parametrize(("spoil", "words"), REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_changes(
    content: str, spoil: Callable[[dict[str, Any]], None], words: str
) -> None:
    parsed = json.loads(content)
    spoil(parsed)
    page = Experiment(dataset="xor", engine="numpy")
    page.train(1)
    before = write_json(page)
    with pytest.raises(FileError) as refusal:
        open_json(page, json.dumps(parsed).replace("Infinity", "1e999"))
    assert words in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert write_json(page) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1, column 1"),
        ("{", "line 1"),
        ("[1, 2", "line 1"),
        ("null", "not an experiment"),
        ('{"format": NaN}', '"NaN" is not a number'),
        ("[" * 200_000, "cannot be read"),
        ("1" * 10_000, "cannot be read"),
        (b"\xff\xfe\x00", "UTF-8"),
        ("import os", "line 1"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str | bytes, words: str) -> None:
    with pytest.raises(FileError) as refusal:
        read_json(text)
    assert words in str(refusal.value)


def test_a_file_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "LARGEST_FILE", 10)
    with pytest.raises(FileError, match="larger"):
        read_json(" " * 11)


LABELS = [
    ({"labels": [0, 1, 2]}, "2 points and 3 labels"),
    ({"labels": [0, 7]}, "not that of a class"),
    ({"n_classes": 1}, "two classes"),
    ({"problem": "clustering"}, "must be one of classification, regression"),
    ({"points": [[0, 0]] * 200_001}, "200,001 entries and must have at most 200,000"),
    ({"axes": [None, None]}, r'"data.axes\[0\]" must be an object'),
    ({"axes": [{"label": "", "centre": 0, "scale": "x"}] * 2}, r"scale\" must be a number"),
    ({"value_axis": 1}, '"data.value_axis" must be an object or null'),
    ({"value_axis": {"label": "x", "centre": 0}}, '"data.value_axis" has no "scale"'),
    ({"value_axis": {"label": "", "centre": 0, "scale": 0}}, "scale of an axis is zero"),
]


@pytest.mark.parametrize(("parts", "words"), LABELS)
def test_own_points_must_fit_together(content: str, parts: dict[str, Any], words: str) -> None:
    data = {"problem": "classification", "n_classes": 3, "points": [[0, 0], [1, 1]]}
    parsed = json.loads(content) | {"data": {**data, "labels": [0, 1], **parts}}
    with pytest.raises(FileError, match=words):
        read_json(json.dumps(parsed))


@pytest.mark.parametrize(
    "spoil",
    [
        change("training", to={}),
        change("training", "position", to=10_000),
        change("training", "memory_m", to=[1.0]),
        change("training", "memory_v", to="x"),
        change("training", "order", to=[0] * 250),
        change("training", "order_rng", to={"bit_generator": "MT19937"}),
        change("training", "order_rng", "bit_generator", to="os.system"),
        change("training", "dropout_rng", "state", "state", to="9" * 60),
        change("training", "dropout_rng", "uinteger", to=2**40),
    ],
)
def test_an_odd_state_of_the_training_starts_afresh_in_words(
    content: str, spoil: Callable[[dict[str, Any]], None]
) -> None:
    parsed = json.loads(content)
    spoil(parsed)
    run = read_json(json.dumps(parsed), engine="numpy")
    assert run.epoch == 4
    (notice,) = run.notices
    assert "new random numbers and an empty memory" in notice
    run.train(1)


def test_settings_are_put_right_in_words(content: str) -> None:
    parsed = json.loads(content)
    parsed["settings"] |= {"noise": 500, "coffee": 1, "seed": "x"}
    run = read_json(json.dumps(parsed), engine="numpy")
    assert run.settings.noise == 100
    assert len(run.notices) == 3


@given(JSON_DAMAGE)
@effort(max_examples=150, deadline=None)
def test_no_damage_breaks_the_reading(damage: list[tuple[list[int], Any]]) -> None:
    assert refusal(damaged(TEMPLATE, damage)).endswith(".")


TEMPLATE = write_json(Experiment(hidden_layers=[2], engine="numpy", dataset="gauss"))


def test_whole_numbers_may_be_written_with_a_point(content: str) -> None:
    parsed = json.loads(content)
    parsed["epoch"] = 4.0
    parsed["history"]["epoch"] = [float(epoch) for epoch in parsed["history"]["epoch"]]
    same(read_json(content, engine="numpy"), read_json(json.dumps(parsed), engine="numpy"))


def test_an_order_of_points_that_are_gone_is_not_carried() -> None:
    run = Experiment(engine="numpy")
    run.step_batch()
    run.apply(train_share=30)
    again = read_json(write_json(run), engine="numpy")
    assert again.notices == []
    run.train(2)
    again.train(2)
    same(run, again)


@pytest.mark.parametrize("part", ["[1,2],", "1,"])
def test_a_file_of_too_many_numbers_is_refused_before_it_is_read(monkeypatch, part):
    monkeypatch.setattr(saved.json, "loads", lambda *_, **__: pytest.fail("it was read"))
    many = saved.MOST_PARTS if part == "1," else saved.MOST_LISTS + 1
    text = '{"points": [' + part * (many + 1) + "0]}"
    for one in (text, text.encode()):
        with pytest.raises(FileError, match="200,000 points"):
            saved.read_saved(one)
