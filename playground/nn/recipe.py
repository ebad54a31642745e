"""The recipe: everything that decides what one training step does."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from numbers import Integral, Real

import numpy as np

from playground.arrays import FloatArray
from playground.nn.hyperparameters import values_of
from playground.nn.neurons import Neuron
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.regularizers import REGULARIZERS
from playground.nn.schedules import SCHEDULES

MOST_SMOOTHING = 0.5  # beyond, the classes would hardly differ


@dataclass(frozen=True)
class Recipe:
    """How to train; the defaults are TensorFlow Playground's.

    Parameters
    ----------
    optimizer, schedule, regularization
        Keys of ``OPTIMIZERS``, ``SCHEDULES``, ``REGULARIZERS``.
    learning_rate
        The rate that the schedule starts from.
    hyperparameters
        The optimizer's settings by name; what is not named has its default.
    schedule_decay
        The schedule's one setting; None takes its default.
    regularization_rate
        Strength of the regularization.
    dropout
        Share of neurons left out per hidden layer, 0 <= rate < 1; missing layers have 0.
    clip_norm
        Longest gradient allowed before the step; 0 turns clipping off.
    batch_size
        Examples per step; the last batch of an epoch may be smaller.
    shuffle
        Whether every epoch has a new order.
    label_smoothing
        Share of the way that the targets of classes are moved to their mean, 0..0.5, see
        ``heads.soften``; a regression has none. Only what is trained towards: measured are the
        plain targets, so that runs can be compared.
    frozen
        Neurons and layers that training leaves as they are, see ``neurons``.

    Raises
    ------
    ValueError
        With a sentence that says what is unknown, of another kind, or out of range.
    """

    optimizer: str = "sgd"
    learning_rate: float = 0.03
    hyperparameters: Mapping[str, float] = field(default_factory=dict)
    schedule: str = "constant"
    schedule_decay: float | None = None
    regularization: str = "none"
    regularization_rate: float = 0.0
    dropout: tuple[float, ...] = ()
    clip_norm: float = 0.0
    batch_size: int = 10
    shuffle: bool = True
    label_smoothing: float = 0.0
    frozen: tuple[Neuron, ...] = ()

    def __post_init__(self) -> None:
        for label, name, known in (
            ("optimizer", self.optimizer, OPTIMIZERS),
            ("schedule", self.schedule, SCHEDULES),
            ("regularization", self.regularization, REGULARIZERS),
        ):
            if name not in known:
                raise ValueError(
                    f"The {label} {name!r} is unknown; choose one of {', '.join(known)}."
                )
        for label, number in (
            ("learning rate", self.learning_rate),
            ("regularization rate", self.regularization_rate),
            ("clipping norm", self.clip_norm),
        ):
            if not isinstance(number, Real) or not 0.0 <= number < math.inf:
                raise ValueError(f"The {label} must be a number from 0 on, not {number!r}.")
        if not isinstance(self.batch_size, Integral) or self.batch_size < 1:
            raise ValueError(
                f"A batch needs a whole number of examples, at least one, not {self.batch_size!r}."
            )
        if not isinstance(self.dropout, Sequence) or isinstance(self.dropout, str):
            raise ValueError(
                f"Dropout needs one rate per hidden layer, such as (0.5,), not {self.dropout!r}."
            )
        if any(not isinstance(rate, Real) or not 0.0 <= rate < 1.0 for rate in self.dropout):
            raise ValueError(f"Dropout rates must be at least 0 and below 1, not {self.dropout}.")
        if not isinstance(self.hyperparameters, Mapping):
            raise ValueError(
                "Hyperparameters need their names, such as {'momentum': 0.9}, "
                f"not {self.hyperparameters!r}."
            )
        smoothing = self.label_smoothing
        if not isinstance(smoothing, Real) or not 0.0 <= smoothing <= MOST_SMOOTHING:
            raise ValueError(
                f"Label smoothing must lie between 0 and {MOST_SMOOTHING}, not {smoothing!r}."
            )
        number = SCHEDULES[self.schedule].hyperparameter
        if self.schedule_decay is not None and number is not None:
            number.check(self.schedule_decay)
        optimizer = OPTIMIZERS[self.optimizer]
        names = [one.name for one in optimizer.hyperparameters]
        for name in self.hyperparameters:
            if name not in names:
                raise ValueError(
                    f"{optimizer.label} has no setting {name!r}; it has "
                    f"{', '.join(names) or 'none'}."
                )
        values_of(optimizer.hyperparameters, self.hyperparameters)

    @property
    def optimizer_settings(self) -> tuple[float, ...]:
        """The optimizer's settings in the order of its rule."""
        return values_of(OPTIMIZERS[self.optimizer].hyperparameters, self.hyperparameters)

    @property
    def schedule_setting(self) -> float:
        """The schedule's one setting: the chosen one, else its default; 0 where it has none."""
        if self.schedule_decay is not None:
            return self.schedule_decay
        number = SCHEDULES[self.schedule].hyperparameter
        return number.default if number else 0.0

    @property
    def rate_rule(self) -> Callable[..., float]:
        """``rate_rule(eta0, t)``: the rate of epoch t, counted from 1, that eta0 falls to."""
        return partial(SCHEDULES[self.schedule].rate, decay=self.schedule_setting)

    def rate(self, epoch: int) -> float:
        """Return the learning rate of an epoch, counted from 1."""
        return self.rate_rule(self.learning_rate, epoch)

    def rates(self, epoch: int, n: int) -> FloatArray:
        """Return the learning rates (n,) of n epochs from ``epoch`` on."""
        if not SCHEDULES[self.schedule].changes:
            return np.full(n, self.learning_rate)
        return np.array([self.rate(epoch + later) for later in range(n)])

    def dropout_rates(self, n_hidden: int) -> tuple[float, ...]:
        """Return one dropout rate per hidden layer."""
        return (*self.dropout[:n_hidden], *(0.0,) * (n_hidden - len(self.dropout)))
