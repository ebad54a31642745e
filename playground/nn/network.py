"""The network: layers, forward pass, backpropagation, in plain NumPy.

For an example (a row) x = a_0 the layers compute, for l = 1 .. L,

    z_l = a_{l-1} W_l + b_l ,    a_l = f_l(z_l)

and backpropagation computes, from the last layer to the first,

    delta_L = d(loss)/d(z_L) ,   delta_l = (delta_{l+1} W_{l+1}^T) * f_l'(z_l)
    d(loss)/d(W_l) = a_{l-1}^T delta_l ,   d(loss)/d(b_l) = delta_l

averaged over the rows of the batch (Rumelhart, Hinton and Williams 1986).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from playground.nn.activations import ACTIVATIONS
from playground.nn.arrays import AnyFloatArray, FloatArray
from playground.nn.heads import Head
from playground.nn.initializers import BIAS_INITIALIZERS, INITIALIZERS, SMALL_BIAS

FeatureMap = Callable[[AnyFloatArray], AnyFloatArray]


@dataclass(frozen=True)
class ForwardPass:
    """What a forward pass leaves for the backward pass.

    ``inputs[l]`` is what layer l was given (after dropout), ``logits[l]`` its pre-activations,
    ``outputs[l]`` its activations before dropout, ``masks[l]`` its dropout mask or None.
    """

    inputs: list[FloatArray]
    logits: list[FloatArray]
    outputs: list[AnyFloatArray]
    masks: list[FloatArray | None]


class Network:
    """A fully connected network.

    All parameters lie in one flat vector, the weights of all layers first, then the biases of all
    layers; ``weights`` and ``biases`` are views into it. The gradient is laid out in the same way.

    Parameters
    ----------
    layer_sizes
        Neurons per layer: n_features, hidden widths, n_outputs.
    activations
        One name from ``ACTIVATIONS`` per hidden layer.
    head
        What stands at the end.
    feature_map
        Turns points (n, 2) into features (n, n_features); None leaves them as they are.

    Attributes
    ----------
    weights, biases
        Per layer, (n_in, n_out) and (n_out,): views into ``parameters``.
    weight_gradients, bias_gradients
        In the same shapes, views into ``gradient``.
    parameters, gradient
        All of them, (n_parameters,).
    n_weights
        How many of the parameters are weights; the biases follow.

    Raises
    ------
    ValueError
        If the sizes, the activations and the head do not fit together.

    Examples
    --------
    >>> network = Network((2, 3, 1), ["tanh"], Head.of("classification"))
    >>> [w.shape for w in network.weights], network.parameters.size
    ([(2, 3), (3, 1)], 13)
    """

    def __init__(
        self,
        layer_sizes: Sequence[int],
        activations: Sequence[str],
        head: Head,
        feature_map: FeatureMap | None = None,
    ) -> None:
        self.layer_sizes = tuple(int(size) for size in layer_sizes)
        self.activations = tuple(activations)
        self.head = head
        self.feature_map = feature_map
        self._check()
        shapes = list(pairwise(self.layer_sizes))
        size = sum(n_in * n_out + n_out for n_in, n_out in shapes)
        self.n_weights = sum(n_in * n_out for n_in, n_out in shapes)
        self.parameters: FloatArray = np.zeros(size)
        self.gradient: FloatArray = np.zeros(size)
        self.weights, self.biases = self.views(self.parameters)
        self.weight_gradients, self.bias_gradients = self.views(self.gradient)

    def _check(self) -> None:
        sizes = self.layer_sizes
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"A network needs layers of at least one neuron each, not {sizes}.")
        if len(self.activations) != len(sizes) - 2:
            raise ValueError(
                f"{len(sizes) - 2} hidden layers need as many activations, "
                f"not {len(self.activations)}."
            )
        for name in self.activations:
            if name not in ACTIVATIONS:
                raise ValueError(
                    f"The activation {name!r} is unknown; choose one of {', '.join(ACTIVATIONS)}."
                )
        if sizes[-1] != self.head.n_outputs:
            raise ValueError(
                f"This problem needs {self.head.n_outputs} outputs, "
                f"but the last layer has {sizes[-1]}."
            )

    def views(self, flat: FloatArray) -> tuple[list[FloatArray], list[FloatArray]]:
        """Return a flat vector's parts as weights (n_in, n_out) and biases (n_out,) per layer."""
        weights, biases = [], []
        start = 0
        for n_in, n_out in pairwise(self.layer_sizes):
            weights.append(flat[start : start + n_in * n_out].reshape(n_in, n_out))
            start += n_in * n_out
        for n_out in self.layer_sizes[1:]:
            biases.append(flat[start : start + n_out])
            start += n_out
        return weights, biases

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the views anew in a network that was pickled: each was stored by itself."""
        self.__dict__.update(state)
        self.weights, self.biases = self.views(self.parameters)
        self.weight_gradients, self.bias_gradients = self.views(self.gradient)

    def copy(self) -> Network:
        """Return a network with parameters of its own and the same values."""
        other = Network(self.layer_sizes, self.activations, self.head, self.feature_map)
        other.parameters[:] = self.parameters
        return other

    def initialise(
        self,
        weight_rng: np.random.Generator,
        initializer: str = "uniform",
        bias_initializer: str = "small",
        labels: FloatArray | None = None,
    ) -> None:
        """Draw new weights layer by layer and set the biases.

        Hidden biases become 0.1, or 0 where the weights are zero. ``labels`` (n,) are those of the
        training data; the bias initializer "data" needs them.

        Raises
        ------
        ValueError
            If an initializer is unknown, or needs labels and has none.
        """
        if initializer not in INITIALIZERS or bias_initializer not in BIAS_INITIALIZERS:
            raise ValueError(
                f"There is no initializer {initializer!r} with bias {bias_initializer!r}; "
                f"choose from {', '.join(INITIALIZERS)} and {', '.join(BIAS_INITIALIZERS)}."
            )
        if labels is None:
            if bias_initializer == "data":
                raise ValueError(
                    "Output biases from the data need the training labels; pass labels."
                )
            labels = np.zeros(1)
        for weights in self.weights:
            weights[:] = INITIALIZERS[initializer].initialise(weight_rng, *weights.shape)
        small = 0.0 if initializer == "zero" else SMALL_BIAS
        for biases in self.biases[:-1]:
            biases[:] = small
        targets = self.head.targets(labels)
        self.biases[-1][:] = BIAS_INITIALIZERS[bias_initializer].initialise(
            self.head, targets, small
        )

    def forward(
        self, inputs: FloatArray, masks: Sequence[FloatArray | None] | None = None
    ) -> ForwardPass:
        """Send features (n, n_features) through the network.

        ``masks`` holds per hidden layer a dropout mask (n, width), 0 or 1/(1 - rate), or None.
        """
        n_hidden = len(self.activations)
        given: list[FloatArray | None] = [None] * n_hidden if masks is None else list(masks)
        record = ForwardPass([], [], [], given)
        signal = inputs
        for layer, (weights, biases) in enumerate(zip(self.weights, self.biases, strict=True)):
            logits = signal @ weights + biases
            record.inputs.append(signal)
            record.logits.append(logits)
            if layer < n_hidden:
                signal = ACTIVATIONS[self.activations[layer]].function(logits)
                record.outputs.append(signal)
                mask = given[layer]
                if mask is not None:
                    signal = signal * mask
            else:
                record.outputs.append(self.head.activate(logits))
        return record

    def backward(self, record: ForwardPass, targets: FloatArray) -> None:
        """Fill ``gradient`` with the mean gradient over the batch, for targets (n, n_outputs)."""
        delta = self.head.delta(record.logits[-1], targets) / len(targets)
        for layer in range(len(self.weights) - 1, -1, -1):
            self.weight_gradients[layer][:] = record.inputs[layer].T @ delta
            self.bias_gradients[layer][:] = delta.sum(axis=0)
            if layer > 0:
                below = layer - 1
                delta = delta @ self.weights[layer].T
                mask = record.masks[below]
                if mask is not None:
                    delta = delta * mask
                derivative = ACTIVATIONS[self.activations[below]].derivative
                delta = delta * derivative(record.logits[below], record.outputs[below])

    def layer_outputs(self, inputs: AnyFloatArray) -> list[AnyFloatArray]:
        """Return every layer's outputs (n, width), the last included, for features (n, n_features).

        Computes in the precision of the inputs: float32 in, float32 out.
        """
        outputs = []
        signal = inputs
        for layer, (weights, biases) in enumerate(zip(self.weights, self.biases, strict=True)):
            logits = signal @ weights.astype(inputs.dtype) + biases.astype(inputs.dtype)
            if layer < len(self.activations):
                signal = ACTIVATIONS[self.activations[layer]].function(logits)
            else:
                signal = self.head.activate(logits)
            signal = signal.astype(inputs.dtype, copy=False)
            outputs.append(signal)
        return outputs

    def outputs(self, inputs: AnyFloatArray) -> AnyFloatArray:
        """Return the network's outputs (n, n_outputs) for features (n, n_features)."""
        return self.layer_outputs(inputs)[-1]

    def predict(self, points: AnyFloatArray) -> AnyFloatArray:
        """Return the score (see ``Head.score``) at points (n, 2) of the plane."""
        points = np.asarray(points)
        if not np.issubdtype(points.dtype, np.floating):
            points = points.astype(np.float64)
        features = points if self.feature_map is None else self.feature_map(points)
        return self.head.score(self.outputs(features))
