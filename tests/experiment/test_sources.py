"""Where points come from: drawn, from files, or the learner's own."""

from __future__ import annotations

import numpy as np
import pytest

from playground import Experiment
from playground.data.catalogue import Catalogue
from playground.experiment import sources
from playground.experiment.frame import LARGE, decision, frame_bytes
from playground.experiment.sources import CATALOGUE, Source
from playground.experiment.trained import open_link


def own_points(n_classes=2, problem="classification"):
    rng = np.random.default_rng(1)
    points = rng.uniform(-5, 5, (60, 2))
    if problem == "regression":
        labels = np.tanh(points[:, 0])
    elif n_classes == 2:
        labels = np.where(points[:, 0] > 0, 1.0, -1.0)
    else:
        labels = (np.arange(60) % n_classes).astype(float)
    return Source(points, labels, problem, 0 if problem == "regression" else n_classes)


def test_own_points_are_trained_on_at_once():
    run = Experiment(seed=1)
    run.train(2)
    assert run.use_points(own_points()) == []
    assert run.epoch == 0  # a new run
    assert len(run.data.train) + len(run.data.test) == 60
    run.train(50)
    assert run.measured().test_accuracy > 0.8
    more = own_points()
    run.use_points(Source(more.points[:30], more.labels[:30], "classification", 2))
    assert len(run.data.train) == 15
    run.apply(dataset="circle")
    assert len(run.data.train) == 250
    run.apply(dataset="own")
    assert len(run.data.train) == 15


def test_own_points_of_another_kind_build_the_network_anew():
    run = Experiment(seed=1)
    run.train(2)
    run.use_points(own_points(n_classes=4))
    assert (run.epoch, run.network.layer_sizes[-1]) == (0, 4)
    run.use_points(own_points(problem="regression"))
    assert run.settings.problem == "regression"
    run.train(3)


def test_without_own_points_everything_stays_as_it_was():
    run = Experiment(seed=1)
    before = run.settings
    (notice,) = run.apply(dataset="own", noise=500)  # not: "100 is used"
    assert "no points of your own yet" in notice
    assert notice.endswith("; everything stays as it was.")
    assert run.settings == before


def test_of_a_link_to_a_file_that_cannot_be_used_nothing_is_used(tmp_path, monkeypatch):
    (tmp_path / "bad.csv").write_bytes(b"x,y,z\n1,2,a\n3,\x81,b\n")
    (tmp_path / "bad.md").write_text('+++\nproblem = "classification"\n+++\n')
    monkeypatch.setattr(sources, "CATALOGUE", Catalogue((tmp_path,)))
    run = Experiment(seed=1)
    before = run.settings
    (notice,) = open_link(run, "#dataset=bad&noise=500")
    assert notice.startswith("Line 3 of bad.csv")
    assert run.settings == before


def test_a_link_to_a_file_that_cannot_be_read_says_why(tmp_path, monkeypatch):
    (tmp_path / "bad.csv").write_text("a,b\n1,2,3\n4\n")
    monkeypatch.setattr(sources, "CATALOGUE", Catalogue((tmp_path,)))
    run = Experiment(seed=1)
    (notice,) = open_link(run, "#dataset=bad")
    assert notice == "Data set: Line 2 of bad.csv has 3 entries; 2 are expected; it stays circle."
    assert Experiment.from_link("#dataset=bad").notices == [notice]


@pytest.mark.parametrize("name", [entry.key for entry in CATALOGUE.entries()])
def test_every_file_that_ships_can_be_learned(name):
    run = Experiment(dataset=name, hidden_layers=(8,), learning_rate=0.03, seed=1)
    assert run.notices == []
    assert run.settings.current_dataset == name
    before = run.measured().test_accuracy
    run.train(40)
    assert run.measured().test_accuracy > max(before, 0.6)
    assert run.confusion().sum() == len(run.data.test)
    assert len(frame_bytes(run.snapshot(), 1, with_features=True)) > 0


def test_a_file_that_is_not_there_is_refused_in_words():
    run = Experiment()
    (notice,) = run.apply(dataset="cube")
    assert 'there is no data set "cube"' in notice
    assert run.settings.dataset == "circle"


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy", "huber"])
@pytest.mark.parametrize("n_classes", [3, 6])
def test_several_classes(loss, n_classes):
    run = Experiment(dataset="blobs", n_classes=n_classes, loss=loss, learning_rate=0.1, seed=1)
    run.train(60)
    assert run.network.layer_sizes[-1] == n_classes
    assert run.confusion().shape == (n_classes, n_classes)
    assert run.measured().test_accuracy > 0.6
    winner, confidence = decision(run.snapshot())
    assert winner.shape == confidence.shape == (LARGE, LARGE)
    assert set(np.unique(winner)) <= set(range(n_classes))
    assert ((confidence >= 1 / n_classes - 1e-6) & (confidence <= 1 + 1e-6)).all()


def test_a_typed_curve_and_a_typed_feature():
    run = Experiment(dataset="curve", curve="2*cos(x1)", features=("x1", "x2", "cos(x1)"), seed=1)
    assert run.notices == []
    run.train(100)
    assert run.measured().test_accuracy > 0.9
    (notice,) = run.apply(features=("x1", "import os"))
    assert "cannot be read" in notice


def test_standardised_features_have_mean_zero_and_follow_the_data():
    run = Experiment(features=("x1_squared", "x2"), standardise=True, seed=1)
    for noise in (0, 50):
        run.apply(noise=noise)
        np.testing.assert_allclose(run.training.inputs.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(run.training.inputs.std(axis=0), 1)
