"""The step that was looked at is one mini-batch of the run, bit for bit; looking is nothing."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.labs.inside.standing import Standing
from playground.nn import OPTIMIZERS
from tests.nn.test_trace import fingerprint

GRADIENT = [name for name, one in OPTIMIZERS.items() if one.uses_gradient]
SEARCHES = [name for name, one in OPTIMIZERS.items() if not one.uses_gradient]
WAYS = {
    "plain": {},
    "dropout": {"dropout": (0.4, 0.2)},
    "clipped": {"clip_norm": 0.01},
    "L1": {"regularization": "L1", "regularization_rate": 0.01},
    "L2": {"regularization": "L2", "regularization_rate": 0.01},
    "decay": {"regularization": "weight_decay", "regularization_rate": 0.01},
    "softmax": {"dataset": "blobs", "loss": "cross_entropy"},
    "frozen": {"frozen": ((1, 2), (2, 0)), "switched_off": ((1, 1),), "clip_norm": 0.1},
}
SMALL = {"hidden_layers": (4, 3), "dataset": "gauss", "train_share": 10, "batch_size": 20}


def twins(**settings):
    return [Experiment(**SMALL | settings, engine="numpy") for _ in range(2)]


@pytest.mark.parametrize("optimizer", GRADIENT)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_step_that_was_looked_at_is_the_one_that_comes(optimizer, way):
    run, other = twins(optimizer=optimizer, **way)
    for _ in range(7):  # over two ends of an epoch, where a new order is drawn
        before = fingerprint(run.trainer)
        here = Standing.of(run)
        look = here.look()
        assert fingerprint(run.trainer) == before
        assert here.take(run)
        np.testing.assert_array_equal(run.network.parameters, look.after)
        other.step_batch()
        assert fingerprint(run.trainer) == fingerprint(other.trainer)
    assert run.epoch >= 2
    run.train(3)
    other.train(3)
    assert fingerprint(run.trainer) == fingerprint(other.trainer)
    assert run.history.test_loss == other.history.test_loss
    assert run.timeline.epochs == other.timeline.epochs


def test_the_compiled_engine_takes_the_step_that_was_looked_at_too():
    run, other = (
        Experiment(**SMALL, optimizer="adam", dropout=(0.3,), engine="compiled") for _ in range(2)
    )
    for _ in range(4):
        here = Standing.of(run)
        look = here.look()
        assert here.take(run)
        other.step_batch()
        assert fingerprint(run.trainer) == fingerprint(other.trainer)
        np.testing.assert_allclose(run.network.parameters, look.after, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("optimizer", SEARCHES)
def test_the_generation_that_was_looked_at_is_the_one_that_comes(optimizer):
    run, other = twins(optimizer=optimizer)
    for _ in range(3):
        here = Standing.of(run)
        seen = here.candidates()
        with pytest.raises(ValueError, match="knows no batches"):
            here.look()
        assert here.take(run)
        other.step_batch()
        np.testing.assert_array_equal(run.network.parameters, seen.after)
        assert fingerprint(run.trainer) == fingerprint(other.trainer)
    best = seen.losses.min()
    assert seen.best is None or seen.losses[seen.best] == best < seen.loss


def test_looking_in_the_middle_leaves_a_run_that_plays_on_as_it_would_have_been():
    run, other = twins(optimizer="adam", dropout=(0.2,))
    run.train(2)
    other.train(2)
    run.step_batch()
    other.step_batch()
    for place in range(4):
        here = Standing.of(run)
        here.walk(here.look(), place)
    run.train(4)
    other.train(4)
    assert fingerprint(run.trainer) == fingerprint(other.trainer)


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.step_batch(),
        lambda run: run.train(1),
        lambda run: run.apply(learning_rate=0.1),
        lambda run: run.apply(activation="relu"),
        lambda run: run.regenerate(),
        lambda run: run.reset(),
        lambda run: run.set_weight(0, 0, 0, 0.25),
    ],
)
def test_a_step_is_not_taken_from_elsewhere(change):
    run, _ = twins()
    here = Standing.of(run)
    assert here.holds(run)
    change(run)
    assert not here.holds(run)
    before = fingerprint(run.trainer)
    assert not here.take(run)
    assert fingerprint(run.trainer) == before


def test_a_step_within_an_epoch_keeps_history_links_and_time_travel():
    run, other = twins()
    run.train(3)
    other.train(3)
    epochs = list(run.history.epochs)
    Standing.of(run).take(run)
    assert run.trainer.position == 20
    assert list(run.history.epochs) == epochs
    assert run.link() == other.link()
    run.go_to(3)
    other.go_to(3)
    assert fingerprint(run.trainer) == fingerprint(other.trainer)


def test_a_step_that_runs_away_is_told_and_taken_back():
    run, _ = twins(problem="regression", learning_rate=10.0, activation="linear", optimizer="sgd")
    for _ in range(400):
        here = Standing.of(run)
        is_sound = here.look().is_sound
        here.take(run)
        assert is_sound is (run.diverged is None)
        if run.diverged is not None:
            break
    assert run.diverged is not None
    assert np.isfinite(run.network.parameters).all()
    assert Standing.of(run).holds(run)
