"""Painted points: strokes, bounds, undo and redo, and what the experiment gets of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from playground.data.drawing import PLANE
from playground.experiment import Experiment
from playground.experiment import painting as module
from playground.experiment.painting import Painting
from playground.experiment.sources import CATALOGUE, Source

PLACES = st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), max_size=8)


class AgainstAList(RuleBasedStateMachine):
    """A painting does what a list of its states would do."""

    def __init__(self):
        super().__init__()
        self.painting = Painting("classification")
        self.stroke = 0
        self.states = [self.seen()]
        self.at = 0

    def seen(self):
        points = self.painting.points
        return [
            (*place, colour)
            for place, colour in zip(points.places.tolist(), points.colours, strict=False)
        ]

    def done(self, changed: bool):
        if changed:
            self.states = [*self.states[: self.at + 1], self.seen()]
            self.at += 1

    @rule(places=PLACES, colour=st.integers(-3, 9))
    def add(self, places, colour):
        self.stroke += 1
        before = self.seen()
        added = self.painting.add(places, colour, self.stroke)
        assert added == len(places)
        assert self.seen()[: len(before)] == before
        assert len(self.seen()) == len(before) + added
        self.done(added > 0)

    @rule(indices=st.lists(st.integers(-5, 30), max_size=6))
    def erase(self, indices):
        self.stroke += 1
        before = self.seen()
        gone = self.painting.erase(indices, self.stroke)
        assert self.seen() == [one for place, one in enumerate(before) if place not in indices]
        self.done(gone > 0)

    @rule(index=st.integers(-2, 20), place=st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
    def move(self, index, place):
        self.stroke += 1
        self.done(self.painting.move(index, place, self.stroke))

    @rule()
    def clear(self):
        there = bool(self.seen())
        self.painting.clear()
        assert self.seen() == []
        self.done(there)

    @rule()
    def undo(self):
        assert self.painting.undo() == (self.at > 0)
        self.at = max(self.at - 1, 0)

    @rule()
    def redo(self):
        assert self.painting.redo() == (self.at < len(self.states) - 1)
        self.at = min(self.at + 1, len(self.states) - 1)

    @invariant()
    def agrees(self):
        assert self.seen() == self.states[self.at]
        assert self.painting.can_undo == (self.at > 0)
        assert self.painting.can_redo == (self.at < len(self.states) - 1)

    @invariant()
    def can_be_trained_on(self):
        source = self.painting.source()
        assert (source is None) == (len(self.seen()) < 2)
        if source is not None:
            assert np.abs(source.points).max() <= PLANE
            allowed = (-1, 1) if source.n_classes == 2 else range(source.n_classes)
            assert set(source.labels) <= set(allowed)
            assert 2 <= source.n_classes <= 6


TestAgainstAList = AgainstAList.TestCase


def test_a_stroke_is_undone_as_a_whole():
    painting = Painting("classification")
    painting.add([(0, 0)], 0, stroke=1)
    for step in range(5):
        painting.add([(step, 1)], 1, stroke=2)
    painting.undo()
    assert len(painting.points) == 1
    painting.redo()
    assert len(painting.points) == 6


def test_there_is_a_most_of_points():
    painting = Painting("classification")
    many = [(0.0, 0.0)] * 3_000
    assert painting.add(many, 0, 1) == 3_000
    assert painting.add(many, 1, 2) == module.MOST_POINTS - 3_000
    assert painting.add(many, 1, 3) == 0


def test_what_undo_remembers_is_bounded(monkeypatch):
    painting = Painting("classification")
    for stroke in range(module.MOST_STROKES + 50):
        painting.add([(0, 0)], 0, stroke)
    assert sum(iter(painting.undo, False)) == module.MOST_STROKES
    monkeypatch.setattr(module, "MOST_KEPT", 100)
    painting = Painting("classification")
    for stroke in range(40):
        painting.add([(0, 0)], 0, stroke)
    before = [len(painting.points) for _ in iter(painting.undo, False)]
    assert before
    assert sum(before) <= 100


@given(st.floats())
def test_values_of_a_regression_stay_between_minus_one_and_one(value):
    painting = Painting("regression")
    if not np.isfinite(value):
        with pytest.raises(ValueError, match="choose a number"):
            painting.add([(0, 0)], value, 1)
        return
    painting.add([(0, 0), (1, 1)], value, 1)
    source = painting.source()
    assert source.problem == "regression"
    assert source.n_classes == 0
    assert np.abs(source.labels).max() <= 1


def test_a_place_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="two numbers"):
        Painting("classification").add([(float("nan"), 0)], 0, 1)


@pytest.mark.parametrize("name", ["circle", "blobs", "pinwheel"])
def test_a_copy_of_a_drawn_data_set_is_the_data_set(name):
    run = Experiment(dataset=name)
    copied = Painting.copy_of(run.source).source()
    np.testing.assert_array_equal(copied.points, np.clip(run.source.points, -PLANE, PLANE))
    np.testing.assert_array_equal(copied.labels, run.source.labels)
    assert copied.n_classes == run.source.n_classes


def test_a_copy_of_a_file_keeps_names_and_units_and_names_a_further_class():
    iris = Source.of_table(CATALOGUE.load("iris"))
    painting = Painting.copy_of(iris)
    assert painting.source().class_names == iris.class_names
    painting.add([(1, 1)], 4, 1)
    assert painting.source().class_names == (*iris.class_names, "class 4", "class 5")
    assert painting.source().axes == iris.axes


def test_a_copy_of_very_many_points_is_a_sample():
    many = Source(np.zeros((20_000, 2)), np.ones(20_000), "classification", 2)
    assert len(Painting.copy_of(many).points) == module.MOST_POINTS


def test_training_goes_on_while_points_are_painted():
    run = Experiment(dataset="gauss", hidden_layers=[2], engine="numpy")
    run.train(5)
    weights = run.network.parameters.copy()
    painting = Painting.copy_of(run.source)
    painting.add([(1.0, 1.0)] * 20, 0, 1)
    assert run.use_points(painting.source(), painted=True) == []
    assert run.epoch == 5
    np.testing.assert_array_equal(run.network.parameters, weights)
    assert len(run.data.train) + len(run.data.test) == 520
    run.train(1)
    painting.add([(2.0, 2.0)], 2, 2)  # a third class needs a network with more outputs
    run.use_points(painting.source(), painted=True)
    assert run.network.layer_sizes[-1] == 3
    assert run.epoch == 0
