"""Single neurons: which parameters are theirs, which are left as they are, who is switched off.

A neuron is named by its layer and its place there, both counted from 1; place 0 stands for the
whole layer. The layer after the last hidden one is the output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from playground.arrays import FloatArray, IntArray

Neuron = tuple[int, int]
Function = Callable[..., Any]


def turned(neurons: Sequence[Neuron], neuron: Neuron) -> tuple[Neuron, ...]:
    """Return the neurons with one, or a whole layer, added; without it if it is among them.

    >>> turned([(1, 2)], (1, 1)), turned([(1, 2)], (1, 2))
    (((1, 1), (1, 2)), ())
    """
    return tuple(sorted(set(neurons) ^ {neuron}))


def only_present(*given: Any, rule: Function, present: Sequence[bool]) -> FloatArray:
    """Return what a rule gives for each neuron of a layer, and 0 for those switched off."""
    kept: FloatArray = np.where(present, rule(*given), 0.0)
    return kept


def silenced(rule: Function, present: Sequence[bool]) -> Function:
    """Return an activation's function or derivative for a layer of which some are switched off."""
    return rule if all(present) else partial(only_present, rule=rule, present=present)


def present(width: int, layer: int, switched_off: Sequence[Neuron]) -> list[bool]:
    """Return which neurons of a layer are not switched off.

    >>> present(3, 1, [(1, 2), (2, 1)])
    [True, False, True]
    """
    return [(layer, neuron) not in switched_off for neuron in range(1, width + 1)]


def places(
    layer_sizes: Sequence[int], neurons: Sequence[Neuron], *, outgoing: bool = False
) -> IntArray:
    """Return where the neurons' weights and biases stand in the flat vector of parameters.

    Parameters
    ----------
    layer_sizes
        Neurons per layer, the features first.
    neurons
        Whose; those that the network does not have are passed over.
    outgoing
        Whether the weights to the next layer count as well.

    Examples
    --------
    Of a network 2-3-1: two weights and the bias of the second neuron, then all of the output.

    >>> places((2, 3, 1), [(1, 2)]), places((2, 3, 1), [(2, 0)])
    (array([ 1,  4, 10]), array([ 6,  7,  8, 12]))
    >>> places((2, 3, 1), [(1, 2)], outgoing=True)
    array([ 1,  4,  7, 10])
    """
    shapes = list(pairwise(layer_sizes))
    n_weights = [n_in * n_out for n_in, n_out in shapes]
    starts = list(accumulate(n_weights, initial=0))
    biases = list(accumulate(layer_sizes[1:], initial=starts[-1]))
    found: set[int] = set()
    for number, (n_in, n_out) in enumerate(shapes, start=1):
        own = starts[number - 1] + np.arange(n_in * n_out).reshape(n_in, n_out)
        for place in range(n_out):
            if (number, 0) in neurons or (number, place + 1) in neurons:
                found.update(own[:, place].tolist())
                found.add(biases[number - 1] + place)
                if outgoing and number < len(shapes):
                    after = starts[number] + place * layer_sizes[number + 1]
                    found.update(range(after, after + layer_sizes[number + 1]))
    return np.array(sorted(found), dtype=np.int64)


def held(
    layer_sizes: Sequence[int], frozen: Sequence[Neuron], switched_off: Sequence[Neuron]
) -> list[int]:
    """Return the places of those parameters that training leaves as they are.

    A frozen neuron keeps what leads to it; one that is switched off also what leads on from it,
    for it waits as it is until it is switched on again.
    """
    still = places(layer_sizes, frozen), places(layer_sizes, switched_off, outgoing=True)
    both: list[int] = np.union1d(*still).tolist()
    return both
