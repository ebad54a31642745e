"""One network with one input: chi^2, its weights, and the epoch that is kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.labs.curves.networks import (
    LOOK,
    CurveNetwork,
    Scale,
    checked,
    chi2,
    learn,
    split,
    taken,
    weighed,
)
from playground.labs.curves.points import Points

X = np.linspace(0.0, 2.0, 12)
ERRORS = np.geomspace(0.05, 2.0, 12)
POINTS = Points(X, np.cos(3 * X) + ERRORS * np.random.default_rng(0).standard_normal(12), ERRORS)
NONE = Points(*np.zeros((3, 0)))


def learned(settings, training=POINTS, validation=NONE, seed=0):
    rngs = np.random.default_rng(seed), np.random.default_rng(seed + 1)
    return list(learn(settings, training, validation, Scale.of(training), *rngs))


def test_errors_weigh_the_loss_a_line_is_the_weighted_least_squares_one():
    line = CurveNetwork((), optimizer="sgd", learning_rate=0.3, epochs=3000)
    fit = learned(line)[-1]
    slope, start = np.polyfit(X, POINTS.y, 1, w=1.0 / ERRORS)
    np.testing.assert_allclose(fit.curve(X), start + slope * X, atol=1e-8)
    assert fit.chi2 == pytest.approx(chi2(fit.curve(X), POINTS), rel=1e-10)


@pytest.mark.parametrize("batch_size", [None, 1, 5])
def test_every_look_tells_the_chi_squared_of_its_moment(batch_size):
    held = taken(POINTS, np.arange(0, 12, 3))
    fits = learned(CurveNetwork((6,), epochs=405, batch_size=batch_size), POINTS, held)
    assert [fit.epochs[-1] for fit in fits[:-1]] == [200, 400, 405]
    for fit in fits:
        assert fit.chi2 == pytest.approx(chi2(fit.curve(POINTS.x), POINTS), rel=1e-9)
        assert fit.validation_chi2 == pytest.approx(chi2(fit.curve(held.x), held), rel=1e-9)


def test_look_back_keeps_the_epoch_with_the_best_validation():
    rng = np.random.default_rng(5)
    noisy = Points(X, rng.standard_normal(12), np.ones(12))
    other = Points(X + 0.05, rng.standard_normal(12), np.ones(12))
    fit = learned(CurveNetwork((20,), epochs=3000), noisy, other)[-1]
    assert fit.epoch < 3000
    assert fit.epoch % LOOK == 0
    assert fit.validation_chi2 == fit.validation.min()
    assert fit.training[-1] < fit.chi2


def test_where_epochs_take_long_there_is_a_moment_to_cancel_after_every_look():
    x = np.linspace(0.0, 1.0, 1000)
    fits = learned(CurveNetwork((50, 50), epochs=25), Points(x, x, np.ones(1000)))
    assert [fit.epoch for fit in fits] == [10, 20, 25]


def test_without_validation_the_last_epoch_is_kept():
    fit = learned(CurveNetwork((3,), epochs=25))[-1]
    assert fit.epoch == 25
    assert np.isnan(fit.validation_chi2)
    assert fit.epochs.tolist() == [0, 10, 20, 25]


@given(st.integers(1, 40), st.floats(0.0, 0.99), st.integers(0, 99))
def test_a_split_keeps_every_point_once(n, share, seed):
    points = Points(np.arange(n) + 0.0, np.arange(n) * 2.0, np.ones(n))
    parts = split(points, share, np.random.default_rng(seed))
    assert sorted([*parts[0].x, *parts[1].x]) == points.x.tolist()
    assert len(parts[0].x) >= 1
    assert len(parts[1].x) >= (share > 0 and n > 1)
    assert all((part.y == 2.0 * part.x).all() for part in parts)


@given(st.floats(0.01, 100.0), st.floats(-50.0, 50.0), st.floats(0.01, 100.0))
def test_units_do_not_matter(stretch, shift, height):
    """The same points in other units are the same fit in other units, and the same chi^2."""
    settings = CurveNetwork((3,), epochs=20)
    moved = Points(shift + stretch * X, height * POINTS.y, height * ERRORS)
    plain, other = learned(settings)[-1], learned(settings, moved)[-1]
    np.testing.assert_allclose(other.curve(moved.x), height * plain.curve(X), rtol=1e-6, atol=1e-6)
    assert other.chi2 == pytest.approx(plain.chi2, rel=1e-6)


def test_without_any_error_all_count_alike():
    assert weighed(Points(X, X, 0.0 * X)).errors.tolist() == [1.0] * 12
    with pytest.raises(ValueError, match="finite"):
        checked(Points(X, np.full(12, np.nan), ERRORS))
    with pytest.raises(ValueError, match="at least 0"):
        checked(Points(X, X, -ERRORS))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"epochs": 0}, "epoch"),
        ({"validation": 1.0}, "held back"),
        ({"activation": "cosine"}, "cosine"),
        ({"optimizer": "luck"}, "luck"),
        ({"initializer": "ones"}, "ones"),
        ({"batch_size": -1}, "batch"),
        ({"hidden_layers": (0,)}, "neuron"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(changed, word):
    with pytest.raises(ValueError, match=word):
        CurveNetwork(**changed)
