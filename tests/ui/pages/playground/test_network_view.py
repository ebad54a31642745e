"""What the network view does with the browser's messages."""

from __future__ import annotations

import pytest

from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.frame import Frames
from playground.ui.kit.stream import FrameStream
from playground.ui.pages.playground.network_view import NetworkView


@pytest.fixture
def run() -> Experiment:
    return Experiment(features=["x1", "x2"], hidden_layers=[4, 2])


@pytest.fixture
def view(run, told) -> NetworkView:
    return NetworkView(run)


def tell(view: NetworkView, kind: str, **fields) -> None:
    view.receive({"type": kind, **fields})


def test_the_configuration_names_every_feature_in_the_order_of_the_heatmaps(view):
    features = view.configuration["features"]
    assert [feature["name"] for feature in features] == list(FEATURES)
    assert sum(feature["always"] for feature in features) == 7


def test_features_switch_on_and_off_and_keep_their_order(view, run):
    tell(view, "feature", name="sin_x1")
    tell(view, "feature", name="x1_squared")
    tell(view, "feature", name="x1")
    assert run.settings.features == ("x2", "x1_squared", "sin_x1")


def test_a_typed_feature_stays_when_another_is_switched(told):
    run = Experiment(features=["x1", "x1 + 2*x2"])
    view = NetworkView(run)
    typed = run.settings.features[-1]
    tell(view, "feature", name="x2")
    assert run.settings.features == ("x1", "x2", typed)
    tell(view, "feature", name=typed)
    assert run.settings.features == ("x1", "x2")


def test_the_last_feature_stays(view, run):
    tell(view, "feature", name="x1")
    tell(view, "feature", name="x2")
    assert len(run.settings.features) >= 1


def test_layers_come_and_go_at_the_end_within_the_limits_of_the_page(view, run):
    for _ in range(10):
        tell(view, "layers", by=1)
    assert run.settings.hidden_layers == (4, 2, 2, 2, 2, 2)
    for _ in range(10):
        tell(view, "layers", by=-1)
    assert run.settings.hidden_layers == ()


def test_neurons_stay_between_one_and_eight(view, run):
    for _ in range(10):
        tell(view, "neurons", layer=0, by=1)
        tell(view, "neurons", layer=1, by=-1)
    assert run.settings.hidden_layers == (8, 1)
    tell(view, "neurons", layer=5, by=1)  # has been removed in the meantime
    assert run.settings.hidden_layers == (8, 1)


def test_a_layer_beyond_the_limits_may_still_shrink(told):
    run = Experiment(hidden_layers=[12])
    view = NetworkView(run)
    tell(view, "neurons", layer=0, by=1)
    assert run.settings.hidden_layers == (12,)
    tell(view, "neurons", layer=0, by=-1)
    assert run.settings.hidden_layers == (11,)


def test_weights_and_biases_are_set(view, run):
    tell(view, "link", layer=0, source=1, target=3, value=-2.5)
    tell(view, "bias", layer=2, neuron=0, value=0.75)
    assert run.network.weights[0][1, 3] == -2.5
    assert run.network.biases[2][0] == 0.75


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"layer": 0, "source": 0, "target": 0, "value": 1e9}, "type a number"),
        ({"layer": 0, "source": 9, "target": 0, "value": 1.0}, "no longer there"),
        ({"layer": 7, "source": 0, "target": 0, "value": 1.0}, "no longer there"),
    ],
)
def test_what_cannot_be_set_is_refused_in_words(view, run, told, asked, word):
    before = run.network.parameters.copy()
    tell(view, "link", **asked)
    assert (run.network.parameters == before).all()
    assert told[-1]["type"] == "refused"
    assert word in told[-1]["sentence"]


def test_hovering_tells_the_unit_and_ignores_one_that_has_gone(run, told):
    shown = []
    view = NetworkView(run, on_hover=lambda layer, neuron: shown.append((layer, neuron)))
    tell(view, "hover", layer=1, neuron=3)
    tell(view, "hover", layer=0, neuron=6)
    tell(view, "hover", layer=3, neuron=0)
    tell(view, "hover", layer=2, neuron=5)
    tell(view, "hover", layer=9, neuron=0)
    tell(view, "hover", layer=None, neuron=None)
    assert shown == [(1, 3), (0, 6), (3, 0), (None, None)]


def test_changes_go_to_whoever_asked_for_them(run, told):
    changes = []
    view = NetworkView(run, lambda name, change: changes.append((name, change(run.settings))))
    tell(view, "layers", by=1)
    assert changes == [("hidden_layers", (4, 2, 2))]
    assert run.settings.hidden_layers == (4, 2)


def test_frames_begin_with_ready_and_end_with_stop(view, run, told):
    view.stream = FrameStream(run, view.send_bytes, Frames(run).make, run=lambda work: work())
    run.step_epoch()
    assert told == []
    tell(view, "ready")
    assert [type(message) for message in told] == [bytes]
    tell(view, "ack", frame=1)
    run.step_epoch()
    assert len(told) == 2
    view.stop()
    tell(view, "ack", frame=2)
    run.step_epoch()
    assert len(told) == 2


def test_neurons_are_switched_off_and_frozen_and_back(view, run):
    tell(view, "switch", layer=1, neuron=2)
    tell(view, "freeze", layer=2, neuron=0)
    tell(view, "freeze", layer=1, neuron=1)
    assert run.settings.switched_off == ((1, 2),)
    assert run.settings.frozen == ((1, 1), (2, 0))
    tell(view, "switch", layer=1, neuron=2)
    tell(view, "freeze", layer=1, neuron=1)
    assert (run.settings.switched_off, run.settings.frozen) == ((), ((2, 0),))
    tell(view, "switch", layer=9, neuron=1)  # it has gone meanwhile
    assert run.settings.switched_off == ()


def test_what_a_teacher_has_hidden_is_not_done(told):
    run = Experiment(hidden=["switchOff", "freeze"])
    view = NetworkView(run)
    tell(view, "switch", layer=1, neuron=2)
    tell(view, "freeze", layer=1, neuron=2)
    assert (run.settings.switched_off, run.settings.frozen) == ((), ())
