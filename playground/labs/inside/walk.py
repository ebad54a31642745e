"""A walk through a step: which numbers are followed, and what neurons and weights are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.inside.look import Look
from playground.labs.inside.shown import Focus, Table
from playground.labs.inside.writing import Symbol
from playground.nn import ACTIVATIONS, REGULARIZERS, Network, Trace

NOTATIONS = ("code", "transposed")
MOST_ROWS = 100  # of a table: a batch may be all examples there are
MOST_TOLD = 8  # neurons that are told in their order; of more the strongest come first
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Walk:
    """A walk through a look, with one example or with the whole batch.

    Parameters
    ----------
    look
        The step.
    features
        What the inputs are called.
    row
        Which example of the batch is followed, by its place there; None for the whole batch.
    alone
        The trace of one example that is not in the batch, and its targets (1, n_targets): it is
        followed instead.
    notation
        "code": W_ij leads from i to j, "transposed": it leads from j to i.
    classes
        What several outputs are called; by their number if it is not given.

    Raises
    ------
    ValueError
        If there is no such notation.
    """

    def __init__(
        self,
        look: Look,
        features: Sequence[str],
        row: int | None = 0,
        alone: tuple[Trace, FloatArray] | None = None,
        notation: str = "code",
        classes: Sequence[str] = (),
    ) -> None:
        if notation not in NOTATIONS:
            raise ValueError(f"The notation {notation!r} is unknown: {' or '.join(NOTATIONS)}.")
        self.look = look
        self.features = list(features)
        self.classes = list(classes)
        self.whole = row is None and alone is None
        self.transposed = notation == "transposed"
        self.kept, self.targets = alone or (look.kept, look.batch.targets)
        self._row = 0 if alone else row or 0

    @property
    def network(self) -> Network:
        """The network as it stands."""
        return self.look.network

    @property
    def n_layers(self) -> int:
        """How many layers compute: the hidden ones and the output."""
        return len(self.network.weights)

    @property
    def last(self) -> int:
        """The number of the output layer, from 0."""
        return self.n_layers - 1

    @property
    def n(self) -> int:
        """How many examples the batch has."""
        return len(self.look.batch.examples)

    @property
    def penalised(self) -> bool:
        """Whether a regularizer is at work."""
        recipe = self.look.recipe
        return REGULARIZERS[recipe.regularization].pulls and recipe.regularization_rate > 0

    @property
    def has_last_word(self) -> bool:
        """Whether the regularizer changes the weights after the optimizer's step."""
        return self.penalised and bool((self.look.after != self.look.moved).any())

    def width(self, layer: int) -> int:
        """Return how many neurons a layer has."""
        return self.network.layer_sizes[layer + 1]

    # The numbers that are followed

    def of(self, array: Any) -> FloatArray:
        """Return the example's row of an array (n, ...), or the mean over the batch."""
        array = np.asarray(array, dtype=np.float64)
        found: FloatArray = array.mean(axis=0) if self.whole else array[self._row]
        return found

    def one(self, array: Any) -> FloatArray:
        """Return the example's row of an array (n, ...) as an array (1, ...)."""
        found: FloatArray = np.asarray(array, dtype=np.float64)[[self._row]]
        return found

    def given(self, layer: int) -> FloatArray:
        """Return what a layer is given, (n_in,)."""
        return self.of(self.kept.given[layer])

    def mask(self, layer: int) -> FloatArray | None:
        """Return the dropout mask of a layer, (width,), None where it has none."""
        masks = self.kept.masks
        mask = masks[layer] if layer < len(masks) else None
        return None if mask is None else self.of(mask)

    def deltas(self, layer: int) -> FloatArray:
        """Return d(loss)/d(z) of a layer, (width,)."""
        return self.of(self.kept.deltas[layer])

    def slopes(self, layer: int) -> FloatArray:
        """Return f'(z) of a hidden layer, (width,)."""
        derivative = self.network.derivatives[layer]
        return self.of(derivative(self.kept.logits[layer], self.kept.outputs[layer]))

    @property
    def goals(self) -> tuple[float, ...]:
        """What the outputs are compared with, as a tuple."""
        return tuple(self.of(self.targets)[: self.network.head.n_outputs].tolist())

    def is_off(self, layer: int, neuron: int) -> bool:
        """Tell whether a neuron is switched off."""
        return (layer + 1, neuron + 1) in self.network.switched_off

    def signals(self, layers: int) -> list[list[float] | None]:
        """Return the outputs of the features and so many layers, for the columns of the network."""
        columns: list[list[float] | None] = [self.given(0).tolist()]
        columns += [self.of(self.kept.outputs[layer]).tolist() for layer in range(layers)]
        return columns + [None] * (self.n_layers - layers)

    def reports(self, since: int) -> list[list[float] | None]:
        """Return the deltas of the layers from one on, for the columns of the network."""
        columns: list[list[float] | None] = [None] * (since + 1)
        columns += [self.deltas(layer).tolist() for layer in range(since, self.n_layers)]
        return columns

    def place(self, layer: int, neuron: int, source: int) -> int:
        """Return where a weight, or a bias (source -1), stands in the flat vector."""
        flat = np.arange(self.network.parameters.size, dtype=np.float64)
        weights, biases = self.network.views(flat)
        return int(biases[layer][neuron] if source < 0 else weights[layer][source, neuron])

    def parameter(self, focus: Focus) -> tuple[int, int, int]:
        """Return the weight or bias in question, as layer, neuron, source (-1 for the bias)."""
        layer = min(focus.layer, self.last)
        neuron = min(focus.neuron, self.width(layer) - 1)
        gradients = np.nan_to_num(np.abs(self.look.kept.weight_gradients[layer][:, neuron]))
        source = int(gradients.argmax()) if focus.source is None else focus.source
        return layer, neuron, min(source, len(gradients) - 1)

    # What things are called

    def weight(self, layer: int, source: int | str, target: int | str) -> Symbol:
        """Return the symbol of a weight, in the notation that is chosen."""
        pair = [str(one + 1) if isinstance(one, int) else one for one in (source, target)]
        if self.transposed:
            pair.reverse()
        between = "," if any(len(one) > 1 for one in pair) else ""
        return Symbol("W", between.join(pair), above(layer))

    def parameter_symbol(self, layer: int, neuron: int, source: int) -> Symbol:
        """Return the symbol of a weight, or of a bias (source -1)."""
        if source < 0:
            return Symbol("b", str(neuron + 1), above(layer))
        return self.weight(layer, source, neuron)

    def input_name(self, layer: int, source: int) -> str:
        """Return how what a layer is given is called in a sentence."""
        if layer == 0:
            return self.features[source]
        return f"neuron {source + 1} of layer {layer}"

    def neuron_name(self, layer: int, neuron: int) -> str:
        """Return how a neuron is called in a sentence."""
        if layer == self.last:
            if self.width(layer) == 1:
                return "the output"
            return f"output “{self.classes[neuron]}”" if self.classes else f"output {neuron + 1}"
        return f"neuron {neuron + 1} of layer {layer + 1}"

    def parameter_name(self, layer: int, neuron: int, source: int) -> str:
        """Return how a weight, or a bias (source -1), is called in a sentence."""
        target = self.neuron_name(layer, neuron)
        if source < 0:
            return f"the bias of {target}"
        return f"the weight from {self.input_name(layer, source)} to {target}"

    def activation(self, layer: int) -> str:
        """Return the name of a layer's activation, the output's too."""
        if layer == self.last:
            return self.network.head.activation
        return self.network.activations[layer]

    def averaged(self, text: str) -> str:
        """Return a text with the remark that its numbers are means, where they are."""
        return f"Means over the batch. {text}" if self.whole else text

    def table(self, columns: Sequence[str], values: Any) -> Table | None:
        """Return the numbers of all examples of the batch; None where one example is followed."""
        if not self.whole:
            return None
        values = np.asarray(values, dtype=np.float64)
        mean = values.mean(axis=0)
        most = MOST_TOLD + 1
        chosen = list(range(values.shape[1]))
        notes = []
        if len(chosen) > most:
            chosen = strongest_first(mean)[:most]
            notes.append(f"The {most} strongest of {values.shape[1]} columns.")
        if len(values) > MOST_ROWS:
            notes.append(
                f"The first {MOST_ROWS} of {len(values)} examples; the mean is that of all."
            )
        return Table(
            tuple(columns[place] for place in chosen),
            tuple(int(one) for one in self.look.batch.examples[:MOST_ROWS]),
            tuple(tuple(row[chosen].tolist()) for row in values[:MOST_ROWS]),
            tuple(mean[chosen].tolist()),
            " ".join(notes),
        )


def strongest_first(sizes: FloatArray) -> list[int]:
    """Return the order in which neurons are told: of more than eight the strongest first.

    >>> strongest_first(np.array([1.0, -3.0])), strongest_first(np.arange(9.0))[:2]
    ([0, 1], [8, 7])
    """
    if len(sizes) <= MOST_TOLD:
        return list(range(len(sizes)))
    return [int(one) for one in np.argsort(-np.nan_to_num(np.abs(sizes)), kind="stable")]


def function_name(name: str) -> str:
    """Return how an activation is written in a formula.

    >>> function_name("tanh"), function_name("relu"), function_name("softmax")
    ('tanh', 'ReLU', 'softmax')
    """
    if name not in ACTIVATIONS:
        return name
    label = ACTIVATIONS[name].label
    return label if any(letter.isupper() for letter in label[1:]) else label.lower()


def above(layer: int) -> str:
    """Return the number of a layer as it stands above a symbol, counted from 1; 0 the features."""
    return f"({layer + 1})"


def low(letter: str, place: int) -> str:
    """Return a letter with an index, counted from 1, as plain text.

    >>> low("a", 11)
    'a₁₂'
    """
    return letter + str(place + 1).translate(_LOW)


def capital(text: str) -> str:
    """Return a text with a capital letter, and all others as they are."""
    return text[:1].upper() + text[1:]
