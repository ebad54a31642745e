"""The learner's own network as a terrain: exact slices, shadows with their error, sharpness."""

from __future__ import annotations

import numpy as np
import pytest

from playground import Experiment
from playground.labs.optimizers import Entry, race
from playground.labs.optimizers.landmarks import landmarks
from playground.labs.optimizers.landscape import (
    heights,
    random_directions,
    resolutions,
    shadow,
    weights_slice,
)
from playground.labs.optimizers.network_loss import NetworkLoss, sharpness
from playground.labs.optimizers.verdicts import verdict

RUNS = {
    "default": {},
    "no hidden layer": {"hidden_layers": [], "dataset": "gauss"},
    "regression": {"dataset": "reg-gauss", "loss": "huber"},
    "cross-entropy": {"loss": "cross_entropy"},
    "four classes": {"dataset": "blobs", "n_classes": 4, "loss": "cross_entropy"},
}


def made(name):
    run = Experiment(seed=3, engine="numpy", **RUNS[name])
    moments = [run.network.parameters.copy()]
    for _ in range(8):
        run.train(3)
        moments.append(run.network.parameters.copy())
    loss = NetworkLoss(run.network, run.training.inputs, run.training.targets)
    return run, loss, np.array(moments)


@pytest.mark.parametrize("name", RUNS)
def test_a_slice_is_the_networks_own_loss(name):
    run, loss, _ = made(name)
    chosen = (0, run.network.parameters.size - 1)
    plane = weights_slice(loss, run.network.parameters, chosen)
    assert plane.value(np.array([plane.start]))[0] == pytest.approx(
        run.measured().train_loss, rel=1e-12
    )
    point = np.array([[0.3, -0.7]])
    trial = run.network.copy()
    trial.parameters[list(chosen)] = point[0]
    logits = trial.forward(run.training.inputs).logits[-1]
    expected = trial.head.value(logits, run.training.targets).mean()
    assert plane.value(point)[0] == pytest.approx(expected, rel=1e-12)
    h = 1e-6
    for axis, move in enumerate(h * np.eye(2)):
        slope = (plane.value(point + move) - plane.value(point - move)) / (2 * h)
        assert plane.gradient(point)[0, axis] == pytest.approx(slope[0], rel=1e-4, abs=1e-7)


@pytest.mark.parametrize("name", RUNS)
def test_gradients_of_many_networks_are_those_of_backpropagation(name):
    run, loss, moments = made(name)
    trial = run.network.copy()
    for found, moment in zip(loss.gradients(moments), moments, strict=True):
        trial.parameters[:] = moment
        trial.backward(trial.forward(run.training.inputs), run.training.targets)
        np.testing.assert_allclose(found, trial.gradient, rtol=1e-9, atol=1e-14)


def test_a_race_on_a_slice_moves_only_its_two_numbers_and_descends():
    run, loss, _ = made("default")
    before = run.network.parameters.copy()
    plane = weights_slice(loss, run.network.parameters, (0, 1))
    path = race(plane, [Entry("sgd", 0.1)], steps=20)[0]
    assert path.values[-1] < path.values[0]
    changed = plane.parameters(path.points[-1:])[0]
    np.testing.assert_array_equal(changed[2:], before[2:])
    np.testing.assert_array_equal(run.network.parameters, before)
    coarse, middle, fine = heights(plane)
    assert (coarse.shape, middle.shape, fine.shape) == ((15, 15), (30, 30), (60, 60))
    with pytest.raises(ValueError, match="two different weights"):
        weights_slice(loss, before, (1, 1))


@pytest.mark.parametrize("name", RUNS)
def test_a_shadow_tells_the_true_loss_and_its_own_error(name):
    run, loss, moments = made(name)
    seen = shadow(loss, moments)
    assert seen.true[-1] == pytest.approx(run.measured().train_loss, rel=1e-12)
    np.testing.assert_allclose(seen.true, loss.values(moments), rtol=1e-12)
    # Start and end lie in the plane, so nothing is wrong there.
    np.testing.assert_allclose(seen.distance[[0, -1]], 0.0, atol=1e-9)
    np.testing.assert_allclose(seen.on_plane[[0, -1]], seen.true[[0, -1]], rtol=1e-9)
    whole = np.linalg.norm(moments - moments[-1], axis=1)
    np.testing.assert_allclose(
        np.hypot(np.linalg.norm(seen.points, axis=1), seen.distance), whole, atol=1e-9
    )
    d1, d2 = seen.plane.directions
    np.testing.assert_allclose([d1 @ d1, d2 @ d2, d1 @ d2], [1.0, 1.0, 0.0], atol=1e-9)
    assert seen.misleads(0.0, 1e-12).sum() <= len(moments) - 2
    assert ((seen.off >= 0.0) & (seen.off <= 1.0)).all()


def test_a_run_that_has_not_moved_has_no_shadow():
    _, loss, moments = made("default")
    with pytest.raises(ValueError, match="train some epochs"):
        shadow(loss, moments[:1])
    with pytest.raises(ValueError, match="Nothing has moved"):
        shadow(loss, np.repeat(moments[:1], 3, axis=0))


@pytest.mark.parametrize("name", ["default", "no hidden layer"])
def test_sharpness_is_the_largest_eigenvalue(name):
    run, loss, _ = made(name)
    here, h = run.network.parameters, 1e-5
    columns = [
        (loss.gradient(here + h * axis) - loss.gradient(here - h * axis)) / (2 * h)
        for axis in np.eye(here.size)
    ]
    largest = np.linalg.eigvalsh(0.5 * (np.array(columns) + np.array(columns).T))[-1]
    assert sharpness(loss, here) == pytest.approx(largest, rel=1e-4)


def test_random_directions_are_as_long_as_each_neuron_and_orthogonal():
    run, _, _ = made("default")
    first, second = random_directions(run.network, np.random.default_rng(0))
    assert first @ second == pytest.approx(0.0, abs=1e-9)
    weights, biases = run.network.views(first)
    for layer, matrix in enumerate(weights):
        own = np.sqrt((run.network.weights[layer] ** 2).sum(0) + run.network.biases[layer] ** 2)
        np.testing.assert_allclose(np.sqrt((matrix**2).sum(0) + biases[layer] ** 2), own)


def test_level_places_are_found_from_the_ends_of_paths_and_the_verdicts_are_true():
    run, loss, _ = made("default")
    plane = weights_slice(loss, run.network.parameters, (0, 1))
    path = race(plane, [Entry("sgd", 0.3)], steps=200)[0]
    (place,) = landmarks(plane, path.points[-1:])
    assert place.kind == "minimum"
    around = plane.value(np.array(place.point) + 0.1 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]))
    assert (around > place.value).all()
    assert verdict(plane, path, [place]).kind == "arrived"


def test_where_a_network_is_dead_nothing_is_called_a_minimum():
    run = Experiment(activation="relu", seed=3, engine="numpy")
    run.network.biases[0][:] = run.network.biases[1][:] = -100.0  # no neuron answers any more
    loss = NetworkLoss(run.network, run.training.inputs, run.training.targets)
    plane = weights_slice(loss, run.network.parameters, (0, 1))
    path = race(plane, [Entry("sgd", 0.3)], steps=50)[0]
    places = landmarks(plane, path.points[-1:])
    assert places == []
    said = verdict(plane, path, places).sentence
    assert "on flat ground" in said
    assert "minimum" not in said


def test_maps_of_slow_networks_are_coarse_and_end_when_nobody_wants_them():
    assert resolutions(1e-5) == (15, 30, 60)
    assert resolutions(0.02) == (8, 15)
    assert resolutions(10.0) == (8,)
    run, loss, _ = made("default")
    plane = weights_slice(loss, run.network.parameters, (0, 1))
    answers = iter([True] * 20 + [False] * 99)
    assert [found.shape for found in heights(plane, goes_on=lambda share: next(answers))] == [
        (15, 15)
    ]
