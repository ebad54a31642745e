"""The diagnosis names what it should on runs that have the fault, and keeps quiet on the others."""

from __future__ import annotations

import numpy as np
import pytest

from playground import Experiment
from playground.experiment.diagnosis import diagnose
from playground.experiment.reasons import Grounds, reason
from playground.resources import folder

PICTURES = (folder("static") / "playground" / "why.js").read_text(encoding="utf-8")
FAULTS = {
    "Steps too large": ({"dataset": "circle", "optimizer": "adam", "learning_rate": 1}, 400),
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
    "Exploding gradients": (
        {
            "problem": "regression",
            "activation": "relu",
            "initializer": "normal",
            "hidden_layers": (8, 8, 8, 8),
        },
        0,
    ),
    "Divergence": (
        {"dataset": "circle", "activation": "relu", "learning_rate": 10, "hidden_layers": (8, 8)},
        60,
    ),
    "Steps too small": ({"dataset": "circle", "learning_rate": 0.0001}, 300),
    "Too much regularization": ({"regularization": "L2", "regularization_rate": 0.3}, 300),
    "Underfitting": ({"dataset": "xor", "hidden_layers": ()}, 200),
    "Learned": ({"dataset": "gauss"}, 150),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_evidence(name):
    settings, epochs = FAULTS[name]
    run = Experiment(**settings, seed=3)
    run.train(epochs)
    found = {finding.name: finding for finding in diagnose(run.snapshot())}
    assert name in found
    assert found[name].evidence.endswith(".")
    why = found[name].why
    assert why is not None
    assert why.text.endswith(".")
    assert f"function {why.picture}(svg" in PICTURES
    numbers = [number for one in why.data.values() if isinstance(one, list) for number in one]
    assert np.isfinite(numbers).all()
    assert (name == "Learned") == (not found[name].remedies)


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "Learned"])
def test_every_remedy_can_be_applied_and_trained_on(name):
    settings, epochs = FAULTS[name]
    run = Experiment(**settings, seed=3)
    run.train(epochs)
    for finding in diagnose(run.snapshot()):
        for remedy in finding.remedies:
            if remedy.go_to_best:
                run.go_to_best()
                assert run.epoch == run.timeline.best.epoch
            settings = run.settings
            assert run.apply(**remedy.changes) == []
            assert remedy.go_to_best or run.settings != settings  # the click does something
            run.train(1)


def test_a_healthy_run_is_left_in_peace():
    run = Experiment(dataset="circle", seed=1)
    run.train(20)
    faults = [finding for finding in diagnose(run.snapshot()) if finding.remedies]
    assert faults == []


@pytest.mark.parametrize("regularization", ["L1", "L2", "weight_decay"])
def test_a_loss_that_regularization_raises_is_no_divergence(regularization):
    run = Experiment(dataset="gauss", seed=0, engine="numpy")
    run.train(100)
    run.apply(regularization=regularization, regularization_rate=1)
    run.train(300)
    told = {finding.name: finding for finding in diagnose(run.snapshot())}
    assert set(told) == {"Too much regularization"}
    for finding in told.values():
        assert finding.remedies[0].label == "Regularization rate 0.003"


@pytest.mark.parametrize("rate", [0, 0.0001, 0.001])
def test_steps_that_overshoot_are_told_of_though_weights_are_regularized(rate):
    run = Experiment(seed=1, hidden_layers=(8, 8), regularization="L2", regularization_rate=rate)
    run.train(60)
    run.apply(learning_rate=10)
    run.train(60)
    assert "Divergence" in {finding.name for finding in diagnose(run.snapshot())}


def test_looking_changes_nothing():
    looked, alone = (Experiment(seed=2, engine="numpy") for _ in range(2))
    for _ in range(3):
        looked.train(5)
        diagnose(looked.snapshot())
    alone.train(15)
    assert (looked.network.parameters == alone.network.parameters).all()


def found(**settings):
    """Return the findings about an untrained run, by name."""
    return {
        finding.name: finding for finding in diagnose(Experiment(seed=3, **settings).snapshot())
    }


def test_faults_of_the_gradient_are_none_of_a_population():
    for fault in ({"activation": "step"}, {"initializer": "zero"}):
        assert found(**fault)
        assert not found(**fault, optimizer="cma_es")
        assert not found(**fault, optimizer="genetic")


def test_a_step_in_front_leaves_the_layers_behind_it_to_learn():
    told = found(layer_activations=("step", "tanh"))["No gradient"]
    assert "hidden layer 1" in told.evidence
    assert "only the layers behind it can learn" in told.evidence
    assert told.remedies[1].changes == {"layer_activations": ("tanh", "tanh")}
    assert "only the output can learn" in found(activation="step")["No gradient"].evidence


def test_neurons_that_differ_only_in_what_they_send_on_are_not_alike():
    run = Experiment(hidden_layers=(2,), initializer="zero")
    assert [one.name for one in diagnose(run.snapshot())] == ["Symmetry"]
    run.set_weight(1, 0, 0, 0.5)
    assert diagnose(run.snapshot()) == []


def test_neurons_that_dropout_makes_differ_are_not_said_to_stay_alike():
    alike = {"hidden_layers": (3,), "initializer": "zero", "dropout": (0.5,)}
    run = Experiment(activation="sigmoid", seed=1, **alike)
    assert "Symmetry" not in {one.name for one in diagnose(run.snapshot())}
    run.train(1)
    assert np.ptp(run.network.weights[0], axis=1).all()
    run = Experiment(activation="tanh", seed=1, **alike)  # nothing comes through at all
    run.train(1)
    assert "Symmetry" in {one.name for one in diagnose(run.snapshot())}


def test_clipping_is_a_remedy_that_is_seen_to_work():
    settings, _ = FAULTS["Exploding gradients"]
    assert "Exploding gradients" in found(**settings)
    assert "Exploding gradients" not in found(**settings, clip_norm=1.0)


def test_a_network_that_is_right_by_luck_has_not_learned():
    run = Experiment(dataset="gauss", seed=0)
    assert run.measured().test_accuracy > 0.95
    assert diagnose(run.snapshot()) == []
    run.train(1)
    assert [one.name for one in diagnose(run.snapshot())] == ["Learned"]


def test_who_goes_back_in_time_is_told_of_that_time():
    settings, epochs = FAULTS["Divergence"]
    run = Experiment(**settings, seed=3)
    run.train(epochs)
    assert "Divergence" in {one.name for one in diagnose(run.snapshot())}
    run.go_to(0)
    assert "Divergence" not in {one.name for one in diagnose(run.snapshot())}


@pytest.mark.parametrize(
    ("settings", "first"),
    [
        ({"activation": "linear"}, "Use tanh"),
        ({"dropout": (0.9, 0.9)}, "No dropout"),
        (
            {"regularization": "L2", "regularization_rate": 0.03, "hidden_layers": (8, 8)},
            "Regularization rate 0.003",
        ),
        (
            {"regularization": "L1", "regularization_rate": 0.003, "hidden_layers": (8, 8)},
            "No regularization",
        ),
        ({"hidden_layers": (1,)}, "Two hidden layers of 8 neurons"),
        ({"hidden_layers": (16, 16), "learning_rate": 0.003, "batch_size": 250}, "Learning rate"),
    ],
)
def test_the_remedy_for_too_little_power_is_what_holds_the_network_back(settings, first):
    run = Experiment(dataset="spiral", seed=3, engine="compiled", **settings)
    run.train(400)
    told = {finding.name: finding for finding in diagnose(run.snapshot())}["Underfitting"]
    assert told.remedies[0].label.startswith(first)
    held = "regularization" in settings
    assert ("The regularization is too strong" in told.evidence) == held


TOO_LARGE = [
    {"dataset": "circle", "optimizer": "adam", "learning_rate": 1},
    {"dataset": "circle", "optimizer": "rmsprop", "learning_rate": 1},
    {"dataset": "circle", "learning_rate": 10, "activation": "sigmoid"},
    {"dataset": "xor", "optimizer": "adam", "learning_rate": 3},
]


@pytest.mark.parametrize("settings", TOO_LARGE)
def test_a_rate_that_is_far_too_large_is_no_underfitting_and_a_smaller_one_helps(settings):
    run = Experiment(**settings)
    losses = []
    for _ in range(3):
        run.train(400)
        losses.append(run.measured().train_loss)
        found = {finding.name: finding for finding in diagnose(run.snapshot())}
        if not {"Steps too large", "Divergence"} & found.keys():
            break
        assert "Underfitting" not in found or "Divergence" in found
        (remedy,) = (found.get("Steps too large") or found["Divergence"]).remedies
        run.apply(**remedy.changes)
        run.reset()
    assert len(losses) > 1
    assert losses[-1] < 0.6 * losses[0]


@pytest.mark.parametrize("rate", [1e-5, 0.03, 0.3])
@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy"])
def test_a_small_network_that_learns_little_is_not_said_to_overshoot(rate, loss):
    for dataset in ("spiral", "xor", "circle"):
        run = Experiment(dataset=dataset, hidden_layers=(1,), learning_rate=rate, loss=loss)
        run.train(300)
        assert "Steps too large" not in {finding.name for finding in diagnose(run.snapshot())}


SHALLOW = {"hidden_layers": (1,), "dataset": "circle"}
DEEP = {"hidden_layers": (8,) * 6, "dataset": "circle", "activation": "sigmoid"}
CAUSES = [  # what is known to be wrong, and what may be said of it
    *(({"dataset": "xor", "learning_rate": rate, "activation": bend, "hidden_layers": (8, 8)},
       {"Steps too large", "Divergence", "Dead ReLUs"})
      for rate in (3, 10) for bend in ("tanh", "relu")),
    *(({"dataset": dataset, "optimizer": "adam", "learning_rate": 1},
       {"Steps too large", "Divergence"}) for dataset in ("circle", "spiral", "xor")),
    *(({"dataset": dataset, **slow}, {"Steps too small"}) for dataset in ("circle", "xor")
      for slow in ({"learning_rate": 1e-5}, {"optimizer": "adam", "learning_rate": 1e-5},
                   {"clip_norm": 0.001})),
    *(({"regularization": kind, "regularization_rate": 0.5}, {"Too much regularization"})
      for kind in ("L1", "L2", "weight_decay")),
    (DEEP, {"Vanishing gradients"}),
    ({**SHALLOW, "batch_size": 1}, {"Underfitting"}),
    ({**SHALLOW, "learning_rate": 0.3}, {"Underfitting"}),
    ({"hidden_layers": (4, 2), "activation": "linear"}, {"Underfitting"}),
    ({"dataset": "xor", "initializer": "zero"}, {"Symmetry"}),
    ({"activation": "step"}, {"No gradient"}),
    ({"hidden_layers": (8,) * 6, "dataset": "circle"}, {"Learned"}),
]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("settings", "names"), CAUSES, ids=str)
def test_a_cause_that_is_known_is_named_and_no_other(settings, names, seed):
    run = Experiment(**settings, seed=seed, engine="compiled")
    run.train(400)
    found = {finding.name for finding in diagnose(run.snapshot())}
    assert found
    assert found <= names


@pytest.mark.parametrize("seed", range(5))
def test_a_network_no_better_than_the_average_is_never_left_without_a_word(seed):
    run = Experiment(dataset="spiral", seed=seed, engine="numpy")
    for _ in range(12):
        run.train(1)
        guessing = run.measured().test_loss >= run.naive_loss()
        names = [finding.name for finding in diagnose(run.snapshot())]
        assert names == (["Still guessing"] if guessing else [])


def test_reasons_are_drawn_from_the_run_s_own_numbers():
    run = Experiment(activation="relu", hidden_layers=(3, 2), dataset="xor", seed=3)
    run.set_bias(0, 1, -100.0)
    found = {finding.name: finding.why for finding in diagnose(run.snapshot())}
    dead = found["Dead ReLUs"]
    assert set(dead.data["marks"]) == {-3.0}  # far on the flat side
    assert max(dead.data["slopes"]) == 1.0
    grounds = Grounds(run.settings, run.network, (), (), run.training.inputs)
    assert reason("Underfitting", grounds).data == {"count": 3}
    assert "3 neurons in the first layer are 3 straight edges" in reason("Learned", grounds).text
    assert reason("Paused", grounds) is None
