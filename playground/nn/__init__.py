"""The neural network: what it computes and how it learns. Needs NumPy only; Numba makes it fast."""

from __future__ import annotations

from .activations import ACTIVATIONS, Activation
from .compiled import ready, warm
from .evolution import Population
from .heads import Head
from .hyperparameters import Hyperparameter
from .initializers import BIAS_INITIALIZERS, INITIALIZERS, BiasInitializer, Initializer
from .losses import LOSSES, Loss
from .network import Network
from .optimizers import OPTIMIZERS, Optimizer
from .recipe import Recipe
from .regularizers import REGULARIZERS, Regularizer
from .schedules import SCHEDULES, Schedule
from .training import Trainer, TrainerState, evaluate

__all__ = [
    "ACTIVATIONS",
    "BIAS_INITIALIZERS",
    "INITIALIZERS",
    "LOSSES",
    "OPTIMIZERS",
    "REGULARIZERS",
    "SCHEDULES",
    "Activation",
    "BiasInitializer",
    "Head",
    "Hyperparameter",
    "Initializer",
    "Loss",
    "Network",
    "Optimizer",
    "Population",
    "Recipe",
    "Regularizer",
    "Schedule",
    "Trainer",
    "TrainerState",
    "evaluate",
    "ready",
    "warm",
]
