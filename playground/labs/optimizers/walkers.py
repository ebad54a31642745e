"""Who may take part in a race: the networks' own optimizers, and Newton's method in two forms.

The gradient optimizers and the populations are those that train the networks; nothing of them is
written here. Newton's method needs the Hessian and works on all parameters together, which only two
parameters can afford: it belongs to this lab.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers.surfaces import Terrain
from playground.nn import OPTIMIZERS, Hyperparameter
from playground.nn.evolution import Search

FLATTEST = 1e-9  # curvatures below this share of the largest count as none


def newton(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return H^-1 g: the step to the extremum of the parabola that fits best here.

    Where H has no inverse the shortest of all possible steps is taken (the pseudo-inverse).
    Nocedal and Wright 2006, Numerical Optimization, section 3.3.

    Parameters
    ----------
    gradient, hessian
        Shapes (n, 2) and (n, 2, 2).
    """
    step: FloatArray = np.einsum("nij,nj->ni", _inverse(hessian, absolute=False), gradient)
    return step


def newton_absolute(gradient: FloatArray, hessian: FloatArray) -> FloatArray:
    """Return |H|^-1 g, where |H| has the absolute values of H's eigenvalues.

    So it goes downhill along every axis of the parabola, and leaves saddles (Dauphin et al. 2014,
    https://arxiv.org/abs/1406.2572).
    """
    step: FloatArray = np.einsum("nij,nj->ni", _inverse(hessian, absolute=True), gradient)
    return step


def _inverse(hessian: FloatArray, absolute: bool) -> FloatArray:
    """Return the (pseudo-)inverses of symmetric matrices (n, 2, 2); nan for what is not finite."""
    sound = np.isfinite(hessian).all(axis=(1, 2), keepdims=True)
    curvatures, axes = np.linalg.eigh(np.where(sound, hessian, 1.0))
    size = np.abs(curvatures)
    flat = size <= FLATTEST * size.max(axis=1, keepdims=True)
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, size if absolute else curvatures))
    whole: FloatArray = np.einsum("nik,nk,njk->nij", axes, inverse, axes)
    return np.where(sound, whole, np.nan)


@dataclass(frozen=True)
class Walker:
    """One who may take part in a race.

    Parameters
    ----------
    name, label, formula, explanation
        As for an ``Optimizer``.
    hyperparameters
        The numbers that it takes beside the learning rate.
    usual_rate
        The learning rate where the terrain suggests none.
    direction
        For Newton's method: from gradients (n, 2) and Hessians (n, 2, 2) to steps (n, 2).
    search
        For a population: see ``Optimizer``.
    stable_share
        See ``Optimizer``.
    """

    name: str
    label: str
    formula: str
    explanation: str
    hyperparameters: tuple[Hyperparameter, ...] = ()
    usual_rate: float = 0.01
    direction: Callable[[FloatArray, FloatArray], FloatArray] | None = None
    search: Callable[..., Search] | None = None
    stable_share: Callable[..., float] | None = None

    @property
    def is_population(self) -> bool:
        """Whether it tries many points at a time and uses no gradient."""
        return self.search is not None

    @property
    def cost(self) -> int:
        """What a step costs: gradients, and function values of a population, count 1 each.

        A Hessian counts as two further gradients: its columns are differences of gradients.
        """
        return 3 if self.direction is not None else 1

    def rate(self, terrain: Terrain) -> float:
        """Return the learning rate that suits a terrain."""
        return terrain.rates.get(self.name, self.usual_rate)


_USUAL_RATES = {"adagrad": 0.5, "rmsprop": 0.05, "adam": 0.1, "adamw": 0.1, "lion": 0.02}

WALKERS: dict[str, Walker] = {
    walker.name: walker
    for walker in (
        *(
            Walker(
                one.name, one.label, one.formula, one.explanation, one.hyperparameters,
                _USUAL_RATES.get(one.name, 0.01), stable_share=one.stable_share,
            )
            for one in OPTIMIZERS.values()
            if one.uses_gradient
        ),
        Walker(
            "newton", "Newton", "w <- w - eta H^-1 g",
            "Jumps to the extremum of the parabola that fits here, be it a minimum or not.",
            usual_rate=1.0, direction=newton,
        ),
        Walker(
            "newton_absolute", "Newton with |H|", "w <- w - eta |H|^-1 g",
            "Newton's step, turned downhill along every axis: it leaves saddles.",
            usual_rate=1.0, direction=newton_absolute,
        ),
        *(
            Walker(
                one.name, one.label, one.formula, one.explanation, one.hyperparameters,
                search=one.search,
            )
            for one in OPTIMIZERS.values()
            if one.search
        ),
    )
}  # fmt: skip
