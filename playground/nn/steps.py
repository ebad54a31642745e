"""Training steps in plain NumPy: the reference that the compiled path is held against.

One step is: gradient of the batch -> clip -> add the regularizer's gradient -> optimizer's rule ->
parameters less delta -> regularizer's last word on the weights.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.nn.arrays import FloatArray, IntArray
from playground.nn.network import Network
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.recipe import Recipe
from playground.nn.regularizers import REGULARIZERS


def dropout_masks(
    uniforms: FloatArray, rates: Sequence[float], widths: Sequence[int]
) -> list[FloatArray | None]:
    """Return per hidden layer the dropout mask: 0 for a neuron left out, else 1/(1 - rate).

    Dividing by 1 - rate keeps the mean of the signal, so that evaluation needs no correction
    (Srivastava et al. 2014, the "inverted" form).

    Parameters
    ----------
    uniforms
        Drawn from U[0, 1), (n, sum of widths).
    rates, widths
        Dropout rate and number of neurons per hidden layer.
    """
    masks: list[FloatArray | None] = []
    start = 0
    for rate, width in zip(rates, widths, strict=True):
        part = uniforms[:, start : start + width]
        masks.append((part >= rate) / (1.0 - rate) if rate > 0.0 else None)
        start += width
    return masks


def clip(gradient: FloatArray, longest: float) -> None:
    """Shorten the gradient in place to the length ``longest`` if it is longer; 0 leaves it alone.

    Pascanu, Mikolov and Bengio 2013, https://arxiv.org/abs/1211.5063.
    """
    if longest > 0.0:
        length = float(np.sqrt((gradient * gradient).sum()))
        if length > longest:
            gradient *= longest / length


def update(
    network: Network, recipe: Recipe, rate: float, m: FloatArray, v: FloatArray, step: int
) -> None:
    """Take one step with the gradient that stands in the network; ``step`` counts from 1."""
    gradient, parameters = network.gradient, network.parameters
    weights = parameters[: network.n_weights]
    regularizer = REGULARIZERS[recipe.regularization]
    rule = OPTIMIZERS[recipe.optimizer].rule
    assert rule is not None, "optimizers without a gradient train in evolution.py"
    clip(gradient, recipe.clip_norm)
    gradient[: network.n_weights] += regularizer.gradient(weights, recipe.regularization_rate)
    before = weights.copy()
    delta, m[:], v[:] = rule(
        parameters, gradient, m, v, rate, float(step), *recipe.optimizer_settings
    )
    parameters -= delta
    weights[:] = regularizer.after_step(weights, before, rate * recipe.regularization_rate)


def train(
    network: Network,
    recipe: Recipe,
    inputs: FloatArray,
    targets: FloatArray,
    orders: IntArray,
    rates: FloatArray,
    m: FloatArray,
    v: FloatArray,
    steps_before: int,
    dropout_rng: np.random.Generator,
) -> int:
    """Train through the given orders and return the number of steps taken.

    Parameters
    ----------
    network, recipe
        What is trained, in place, and how.
    inputs, targets
        Features (n_examples, n_features) and targets (n_examples, n_outputs).
    orders
        The numbers of the examples in the order of their use, (n_epochs, n).
    rates
        The learning rates, (n_epochs,).
    m, v
        The optimizer's memory, (n_parameters,) each, changed in place.
    steps_before
        Steps that this optimizer has taken so far.
    dropout_rng
        Draws the dropout masks.
    """
    hidden = network.layer_sizes[1:-1]
    dropout = recipe.dropout_rates(len(hidden))
    step = steps_before
    for order, rate in zip(orders, rates, strict=True):
        for start in range(0, len(order), recipe.batch_size):
            batch = order[start : start + recipe.batch_size]
            masks = None
            if any(dropout):
                masks = dropout_masks(
                    dropout_rng.random((len(batch), sum(hidden))), dropout, hidden
                )
            network.backward(network.forward(inputs[batch], masks), targets[batch])
            step += 1
            update(network, recipe, float(rate), m, v, step)
    return step - steps_before
