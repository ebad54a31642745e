"""The compiled loops: whole epochs, or all measures, in one call that lets go of Python's lock.

They do what ``network``, ``steps`` and ``measuring`` do, in the same order, on blocks of a work
array (see ``layers``).
"""

# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs
# (Numba finds the types of compiled functions itself, when they are first called.)

from __future__ import annotations

import math

import numpy as np

from playground.nn.compiled import layers
from playground.nn.compiled.dispatch import (
    activate,
    add_penalty,
    after_step,
    loss_slope,
    loss_value,
    times_derivative,
    update,
)
from playground.nn.compiled.jit import entry, inlined, part
from playground.nn.compiled.lanes import (
    WIDTH,
    advance,
    load,
    pointer_to,
    spread,
    store,
    total_of,
)
from playground.nn.compiled.layers import (
    ACTIVATION,
    DELTA,
    LOGITS,
    MASK,
    N_COLUMNS,
    OUTPUT,
    SIGNAL,
    SIZE,
    WEIGHTS,
    rounded_up,
)

# Entries of the head's description.
# WEIGHTED is 1 where the targets' last column says how many times an example counts, else 0.
LOSS, BY_LOGIT, TARGETS, SOFTMAX, WEIGHTED = range(5)


@inlined
def _row(layout, number):
    """Return the row of the layout that describes a layer; 0 stands for the inputs."""
    return advance(layout, number * N_COLUMNS)


@inlined
def _count(layer, n):
    """Return how many numbers a layer's block holds for n examples."""
    if n > 1:
        return layer[SIZE] * rounded_up(n)
    return rounded_up(layer[SIZE])


@inlined
def _steps(n):
    """Return the distances in a block between neighbouring examples and neighbouring neurons."""
    if n > 1:
        return 1, rounded_up(n)
    return 0, 1


@inlined
def _silence(work, number, place, n, silent, n_silent):
    """Set to zero what a layer's block holds for neurons that are switched off.

    ``silent`` holds so many pairs: a layer's number and a neuron's place in it.
    """
    for pair in range(0, 2 * n_silent, 2):
        if silent[pair] == number:
            layers.silence(work, place, silent[pair + 1], n)


@part
def _forward(
    work, flat, layout, n_layers, head, n, silent, n_silent, dropout, uniforms
):  # fmt: skip
    """Fill logits, outputs and signals; ``uniforms`` has a row per example, or is not looked at."""
    last = n_layers - 1
    n_hidden = 0
    for number in range(1, last):
        n_hidden += _row(layout, number)[SIZE]
    column = 0
    for number in range(1, n_layers):
        below, layer = _row(layout, number - 1), _row(layout, number)
        if n > 1:
            layers.weigh_many(work, flat, below, layer, rounded_up(n))
        else:
            layers.weigh_one(work, flat, below, layer)
        if number == last and head[SOFTMAX]:
            row_step, column_step = _steps(n)
            layers.softmax(work, layer, n, row_step, column_step)
        else:
            activate(layer[ACTIVATION], work, layer[LOGITS], layer[OUTPUT], _count(layer, n))
        if number < last:
            _silence(work, number, layer[OUTPUT], n, silent, n_silent)
            rate = dropout[number - 1]
            if rate > 0.0:
                row_step, column_step = _steps(n)
                chances = advance(uniforms, column)
                layers.drop(work, layer, n, row_step, column_step, rate, chances, n_hidden)
            column += layer[SIZE]


@part
def _weigh(work, layer, place, head, n):
    """Multiply a block of the last layer's shape with the examples' weights."""
    row_step, column_step = _steps(n)
    weights = head[TARGETS] + layer[SIZE] * column_step
    for k in range(layer[SIZE]):
        for row in range(n):
            work[place + row * row_step + k * column_step] *= work[weights + row * row_step]


@part
def _backward(
    work, flat, gradient, layout, n_layers, head, n, silent, n_silent, dropout, divisor
):  # fmt: skip
    """Fill the deltas, from the last layer to the first, then the gradient: sums / divisor."""
    last = n_layers - 1
    layer = _row(layout, last)
    count = _count(layer, n)
    loss_slope(head[LOSS], work, layer[OUTPUT], head[TARGETS], layer[DELTA], count, divisor)
    if not head[BY_LOGIT]:
        times_derivative(layer[ACTIVATION], work, layer[LOGITS], layer[OUTPUT], layer[DELTA], count)
    if head[WEIGHTED]:
        _weigh(work, layer, layer[DELTA], head, n)
    if n > 1:
        layers.clear_rounding(work, layer[DELTA], layer[SIZE], n, rounded_up(n))
    for number in range(last, 1, -1):
        below, layer = _row(layout, number - 1), _row(layout, number)
        if n > 1:
            layers.send_back_many(work, flat, below, layer, rounded_up(n))
        else:
            layers.send_back_one(work, flat, below, layer)
        count = _count(below, n)
        if dropout[number - 2] > 0.0:
            layers.multiply(work, below[DELTA], below[MASK], count)
        times_derivative(below[ACTIVATION], work, below[LOGITS], below[OUTPUT], below[DELTA], count)
        _silence(work, number - 1, below[DELTA], n, silent, n_silent)
    for number in range(1, n_layers):
        below, layer = _row(layout, number - 1), _row(layout, number)
        if n > 1:
            layers.gradient_many(work, gradient, below, layer, rounded_up(n))
        else:
            layers.weight_gradient_one(work, gradient, below, layer)
    if n == 1:
        for number in range(1, n_layers):
            layer = _row(layout, number)
            layers.bias_gradient_one(work, gradient, layer)


@part
def _gather(work, layout, n_layers, head, inputs, targets, batch, n):
    """Copy the batch's inputs and targets into their blocks."""
    first, last = layout, _row(layout, n_layers - 1)
    row_step, column_step = _steps(n)
    layers.gather(work, first[SIGNAL], row_step, column_step, inputs, first[SIZE], batch, n)
    if n > 1:
        layers.clear_rounding(work, first[SIGNAL], first[SIZE], n, rounded_up(n))
    n_targets = last[SIZE] + head[WEIGHTED]
    layers.gather(work, head[TARGETS], row_step, column_step, targets, n_targets, batch, n)


@part
def _length(flat, place, count):
    """Return the Euclidean length of so many numbers."""
    total = spread(0.0)
    whole = count // WIDTH * WIDTH
    for i in range(place, place + whole, WIDTH):
        total = total + load(flat, i) * load(flat, i)
    squares = total_of(total)
    for i in range(place + whole, place + count):
        squares += flat[i] * flat[i]
    return math.sqrt(squares)


@part
def _clip(gradient, count, longest):
    """Shorten the gradient to the length ``longest`` if it is longer."""
    length = _length(gradient, 0, count)
    if length > longest:
        for i in range(count):
            gradient[i] *= longest / length


@part
def _copy(source, target, count):
    for i in range(0, count, WIDTH):
        store(target, i, load(source, i))


@entry
def train(
    work, flat, gradient, before, penalised, m, v, n_parameters, layout, head,
    inputs, targets, orders, rates, batch_size, switched_off, held, still,
    optimizer, settings, steps_before, regularizer, regularization_rate, longest, dropout, uniforms,
    marks, kept,
):  # fmt: skip
    """Train through the given orders (n_epochs, n) and return the number of steps taken.

    ``regularizer`` is below 0 where there is none.
    After as many epochs as ``marks`` names, what training has changed is put into ``kept``.
    ``switched_off`` (n, 2) are layers and neurons. The parameters at ``held`` are left as they are:
    ``still`` (3, n_held) has them, and what is remembered of them.
    """
    n_epochs, n_examples = orders.shape
    n_hidden = uniforms.shape[1]
    n_layers = layout.shape[0]
    places, ends, dropping = pointer_to(layout), pointer_to(head), pointer_to(dropout)
    block, parameters, slope = pointer_to(work), pointer_to(flat), pointer_to(gradient)
    old, weighty, mean, square = (
        pointer_to(before), pointer_to(penalised), pointer_to(m), pointer_to(v)
    )  # fmt: skip
    all_inputs, all_targets = pointer_to(inputs), pointer_to(targets)
    drawn, first_order = pointer_to(uniforms), pointer_to(orders)
    silent, n_silent = pointer_to(switched_off), switched_off.shape[0]
    step = steps_before
    mark = 0
    for epoch in range(n_epochs):
        rate = rates[epoch]
        for start in range(0, n_examples, batch_size):
            n = min(batch_size, n_examples - start)
            used = epoch * n_examples + start
            batch = advance(first_order, used)
            chances = advance(drawn, used * n_hidden)
            _gather(block, places, n_layers, ends, all_inputs, all_targets, batch, n)
            _forward(
                block, parameters, places, n_layers, ends, n, silent, n_silent, dropping, chances
            )
            _backward(
                block, parameters, slope, places, n_layers, ends, n, silent, n_silent, dropping,
                float(n),
            )  # fmt: skip
            for k in range(held.size):
                gradient[held[k]] = 0.0
            step += 1
            if longest > 0.0:
                _clip(slope, n_parameters, longest)
            if regularizer >= 0:
                add_penalty(
                    regularizer, parameters, slope, weighty, regularization_rate, n_parameters
                )
                _copy(parameters, old, n_parameters)
            update(
                optimizer, parameters, slope, mean, square, rate, float(step), settings,
                n_parameters,
            )  # fmt: skip
            if regularizer >= 0:
                amount = rate * regularization_rate
                after_step(regularizer, parameters, old, weighty, amount, n_parameters)
            for k in range(held.size):
                flat[held[k]], m[held[k]], v[held[k]] = still[0, k], still[1, k], still[2, k]
        if mark < marks.size and marks[mark] == epoch + 1:
            for i in range(n_parameters):
                kept[mark, 0, i], kept[mark, 1, i], kept[mark, 2, i] = flat[i], m[i], v[i]
            mark += 1
    return step - steps_before


@part
def _loss(work, layer, head, n):
    """Return the sum of the losses of n examples; overwrites the last layer's deltas."""
    row_step, column_step = _steps(n)
    if head[SOFTMAX]:
        return layers.softmax_loss(
            work, layer, head[TARGETS], head[WEIGHTED], n, row_step, column_step
        )
    output, logits, losses = layer[OUTPUT], layer[LOGITS], layer[DELTA]
    loss_value(head[LOSS], work, output, logits, head[TARGETS], losses, _count(layer, n))
    if head[WEIGHTED]:
        _weigh(work, layer, losses, head, n)
    total = 0.0
    for row in range(n):
        for k in range(layer[SIZE]):
            total += work[losses + row * row_step + k * column_step]
    return total


@part
def _norms(flat, layout, n_layers, results, place):
    """Put the length of every layer's weights (or of the gradient by them) into the results."""
    for number in range(1, n_layers):
        below, layer = _row(layout, number - 1), _row(layout, number)
        results[place + number - 1] = _length(flat, layer[WEIGHTS], below[SIZE] * layer[SIZE])


@entry
def measure(
    work, flat, gradient, total, layout, head, middle, candidates, inputs, targets, order,
    switched_off, block_size, losses, right, weight_norms, gradient_norms,
):  # fmt: skip
    """Measure each candidate (a row of parameters) over all examples, see ``measuring``.

    Filled are ``losses`` and ``right`` (n_candidates,), the shares of examples classified
    correctly, ``weight_norms`` (n_candidates, n_layers) and, unless it is empty,
    ``gradient_norms``; in blocks of ``block_size`` examples. The blocks' inputs and targets stand
    one after the other where layout and head say at first.
    """
    n_layers = layout.shape[0]
    n_examples, n_inputs = inputs.shape
    n_targets = targets.shape[1]
    n_parameters = candidates.shape[1]
    places, ends = pointer_to(layout), pointer_to(head)
    block, parameters = pointer_to(work), pointer_to(flat)
    part_slope, slope = pointer_to(gradient), pointer_to(total)
    all_inputs, all_targets, rows = pointer_to(inputs), pointer_to(targets), pointer_to(order)
    silent, n_silent = pointer_to(switched_off), switched_off.shape[0]
    nothing_dropped = np.zeros(n_layers)
    dropout = pointer_to(nothing_dropped)
    first, last = places, _row(places, n_layers - 1)
    first_inputs, first_targets = first[SIGNAL], ends[TARGETS]
    for start in range(0, n_examples, block_size):
        n = min(block_size, n_examples - start)
        first[SIGNAL] = first_inputs + start * n_inputs
        ends[TARGETS] = first_targets + start * n_targets
        batch = advance(rows, start)
        _gather(block, places, n_layers, ends, all_inputs, all_targets, batch, n)
    for candidate in range(candidates.shape[0]):
        for i in range(n_parameters):
            flat[i] = candidates[candidate, i]
            total[i] = 0.0
        loss = 0.0
        n_right = 0
        for start in range(0, n_examples, block_size):
            n = min(block_size, n_examples - start)
            row_step, column_step = _steps(n)
            first[SIGNAL] = first_inputs + start * n_inputs
            ends[TARGETS] = first_targets + start * n_targets
            _forward(
                block, parameters, places, n_layers, ends, n, silent, n_silent, dropout, dropout
            )
            n_right += layers.count_right(
                block, last, ends[TARGETS], middle, n, row_step, column_step
            )
            loss += _loss(block, last, ends, n)
            if gradient_norms.size > 0:
                _backward(
                    block, parameters, part_slope, places, n_layers, ends, n, silent, n_silent,
                    dropout, float(n_examples),
                )  # fmt: skip
                for i in range(0, n_parameters, WIDTH):
                    store(slope, i, load(slope, i) + load(part_slope, i))
        losses[candidate] = loss / n_examples
        right[candidate] = n_right / n_examples
        place = candidate * (n_layers - 1)
        _norms(parameters, places, n_layers, pointer_to(weight_norms), place)
        if gradient_norms.size > 0:
            _norms(slope, places, n_layers, pointer_to(gradient_norms), place)
