"""What is frozen stays, with every optimizer; who is switched off is not there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.arrays import FloatArray
from playground.nn import OPTIMIZERS, Head, Network, Recipe, Trainer, measure, trace

SIZES = (2, 3, 4, 1)
FROZEN = ((1, 2), (2, 0))
ENGINES = ("numpy", "compiled")


def made(sizes: tuple[int, ...] = SIZES, **options: Any) -> Network:
    head = Head("classification", "cross_entropy", 2, "sigmoid", sizes[-1])
    network = Network(sizes, ["tanh", "sigmoid"], head, **options)
    network.parameters[:] = np.random.default_rng(3).normal(size=network.parameters.size)
    return network


def points() -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(5)
    return rng.normal(size=(23, 2)), rng.integers(0, 2, (23, 1)).astype(float)


def trainer(network: Network, engine: str, **recipe: Any) -> Trainer:
    streams = [np.random.default_rng(seed) for seed in (1, 2)]
    return Trainer(network, Recipe(**recipe), *streams, engine=engine)


def of_neurons(network: Network) -> FloatArray:
    """Return the parameters of the frozen neurons, read from the network's own views."""
    mine = [network.weights[0][:, 1], network.biases[0][1:2], network.weights[1].ravel()]
    return np.concatenate([*mine, network.biases[1]])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_is_frozen_stays_to_the_last_bit(optimizer: str, engine: str) -> None:
    network = made()
    regularized = {"regularization": "L1", "regularization_rate": 0.02, "dropout": (0.2,)}
    training = trainer(network, engine, optimizer=optimizer, clip_norm=0.5, **regularized)
    training.train_epochs(*points(), 3)  # so that the optimizer remembers something
    training.recipe = Recipe(optimizer=optimizer, clip_norm=0.5, frozen=FROZEN, **regularized)
    before, all_before = of_neurons(network), network.parameters.copy()
    training.train_epochs(*points(), 3)
    training.train_batch(*points())
    training.train_through(*points(), [1, 2])
    assert of_neurons(network).tobytes() == before.tobytes()
    moved = network.parameters != all_before
    assert moved.sum() == network.parameters.size - before.size


@pytest.mark.parametrize("optimizer", ["momentum", "adamw"])
def test_both_engines_train_the_rest_alike(optimizer: str) -> None:
    ends = []
    for engine in ENGINES:
        network = made(switched_off=[(2, 3), (1, 1)])
        recipe = {"regularization": "L2", "regularization_rate": 0.02, "frozen": ((1, 2),)}
        trainer(network, engine, optimizer=optimizer, clip_norm=0.5, **recipe).train_epochs(
            *points(), 40
        )
        ends.append(network.parameters)
    np.testing.assert_allclose(ends[0], ends[1], rtol=0, atol=1e-10)


def without(network: Network, layer: int, neuron: int) -> Network:
    """Return the network that never had this hidden neuron, both counted from 0."""
    sizes = list(network.layer_sizes)
    sizes[layer + 1] -= 1
    smaller = Network(sizes, network.activations, network.head)
    for number, (w, b) in enumerate(zip(network.weights, network.biases, strict=True)):
        if number == layer:
            w, b = np.delete(w, neuron, axis=1), np.delete(b, neuron)
        elif number == layer + 1:
            w = np.delete(w, neuron, axis=0)
        smaller.weights[number][:], smaller.biases[number][:] = w, b
    return smaller


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("batch_size", [1, 7])
def test_who_is_switched_off_is_not_there(engine: str, batch_size: int) -> None:
    network = made(switched_off=[(2, 3)])
    smaller = without(network, 1, 2)
    kept = {"optimizer": "adam", "clip_norm": 0.3, "batch_size": batch_size}
    waiting = network.weights[1][:, 2].copy(), network.weights[2][2].copy()
    for one in (network, smaller):
        trainer(one, engine, **kept).train_epochs(*points(), 20)
    np.testing.assert_allclose(
        without(network, 1, 2).parameters, smaller.parameters, rtol=0, atol=1e-10
    )
    assert (network.weights[1][:, 2] == waiting[0]).all()
    assert (network.weights[2][2] == waiting[1]).all()
    found, wanted = (
        measure(one, one.parameters[None], *points(), gradients=True, engine=engine)
        for one in (network, smaller)
    )
    np.testing.assert_allclose(found.losses, wanted.losses, atol=1e-12)
    np.testing.assert_allclose(found.gradient_norms, wanted.gradient_norms, atol=1e-12)
    assert (network.layer_outputs(points()[0])[1][:, 2] == 0).all()


def test_a_trace_knows_who_is_switched_off() -> None:
    kept = trace(made(switched_off=[(1, 1)]), *points())
    assert (kept.outputs[0][:, 0] == 0).all()
    assert (kept.deltas[0][:, 0] == 0).all()
    assert (kept.weight_gradients[1][0] == 0).all()


@pytest.mark.parametrize("nobody", [(0, 1), (3, 1), (1, 4), (2, 0)])
def test_nobody_is_not_switched_off(nobody: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no hidden neuron"):
        made(switched_off=[nobody])


def test_a_copy_has_the_same_neurons_switched_off() -> None:
    assert made(switched_off=[(1, 1)]).copy().switched_off == ((1, 1),)
