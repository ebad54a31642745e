"""Heads: what stands at the end of the network, given problem, loss and number of classes."""

# mypy: no-warn-return-any
# (NumPy leaves the type of a reduction along an axis open.)

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.nn.activations import ACTIVATIONS
from playground.nn.arrays import AnyFloatArray, FloatArray
from playground.nn.losses import LOSSES

PROBLEMS = ("classification", "regression")
SOFTMAX = "softmax"


def softmax(logits: AnyFloatArray) -> AnyFloatArray:
    """Return exp(z_j) / sum_k exp(z_k) per row.

    The row's largest is taken off first, so that nothing overflows.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0], [1000.0, 0.0]]))
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Head:
    """The output layer's activation and loss, and the coding of labels as targets.

    =============== ============================ ========================== ========================
    problem         loss                         two classes (-1, +1)       k classes (0 .. k-1)
    =============== ============================ ========================== ========================
    classification  squared error, Huber         one tanh, targets -1, +1   k tanh, one against rest
    classification  cross-entropy                one sigmoid, targets 0, 1  softmax, one-hot
    regression      squared error, Huber         one linear output, the value itself
    =============== ============================ ========================== ========================

    Use ``Head.of``, which chooses all this.
    """

    problem: str
    loss: str
    n_classes: int
    activation: str
    n_outputs: int

    @classmethod
    def of(cls, problem: str, loss: str = "squared_error", n_classes: int = 2) -> Head:
        """Return the head for a problem.

        Parameters
        ----------
        problem
            "classification" or "regression".
        loss
            A key of ``LOSSES``.
        n_classes
            Number of classes, 2 or more; without meaning for regression.

        Raises
        ------
        ValueError
            For an unknown problem or loss, fewer than two classes, or cross-entropy in a
            regression.

        Examples
        --------
        >>> Head.of("classification", "cross_entropy", 3).activation
        'softmax'
        """
        if problem not in PROBLEMS:
            raise ValueError(
                f"The problem {problem!r} is unknown; choose one of {', '.join(PROBLEMS)}."
            )
        if loss not in LOSSES:
            raise ValueError(f"The loss {loss!r} is unknown; choose one of {', '.join(LOSSES)}.")
        if problem == "regression":
            if loss == "cross_entropy":
                raise ValueError(
                    "Cross-entropy compares classes and cannot serve a regression; "
                    "choose squared_error or huber."
                )
            return cls(problem, loss, n_classes, "linear", 1)
        if n_classes < 2:
            raise ValueError(f"A classification needs at least two classes, not {n_classes}.")
        if loss == "cross_entropy":
            if n_classes == 2:
                return cls(problem, loss, n_classes, "sigmoid", 1)
            return cls(problem, loss, n_classes, SOFTMAX, n_classes)
        return cls(problem, loss, n_classes, "tanh", 1 if n_classes == 2 else n_classes)

    def targets(self, labels: FloatArray) -> FloatArray:
        """Return the targets (n, n_outputs) for labels (n,): -1/+1, 0..k-1, or values."""
        labels = np.asarray(labels, dtype=np.float64)
        if self.problem == "regression":
            return labels[:, None].copy()
        if self.n_classes == 2:
            low = 0.0 if self.activation == "sigmoid" else -1.0
            return np.where(labels > 0, 1.0, low)[:, None]
        one_hot = (labels[:, None] == np.arange(self.n_classes)).astype(np.float64)
        return one_hot if self.activation == SOFTMAX else 2.0 * one_hot - 1.0

    def activate(self, logits: AnyFloatArray) -> AnyFloatArray:
        """Return the outputs (n, n_outputs) for the output layer's pre-activations."""
        if self.activation == SOFTMAX:
            return softmax(logits)
        outputs: AnyFloatArray = ACTIVATIONS[self.activation].function(logits)
        return outputs

    def value(self, logits: FloatArray, targets: FloatArray) -> FloatArray:
        """Return the loss per example (n,), summed over the outputs."""
        if self.activation == SOFTMAX:
            largest = logits.max(axis=1, keepdims=True)
            log_sum = largest[:, 0] + np.log(np.exp(logits - largest).sum(axis=1))
            return log_sum - (targets * logits).sum(axis=1)
        losses: FloatArray = LOSSES[self.loss].value(self.activate(logits), logits, targets)
        return losses.sum(axis=1)

    def delta(self, logits: FloatArray, targets: FloatArray) -> FloatArray:
        """Return d(loss)/d(logits) per example, (n, n_outputs)."""
        outputs = self.activate(logits)
        loss = LOSSES[self.loss]
        slope: FloatArray = loss.derivative(outputs, targets)
        if loss.by_logit:
            return slope
        return slope * ACTIVATIONS[self.activation].derivative(logits, outputs)

    def score(self, outputs: AnyFloatArray) -> AnyFloatArray:
        """Return what is drawn: (n,), in [-1, 1] or the value; (n, k) shares for k > 2 classes."""
        if self.problem == "regression" or (self.n_classes == 2 and self.activation == "tanh"):
            return outputs[:, 0]
        if self.n_classes == 2:
            return 2.0 * outputs[:, 0] - 1.0
        if self.activation == SOFTMAX:
            return outputs
        # One against the rest: the tanh values, moved to 0..1, share out what the classes claim.
        claims = 0.5 * (outputs + 1.0)
        total = claims.sum(axis=1, keepdims=True)
        share = np.full_like(claims, 1.0 / self.n_classes)
        return np.divide(claims, total, out=share, where=total > 0)

    def classes(self, outputs: AnyFloatArray) -> AnyFloatArray:
        """Return predicted labels (n,) in the labels' own coding; for a regression, the values."""
        if self.problem == "regression":
            return outputs[:, 0]
        if self.n_classes == 2:
            return np.where(self.score(outputs) >= 0.0, 1.0, -1.0)
        return outputs.argmax(axis=1).astype(np.float64)

    def bias_for(self, targets: FloatArray) -> FloatArray:
        """Return the output biases (n_outputs,) that make the untrained outputs the mean target.

        The mean itself for a linear output, the log-odds for a sigmoid, the logarithm of the shares
        for softmax, atanh of the mean for tanh. Means at the very edge are drawn in by 1 %.
        """
        mean = targets.mean(axis=0)
        if self.activation == "linear":
            return mean
        if self.activation == "tanh":
            return np.arctanh(np.clip(mean, -0.99, 0.99))
        mean = np.clip(mean, 0.01, 0.99)
        if self.activation == SOFTMAX:
            return np.log(mean / mean.sum())
        return np.log(mean / (1.0 - mean))
