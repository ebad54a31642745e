"""The binary frame, read as the browser reads it."""

from __future__ import annotations

import itertools
import json
import struct

import numpy as np
import pytest

from playground import Experiment
from playground.data.features import FEATURES
from playground.experiment.frame import (
    LARGE,
    RESOLUTION,
    Frames,
    frame_bytes,
    grid,
    large_heatmap,
)


def read(message):
    """Return header, parameters and heatmaps of a frame."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    body = message[4 + length :]
    assert (4 + length) % 4 == 0
    shape = header["shape"]
    count = sum(a * b + b for a, b in itertools.pairwise(shape))
    parameters = np.frombuffer(body, "<f4", count)
    maps = np.frombuffer(body, np.uint8, offset=4 * count)
    return header, parameters, maps.reshape(-1, RESOLUTION, RESOLUTION)


@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_a_frame_carries_the_present_state(problem):
    run = Experiment(problem=problem, hidden_layers=(5, 3), features=("x2", "sin_x1"), seed=4)
    run.train(3)
    header, parameters, maps = read(frame_bytes(run.snapshot(), 12, with_features=True))
    assert (header["frame"], header["epoch"], header["shape"]) == (12, 3, [2, 5, 3, 1])
    assert header["train_loss"] == run.measured().train_loss
    assert header["playing"] is False
    np.testing.assert_array_equal(parameters, run.network.parameters.astype(np.float32))
    assert len(maps) == len(FEATURES) + 5 + 3 + 1
    score = run.network.predict(grid(RESOLUTION).astype(float)).reshape(RESOLUTION, RESOLUTION)
    np.testing.assert_allclose(maps[-1] / 127.0 - 1, np.clip(score, -1, 1), atol=0.009)


def test_the_first_row_is_the_top():
    run = Experiment()
    _, _, maps = read(frame_bytes(run.snapshot(), 1, with_features=True))
    x1, x2 = (maps[list(FEATURES).index(name)] for name in ("x1", "x2"))
    assert x1[0, 0] == 0
    assert x1[0, -1] == 254
    assert x2[0, 0] == 254
    assert x2[-1, 0] == 0


def test_features_are_sent_only_when_asked_for():
    now = Experiment().snapshot()
    with_, without = (len(frame_bytes(now, 1, with_features=flag)) for flag in (True, False))
    assert with_ - without == pytest.approx(len(FEATURES) * RESOLUTION**2, abs=4)


@pytest.mark.parametrize("engine", ["numpy"])
def test_drawing_never_changes_the_numbers(engine):
    drawn, alone = (Experiment(dataset="spiral", seed=5, engine=engine) for _ in range(2))
    for number in range(5):
        drawn.train(2)
        frame_bytes(drawn.snapshot(), number, with_features=True)
        large_heatmap(drawn.snapshot(), 1, 0)
    alone.train(10)
    np.testing.assert_array_equal(drawn.network.parameters, alone.network.parameters)


def test_the_large_heatmap_shows_any_unit():
    run = Experiment(hidden_layers=(3,))
    assert large_heatmap(run.snapshot(), 0, 0)[0, -1] > 5.9
    points = grid(LARGE).astype(float)
    hidden = np.tanh(points @ run.network.weights[0] + run.network.biases[0])
    np.testing.assert_allclose(large_heatmap(run.snapshot(), 1, 2).ravel(), hidden[:, 2], atol=1e-5)
    np.testing.assert_allclose(
        large_heatmap(run.snapshot(), 2, 0).ravel(), run.network.predict(points), atol=1e-5
    )


def test_even_enormous_weights_make_a_frame():
    run = Experiment(problem="regression", hidden_layers=())
    run.set_weight(0, 0, 0, 1e6)
    header, _, _ = read(frame_bytes(run.snapshot(), 1, with_features=False))
    assert header["train_loss"] > 1e9


def test_a_generation_tells_how_its_networks_did():
    run = Experiment(dataset="gauss", hidden_layers=(2,), optimizer="cma_es", seed=1)
    assert read(frame_bytes(run.snapshot(), 1, with_features=False))[0]["population"] is None
    run.train(2)
    told = read(frame_bytes(run.snapshot(), 2, with_features=False))[0]["population"]
    assert told["size"] > 3
    assert told["best"] <= told["mean"]


def test_the_heatmaps_of_the_features_come_at_first_and_when_one_is_typed():
    run = Experiment(features=["x1", "x2"])
    frames = Frames(run)

    def has_them(anew):
        return read(frames.make(1, anew))[0]["with_features"]

    assert [has_them(anew) for anew in (True, False, True)] == [True, False, True]
    run.apply(features=["x1", "x2", "sin_x1"])
    assert not has_them(False)
    run.apply(features=["x1", "x1 * exp(x2)"])
    assert has_them(False)
    assert not has_them(False)
