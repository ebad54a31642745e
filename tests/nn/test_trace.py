"""A trace against a worked example, central differences and PyTorch; looking changes nothing."""

from __future__ import annotations

import copy
import importlib.util

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.nn import ACTIVATIONS, OPTIMIZERS, Head, Network, trace
from tests.nn.test_gradients import HEADS

GRADIENT = [name for name, one in OPTIMIZERS.items() if one.uses_gradient]
SEARCHES = [name for name, one in OPTIMIZERS.items() if not one.uses_gradient]


def worked_example():
    """Return the network 2-2-2 with sigmoids that courses compute by hand, and its one example."""
    head = Head("classification", "squared_error", 2, "sigmoid", 2)
    network = Network((2, 2, 2), ["sigmoid"], head)
    network.weights[0][:] = [[0.15, 0.25], [0.20, 0.30]]
    network.weights[1][:] = [[0.40, 0.50], [0.45, 0.55]]
    network.biases[0][:], network.biases[1][:] = 0.35, 0.60
    return network, np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])


def test_the_worked_example_to_its_printed_digits():
    network, inputs, targets = worked_example()
    kept = trace(network, inputs, targets)
    assert f"{kept.loss:.9f}" == "0.298371109"
    assert [f"{one:.9f}" for one in kept.deltas[1][0]] == ["0.138498562", "-0.038098237"]
    after = [w - 0.5 * g for w, g in zip(network.weights, kept.weight_gradients, strict=True)]
    assert f"{after[1][0, 0]:.8f}" == "0.35891648"  # w5
    assert f"{after[0][0, 0]:.9f}" == "0.149780716"  # w1
    for w, new in zip(network.weights, after, strict=True):
        w[:] = new
    assert f"{trace(network, inputs, targets).loss:.10f}" == "0.2910277737"  # biases held


def test_a_trace_has_every_example_and_the_mean(make_problem):
    network, inputs, targets = make_problem(hidden=(4, 3), n=7)
    kept = trace(network, inputs, targets)
    assert [one.shape for one in kept.deltas] == [(7, 4), (7, 3), (7, 1)]
    for layer, gradient in enumerate(kept.weight_gradients):
        each = kept.weight_gradients_of(layer)
        np.testing.assert_allclose(each.mean(axis=0), gradient, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(
            kept.deltas[layer].mean(axis=0), kept.bias_gradients[layer], rtol=1e-12, atol=1e-15
        )
        alone = trace(network, inputs[2:3], targets[2:3])
        np.testing.assert_allclose(each[2], alone.weight_gradients[layer], rtol=1e-12, atol=1e-15)
    network.backward(network.forward(inputs), targets)
    mine = np.concatenate([g.ravel() for g in (*kept.weight_gradients, *kept.bias_gradients)])
    np.testing.assert_array_equal(mine, network.gradient)


def test_tracing_leaves_the_network_as_it_is(make_problem):
    network, inputs, targets = make_problem()
    network.gradient[:] = 7.0
    before = network.parameters.copy()
    trace(network, inputs, targets)
    np.testing.assert_array_equal(network.parameters, before)
    assert (network.gradient == 7.0).all()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(HEADS),
    st.lists(st.sampled_from([name for name in ACTIVATIONS if name != "step"]), max_size=3),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_every_derivative_is_a_central_difference(head, activations, seed, drops_out):
    chance = np.random.default_rng(seed)
    hidden = tuple(int(width) for width in chance.integers(1, 5, len(activations)))
    network = Network((2, *hidden, head.n_outputs), activations, head)
    network.parameters[:] = chance.normal(0, 0.8, network.parameters.size)
    inputs = chance.uniform(-2, 2, (4, 2))
    labels = chance.uniform(-1, 1, 4)
    if head.problem == "classification":
        labels = np.sign(labels) if head.n_classes == 2 else chance.integers(0, head.n_classes, 4)
    targets = head.targets(np.asarray(labels, dtype=float))
    masks = [(chance.random((4, w)) > 0.3) / 0.7 if drops_out else None for w in hidden]
    kept = trace(network, inputs, targets, masks)
    found = np.concatenate([g.ravel() for g in (*kept.weight_gradients, *kept.bias_gradients)])
    for place in chance.permutation(found.size)[:8]:
        losses = []
        for move in (1e-6, -1e-6):
            moved = network.copy()
            moved.parameters[place] += move
            losses.append(trace(moved, inputs, targets, masks).loss)
        # A kink within the width of the difference: the two sides are one-sided slopes.
        kinks = any(np.abs(z).min() < 1e-4 for z in kept.logits)
        errors = kept.outputs[-1] - targets[:, : head.n_outputs]
        if not kinks and np.abs(np.abs(errors) - 1.0).min() > 1e-4:
            assert found[place] == pytest.approx((losses[0] - losses[1]) / 2e-6, rel=1e-5, abs=1e-7)


if importlib.util.find_spec("torch"):

    @pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "linear", "softplus"])
    @pytest.mark.parametrize("head", HEADS[:8], ids=lambda h: f"{h.problem}-{h.loss}-{h.n_classes}")
    def test_every_delta_is_the_one_of_pytorch(make_problem, activation, head):
        import torch

        network, inputs, targets = make_problem(head, (4, 3), activation, n=6)
        kept = trace(network, inputs, targets)
        functions = {
            "relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid,
            "linear": lambda z: z, "softplus": torch.nn.functional.softplus,
        }  # fmt: skip
        a, logits = torch.tensor(inputs), []
        for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True)):
            z = a @ torch.tensor(w) + torch.tensor(b)
            z.requires_grad_(True) if layer == 0 else z.retain_grad()
            logits.append(z)
            if layer < len(network.activations):
                a = functions[activation](z)
        goals = torch.tensor(targets)
        if head.activation == "softmax":
            loss = -(goals * torch.log_softmax(z, 1)).sum()
        elif head.loss == "cross_entropy":
            loss = torch.nn.functional.binary_cross_entropy_with_logits(z, goals, reduction="sum")
        else:
            output = functions[head.activation](z)
            if head.loss == "huber":
                loss = torch.nn.functional.huber_loss(output, goals, reduction="sum")
            else:
                loss = ((output - goals) ** 2).sum() / 2
        loss.backward()
        for mine, theirs in zip(kept.deltas, logits, strict=True):
            np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-9, atol=1e-12)


def test_what_does_not_fit_is_refused_in_words(make_problem):
    network, inputs, targets = make_problem()
    with pytest.raises(ValueError, match="at least one example"):
        trace(network, inputs[:0], targets[:0])
    with pytest.raises(ValueError, match="takes inputs of shape"):
        trace(network, inputs[:, :2], targets)


RECIPES = {
    "plain": {},
    "dropout": {"dropout": (0.4, 0.2)},
    "clipped": {"clip_norm": 0.05},
    "ordered": {"shuffle": False},
    "smoothed": {"label_smoothing": 0.2},
    "scheduled": {"schedule": "inverse_sqrt"},
}


def fingerprint(trainer):
    state = trainer.state()
    return [
        state.parameters.tobytes(), state.memory_m.tobytes(), state.memory_v.tobytes(),
        state.order.tobytes(), state.position, state.steps, state.epoch,
        str(state.order_rng), str(state.dropout_rng),
    ]  # fmt: skip


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_the_next_batch_is_the_one_that_comes_and_looking_draws_nothing(
    make_problem, make_trainer, recipe
):
    network, inputs, targets = make_problem(n=23)
    trainer = make_trainer(network, batch_size=10, **recipe)
    seen = []
    for _ in range(7):  # over two ends of an epoch
        before = fingerprint(trainer)
        batch = trainer.next_batch(inputs, targets)
        again = trainer.next_batch(inputs, targets)
        assert fingerprint(trainer) == before
        np.testing.assert_array_equal(batch.examples, again.examples)
        kept = trace(network, batch.inputs, batch.targets, batch.masks)
        position = trainer.position
        trainer.train_batch(inputs, targets)
        if recipe.get("clip_norm") is None:  # what the step has filled, to the bit
            mine = [g.ravel() for g in (*kept.weight_gradients, *kept.bias_gradients)]
            np.testing.assert_array_equal(np.concatenate(mine), network.gradient)
        seen.append((position, len(batch.examples)))
    assert seen == [(0, 10), (10, 10), (20, 3)] * 2 + [(0, 10)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("begun", [0, 2])
def test_a_copy_of_a_trainer_goes_on_as_the_trainer_does(
    make_problem, make_trainer, optimizer, begun
):
    network, inputs, targets = make_problem(n=12)
    trainer = make_trainer(network, optimizer=optimizer, batch_size=5, dropout=(0.3,))
    for _ in range(begun):
        trainer.train_batch(inputs, targets)
    before = fingerprint(trainer)
    other = trainer.copy()
    for _ in range(4):
        other.train_batch(inputs, targets)
    assert fingerprint(trainer) == before
    for _ in range(4):
        trainer.train_batch(inputs, targets)
    assert fingerprint(trainer) == fingerprint(other)


@pytest.mark.parametrize("optimizer", SEARCHES)
def test_who_uses_no_gradient_has_no_next_batch(make_problem, make_trainer, optimizer):
    network, inputs, targets = make_problem()
    with pytest.raises(ValueError, match="knows no batches"):
        make_trainer(network, optimizer=optimizer).next_batch(inputs, targets)


def test_a_search_that_is_copied_draws_from_a_stream_of_its_own():
    for name in SEARCHES:
        search = OPTIMIZERS[name].search(np.zeros(3), (6, 0.3), np.random.default_rng(0))
        other = copy.deepcopy(search)
        np.testing.assert_array_equal(other.ask(), search.ask())
