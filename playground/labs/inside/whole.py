"""A small network as one formula, with its numbers filled in."""

from __future__ import annotations

from collections.abc import Sequence

from playground.labs.inside.walk import function_name
from playground.labs.inside.writing import MINUS, TIMES, Formula, Part, Symbol, Value
from playground.nn import Network

MOST_WEIGHTS = 12  # beyond, nobody reads it


def whole(network: Network, features: Sequence[str]) -> tuple[Formula, ...]:
    """Return a formula for each output; none where the network has more than twelve weights.

    Parameters
    ----------
    network
        The network.
    features
        What its inputs are called.

    Examples
    --------
    >>> from playground.labs.inside.writing import plain
    >>> from playground.nn import Head
    >>> network = Network((2, 1, 1), ["tanh"], Head.of("regression"))
    >>> network.parameters[:] = [0.5, -2.0, 3.0, 0.25, -1.0]
    >>> plain(whole(network, ["x₁", "x₂"])[0])
    'a = 3 · tanh(0.5 · x₁ − 2 · x₂ + 0.25) − 1'
    """
    if network.n_weights > MOST_WEIGHTS:
        return ()
    signals: list[Formula] = [(name,) for name in features]
    for layer, (w, b) in enumerate(zip(network.weights, network.biases, strict=True)):
        sums = [_sum(signals, w[:, j].tolist(), float(b[j])) for j in range(len(b))]
        if layer < len(network.activations):
            f = function_name(network.activations[layer])
            off = [(layer + 1, j + 1) in network.switched_off for j in range(len(b))]
            signals = [
                (Value(0.0),) if out else (f"{f}(", *one, ")")
                for one, out in zip(sums, off, strict=True)
            ]
    head = network.head
    if len(sums) > 1:
        found: list[Formula] = [
            (Symbol("z", str(k + 1)), " = ", *one) for k, one in enumerate(sums)
        ]
        return (
            *found,
            (Symbol("a", "k"), f" = {function_name(head.activation)}(", Symbol("z", "k"), ")"),
        )
    f = function_name(head.activation)
    is_sum = head.activation_rule(2.0) == 2.0 and head.activation_rule(-3.0) == -3.0
    output: Formula = sums[0] if is_sum else (f"{f}(", *sums[0], ")")
    return ((Symbol("a"), " = ", *output),)


def _sum(signals: Sequence[Formula], weights: Sequence[float], bias: float) -> Formula:
    parts: list[Part] = []
    for signal, weight in zip(signals, weights, strict=True):
        parts += [*_signed(weight, first=not parts), TIMES, *signal]
    return (*parts, *_signed(bias, first=False))


def _signed(number: float, first: bool) -> Formula:
    if number < 0:
        return (MINUS if first else f" {MINUS} ", Value(-number))
    return (Value(number),) if first else (" + ", Value(number))
