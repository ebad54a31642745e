"""Every gradient against central differences, for every activation under every head."""

from __future__ import annotations

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, Head, Network, evaluate
from playground.nn.network import backward, forward

HEADS = [
    Head.of("classification", "squared_error", 2),
    Head.of("classification", "cross_entropy", 2),
    Head.of("classification", "huber", 2),
    Head.of("classification", "squared_error", 3),
    Head.of("classification", "cross_entropy", 4),
    Head.of("classification", "huber", 5),
    Head.of("regression", "squared_error"),
    Head.of("regression", "huber"),
    Head.of("regression", "squared_error", weighted=True),
    Head.of("regression", "huber", weighted=True),
    Head.of("classification", "squared_error", 2, weighted=True),
    Head.of("classification", "cross_entropy", 2, weighted=True),
    Head.of("classification", "cross_entropy", 4, weighted=True),
    Head.of("classification", "huber", 5, weighted=True),
]


def numerical_gradient(network: Network, inputs, targets, width: float = 1e-6) -> np.ndarray:
    """Return (L(p + h) - L(p - h)) / 2h for every parameter p."""
    slopes = np.empty_like(network.parameters)
    for i, value in enumerate(network.parameters.copy()):
        network.parameters[i] = value + width
        above = evaluate(network, inputs, targets)
        network.parameters[i] = value - width
        below = evaluate(network, inputs, targets)
        network.parameters[i] = value
        slopes[i] = (above - below) / (2 * width)
    return slopes


@pytest.mark.parametrize(
    "head", HEADS, ids=lambda h: f"{h.problem}-{h.loss}-{h.n_classes}{'-weighted' * h.weighted}"
)
@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "step"])
def test_backpropagation_agrees_with_central_differences(make_problem, activation, head):
    network, inputs, targets = make_problem(head, (5, 4), activation, n=11)
    network.backward(network.forward(inputs), targets)
    expected = numerical_gradient(network, inputs, targets)
    np.testing.assert_allclose(network.gradient, expected, rtol=2e-6, atol=2e-8)


def test_deltas_are_the_slopes_of_each_examples_loss_by_the_logits(make_problem):
    network, inputs, targets = make_problem(hidden=(4, 3), n=5)
    _, logits, outputs, _ = network.forward(inputs)
    derivatives = [ACTIVATIONS[name].derivative for name in network.activations]
    last = network.head.delta(logits[-1], targets)
    deltas = list(backward(last, network.weights, logits, outputs, derivatives))[::-1]

    def losses(layer, z):
        parts = (network.weights, network.biases, network.functions)
        for _, later, _ in forward(parts[2][layer](z), *(part[layer + 1 :] for part in parts)):
            z = later
        return network.head.value(z, targets)

    for layer, z in enumerate(logits):
        for neuron in range(z.shape[1]):
            move = 1e-6 * np.eye(z.shape[1])[neuron]
            slopes = (losses(layer, z + move) - losses(layer, z - move)) / 2e-6
            np.testing.assert_allclose(deltas[layer][:, neuron], slopes, rtol=1e-6, atol=1e-8)


def test_gradient_with_dropout_agrees_with_central_differences(make_problem):
    network, inputs, targets = make_problem(hidden=(6, 5), n=9)
    rng = np.random.default_rng(5)
    masks = [(rng.random((9, 6)) > 0.4) / 0.6, None]
    network.backward(network.forward(inputs, masks), targets)
    found = network.gradient.copy()
    for i in range(len(found)):
        value = network.parameters[i]
        losses = []
        for nearby in (value + 1e-6, value - 1e-6):
            network.parameters[i] = nearby
            logits = network.forward(inputs, masks).logits[-1]
            losses.append(network.head.value(logits, targets).mean())
        network.parameters[i] = value
        assert found[i] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=2e-6, abs=2e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_derivative_of_activation(name):
    z = np.array([-3.1, -1.2, -0.4, 0.3, 0.9, 2.7])  # no kink among them
    activation = ACTIVATIONS[name]
    slope = (activation.function(z + 1e-6) - activation.function(z - 1e-6)) / 2e-6
    derivative = activation.derivative(z, activation.function(z))
    np.testing.assert_allclose(derivative, slope, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_far_out_is_finite_and_silent(name):
    z = np.array([-800.0, -40.0, 0.0, 40.0, 800.0])
    activation = ACTIVATIONS[name]
    with np.errstate(all="raise", under="ignore"):
        a = activation.function(z)
        slope = activation.derivative(z, a)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    assert a.shape == slope.shape == z.shape


def test_relu_has_no_slope_at_zero():
    relu = ACTIVATIONS["relu"]
    assert relu.derivative(np.zeros(1), np.zeros(1))[0] == 0.0


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("head", HEADS[:6], ids=lambda h: f"{h.loss}-{h.n_classes}")
def test_training_follows_the_slope_of_the_smoothed_loss(make_problem, make_trainer, head, engine):
    network, inputs, targets = make_problem(head, n=11)
    soft = head.softening_rule(0.2)(targets)
    expected = network.parameters - 0.1 * numerical_gradient(network, inputs, soft)
    plain = targets.copy()
    trainer = make_trainer(
        network, engine, label_smoothing=0.2, learning_rate=0.1, batch_size=11, optimizer="sgd"
    )
    trainer.train_epochs(inputs, targets, 1)
    np.testing.assert_allclose(network.parameters, expected, rtol=2e-6, atol=2e-8)
    np.testing.assert_array_equal(targets, plain)
