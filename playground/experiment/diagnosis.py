"""What goes well or wrong in a run, in words: each finding with its evidence and what may help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.experiment.experiment import Experiment
from playground.experiment.history import History, Measured
from playground.experiment.kinds import shown
from playground.experiment.settings import Settings
from playground.nn import ACTIVATIONS, OPTIMIZERS, Network

EARLY = 100  # epochs before which nothing is said about the course of a run


@dataclass(frozen=True)
class Remedy:
    """A change that may help.

    Parameters
    ----------
    label
        What stands on the button.
    changes
        The settings to apply.
    go_to_best
        Whether to go back to the epoch of the lowest test loss.
    """

    label: str
    changes: dict[str, Any] = field(default_factory=dict)
    go_to_best: bool = False


@dataclass(frozen=True)
class Finding:
    """One thing to know about a run.

    Parameters
    ----------
    name
        What it is called in the field.
    evidence
        What shows it: a sentence with numbers.
    remedies
        Changes that may help; () where nothing is wrong.
    """

    name: str
    evidence: str
    remedies: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class Case:
    """What a diagnosis is made from.

    Parameters
    ----------
    settings, history, network
        Those of the run; the network a copy.
    epoch
        Epochs trained.
    now
        How well it does.
    naive
        The test loss of the best constant answer.
    best_epoch, best_test_loss
        The moment of the lowest test loss.
    inputs
        The training points' features, shape (n, n_features).
    """

    settings: Settings
    history: History
    network: Network
    epoch: int
    now: Measured
    naive: float
    best_epoch: int
    best_test_loss: float
    inputs: NDArray[np.floating[Any]]

    @property
    def learns_by_gradient(self) -> bool:
        """Whether the optimizer follows the gradient."""
        return OPTIMIZERS[self.settings.optimizer].uses_gradient


def diagnose(experiment: Experiment) -> list[Finding]:
    """Return the findings about an experiment's present state, the most serious first."""
    with experiment.lock:
        best = experiment.timeline.best
        case = Case(
            experiment.settings,
            experiment.history,
            experiment.network.copy(),
            experiment.epoch,
            experiment.measured(),
            experiment.naive_loss(),
            best.epoch if best else experiment.epoch,
            best.test_loss if best else experiment.measured().test_loss,
            experiment.training.inputs,
        )
        return [finding for judge in _JUDGES if (finding := judge(case)) is not None]


def _step_has_no_gradient(case: Case) -> Finding | None:
    if "step" not in case.network.activations or not case.learns_by_gradient:
        return None
    return Finding(
        "No gradient",
        "The step is flat everywhere, so its slope is zero and no gradient reaches the layers "
        "before it: only the last layer learns.",
        (
            Remedy("Train by CMA-ES, without a gradient", {"optimizer": "cma_es"}),
            Remedy("Use tanh instead", {"activation": "tanh", "layer_activations": ()}),
        ),
    )


def _all_alike(case: Case) -> Finding | None:
    """Neurons that start alike and stay alike."""
    for number, weights in enumerate(case.network.weights[:-1], start=1):
        columns = np.vstack([weights, case.network.biases[number - 1]])
        if columns.shape[1] > 1 and np.ptp(columns, axis=1).max() == 0:
            return Finding(
                "Symmetry",
                f"All neurons of hidden layer {number} have the same weights. Each step treats "
                "them alike, so they can never learn different things.",
                (Remedy("Draw the initial weights at random", {"initializer": "uniform"}),),
            )
    return None


def _dead_relus(case: Case) -> Finding | None:
    if "relu" not in case.network.activations:
        return None
    outputs = case.network.layer_outputs(case.inputs)[:-1]
    dead = [
        (number, int(np.sum(~layer.any(axis=0))), layer.shape[1])
        for number, (layer, name) in enumerate(
            zip(outputs, case.network.activations, strict=True), start=1
        )
        if name == "relu"
    ]
    number, count, width = max(dead, key=lambda one: one[1] / one[2])
    if count == 0:
        return None
    return Finding(
        "Dead ReLUs",
        f"{count} of the {width} neurons of hidden layer {number} give 0 for every training point. "
        "Where a ReLU gives 0 its gradient is 0, so they do not come back by themselves.",
        (Remedy("Use the leaky ReLU", {"activation": "leaky_relu", "layer_activations": ()}),),
    )


def _climbing(case: Case) -> Finding | None:
    losses = case.history.train_loss
    if len(losses) < 20:
        return None
    lowest, recent = min(losses), float(np.median(losses[-10:]))
    if recent <= max(2 * lowest, 0.5 * case.naive) or recent <= losses[0]:
        return None
    rate = case.settings.learning_rate
    return Finding(
        "Divergence",
        f"The training loss climbs: it is {recent:.3f} after it was {lowest:.3f}. Steps of this "
        "size overshoot.",
        (Remedy(f"Learning rate {shown(_less(rate))}", {"learning_rate": _less(rate)}),),
    )


def _gradients(case: Case) -> Finding | None:
    """Gradients that shrink or grow from layer to layer."""
    norms = case.history.norms[-1] if case.history.norms else None
    if norms is None or len(case.network.weights) < 3 or not case.learns_by_gradient:
        return None
    gradients = norms.gradients
    if max(gradients) > 100:
        return Finding(
            "Exploding gradients",
            f"The gradient is {max(gradients):.0f} long in one layer: a single step can throw the "
            "weights far off.",
            (
                Remedy("Clip the gradient to length 1", {"clip_norm": 1.0}),
                Remedy(
                    f"Learning rate {shown(_less(case.settings.learning_rate))}",
                    {"learning_rate": _less(case.settings.learning_rate)},
                ),
            ),
        )
    if "step" in case.network.activations or case.now.train_loss < 0.5 * case.naive:
        return None
    if gradients[0] < 1e-3 * gradients[-1]:
        better = "relu" if case.settings.activation != "relu" else "tanh"
        return Finding(
            "Vanishing gradients",
            f"The gradient is {gradients[-1]:.1g} long in the last layer and only "
            f"{gradients[0]:.1g} in the first: the first layers hardly learn.",
            (
                Remedy(
                    f"Use {ACTIVATIONS[better].label} with weights to match",
                    {
                        "activation": better,
                        "layer_activations": (),
                        "initializer": "he" if better == "relu" else "glorot",
                    },
                ),
                Remedy("Use fewer layers", {"hidden_layers": case.settings.hidden_layers[:2]}),
            ),
        )
    return None


def _overfitting(case: Case) -> Finding | None:
    gap = case.now.test_loss > 1.5 * case.now.train_loss
    risen = case.now.test_loss > 1.2 * case.best_test_loss + 0.02 * case.naive
    if case.epoch < EARLY or not (gap and risen) or case.best_epoch > 0.8 * case.epoch:
        return None
    rate = max(3 * case.settings.regularization_rate, 0.003)
    remedies = [
        Remedy(f"Go back to epoch {case.best_epoch:,}", go_to_best=True),
        Remedy(
            f"L2 regularization {shown(round(rate, 6))}",
            {"regularization": "L2", "regularization_rate": round(rate, 6)},
        ),
    ]
    if case.settings.train_share < 80:
        remedies.append(Remedy("Use more training data: 80 %", {"train_share": 80}))
    return Finding(
        "Overfitting",
        f"The test loss was lowest at epoch {case.best_epoch:,} ({case.best_test_loss:.3f}) and "
        f"has risen to {case.now.test_loss:.3f}, while the training loss is "
        f"{case.now.train_loss:.3f}: the network learns these very points by heart.",
        tuple(remedies),
    )


def _underfitting(case: Case) -> Finding | None:
    losses = case.history.train_loss
    if case.epoch < EARLY or case.now.train_loss < 0.5 * case.naive or len(losses) < 30:
        return None
    third = len(losses) // 3
    before, lately = np.mean(losses[-2 * third : -third]), np.mean(losses[-third:])
    if lately < 0.95 * before:
        return None  # it still learns
    return Finding(
        "Underfitting",
        f"The training loss stays at {case.now.train_loss:.3f}; always giving the best constant "
        f"answer would reach {case.naive:.3f} on the test points. The network is too small or too "
        "slow for these data.",
        _for_more_power(case.settings),
    )


def _for_more_power(settings: Settings) -> tuple[Remedy, ...]:
    remedies = []
    if settings.regularization != "none" and settings.regularization_rate > 0:
        remedies.append(Remedy("No regularization", {"regularization": "none"}))
    if settings.hidden_layers != (8, 8):
        remedies.append(Remedy("Two hidden layers of 8 neurons", {"hidden_layers": (8, 8)}))
    if settings.activation == "linear":
        remedies.append(Remedy("Use tanh", {"activation": "tanh", "layer_activations": ()}))
    if settings.learning_rate < 0.03:
        more = round(3 * settings.learning_rate, 12)
        remedies.append(Remedy(f"Learning rate {shown(more)}", {"learning_rate": more}))
    if "sin_x1" not in settings.features:
        added = (*settings.features, "sin_x1", "sin_x2")
        remedies.append(Remedy("Add the features sin(x₁) and sin(x₂)", {"features": added}))
    return tuple(remedies[:3])


def _learned(case: Case) -> Finding | None:
    accuracy = case.now.test_accuracy
    if accuracy is not None and accuracy >= 0.95:
        return Finding("Learned", f"{100 * accuracy:.1f} % of the test points are right.")
    if accuracy is None and case.now.test_loss <= 0.1 * case.naive:
        return Finding(
            "Learned",
            f"The test loss {case.now.test_loss:.3f} is far below the {case.naive:.3f} of the best "
            "constant answer.",
        )
    return None


def _less(rate: float) -> float:
    """Return a third of a rate, rounded as a learner would."""
    return float(f"{rate / 3:.1g}")


_JUDGES: tuple[Callable[[Case], Finding | None], ...] = (
    _step_has_no_gradient,
    _all_alike,
    _climbing,
    _gradients,
    _dead_relus,
    _overfitting,
    _underfitting,
    _learned,
)
