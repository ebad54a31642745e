"""Staircases of step neurons, and the folds of deep networks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.labs.curves.ensembles import ensemble
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.points import Points
from playground.labs.curves.steps import (
    by_hand,
    curve_of,
    largest_error,
    one_after_another,
    staircase,
    teeth,
    zigzag,
)
from playground.labs.curves.truths import TRUTHS


@given(st.integers(1, 60))
def test_n_steps_on_a_straight_line_are_off_by_1_over_2n(n):
    network = by_hand(*map(list, staircase(lambda x: x, n)))
    at_edges = np.linspace(0.0, 1.0, n + 1)
    x = np.unique([*at_edges, *np.nextafter(at_edges[1:], 0.0)])
    error = np.abs(curve_of(network)(x) - x).max()
    assert error == pytest.approx(1 / (2 * n), rel=1e-12)


@given(st.sampled_from(["line", "wiggle", "sine"]), st.integers(1, 40))
def test_no_step_is_further_off_than_half_of_what_the_curve_does_within_it(name, n):
    truth = TRUTHS[name]
    network = by_hand(*map(list, staircase(truth, n)))
    edges = np.linspace(0.0, 1.0, n + 1)
    within = np.linspace(edges[:-1], edges[1:], 257, axis=1)
    widest = np.ptp(truth(within.ravel()).reshape(within.shape), axis=1).max()
    rounding = 1e-3 * np.ptp(truth(edges)) + 1e-9
    assert largest_error(curve_of(network), truth) <= 0.5 * widest + rounding


def test_steps_come_one_after_another_from_the_left():
    made = list(one_after_another(np.sin, 4, 0.0, 3.0))
    assert [network.layer_sizes for network in made] == [(1, n, 1) for n in (1, 2, 3, 4)]
    x = np.linspace(0.0, 0.74, 20)  # within the first step
    for network in made:
        np.testing.assert_array_equal(curve_of(network)(x), curve_of(made[0])(x))


def test_a_step_meets_a_jump_and_a_continuous_curve_cannot():
    def jump(x):
        return np.where(x >= 0.5, 1.0, 0.0)

    assert largest_error(curve_of(by_hand([0.5], [1.0])), jump) == 0.0
    x = np.linspace(0.0, 1.0, 60)
    points = Points(x, jump(x), np.zeros(60))
    (fit,) = ensemble(points, "initial", 1, CurveNetwork((10,), "sigmoid", epochs=2000))
    assert fit.chi2 < 0.02
    x = np.linspace(0.0, 1.0, 100_001)
    assert np.abs(fit.curve(x) - jump(x)).max() > 0.45


def test_the_same_width_trained_is_closer_than_placed_by_hand():
    x = np.linspace(0.0, 1.0, 100)
    (fit,) = ensemble(Points(x, x, 0.0 * x), "initial", 1, CurveNetwork((10,), epochs=2000))
    assert largest_error(fit.curve, lambda x: x) < 1 / 20


@pytest.mark.parametrize("depth", range(1, 9))
def test_every_layer_doubles_the_teeth(depth):
    network = zigzag(depth)
    assert teeth(curve_of(network)) == 2 ** (depth - 1)
    assert sum(network.layer_sizes[1:-1]) == 2 * depth


def test_what_cannot_be_is_refused_in_words():
    for refused, word in (
        (lambda: by_hand([], []), "at least one step"),
        (lambda: by_hand([0.0], [1.0, 2.0]), "1 places and 2 heights"),
        (lambda: staircase(np.sin, 0), "at least one step"),
        (lambda: zigzag(0), "hidden layer"),
    ):
        with pytest.raises(ValueError, match=word):
            refused()
