"""Curves through noisy points: how they fit, how they fail, and how far they can be trusted."""

from __future__ import annotations

from playground.labs.curves.ensembles import Ensemble, ensemble
from playground.labs.curves.errors import bias_variance, expected_errors
from playground.labs.curves.learning import learning_curve
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.polynomials import fit_polynomial

__all__ = [
    "CurveNetwork",
    "Ensemble",
    "bias_variance",
    "ensemble",
    "expected_errors",
    "fit_polynomial",
    "learning_curve",
]
