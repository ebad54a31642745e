"""Training: TensorFlow Playground's steps, epochs and batches, slices, state, scikit-learn."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from playground.nn import (
    OPTIMIZERS,
    REGULARIZERS,
    Head,
    Network,
    Recipe,
    Trainer,
    evaluate,
    measure,
    training,
)
from playground.nn.steps import clip, dropout_masks

ENGINES = ("numpy", "compiled")


def hand_step(network, inputs, targets, rate, regularization, strength):
    """One step as TensorFlow Playground does it: example after example, link after link."""
    weights = [w.copy() for w in network.weights]
    biases = [b.copy() for b in network.biases]
    weight_sums = [np.zeros_like(w) for w in weights]
    bias_sums = [np.zeros_like(b) for b in biases]
    for x, target in zip(inputs, targets, strict=True):
        outputs = [x]
        for w, b in zip(weights, biases, strict=True):
            outputs.append(np.tanh(outputs[-1] @ w + b))
        error = outputs[-1] - target  # derivative of 1/2 (output - target)^2
        for layer in range(len(weights) - 1, -1, -1):
            delta = error * (1 - outputs[layer + 1] ** 2)
            weight_sums[layer] += np.outer(outputs[layer], delta)
            bias_sums[layer] += delta
            error = weights[layer] @ delta
    n = len(inputs)
    for layer in range(len(weights)):
        old = weights[layer].copy()
        weights[layer] -= rate / n * weight_sums[layer]
        if regularization == "L2":
            weights[layer] -= rate * strength * old
        if regularization == "L1":
            shrunk = np.abs(weights[layer]) - rate * strength
            weights[layer] = np.sign(weights[layer]) * np.maximum(shrunk, 0.0)
        biases[layer] -= rate / n * bias_sums[layer]
    return np.concatenate([p.ravel() for p in weights + biases])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("regularization", ["none", "L1", "L2"])
def test_steps_are_those_of_tensorflow_playground(make_problem, engine, regularization):
    network, inputs, targets = make_problem(n=20)
    recipe = Recipe(regularization=regularization, regularization_rate=0.1, shuffle=False)
    rng = np.random.default_rng(0)
    trainer = Trainer(network, recipe, rng, rng, engine)
    for _ in range(3):
        for start in (0, 10):
            batch = slice(start, start + 10)
            expected = hand_step(network, inputs[batch], targets[batch], 0.03, regularization, 0.1)
            trainer.train_batch(inputs, targets)
            np.testing.assert_allclose(network.parameters, expected, rtol=1e-12, atol=1e-15)
    assert (trainer.epoch, trainer.steps) == (3, 6)


@pytest.mark.parametrize("activation", ["tanh", "relu", "logistic", "identity"])
@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_same_path_as_scikit_learn(problem, activation):
    """From the same weights, without shuffling, over 60 epochs; its alpha is divided by n."""
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-1, 1, (60, 3))
    value = np.sin(2 * inputs[:, 0]) * inputs[:, 1]
    labels = np.where(value > 0, 1.0, -1.0) if problem == "classification" else value
    n_epochs, batch_size, strength = 60, 20, 0.02
    kind = MLPClassifier if problem == "classification" else MLPRegressor
    theirs = kind(
        hidden_layer_sizes=(5, 4), activation=activation, solver="sgd", momentum=0,
        alpha=strength * batch_size,
        learning_rate_init=0.05, batch_size=batch_size, shuffle=False, max_iter=1,
        warm_start=True, random_state=3,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs.fit(inputs, labels)
        loss = "cross_entropy" if problem == "classification" else "squared_error"
        head = Head.of(problem, loss)
        name = {"logistic": "sigmoid", "identity": "linear"}.get(activation, activation)
        network = Network((3, 5, 4, 1), [name, name], head)
        for ours, start in zip(network.weights, theirs.coefs_, strict=True):
            ours[:] = start
        for ours, start in zip(network.biases, theirs.intercepts_, strict=True):
            ours[:] = start
        theirs.set_params(max_iter=n_epochs)
        theirs.fit(inputs, labels)
    recipe = Recipe(
        learning_rate=0.05, batch_size=batch_size, shuffle=False,
        regularization="L2", regularization_rate=strength,
    )  # fmt: skip
    trainer = Trainer(network, recipe, rng, rng, "numpy")
    trainer.train_epochs(inputs, head.targets(labels), n_epochs)
    for ours, end in zip(network.weights, theirs.coefs_, strict=True):
        np.testing.assert_allclose(ours, end, rtol=1e-9, atol=1e-12)
    for ours, end in zip(network.biases, theirs.intercepts_, strict=True):
        np.testing.assert_allclose(ours, end, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_slices_give_bit_for_bit_what_one_call_gives(make_problem, make_trainer, engine, optimizer):
    results = []
    for cuts in ([12], [1] * 12, [5, 0, 4, 3]):
        network, inputs, targets = make_problem()
        trainer = make_trainer(
            network, engine, optimizer=optimizer, dropout=(0.3,), schedule="cosine"
        )
        for n in cuts:
            trainer.train_epochs(inputs, targets, n)
        assert trainer.epoch == 12
        results.append(network.parameters.copy())
    np.testing.assert_array_equal(results[0], results[1])
    np.testing.assert_array_equal(results[0], results[2])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("optimizer", ["sgd", "adam", "genetic"])
@pytest.mark.parametrize("dropout", [(), (0.3,)])
def test_states_on_the_way_are_those_of_single_calls(
    make_problem, make_trainer, engine, optimizer, dropout, monkeypatch
):
    monkeypatch.setattr(training, "NUMBERS_AT_ONCE", 23 * 5 * 4)  # four epochs at once
    ends = [1, 2, 5, 6, 13]
    network, inputs, targets = make_problem()
    recipe = {"optimizer": optimizer, "dropout": dropout, "schedule": "cosine"}
    trainer = make_trainer(network, engine, **recipe)
    trainer.train_batch(inputs, targets)  # a begun epoch is finished, and counts as one
    other, *_ = make_problem()
    stepping = make_trainer(other, engine, **recipe)
    stepping.train_batch(inputs, targets)
    states = trainer.train_through(inputs, targets, ends)
    assert len(states) == len(ends)
    for state, (before, end) in zip(states, pairwise([0, *ends]), strict=True):
        stepping.train_epochs(inputs, targets, end - before)
        assert_same_state(state, stepping.state())
    assert_same_state(trainer.state(), states[-1])
    trainer.restore(states[2])
    if optimizer != "genetic":  # a population is not kept
        assert_same_state(trainer.train_through(inputs, targets, [8])[0], states[-1])


def assert_same_state(one, other):
    """Hold two states against each other, to the last bit."""
    for field in fields(one):
        found, expected = getattr(one, field.name), getattr(other, field.name)
        if isinstance(found, Mapping):
            found, expected = dict(found), dict(expected)
        np.testing.assert_equal(found, expected, err_msg=field.name)


@pytest.mark.parametrize("engine", ENGINES)
def test_single_batches_give_bit_for_bit_what_epochs_give(make_problem, make_trainer, engine):
    whole, inputs, targets = make_problem()
    make_trainer(whole, engine, dropout=(0.2, 0.1)).train_epochs(inputs, targets, 3)
    pieces = make_problem()[0]
    trainer = make_trainer(pieces, engine, dropout=(0.2, 0.1))
    for _ in range(4):  # an epoch has batches of 10, 10 and 3
        trainer.train_batch(inputs, targets)
    assert (trainer.epoch, trainer.position) == (1, 10)
    trainer.train_epochs(inputs, targets, 1)  # finishes the begun one
    assert (trainer.epoch, trainer.position, trainer.steps) == (2, 0, 6)
    trainer.train_epochs(inputs, targets, 1)
    np.testing.assert_array_equal(pieces.parameters, whole.parameters)


def orders_of(trainer, inputs, targets, n_epochs):
    """Return the order of the examples in each of the next epochs."""
    orders = []
    for _ in range(n_epochs):
        trainer.train_batch(inputs, targets)
        orders.append(trainer.state().order)
        trainer.train_epochs(inputs, targets, 1)
    return np.array(orders)


def test_the_order_is_new_in_every_epoch_and_complete(make_problem, make_trainer):
    network, *data = make_problem(n=23)
    orders = orders_of(make_trainer(network), *data, 5)
    assert (np.sort(orders, axis=1) == np.arange(23)).all()
    assert len({tuple(order) for order in orders}) == 5
    fixed = orders_of(make_trainer(network, shuffle=False), *data, 2)
    assert (fixed == np.arange(23)).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_last_batch_is_smaller_and_not_carried_over(make_problem, make_trainer, engine):
    network, inputs, targets = make_problem(n=23)
    trainer = make_trainer(network, engine, shuffle=False, batch_size=10, learning_rate=0.1)
    for part in (slice(0, 10), slice(10, 20), slice(20, 23)):
        expected = hand_step(network, inputs[part], targets[part], 0.1, "none", 0.0)
        trainer.train_batch(inputs, targets)
        np.testing.assert_allclose(network.parameters, expected, rtol=1e-12, atol=1e-15)
    assert trainer.epoch == 1


def test_other_data_in_the_middle_of_an_epoch_begins_a_new_one(make_problem, make_trainer):
    network, inputs, targets = make_problem()
    trainer = make_trainer(network)
    trainer.train_batch(inputs, targets)
    trainer.train_batch(inputs[:15], targets[:15])
    assert (trainer.epoch, trainer.position) == (0, 10)
    trainer.train_epochs(inputs[:15], targets[:15], 1)
    assert (trainer.epoch, trainer.position) == (1, 0)


def test_no_data_is_refused_in_words(make_problem, make_trainer):
    network, inputs, targets = make_problem()
    with pytest.raises(ValueError, match="at least one example"):
        make_trainer(network).train_epochs(inputs[:0], targets[:0], 1)
    assert np.isnan(evaluate(network, inputs[:0], targets[:0]))


@settings(max_examples=40)
@given(
    st.sampled_from([name for name, o in OPTIMIZERS.items() if o.uses_gradient]),
    st.sampled_from(sorted(REGULARIZERS)),
    st.integers(0, 5),
    st.integers(1, 30),
)
def test_restore_gives_the_exact_state_back(optimizer, regularization, n_batches, batch_size):
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(23, 2))
    targets = np.sign(inputs[:, :1])
    network = Network((2, 3, 1), ["tanh"], Head.of("classification"))
    network.initialise(rng)
    recipe = Recipe(
        optimizer, regularization=regularization, regularization_rate=0.01,
        batch_size=batch_size, dropout=(0.2,),
    )  # fmt: skip
    trainer = Trainer(network, recipe, rng, np.random.default_rng(1), "numpy")
    for _ in range(n_batches):
        trainer.train_batch(inputs, targets)
    state, place = trainer.state(), (trainer.epoch, trainer.position, trainer.steps)
    kept = state.parameters.copy()
    trainer.train_epochs(inputs, targets, 2)
    onwards = network.parameters.copy()
    trainer.restore(state)
    np.testing.assert_array_equal(network.parameters, kept)
    assert (trainer.epoch, trainer.position, trainer.steps) == place
    trainer.train_epochs(inputs, targets, 2)
    np.testing.assert_array_equal(network.parameters, onwards)
    np.testing.assert_array_equal(state.parameters, kept)


def test_a_state_of_another_network_is_refused(make_problem, make_trainer):
    small, large = make_problem(hidden=(2,))[0], make_problem(hidden=(3,))[0]
    with pytest.raises(ValueError, match="parameters"):
        make_trainer(large).restore(make_trainer(small).state())


def test_another_optimizer_keeps_the_weights_and_starts_afresh(make_problem, make_trainer):
    network, inputs, targets = make_problem()
    trainer = make_trainer(network, optimizer="adam")
    trainer.train_epochs(inputs, targets, 2)
    kept = network.parameters.copy()
    trainer.recipe = Recipe(optimizer="momentum")
    np.testing.assert_array_equal(network.parameters, kept)
    assert not trainer.state().memory_m.any()
    assert trainer.epoch == 2
    trainer.train_epochs(inputs, targets, 1)
    memory = trainer.state().memory_m
    trainer.recipe = Recipe(optimizer="momentum", learning_rate=0.5)
    np.testing.assert_array_equal(trainer.state().memory_m, memory)


def test_evaluation_changes_nothing(make_problem, make_trainer):
    network, inputs, targets = make_problem()
    trainer = make_trainer(network)
    trainer.train_batch(inputs, targets)
    before, gradient = trainer.state(), network.gradient.copy()
    evaluate(network, inputs, targets)
    after = trainer.state()
    np.testing.assert_array_equal(before.parameters, after.parameters)
    np.testing.assert_array_equal(gradient, network.gradient)
    assert before.order_rng == after.order_rng


def test_an_l1_weight_at_zero_may_grow_again():
    network = Network((1, 1), [], Head.of("regression"))
    inputs = np.linspace(-1, 1, 10)[:, None]
    rng = np.random.default_rng(0)
    recipe = Recipe(learning_rate=0.1, regularization="L1", regularization_rate=0.1)
    trainer = Trainer(network, recipe, rng, rng, "numpy")
    trainer.train_epochs(inputs, 0.0 * inputs, 5)
    assert network.weights[0][0, 0] == 0.0
    trainer.train_epochs(inputs, 3.0 * inputs, 200)
    assert network.weights[0][0, 0] > 2.0


@pytest.mark.parametrize("regularization", REGULARIZERS)
def test_biases_are_never_regularised(make_problem, make_trainer, regularization):
    """With a constant input of zero only the biases get a gradient: all recipes move them alike."""
    network, inputs, targets = make_problem(hidden=())
    network.parameters[network.n_weights :] = 1.0
    plain = network.copy()
    settings = {"regularization": regularization, "regularization_rate": 0.5}
    make_trainer(network, **settings).train_epochs(0.0 * inputs, targets, 3)
    make_trainer(plain).train_epochs(0.0 * inputs, targets, 3)
    np.testing.assert_array_equal(network.biases[0], plain.biases[0])


@given(st.floats(0.0, 0.9), st.integers(0, 2**32 - 1))
def test_dropout_keeps_the_mean(rate, seed):
    uniforms = np.random.default_rng(seed).random((400, 50))
    (mask,) = dropout_masks(uniforms, [rate], [50])
    if rate == 0.0:
        assert mask is None
    else:
        assert set(np.unique(mask)) <= {0.0, 1.0 / (1.0 - rate)}
        # Five standard deviations of a mean over 20,000 draws.
        assert abs(mask.mean() - 1.0) < 5 * np.sqrt(rate / (1 - rate) / mask.size) + 1e-9


def test_clipping_shortens_and_keeps_the_direction():
    gradient = np.array([3.0, 4.0])
    clip(gradient, 10.0)
    assert gradient.tolist() == [3.0, 4.0]
    clip(gradient, 0.0)
    assert gradient.tolist() == [3.0, 4.0]
    clip(gradient, 1.0)
    assert gradient == pytest.approx([0.6, 0.8])


def test_an_unknown_engine_is_refused(make_problem, make_trainer):
    with pytest.raises(ValueError, match="warp"):
        make_trainer(make_problem()[0], "warp")


@pytest.mark.parametrize("engine", ENGINES)
def test_arrays_that_do_not_fit_are_refused_in_words(make_problem, make_trainer, engine):
    network, inputs, targets = make_problem(n=23)
    trainer = make_trainer(network, engine)
    for wrong, word in (
        ((inputs[:, :2], targets), "inputs"),
        ((inputs, targets[:20]), "targets"),
        ((inputs, targets[:, 0]), "targets"),
        ((inputs[0], targets), "inputs"),
    ):
        for train in (trainer.train_epochs, trainer.train_batch):
            with pytest.raises(ValueError, match=f"takes {word} of shape"):
                train(*wrong, 1)
    with pytest.raises(ValueError, match="at least one example"):
        trainer.train_epochs(inputs[:0], targets[:0], 1)
    with pytest.raises(ValueError, match="takes targets of shape"):
        measure(network, network.parameters[None], inputs, targets[:20], engine=engine)


def test_a_run_that_runs_away_warns_of_nothing(make_problem, make_trainer):
    """NumPy's warnings of overflow stay out: who trains looks at the parameters, and says it."""
    network, inputs, targets = make_problem(Head.of("regression"), activation="relu")
    trainer = make_trainer(network, "numpy", learning_rate=100.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trainer.train_epochs(inputs, targets, 60)
        rows = network.parameters[None]
        measure(network, rows, inputs, targets, gradients=True, engine="numpy")
    assert not np.isfinite(network.parameters).all()
