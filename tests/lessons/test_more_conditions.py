"""Conditions of single lessons: states that meet them, that do not, and that miss them."""

from __future__ import annotations

import math

import pytest

from playground.experiment import Experiment
from playground.labs.curves.lab import LabSettings as CurveSettings
from playground.labs.optimizers.settings import LabSettings as RaceSettings
from playground.lessons.conditions.curves import FITTED, POINTS, TESTED, Curves
from playground.lessons.conditions.races import Race
from playground.lessons.grounds import GROUNDS


def verdict(path, name, now, earlier=None, **given):
    asked = GROUNDS[path].conditions[name]
    found = asked.ask(now, earlier or {}, **asked.parameters(given))
    assert not (found.met and found.missed)
    assert set(found.numbers) <= set(asked.gives)
    return "met" if found.met else "missed" if found.missed else "waits"


def asked(name, now, earlier=None, **given):
    return verdict("/", name, now, earlier, **given)


@pytest.fixture(scope="module")
def stepped():
    """A run before its first step, after it, and after another one."""
    run = Experiment(hidden_layers=[6], batch_size=10_000, learning_rate=0.03, seed=1)
    before = run.snapshot()
    run.step_batch()
    first = run.snapshot()
    run.step_batch()
    return before, first, run.snapshot()


@pytest.mark.parametrize(
    ("name", "met", "missed"),
    [
        ("stepped", {"falls": True}, {"least": 0.99}),
        ("downhill", {}, None),
        ("as_promised", {"least": 0.9, "most": 1.0}, {"least": 2.0, "most": 3.0}),
        ("moved_by", {}, {"least": 0.98, "most": 1.01}),
        ("blamed", {}, None),
    ],
)
def test_conditions_of_a_first_step(stepped, name, met, missed):
    before, first, second = stepped
    assert asked(name, before, **met) == "waits"
    assert asked(name, first, **met) == "met"
    assert asked(name, second, **met) == "waits"
    if missed is not None:
        assert asked(name, first, **missed) == "missed"


def test_a_first_step_from_other_weights_is_none():
    run = Experiment(batch_size=10_000, seed=1)
    run.set_weight(0, 0, 0, 2.0)
    run.step_batch()
    assert asked("stepped", run.snapshot()) == "waits"


@pytest.fixture(scope="module")
def trained():
    run = Experiment(dataset="gauss", hidden_layers=[4], noise=20, seed=1)
    before = run.snapshot()
    run.train(30)
    return before, run.snapshot()


@pytest.mark.parametrize(
    ("name", "met", "missed"),
    [
        ("reached", {"loss": 0.1, "within": 30}, {"loss": 1e-9, "within": 30}),
        ("trembled", {"after": 30}, {"after": 30, "least": 0.99}),
        ("faded", {"after": 30, "most": 100.0}, {"after": 30, "most": 0.0}),
        ("zeros", {"after": 30, "most": 0}, {"after": 30, "least": 1}),
        ("above_baseline", {"after": 30, "most": 1.0}, {"after": 30, "least": 1.0}),
        ("measured_again", {"after": 30}, None),
        ("alike", None, {"after": 30}),
    ],
)
def test_conditions_of_a_run(trained, name, met, missed):
    before, after = trained
    assert asked(name, before, **(met or missed)) == "waits"
    if met is not None:
        assert asked(name, after, **met) == "met"
    if missed is not None:
        assert asked(name, after, **missed) == "missed"


def test_what_is_compared_with_an_earlier_step(trained):
    before, after = trained
    earlier = {"one": {"test_loss": 10.0, "when": 1000}}
    assert asked("compared", after, earlier, than="one", after=30, most=1.0) == "met"
    assert asked("compared", after, earlier, than="one", after=30, least=1.0) == "missed"
    assert asked("compared", after, earlier, than="one", after=31, most=1.0) == "waits"
    faster = {"loss": 0.1, "within": 30, "than": "one"}
    assert asked("reached", after, earlier, times=2.0, **faster) == "met"
    assert asked("reached", after, earlier, times=1e9, **faster) == "missed"
    assert asked("reached", before, earlier, times=2.0, **faster) == "waits"


def test_who_starts_alike_stays_alike():
    run = Experiment(hidden_layers=[3], initializer="zero", bias_initializer="data", seed=1)
    assert asked("at_baseline", run.snapshot()) == "met"
    run.train(5)
    assert asked("alike", run.snapshot(), after=5) == "met"
    assert asked("at_baseline", run.snapshot()) == "waits"


def test_a_silent_neuron_is_not_moved():
    run = Experiment(hidden_layers=[3], activation="relu", seed=1)
    assert asked("silent", run.snapshot(), neuron=1) == "waits"
    run.set_bias(0, 0, -20.0)
    assert asked("silent", run.snapshot(), neuron=1) == "met"
    earlier = {"one": {"weight": float(run.network.weights[0][0, 0])}}
    given = {"than": "one", "after": 5}
    assert asked("unmoved", run.snapshot(), earlier, neuron=1, **given) == "waits"
    run.train(5)
    assert asked("unmoved", run.snapshot(), earlier, neuron=1, **given) == "met"
    assert asked("unmoved", run.snapshot(), {"one": {"weight": 0.0}}, neuron=1, **given) == "missed"


def test_a_rate_beyond_the_limit_runs_away():
    for rate, away in ((0.1, False), (0.3, True)):
        run = Experiment(
            problem="regression", hidden_layers=[], batch_size=10_000, learning_rate=rate, seed=1
        )
        assert asked("steep", run.snapshot(), within=60, away=away) == "waits"
        run.train(60)
        assert asked("steep", run.snapshot(), within=60, away=away) == "met"
        assert asked("steep", run.snapshot(), within=60, away=not away) == "missed"


def test_patience_is_looked_up_in_the_course_of_a_run():
    run = Experiment(
        hidden_layers=[8, 8], noise=50, train_share=10, learning_rate=0.1, seed=1, dataset="gauss"
    )
    run.train(400)
    now = run.snapshot()
    given = {"than": "one", "patience": 50}
    assert asked("stopped_early", now, {"one": {"test_loss": math.inf}}, **given) == "met"
    assert asked("stopped_early", now, {"one": {"test_loss": 0.0}}, **given) == "missed"
    given["patience"] = 500
    assert asked("stopped_early", now, {"one": {"test_loss": 0.0}}, **given) == "waits"


def raced(name, earlier=None, *, seen=True, **given):
    settings, notices = RaceSettings().replaced(
        surface="bowl", rules=("sgd", "momentum"), steps=100, sgd_rate=0.1, momentum_rate=20.0
    )
    assert not notices
    return verdict("/optimizers", name, Race(settings, seen), earlier, **given)


@pytest.mark.parametrize(
    ("name", "met", "missed"),
    [
        ("ended", {"kinds": {"sgd": "arrived"}}, {"kinds": {"sgd": "saddle"}}),
        ("ended_below", {"values": {"sgd": 0.1}, "above": 1.0}, {"values": {}, "above": 1.0}),
        ("slowed", {"most": {"sgd": 1.0}}, {"most": {"sgd": 2.0}, "least": {"sgd": 2.0}}),
        ("grew", {"rules": ["momentum"]}, {"rules": ["sgd"]}),
    ],
)
def test_conditions_of_races(name, met, missed):
    assert raced(name, **met) == "met"
    assert raced(name, seen=False, **met) == "waits"
    assert raced(name, **missed) == "missed"


def test_a_race_is_compared_with_an_earlier_one():
    earlier = {"one": {"sgd_steps": 1}}
    given = {"than": "one", "of": "steps"}
    assert raced("changed", earlier, least={"sgd": 2.0}, **given) == "met"
    assert raced("changed", earlier, most={"sgd": 2.0}, **given) == "missed"
    assert raced("changed", earlier, most={"adam": 2.0}, **given) == "waits"


def fitted(name, earlier=None, *, stage=TESTED, changes=None, **given):
    settings, notices = CurveSettings().replaced(**(changes or {}))
    assert not notices
    return verdict("/curves", name, Curves(settings, stage), earlier, **given)


def test_conditions_of_fits():
    assert fitted("best_are", train=10) == "met"
    assert fitted("best_are", train=1) == "missed"
    assert fitted("best_are", train=10, stage=FITTED) == "waits"
    earlier = {"one": {"mean_train_3": 0.1, "best_test": 10, "best_error": 0.01, "tests": 5}}
    changed = {"than": "one", "of": "mean_train_3"}
    assert fitted("error_changed", earlier, least=2.0, **changed) == "met"
    assert fitted("error_changed", earlier, most=2.0, **changed) == "missed"
    assert fitted("error_changed", earlier, stage=POINTS, **changed) == "waits"
    assert fitted("below", degree=3, other=10, most=0.1) == "met"
    assert fitted("below", degree=10, other=3, most=0.1) == "missed"
    assert fitted("below", degree=15, other=3, most=0.1) == "waits"
    assert fitted("disenchanted", earlier, than="one") == "met"
    assert fitted("disenchanted", earlier, than="one", stage=FITTED) == "waits"
    lucky = {"one": {"best_test": 1, "best_error": 1e9, "tests": 5}}
    assert fitted("disenchanted", lucky, than="one") == "missed"
    assert fitted("disenchanted", {"one": lucky["one"] | {"tests": 10}}, than="one") == "waits"


def test_conditions_of_many_data_sets_and_staircases():
    drawn = {"truth": "sine", "degrees": (1, 6), "draws": 1}
    assert fitted("scattered", changes=drawn, biased=1, wild=6) == "met"
    assert fitted("scattered", changes=drawn, biased=6, wild=1) == "missed"
    assert fitted("scattered", changes=drawn | {"draws": 0}, biased=1, wild=6) == "waits"
    stairs = {"curve": "diagonal", "steps": 10, "depth": 3}
    assert fitted("built", changes=stairs, most=0.051) == "met"
    assert fitted("built", changes=stairs, most=0.049) == "waits"
    assert fitted("built", changes=stairs, teeth=4) == "met"
    assert fitted("built", changes=stairs, teeth=5) == "waits"


def test_bands_wait_for_all_fits():
    assert fitted("banded", narrowest="initial", most=0.68) == "waits"
