"""Errors of networks against their width."""

from __future__ import annotations

import numpy as np
import pytest

from playground.labs.curves.ensembles import ensemble
from playground.labs.curves.points import Points, draw
from playground.labs.curves.truths import TRUTHS
from playground.labs.curves.widths import WIDTHS, each_width, errors_of, network_of

LINE = TRUTHS["line"]


def test_each_width_learns_once_before_any_learns_again():
    found = list(each_width(draw(LINE, seed=1), LINE, 1.0, 1, widths=(1, 3), starts=2))
    assert [one.share for one in found] == [0.25, 0.5, 0.75, 1.0]
    assert [np.isfinite(one.test).sum() for one in found] == [1, 2, 3, 4]
    assert np.isfinite(found[1].test[:, 0]).all()
    np.testing.assert_array_equal(found[-1].test[0, 0], found[0].test[0, 0])


def test_wide_networks_meet_all_points_and_come_down_again():
    """The lecture's ten points: 3w + 1 parameters are as many at width 3, where it is worst."""
    *_, last = each_width(draw(LINE, seed=1), LINE, 1.0, 1, starts=3)
    training, test = np.median(last.training, axis=1), np.median(last.test, axis=1)
    narrow, middle, wide = (WIDTHS.index(width) for width in (1, 3, 50))
    assert training[narrow] > 0.1
    assert training[wide] < 1e-4
    assert test[middle] > 1.5 * max(test[narrow], test[wide])


def test_errors_on_new_points_hold_bias_and_noise():
    fit = next(ensemble(draw(LINE, 20, 0.0), "initial", 1, network_of(2)))
    flat = errors_of(fit, draw(LINE, 20, 0.0), lambda x: fit.curve(x), 0.5, (0.0, 1.0))
    assert flat.test == pytest.approx(0.25)
    away = errors_of(fit, draw(LINE, 20, 0.0), lambda x: fit.curve(x) + 2.0, 0.0, (0.0, 1.2))
    assert away.test == pytest.approx(4.0)


def test_what_cannot_be_learned_is_said():
    none = Points(*np.empty((3, 0)))
    with pytest.raises(ValueError, match="no points"):
        next(each_width(none, LINE, 1.0))
