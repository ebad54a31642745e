"""Look inside, without a browser: what is told, what is asked, and what changes meanwhile."""

from __future__ import annotations

import numpy as np
import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.experiment import Experiment
from playground.labs.inside.signals import worst
from playground.ui.pages.playground import inside_view
from playground.ui.pages.playground.visit import Visit
from tests.nn.test_trace import fingerprint
from tests.ui.at_once import AtOnce, everything_at_once

SEE = {
    "stage": 0, "example": None, "whole": False, "layer": None, "neuron": None, "source": None,
    "notation": "code", "wish": 0,
}  # fmt: skip


@pytest.fixture
def visit(monkeypatch, told):
    """A visit whose work is done at once; ``told`` is what its browser is told."""
    everything_at_once(monkeypatch)
    monkeypatch.setattr(inside_view, "LABS", AtOnce())
    made = []

    def make(**settings):
        run = Experiment(**{"dataset": "gauss", "seed": 3} | settings, engine="numpy")
        with set_curdoc(Document()):
            made.append(Visit(run))
        made[-1].begin("")
        return made[-1]

    yield make
    for one in made:
        one.end()


def answer(visit, **message):
    visit.inside.place[0].receive(message)


def last(told, kind="shown"):
    return [one for one in told if isinstance(one, dict) and one.get("type") == kind][-1]


def state(told):
    return last(told, "state")["inside"]


def test_it_opens_with_the_next_step_of_a_run_that_rests(visit, told):
    page = visit()
    page.experiment.train(2)
    page.experiment.playing = True
    page.act("inside")
    assert not page.experiment.playing
    assert state(told)
    seen = last(told)
    assert (seen["epoch"], seen["batch"], seen["batches"]) == (2, 1, 25)
    assert seen["stages"][0]["title"] == seen["title"] == "The example goes in"
    assert len(seen["examples"]) == 10
    page.act("inside")
    assert not state(told)
    assert not page.inside.active


def test_looking_around_changes_nothing(visit, told):
    page = visit(dropout=(0.3,))
    before = fingerprint(page.experiment.trainer)
    page.act("inside")
    count = len(last(told)["stages"])
    for whole in (False, True):
        for stage in range(count):
            answer(page, **SEE | {"type": "see", "stage": stage, "whole": whole})
            assert last(told)["stage"] == stage
    focus = {"layer": 0, "neuron": 2, "source": 1, "notation": "transposed"}
    answer(page, **SEE | {"type": "see", "stage": 4, "wish": 7} | focus)
    seen = last(told)
    assert (seen["wish"], seen["notation"]) == (7, "transposed")
    assert seen["path"]["name"] == "the weight from x₂ to neuron 3 of layer 1"
    assert seen["path"]["agrees"]
    assert seen["path"]["mean_agrees"]
    assert fingerprint(page.experiment.trainer) == before


def test_a_stage_neuron_or_example_that_is_not_there_is_the_nearest_there_is(visit, told):
    page = visit()
    page.act("inside")
    wild = {"stage": 999_999, "example": 999_999, "layer": 77, "neuron": 500, "source": 900}
    answer(page, **SEE | {"type": "see"} | wild)
    seen = last(told)
    assert seen["stage"] == len(seen["stages"]) - 1
    assert not seen["outside"]
    answer(page, **SEE | {"type": "see", "layer": 0, "neuron": 0, "source": -5})
    assert last(told)["path"]["name"] == "the bias of neuron 1 of layer 1"


def test_the_step_is_taken_once_and_the_next_stands_ready(visit, told):
    page = visit()
    other = Experiment(dataset="gauss", seed=3, engine="numpy")
    page.act("inside")
    first = last(told)["number"]
    for _ in range(2):  # the second click on the same step comes too late
        answer(page, type="take", number=first)
    other.step_batch()
    assert fingerprint(page.experiment.trainer) == fingerprint(other.trainer)
    seen = last(told)
    assert seen["batch"] == 2
    assert seen["number"] != first
    for _ in range(24):
        answer(page, type="take", number=last(told)["number"])
        other.step_batch()
    assert fingerprint(page.experiment.trainer) == fingerprint(other.trainer)
    assert (last(told)["epoch"], last(told)["batch"]) == (1, 1)


def test_after_a_step_one_follows_the_next_batch_or_the_point_one_has_chosen(visit, told):
    page = visit()
    page.act("inside")
    chosen = last(told)["examples"][4]
    answer(page, **SEE | {"type": "see", "example": chosen})
    assert (last(told)["example"], last(told)["chosen"]) == (chosen, True)
    answer(page, type="take", number=last(told)["number"])
    assert last(told)["example"] == last(told)["examples"][0]
    assert not last(told)["chosen"]
    taken = {*last(told)["examples"]}
    answer(page, type="take", number=last(told)["number"])
    outside = next(k for k in range(250) if k not in taken | {*last(told)["examples"]})
    answer(page, **SEE | {"type": "see", "example": outside})
    answer(page, type="take", number=last(told)["number"])
    assert last(told)["example"] == outside


@pytest.mark.parametrize(
    "change",
    [{"learning_rate": 0.1}, {"hidden_layers": (3,)}, {"dataset": "spiral"}, {"clip_norm": 0.1}],
)
def test_what_changes_meanwhile_makes_it_stale_and_it_is_made_anew(visit, told, change):
    page = visit()
    page.act("inside")
    old = last(told)["number"]
    page.change_all(**change)
    kinds = [one["type"] for one in told if isinstance(one, dict)]
    assert "stale" in kinds
    assert kinds.index("stale") < len(kinds) - 1 - kinds[::-1].index("shown")
    seen = last(told)
    assert seen["number"] != old
    before = fingerprint(page.experiment.trainer)
    answer(page, type="take", number=old)
    assert fingerprint(page.experiment.trainer) == before


def test_a_run_that_plays_on_is_looked_at_again_when_it_rests(visit, told):
    page = visit()
    page.act("inside")
    page.experiment.playing = True
    page.experiment.step_batch()
    assert last(told, "stale")["sentence"] == inside_view.PLAYING
    count = len(told)
    page.experiment.step_batch()
    assert not [one for one in told[count:] if isinstance(one, dict) and one["type"] == "stale"]
    page.experiment.pause()
    assert told[-1]["type"] in ("shown", "state")
    assert last(told)["batch"] == 3


def test_an_example_is_chosen_by_a_click_on_the_output(visit, told):
    page = visit()
    page.inside.choose(0.0, 0.0)  # closed: nothing happens
    page.act("inside")
    points = page.experiment.data.train.points
    page.inside.choose(points[77, 0] + 0.01, points[77, 1])
    seen = last(told)
    assert seen["example"] == 77
    assert seen["outside"] is (77 not in seen["examples"])
    np.testing.assert_array_equal(page.output.example.data["x"], points[[77], 0])
    assert len(page.output.batch.data["x"]) == 10
    page.act("inside")
    assert len(page.output.batch.data["x"]) == len(page.output.example.data["x"]) == 0


@pytest.mark.parametrize("optimizer", ["genetic", "cma_es"])
def test_an_optimizer_without_a_gradient_shows_its_candidates(visit, told, optimizer):
    page = visit(optimizer=optimizer)
    page.act("inside")
    seen = last(told)
    assert seen["kind"] == "generation"
    assert len(seen["candidates"]) == 30
    answer(page, **SEE | {"type": "see", "stage": 3})
    page.inside.choose(0.0, 0.0)
    answer(page, type="take", number=seen["number"])
    assert page.experiment.epoch == 1
    assert last(told)["epoch"] == 1


def test_a_small_network_is_told_as_one_formula_a_larger_one_by_its_size(visit, told):
    page = visit(hidden_layers=(2,))
    page.act("inside")
    assert last(told)["formula"]
    page.change_all(hidden_layers=(6, 6))
    assert not last(told)["formula"]
    assert last(told)["weights"] == 54


def test_numbers_beyond_all_numbers_are_shown_and_told(visit, told):
    page = visit(activation="linear", problem="regression")
    page.experiment.network.parameters[:] = 1e200
    page.act("inside")
    answer(page, **SEE | {"type": "see", "stage": 999, "layer": 0, "neuron": 0, "source": 0})
    assert "run away" in last(told)["sentence"]


def test_the_button_can_be_hidden_from_a_class(visit, told):
    page = visit(hidden=("inside",))
    page.chrome.receive({"type": "do", "action": "inside"})
    assert not page.inside.active
    page = visit()
    page.act("inside")
    page.change_all(hidden=("inside",))
    assert not page.inside.active
    assert not state(told)


def test_a_sign_is_asked_about_where_it_is_shown_next(visit, told):
    page = visit()
    page.act("inside")
    kinds = [one["kind"] for one in last(told)["stages"]]
    first = kinds.index("gradient")
    chosen = {"layer": 0, "neuron": 1, "source": 1}
    cases = [  # stage, what was chosen, layer that is asked about
        (0, {}, None), (first, {}, 0), (first + 1, {}, 1), (first, chosen, 0),
        (first + 1, chosen, 1), (1, chosen, 0), (1, chosen | {"source": None}, None),
    ]  # fmt: skip
    for stage, focus, layer in cases:
        answer(page, **SEE | {"type": "see", "stage": stage} | focus)
        asked = last(told)["asked"]
        assert (asked and asked["layer"]) == layer
        if asked:
            sign = -1 if asked["derivative"].startswith("−") else 1
            assert asked["sign"] == sign
    answer(page, **SEE | {"type": "see", "stage": first, "whole": True} | chosen)
    assert last(told)["asked"] is None


@pytest.mark.parametrize("hidden", [(), ("inside",)])
def test_a_worst_point_is_followed_or_ringed_where_a_teacher_hides_the_steps(visit, told, hidden):
    page = visit(hidden=hidden)
    page.experiment.train(1)
    page.details.view.receive({"type": "open"})
    page.plot()
    page.details.view.receive({"type": "mark", "place": 2})
    example = int(worst(page.experiment.snapshot()).examples[2])
    place = page.experiment.data.train.points[example]
    np.testing.assert_array_equal(page.output.example.data["x"], place[:1])
    assert page.inside.active is not bool(hidden)
    if page.inside.active:
        assert last(told)["example"] == example
        page.details.view.receive({"type": "mark", "place": 0})
        assert last(told)["example"] == int(worst(page.experiment.snapshot()).examples[0])
    else:
        assert len(page.output.batch.data["x"]) == 8  # the others of the list


def test_a_weight_that_is_looked_at_is_given_another_value(visit, told):
    page = visit()
    page.act("inside")
    old = last(told)["number"]
    answer(page, type="set", layer=1, neuron=0, source=3, value=0.75)
    assert page.experiment.network.weights[1][3, 0] == 0.75
    assert last(told)["number"] != old
    answer(page, type="set", layer=0, neuron=2, source=-1, value=-2)
    assert page.experiment.network.biases[0][2] == -2
    before = page.experiment.network.parameters.copy()
    for wrong in ({"layer": 9}, {"source": 99}, {"value": 1e9}):
        message = {"layer": 0, "neuron": 0, "source": 0, "value": 1.0} | wrong
        answer(page, type="set", **message)
    np.testing.assert_array_equal(page.experiment.network.parameters, before)
    page.experiment.undo()
    assert page.experiment.network.biases[0][2] != -2
