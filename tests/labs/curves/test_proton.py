"""The lecture's exercise: what is given, and that its fit finds it again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from playground.labs.curves.derived import integral
from playground.labs.curves.ensembles import Ensemble, ensemble
from playground.labs.curves.networks import chi2
from playground.labs.curves.proton import EXERCISE, MOMENTUM, gluon, pseudo_data


def test_the_momentum_of_the_gluons_in_closed_form():
    assert quad(gluon, 0.0, 1.0)[0] == pytest.approx(MOMENTUM, rel=1e-6)
    assert pytest.approx(0.4067, abs=5e-5) == MOMENTUM


def test_pseudo_data_lie_on_the_truth_within_their_errors():
    points = pseudo_data(3)
    assert len(points) == 1000
    assert chi2(gluon(points.x), points) == pytest.approx(1.0, abs=3 * np.sqrt(2 / 1000))
    np.testing.assert_array_equal(points.y, pseudo_data(3).y)


def test_the_exercise_holds_back_a_fifth_and_finds_the_curve():
    points = pseudo_data()
    shorter = replace(EXERCISE, epochs=1000)
    found = Ensemble(points, "replicas", tuple(ensemble(points, "replicas", 4, shorter)))
    assert found.n_diverged == 0
    assert found.chi2_of_mean < 2.5
    within = integral(found, points.x.min(), points.x.max())
    assert within.value == pytest.approx(quad(gluon, points.x.min(), points.x.max())[0], abs=0.03)
