"""The uncertainty of a curve: three kinds of ensembles, held against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.labs.curves.ensembles import KINDS, Ensemble, ensemble
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.points import Points

LINE = CurveNetwork((), optimizer="sgd", learning_rate=0.5, epochs=200)
SMALL = CurveNetwork((5,), epochs=60)
X = np.linspace(0.05, 0.95, 10)
PLACES = np.array([0.0, 0.5, 1.0, 1.2])
BAND = np.array([0.63485, 0.31623, 0.63485, 0.83303])  # sqrt(1/N + (x - mean)^2 / sum of squares)


def lecture(seed: int = 0, sigma: float = 1.0) -> Points:
    noise = np.random.default_rng(seed).standard_normal(10)
    return Points(X, 2.0 * X + sigma * noise, np.full(10, sigma))


def made(points: Points, kind: str, n: int, settings=LINE, seed: int = 0, **more) -> Ensemble:
    return Ensemble(points, kind, tuple(ensemble(points, kind, n, settings, seed, **more)))


def test_replicas_without_a_hidden_layer_have_the_band_of_a_line():
    """A standard deviation of 100 draws is off by 1/sqrt(200) = 7 %; three of these are allowed."""
    exact = np.sqrt(1 / 10 + (PLACES - X.mean()) ** 2 / ((X - X.mean()) ** 2).sum())
    np.testing.assert_allclose(exact, BAND, atol=5e-6)
    found = made(lecture(), "replicas", 100).curves(PLACES).std(axis=0, ddof=1)
    np.testing.assert_allclose(found, exact, rtol=3 / np.sqrt(200))


def test_initial_weights_alone_tell_nothing_of_a_line():
    found = made(lecture(), "initial", 20)
    assert np.ptp(found.curves(PLACES), axis=0).max() < 1e-8
    slope, start = np.polyfit(X, lecture().y, 1)
    np.testing.assert_allclose(found.mean(PLACES), start + slope * PLACES, atol=1e-8)
    assert found.identical
    assert "All fits are the same curve: the band has no width." in found.remarks


@pytest.mark.parametrize("kind", KINDS)
def test_one_seed_is_one_ensemble_however_many_threads_and_fits(kind):
    alone = made(lecture(), kind, 3, SMALL, workers=1).curves(X)
    assert not np.array_equal(alone, made(lecture(), kind, 3, SMALL, seed=1).curves(X))
    np.testing.assert_array_equal(made(lecture(), kind, 5, SMALL, workers=4).curves(X)[:3], alone)


def test_fits_of_a_number_begin_alike_in_all_kinds():
    begun = CurveNetwork((5,), epochs=1, optimizer="sgd", learning_rate=0.0)
    first = [made(lecture(), kind, 1, begun).fits[0].parameters for kind in KINDS]
    np.testing.assert_array_equal(first[0], first[1])
    np.testing.assert_array_equal(first[0], first[2])


def test_closed_between_two_fits_the_rest_is_not_made():
    fits = ensemble(lecture(), "initial", 1000, CurveNetwork((5,), epochs=10**6))
    quick = ensemble(lecture(), "initial", 1000, SMALL)
    assert not next(quick).diverged
    quick.close()
    fits.close()  # never begun
    assert list(quick) == []


def test_stopped_within_a_fit_nothing_more_comes():
    asked = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 20

    endless = CurveNetwork((5,), epochs=10**6)
    assert list(ensemble(lecture(), "replicas", 10, endless, stopped=stopped)) == []
    assert len(asked) < 100


def test_what_cannot_be_is_refused_in_words_at_once():
    with pytest.raises(ValueError, match="jackknife"):
        ensemble(lecture(), "jackknife", 3, SMALL)
    with pytest.raises(ValueError, match="at least one fit"):
        ensemble(lecture(), "replicas", 0, SMALL)
    with pytest.raises(ValueError, match="no points"):
        ensemble(Points(X[:0], X[:0], X[:0]), "replicas", 3, SMALL)
    with pytest.raises(ValueError, match="Point 2 has the error 0"):
        ensemble(Points(X[:2], X[:2], np.array([1.0, 0.0])), "replicas", 3, SMALL)


def test_no_fit_one_fit_and_diverged_ones():
    assert made(lecture(), "replicas", 1, SMALL).band(X) is None
    assert "One fit has no band" in made(lecture(), "replicas", 1, SMALL).remarks[0]
    none = Ensemble(lecture(), "replicas", ())
    assert none.mean(X) is None
    assert none.band(X) is None
    assert np.isnan(none.chi2).all()
    assert none.remarks == ["There is no fit yet, and so no curve."]
    wild = CurveNetwork((5,), "relu", "sgd", learning_rate=100.0, epochs=400)
    gone = made(lecture(), "replicas", 3, wild)
    assert gone.n_diverged == 3
    assert gone.sound == ()
    both = Ensemble(lecture(), "replicas", (*gone.fits, *made(lecture(), "replicas", 2).fits))
    assert both.band(X) is not None
    assert both.remarks == ["3 fits diverged and are left out."]


def test_without_errors_replicas_are_the_same_points():
    plain = replace(lecture(), errors=np.zeros(10))
    found = made(plain, "replicas", 3)
    assert found.identical
    assert "no error bars" in found.remarks[0]
    slope, start = np.polyfit(X, plain.y, 1)
    residuals = plain.y - start - slope * X
    assert found.chi2[0] == pytest.approx(np.mean(residuals**2))


def test_points_above_each_other_are_said():
    found = made(replace(lecture(), x=np.full(10, 0.5)), "replicas", 5)
    assert "same x" in found.remarks[0]
    assert np.isfinite(found.curves(PLACES)).all()


def test_the_mean_of_replicas_fits_better_than_a_replica():
    """Its points have moved once more: on average (N - 2)/N is added to the line's chi^2.

    With r the residuals of the line and e those of the moves, |r + e|^2/N has the variance
    (4 |r|^2 + 2 (N - 2))/N^2.
    """
    found = made(lecture(3), "replicas", 200)
    residual = found.chi2_of_mean
    error = np.sqrt((4 * 10 * residual + 2 * 8) / 10**2 / 200)
    assert found.chi2[0] == pytest.approx(residual + 0.8, abs=3 * error)


def test_the_epoch_that_was_kept_is_told_where_points_are_held_back():
    points = Points(np.linspace(0, 1, 20), np.zeros(20), np.ones(20))
    for share in (0.0, 0.3):
        learner = CurveNetwork((3,), epochs=40, validation=share)
        made = Ensemble(points, "replicas", tuple(ensemble(points, "replicas", 3, learner)))
        kept = np.median([fit.epochs[np.argmin(fit.validation)] for fit in made.fits])
        assert made.stopped_at == (kept if share else None)
