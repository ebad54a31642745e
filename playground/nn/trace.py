"""A trace: all that one pass forwards and one pass backwards make of some examples, kept.

It is what ``Network.forward``, ``Network.deltas`` and ``Network.backward`` compute, and nothing of
its own: for looking at, not for training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.arrays import AnyFloatArray, FloatArray
from playground.nn.measuring import check_shapes
from playground.nn.network import Masks, Network


@dataclass(frozen=True, eq=False)
class Trace:
    """What a network computes for some examples, per layer, the first hidden layer first.

    Parameters
    ----------
    given
        What each layer was given, (n, n_in): features, then outputs after dropout.
    logits, outputs
        Pre-activations z and outputs a = f(z), (n, width).
    masks
        The dropout masks per hidden layer, (n, width) or None; empty without dropout.
    losses
        The loss of each example, (n,).
    deltas
        d(loss)/d(z) of each example's own loss, (n, width).
    weight_gradients, bias_gradients
        Of the mean loss, (n_in, n_out) and (n_out,): means over the batch, not sums.
    """

    given: Sequence[FloatArray]
    logits: Sequence[FloatArray]
    outputs: Sequence[AnyFloatArray]
    masks: Masks
    losses: FloatArray
    deltas: Sequence[FloatArray]
    weight_gradients: Sequence[FloatArray]
    bias_gradients: Sequence[FloatArray]

    @property
    def loss(self) -> float:
        """The mean loss of the batch."""
        return float(self.losses.mean())

    def weight_gradients_of(self, layer: int) -> FloatArray:
        """Return d(loss)/d(W) of each example's own loss, (n, n_in, n_out), for a layer from 0."""
        return self.given[layer][:, :, None] * self.deltas[layer][:, None, :]


def trace(network: Network, inputs: FloatArray, targets: FloatArray, masks: Masks = ()) -> Trace:
    """Return what a network computes forwards and backwards; the network stays as it is.

    Parameters
    ----------
    network
        The network.
    inputs, targets
        Features (n, n_features) and targets (n, n_targets), see ``Head.targets``.
    masks
        Per hidden layer a dropout mask (n, width), 0 or 1/(1 - rate), or None.

    Raises
    ------
    ValueError
        If there are no examples, or their arrays do not fit the network.

    Examples
    --------
    >>> import numpy as np
    >>> from playground.nn import Head
    >>> network = Network((1, 1), [], Head.of("regression"))
    >>> network.weights[0][:] = 2.0
    >>> kept = trace(network, np.array([[1.0], [3.0]]), np.array([[1.0], [5.0]]))
    >>> kept.outputs[0].T, kept.deltas[0].T, kept.losses
    (array([[2., 6.]]), array([[1., 1.]]), array([0.5, 0.5]))
    >>> kept.weight_gradients[0], kept.bias_gradients[0]
    (array([[2.]]), array([1.]))
    """
    if len(inputs) == 0:
        raise ValueError("There is nothing to trace; give at least one example.")
    check_shapes(network, inputs, targets)
    seen = network.copy()  # with a gradient of its own
    record = seen.forward(inputs, masks)
    seen.backward(record, targets)
    return Trace(
        record.inputs,
        record.logits,
        record.outputs,
        masks,
        seen.head.loss_rule(record.logits[-1], record.outputs[-1], targets),
        seen.deltas(record, targets),
        seen.weight_gradients,
        seen.bias_gradients,
    )
