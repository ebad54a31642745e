"""What the page is sent of a learner's network: true numbers, whatever the network."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from playground import Experiment
from playground.labs.optimizers import Entry, landscape
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.shadows import Kept, told, train_runs
from playground.runs.jobs import Job
from playground.ui.pages.optimizers.network_messages import (
    affordable,
    chosen_weights,
    live_message,
    network_message,
    plane_of,
    scale_message,
    shadow_message,
)

RUNS = {
    "default": {},
    "no hidden layer": {"hidden_layers": (), "dataset": "gauss"},
    "regression": {"dataset": "reg-gauss", "loss": "huber"},
    "four classes": {"dataset": "rings", "n_classes": 4, "loss": "cross_entropy"},
    "one feature": {"features": ("x1",), "hidden_layers": ()},
}


def unpacked(message: bytes):
    length = struct.unpack("<I", message[:4])[0]
    header = json.loads(message[4 : 4 + length])
    place, arrays = 4 + length, {}
    for name, shape in header["arrays"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(message, "<f4", count, place).reshape(shape)
        place += 4 * count
    return header, arrays


@pytest.mark.parametrize("name", RUNS)
def test_the_dot_of_the_live_slice_is_the_present_loss(name):
    run = Experiment(seed=3, engine="numpy", **RUNS[name])
    for epochs in (0, 5, 20):
        run.train(epochs)
        settings = LabSettings()
        chosen, _ = chosen_weights(settings, run)
        header, arrays = unpacked(live_message(run.snapshot(), settings, chosen, ("a", "b"), 7))
        assert header["loss"] == pytest.approx(run.measured().train_loss, rel=1e-12)
        assert header["dot"] == [run.network.parameters[place] for place in chosen]
        assert (header["epoch"], header["number"]) == (run.epoch, 7)
        left, right, low, high = header["domain"]
        assert left < header["dot"][0] < right
        assert low < header["dot"][1] < high
        assert np.isfinite(arrays["heights"]).all()


@pytest.mark.parametrize("name", RUNS)
def test_the_plane_is_the_networks_own_and_the_network_is_told_whole(name):
    run = Experiment(seed=3, engine="numpy", **RUNS[name])
    for view in ("weights", "directions"):
        settings, _ = LabSettings().replaced(over="network", view=view)
        plane = plane_of(settings, run)
        here = plane.value(np.array([plane.start]))[0]
        assert here == pytest.approx(run.measured().train_loss, rel=1e-12)
    header, arrays = unpacked(network_message(run, (0, 1)))
    assert len(header["names"]) == header["count"] == run.network.parameters.size
    np.testing.assert_allclose(arrays["parameters"], run.network.parameters, rtol=1e-6)


def test_weights_that_are_not_there_are_told_and_the_first_ones_shown():
    run = Experiment()
    for wanted in ((0, 999), (3, 3)):
        settings, _ = LabSettings().replaced(weights=wanted)
        chosen, remark = chosen_weights(settings, run)
        assert chosen == (0, 4)
        assert "25 weights and biases" in remark
    settings, _ = LabSettings().replaced(weights=(3, 20))
    assert chosen_weights(settings, run) == ((3, 20), "")


def test_a_diverged_network_has_a_map_without_numbers_and_breaks_nothing():
    run = Experiment(problem="regression", engine="numpy")
    run.network.parameters[:] = 1e200
    settings = LabSettings()
    header, arrays = unpacked(live_message(run.snapshot(), settings, (0, 1), ("a", "b"), 1))
    assert header["loss"] is None
    assert arrays["bands"].size == 0


def test_a_race_is_as_long_as_one_has_patience_for():
    plane = landscape(Experiment(hidden_layers=(64,) * 8), (0, 1))
    assert affordable(plane, [Entry("sgd"), Entry("newton")], 5000) < 5000
    assert affordable(plane, [], 200) == 200


def test_a_shadow_prints_its_true_losses_and_the_sharpness_in_words():
    kept: list[Kept] = []
    entries = [Entry("sgd"), Entry("adam"), Entry("genetic")]
    job = Job(train_runs(Experiment(seed=3).settings, entries, 10, kept.append))
    while job.advance(0.1) is not None:
        pass
    seen = [told(one) for one in kept]
    for one in seen:
        header, arrays = unpacked(shadow_message(one))
        np.testing.assert_allclose(arrays["true"], one.shadow.true, rtol=1e-6)
        np.testing.assert_allclose(arrays["on_plane"], one.shadow.on_plane, rtol=1e-6)
        assert "variance" not in json.dumps(header)
        assert ("2/" in header["words"]) == (one.optimizer == "sgd")
    header, arrays = unpacked(scale_message(seen))
    assert set(arrays) == {"bands", "sgd", "adam", "genetic"}
