"""The lock of an experiment is for copying: what takes long is computed without it."""

from __future__ import annotations

import threading
from functools import wraps

import numpy as np
import pytest

from playground import Experiment
from playground.experiment import measure
from playground.experiment.diagnosis import diagnose
from playground.experiment.frame import Frames, decision, large_heatmap
from playground.nn import Network


def is_free(run: Experiment) -> bool:
    """Tell whether another thread could take the lock."""
    found: list[bool] = []

    def take() -> None:
        found.append(run.lock.acquire(blocking=False))
        if found[0]:
            run.lock.release()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return found[0]


@pytest.fixture
def run() -> Experiment:
    made = Experiment(dataset="blobs", n_classes=3, hidden_layers=(5, 4), seed=1, engine="numpy")
    made.train(2)
    made.step_batch()  # nothing is measured here
    return made


@pytest.mark.parametrize(
    "ask",
    [
        lambda run: Frames(run).make(1, True),
        lambda run: run.measured(),
        lambda run: run.confusion(),
        lambda run: diagnose(run.snapshot()),
        lambda run: large_heatmap(run.snapshot(), 1, 0),
        lambda run: decision(run.snapshot()),
        lambda run: run.apply(hidden_layers=(6,)),
        lambda run: run.reset(),
        lambda run: run.resume(run.trainer.state()),
    ],
)
def test_no_forward_pass_is_made_with_the_lock(run, monkeypatch, ask):
    free: list[bool] = []

    def noting(compute):
        @wraps(compute)
        def noted(*given, **named):
            free.append(is_free(run))
            return compute(*given, **named)

        return noted

    for owner, name in (
        (Network, "forward"),
        (Network, "layer_outputs"),
        (measure, "measure"),
        (measure, "course"),
        (measure, "confusion"),
        (measure, "naive_loss"),
    ):
        monkeypatch.setattr(owner, name, noting(getattr(owner, name)))
    ask(run)
    assert free
    assert all(free)


def test_a_slice_comes_back_at_once_while_somebody_has_the_lock():
    class Still:
        def add(self, player):
            pass

    run = Experiment(seed=1, scheduler=Still(), engine="numpy")
    run.play()
    pauses: list[float | None] = []
    with run.lock:
        thread = threading.Thread(target=lambda: pauses.append(run.advance(0.01)))
        thread.start()
        thread.join()
        assert run.epoch == 0
    assert pauses[0] > 0
    run.advance(0.01)
    assert run.epoch > 0


def test_a_measure_belongs_to_the_moment_at_which_it_was_asked_for(run):
    before = run.snapshot()
    run.train(3)
    assert before.measured != run.measured()
    assert before.measured == measure.measure(
        before.network, before.setup.training, before.setup.testing, "numpy"
    )
    now = run.snapshot()
    assert now.measured is run.measured()


def test_a_change_meanwhile_is_not_lost(run, monkeypatch):
    """Two threads change settings at once; the second one's set-up is made on the first one's."""
    other = threading.Thread(target=lambda: run.apply(noise=44))
    begun = []

    def course(*given, **named):
        if not begun:
            begun.append(1)
            other.start()
            other.join()
        return original(*given, **named)

    original = measure.course
    monkeypatch.setattr(measure, "course", course)
    run.apply(hidden_layers=(7,))
    assert begun
    assert (run.settings.noise, run.settings.hidden_layers) == (44, (7,))
    assert run.network.layer_sizes[1] == 7


def test_a_weight_is_set_in_the_network_that_is_there_when_the_lock_is(run):
    setting = threading.Thread(target=lambda: run.set_weight(0, 0, 0, 0.625))
    with run.lock:
        setting.start()
        while not run.lock.wanted:
            threading.Event().wait(0.001)
        run.reset()
    setting.join()
    assert run.network.weights[0][0, 0] == 0.625
    assert np.isfinite(run.measured().test_loss)
