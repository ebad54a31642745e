"""Training steps in plain NumPy: the reference that the compiled path is held against.

One step is: gradient of the batch -> clip -> add the regularizer's gradient -> optimizer's rule ->
parameters less delta -> regularizer's last word on the weights.

The functions are the definitions; each ``..._rule`` is one of them with the functions and numbers
that a recipe chooses bound to it. Training and exported scripts call the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.nn.network import Masks, Network, views
from playground.nn.neurons import Function
from playground.nn.optimizers import OPTIMIZERS, Rule
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


def take_step(
    parameters: FloatArray,
    gradient: FloatArray,
    m: FloatArray,
    v: FloatArray,
    rate: float,
    step: int,
    *,
    n_weights: int,
    rule: Rule,
    settings: Sequence[float],
    clip_norm: float,
    regularization_rate: float,
    regularizer_gradient: Function,
    after_step: Function,
) -> None:
    """Take one step with the gradient, all in place.

    Parameters
    ----------
    parameters, gradient
        All of them, (n_parameters,) each.
    m, v
        The optimizer's memory, (n_parameters,) each.
    rate, step
        The learning rate, and the number of this step, counted from 1.
    n_weights
        How many of the parameters are weights: they come first.
    rule, settings
        The optimizer's rule and its own numbers.
    clip_norm
        The longest gradient; 0 does not clip.
    regularization_rate, regularizer_gradient, after_step
        How strong the regularizer is, and its two functions.
    """
    clip(gradient, clip_norm)
    weights = parameters[:n_weights]
    gradient[:n_weights] += regularizer_gradient(weights, regularization_rate)
    before = weights.copy()
    delta, m[:], v[:] = rule(parameters, gradient, m, v, rate, float(step), *settings)
    parameters -= delta
    weights[:] = after_step(weights, before, rate * regularization_rate)


def hold(
    parameters: FloatArray,
    gradient: FloatArray,
    m: FloatArray,
    v: FloatArray,
    rate: float,
    step: int,
    *,
    held: Sequence[int],
    take_step: Function,
) -> None:
    """Take one step in which the parameters at ``held`` have no part: frozen, they stay.

    They do not lengthen the gradient that is clipped, and neither they nor what the optimizer
    remembers of them changes.
    """
    gradient[held] = 0.0
    before = [array[held] for array in (parameters, m, v)]
    take_step(parameters, gradient, m, v, rate, step)
    parameters[held], m[held], v[held] = before


def shuffle_orders(orders: IntArray, rng: np.random.Generator, *, shuffle: bool) -> None:
    """Draw a new order of the examples in each row, in place, if ``shuffle`` says so."""
    if shuffle:
        rng.permuted(orders, axis=-1, out=orders)


def train_epoch(
    inputs: FloatArray,
    targets: FloatArray,
    order: IntArray,
    rate: float,
    step: int,
    parameters: FloatArray,
    gradient: FloatArray,
    m: FloatArray,
    v: FloatArray,
    dropout_rng: np.random.Generator,
    *,
    layer_sizes: Sequence[int],
    batch_size: int,
    dropout: Sequence[float],
    fill_gradient: Function,
    take_step: Function,
) -> int:
    """Train through the examples in this order, batch by batch; return the steps taken so far.

    ``step`` is the number of those taken before. Parameters, gradient and memory are changed in
    place; ``dropout`` has a rate per hidden layer.
    """
    weights, biases = views(parameters, layer_sizes)
    gradients = views(gradient, layer_sizes)
    masks: Masks = ()
    hidden = layer_sizes[1:-1]
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        if any(dropout):
            masks = dropout_masks(dropout_rng.random((len(batch), sum(hidden))), dropout, hidden)
        fill_gradient(inputs[batch], targets[batch], masks, weights, biases, *gradients)
        step += 1
        take_step(parameters, gradient, m, v, rate, step)
    return step


def step_rule(recipe: Recipe, n_weights: int, held: Sequence[int] = ()) -> Function:
    """Return ``take_step`` with the functions and numbers of a recipe.

    Where some parameters are ``held`` it is ``hold`` with that.
    """
    optimizer, regularizer = OPTIMIZERS[recipe.optimizer], REGULARIZERS[recipe.regularization]
    assert optimizer.rule is not None, "optimizers without a gradient train in evolution.py"
    step = partial(
        take_step,
        n_weights=n_weights,
        rule=optimizer.rule,
        settings=recipe.optimizer_settings,
        clip_norm=recipe.clip_norm,
        regularization_rate=recipe.regularization_rate,
        regularizer_gradient=regularizer.gradient,
        after_step=regularizer.after_step,
    )
    return partial(hold, held=list(held), take_step=step) if held else step


def epoch_rule(network: Network, recipe: Recipe) -> Function:
    """Return ``train_epoch`` with the functions and numbers of a network and a recipe."""
    return partial(
        train_epoch,
        layer_sizes=network.layer_sizes,
        batch_size=recipe.batch_size,
        dropout=recipe.dropout_rates(len(network.activations)),
        fill_gradient=network.gradient_rule,
        take_step=step_rule(recipe, network.n_weights, network.held(recipe.frozen)),
    )


def order_rule(recipe: Recipe) -> Function:
    """Return ``shuffle_orders`` with the choice of a recipe."""
    return partial(shuffle_orders, shuffle=recipe.shuffle)


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
        Features (n_examples, n_features) and targets (n_examples, n_targets).
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
    one_epoch, step = epoch_rule(network, recipe), steps_before
    changed = network.parameters, network.gradient, m, v
    for order, rate in zip(orders, rates, strict=True):
        step = one_epoch(inputs, targets, order, float(rate), step, *changed, dropout_rng)
    return step - steps_before
