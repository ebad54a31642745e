"""Links that carry the trained network itself."""

from __future__ import annotations

import base64
import json
import zlib
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from playground.experiment import Experiment
from playground.experiment.links import TRAINED, write_link
from playground.experiment.sources import CATALOGUE, Source
from playground.experiment.trained import (
    HEADER,
    LONGEST_PACK,
    MOST_BYTES,
    Trained,
    lost_in_link,
    open_trained,
    pack,
    unpack,
    write_trained_link,
)
from playground.export.files import read_json, write_json
from playground.export.saved import FileError


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


def packed(version: int = 1, size: int = 8, epoch: int = 3, count: int = 2, body: int = 2) -> str:
    values = np.arange(body, dtype=f"<f{size}" if size in (4, 8) else "<f8")
    return encoded(HEADER.pack(version, size, epoch, 7, count) + values.tobytes())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"dataset": "blobs", "n_classes": 5, "loss": "cross_entropy", "hidden_layers": [8, 8]},
        {"problem": "regression", "hidden_layers": [], "features": ["x1", "x1*x2/9"]},
    ],
)
def test_it_opens_at_the_same_epoch_with_the_same_picture(changes: dict[str, object]) -> None:
    run = Experiment(seed=3, engine="numpy", **changes)
    run.train(7)
    run.set_bias(0, 0, 0.123456789)
    points = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    again = Experiment.from_link(write_trained_link(run), engine="numpy")
    assert again.notices == []
    assert again.epoch == 7
    assert again.settings == run.settings
    assert np.array_equal(again.network.predict(points), run.network.predict(points))
    assert again.measured() == run.measured()
    assert again.history.epochs == [7]
    again.train(2)
    assert again.epoch == 9


def test_it_plays_on_from_an_epoch_that_a_history_would_skip() -> None:
    run = Experiment(hidden_layers=[], batch_size=250, engine="numpy")
    run.train(1023)
    assert not run.history.wants(1023)
    again = Experiment.from_link(write_trained_link(run), engine="numpy")
    assert again.history.epochs == again.timeline.epochs == [1023]
    again.play()
    again.pause()
    again.train(2)
    again.go_to(0)
    assert again.epoch == 1023
    assert np.array_equal(again.network.parameters, run.network.parameters)


def test_the_page_opens_it_in_the_experiment_it_has() -> None:
    run = Experiment(engine="numpy")
    run.train(3)
    link = write_trained_link(run)
    other = Experiment(engine="numpy")
    other.train(9)
    assert open_trained(other, link) == []
    assert other.epoch == 3
    assert np.array_equal(other.network.parameters, run.network.parameters)


def test_a_link_without_a_network_changes_nothing() -> None:
    run = Experiment(engine="numpy")
    run.train(3)
    assert open_trained(run, "#noise=5") == []
    assert run.epoch == 3


def test_large_networks_are_rounded_and_larger_ones_refused() -> None:
    values = np.random.default_rng(0).standard_normal(70_000)
    exact = unpack(pack(Trained(values[:5_000], 1, 2))).parameters
    assert np.array_equal(exact, values[:5_000])
    rounded = unpack(pack(Trained(values[:10_000], 1, 2))).parameters
    assert np.array_equal(rounded, values[:10_000].astype(np.float32))
    with pytest.raises(ValueError, match="save it as a file"):
        pack(Trained(values, 1, 2))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not packed"),
        ("%%%", "not packed"),
        ("<b>", "not packed"),
        ("A", "damaged"),
        ("AAAA", "damaged"),
        (packed()[:-6], "cut off"),
        (packed()[:20] + "x" + packed()[21:], "damaged"),
        (encoded(b""), "incomplete"),
        (encoded(b"short"), "incomplete"),
        (packed(version=2), "version 2"),
        (packed(size=3), "does not hold"),
        (packed(count=3), "does not hold"),
        (packed(epoch=2**60), "longer than anything"),
        (packed(), "has 2 weights and biases, and the network of the link's settings has 25"),
        (encoded(HEADER.pack(1, 8, 0, 0, 1) + np.array([np.nan]).tobytes()), "not sound"),
        (encoded(HEADER.pack(1, 8, 0, 0, 1) + np.array([1e12]).tobytes()), "not sound"),
        (encoded(bytes(MOST_BYTES + 1)), "incomplete"),
        ("A" * (LONGEST_PACK + 1), "longer than"),
    ],
)
def test_a_damaged_pack_is_left_out_in_words_and_the_rest_is_used(text: str, words: str) -> None:
    run = Experiment.from_link(f"#noise=20&{TRAINED}={text}", engine="numpy")
    assert run.settings.noise == 20
    assert run.epoch == 0
    (notice,) = run.notices
    assert words in notice
    assert notice.startswith("The trained network in the link was left out")


def test_weights_whose_loss_is_beyond_all_numbers_are_left_out() -> None:
    deep = Experiment(
        problem="regression", hidden_layers=[8] * 16, activation="relu", engine="numpy"
    )
    huge = pack(Trained(np.full(deep.network.parameters.size, 9e8), 5, 5))
    run = Experiment.from_link(f"{write_link(deep.settings)}&{TRAINED}={huge}", engine="numpy")
    assert "the loss of its weights is beyond all numbers" in run.notices[0]
    assert np.array_equal(run.network.parameters, deep.network.parameters)
    content = json.loads(write_json(deep))
    content["network"]["weights"] = [np.full_like(w, 9e8).tolist() for w in deep.network.weights]
    with pytest.raises(FileError, match="beyond all numbers"):
        read_json(json.dumps(content), engine="numpy")


@given(st.text(max_size=60) | st.binary(max_size=60).map(encoded))
@effort(deadline=None)
def test_no_text_breaks_the_unpacking(text: str) -> None:
    run = Experiment(hidden_layers=[], engine="numpy")
    (notice,) = open_trained(run, f"#{TRAINED}={quote(text)}")
    assert notice.endswith(".")


def test_the_settings_stand_beside_it_in_plain_keys() -> None:
    run = Experiment(noise=10, engine="numpy")
    assert write_trained_link(run).startswith(f"{write_link(run.settings)}&{TRAINED}=")
    assert write_trained_link(Experiment(engine="numpy")).startswith(f"#{TRAINED}=")


def test_a_file_of_ones_own_stays_behind_and_a_sentence_says_so(tmp_path, monkeypatch) -> None:
    (tmp_path / "mine.csv").write_text("x,y,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n")
    monkeypatch.setattr(CATALOGUE, "folders", (*CATALOGUE.folders, tmp_path))
    (sentence,) = lost_in_link(Experiment(dataset="mine", engine="numpy"))
    assert 'the data file "mine"' in sentence
    assert lost_in_link(Experiment(dataset="iris", engine="numpy")) == []


def test_own_points_stay_behind_and_a_sentence_says_so() -> None:
    run = Experiment(engine="numpy")
    run.use_points(Source(np.eye(4, 2), np.array([-1.0, 1, 1, 1]), "classification", 2))
    assert lost_in_link(run) == [
        "A link cannot carry points of your own; save the experiment as a file to keep them."
    ]
    run.train(2)
    assert "other random batches" in lost_in_link(run)[1]
    again = Experiment.from_link(write_trained_link(run), engine="numpy")
    assert again.epoch == 2
    assert np.array_equal(again.network.parameters, run.network.parameters)
    assert len(again.notices) == 1
