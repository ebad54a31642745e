"""The compiled training loop: whole epochs in one call that lets go of Python's lock.

It does what `network` and `steps` do, in the same order, on blocks of a work array: per layer a block of
rows (one per example of the batch) whose length is rounded up to whole lanes. What stands in the rounding
is never read as a value. Weights are read and gradients written straight in the flat vectors: a row's last
lanes may reach into the next row, so rows are written in order and the next one writes over the excess;
the vectors end in one vector's width of slack.
"""

from __future__ import annotations

import math

from numba import njit

from .dispatch import (
    activate,
    add_penalty,
    after_step,
    loss_slope,
    loss_value,
    times_derivative,
    update,
)
from .lanes import WIDTH, advance, load, load_spread, pointer_to, spread, store

# Columns of the layout: one row per layer, row 0 being the inputs.
SIZE, PADDED, SIGNAL, OUTPUT, LOGITS, DELTA, WEIGHTS, BIASES, TRANSPOSED, ACTIVATION = range(10)
DROPPED, MASK, N_COLUMNS = 10, 11, 12
# Entries of the head's description.
LOSS, BY_LOGIT, TARGETS, SOFTMAX = range(4)


@njit(error_model="numpy")
def _gather(work, place, padded, source, n_columns, order, n):  # type: ignore[no-untyped-def]
    """Copy the chosen rows of an array into a block."""
    for row in range(n):
        example = order[row]
        for i in range(n_columns):
            work[place + row * padded + i] = source[example * n_columns + i]


@njit(error_model="numpy")
def _weigh(work, flat, below, layer, n):  # type: ignore[no-untyped-def]
    """logits = signal @ weights + biases."""
    n_in, n_out = below[SIZE], layer[SIZE]
    for row in range(n):
        signal = below[SIGNAL] + row * below[PADDED]
        logits = layer[LOGITS] + row * layer[PADDED]
        for j in range(0, n_out, WIDTH):
            total = load(flat, layer[BIASES] + j)
            weights = layer[WEIGHTS] + j
            for i in range(n_in):
                total = total + load_spread(work, signal + i) * load(flat, weights + i * n_out)
            store(work, logits + j, total)


@njit(error_model="numpy")
def _transpose(work, flat, below, layer):  # type: ignore[no-untyped-def]
    """Copy a layer's weights, columns as rows, so that the way back reads along rows too."""
    n_in, n_out = below[SIZE], layer[SIZE]
    for i in range(n_in):
        for j in range(n_out):
            work[layer[TRANSPOSED] + j * below[PADDED] + i] = flat[layer[WEIGHTS] + i * n_out + j]


@njit(error_model="numpy")
def _send_back(work, below, layer, n):  # type: ignore[no-untyped-def]
    """Delta of the layer below = delta @ weights.T."""
    n_out, padded = layer[SIZE], below[PADDED]
    for row in range(n):
        delta = layer[DELTA] + row * layer[PADDED]
        result = below[DELTA] + row * padded
        for i in range(0, padded, WIDTH):
            total = spread(0.0)
            weights = layer[TRANSPOSED] + i
            for j in range(n_out):
                total = total + load_spread(work, delta + j) * load(work, weights + j * padded)
            store(work, result + i, total)


@njit(error_model="numpy")
def _weight_gradient(work, gradient, below, layer, n):  # type: ignore[no-untyped-def]
    """Gradient of the weights = signal.T @ delta."""
    n_out = layer[SIZE]
    for i in range(below[SIZE]):
        signal = below[SIGNAL] + i
        for j in range(0, n_out, WIDTH):
            total = spread(0.0)
            delta = layer[DELTA] + j
            for row in range(n):
                here = load_spread(work, signal + row * below[PADDED])
                total = total + here * load(work, delta + row * layer[PADDED])
            store(gradient, layer[WEIGHTS] + i * n_out + j, total)


@njit(error_model="numpy")
def _bias_gradient(work, gradient, layer, n):  # type: ignore[no-untyped-def]
    """Gradient of the biases = delta, summed over the rows."""
    for j in range(0, layer[SIZE], WIDTH):
        total = spread(0.0)
        for row in range(n):
            total = total + load(work, layer[DELTA] + row * layer[PADDED] + j)
        store(gradient, layer[BIASES] + j, total)


@njit(error_model="numpy")
def _softmax(work, layer, n):  # type: ignore[no-untyped-def]
    """Outputs = exp(logits) / their sum, per row, as `heads.softmax`."""
    for row in range(n):
        logits = layer[LOGITS] + row * layer[PADDED]
        outputs = layer[OUTPUT] + row * layer[PADDED]
        largest = work[logits]
        for k in range(1, layer[SIZE]):
            largest = max(largest, work[logits + k])
        total = 0.0
        for k in range(layer[SIZE]):
            work[outputs + k] = math.exp(work[logits + k] - largest)
            total += work[outputs + k]
        for k in range(layer[SIZE]):
            work[outputs + k] /= total


@njit(error_model="numpy")
def _drop(work, layer, n, rate, uniforms, n_hidden):  # type: ignore[no-untyped-def]
    """Draw the dropout mask from the uniform numbers and multiply the outputs with it."""
    for row in range(n):
        for i in range(layer[SIZE]):
            place = row * layer[PADDED] + i
            kept = uniforms[row * n_hidden + i] >= rate
            mask = 1.0 / (1.0 - rate) if kept else 0.0
            work[layer[MASK] + place] = mask
            work[layer[SIGNAL] + place] = work[layer[OUTPUT] + place] * mask


@njit(error_model="numpy")
def _multiply(work, target, factor, count):  # type: ignore[no-untyped-def]
    for i in range(0, count, WIDTH):
        store(work, target + i, load(work, target + i) * load(work, factor + i))


@njit(error_model="numpy")
def _forward(work, flat, layout, n_layers, head, n, dropout, uniforms):  # type: ignore[no-untyped-def]
    """Fill logits, outputs and signals; `uniforms` has one row per example, or is not looked at."""
    last = n_layers - 1
    n_hidden = 0
    for number in range(1, last):
        n_hidden += advance(layout, number * N_COLUMNS)[SIZE]
    column = 0
    for number in range(1, n_layers):
        below, layer = advance(layout, (number - 1) * N_COLUMNS), advance(layout, number * N_COLUMNS)
        _weigh(work, flat, below, layer, n)
        if number == last and head[SOFTMAX]:
            _softmax(work, layer, n)
        else:
            activate(layer[ACTIVATION], work, layer[LOGITS], layer[OUTPUT], n * layer[PADDED])
        if number < last:
            if dropout[number - 1] > 0.0:
                _drop(work, layer, n, dropout[number - 1], advance(uniforms, column), n_hidden)
            column += layer[SIZE]


@njit(error_model="numpy")
def _backward(work, flat, gradient, layout, n_layers, head, n, dropout):  # type: ignore[no-untyped-def]
    """Fill the deltas, from the last layer to the first, and then the gradient."""
    last = n_layers - 1
    layer = advance(layout, last * N_COLUMNS)
    count = n * layer[PADDED]
    loss_slope(head[LOSS], work, layer[OUTPUT], head[TARGETS], layer[DELTA], count, float(n))
    if not head[BY_LOGIT]:
        times_derivative(
            layer[ACTIVATION], work, layer[LOGITS], layer[OUTPUT], layer[DELTA], count
        )
    for number in range(last, 1, -1):
        below, layer = advance(layout, (number - 1) * N_COLUMNS), advance(layout, number * N_COLUMNS)
        count = n * below[PADDED]
        _transpose(work, flat, below, layer)
        _send_back(work, below, layer, n)
        if dropout[number - 2] > 0.0:
            _multiply(work, below[DELTA], below[MASK], count)
        times_derivative(
            below[ACTIVATION], work, below[LOGITS], below[OUTPUT], below[DELTA], count
        )
    for number in range(1, n_layers):
        below, layer = advance(layout, (number - 1) * N_COLUMNS), advance(layout, number * N_COLUMNS)
        _weight_gradient(work, gradient, below, layer, n)
    for number in range(1, n_layers):
        _bias_gradient(work, gradient, advance(layout, number * N_COLUMNS), n)


@njit(error_model="numpy")
def _clip(gradient, count, longest):  # type: ignore[no-untyped-def]
    """Shorten the gradient to the length `longest` if it is longer."""
    squares = 0.0
    for i in range(count):
        squares += gradient[i] * gradient[i]
    length = math.sqrt(squares)
    if length > longest:
        for i in range(count):
            gradient[i] *= longest / length


@njit(error_model="numpy")
def _copy(source, target, count):  # type: ignore[no-untyped-def]
    for i in range(0, count, WIDTH):
        store(target, i, load(source, i))


@njit(nogil=True, cache=True, error_model="numpy")
def train(  # type: ignore[no-untyped-def]
    work, flat, gradient, before, penalised, m, v, n_parameters, layout, head,
    inputs, targets, orders, rates, batch_size,
    optimizer, settings, steps_before, regularizer, regularization_rate, longest, dropout, uniforms,
):  # fmt: skip
    """Train through the given orders (n_epochs, n) and return the number of steps taken."""
    n_epochs, n_examples = orders.shape
    n_inputs, n_targets, n_hidden = inputs.shape[1], targets.shape[1], uniforms.shape[1]
    n_layers = layout.shape[0]
    places, ends, dropping = pointer_to(layout), pointer_to(head), pointer_to(dropout)
    block, parameters, slope = pointer_to(work), pointer_to(flat), pointer_to(gradient)
    old, weighty, mean, square = (
        pointer_to(before), pointer_to(penalised), pointer_to(m), pointer_to(v)
    )  # fmt: skip
    all_inputs, all_targets = pointer_to(inputs), pointer_to(targets)
    drawn, first_order = pointer_to(uniforms), pointer_to(orders)
    first, last = places, advance(places, (n_layers - 1) * N_COLUMNS)
    step = steps_before
    for epoch in range(n_epochs):
        rate = rates[epoch]
        for start in range(0, n_examples, batch_size):
            n = min(batch_size, n_examples - start)
            used = epoch * n_examples + start
            batch = advance(first_order, used)
            chances = advance(drawn, used * n_hidden)
            _gather(block, first[SIGNAL], first[PADDED], all_inputs, n_inputs, batch, n)
            _gather(block, ends[TARGETS], last[PADDED], all_targets, n_targets, batch, n)
            _forward(block, parameters, places, n_layers, ends, n, dropping, chances)
            _backward(block, parameters, slope, places, n_layers, ends, n, dropping)
            step += 1
            if longest > 0.0:
                _clip(slope, n_parameters, longest)
            if regularizer > 0:
                add_penalty(
                    regularizer, parameters, slope, weighty, regularization_rate, n_parameters
                )
                _copy(parameters, old, n_parameters)
            update(
                optimizer, parameters, slope, mean, square, rate, float(step), settings, n_parameters
            )
            if regularizer > 0:
                amount = rate * regularization_rate
                after_step(regularizer, parameters, old, weighty, amount, n_parameters)
    return step - steps_before
