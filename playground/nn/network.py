"""The network: layers, forward pass, backpropagation, in plain NumPy.

For an example (a row) x = a_0 the layers compute, for l = 1 .. L,

    z_l = a_{l-1} W_l + b_l ,    a_l = f_l(z_l)

and backpropagation computes, from the last layer to the first,

    delta_L = d(loss)/d(z_L) ,   delta_l = (delta_{l+1} W_{l+1}^T) * f_l'(z_l)
    d(loss)/d(W_l) = a_{l-1}^T delta_l ,   d(loss)/d(b_l) = delta_l

averaged over the rows of the batch (Rumelhart, Hinton and Williams 1986).

These equations are the functions ``forward``, ``backward`` and ``fill_gradients``; a ``Network``
holds the numbers that they work on. Exported scripts take the functions as they stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from numbers import Integral
from typing import Any, NamedTuple

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.nn.activations import ACTIVATIONS
from playground.nn.heads import Head
from playground.nn.initializers import BIAS_INITIALIZERS, INITIALIZERS
from playground.nn.neurons import Function, Neuron, held, present, silenced

FeatureMap = Callable[[AnyFloatArray], AnyFloatArray]
Masks = Sequence[FloatArray | None]  # per hidden layer (n, width), 0 or 1/(1 - rate), or None


def views(
    flat: FloatArray, layer_sizes: Sequence[int]
) -> tuple[list[FloatArray], list[FloatArray]]:
    """Return a flat vector's parts as weights (n_in, n_out) and biases (n_out,) per layer."""
    weights, biases, start = [], [], 0
    for n_in, n_out in pairwise(layer_sizes):
        weights.append(flat[start : start + n_in * n_out].reshape(n_in, n_out))
        start += n_in * n_out
    for n_out in layer_sizes[1:]:
        biases.append(flat[start : start + n_out])
        start += n_out
    return weights, biases


def fill_first(
    weights: Sequence[FloatArray],
    biases: Sequence[FloatArray],
    rng: np.random.Generator,
    *,
    draw: Function,
    hidden_bias: float,
    output_bias: Sequence[float],
) -> None:
    """Draw the weights that training begins with, layer by layer, and set the biases.

    ``draw(rng, n_in, n_out)`` gives (n_in, n_out); all hidden neurons have the same bias.
    """
    for w in weights:
        w[:] = draw(rng, *w.shape)
    for b in biases[:-1]:
        b[:] = hidden_bias
    biases[-1][:] = output_bias


def forward(
    inputs: AnyFloatArray,
    weights: Sequence[AnyFloatArray],
    biases: Sequence[AnyFloatArray],
    activations: Sequence[Function],
    masks: Masks = (),
) -> Iterator[tuple[AnyFloatArray, AnyFloatArray, AnyFloatArray]]:
    """Yield, layer by layer, what it is given, its pre-activations z and its outputs a.

    ``inputs`` are features (n, n_features), ``activations`` one function per layer, the output's
    last. Masks hold per hidden layer (n, width) 0 or 1/(1 - rate), or None for no dropout.
    """
    signal = inputs
    for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
        z = signal @ w + b
        a = activations[layer](z)
        yield signal, z, a
        mask = masks[layer] if layer < len(masks) else None
        signal = a if mask is None else a * mask


def backward(
    delta: FloatArray,
    weights: Sequence[FloatArray],
    logits: Sequence[FloatArray],
    outputs: Sequence[AnyFloatArray],
    derivatives: Sequence[Function],
    masks: Masks = (),
) -> Iterator[FloatArray]:
    """Yield delta = d(loss)/d(z) of each layer, from the last, whose delta is given, to the first.

    ``derivatives`` are those of the hidden layers' activations, as functions of z and a.
    """
    yield delta
    for layer in reversed(range(len(weights) - 1)):
        delta = delta @ weights[layer + 1].T
        mask = masks[layer] if layer < len(masks) else None
        if mask is not None:
            delta = delta * mask
        delta = delta * derivatives[layer](logits[layer], outputs[layer])
        yield delta


def fill_gradients(
    weight_gradients: Sequence[FloatArray],
    bias_gradients: Sequence[FloatArray],
    given: Sequence[FloatArray],
    deltas: Sequence[FloatArray],
) -> None:
    """Fill each layer's gradients, of what it was given and its delta, from the first layer on."""
    for layer, delta in enumerate(deltas):
        weight_gradients[layer][:] = given[layer].T @ delta
        bias_gradients[layer][:] = delta.sum(axis=0)


def backpropagate(
    inputs: FloatArray,
    targets: FloatArray,
    masks: Masks,
    weights: Sequence[FloatArray],
    biases: Sequence[FloatArray],
    weight_gradients: Sequence[FloatArray],
    bias_gradients: Sequence[FloatArray],
    *,
    activations: Sequence[Function],
    derivatives: Sequence[Function],
    slope: Function,
) -> None:
    """Fill the gradients with those of the mean loss over a batch.

    ``slope(logits, outputs, targets)`` is d(loss)/d(logits) of each example at the output.
    """
    layers = forward(inputs, weights, biases, activations, masks)
    given, logits, outputs = zip(*layers, strict=True)
    last = slope(logits[-1], outputs[-1], targets) / len(targets)
    deltas = list(backward(last, weights, logits, outputs, derivatives, masks))
    fill_gradients(weight_gradients, bias_gradients, given, deltas[::-1])


class ForwardPass(NamedTuple):
    """What a forward pass leaves for the backward pass.

    ``inputs[l]`` is what layer l was given (after dropout), ``logits[l]`` its pre-activations,
    ``outputs[l]`` its activations before dropout, ``masks[l]`` its dropout mask or None.
    """

    inputs: Sequence[FloatArray]
    logits: Sequence[FloatArray]
    outputs: Sequence[AnyFloatArray]
    masks: Masks = ()


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
    switched_off
        Hidden neurons whose output is 0 whatever they are given, see ``neurons``.

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
        switched_off: Sequence[Neuron] = (),
    ) -> None:
        whole = [size for size in layer_sizes if isinstance(size, Integral)]
        if len(whole) < len(layer_sizes):
            raise ValueError(f"Layers have whole numbers of neurons, not {tuple(layer_sizes)}.")
        self.layer_sizes = tuple(int(size) for size in layer_sizes)
        self.activations = tuple(activations)
        self.head = head
        self.feature_map = feature_map
        self.switched_off = tuple(switched_off)
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

        for layer, neuron in self.switched_off:
            if not (1 <= layer < len(sizes) - 1 and 1 <= neuron <= sizes[layer]):
                raise ValueError(
                    f"There is no hidden neuron {neuron} of layer {layer} to be switched off."
                )

    def views(self, flat: FloatArray) -> tuple[list[FloatArray], list[FloatArray]]:
        """Return a flat vector's parts as weights (n_in, n_out) and biases (n_out,) per layer."""
        return views(flat, self.layer_sizes)

    @property
    def functions(self) -> list[Function]:
        """The activation of each layer, the output's last; 0 for who is switched off."""
        hidden = [ACTIVATIONS[name].function for name in self.activations]
        return [*self._silenced(hidden), self.head.activation_rule]

    @property
    def derivatives(self) -> list[Function]:
        """The derivative of each hidden layer's activation, as a function of z and a."""
        return self._silenced([ACTIVATIONS[name].derivative for name in self.activations])

    def _silenced(self, rules: Sequence[Function]) -> list[Function]:
        return [
            silenced(rule, present(self.layer_sizes[layer], layer, self.switched_off))
            for layer, rule in enumerate(rules, start=1)
        ]

    def held(self, frozen: Sequence[Neuron]) -> list[int]:
        """Return the places of the parameters that training leaves, see ``neurons.held``."""
        return held(self.layer_sizes, frozen, self.switched_off)

    @property
    def gradient_rule(self) -> Function:
        """``backpropagate`` with this network's functions; see there for what it is called with."""
        return partial(
            backpropagate,
            activations=self.functions,
            derivatives=self.derivatives,
            slope=self.head.slope_rule,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the views anew in a network that was pickled: each was stored by itself."""
        self.__dict__.update(state)
        self.weights, self.biases = self.views(self.parameters)
        self.weight_gradients, self.bias_gradients = self.views(self.gradient)

    def copy(self) -> Network:
        """Return a network with parameters of its own and the same values."""
        other = Network(
            self.layer_sizes, self.activations, self.head, self.feature_map, self.switched_off
        )
        other.parameters[:] = self.parameters
        return other

    def first_rule(
        self,
        initializer: str = "uniform",
        bias_initializer: str = "small",
        labels: FloatArray | None = None,
    ) -> Function:
        """Return ``fill_first`` with the functions and numbers for this network; see there.

        Hidden biases become those of the initializer. ``labels`` (n,) are those of the
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
            if BIAS_INITIALIZERS[bias_initializer].needs_labels:
                raise ValueError(
                    "Output biases from the data need the training labels; pass labels."
                )
            labels = np.zeros(1)
        small = INITIALIZERS[initializer].bias
        targets = self.head.targets(labels)
        output_bias = BIAS_INITIALIZERS[bias_initializer].initialise(self.head, targets, small)
        return partial(
            fill_first,
            draw=INITIALIZERS[initializer].initialise,
            hidden_bias=small,
            output_bias=output_bias.tolist(),
        )

    def initialise(
        self,
        weight_rng: np.random.Generator,
        initializer: str = "uniform",
        bias_initializer: str = "small",
        labels: FloatArray | None = None,
    ) -> None:
        """Draw new weights and set the biases; ``first_rule`` tells how and what is raised."""
        fill = self.first_rule(initializer, bias_initializer, labels)
        fill(self.weights, self.biases, weight_rng)

    def forward(self, inputs: FloatArray, masks: Masks = ()) -> ForwardPass:
        """Send features (n, n_features) through the network.

        ``masks`` holds per hidden layer a dropout mask (n, width), 0 or 1/(1 - rate), or None.
        """
        layers = forward(inputs, self.weights, self.biases, self.functions, masks)
        given, logits, outputs = zip(*layers, strict=True)
        return ForwardPass(given, logits, outputs, masks)

    def backward(self, record: ForwardPass, targets: FloatArray) -> None:
        """Fill ``gradient`` with the mean gradient over the batch, for targets (n, n_targets)."""
        deltas = self.deltas(record, targets, share=len(targets))
        fill_gradients(self.weight_gradients, self.bias_gradients, record.inputs, deltas)

    def deltas(
        self, record: ForwardPass, targets: FloatArray, share: float = 1.0
    ) -> list[FloatArray]:
        """Return d(loss)/d(z) per layer, (n, width) each, the first layer's first.

        The loss is that of each example; with ``share`` n it is its part in the mean of n.
        """
        _, logits, outputs, masks = record
        last = self.head.slope_rule(logits[-1], outputs[-1], targets) / share
        return list(backward(last, self.weights, logits, outputs, self.derivatives, masks))[::-1]

    def layer_outputs(self, inputs: AnyFloatArray) -> list[AnyFloatArray]:
        """Return every layer's outputs (n, width), the last included, for features (n, n_features).

        Computes in the precision of the inputs: float32 in, float32 out.
        """
        dtype = inputs.dtype
        weights = [w.astype(dtype, copy=False) for w in self.weights]
        biases = [b.astype(dtype, copy=False) for b in self.biases]
        functions = [_in_precision(function, dtype) for function in self.functions]
        return [a for _, _, a in forward(inputs, weights, biases, functions)]

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


def _in_precision(function: Function, dtype: np.dtype[Any]) -> Function:
    """Return a function whose results have that precision, whatever constants it uses."""
    return lambda z: function(z).astype(dtype, copy=False)
