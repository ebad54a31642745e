"""Neurons that are switched off and frozen, as settings: links, files, time travel."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.experiment.links import read_link
from playground.experiment.settings import Settings
from playground.export.files import open_json, write_json

CHOSEN: dict[str, Any] = {"switched_off": [(1, 2)], "frozen": [(1, 1), (2, 0)]}


def test_a_link_carries_them() -> None:
    run = Experiment(**CHOSEN)
    assert run.link() == "#off=1.2&frozen=1.1,2"
    again = Experiment.from_link(run.link())
    assert again.settings == run.settings
    assert again.network.switched_off == ((1, 2),)
    assert again.notices == []


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("off=9.1", "the network has no 9.1; left out"),
        ("off=1.7,1.2", "the network has no 1.7; left out"),
        ("frozen=4", "the network has no 4; left out"),
        ("off=2", 'there is no neuron "2.0"'),
        ("off=1.x", "is not a list of neurons"),
        ("frozen=0.1", 'there is no neuron "0.1"'),
        ("frozen=nan", "is not a list of neurons"),
    ],
)
def test_a_link_that_names_nobody_is_told(link: str, said: str) -> None:
    settings, notices = read_link(f"#{link}")
    assert any(said in one for one in notices)
    assert settings.frozen == ()
    assert settings.switched_off in ((), ((1, 2),))


def test_a_neuron_that_is_removed_is_frozen_no_more() -> None:
    settings, notices = Settings(frozen=((1, 4), (3, 0))).replaced(hidden_layers=[3, 2])
    assert settings.frozen == ((3, 0),)
    assert notices == ["Frozen: the network has no 1.4; left out."]


def test_a_frozen_output_stays_the_output_when_layers_come_and_go():
    settings, _ = Settings(frozen=((2, 1), (3, 0))).replaced(hidden_layers=[4, 2, 2])
    assert settings.frozen == ((2, 1), (4, 0))
    settings, notices = settings.replaced(hidden_layers=[4])
    assert (settings.frozen, notices) == (((2, 0),), [])
    settings, _ = Settings(frozen=((2, 0),)).replaced(hidden_layers=[4])
    assert settings.frozen == ()  # the layer is gone, and with it its lock


def test_a_file_carries_them() -> None:
    run = Experiment(**CHOSEN, engine="numpy")
    run.train(2)
    text = write_json(run)
    assert json.loads(text)["settings"]["frozen"] == [[1, 1], [2, 0]]
    again = Experiment(engine="numpy")
    open_json(again, text)
    assert again.settings == run.settings
    run.train(3)
    again.train(3)
    assert (again.network.parameters == run.network.parameters).all()


def test_switched_off_and_on_again_in_the_middle_of_a_run() -> None:
    run = Experiment(dataset="circle", engine="numpy", learning_rate=0.3)
    run.train(30)
    before, waiting = run.measured().test_loss, run.network.weights[1][1].copy()
    run.apply(switched_off=[(1, 2)])
    assert run.measured().test_loss != before
    run.train(5)
    assert (run.network.weights[1][1] == waiting).all()
    assert run.epoch == 35
    run.go_to(30)  # the weights of then, without the neuron
    assert run.measured().test_loss != before
    run.apply(switched_off=[])
    assert run.measured().test_loss == pytest.approx(before)


def test_what_is_frozen_in_the_middle_of_a_run_stays() -> None:
    run = Experiment(engine="numpy", optimizer="adam")
    run.train(3)
    run.apply(frozen=[(1, 0)])
    first, second = (one.copy() for one in run.network.weights[:2])
    run.train(3)
    np.testing.assert_array_equal(run.network.weights[0], first)
    assert (run.network.weights[1] != second).all()
