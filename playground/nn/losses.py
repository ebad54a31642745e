"""Losses: how wrong one output is, and how the loss changes with it.

As for the activations, each function is one definition for NumPy arrays and, under Numba, for a few
numbers at a time. What an output layer makes of them is the business of ``heads``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Loss:
    """A loss per output, with its derivative and the words that explain it.

    ``value(output, logit, target)`` is the loss of one output, ``derivative(output, target)`` its
    derivative: with respect to the output where ``by_logit`` is False, and with respect to the
    logit (the output layer's pre-activation) where ``by_logit`` is True. ``of_probabilities`` says
    whether it compares probabilities: then it can serve classes only. ``slope`` writes the
    derivative as ``formula`` writes the loss.

    Examples
    --------
    >>> LOSSES["squared_error"].derivative(0.75, 1.0)
    -0.25
    """

    name: str
    label: str
    formula: str
    explanation: str
    value: Callable[[Any, Any, Any], Any]
    derivative: Callable[[Any, Any], Any]
    by_logit: bool = False
    of_probabilities: bool = False
    slope: str = "derivative(output, target)"


def squared_error(output: Any, logit: Any, target: Any) -> Any:
    """Return (output - target)^2 / 2."""
    return 0.5 * (output - target) ** 2


def squared_error_derivative(output: Any, target: Any) -> Any:
    """Return output - target."""
    return output - target


def cross_entropy(output: Any, logit: Any, target: Any) -> Any:
    """Return -t log(p) - (1 - t) log(1 - p), p = sigmoid(logit), so that nothing overflows."""
    return np.maximum(logit, 0.0) - target * logit + np.log1p(np.exp(-np.abs(logit)))


def cross_entropy_derivative(output: Any, target: Any) -> Any:
    """Return the derivative by the logit: output - target, for sigmoid and softmax alike."""
    return output - target


def huber(output: Any, logit: Any, target: Any) -> Any:
    """Return r^2 / 2 for an error r of at most 1 either way, |r| - 1/2 beyond (Huber 1964)."""
    error = np.abs(output - target)
    near = np.minimum(error, 1.0)
    return near * (error - 0.5 * near)


def huber_derivative(output: Any, target: Any) -> Any:
    """Return the error, cut off at -1 and +1."""
    return np.minimum(np.maximum(output - target, -1.0), 1.0)


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            "squared_error", "Squared error", "(output - target)^2 / 2",
            "Half the squared distance to the target: large errors count far more than small ones.",
            squared_error, squared_error_derivative, slope="output - target",
        ),
        Loss(
            "cross_entropy", "Cross-entropy", "-log(probability given to the true class)",
            "How surprised the network is by the true class: confident mistakes cost most.",
            cross_entropy, cross_entropy_derivative, by_logit=True, of_probabilities=True,
            slope="output - target",
        ),
        Loss(
            "huber", "Huber", "r^2 / 2 if |r| <= 1 else |r| - 1/2, r = output - target",
            "Squared error for small errors, plain distance for large ones: forgives outliers.",
            huber, huber_derivative, slope="output - target, cut off at -1 and +1",
        ),
    )
}  # fmt: skip
