"""Shadows of whole runs: true losses, one scale, an end that does not take away what is done."""

from __future__ import annotations

import numpy as np
import pytest

from playground import Experiment
from playground.labs.optimizers import Entry
from playground.labs.optimizers.shadows import Kept, scale, told, train_runs
from playground.runs.jobs import Job


def runs(entries, epochs=12, until=None, **changes):
    kept: list[Kept] = []
    job = Job(train_runs(Experiment(seed=3, **changes).settings, entries, epochs, kept.append))
    while job.advance(0.001) is not None:
        if len(kept) == until:
            job.cancel()
    return job, kept


def test_every_point_carries_its_true_loss():
    _, kept = runs([Entry("sgd"), Entry("adam", 0.05)])
    assert [one.optimizer for one in kept] == ["sgd", "adam"]
    for one in kept:
        seen = told(one)
        again = Experiment(seed=3, optimizer=one.optimizer, learning_rate=one.learning_rate)
        for epoch, parameters, loss in zip(one.epochs, one.moments, seen.shadow.true, strict=True):
            again.train(epoch - again.epoch)
            np.testing.assert_allclose(again.network.parameters, parameters, rtol=1e-9)
            assert loss == pytest.approx(again.measured().train_loss, rel=1e-9)
        assert seen.sharpness > 0.0
        assert seen.heights.shape == (30, 30)
    assert kept[1].learning_rate == 0.05


def test_what_is_finished_stays_when_it_is_cancelled():
    job, kept = runs([Entry("sgd"), Entry("adam")], epochs=8, until=1)
    assert job.done
    assert job.result is None
    assert 0.5 <= job.progress < 1.0
    assert [one.optimizer for one in kept] == ["sgd"]


def test_newton_trains_no_network_and_a_rate_of_the_experiments_own_is_kept():
    _, kept = runs([Entry("newton"), Entry("sgd"), Entry("momentum")], learning_rate=0.2)
    assert [(one.optimizer, one.learning_rate) for one in kept] == [
        ("sgd", 0.2),
        ("momentum", 0.01),
    ]


def test_a_run_that_runs_away_is_told_and_does_not_spoil_the_scale():
    _, kept = runs(
        [Entry("sgd", 1000.0), Entry("adam")], loss="squared_error", problem="regression"
    )
    seen = [told(one) for one in kept]
    assert [one.diverged for one in seen] == [True, False]
    edges = scale(seen)
    highest = max(seen[0].shadow.true[0] if seen[0].shadow else 0.0, seen[1].shadow.true.max())
    assert edges[-1] <= highest
    assert (np.diff(edges) >= 0.0).all()
    assert scale([]).size == 0


def test_one_scale_for_all_and_the_error_is_pointed_out_beyond_a_twentieth_of_it():
    _, kept = runs([Entry("sgd"), Entry("genetic")])
    seen = [told(one) for one in kept]
    edges = scale(seen)
    for one in seen:
        wrong = one.shadow.misleads(edges[0], edges[-1])
        error = np.abs(one.shadow.true - one.shadow.on_plane)
        np.testing.assert_array_equal(wrong, error > 0.05 * (edges[-1] - edges[0]))
