"""Going back in time, stopping by conditions, pins, and many seeds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Experiment
from playground.experiment.comparison import Pin, names
from playground.experiment.diagnosis import diagnose
from playground.experiment.seeds import repeats as seeds
from playground.experiment.settings import Settings
from playground.experiment.stopping import Progress, last_improvement, met
from playground.nn import OPTIMIZERS, SCHEDULES
from playground.runs.history import History, Measured, until_next
from playground.runs.scheduler import Scheduler
from playground.runs.timeline import BUDGET, Moment, Timeline
from tests.patience import until


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_going_back_gives_the_exact_moment_and_training_goes_on_the_same_way(optimizer):
    run = Experiment(dataset="spiral", optimizer=optimizer, dropout=(0.2,), seed=3, engine="numpy")
    parameters = {}
    for epoch in range(31):
        parameters[epoch] = run.network.parameters.copy()
        run.train(1)
    for epoch in (20, 3, 30, 0, 12):
        run.go_to(epoch)
        assert run.epoch == epoch
        np.testing.assert_array_equal(run.network.parameters, parameters[epoch])
    assert run.history.epochs[-1] == 31  # the curves stay whole while one only looks
    run.train(18)
    np.testing.assert_array_equal(run.network.parameters, parameters[30])
    assert run.history.epochs == list(range(31))


@given(
    st.sampled_from(sorted(OPTIMIZERS)),
    st.sampled_from(sorted(SCHEDULES)),
    st.lists(st.integers(1, 7), min_size=1, max_size=5),
    st.integers(0, 40),
)
@settings(max_examples=30, deadline=None)
def test_going_back_gives_the_exact_parameters_whatever_trains(optimizer, schedule, slices, asked):
    run = Experiment(
        dataset="gauss", hidden_layers=(2,), noise=20, engine="numpy",
        optimizer=optimizer, schedule=schedule, population=6,
    )  # fmt: skip
    run.timeline.capacity = 8
    seen = {0: run.network.parameters.copy()}
    for epochs in slices:
        for _ in range(epochs):
            run.train(1)
            seen[run.epoch] = run.network.parameters.copy()
    end = run.epoch
    run.go_to(asked)
    assert run.epoch <= min(asked, end)
    np.testing.assert_array_equal(run.network.parameters, seen[run.epoch])
    measured = dict(zip(run.history.epochs, run.history.measured, strict=True))
    assert run.measured() == measured[run.epoch]


def test_the_moments_are_bounded_in_number_and_bytes():
    for size in (10, 433, 100_000):
        timeline = Timeline(size)
        assert 32 <= timeline.capacity <= 1000
        assert timeline.capacity * (24 * size) <= max(BUDGET, 32 * 24 * size)
    run = Experiment(dataset="gauss", hidden_layers=(8, 8, 8), seed=1)
    run.timeline.capacity = 10
    run.train(100)
    assert len(run.timeline) <= 10
    apart = np.diff(run.timeline.epochs)
    assert apart[0] == 1
    assert all(apart[1:] >= apart[:-1])
    run.go_to(99)
    assert run.epoch == run.timeline.epochs[-1]


def test_the_best_epoch_is_kept_whatever_is_thinned_out():
    run = Experiment(
        dataset="gauss",
        noise=50,
        train_share=10,
        hidden_layers=(8, 8),
        features=("x1", "x2", "x1_x2", "sin_x1", "sin_x2"),
        learning_rate=0.3,
        seed=2,
    )
    run.timeline.capacity = 5
    run.train(400)
    best = run.timeline.best
    assert best.test_loss == min(run.history.test_loss)
    run.go_to_best()
    assert run.epoch == best.epoch
    assert run.measured().test_loss == best.test_loss


def test_the_best_epoch_of_what_is_left_is_known_after_going_back():
    run = Experiment(dataset="gauss", noise=50, train_share=10, learning_rate=0.3, seed=2)
    run.train(60)
    losses = run.history.test_loss
    epoch = next(at for at in range(20, 60) if losses[at + 1] > min(losses[: at + 1]))
    # The best moment lies ahead of the one that is gone back to, and is forgotten with the rest.
    run.timeline.best = Moment(60, 0.0, run.trainer.state())
    run.go_to(epoch)
    run.train(1)
    assert run.timeline.best.test_loss == min(run.history.test_loss)
    assert run.timeline.best.epoch == int(np.argmin(run.history.test_loss))


@pytest.mark.parametrize(
    "change",
    [
        {"noise": 50},
        {"seed": 9},
        {"activation": "relu"},
        {"layer_activations": ("relu",)},
        {"loss": "huber"},
        {"standardise": True},
    ],
)
def test_losses_of_another_question_are_not_compared(change):
    """A data set that was easier is no better epoch, and its end no divergence or overfitting."""
    run = Experiment(dataset="gauss", seed=1, learning_rate=0.1, engine="numpy")
    run.train(120)
    run.apply(**change)
    assert run.timeline.best is None
    assert last_improvement(run.history) == 120
    run.go_to_best()
    assert run.epoch == 120
    run.train(30)
    best = run.timeline.best
    assert best.epoch > 120
    run.go_to_best()
    assert run.measured().test_loss == best.test_loss
    assert not {"Overfitting", "Divergence"} & {one.name for one in diagnose(run.snapshot())}
    run.go_to(60)
    run.train(5)
    assert run.timeline.best.epoch > 60


@pytest.mark.parametrize(
    "change", [{"learning_rate": 1}, {"optimizer": "adam"}, {"show_test_data": True}]
)
def test_losses_of_the_same_question_are_compared(change):
    run = Experiment(dataset="gauss", seed=1)
    run.train(20)
    best = run.timeline.best
    run.apply(**change)
    assert run.timeline.best is best
    assert run.history.since == -1


def test_going_back_takes_away_why_the_run_had_paused():
    run = Experiment(dataset="gauss", stop_epochs=10)
    run.train_for(10, 50, stopping=True)
    assert run.stopped
    run.go_to(3)
    assert run.stopped == ""


@pytest.mark.parametrize("right", range(1, 101))
def test_an_accuracy_that_is_reached_exactly_counts(right):
    progress = Progress(5, Measured(0.1, 0.1, 1.0, right / 100), History())
    assert "stop_accuracy" in met(Settings(stop_accuracy=right), progress)
    assert "stop_accuracy" not in met(Settings(stop_accuracy=right + 1), progress)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"stop_epochs": 37}, "37 epochs are trained"),
        ({"stop_loss": 0.05}, "test loss has fallen to 0.05"),
        ({"stop_accuracy": 95}, "95 % of the test points"),
        ({"stop_patience": 25, "learning_rate": 3, "noise": 50}, "not improved for 25 epochs"),
    ],
)
def test_a_condition_pauses_the_run_and_says_why(condition, words):
    scheduler = Scheduler(workers=1)
    run = Experiment(dataset="gauss", seed=1, scheduler=scheduler, **condition)
    run.play()
    until(lambda: not run.playing)
    assert words in run.stopped
    if "stop_epochs" in condition:
        assert run.epoch == 37
    run.play()  # a condition that is met already does not stop it again
    epoch = run.epoch
    until(lambda: run.epoch > epoch + 3)
    assert run.stopped == ""
    run.pause()


def test_patience_does_not_end_between_two_measurements():
    history = History()
    for epoch in range(40_000):
        if history.wants(epoch):
            history.add(epoch, Measured(1.0, 1.0 - 1e-5 * epoch, None, None))
    last, settings = history.epochs[-1], Settings(stop_patience=100)
    assert until_next(last, history.density) > settings.stop_patience
    progress = Progress(last + settings.stop_patience, history.measured[-1], history)
    assert met(settings, progress) == {}
    progress.history.add(last + until_next(last, history.density), progress.measured)
    assert "stop_patience" in met(settings, progress)


def test_a_pin_keeps_the_curves_and_is_named_by_what_differs():
    run = Experiment(dataset="gauss", seed=1)
    run.train(5)
    pin = Pin.of(run.snapshot())
    run.apply(learning_rate=0.3)
    run.reset()
    assert pin.columns["epoch"] == [0, 1, 2, 3, 4, 5]
    assert names([pin.settings, run.settings]) == ["learning rate 0.03", "learning rate 0.3"]
    assert names([Settings(), Settings()]) == ["the same settings"] * 2
    assert names([Settings(), Settings(start=1)]) == ["start 0", "start 1"]
    assert names([Settings(), Settings(show_test_data=True)]) == ["the same settings"] * 2


def test_a_pins_name_says_what_the_page_says_and_only_what_has_an_effect():
    plain = Settings()
    assert names([plain, Settings(optimizer="cma_es")]) == [
        "optimizer SGD",
        "optimizer CMA-ES",
    ]
    assert names([plain, Settings(optimizer="adam", adam_beta1=0.5)]) == [
        "optimizer SGD",
        "optimizer Adam, beta 1 0.5",
    ]
    evolution = Settings(optimizer="genetic", learning_rate=0.3, dropout=(0.5,), schedule="cosine")
    assert names([plain, evolution])[1] == "optimizer Genetic"
    assert names([plain, Settings(learning_rate=1), evolution])[0] == (
        "optimizer SGD, learning rate 0.03"
    )
    without_effect = Settings(adam_beta1=0.5, exponential_decay=0.1, regularization_rate=3)
    assert names([plain, without_effect]) == ["the same settings"] * 2
    assert names([plain, Settings(features=("x1", "sin_x2", "x1^4"))]) == [
        "features x₁, x₂",
        "features x₁, sin(x₂), x1^4",
    ]
    regression = Settings(problem="regression", reg_dataset="reg-gauss")
    assert names([plain, regression]) == [
        "problem type Classification, data set Circle",
        "problem type Regression, data set Multi gaussian",
    ]
    assert names([plain, Settings(schedule="cosine")])[1] == "schedule Cosine"
    slow = Settings(schedule="cosine", cosine_period=500)
    assert names([plain, slow])[1] == "schedule Cosine, epochs to the end 500"
    assert names([plain, Settings(dataset="own")])[1] == "data set own points"
    blobs = Settings(dataset="blobs", n_classes=5)
    assert names([plain, blobs]) == ["data set Circle", "data set Blobs, classes 5"]


def test_many_seeds_show_the_spread_and_each_is_an_ordinary_run():
    scheduler = Scheduler(workers=2)
    repeats = seeds(Settings(dataset="gauss", seed=5), epochs=30, n_seeds=6, scheduler=scheduler)
    repeats.start()
    until(lambda: repeats.done)
    assert repeats.progress == 1
    spread = repeats.spread()
    assert (spread.n_runs, spread.n_diverged) == (6, 0)
    assert spread.success_rate == 1
    assert 0 < spread.epochs_needed <= 30
    assert (spread.low <= spread.median).all()
    assert (spread.median <= spread.high).all()
    alone = Experiment(dataset="gauss", seed=7)
    alone.train(30)
    third = repeats.finished[2]
    assert third.epochs == alone.history.epochs
    np.testing.assert_allclose(third.test_losses, alone.history.test_loss, rtol=1e-9)


def test_many_seeds_can_be_cancelled():
    scheduler = Scheduler(workers=1)
    repeats = seeds(Settings(), epochs=100_000, scheduler=scheduler)
    repeats.start()
    until(lambda: repeats.progress > 0)
    repeats.cancel()
    until(lambda: repeats not in scheduler)
    assert repeats.done
    assert repeats.spread() is None


def test_runs_that_diverge_are_counted():
    repeats = seeds(
        Settings(problem="regression", hidden_layers=(), learning_rate=10), epochs=50, n_seeds=3
    )
    while repeats.advance(1.0) is not None:
        pass
    spread = repeats.spread()
    assert (spread.n_runs, spread.n_diverged, spread.success_rate) == (3, 3, 0)
    assert spread.epochs_needed is None
