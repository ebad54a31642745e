"""What the three bands of a sine with a gap are worth; and a number derived from a fit."""

from __future__ import annotations

import numpy as np
import pytest

from playground.labs.curves.coverage import EXPECTED, coverage, gap_of, regions
from playground.labs.curves.derived import Derived, integral
from playground.labs.curves.ensembles import KINDS, Ensemble, ensemble
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.points import Points
from playground.labs.curves.polynomials import fit_polynomial
from playground.labs.curves.truths import TRUTHS, UNKNOWN

SINE = TRUTHS["sine"]
X = np.concatenate([np.linspace(0.0, 0.4, 15), np.linspace(0.7, 1.0, 15)])
NETWORK = CurveNetwork((20,), "sigmoid", initializer="normal", epochs=1500)
LINE = CurveNetwork((), optimizer="sgd", learning_rate=0.5, epochs=100)


def measured(seed: int) -> Points:
    noise = 0.2 * np.random.default_rng(seed).standard_normal(len(X))
    return Points(X, SINE(X) + noise, np.full(len(X), 0.2))


def made(points: Points, kind: str, n: int, settings: CurveNetwork, seed: int = 0) -> Ensemble:
    return Ensemble(points, kind, tuple(ensemble(points, kind, n, settings, seed)))


def test_initial_weights_look_confident_and_are_wrong():
    """Means over five data sets of twelve fits, with room for the luck of so few."""
    share, width, ratio = {}, {}, {}
    for kind in KINDS:
        told = [
            coverage(made(measured(seed), kind, 12, NETWORK, seed), SINE, regions(X, (0.0, 1.0)))
            for seed in range(5)
        ]
        share[kind] = np.mean([data.share for data, _ in told])
        width[kind] = np.mean([data.width for data, _ in told])
        ratio[kind] = np.mean([gap.ratio for _, gap in told])
    for kind in ("bootstrap", "replicas"):
        assert share["initial"] < share[kind] - 0.15
        assert abs(share[kind] - EXPECTED) < 0.2
        assert width["initial"] < 0.5 * width[kind]
    assert min(ratio.values()) > 1.4


def test_regions_of_points_that_leave_a_gap_and_of_others():
    data, gap, outside = regions(X, (-0.5, 1.0))
    assert data.ranges == ((0.0, 0.4), (0.7, 1.0))
    assert gap.ranges == (gap_of(X),)
    assert outside.ranges == ((-0.5, 0.0),)
    assert [one.name for one in regions(np.linspace(0, 1, 9), (0.0, 1.0))] == ["points"]
    assert [one.name for one in regions(X[:0], (0.0, 1.0))] == ["outside"]
    assert [one.name for one in regions(np.full(4, 0.5), (0.0, 1.0))] == ["outside"]
    places = data.places()
    assert not ((places > 0.4) & (places < 0.7)).any()
    assert np.sum(places < 0.4) / len(places) == pytest.approx(4 / 7, abs=0.01)


def test_places_are_even_in_the_logarithm_where_a_plot_is():
    part = regions(np.geomspace(1e-3, 1.0, 50), (1e-3, 1.0))[0]
    assert np.mean(part.places(log=True) < 0.0316) == pytest.approx(0.5, abs=0.01)
    assert np.mean(part.places() < 0.5) == pytest.approx(0.5, abs=0.01)


def test_no_share_is_told_of_a_truth_that_nobody_knows():
    same = coverage(made(measured(0), "replicas", 2, LINE), UNKNOWN, regions(X, (0.0, 1.0)))
    assert np.isnan([one.share for one in same]).all()
    assert all(one.width > 0 for one in same)


def test_one_fit_covers_nothing_and_identical_ones_have_no_ratio():
    points = Points(X, 2.0 * X, np.full(30, 0.1))
    assert coverage(made(points, "replicas", 1, LINE), SINE, regions(X, (0.0, 1.0))) == ()
    same = coverage(made(points, "initial", 3, LINE), SINE, regions(X, (0.0, 1.2)))
    assert all(np.isnan(one.ratio) for one in same)
    assert max(one.width for one in same) < 1e-12


def test_an_integral_has_the_error_of_the_line_that_it_is_of():
    """The integral of a line from 0 to 1 is its value in the middle: so is its error."""
    x = np.linspace(0.05, 0.95, 10)
    points = Points(x, 2.0 * x, np.ones(10))
    fits = made(points, "replicas", 100, LINE)
    found = integral(fits, 0.0, 1.0)
    np.testing.assert_allclose(found.values, fits.curves(np.array([0.5]))[:, 0])
    assert found.error == pytest.approx(np.sqrt(1 / 10), rel=3 / np.sqrt(200))
    assert found.value == pytest.approx(1.0, abs=3 * np.sqrt(1 / 10 / 100))
    low, high = found.interval
    assert low < found.value < high


def test_an_integral_is_taken_over_its_range():
    x = np.linspace(0.0, 1.0, 5)
    exact = made(Points(x, 3.0 * x, np.ones(5)), "initial", 2, LINE)
    assert integral(exact, 1.0, 3.0).value == pytest.approx(12.0)
    assert integral(Ensemble(exact.points, "initial", ()), 0.0, 1.0) is None
    assert Derived(np.array([1.0])).error is None
    assert Derived(np.array([1.0])).interval is None


def test_a_line_network_is_the_line_of_the_polynomials():
    points = measured(1)
    line = fit_polynomial(points.x, points.y, 1)
    np.testing.assert_allclose(made(points, "initial", 1, LINE).mean(X), line.predict(X), atol=1e-8)
