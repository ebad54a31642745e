"""The neural network: what it computes and how it learns.

In NumPy, which Numba makes fast where it is there; CMA-ES is the ``cma`` package's.
"""

from __future__ import annotations

from playground.nn.activations import ACTIVATIONS, Activation
from playground.nn.compiled.engine import engine_for, ready, warm
from playground.nn.evolution import Population
from playground.nn.heads import Head
from playground.nn.hyperparameters import Hyperparameter
from playground.nn.initializers import BIAS_INITIALIZERS, INITIALIZERS, BiasInitializer, Initializer
from playground.nn.losses import LOSSES, Loss
from playground.nn.measuring import Measures, evaluate, measure
from playground.nn.network import Network
from playground.nn.optimizers import OPTIMIZERS, Optimizer
from playground.nn.recipe import Recipe
from playground.nn.regularizers import REGULARIZERS, Regularizer
from playground.nn.schedules import SCHEDULES, Schedule
from playground.nn.trace import Trace, trace
from playground.nn.training import Batch, Trainer, TrainerState

__all__ = [
    "ACTIVATIONS",
    "BIAS_INITIALIZERS",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "REGULARIZERS",
    "SCHEDULES",
    "Activation",
    "Batch",
    "BiasInitializer",
    "Head",
    "Hyperparameter",
    "Initializer",
    "Loss",
    "Measures",
    "Network",
    "Optimizer",
    "Population",
    "Recipe",
    "Regularizer",
    "Schedule",
    "Trace",
    "Trainer",
    "TrainerState",
    "engine_for",
    "evaluate",
    "measure",
    "ready",
    "trace",
    "warm",
]
