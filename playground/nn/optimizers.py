"""Optimizers: how a gradient becomes a step.

A gradient optimizer is one elementwise rule,

    rule(parameter, gradient, m, v, rate, step, *hyperparameters) -> (delta, m, v)

after which parameter <- parameter - delta. ``m`` and ``v`` are what the optimizer remembers per
parameter (both start at zero), ``rate`` the present learning rate and ``step`` the number of this
step, counted from 1. The same definition serves NumPy arrays and, under Numba, a few numbers at a
time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.nn.evolution import CmaEs, Genetic, Search
from playground.nn.hyperparameters import Hyperparameter

Rule = Callable[..., tuple[Any, Any, Any]]


@dataclass(frozen=True)
class Optimizer:
    """An optimizer: its rule, its settings and the words that explain it.

    ``rule`` is None for an optimizer that uses no gradient; it has a ``search`` in its place, which
    is made of first parameters, the settings' values and a random stream (see ``evolution``).
    ``stable_share`` gives, of the settings' values, the c of the largest stable rate c / lambda in
    a valley of curvature lambda; None for a rule that scales its steps by itself. ``usual_rate`` is
    a learning rate at which a network of the playground's size learns by it.

    Examples
    --------
    >>> OPTIMIZERS["momentum"].rule(0.0, 2.0, 1.0, 0.0, 0.1, 1.0, 0.9)
    (0.29, 2.9, 0.0)
    """

    name: str
    label: str
    formula: str
    explanation: str
    rule: Rule | None
    hyperparameters: tuple[Hyperparameter, ...] = ()
    search: Callable[..., Search] | None = None
    stable_share: Callable[..., float] | None = None
    usual_rate: float = 0.01

    @property
    def uses_gradient(self) -> bool:
        """Whether the optimizer follows the gradient."""
        return self.rule is not None


def sgd(parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any) -> Any:
    """Return delta = eta g."""
    return rate * gradient, m, v


def momentum(parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any, beta: Any) -> Any:
    """Return delta = eta m with m <- beta m + g (Polyak 1964)."""
    m = beta * m + gradient
    return rate * m, m, v


def nesterov(parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any, beta: Any) -> Any:
    """Return delta = eta (g + beta m) with m <- beta m + g.

    This is Nesterov's look ahead, written for the point looked ahead from (Bengio et al. 2013,
    https://arxiv.org/abs/1212.0901), which needs no second gradient.
    """
    m = beta * m + gradient
    return rate * (gradient + beta * m), m, v


def adagrad(parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any, eps: Any) -> Any:
    """Return delta = eta g / (sqrt(v) + eps) with v <- v + g^2 (Duchi et al. 2011)."""
    v = v + gradient * gradient
    return rate * gradient / (np.sqrt(v) + eps), m, v


def rmsprop(
    parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any, beta: Any, eps: Any
) -> Any:
    """Return delta = eta g / sqrt(v + eps) with v <- beta v + (1 - beta) g^2 (Hinton 2012)."""
    v = beta * v + (1.0 - beta) * gradient * gradient
    return rate * gradient / np.sqrt(v + eps), m, v


def adam(
    parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any,
    beta1: Any, beta2: Any, eps: Any,
) -> Any:  # fmt: skip
    """Return delta = eta m^ / (sqrt(v^) + eps) (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980).

    m and v are running means of g and g^2; m^ and v^ are these divided by 1 - beta^step, which
    makes good that both start at zero.
    """
    m = beta1 * m + (1.0 - beta1) * gradient
    v = beta2 * v + (1.0 - beta2) * gradient * gradient
    scale1 = 1.0 / (1.0 - beta1**step)
    scale2 = 1.0 / (1.0 - beta2**step)
    return rate * (m * scale1) / (np.sqrt(v * scale2) + eps), m, v


def adamw(
    parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any,
    beta1: Any, beta2: Any, eps: Any, weight_decay: Any,
) -> Any:  # fmt: skip
    """Return Adam's delta plus eta * weight_decay * parameter (Loshchilov and Hutter 2019).

    As in the paper (https://arxiv.org/abs/1711.05101) and in PyTorch, the decay goes for every
    parameter, biases included.
    """
    delta, m, v = adam(parameter, gradient, m, v, rate, step, beta1, beta2, eps)
    return delta + rate * weight_decay * parameter, m, v


def lion(
    parameter: Any, gradient: Any, m: Any, v: Any, rate: Any, step: Any,
    beta1: Any, beta2: Any, weight_decay: Any,
) -> Any:  # fmt: skip
    """Return delta = eta (sign(beta1 m + (1 - beta1) g) + decay w); m <- beta2 m + (1 - beta2) g.

    Chen et al. 2023, https://arxiv.org/abs/2302.06675. The gradient goes into the memory m twice:
    by beta1 for the direction of this step, by beta2 for what is kept.
    """
    direction = np.sign(beta1 * m + (1.0 - beta1) * gradient)
    m = beta2 * m + (1.0 - beta2) * gradient
    return rate * (direction + weight_decay * parameter), m, v


def stable_sgd() -> float:
    """Return 2: a step twice as long as the one to the bottom ends as high on the other side."""
    return 2.0


def stable_momentum(beta: float) -> float:
    """Return 2 (1 + beta), from the roots of the recursion (O'Donoghue and Candes 2015)."""
    return 2.0 * (1.0 + beta)


def stable_nesterov(beta: float) -> float:
    """Return 2 (1 + beta) / (1 + 2 beta), from the same."""
    return 2.0 * (1.0 + beta) / (1.0 + 2.0 * beta)


MOMENTUM = Hyperparameter(
    "momentum", "Momentum", 0.9, 0.0, 0.999, "Share of the last step's direction that is kept."
)
BETA1 = Hyperparameter(
    "beta1", "Beta 1", 0.9, 0.0, 0.9999, "Memory of the running mean of the gradient."
)
BETA2 = Hyperparameter(
    "beta2", "Beta 2", 0.999, 0.0, 0.99999, "Memory of the running mean of the squared gradient."
)
DECAY_OF_SQUARES = Hyperparameter(
    "beta", "Beta", 0.9, 0.0, 0.99999, "Memory of the running mean of the squared gradient."
)
EPS = Hyperparameter(
    # Not 0: where a gradient has always been 0, as behind a dead ReLU, the step would be 0/0.
    "eps",
    "Epsilon",
    1e-8,
    1e-16,
    1.0,
    "A small number that prevents division by zero.",
)
WEIGHT_DECAY = Hyperparameter(
    "weight_decay",
    "Weight decay",
    0.01,
    0.0,
    10.0,
    "Share of each parameter taken away, times the rate.",
    pulls=True,
)
POPULATION = Hyperparameter(
    "population", "Population", 30, 4, 500, "Number of networks that compete in every epoch.", True
)
MUTATION = Hyperparameter(
    "mutation",
    "Mutation",
    0.3,
    0.0,
    2.0,
    "How strongly a child's weights differ from its parents': s in the formula.",
)
STEP_SIZE = Hyperparameter(
    "step_size", "First step size", 0.5, 0.01, 5.0, "Width of the first population."
)

OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer(
            "sgd", "SGD", "w <- w - eta g",
            "Straight down the slope of the present batch.", sgd, stable_share=stable_sgd,
            usual_rate=0.03,
        ),
        Optimizer(
            "momentum", "Momentum", "m <- beta m + g; w <- w - eta m",
            "Like a ball rolling downhill: keeps its direction, gains speed.",
            momentum, (MOMENTUM,), stable_share=stable_momentum,
        ),
        Optimizer(
            "nesterov", "Nesterov", "m <- beta m + g; w <- w - eta (g + beta m)",
            "Momentum that looks ahead to where it is rolling, and so brakes earlier.",
            nesterov, (MOMENTUM,), stable_share=stable_nesterov,
        ),
        Optimizer(
            "adagrad", "AdaGrad", "v <- v + g^2; w <- w - eta g / (sqrt(v) + eps)",
            "Each weight has a rate of its own, which shrinks with every gradient it has met.",
            adagrad, (EPS,), usual_rate=0.1,
        ),
        Optimizer(
            "rmsprop", "RMSProp", "v <- beta v + (1 - beta) g^2; w <- w - eta g / sqrt(v + eps)",
            "Like AdaGrad, but forgets the distant past, so the rates need not shrink for ever.",
            rmsprop, (DECAY_OF_SQUARES, EPS),
        ),
        Optimizer(
            "adam", "Adam", "w <- w - eta m^ / (sqrt(v^) + eps)",
            "Momentum and RMSProp together: the usual first choice. Likes rates of 0.001 to 0.01.",
            adam, (BETA1, BETA2, EPS),
        ),
        Optimizer(
            "adamw", "AdamW", "w <- w - eta (m^ / (sqrt(v^) + eps) + decay w)",
            "Adam that also lets every weight shrink a little with each step.",
            adamw, (BETA1, BETA2, EPS, WEIGHT_DECAY),
        ),
        Optimizer(
            "lion", "Lion", "w <- w - eta (sign(beta1 m + (1 - beta1) g) + decay w)",
            "Every weight moves equally far: only directions count. Likes a tenth of Adam's rate.",
            lion,
            (
                Hyperparameter(
                    "beta1", "Beta 1", 0.9, 0.0, 0.9999,
                    "Share of the memory in a step's direction; the rest is the new gradient.",
                ),
                Hyperparameter(
                    "beta2", "Beta 2", 0.99, 0.0, 0.99999,
                    "Memory of the running mean of the gradient.",
                ),
                WEIGHT_DECAY,
            ),
            usual_rate=0.003,
        ),
        Optimizer(
            "genetic", "Genetic", "keep the fittest; children: w <- w (1 + s U) + s/10 U'",
            "No gradient: networks compete, and the best have children with small changes.",
            None, (POPULATION, MUTATION), Genetic,
        ),
        Optimizer(
            "cma_es", "CMA-ES", "w ~ N(centre, width^2 covariance)",
            "No gradient: draws networks around a centre and learns where to look next.",
            None, (POPULATION, STEP_SIZE), CmaEs,
        ),
    )
}  # fmt: skip
