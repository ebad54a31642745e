"""The network: layout of its parameters, initial values, outputs."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, BIAS_INITIALIZERS, INITIALIZERS, Head, Network


def test_weights_and_biases_are_views_of_one_vector():
    network = Network((2, 4, 3, 1), ["tanh", "relu"], Head.of("classification"))
    assert [w.shape for w in network.weights] == [(2, 4), (4, 3), (3, 1)]
    assert [b.shape for b in network.biases] == [(4,), (3,), (1,)]
    assert network.parameters.size == 2 * 4 + 4 * 3 + 3 + 4 + 3 + 1
    network.weights[1][2, 1] = 7.0
    network.biases[2][0] = -3.0
    assert sorted(network.parameters[network.parameters != 0].tolist()) == [-3.0, 7.0]
    assert network.parameters[-1] == -3.0


def test_a_copy_stands_alone():
    network = Network((2, 1), [], Head.of("regression"))
    other = network.copy()
    other.parameters[:] = 1.0
    assert not network.parameters.any()


@pytest.mark.parametrize(
    ("sizes", "activations", "word"),
    [
        ((2, 3, 1), [], "activations"),
        ((2, 3, 1), ["cubic"], "cubic"),
        ((2, 3, 2), ["tanh"], "outputs"),
        ((2, 0, 1), ["tanh"], "at least one"),
        ((2,), [], "at least one"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(sizes, activations, word):
    with pytest.raises(ValueError, match=word):
        Network(sizes, activations, Head.of("classification"))


def test_default_start_is_that_of_tensorflow_playground():
    network = Network((7, 8, 8, 1), ["tanh"] * 2, Head.of("classification"))
    network.initialise(np.random.default_rng(0))
    weights = network.parameters[: network.n_weights]
    assert np.abs(weights).max() <= 0.5
    assert np.ptp(weights) > 0.8
    assert (network.parameters[network.n_weights :] == 0.1).all()


def test_zero_start_is_zero_throughout():
    network = Network((2, 3, 1), ["tanh"], Head.of("classification"))
    network.initialise(np.random.default_rng(0), "zero")
    assert not network.parameters.any()


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("uniform", 1 / np.sqrt(12)),
        ("zero", 0.0),
        ("normal", 1.0),
        ("glorot", np.sqrt(2 / (300 + 200))),
        ("he", np.sqrt(2 / 300)),
    ],
)
def test_spread_of_initial_weights(name, deviation):
    weights = INITIALIZERS[name].initialise(np.random.default_rng(0), 300, 200)
    assert weights.shape == (300, 200)
    assert weights.std() == pytest.approx(deviation, rel=0.02)
    assert weights.mean() == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize(("name", "expected"), [("small", 0.1), ("zero", 0.0), ("data", 2.5)])
def test_output_bias(name, expected):
    assert name in BIAS_INITIALIZERS
    network = Network((2, 3, 1), ["tanh"], Head.of("regression"))
    network.initialise(np.random.default_rng(0), "uniform", name, np.array([2.0, 3.0]))
    assert network.biases[-1] == pytest.approx([expected])
    assert (network.biases[0] == 0.1).all()


def test_unknown_initializers_and_missing_labels_are_refused():
    network = Network((2, 1), [], Head.of("regression"))
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="lecun"):
        network.initialise(rng, "lecun")
    with pytest.raises(ValueError, match="labels"):
        network.initialise(rng, "uniform", "data")


def test_outputs_of_all_layers_keep_the_precision_of_the_inputs(make_problem):
    network, inputs, _ = make_problem()
    exact = network.layer_outputs(inputs)
    rough = network.layer_outputs(inputs.astype(np.float32))
    assert [a.shape for a in exact] == [(23, 5), (23, 4), (23, 1)]
    for a, b in zip(exact, rough, strict=True):
        assert b.dtype == np.float32
        np.testing.assert_allclose(a, b, atol=1e-5)
    np.testing.assert_array_equal(exact[-1], network.forward(inputs).outputs[-1])


def test_predict_maps_points_to_features_first():
    network = Network((1, 1), [], Head.of("regression"), lambda points: points[:, :1] ** 2)
    network.weights[0][:] = 2.0
    assert network.predict(np.array([[3, 9], [1, 9]])).tolist() == [18.0, 2.0]


def test_a_pickled_network_keeps_its_views():
    network = Network((2, 3, 1), ["tanh"], Head.of("classification"))
    network.initialise(np.random.default_rng(1))
    again = pickle.loads(pickle.dumps(network))
    again.parameters[:] = 7.0
    assert (again.weights[0] == 7.0).all()
    assert (again.biases[1] == 7.0).all()
    assert not (network.parameters == 7.0).any()


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_what_an_activation_says_of_itself_is_so(activation):
    z = np.linspace(-1e6, 1e6, 100_001)
    a = activation.function(z)
    assert activation.bounded == (np.abs(a).max() <= 1.0)
    assert activation.has_gradient == bool(np.any(activation.derivative(z, a)))
