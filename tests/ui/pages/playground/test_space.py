"""Hidden space: the pictures that the browser is sent, and when they are sent."""

from __future__ import annotations

import json
import queue
import struct
from concurrent.futures import wait
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.data.splits import Sample
from playground.experiment import Experiment
from playground.ui.kit.background import FRAMES
from playground.ui.pages.playground import space_view
from playground.ui.pages.playground.space_frame import TOO_LARGE, space_bytes
from playground.ui.pages.playground.space_looks import Looks
from playground.ui.pages.playground.space_view import HiddenSpace


def unpacked(message: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the header and the arrays of a message, as the browser reads it."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    arrays, place = {}, 4 + length
    for name, shape in header["arrays"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(message, "<f4", count, place).reshape(shape)
        place += 4 * count
    assert place == len(message)
    return header, arrays


def picture(run: Experiment, looks: Looks | None = None) -> tuple[dict[str, Any], dict]:
    return unpacked(space_bytes(run.snapshot(), 1, looks or Looks()))


def trained(epochs: int = 30, **settings: Any) -> Experiment:
    run = Experiment(engine="numpy", **settings)
    run.train(epochs)
    return run


def test_coordinates_are_the_outputs_of_the_network_at_the_same_places():
    run = trained(hidden_layers=[3, 2])
    header, arrays = picture(run)
    plane = arrays["outputs0"].astype(float)
    record = run.network.forward(run.feature_map(plane))
    for layer in range(3):
        np.testing.assert_allclose(arrays[f"outputs{layer + 1}"], record.outputs[layer], atol=1e-5)
        np.testing.assert_allclose(arrays[f"sums{layer + 1}"], record.logits[layer], atol=1e-4)
        np.testing.assert_allclose(arrays[f"bias{layer + 1}"], run.network.biases[layer], atol=1e-6)
    assert [space["name"] for space in header["spaces"]] == [
        "The plane", "Layer 1", "Layer 2", "Output",
    ]  # fmt: skip
    lines = header["lines"][0] * header["lines"][1]
    points = arrays["outputs0"][lines : lines + header["n_train"]]
    np.testing.assert_allclose(points, run.data.train.points, atol=1e-6)


def test_the_boundary_lies_on_the_line_that_decides():
    run = trained(60, hidden_layers=[4, 2])
    header, arrays = picture(run)
    ends = arrays["walls"].astype(float)
    assert header["corners"] == [2]
    along = (ends[1] - ends[0]) / np.linalg.norm(ends[1] - ends[0])
    places = np.unique(arrays["pieces"].astype(int))
    assert len(places) > 10
    away = arrays["outputs2"][places] - ends[0]
    np.testing.assert_allclose(away[:, 0] * along[1] - away[:, 1] * along[0], 0, atol=1e-3)


def test_wide_layers_are_seen_along_components_that_hold_still_or_two_neurons():
    run = trained(hidden_layers=[6, 2])
    looks = Looks()
    header, first = picture(run, looks)
    assert header["spaces"][1]["how"] == "components"
    run.train(1)
    _, second = picture(run, looks)
    for before, after in zip(first["outputs1"][:1274].T, second["outputs1"][:1274].T, strict=True):
        assert np.corrcoef(before, after)[0, 1] > 0.9  # the sheet, neither mirrored nor swapped
    looks.choose(1, "neurons", (5, 0))
    header, arrays = picture(run, looks)
    assert header["spaces"][1]["how"] == "neurons"
    outputs = run.network.forward(run.feature_map(arrays["outputs0"].astype(float))).outputs[0]
    np.testing.assert_allclose(arrays["outputs1"], outputs[:, [5, 0]], atol=1e-5)
    run.apply(hidden_layers=(4, 2))  # the neuron that was chosen is gone
    assert picture(run, looks)[0]["spaces"][1]["how"] == "components"


@pytest.mark.parametrize("n_classes", [2, 3, 4, 5])
def test_a_wide_last_layer_is_seen_across_what_decides_where_three_dimensions_hold_it(n_classes):
    data = {"dataset": "blobs", "n_classes": n_classes} if n_classes > 2 else {"dataset": "circle"}
    run = trained(40, hidden_layers=[6], **data)
    looks = Looks()
    header, arrays = picture(run, looks)
    space = header["spaces"][1]
    if n_classes == 5:
        assert space["ways"] == ["components", "neurons"]
        assert header["corners"] == []
        return
    assert space["ways"] == ["decision", "components", "neurons"]
    assert space["how"] == "decision"
    # On its corners, as they are seen, two outputs are equal, or the one is 0.
    w, b = run.network.weights[-1], run.network.biases[-1]
    seen = looks.directions[1]
    np.testing.assert_allclose(seen.T @ seen, np.eye(3), atol=1e-9)
    logits = arrays["walls"] @ (seen.T @ w) + b
    gaps = logits[:, 0] if n_classes == 2 else np.diff(np.sort(logits, axis=1))[:, -1]
    np.testing.assert_allclose(gaps, 0, atol=1e-4)
    # And on the side where a point is seen to be the network puts it.
    points = slice(1274, 1274 + header["n_train"])
    outputs = run.network.forward(run.feature_map(arrays["outputs0"][points].astype(float)))
    told = arrays["outputs1"][points] @ (seen.T @ w) + b
    true = outputs.logits[-1]
    if n_classes > 2:  # which is the largest is seen, not how large all are
        told, true = (one - one.mean(axis=1, keepdims=True) for one in (told, true))
    np.testing.assert_allclose(told, true, atol=1e-4)
    run.train(1)
    again = picture(run, looks)[1]["outputs1"][:1274]
    for before, after in zip(arrays["outputs1"][:1274].T, again.T, strict=True):
        assert np.corrcoef(before, after)[0, 1] > 0.9
    looks.choose(1, "components", None)
    assert picture(run, looks)[0]["spaces"][1]["how"] == "components"


def test_creases_are_where_a_neuron_s_sum_is_zero():
    run = trained(30, hidden_layers=[4, 3], activation="relu")
    _, arrays = picture(run)
    for layer in (1, 2):
        rows = np.unique(arrays[f"creases{layer}"].astype(int))
        places = run.feature_map(arrays["outputs0"][rows].astype(float))
        sums = np.abs(run.network.forward(places).logits[layer - 1])
        assert len(rows) > 20
        nearest = sums.min(axis=1)
        assert np.quantile(nearest, 0.95) < 1e-6
        assert nearest.max() < 1e-2  # next to where the layer before has folded it
    assert "creases1" not in picture(trained(5))[1]


def test_features_are_a_space_of_their_own_between_plane_and_first_layer():
    header, arrays = picture(trained(features=["x1", "x2", "x1_squared"]))
    assert [space["name"] for space in header["spaces"]][:2] == ["The plane", "Features"]
    x1, x2 = arrays["outputs0"].T
    np.testing.assert_allclose(arrays["outputs1"], np.column_stack([x1, x2, x1**2]), atol=1e-4)
    header, _ = picture(trained(features=["x1", "x1 * sin(x2)"]))
    assert header["spaces"][1]["width"] == 2


def test_without_a_hidden_layer_the_line_stands_in_the_plane_itself():
    header, arrays = picture(trained(hidden_layers=[], dataset="gauss"))
    assert [space["name"] for space in header["spaces"]] == ["The plane", "Output"]
    assert arrays["walls"].shape == (2, 2)
    assert header["verdict"] == "Without a hidden layer one straight line separates all 250 points."


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
def test_several_classes_have_lines_between_them(loss):
    run = trained(100, dataset="blobs", n_classes=4, hidden_layers=[2], loss=loss)
    header, arrays = picture(run)
    assert len(header["colours"]) == 4
    assert len(header["corners"]) == 6
    assert sum(header["corners"]) == len(arrays["walls"]) > 0
    assert set(arrays["shades"]) <= {0.0, 1.0, 2.0, 3.0}
    w, b = run.network.weights[-1], run.network.biases[-1]
    logits = np.sort(arrays["walls"] @ w + b, axis=1)
    size = np.abs(arrays["walls"]).max()  # single precision, far out
    np.testing.assert_allclose(logits[:, -1], logits[:, -2], atol=1e-5 * size)


def test_a_regression_has_a_line_for_each_level():
    header, _ = picture(trained(problem="regression", hidden_layers=[2]))
    assert header["corners"] == [2] * 5
    assert "rises evenly" in header["verdict"]


def test_dead_neurons_folds_and_steps_are_named():
    run = trained(0, activation="relu", hidden_layers=[2])
    for neuron in range(2):
        run.set_bias(0, neuron, -1000.0)
    said = picture(run)[0]["spaces"][1]["said"]
    assert "All points lie on one spot" in said["trouble"]
    assert said["verdict"].startswith("0 of 2 neurons fold the sheet; 100 % of it")
    said = picture(trained(activation="relu", hidden_layers=[3]))[0]["spaces"][1]["said"]
    assert "neurons fold the sheet" in said["verdict"]
    assert "homeomorphism" not in said["verdict"]
    header, arrays = picture(trained(activation="step", hidden_layers=[2]))
    assert "corners" in header["spaces"][1]["said"]["verdict"]
    assert len(arrays["pieces"]) == 0  # the boundary has no place where a step jumps over it


def test_a_square_layer_of_tanh_is_a_homeomorphism_and_its_determinant_is_told():
    run = trained(hidden_layers=[2])
    for place, value in {(0, 0): 2.0, (0, 1): 0.0, (1, 0): 1.0, (1, 1): -3.0}.items():
        run.set_weight(0, *place, value)
    header, arrays = picture(run)
    said = header["spaces"][1]["said"]
    assert "(det W = −6)" in said["weights"]
    assert "mirror" in said["weights"]
    assert "a homeomorphism" in said["verdict"]
    record = run.network.forward(run.data.train.points)
    np.testing.assert_allclose(
        arrays["areas1"], -6 * (1 - record.outputs[0] ** 2).prod(axis=1), atol=1e-5
    )
    run.set_weight(0, 1, 1, 0.0)
    assert "almost flat" in picture(run)[0]["spaces"][1]["said"]["weights"]


def test_numbers_that_are_not_finite_are_told_and_nothing_is_drawn():
    run = trained(0)
    now = run.snapshot()
    now.parameters[0] = np.inf
    header, arrays = unpacked(space_bytes(now, 3, Looks()))
    assert (header["frame"], header["trouble"], arrays) == (3, TOO_LARGE, {})
    now.parameters[0] = 1e40  # finite, but not in the single precision that travels
    assert unpacked(space_bytes(now, 4, Looks()))[0]["trouble"] == TOO_LARGE
    now.parameters[0] = 1e20
    assert all(np.isfinite(one).all() for one in unpacked(space_bytes(now, 5, Looks()))[1].values())


def test_without_points_the_sheet_is_drawn_alone():
    run = trained(0)
    now = run.snapshot()
    none = Sample(np.zeros((0, 2)), np.zeros(0))
    setup = replace(now.setup, data=replace(now.setup.data, train=none, test=none))
    header, arrays = unpacked(space_bytes(replace(now, setup=setup), 1, Looks()))
    assert header["n_train"] == 0
    assert "no training points yet" in header["verdict"]
    assert len(arrays["labels"]) == 0


def test_nothing_is_made_while_it_is_closed(told, monkeypatch):
    made: queue.Queue[int] = queue.Queue()
    monkeypatch.setattr(
        space_view, "space_bytes", lambda now, number, looks: made.put(number) or b"picture"
    )
    run = Experiment(engine="numpy")
    space = HiddenSpace(run, "figure", lambda callback: callback)
    run.train(1)
    assert not space.is_made
    space.toggle()
    assert len(space.place) == 1
    space.view.receive({"type": "ready"})
    assert made.get(timeout=20) == 1
    space.view.receive({"type": "ack", "frame": 1})
    space.toggle()
    assert len(space.place) == 0
    run.train(1)
    space.view.receive({"type": "ready"})  # of a page that is made anew
    wait(2 * [FRAMES.submit(lambda: None)])
    assert made.empty()
    space.toggle()
    space.view.receive({"type": "ready"})
    assert made.get(timeout=20) == 2
    space.stop()


def test_the_lines_have_the_colours_of_the_output():
    run = trained(hidden_layers=[3])
    _, arrays = picture(run)
    plane = arrays["outputs0"][: len(arrays["shades"])].astype(float)
    np.testing.assert_allclose(arrays["shades"], run.network.predict(plane), atol=1e-5)
    run.apply(discretize=True)
    assert set(picture(run)[1]["shades"]) == {-1.0, 1.0}
