"""Conditions of lessons: each is met by one state, is not by another, and is missed by a third."""

from __future__ import annotations

import math

import pytest

from playground.experiment import Experiment
from playground.labs.curves.lab import LabSettings as CurveSettings
from playground.labs.optimizers.settings import LabSettings as RaceSettings
from playground.lessons.conditions.curves import CURVES, FITTED, POINTS, TESTED, Curves
from playground.lessons.conditions.network import MEASURED, NETWORK
from playground.lessons.conditions.races import RACES, Race
from playground.lessons.grounds import GROUNDS


@pytest.fixture(scope="module")
def easy():
    """A run that learns at once, before and after its training."""
    run = Experiment(dataset="gauss", hidden_layers=[2], learning_rate=0.1, seed=1)
    before = run.snapshot()
    run.train(20)
    return before, run.snapshot()


@pytest.fixture(scope="module")
def hopeless():
    """A line cannot tell a ring's points apart."""
    run = Experiment(dataset="circle", hidden_layers=[], seed=1)
    run.train(20)
    return run.snapshot()


@pytest.fixture(scope="module")
def away():
    """A run whose numbers ran away."""
    run = Experiment(problem="regression", hidden_layers=[], learning_rate=10, seed=1)
    run.train(20)
    assert run.diverged
    return run.snapshot()


def ask(name, now, **given):
    asked = NETWORK[name]
    return asked.ask(now, {}, **asked.parameters(given))


def verdict(found):
    assert not (found.met and found.missed)
    return "met" if found.met else "missed" if found.missed else "waits"


def test_every_condition_says_what_it_asks():
    for ground in GROUNDS.values():
        for condition in ground.conditions.values():
            assert condition.explanation.endswith(".")


def test_the_numbers_are_those_of_the_run(easy):
    found = ask("trained", easy[1], epochs=20)
    assert tuple(found.numbers) == MEASURED
    assert found.numbers["accuracy"] == easy[1].measured.test_accuracy
    assert found.numbers["neurons"] == 2
    assert found.numbers["weights"] == 9
    assert found.numbers["best"] <= found.numbers["test_loss"]


def test_a_regression_has_no_accuracy(away):
    assert math.isnan(ask("trained", away, epochs=0).numbers["accuracy"])


def test_conditions_of_the_playground(easy, hopeless, away):
    before, after = easy
    assert verdict(ask("trained", before, epochs=20)) == "waits"
    assert verdict(ask("trained", after, epochs=20)) == "met"
    assert verdict(ask("learned", before, within=20)) == "waits"
    assert verdict(ask("learned", after, within=20)) == "met"
    assert verdict(ask("learned", hopeless, within=20)) == "missed"
    assert verdict(ask("learned", after, within=20, neurons=1)) == "waits"
    assert verdict(ask("not_learned", hopeless, after=20)) == "met"
    assert verdict(ask("not_learned", hopeless, after=30)) == "waits"
    assert verdict(ask("not_learned", after, after=20)) == "missed"
    assert verdict(ask("sank", after, loss=0.1, within=20)) == "met"
    assert verdict(ask("sank", hopeless, loss=0.1, within=30)) == "waits"
    assert verdict(ask("sank", hopeless, loss=0.1, within=20)) == "missed"
    assert verdict(ask("diverged", away, within=5)) == "met"
    assert verdict(ask("diverged", hopeless, within=20)) == "missed"
    assert verdict(ask("diverged", hopeless, within=30)) == "waits"
    assert verdict(ask("sound", hopeless, after=20)) == "met"
    assert verdict(ask("sound", hopeless, after=30)) == "waits"
    assert verdict(ask("sound", away, after=20)) == "missed"


def test_overfitting_is_a_test_loss_far_above_its_best():
    run = Experiment(
        dataset="gauss", noise=50, train_share=10, hidden_layers=[8, 8], batch_size=1, seed=2
    )
    run.train(50)
    assert verdict(ask("overfitted", run.snapshot(), factor=1.2, after=1000)) == "waits"
    assert verdict(ask("overfitted", run.snapshot(), factor=1.0, after=50)) == "met"
    assert verdict(ask("overfitted", run.snapshot(), factor=1e9, after=50)) == "missed"


def raced(name, seen=True, **given):
    settings, notices = RaceSettings().replaced(
        surface="bowl", rules=("sgd", "momentum"), steps=100, sgd_rate=0.1, momentum_rate=20.0
    )
    assert not notices
    asked = RACES[name]
    return verdict(asked.ask(Race(settings, seen), {}, **asked.parameters(given)))


def test_conditions_of_races():
    assert raced("arrived", rule="sgd", below=1e-3, within=50) == "met"
    assert raced("arrived", rule="sgd", below=1e-3, within=2) == "missed"
    assert raced("arrived", rule="sgd", below=1e-3, within=50, seen=False) == "waits"
    assert raced("arrived", rule="adam", below=1e-3, within=50) == "waits"
    assert raced("ran_away", rule="momentum") == "met"
    assert raced("ran_away", rule="sgd") == "missed"
    assert raced("ran_away", rule="sgd", seen=False) == "waits"
    assert raced("stayed", rule="sgd", above=-1) == "met"
    assert raced("stayed", rule="sgd", above=1) == "missed"
    assert raced("stayed", rule="sgd", above=1, seen=False) == "waits"


def test_conditions_of_curves():
    asked = CURVES["fitted"]

    def found(stage, **given):
        return verdict(asked.ask(Curves(CurveSettings(), stage), {}, **asked.parameters(given)))

    assert found(TESTED, degrees=[1, 10]) == "met"
    assert found(TESTED, degrees=[1, 2]) == "waits"
    assert found(FITTED, degrees=[1]) == "waits"
    assert found(FITTED, degrees=[1], tested=False) == "met"
    assert found(POINTS, degrees=[1], tested=False) == "waits"
