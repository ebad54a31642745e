"""Remedies against overfitting do what they say."""

from __future__ import annotations

import pytest

from playground.labs.curves.remedies import REMEDIES, Case, best_degree, tried
from playground.labs.curves.truths import TRUTHS

WILD = Case(TRUTHS["line"], degree=10)
SINE = Case(TRUTHS["sine"], sigma=0.3, degree=10)


@pytest.mark.parametrize("case", [WILD, SINE], ids=["line", "sine"])
@pytest.mark.parametrize("remedy", REMEDIES.values(), ids=REMEDIES)
def test_every_remedy_tames_degree_ten_on_ten_points(case, remedy):
    outcome = tried(remedy, case)
    assert outcome.errors_before.training < 1e-12
    assert outcome.errors_after.test < outcome.errors_before.test / 5
    assert "→" in outcome.sentence


def test_a_third_of_the_noise_takes_a_ninth_of_the_error_where_there_is_no_bias():
    case = Case(TRUTHS["line"], degree=3)
    outcome = tried(REMEDIES["noise"], case)
    assert outcome.errors_after.test == pytest.approx(outcome.errors_before.test / 9)


def test_the_smaller_model_is_the_best_one():
    assert best_degree(WILD) == 1
    assert best_degree(SINE) == 3
    assert tried(REMEDIES["smaller"], SINE).after.errors() == min(
        (Case(TRUTHS["sine"], sigma=0.3, degree=one).errors() for one in range(11)),
        key=lambda errors: errors.test,
    )


def test_too_many_moves_of_the_copies_forget_the_sine():
    little, much = (tried(REMEDIES[name], SINE) for name in ("augmentation", "too_much"))
    assert much.errors_after.test > 2 * little.errors_after.test
    assert much.errors_after.training > 4 * SINE.sigma**2


def test_a_bias_stays_with_more_data():
    case = Case(TRUTHS["step"], n=100, sigma=0.1, degree=1)
    outcome = tried(REMEDIES["data"], case)
    assert outcome.after.n == 1000
    assert outcome.errors_after.test > 0.9 * outcome.errors_before.test
