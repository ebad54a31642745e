"""One learner's experiment: what a change touches, what training gives, what stays reproducible."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment
from playground.experiment import measure
from playground.nn import measuring
from playground.runs.divergence import BOUND
from playground.runs.history import DENSITY, spacing
from playground.runs.pace import SPEEDS
from playground.runs.scheduler import Scheduler
from tests.patience import until

SMALL = {"dataset": "spiral", "hidden_layers": (5, 3), "seed": 7, "noise": 10}


@pytest.fixture
def scheduler():
    return Scheduler(workers=2)


@pytest.fixture(params=["numpy", "auto"])
def engine(request):
    return request.param


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
@settings(max_examples=20, deadline=None)
def test_slices_give_bit_for_bit_what_one_call_gives(slices):
    whole, sliced = (Experiment(**SMALL, engine="numpy") for _ in range(2))
    whole.train(sum(slices))
    for epochs in slices:
        sliced.train(epochs)
        sliced.measured()  # looking changes nothing
    np.testing.assert_array_equal(whole.network.parameters, sliced.network.parameters)
    assert whole.history.columns() == sliced.history.columns() or whole.settings.problem


@pytest.mark.parametrize("speed", ["100", "rising", "max"])
def test_the_background_loop_gives_bit_for_bit_what_a_call_gives(scheduler, speed):
    run = Experiment(**SMALL, speed=speed, scheduler=scheduler, engine="numpy")
    for _ in range(3):
        before = run.epoch
        run.play()
        until(lambda before=before: run.epoch > before + 5)
        run.pause()
    same = Experiment(**SMALL, engine="numpy")
    same.train(run.epoch)
    np.testing.assert_array_equal(run.network.parameters, same.network.parameters)
    assert run.history.epochs == same.history.epochs
    assert run.history.train_loss == same.history.train_loss


def test_mini_batches_add_up_to_an_epoch():
    whole, stepped = (Experiment(**SMALL, batch_size=30, engine="numpy") for _ in range(2))
    whole.train(2)
    for _ in range(9):  # 250 points: eight batches of 30 and one of 10
        stepped.step_batch()
    assert stepped.epoch == 1
    stepped.step_batch()
    stepped.train(1)  # finishes the epoch that was begun
    assert stepped.epoch == 2
    np.testing.assert_array_equal(whole.network.parameters, stepped.network.parameters)


class Still:
    """A scheduler that leaves the slices to the test."""

    def add(self, player):
        pass


SHORT = 1e-5  # seconds of a slice in which no epoch can be trained


def test_an_epoch_longer_than_a_slice_is_trained_in_parts_bit_for_bit():
    whole, sliced = (Experiment(**SMALL, dropout=[0.2], engine="numpy") for _ in range(2))
    whole.train(3)
    begun = set()
    while sliced.epoch < 3:
        sliced.train_for(SHORT, 3)
        begun.add(sliced.trainer.position)
    assert len(begun) > 2
    np.testing.assert_array_equal(whole.network.parameters, sliced.network.parameters)
    assert whole.history.columns() == sliced.history.columns()


def test_a_run_in_parts_heeds_its_conditions_and_its_speed():
    run = Experiment(**SMALL, speed="1", stop_epochs=2, scheduler=Still(), engine="numpy")
    run.play()
    pause = 0.0
    while run.epoch < 1:
        pause = run.advance(SHORT)
        assert run.epoch == 1 or pause == 0.0  # an epoch that was begun is finished at once
    assert pause == pytest.approx(1.0)
    run.apply(speed="max")
    while run.playing:
        run.advance(SHORT)
    assert (run.epoch, run.trainer.position) == (2, 0)
    assert "2 epochs" in run.stopped


def test_a_run_in_parts_that_diverges_pauses_at_its_last_sound_part():
    run = Experiment(
        **SMALL, activation="relu", learning_rate=10, problem="regression",
        scheduler=Still(), engine="numpy",
    )  # fmt: skip
    run.play()
    while run.playing:
        run.advance(SHORT)
    assert run.diverged is not None
    assert np.abs(run.network.parameters).max() < BOUND


def test_long_epochs_are_measured_once_each_while_the_run_plays():
    run = Experiment(**SMALL, scheduler=Still(), engine="numpy")
    run.play()
    before = run.measured()
    while run.trainer.position == 0:
        run.advance(SHORT)
    assert run.measured() is before
    run.apply(noise=30)  # other points
    assert run.measured() != before
    run.pause()
    paused = run.measured()
    while run.epoch == 0:
        run.step_batch()
    assert run.measured() != paused


def test_measuring_in_parts_gives_what_measuring_at_once_gives(monkeypatch):
    found = []
    for at_once in (2048, 7):
        monkeypatch.setattr(measuring, "AT_ONCE", at_once)
        monkeypatch.setattr(measure, "AT_ONCE", at_once)
        run = Experiment(**SMALL, engine="numpy")
        run.train(3)
        loss, norms = run.measured().test_loss, run.history.norms[-1]
        found.append([loss, *norms.gradients, *run.confusion().ravel()])
    assert found[0] == pytest.approx(found[1], rel=1e-12)


@pytest.mark.parametrize(
    ("dataset", "features"),
    [
        ("circle", ("x1", "x2")),
        ("xor", ("x1", "x2")),
        ("gauss", ("x1", "x2")),
        ("spiral", ("x1", "x2", "sin_x1", "sin_x2")),
        ("reg-plane", ("x1", "x2")),
        ("reg-gauss", ("x1", "x2")),
    ],
)
def test_every_data_set_is_learned(dataset, features, engine):
    run = Experiment(
        dataset=dataset, features=features, hidden_layers=(8, 6), seed=3, engine=engine
    )
    run.train(150)
    assert run.history.train_loss[-1] < 0.5 * run.history.train_loss[0]
    assert run.history.test_loss[-1] < 0.6 * run.history.test_loss[0]


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.1},
        {"activation": "relu"},
        {"regularization": "L1", "regularization_rate": 0.01},
        {"batch_size": 1},
        {"noise": 40},
        {"train_share": 80},
        {"seed": 8},
        {"show_test_data": True},
        {"discretize": True},
        {"speed": "5"},
    ],
)
def test_a_live_change_keeps_network_and_epoch(change):
    run = Experiment(**SMALL)
    run.train(3)
    parameters = run.network.parameters.copy()
    assert run.apply(**change) == []
    np.testing.assert_array_equal(run.network.parameters, parameters)
    assert run.epoch == 3
    run.train(1)
    assert run.epoch == 4
    assert not np.array_equal(run.network.parameters, parameters)


@pytest.mark.parametrize(
    "change",
    [
        {"features": ("x1", "sin_x2")},
        {"hidden_layers": (5, 3, 2)},
        {"hidden_layers": ()},
        {"problem": "regression"},
        {"initializer": "zero"},
    ],
)
def test_a_change_of_the_network_builds_it_anew(change):
    run = Experiment(**SMALL)
    run.train(3)
    run.apply(**change)
    assert run.epoch == 0
    assert len(run.history) == 1
    run.train(1)


def test_a_changed_share_moves_only_the_cut():
    run = Experiment(**SMALL)
    before = run.data.train.points
    run.apply(train_share=60)
    assert len(run.data.train) == 300
    np.testing.assert_array_equal(run.data.train.points[:250], before)


def test_a_change_never_stops_a_playing_run(scheduler):
    run = Experiment(**SMALL, scheduler=scheduler)
    run.play()
    for change in (
        {"noise": 30},
        {"activation": "relu"},
        {"hidden_layers": (3,)},
        {"problem": "regression"},
    ):
        run.apply(**change)
        assert run.playing
        epoch = run.epoch
        until(lambda epoch=epoch: run.epoch > epoch)
    run.pause()


def test_reset_draws_other_weights_and_the_same_start_draws_the_same():
    run = Experiment(**SMALL)
    first = run.network.parameters.copy()
    run.train(2)
    run.reset(same_start=True)
    np.testing.assert_array_equal(run.network.parameters, first)
    run.reset()
    assert run.epoch == 0
    assert not np.array_equal(run.network.parameters, first)
    again = Experiment.from_link(run.link())
    np.testing.assert_array_equal(again.network.parameters, run.network.parameters)


def test_regenerate_keeps_the_network():
    run = Experiment(**SMALL)
    run.train(2)
    parameters, points = run.network.parameters.copy(), run.data.train.points
    run.regenerate()
    np.testing.assert_array_equal(run.network.parameters, parameters)
    assert run.epoch == 2
    assert not np.array_equal(run.data.train.points, points)


def test_l1_may_let_a_weight_grow_again():
    run = Experiment(
        dataset="gauss", hidden_layers=(3,), regularization="L1", regularization_rate=3, seed=1
    )
    run.train(50)
    assert not np.any(run.network.weights[0])
    run.apply(regularization_rate=0)
    run.train(50)
    assert np.any(run.network.weights[0])


def test_an_edited_weight_and_bias_are_there_at_once():
    run = Experiment(**SMALL)
    run.set_weight(0, 1, 2, -3.5)
    run.set_bias(2, 0, 0.25)
    assert run.network.weights[0][1, 2] == -3.5
    assert run.network.biases[2][0] == 0.25


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e7])
def test_a_weight_must_be_a_usable_number(value):
    run = Experiment(**SMALL)
    before = run.network.parameters.copy()
    with pytest.raises(ValueError, match="type a number"):
        run.set_weight(0, 0, 0, value)
    np.testing.assert_array_equal(run.network.parameters, before)


def test_divergence_pauses_at_the_last_sound_epoch_and_names_the_cause(scheduler, engine):
    run = Experiment(
        problem="regression",
        features=("x1", "x2", "x1_squared", "x2_squared"),
        hidden_layers=(),
        learning_rate=0.01,
        seed=2,
        scheduler=scheduler,
        engine=engine,
    )
    run.play()
    until(lambda: run.diverged is not None)
    assert not run.playing
    assert "learning rate 0.01 is too large" in run.diverged.sentence
    assert np.isfinite(run.network.parameters).all()
    stepwise = Experiment(run.settings, engine="numpy")
    stepwise.train(run.epoch)
    assert stepwise.diverged is None
    stepwise.train(1)
    assert stepwise.diverged is not None
    run.recover()
    assert run.settings.learning_rate == 0.001
    until(lambda: run.measured().train_loss < 0.1)
    assert run.playing
    run.pause()


def test_too_strong_a_pull_is_named_as_the_cause():
    run = Experiment(dataset="gauss", learning_rate=1, regularization="L2", regularization_rate=10)
    run.train(100)
    assert "regularization is too strong" in run.diverged.sentence
    run = Experiment(dataset="gauss", learning_rate=0.3, optimizer="adamw", weight_decay=10)
    run.train(100)
    assert "the weight decay is too strong" in run.diverged.sentence
    assert "learning rate 0.3 times weight decay 10 is 3" in run.diverged.sentence


def test_the_speed_is_kept(scheduler):
    run = Experiment(**SMALL, speed="100", scheduler=scheduler)
    begin = time.monotonic()
    run.play()
    until(lambda: run.epoch >= 20)
    run.pause()
    assert run.epoch <= 1 + 100 * (time.monotonic() - begin)


def test_the_speed_rises_and_begins_anew_with_every_change(scheduler):
    run = Experiment(**SMALL, speed="rising", scheduler=scheduler)
    changes = (run.play, lambda: run.apply(activation="relu"), lambda: run.set_bias(0, 0, 0.5))
    for change in changes:
        begin = time.monotonic()
        with run.lock:  # the change and the epoch at which it comes
            change()
            epoch = run.epoch
        until(lambda epoch=epoch: run.epoch >= epoch + 30)
        with run.lock:
            trained, seconds = run.epoch - epoch, time.monotonic() - begin
        assert trained <= 1 + SPEEDS["rising"].epochs(seconds)
    run.pause()


def test_subscribers_hear_of_every_change_and_may_leave():
    run = Experiment(**SMALL)
    heard = []
    note = lambda: heard.append(run.version)  # noqa: E731
    run.subscribe(note)
    run.train(1)
    run.apply(noise=5)
    run.unsubscribe(note)
    run.train(1)
    assert heard == [1, 2]


def test_a_failure_in_the_background_is_kept_for_the_page(scheduler, monkeypatch):
    run = Experiment(**SMALL, scheduler=scheduler)

    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr(run.trainer, "train_through", broken)
    run.play()
    until(lambda: run.failure is not None)
    assert not run.playing
    assert str(run.failure) == "broken"


def test_history_keeps_the_beginning_and_a_share_of_every_doubling():
    run = Experiment(dataset="gauss", hidden_layers=(), seed=1)
    run.train(5000)
    epochs = np.array(run.history.epochs)
    np.testing.assert_array_equal(epochs[:500], np.arange(500))
    for start in (500, 1000, 2000, 2500):
        assert DENSITY <= np.sum((epochs >= start) & (epochs <= 2 * start)) <= 2 * DENSITY + 1
    assert len(run.history) <= 2 * DENSITY + DENSITY * np.log2(5000 / DENSITY)
    assert epochs[-1] == 5000 - 5000 % spacing(5000, DENSITY)


def test_label_smoothing_changes_the_training_and_not_what_is_measured() -> None:
    plain, smooth = (
        Experiment(**SMALL, loss="cross_entropy", label_smoothing=share, engine="numpy")
        for share in (0, 0.5)
    )
    assert plain.measured() == smooth.measured()
    for run in (plain, smooth):
        run.train(5)
    assert not np.array_equal(plain.network.parameters, smooth.network.parameters)
    targets = plain.training.targets
    logits = smooth.network.forward(plain.training.inputs).logits[-1]
    expected = smooth.network.head.value(logits, targets).mean()
    assert smooth.history.train_loss[-1] == pytest.approx(expected)


def test_a_regression_has_no_labels_to_smooth() -> None:
    runs = [
        Experiment(problem="regression", label_smoothing=share, seed=1, engine="numpy")
        for share in (0, 0.3)
    ]
    for run in runs:
        run.train(2)
    np.testing.assert_array_equal(*(run.network.parameters for run in runs))
    assert runs[1].settings.idle("label_smoothing")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dataset": "moons2"}, "no data set"),
        ({"loss": "mse"}, "not one of"),
        ({"hidden_layers": 8}, "not a list of layer sizes"),
    ],
)
def test_what_is_put_right_in_python_is_warned_of_where_it_was_written(changes, words):
    with pytest.warns(UserWarning, match=words) as told:
        run = Experiment(engine="numpy", **changes)
    assert [str(one.message) for one in told] == run.notices
    assert told[0].filename == __file__
    link = "#dataset=moons2&activation=tanh"
    with pytest.warns(UserWarning, match="moons2") as told:
        Experiment.from_link(link, engine="numpy")
    assert told[0].filename == __file__


@pytest.mark.parametrize("epochs", [-1, 2.5])
def test_no_number_of_epochs_is_refused_in_words(epochs):
    run = Experiment(engine="numpy")
    with pytest.raises(ValueError, match="whole number of epochs"):
        run.train(epochs)
    assert run.epoch == 0


def test_a_run_knows_whether_training_alone_has_made_its_weights():
    run = Experiment(dataset="gauss", hidden_layers=[2])
    first = run.snapshot().origin
    assert first.is_own
    assert first.settings.hidden_layers == (2,)
    run.train(3)
    run.apply(learning_rate=0.1)
    assert run.snapshot().origin == first
    run.set_weight(0, 0, 0, 1.0)
    assert not run.snapshot().origin.is_own
    run.reset()
    fresh = run.snapshot().origin
    assert fresh.is_own
    assert fresh.number > first.number
    assert fresh.settings.learning_rate == 0.1
    run.apply(noise=20)
    assert not run.snapshot().origin.is_own
    run.apply(dataset="xor", noise=0)
    assert run.snapshot().origin.is_own
    run.train(3)
    other = Experiment(dataset="xor", hidden_layers=[2], learning_rate=0.1)
    other.resume(run.trainer.state())
    assert not other.snapshot().origin.is_own
