"""Surfaces, their level places, and the rows of numbers that the lectures rest on."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.formulas import FormulaError
from playground.labs.optimizers import SURFACES, WALKERS, Entry, Surface, race
from playground.labs.optimizers.landmarks import landmarks
from playground.labs.optimizers.networks import NETWORKS

TERRAINS = {**SURFACES, **NETWORKS}
GRADIENT = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")

# Steps to 0.1 % of the first gap, by rule in the order above; None where that is not reached.
STEPS = {
    "bowl": (0.0, [16, 24, 24, 31, 32, 55]),
    "canyon": (0.0, [32, 51, 23, 43, 40, 59]),
    "turned": (0.0, [32, 51, 23, 106, 52, 66]),
    "rosenbrock": (0.0, [3027, 547, 583, None, None, 309]),
    "beale": (0.0, [121, 71, 62, 116, 70, 80]),
    "himmelblau": (0.0, [14, 41, 24, 13, 51, 50]),
    "wells": (-5.0323, [None, 67, None, None, None, None]),
    "saddle": (-1.0, [46, 59, 46, 38, 70, 47]),
    "monkey": (-0.84375, [67, 32, 27, 10, 31, 56]),
    "plateau": (0.0, [134, 86, 73, 18, 36, 58]),
}

MINIMA = {
    "bowl": [(0.5, -0.3)],
    "canyon": [(0, 0)],
    "turned": [(0, 0)],
    "rosenbrock": [(1, 1)],
    "beale": [(3, 0.5)],
    "himmelblau": [(3, 2), (-2.805, 3.131), (-3.779, -3.283), (3.584, -1.848)],
    "wells": [(-0.968, 0), (0.905, 0)],
    "saddle": [(0, 1.414), (0, -1.414)],
    "monkey": [(-1.5, 0), (0.75, 1.299), (0.75, -1.299)],
    "plateau": [(0, 0)],
}


@pytest.mark.parametrize("name", STEPS)
def test_every_rule_needs_the_known_number_of_steps(name):
    lowest, expected = STEPS[name]
    steps = 3100 if name == "rosenbrock" else 1000
    paths = race(SURFACES[name], [Entry(rule) for rule in GRADIENT], steps=steps)
    for path, wanted in zip(paths, expected, strict=True):
        found = path.steps_to(0.001, lowest)
        if wanted is None:  # not within a thousand steps
            assert found is None or found > 1000, path.entry.optimizer
        else:
            assert found == pytest.approx(wanted, abs=1), path.entry.optimizer


def test_every_rule_with_a_gradient_stays_in_a_hole_of_rastrigin():
    for path in race(SURFACES["rastrigin"], [Entry(rule) for rule in GRADIENT], steps=1000):
        assert path.values[-200:] == pytest.approx(25, abs=5), path.entry.optimizer


def test_in_a_valley_of_minima_the_rate_chooses_how_flat_a_one_is_reached():
    valley = SURFACES["valley"]
    sharpest = []
    for rate in (0.1, 0.2, 0.25):
        (path,) = race(valley, [Entry("sgd", rate)], steps=1000)
        assert path.values[-1] < 1e-6
        sharpest.append(np.linalg.eigvalsh(valley.hessian(path.points[-1:])[0])[-1])
        assert sharpest[-1] <= 2.0 / rate * (1 + 1e-6)  # it could not stay in a steeper one
    assert sharpest == sorted(sharpest, reverse=True)


@pytest.mark.parametrize("name", MINIMA)
def test_the_minima_are_found_and_no_others(name):
    found = [place.point for place in landmarks(SURFACES[name]) if place.kind == "minimum"]
    assert len(found) == len(MINIMA[name])
    for point in MINIMA[name]:
        assert min(np.hypot(*np.subtract(point, one)) for one in found) < 1e-3


def test_level_places_of_every_kind_are_told_apart():
    kinds = {
        name: sorted({place.kind for place in landmarks(terrain)})
        for name, terrain in SURFACES.items()
    }
    assert kinds["himmelblau"] == ["maximum", "minimum", "saddle"]
    assert kinds["monkey"] == ["minimum", "saddle"]  # its saddle has no curvature at all
    assert kinds["valley"] == ["saddle", "valley"]
    assert len([p for p in landmarks(SURFACES["rastrigin"]) if p.kind == "minimum"]) == 81
    assert landmarks(Surface.typed("x + y")) == []


@pytest.mark.parametrize("name", TERRAINS)
def test_gradients_and_hessians_are_the_limits_of_differences(name):
    terrain = TERRAINS[name]
    left, right, low, high = terrain.domain
    points = np.random.default_rng(1).uniform((left, low), (right, high), (50, 2))
    gradient, hessian, h = terrain.gradient(points), terrain.hessian(points), 1e-5
    scale = 1 + np.abs(gradient).max()
    for axis, move in enumerate(h * np.eye(2)):
        slope = (terrain.value(points + move) - terrain.value(points - move)) / (2 * h)
        np.testing.assert_allclose(gradient[:, axis], slope, atol=1e-6 * scale)
        bend = (terrain.gradient(points + move) - terrain.gradient(points - move)) / (2 * h)
        np.testing.assert_allclose(hessian[:, axis], bend, atol=1e-5 * (1 + np.abs(hessian).max()))


@pytest.mark.parametrize("name", NETWORKS)
def test_two_parameter_terrains_are_the_networks_own_loss_and_gradient(name):
    terrain = NETWORKS[name]
    for point in np.random.default_rng(2).uniform(-3, 3, (5, 2)):
        network = terrain.network(point)
        record = network.forward(terrain.inputs[:, None])
        loss = network.head.value(record.logits[-1], terrain.targets).mean()
        assert terrain.value(point[None])[0] == pytest.approx(loss, rel=1e-12)
        network.backward(record, terrain.targets)
        np.testing.assert_allclose(terrain.gradient(point[None])[0], network.gradient, rtol=1e-10)


def test_half_of_the_optima_lie_off_the_origin_and_canyons_off_the_axes():
    lowest = {name: landmarks(terrain)[0].point for name, terrain in SURFACES.items()}
    away = [name for name, point in lowest.items() if np.hypot(*point) > 0.1]
    assert len(away) >= len(SURFACES) / 2


def test_a_typed_surface_is_as_it_is_and_one_that_cannot_be_read_is_refused_in_words():
    surface = Surface.typed("x^2/20 + y^2")
    np.testing.assert_allclose(surface.gradient(np.array([[10.0, 1.0]])), [[1.0, 2.0]])
    pole = Surface.typed("1/x + log(y)")
    assert not np.isfinite(pole.value(np.array([[0.0, 1.0], [1.0, -1.0]]))).any()
    with pytest.raises(FormulaError, match="not closed"):
        Surface.typed("2*(x + y")
    flat = Surface.typed("x^2")  # one variable: a valley
    assert {place.kind for place in landmarks(flat)} == {"valley"}


def test_rates_are_those_of_known_walkers():
    for terrain in TERRAINS.values():
        assert set(terrain.rates) <= set(WALKERS)
