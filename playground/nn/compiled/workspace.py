"""The blocks of memory in which the kernels train and measure a network, and what stands where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.nn.compiled.engine import ENGINE
from playground.nn.heads import SOFTMAX, Head
from playground.nn.losses import LOSSES
from playground.nn.network import Network
from playground.nn.recipe import Recipe
from playground.nn.regularizers import REGULARIZERS

# Measured are blocks of this many examples, which stay in the processor's cache.
EXAMPLES_AT_ONCE = 64


@dataclass(frozen=True)
class Plan:
    """Where all that belongs to a network is in the work array (see ``layers``).

    ``layout`` has a row per layer and ``head`` describes its end; ``size`` is the length of the
    work array, and by ``slack`` every array is longer than what it holds: lanes that begin within a
    row or a column of weights may end beyond it.
    """

    layout: IntArray
    head: IntArray
    size: int
    slack: int


@lru_cache(maxsize=128)
def plan(sizes: tuple[int, ...], activations: tuple[str, ...], head: Head, examples: int) -> Plan:
    """Lay out the work array for batches of up to so many examples."""
    from playground.nn.compiled import kernels, layers
    from playground.nn.compiled.dispatch import NUMBERS
    from playground.nn.compiled.lanes import WIDTH

    place = 0

    def padded(length: int) -> int:
        return -(-length // WIDTH) * WIDTH

    def block(size: int) -> int:
        nonlocal place
        here = place
        # Either order of the block must fit (see ``layers``).
        place += padded(size) * padded(examples)
        return here

    layout = np.zeros((len(sizes), layers.N_COLUMNS), np.int64)
    names = ("", *activations, head.activation)  # the inputs are as they come
    weights, biases = 0, sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    for number, size in enumerate(sizes):
        row = layout[number]
        row[layers.SIZE] = size
        if number > 0 and names[number] != SOFTMAX:  # which the head's description tells of
            row[layers.ACTIVATION] = NUMBERS["activation"][names[number]]
        blocks = (layers.OUTPUT, layers.DROPPED, layers.LOGITS, layers.DELTA, layers.MASK)
        for column in blocks:
            row[column] = block(size)
        row[layers.SIGNAL] = row[layers.OUTPUT]
        if number > 0:
            row[layers.WEIGHTS], row[layers.BIASES] = weights, biases
            weights += sizes[number - 1] * size
            biases += size
    description = np.zeros(5, np.int64)
    description[kernels.LOSS] = NUMBERS["loss"][head.loss]
    description[kernels.BY_LOGIT] = LOSSES[head.loss].by_logit
    description[kernels.SOFTMAX] = head.activation == SOFTMAX
    description[kernels.TARGETS] = block(head.n_targets)
    description[kernels.WEIGHTED] = head.weighted
    slack = WIDTH * max(sizes)
    return Plan(layout, description, place + slack, slack)


class Workspace:
    """The memory in which the kernels train one network with batches up to one size.

    Parameters
    ----------
    network
        The network whose parameters are trained in place.
    batch_size
        The largest number of examples per batch.
    kernels
        The compiled kernels; the process's own, waited for, when not given.
    """

    def __init__(
        self, network: Network, batch_size: int, kernels: ModuleType | None = None
    ) -> None:
        self.kernels = kernels if kernels is not None else ENGINE.kernels()
        self.network = network
        self.batch_size = batch_size
        self._made_for = (network.activations, network.head)
        self._plan = plan(network.layer_sizes, network.activations, network.head, batch_size)
        self._layout = self._plan.layout.copy()  # dropout changes where the signals are
        self._work = np.zeros(self._plan.size)
        size = network.parameters.size + self._plan.slack
        self._flat, self._gradient, self._before = np.zeros(size), np.zeros(size), np.zeros(size)
        self._m, self._v, self._penalised = np.zeros(size), np.zeros(size), np.zeros(size)
        self._penalised[: network.n_weights] = 1.0

    def fits(self) -> bool:
        """Return whether the network still has the activations and the head of when it was made."""
        return self._made_for == (self.network.activations, self.network.head)

    def train(
        self,
        recipe: Recipe,
        inputs: FloatArray,
        targets: FloatArray,
        orders: IntArray,
        rates: FloatArray,
        m: FloatArray,
        v: FloatArray,
        steps_before: int,
        uniforms: FloatArray,
        marks: Sequence[int] = (),
    ) -> tuple[int, FloatArray]:
        """Do the work of ``steps.train``, with its arguments but for the network, and two more.

        Parameters
        ----------
        uniforms
            Drawn from U[0, 1) for dropout, (orders.size, all hidden neurons); (0, 0) without.
        marks
            After so many epochs each, increasing, what training changes is kept.

        Returns
        -------
        tuple[int, FloatArray]
            The number of steps taken; parameters, m and v at every mark, (n_marks, 3,
            n_parameters).
        """
        from playground.nn.compiled.dispatch import MOST_SETTINGS, NUMBERS

        k, size = self.kernels, self.network.parameters.size
        dropout = np.array([*recipe.dropout_rates(len(self.network.activations)), 0.0])
        hidden_rows = self._layout[1:-1]
        hidden_rows[:, k.SIGNAL] = np.where(
            dropout[:-1] > 0, hidden_rows[:, k.layers.DROPPED], hidden_rows[:, k.OUTPUT]
        )
        settings, chosen = recipe.optimizer_settings, REGULARIZERS[recipe.regularization]
        regularizer = NUMBERS["regularizer"][recipe.regularization] if chosen.pulls else -1
        kept = np.empty((len(marks), 3, size))
        held = np.array(self.network.held(recipe.frozen), np.int64)
        still = np.stack([array[held] for array in (self.network.parameters, m, v)])
        # A nan left over from a diverged run would outlive it: zero times nan is nan.
        self._work[:] = 0.0
        self._flat[:size], self._m[:size], self._v[:size] = self.network.parameters, m, v
        steps: int = k.train(
            self._work, self._flat, self._gradient, self._before, self._penalised, self._m, self._v,
            size, self._layout, self._plan.head, _plain(inputs), _plain(targets), orders, rates,
            min(recipe.batch_size, orders.shape[1]), _pairs(self.network), held, still,
            NUMBERS["optimizer"][recipe.optimizer],
            (*settings, *(0.0,) * (MOST_SETTINGS - len(settings))), steps_before,
            regularizer, float(recipe.regularization_rate), float(recipe.clip_norm), dropout,
            uniforms, np.array(marks, np.int64), kept,
        )  # fmt: skip
        self.network.parameters[:] = self._flat[:size]
        self.network.gradient[:] = self._gradient[:size]
        m[:], v[:] = self._m[:size], self._v[:size]
        return steps, kept


def measure(
    network: Network,
    candidates: FloatArray,
    inputs: FloatArray,
    targets: FloatArray,
    gradients: bool,
    kernels: ModuleType | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Do the work of ``measuring.in_numpy``, with its arguments; the network says the kind only.

    The blocks have a size of their own, whatever the batches: on it depends the order of the
    additions, and so the last bit.
    """
    kernels = kernels if kernels is not None else ENGINE.kernels()
    head = network.head
    made = plan(network.layer_sizes, network.activations, head, EXAMPLES_AT_ONCE)
    # Inputs and targets stand behind the plan's own blocks, block by block: all are filled once.
    layout, ends = made.layout.copy(), made.head.copy()
    room = -(-len(inputs) // EXAMPLES_AT_ONCE) * EXAMPLES_AT_ONCE
    layout[0, kernels.SIGNAL] = made.size
    ends[kernels.TARGETS] = made.size + room * network.layer_sizes[0]
    n_candidates, size = candidates.shape
    flat, gradient, total = (np.zeros(size + made.slack) for _ in range(3))
    losses, right = np.empty(n_candidates), np.empty(n_candidates)
    n_layers = len(network.weights)
    weight_norms = np.empty((n_candidates, n_layers))
    gradient_norms = np.empty((n_candidates, n_layers if gradients else 0))
    middle = 0.5 * (1.0 + head.lowest)  # between the targets of two classes
    work = np.zeros(ends[kernels.TARGETS] + room * head.n_targets)
    kernels.measure(
        work, flat, gradient, total, layout, ends, middle,
        _plain(candidates), _plain(inputs), _plain(targets), np.arange(len(inputs)),
        _pairs(network), EXAMPLES_AT_ONCE, losses, right, weight_norms, gradient_norms,
    )  # fmt: skip
    if head.problem == "regression":
        right[:] = np.nan
    return losses, right, weight_norms, gradient_norms


def _pairs(network: Network) -> IntArray:
    """Return who is switched off as the kernels know it: layers, and neurons counted from 0."""
    off = [(layer, neuron - 1) for layer, neuron in network.switched_off]
    return np.array(off, np.int64).reshape(-1, 2)


def _plain(array: Any) -> FloatArray:
    """Return the array as the kernels know it: float64, one row after the other, writable."""
    return np.require(array, np.float64, ["C", "W", "A"])
