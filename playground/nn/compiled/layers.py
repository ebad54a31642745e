"""The compiled work of single layers, in two orders.

A block of the work array holds one number per example and neuron. Which of the two lies side by
side, and so shares a processor's vector, depends on the batch:

- a batch of one (``..._one``): the block is one row of neurons, rounded up to whole lanes; what
  stands in the rounding is never read as a value;
- a batch of many (``..._many``): one row per neuron, as long as the batch, rounded up to whole
  lanes; the rounding counts as further examples, whose inputs and deltas are zero.

Weights are read and gradients written straight in the flat vectors. In ``..._one`` a row's last
lanes reach into the next row: rows are written in order, so the next one writes over the excess,
and the vectors end in some slack.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs
# (Numba finds the types of compiled functions itself, when they are first called.)

from __future__ import annotations

import math

from playground.nn.compiled.jit import inlined, part
from playground.nn.compiled.lanes import (
    WIDTH,
    load,
    load_column,
    load_spread,
    spread,
    store,
    total_of,
    totals_of,
)

# Columns of the layout: one row per layer, row 0 being the inputs. All but the sizes are places.
SIZE, SIGNAL, OUTPUT, LOGITS, DELTA, WEIGHTS, BIASES, ACTIVATION, DROPPED, MASK = range(10)
N_COLUMNS = 10


@inlined
def rounded_up(size):
    """Return the size rounded up to whole lanes."""
    return (size + WIDTH - 1) // WIDTH * WIDTH


@part
def gather(work, place, row_step, column_step, source, n_columns, order, n):
    """Copy the chosen examples into a block."""
    for row in range(n):
        example = order[row]
        for i in range(n_columns):
            work[place + row * row_step + i * column_step] = source[example * n_columns + i]


@part
def clear_rounding(work, place, size, n, padded):
    """Set to zero what stands beyond the batch in a block of many."""
    for i in range(size):
        for row in range(n, padded):
            work[place + i * padded + row] = 0.0


@inlined
def _four_sums(work, flat, source, n, result, padded, weights, step, apart, starts):
    """Fill result k = 0..3 with starts[k] + sum_i source[i] * weights[i * step + k * apart].

    In one sum the processor would wait for every addition; four can be on their way at once.
    """
    for row in range(0, padded, WIDTH):
        a, b, c, d = starts
        for i in range(n):
            here = load(work, source + i * padded + row)
            weight = weights + i * step
            a = a + load_spread(flat, weight) * here
            b = b + load_spread(flat, weight + apart) * here
            c = c + load_spread(flat, weight + 2 * apart) * here
            d = d + load_spread(flat, weight + 3 * apart) * here
        store(work, result + row, a)
        store(work, result + padded + row, b)
        store(work, result + 2 * padded + row, c)
        store(work, result + 3 * padded + row, d)


@inlined
def _one_sum(work, flat, source, n, result, padded, weights, step, start):
    """Fill the result with start + sum_i source[i] * weights[i * step]."""
    for row in range(0, padded, WIDTH):
        total = start
        for i in range(n):
            here = load(work, source + i * padded + row)
            total = total + load_spread(flat, weights + i * step) * here
        store(work, result + row, total)


@inlined
def _fours(size):
    """Return how many of so many neurons are dealt with four at a time."""
    return size // 4 * 4


@part
def weigh_one(work, flat, below, layer):
    """Logits = signal @ weights + biases."""
    n_in, n_out = below[SIZE], layer[SIZE]
    signal = below[SIGNAL]
    for j in range(0, n_out, WIDTH):
        total = load(flat, layer[BIASES] + j)
        weights = layer[WEIGHTS] + j
        for i in range(n_in):
            total = total + load_spread(work, signal + i) * load(flat, weights + i * n_out)
        store(work, layer[LOGITS] + j, total)


@part
def weigh_many(work, flat, below, layer, padded):
    """Logits = signal @ weights + biases."""
    n_in, n_out, signal = below[SIZE], layer[SIZE], below[SIGNAL]
    fours = _fours(n_out)
    for j in range(0, fours, 4):
        weights, bias, logits = layer[WEIGHTS] + j, layer[BIASES] + j, layer[LOGITS] + j * padded
        starts = (
            load_spread(flat, bias),
            load_spread(flat, bias + 1),
            load_spread(flat, bias + 2),
            load_spread(flat, bias + 3),
        )
        _four_sums(work, flat, signal, n_in, logits, padded, weights, n_out, 1, starts)
    for j in range(fours, n_out):
        weights, start = layer[WEIGHTS] + j, load_spread(flat, layer[BIASES] + j)
        logits = layer[LOGITS] + j * padded
        _one_sum(work, flat, signal, n_in, logits, padded, weights, n_out, start)


@part
def send_back_one(work, flat, below, layer):
    """Delta of the layer below = delta @ weights.T."""
    n_in, n_out = below[SIZE], layer[SIZE]
    delta = layer[DELTA]
    for i in range(0, n_in, WIDTH):
        total = spread(0.0)
        weights = layer[WEIGHTS] + i * n_out
        for j in range(n_out):
            total = total + load_spread(work, delta + j) * load_column(flat, weights + j, n_out)
        store(work, below[DELTA] + i, total)


@part
def send_back_many(work, flat, below, layer, padded):
    """Delta of the layer below = delta @ weights.T."""
    n_in, n_out, delta = below[SIZE], layer[SIZE], layer[DELTA]
    zero = spread(0.0)
    fours = _fours(n_in)
    for i in range(0, fours, 4):
        weights, result = layer[WEIGHTS] + i * n_out, below[DELTA] + i * padded
        starts = (zero, zero, zero, zero)
        _four_sums(work, flat, delta, n_out, result, padded, weights, 1, n_out, starts)
    for i in range(fours, n_in):
        weights, result = layer[WEIGHTS] + i * n_out, below[DELTA] + i * padded
        _one_sum(work, flat, delta, n_out, result, padded, weights, 1, zero)


@part
def weight_gradient_one(work, gradient, below, layer):
    """Gradient of the weights = signal.T @ delta."""
    n_in, n_out = below[SIZE], layer[SIZE]
    signal, delta, weights = below[SIGNAL], layer[DELTA], layer[WEIGHTS]
    for i in range(n_in):
        here = load_spread(work, signal + i)
        for j in range(0, n_out, WIDTH):
            store(gradient, weights + i * n_out + j, here * load(work, delta + j))


@part
def bias_gradient_one(work, gradient, layer):
    """Gradient of the biases = delta."""
    for j in range(0, layer[SIZE], WIDTH):
        store(gradient, layer[BIASES] + j, load(work, layer[DELTA] + j))


@part
def gradient_many(work, gradient, below, layer, padded):
    """Gradients of the weights and of the biases: sums over the lanes."""
    n_in, n_out = below[SIZE], layer[SIZE]
    fours = _fours(n_out)
    for j in range(0, fours, 4):
        delta = layer[DELTA] + j * padded
        a, b, c, d = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        for row in range(0, padded, WIDTH):
            place = delta + row
            a = a + load(work, place)
            b = b + load(work, place + padded)
            c = c + load(work, place + 2 * padded)
            d = d + load(work, place + 3 * padded)
        store(gradient, layer[BIASES] + j, totals_of(a, b, c, d))
        for i in range(n_in):
            signal = below[SIGNAL] + i * padded
            a, b, c, d = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
            for row in range(0, padded, WIDTH):
                here, place = load(work, signal + row), delta + row
                a = a + here * load(work, place)
                b = b + here * load(work, place + padded)
                c = c + here * load(work, place + 2 * padded)
                d = d + here * load(work, place + 3 * padded)
            store(gradient, layer[WEIGHTS] + i * n_out + j, totals_of(a, b, c, d))
    for j in range(fours, n_out):
        delta = layer[DELTA] + j * padded
        total = spread(0.0)
        for row in range(0, padded, WIDTH):
            total = total + load(work, delta + row)
        gradient[layer[BIASES] + j] = total_of(total)
        for i in range(n_in):
            signal = below[SIGNAL] + i * padded
            total = spread(0.0)
            for row in range(0, padded, WIDTH):
                total = total + load(work, signal + row) * load(work, delta + row)
            gradient[layer[WEIGHTS] + i * n_out + j] = total_of(total)


@part
def softmax(work, layer, n, row_step, column_step):
    """Outputs = exp(logits) / their sum, per example, as ``heads.softmax``."""
    for row in range(n):
        logits = layer[LOGITS] + row * row_step
        outputs = layer[OUTPUT] + row * row_step
        largest = work[logits]
        for k in range(1, layer[SIZE]):
            largest = max(largest, work[logits + k * column_step])
        total = 0.0
        for k in range(layer[SIZE]):
            value = math.exp(work[logits + k * column_step] - largest)
            work[outputs + k * column_step] = value
            total += value
        for k in range(layer[SIZE]):
            work[outputs + k * column_step] /= total


@part
def softmax_loss(work, layer, targets, weighted, n, row_step, column_step):
    """Return the examples' sum of log(sum_k exp(z_k)) - sum_k t_k z_k, as ``Head.value``."""
    result = 0.0
    for row in range(n):
        logits = layer[LOGITS] + row * row_step
        wanted = targets + row * row_step
        largest = work[logits]
        for k in range(1, layer[SIZE]):
            largest = max(largest, work[logits + k * column_step])
        total, loss = 0.0, 0.0
        for k in range(layer[SIZE]):
            logit = work[logits + k * column_step]
            total += math.exp(logit - largest)
            loss -= work[wanted + k * column_step] * logit
        loss += largest + math.log(total)
        result += loss * work[wanted + layer[SIZE] * column_step] if weighted else loss
    return result


@part
def count_right(work, layer, targets, middle, n, row_step, column_step):
    """Return for how many examples ``Head.classes`` gives outputs and targets the same class."""
    found = 0
    for row in range(n):
        outputs = layer[OUTPUT] + row * row_step
        wanted = targets + row * row_step
        if layer[SIZE] == 1:
            found += (work[outputs] >= middle) == (work[wanted] >= middle)
        else:
            chosen, right = 0, 0
            for k in range(1, layer[SIZE]):
                if work[outputs + k * column_step] > work[outputs + chosen * column_step]:
                    chosen = k
                if work[wanted + k * column_step] > work[wanted + right * column_step]:
                    right = k
            found += chosen == right
    return found


@part
def drop(work, layer, n, row_step, column_step, rate, uniforms, n_hidden):
    """Make the dropout mask of the uniform numbers and multiply the outputs with it."""
    for row in range(n):
        for i in range(layer[SIZE]):
            place = row * row_step + i * column_step
            kept = uniforms[row * n_hidden + i] >= rate
            mask = 1.0 / (1.0 - rate) if kept else 0.0
            work[layer[MASK] + place] = mask
            work[layer[SIGNAL] + place] = work[layer[OUTPUT] + place] * mask


@part
def silence(work, place, neuron, n):
    """Set to zero what a block holds for one neuron."""
    if n > 1:
        padded = rounded_up(n)
        for row in range(padded):
            work[place + neuron * padded + row] = 0.0
    else:
        work[place + neuron] = 0.0


@part
def multiply(work, target, factor, count):
    """Multiply one block with another."""
    for i in range(0, count, WIDTH):
        store(work, target + i, load(work, target + i) * load(work, factor + i))
