"""Predict first: every right answer is computed, in closed form or over many seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.labs.curves import expected_errors, fit_polynomial
from playground.labs.curves.points import spaced
from playground.labs.curves.polynomials import Design
from playground.labs.curves.questions import QUESTIONS
from playground.labs.curves.settings import CurveSettings
from playground.settings.links import read_link

SEEDS = range(400)


def right(name):
    question = QUESTIONS[name]
    return question.choices[question.right]


def expected(settings, degree):
    return expected_errors(
        settings.points().x, degree, settings.sigma, settings.test,
        truth=settings.function(), ridge=settings.ridge, basis=settings.basis,
    )  # fmt: skip


def over_seeds(settings):
    """Return training and test errors of each degree, (2, seeds, degrees)."""
    errors = np.empty((2, len(SEEDS), len(settings.degrees)))
    for seed in SEEDS:
        drawn = replace(settings, seed=seed)
        points, new = drawn.points(), drawn.test_points()
        for column, degree in enumerate(settings.degrees):
            fit = fit_polynomial(points.x, points.y, degree)
            for row, one in enumerate((points, new)):
                errors[row, seed, column] = np.square(fit.predict(one.x) - one.y).mean()
    return errors


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_its_choices_and_links_that_show_it(question):
    assert len(set(question.choices)) == len(question.choices) >= 3
    assert 0 <= question.right < len(question.choices)
    for one in question.shown:
        assert read_link(CurveSettings, one.link) == (one.settings(), [])


def test_the_two_questions_of_the_lecture():
    settings = QUESTIONS["training"].shown[0].settings()
    training, new = over_seeds(settings)
    assert right("training") == f"Degree {settings.degrees[2]}."
    assert np.all(training.argmin(axis=1) == 2)
    assert right("predicting") == f"Degree {settings.degrees[0]}."
    wins = np.bincount(new.argmin(axis=1), minlength=3) / len(SEEDS)
    assert 0.6 < wins[0] < 0.76
    assert np.mean(new.argmax(axis=1) == 2) > 0.9
    winners = []
    for one in QUESTIONS["predicting"].shown:
        points, tests = one.settings().points(), one.settings().test_points()
        errors = [
            np.square(fit_polynomial(points.x, points.y, d).predict(tests.x) - tests.y).mean()
            for d in one.settings().degrees
        ]
        winners.append(one.settings().degrees[int(np.argmin(errors))])
    assert winners == [1, 1, 3]  # the last one is called an exception


def test_truth_of_ten():
    settings = QUESTIONS["truth_of_ten"].shown[0].settings()
    three, nine, ten = (expected(settings, degree).test for degree in settings.degrees)
    assert right("truth_of_ten") == "Degree 3."
    assert three == pytest.approx(1.8, abs=0.05)
    assert ten == pytest.approx(150, abs=5)
    assert three < min(nine, ten)
    _, new = over_seeds(settings)
    assert np.mean(new.argmin(axis=1) == 0) > 0.8


def test_more_data():
    few, many = (one.settings() for one in QUESTIONS["more_data"].shown)
    assert expected(few, 10).test == pytest.approx(150, abs=5)
    assert f"{expected(many, 10).test:.1f}" in right("more_data")
    assert f"{expected(many, 1).test:.2f}" in QUESTIONS["more_data"].explanation


def test_training_grows():
    few, many = (one.settings() for one in QUESTIONS["training_grows"].shown)
    assert right("training_grows") == "It rises."
    assert expected(few, 3).training == pytest.approx(0.6)
    assert expected(many, 3).training == pytest.approx(0.96)


def test_outside():
    def ratio(degree):
        middle, outside = Design(spaced(10), degree).leverages(np.array([0.5, 1.2]))
        return outside / middle

    assert "a hundred times" in right("outside")
    assert ratio(1) == pytest.approx(7, rel=0.03)
    assert ratio(3) == pytest.approx(100, rel=0.1)
    assert ratio(10) == pytest.approx(1e8, rel=0.2)


def test_second_descent():
    legendre, powers = (one.settings() for one in QUESTIONS["second_descent"].shown)
    assert f"{expected(legendre, 15).test:.1f}" in right("second_descent")
    assert expected(legendre, 10).test == pytest.approx(150, abs=5)
    assert expected(powers, 15).test > 1000


def test_ridge():
    without, with_it = (expected(one.settings(), 10) for one in QUESTIONS["ridge"].shown)
    assert right("ridge") == "Training rises, new points fall."
    assert (f"{with_it.training:.2f}", f"{with_it.test:.1f}") == ("0.11", "1.8")
    assert without.training < 1e-12
    assert without.test > with_it.test
