"""One neuron, one weight: what is told of them is what the network does."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.labs.inside.single import alone, story, told_of_neuron, told_of_weight
from playground.nn import OPTIMIZERS, trace


def trained(**settings):
    run = Experiment(dataset="circle", engine="numpy", **settings)
    run.train(20)
    return run


def test_without_it_is_the_loss_that_switching_it_off_brings():
    run = trained()
    told = alone(run.snapshot(), 0, 1)
    now = run.measured()
    assert told.losses == pytest.approx((now.train_loss, now.test_loss), abs=1e-12)
    run.apply(switched_off=[(1, 2)])
    then = run.measured()
    assert told.others == pytest.approx((then.train_loss, then.test_loss), abs=1e-12)
    back = alone(run.snapshot(), 0, 1)
    assert back.is_off
    assert back.others == pytest.approx(told.losses, abs=1e-12)
    assert back.bias_gradient == back.weights_gradient == 0


def test_the_points_are_counted_where_they_lie_on_the_curve():
    run = trained()
    told = alone(run.snapshot(), 1, 0)
    kept = trace(run.network, run.training.inputs, run.training.targets)
    z = kept.logits[1][:, 0]
    assert told.counts.sum() == len(z) == told.n_points
    np.testing.assert_array_equal(told.counts, np.histogram(z, told.edges)[0])
    np.testing.assert_allclose(told.slope, 1 - np.tanh(told.z) ** 2)
    assert told.saturated == np.mean(1 - np.tanh(z) ** 2 < 0.01)
    assert told.bias_gradient == kept.bias_gradients[1][0]


def test_a_neuron_in_words():
    run = Experiment(hidden_layers=[2], engine="numpy", frozen=[(1, 0)])
    run.set_weight(0, 0, 0, 2.0)
    run.set_weight(0, 1, 0, -0.5)
    run.set_bias(0, 0, -1.0)
    told = told_of_neuron(alone(run.snapshot(), 0, 0))
    assert told["formula"] == "a₁⁽¹⁾ = tanh(2 · x₁ − 0.5 · x₂ − 1)"
    assert told["frozen"] == "layer"
    assert any(line.startswith("Without it: training loss") for line in told["lines"])


@pytest.mark.parametrize("place", [(3, 0), (0, 9)])
def test_who_is_gone_is_told(place):
    with pytest.raises(ValueError, match="no longer there"):
        alone(Experiment(engine="numpy").snapshot(), *place)
    with pytest.raises(ValueError, match="no longer there"):
        story(Experiment(engine="numpy"), *place, 0)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_weight_s_next_step_is_the_one_that_comes(optimizer):
    """With all points in one batch and the order kept, for then the gradients are the same."""
    run = trained(optimizer=optimizer, batch_size=10_000, shuffle=False)
    told = story(run, 1, 1, 2)
    before = run.network.weights[1][2, 1]
    assert told.value == before
    assert told.values[-1] == before
    assert len(told.epochs) == len(told.values) == 21
    run.step_batch()
    if told.step is None:
        assert not OPTIMIZERS[optimizer].uses_gradient
        assert told.m is None
        assert "uses no gradient" in str(told_of_weight(told)["note"])
    else:
        assert before - run.network.weights[1][2, 1] == pytest.approx(told.step, rel=1e-6)
        assert (told.rate is None) == (told.v is None)


def test_what_an_optimizer_does_not_remember_is_not_told():
    remembered = {}
    for name in ("sgd", "momentum", "rmsprop", "adam"):
        told = story(trained(optimizer=name), 0, 0, -1)
        remembered[name] = (told.m is not None, told.v is not None)
    assert remembered == {
        "sgd": (False, False),
        "momentum": (True, False),
        "rmsprop": (False, True),
        "adam": (True, True),
    }


def test_the_effective_rate_is_the_formula_s():
    """Of RMSProp eta / sqrt(v + eps), of Adam eta / ((1 - beta1^t)(sqrt(v^) + eps)), new v."""
    told = story(trained(optimizer="rmsprop"), 1, 1, 2)
    v = 0.9 * told.v + 0.1 * told.gradient**2
    assert told.rate == pytest.approx(0.03 / np.sqrt(v + 1e-8))
    run = trained(optimizer="adam")
    told = story(run, 1, 1, 2)
    v, t = 0.999 * told.v + 0.001 * told.gradient**2, run.trainer.steps + 1
    root = np.sqrt(v / (1 - 0.999**t)) + 1e-8
    assert told.rate == pytest.approx(0.03 / (1 - 0.9**t) / root)


def test_without_a_memory_of_the_gradient_adam_s_rate_is_that_of_the_gradient():
    told = story(trained(optimizer="adam", adam_beta1=0.0), 1, 1, 2)
    assert told.rate == pytest.approx(told.step / told.gradient)


def test_a_frozen_weight_has_no_step():
    told = story(trained(frozen=[(1, 1)], optimizer="adam"), 0, 0, 1)
    assert (told.step, told.rate, told.is_still) == (0.0, None, True)
    assert "Frozen" in str(told_of_weight(told)["note"])
