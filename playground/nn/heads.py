"""Heads: what stands at the end of the network, given problem, loss and number of classes.

The functions are the definitions, short and without a class; a ``Head`` says which of them hold for
its problem, and with which numbers: each of its ``..._rule`` is one of them with its own numbers
bound to it. Methods, training and exported scripts all call these.
"""

# mypy: no-warn-return-any
# (NumPy leaves the type of a reduction along an axis open.)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.nn.activations import ACTIVATIONS
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


def value_targets(labels: FloatArray) -> FloatArray:
    """Return the labels (n,) themselves as targets (n, 1)."""
    return np.array(labels, dtype=np.float64)[:, None]


def two_class_targets(labels: FloatArray, low: float) -> FloatArray:
    """Return 1 for each label above 0 and ``low`` for the others, (n, 1)."""
    return np.where(np.asarray(labels) > 0, 1.0, low)[:, None]


def class_targets(labels: FloatArray, n_classes: int, low: float) -> FloatArray:
    """Return 1 for the class of each label (0 .. k-1) and ``low`` for the others, (n, k)."""
    return np.where(np.asarray(labels)[:, None] == np.arange(n_classes), 1.0, low)


def soften(targets: FloatArray, share: float, centre: float) -> FloatArray:
    """Return targets moved by a share of the way to the mean of all classes' targets, ``centre``.

    Label smoothing (Szegedy et al. 2016, https://arxiv.org/abs/1512.00567): for k classes, one-hot
    targets become 1 - s + s/k and s/k. No finite weights would reach a probability of 1; these they
    can, and are then at rest.
    """
    return targets + share * (centre - targets)


def weights_kept(targets: FloatArray, soften: Callable[..., FloatArray]) -> FloatArray:
    """Return softened targets of which the last column, the examples' weights, stays."""
    return np.column_stack([soften(targets[:, :-1]), targets[:, -1]])


def summed_loss(
    logits: FloatArray, outputs: FloatArray, targets: FloatArray, loss: Callable[..., Any]
) -> FloatArray:
    """Return the loss per example (n,): the sum of the losses of its outputs."""
    return loss(outputs, logits, targets).sum(axis=1)


def softmax_loss(logits: FloatArray, outputs: FloatArray, targets: FloatArray) -> FloatArray:
    """Return -log(share of the true class) per example (n,), so that nothing overflows."""
    largest = logits.max(axis=1, keepdims=True)
    log_sum = largest[:, 0] + np.log(np.exp(logits - largest).sum(axis=1))
    return log_sum - (targets * logits).sum(axis=1)


def slope_by_logit(
    logits: FloatArray, outputs: FloatArray, targets: FloatArray, derivative: Callable[..., Any]
) -> FloatArray:
    """Return d(loss)/d(logits) of a loss that gives it at once, (n, n_outputs)."""
    return derivative(outputs, targets)


def slope_by_output(
    logits: FloatArray,
    outputs: FloatArray,
    targets: FloatArray,
    derivative: Callable[..., Any],
    activation_derivative: Callable[..., Any],
) -> FloatArray:
    """Return d(loss)/d(logits) = d(loss)/d(outputs) * f'(logits), (n, n_outputs)."""
    return derivative(outputs, targets) * activation_derivative(logits, outputs)


def weighted_loss(
    logits: FloatArray, outputs: FloatArray, targets: FloatArray, loss: Callable[..., Any]
) -> FloatArray:
    """Return w times the loss of each example (n,); the targets' last column is w.

    With squared error and w = 1/sigma^2 the mean is half the chi^2 per point.
    """
    return loss(logits, outputs, targets[:, :-1]) * targets[:, -1]


def weighted_slope(
    logits: FloatArray, outputs: FloatArray, targets: FloatArray, slope: Callable[..., Any]
) -> FloatArray:
    """Return w times d(loss)/d(logits), (n, n_outputs); the targets' last column is w."""
    return slope(logits, outputs, targets[:, :-1]) * targets[:, -1:]


def first_output(outputs: AnyFloatArray) -> AnyFloatArray:
    """Return the one output (n,)."""
    return outputs[:, 0]


def signed_probability(outputs: AnyFloatArray) -> AnyFloatArray:
    """Return the probability of the one output, drawn from -1 to +1, (n,)."""
    return 2.0 * outputs[:, 0] - 1.0


def shares(outputs: AnyFloatArray) -> AnyFloatArray:
    """Return shares (n, k): they are what softmax gives."""
    return outputs


def claimed_shares(outputs: AnyFloatArray) -> AnyFloatArray:
    """Return shares (n, k): the tanh values, moved to 0..1, share out what the classes claim."""
    claims = 0.5 * (outputs + 1.0)
    total = claims.sum(axis=1, keepdims=True)
    none = 1.0 / outputs.shape[1]  # of classes that all claim nothing
    return np.where(total > 0, claims / np.where(total > 0, total, 1.0), none)


def class_by_sign(outputs: AnyFloatArray, middle: float) -> AnyFloatArray:
    """Return +1 for each output that is at least ``middle``, else -1, (n,)."""
    return np.where(outputs[:, 0] >= middle, 1.0, -1.0)


def class_by_largest(outputs: AnyFloatArray) -> AnyFloatArray:
    """Return the number of the class with the largest output, (n,)."""
    return outputs.argmax(axis=1).astype(np.float64)


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

    With a ``weighted`` head each example's loss counts w times, as rare classes or points with
    error bars need it: w = 1/sigma^2 makes squared error chi^2. The targets then have a last column
    more, w.

    Use ``Head.of``, which chooses all this.
    """

    problem: str
    loss: str
    n_classes: int
    activation: str
    n_outputs: int
    weighted: bool = False

    @classmethod
    def of(
        cls,
        problem: str,
        loss: str = "squared_error",
        n_classes: int = 2,
        *,
        weighted: bool = False,
    ) -> Head:
        """Return the head for a problem.

        Parameters
        ----------
        problem
            "classification" or "regression".
        loss
            A key of ``LOSSES``.
        n_classes
            Number of classes, 2 or more; without meaning for regression.
        weighted
            Whether each example has a weight of its own.

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
            if LOSSES[loss].of_probabilities:
                others = [name for name, one in LOSSES.items() if not one.of_probabilities]
                raise ValueError(
                    f"{LOSSES[loss].label} compares classes and cannot serve a regression; "
                    f"choose one of {', '.join(others)}."
                )
            return cls(problem, loss, n_classes, "linear", 1, weighted)
        if n_classes < 2:
            raise ValueError(f"A classification needs at least two classes, not {n_classes}.")
        if LOSSES[loss].of_probabilities:
            if n_classes == 2:
                return cls(problem, loss, n_classes, "sigmoid", 1, weighted)
            return cls(problem, loss, n_classes, SOFTMAX, n_classes, weighted)
        n_outputs = 1 if n_classes == 2 else n_classes
        return cls(problem, loss, n_classes, "tanh", n_outputs, weighted)

    @property
    def n_targets(self) -> int:
        """How many numbers say of an example what the outputs should be: its weight, too."""
        return self.n_outputs + self.weighted

    @property
    def has_sign(self) -> bool:
        """Whether one output tells two classes apart."""
        return self.problem == "classification" and self.n_outputs == 1

    @property
    def gives_probabilities(self) -> bool:
        """Whether the outputs are probabilities, from 0 to 1."""
        return LOSSES[self.loss].of_probabilities

    @property
    def lowest(self) -> float:
        """The target of the classes that an example does not belong to: 0 for a probability."""
        return -1.0 if self.activation == "tanh" else 0.0

    @property
    def target_rule(self) -> Callable[..., FloatArray]:
        """``target_rule(labels)``: see ``targets``."""
        if self.problem == "regression":
            return value_targets
        if self.has_sign:
            return partial(two_class_targets, low=self.lowest)
        return partial(class_targets, n_classes=self.n_classes, low=self.lowest)

    def softening_rule(self, share: float) -> Callable[[FloatArray], FloatArray] | None:
        """Return ``soften`` for the targets of this head; None where they stay as they are.

        All losses of a classification take it, whatever stands for a class: the targets are those
        of classes. A regression's are values, and stay.

        Parameters
        ----------
        share
            How far, 0..1; 0 leaves them alone.

        Examples
        --------
        >>> head = Head.of("classification", "cross_entropy", 4)
        >>> head.softening_rule(0.2)(head.targets(np.array([3.0]))).round(3)
        array([[0.05, 0.05, 0.05, 0.85]])
        """
        if share == 0.0 or self.problem == "regression":
            return None
        centre = (1.0 + (self.n_classes - 1) * self.lowest) / self.n_classes
        plain = partial(soften, share=share, centre=centre)
        return partial(weights_kept, soften=plain) if self.weighted else plain

    @property
    def activation_rule(self) -> Callable[..., AnyFloatArray]:
        """``activation_rule(logits)``: see ``activate``."""
        return softmax if self.activation == SOFTMAX else ACTIVATIONS[self.activation].function

    @property
    def loss_rule(self) -> Callable[..., FloatArray]:
        """``loss_rule(logits, outputs, targets)``: see ``value``."""
        plain: Callable[..., FloatArray] = partial(summed_loss, loss=LOSSES[self.loss].value)
        if self.activation == SOFTMAX:
            plain = softmax_loss
        return partial(weighted_loss, loss=plain) if self.weighted else plain

    @property
    def slope_rule(self) -> Callable[..., FloatArray]:
        """``slope_rule(logits, outputs, targets)``: see ``delta``."""
        loss = LOSSES[self.loss]
        if loss.by_logit:
            plain = partial(slope_by_logit, derivative=loss.derivative)
        else:
            slope = ACTIVATIONS[self.activation].derivative
            plain = partial(
                slope_by_output, derivative=loss.derivative, activation_derivative=slope
            )
        return partial(weighted_slope, slope=plain) if self.weighted else plain

    @property
    def score_rule(self) -> Callable[..., AnyFloatArray]:
        """``score_rule(outputs)``: see ``score``."""
        if self.n_outputs == 1:
            return signed_probability if self.activation == "sigmoid" else first_output
        return shares if self.activation == SOFTMAX else claimed_shares

    @property
    def class_rule(self) -> Callable[..., AnyFloatArray]:
        """``class_rule(outputs)``: see ``classes``."""
        if self.problem == "regression":
            return first_output
        if self.has_sign:
            return partial(class_by_sign, middle=0.5 * (1.0 + self.lowest))
        return class_by_largest

    def targets(self, labels: FloatArray, weights: FloatArray | None = None) -> FloatArray:
        """Return the targets (n, n_targets) for labels (n,): -1/+1, 0..k-1, or values.

        ``weights`` (n,) are those of a weighted head; 1 each when not given.

        Examples
        --------
        >>> head = Head.of("regression", weighted=True)
        >>> head.targets(np.array([3.0, 5.0]), np.array([1.0, 0.25]))
        array([[3.  , 1.  ],
               [5.  , 0.25]])
        """
        targets = self.target_rule(labels)
        if not self.weighted:
            return targets
        return np.column_stack([targets, np.ones(len(targets)) if weights is None else weights])

    def activate(self, logits: AnyFloatArray) -> AnyFloatArray:
        """Return the outputs (n, n_outputs) for the output layer's pre-activations."""
        return self.activation_rule(logits)

    def value(self, logits: FloatArray, targets: FloatArray) -> FloatArray:
        """Return the loss per example (n,), summed over the outputs."""
        return self.loss_rule(logits, self.activate(logits), targets)

    def delta(self, logits: FloatArray, targets: FloatArray) -> FloatArray:
        """Return d(loss)/d(logits) per example, (n, n_outputs)."""
        return self.slope_rule(logits, self.activate(logits), targets)

    def score(self, outputs: AnyFloatArray) -> AnyFloatArray:
        """Return what is drawn: (n,), in [-1, 1] or the value; (n, k) shares for k > 2 classes."""
        return self.score_rule(outputs)

    def classes(self, outputs: AnyFloatArray) -> AnyFloatArray:
        """Return labels (n,) in their own coding for outputs, or for targets.

        Of a regression they are the values.
        """
        return self.class_rule(outputs[:, : self.n_outputs])

    def bias_for(self, targets: FloatArray) -> FloatArray:
        """Return the output biases (n_outputs,) that make the untrained outputs the mean target.

        The mean itself for a linear output, the log-odds for a sigmoid, the logarithm of the shares
        for softmax, atanh of the mean for tanh. Means at the very edge are drawn in by 1 %.
        """
        weights = targets[:, -1] if self.weighted else None
        mean = np.average(targets[:, : self.n_outputs], axis=0, weights=weights)
        if self.activation == "linear":
            return mean
        if self.activation == "tanh":
            return np.arctanh(np.clip(mean, -0.99, 0.99))
        mean = np.clip(mean, 0.01, 0.99)
        if self.activation == SOFTMAX:
            return np.log(mean / mean.sum())
        return np.log(mean / (1.0 - mean))
