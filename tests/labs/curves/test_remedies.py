"""Remedies against overfitting do what they say, on the points that are seen."""

from __future__ import annotations

import numpy as np
import pytest

from playground.labs.curves import fit_polynomial
from playground.labs.curves.remedies import REMEDIES, Case, best_degree, tried
from playground.labs.curves.settings import CurveSettings

OWN = [(0.1, 0.4), (0.3, 1.7), (0.35, -0.4), (0.6, 1.0), (0.9, 2.9)]


def case_of(degree=10, **changes):
    settings, notices = CurveSettings().replaced(**changes)
    assert notices == []
    return Case(settings, degree)


WILD = case_of()
SINE = case_of(truth="sine", sigma=0.3)


@pytest.mark.parametrize("case", [WILD, SINE], ids=["line", "sine"])
@pytest.mark.parametrize("remedy", REMEDIES.values(), ids=REMEDIES)
def test_every_remedy_tames_degree_ten_on_ten_points(case, remedy):
    outcome = tried(remedy, case)
    assert outcome.expected.training < 1e-12
    assert outcome.expected_after.test < outcome.expected.test / 5
    assert outcome.sentence.count("→") >= 3


@pytest.mark.parametrize("changes", [{}, {"placed": OWN}, {"placed": [(*one, 0.5) for one in OWN]}])
@pytest.mark.parametrize("remedy", REMEDIES.values(), ids=REMEDIES)
def test_its_errors_are_those_of_the_fit_that_is_seen(remedy, changes):
    """Before and, where settings have what it has changed, after it."""
    case = case_of(3, **changes)
    outcome = tried(remedy, case)
    for one, errors in ((case, outcome.seen), (outcome.after, outcome.seen_after)):
        if one.spread:
            continue
        points, tests = one.settings.points(), one.settings.test_points()
        fit = fit_polynomial(
            points.x, points.y, one.degree, one.settings.ridge, errors=points.errors
        )
        for part, error in zip((points, tests), errors, strict=True):
            assert np.square(fit.predict(part.x) - part.y).mean() == pytest.approx(error)


def test_own_points_stay_among_ten_times_as_many():
    more = tried(REMEDIES["data"], case_of(3, placed=OWN)).after.settings
    assert set(OWN) < set(more.placed)
    assert len(more.placed) == 50
    assert len(tried(REMEDIES["data"], case_of(placed=OWN * 20)).after.settings.placed) == 200


def test_own_points_come_to_a_third_of_their_distance_from_the_truth():
    case = case_of(3, placed=OWN)
    before, after = case.settings.points(), tried(REMEDIES["noise"], case).after.settings.points()
    np.testing.assert_allclose(after.y - 2 * after.x, (before.y - 2 * before.x) / 3, atol=1e-4)
    np.testing.assert_array_equal(after.x, before.x)


def test_a_third_of_the_noise_takes_a_ninth_of_the_error_where_there_is_no_bias():
    outcome = tried(REMEDIES["noise"], case_of(3))
    assert outcome.expected_after.test == pytest.approx(outcome.expected.test / 9)
    assert outcome.seen_after.test == pytest.approx(outcome.seen.test / 9)  # the same noise


def test_the_smaller_model_is_the_best_one():
    assert best_degree(WILD) == 1
    assert best_degree(SINE) == 3
    smaller = tried(REMEDIES["smaller"], SINE).after
    assert smaller.settings.degrees == (1, 3)
    assert smaller.expected() == min(
        (Case(SINE.settings, one).expected() for one in range(11)), key=lambda errors: errors.test
    )


def test_a_second_ridge_is_stronger():
    once = tried(REMEDIES["ridge"], WILD).after
    assert [once.settings.ridge, tried(REMEDIES["ridge"], once).after.settings.ridge] == [0.1, 1.0]


def test_too_many_moves_of_the_copies_forget_the_sine():
    little, much = (tried(REMEDIES[name], SINE) for name in ("augmentation", "too_much"))
    assert much.expected_after.test > 2 * little.expected_after.test
    assert much.expected_after.training > 4 * SINE.settings.sigma**2


def test_a_bias_stays_with_more_data():
    outcome = tried(REMEDIES["data"], case_of(1, truth="step", n=100, sigma=0.1))
    assert outcome.after.settings.n == 1000
    assert outcome.expected_after.test > 0.9 * outcome.expected.test
