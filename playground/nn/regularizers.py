"""Regularizers: what keeps weights small. They never touch biases.

A regularizer acts at two places of a training step, both element by element, and both one
definition for NumPy arrays and, under Numba, for a few numbers at a time:

- ``gradient(weight, rate)`` is added to the gradient before the optimizer sees it;
- ``after_step(weight, before, amount)`` turns the weight after the optimizer's step into the final
  one; ``before`` is the weight before the step and ``amount`` = learning rate * regularization
  rate.

Optimizers without a gradient cannot use either; they add ``penalty(weight, rate)``, summed over the
weights, to the loss instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Regularizer:
    """A regularizer: its two functions and the words that explain it.

    ``pulls`` says whether it does anything, ``proportional`` whether it pulls each weight in
    proportion to its size.

    Examples
    --------
    >>> import numpy as np
    >>> weights = np.array([0.05, -0.5])
    >>> REGULARIZERS["L1"].after_step(weights, weights, 0.1)
    array([ 0. , -0.4])
    """

    name: str
    label: str
    formula: str
    explanation: str
    penalty: Callable[[Any, Any], Any]
    gradient: Callable[[Any, Any], Any]
    after_step: Callable[[Any, Any, Any], Any]
    pulls: bool = True
    proportional: bool = False


def nothing(weight: Any, rate: Any) -> Any:
    """Return 0: nothing is added."""
    return 0.0 * weight


def l1_penalty(weight: Any, rate: Any) -> Any:
    """Return rate |w|."""
    return rate * np.abs(weight)


def l2_penalty(weight: Any, rate: Any) -> Any:
    """Return rate/2 w^2, which is also what weight decay amounts to under plain SGD."""
    return 0.5 * rate * weight * weight


def unchanged(weight: Any, before: Any, amount: Any) -> Any:
    """Return the weight as the optimizer left it."""
    return weight


def l2_gradient(weight: Any, rate: Any) -> Any:
    """Return rate * w, the gradient of rate/2 w^2."""
    return rate * weight


def soft_threshold(weight: Any, before: Any, amount: Any) -> Any:
    """Return w moved towards zero by the amount and no farther (the proximal step of |w|).

    A weight at zero stays there only while the gradient pushes by less than the amount.
    """
    return np.maximum(weight - amount, 0.0) + np.minimum(weight + amount, 0.0)


def decay(weight: Any, before: Any, amount: Any) -> Any:
    """Return w less amount * w_before (decoupled weight decay, Loshchilov and Hutter 2019)."""
    return weight - amount * before


REGULARIZERS: dict[str, Regularizer] = {
    regularizer.name: regularizer
    for regularizer in (
        Regularizer(
            "none", "None", "0", "Weights may grow as they like.",
            nothing, nothing, unchanged, pulls=False,
        ),
        Regularizer(
            "L1", "L1", "rate |w|",
            "Pulls every weight towards zero alike: unneeded ones end at exactly zero.",
            l1_penalty, nothing, soft_threshold,
        ),
        Regularizer(
            "L2", "L2", "rate/2 w^2",
            "Pulls large weights more than small ones: keeps the boundary smooth.",
            l2_penalty, l2_gradient, unchanged, proportional=True,
        ),
        Regularizer(
            "weight_decay", "Weight decay", "w <- w - eta rate w",
            "Shrinks every weight by a fixed share per step, past the optimizer, not through it.",
            l2_penalty, nothing, decay, proportional=True,
        ),
    )
}  # fmt: skip
