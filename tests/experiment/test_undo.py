"""Every change of set-up, points and weights can be undone, with the network as it was then."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data.generators import DATASETS
from playground.experiment import Experiment, undo
from playground.experiment.handover import open_handed
from playground.experiment.sources import Source
from playground.nn import OPTIMIZERS
from playground.runs import timeline


def state(run):
    """Return all that a change can change."""
    return (
        run.settings, run.epoch, run.trainer.steps, run.network.parameters.tolist(),
        run.history.epochs.copy(), run.history.test_loss, run.history.marks.copy(),
        run.timeline.epochs, run.own,
    )  # fmt: skip


def painted():
    rng = np.random.default_rng(0)
    return Source(rng.normal(size=(40, 2)), np.tile([-1.0, 1.0], 20), "classification", 2)


CHANGES = {
    "rate": lambda run: run.apply(learning_rate=0.3),
    "noise": lambda run: run.apply(noise=30),
    "activation": lambda run: run.apply(activation="relu"),
    "layers": lambda run: run.apply(hidden_layers=[3]),
    "data set": lambda run: run.apply(dataset="spiral"),
    "problem": lambda run: run.apply(problem="regression"),
    "regenerate": lambda run: run.regenerate(),
    "reset": lambda run: run.reset(),
    "weight": lambda run: run.set_weight(0, 0, 0, 2.0),
    "bias": lambda run: run.set_bias(0, 1, -1.0),
    "painted points": lambda run: run.use_points(painted(), painted=True),
    "a file": lambda run: run.use_points(painted()),
    "a link": lambda run: open_handed(run, "#dataset=xor&learningRate=0.1"),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("playing", [False, True])
def test_a_change_is_undone_and_done_again(name, playing):
    run = Experiment(seed=1, engine="numpy")
    run.train(7)
    before = state(run)
    if playing:
        run.playing = True
    CHANGES[name](run)
    after = state(run)
    assert after != before
    assert run.undoable
    run.undo()
    assert state(run) == before
    assert not run.playing
    assert (run.undoable, bool(run.redoable)) == ("", True)
    run.train(3)  # it can be trained on, and that leaves what can be done again alone
    run.redo()
    assert state(run) == after
    run.undo()
    assert run.epoch == 10


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_undone_trains_on_as_if_nothing_had_been(optimizer):
    one, other = (
        Experiment(seed=2, optimizer=optimizer, learning_rate=0.01, dropout=[0.2], engine="numpy")
        for _ in range(2)
    )
    for run in (one, other):
        run.train(4)
    one.apply(learning_rate=0.3)
    one.train(5)
    one.undo()
    for run in (one, other):
        run.train(4)
    if OPTIMIZERS[optimizer].uses_gradient:
        assert np.array_equal(one.network.parameters, other.network.parameters)
    assert one.history.epochs == other.history.epochs


def test_what_is_only_drawn_or_put_right_leaves_nothing_to_undo():
    run = Experiment(seed=1, engine="numpy")
    run.apply(discretize=True, speed="1")
    run.apply(noise=0)
    run.apply(dataset="nowhere")
    run.train(3)
    run.go_to(1)
    run.undo()
    assert (run.undoable, run.epoch, run.settings.discretize) == ("", 1, True)


def test_a_dragged_slider_is_one_change_and_a_later_one_another(monkeypatch):
    run = Experiment(seed=1, engine="numpy")
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for noise in (5, 10, 15):
        run.apply(noise=noise)
        now[0] += 0.4
    now[0] += 5
    run.apply(noise=50)
    run.undo()
    assert run.settings.noise == 15
    run.undo()
    assert run.settings.noise == 0


def test_a_new_change_lets_go_of_what_was_undone():
    run = Experiment(seed=1, engine="numpy")
    run.apply(noise=20)
    run.undo()
    run.apply(hidden_layers=[3])
    assert run.redoable == ""
    run.redo()
    assert run.settings.hidden_layers == (3,)


def test_back_and_forward_find_the_trained_network_again():
    run = Experiment(seed=1, engine="numpy")
    run.train(9)
    first = run.link()
    run.apply(dataset="spiral")
    run.train(4)
    second = run.link()
    assert open_handed(run, first) == []
    assert run.epoch == 9
    assert open_handed(run, second) == []
    assert run.epoch == 4
    open_handed(run, "#dataset=gauss")
    assert run.epoch == 0


@pytest.mark.parametrize("dataset", [name for name in DATASETS if name != "circle"])
def test_another_data_set_begins_a_new_run_whatever_the_shapes(dataset):
    run = Experiment(seed=1, engine="numpy")
    run.train(5)
    name = "reg_dataset" if DATASETS[dataset].problem == "regression" else "dataset"
    run.apply(**{"problem": DATASETS[dataset].problem, name: dataset})
    assert (run.epoch, run.history.epochs, run.history.marks) == (0, [0], [])


@pytest.mark.parametrize("link", ["#learningRate=0.1", "#noise=20", "#batchSize=1&seed=4"])
def test_a_link_begins_a_new_run_whatever_it_changes(link):
    run = Experiment(seed=1, engine="numpy")
    run.train(5)
    open_handed(run, link)
    assert run.epoch == 0
    fresh = Experiment.from_link(link, engine="numpy")
    assert np.array_equal(run.network.parameters, fresh.network.parameters)
    run.train(2)
    open_handed(run, run.link() + "&discretize=true")
    assert run.epoch == 2


def test_a_change_in_the_middle_leaves_its_mark():
    run = Experiment(seed=1, engine="numpy")
    run.apply(noise=10)  # nothing is learned yet: no mark
    run.train(5)
    run.apply(noise=20)
    run.apply(noise=25)  # the slider goes on
    run.train(5)
    run.apply(learning_rate=0.1, batch_size=20)
    run.set_weight(0, 0, 0, 1.5)
    run.regenerate()
    assert [(mark.epoch, mark.said) for mark in run.history.marks] == [
        (5, "Noise 25"),
        (10, "Batch size and 1 more"),
        (10, "Weight set to 1.5"),
        (10, "New points"),
    ]
    run.go_to(7)
    assert len(run.history.marks) == 4
    run.train(1)
    assert [mark.said for mark in run.history.marks] == ["Noise 25"]


def test_what_is_kept_is_bounded_and_the_last_change_stays(monkeypatch):
    monkeypatch.setattr(undo, "BUDGET", 40_000)
    run = Experiment(seed=1, engine="numpy")
    for number in range(12):
        run.train(5)
        run.apply(**{("learning_rate", "noise")[number % 2]: (number + 1) / 20})
    kept = 0
    while run.undoable:
        run.undo()
        kept += 1
    assert 1 <= kept < 12
    assert timeline.BUDGET > 40_000
