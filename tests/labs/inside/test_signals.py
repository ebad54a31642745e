"""The signal of every layer, and the worst points, are the network's own."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.labs.inside.signals import MOST_WORST, signals, worst
from playground.nn import trace


def test_the_signal_is_that_of_the_trace_now_and_at_the_start():
    run = Experiment(hidden_layers=[5, 3], engine="numpy")
    kept = [trace(run.network, run.training.inputs, run.training.targets)]
    run.train(30)
    kept.append(trace(run.network, run.training.inputs, run.training.targets))
    found = signals(run.snapshot())
    assert [one.layer for one in found] == ["Layer 1", "Layer 2", "Output"]
    for layer, one in enumerate(found):
        first, now = (each.outputs[layer] for each in kept)
        assert (one.first_outputs.mean, one.outputs.mean) == (first.mean(), now.mean())
        first, now = (each.deltas[layer] for each in kept)
        assert (one.first_deltas.deviation, one.deltas.deviation) == (first.std(), now.std())


def test_a_deep_sigmoid_network_s_gradient_vanishes_and_glorot_s_tanh_keeps_it():
    """Ten layers: sigmoid loses a factor of four or more in each, Glorot's tanh nearly nothing."""
    deep = {"hidden_layers": [8] * 10, "engine": "numpy"}
    faded, kept = (
        signals(Experiment(**deep, activation=activation, initializer="glorot").snapshot())
        for activation in ("sigmoid", "tanh")
    )
    ratio = [one[0].deltas.deviation / one[-1].deltas.deviation for one in (faded, kept)]
    assert ratio[0] < 4.0**-10
    assert ratio[1] > 1e-2


def test_the_worst_points_are_those_of_the_largest_losses():
    run = Experiment(dataset="circle", noise=30, engine="numpy")
    run.train(20)
    found = worst(run.snapshot())
    losses = trace(run.network, run.training.inputs, run.training.targets).losses
    np.testing.assert_allclose(found.losses, np.sort(losses)[::-1][:MOST_WORST], atol=1e-12)
    np.testing.assert_array_equal(found.points, run.data.train.points[found.examples])
    assert found.share == pytest.approx(found.losses.sum() / losses.sum())
