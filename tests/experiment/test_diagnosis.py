"""The diagnosis names what it should on runs that have the fault, and keeps quiet on the others."""

from __future__ import annotations

import pytest

from playground import Experiment
from playground.experiment.diagnosis import diagnose

FAULTS = {
    "No gradient": ({"activation": "step"}, 5),
    "Symmetry": ({"initializer": "zero"}, 5),
    "Dead ReLUs": (
        {"activation": "relu", "learning_rate": 3, "hidden_layers": (8, 8), "dataset": "xor"},
        30,
    ),
    "Vanishing gradients": (
        {"activation": "sigmoid", "hidden_layers": (4, 4, 4, 4, 4, 4), "learning_rate": 0.001},
        5,
    ),
    "Overfitting": (
        {
            "dataset": "gauss",
            "noise": 50,
            "train_share": 10,
            "hidden_layers": (8, 8, 8),
            "learning_rate": 0.1,
            "features": ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
        },
        1500,
    ),
    "Underfitting": ({"dataset": "xor", "hidden_layers": ()}, 200),
    "Learned": ({"dataset": "gauss"}, 150),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_evidence(name):
    settings, epochs = FAULTS[name]
    run = Experiment(**settings, seed=3)
    run.train(epochs)
    found = {finding.name: finding for finding in diagnose(run)}
    assert name in found
    assert found[name].evidence.endswith(".")
    assert (name == "Learned") == (not found[name].remedies)


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "Learned"])
def test_every_remedy_can_be_applied_and_trained_on(name):
    settings, epochs = FAULTS[name]
    run = Experiment(**settings, seed=3)
    run.train(epochs)
    for finding in diagnose(run):
        for remedy in finding.remedies:
            if remedy.go_to_best:
                run.go_to_best()
                assert run.epoch == run.timeline.best.epoch
            assert run.apply(**remedy.changes) == []
            run.train(1)


def test_a_healthy_run_is_left_in_peace():
    run = Experiment(dataset="circle", seed=1)
    run.train(20)
    faults = [finding for finding in diagnose(run) if finding.remedies]
    assert faults == []


def test_looking_changes_nothing():
    looked, alone = (Experiment(seed=2, engine="numpy") for _ in range(2))
    for _ in range(3):
        looked.train(5)
        diagnose(looked)
    alone.train(15)
    assert (looked.network.parameters == alone.network.parameters).all()
