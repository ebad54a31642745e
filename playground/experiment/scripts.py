"""What of a setting the library of an exported script cannot express by its own means.

A script in plain NumPy or PyTorch says everything itself. scikit-learn's own network knows less:
each function here is part of a setting's declaration (its ``code``) and returns in a few words what
that network lacks, "" where it can do the same. The script then brings an estimator of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.nn import ACTIVATIONS, LOSSES, OPTIMIZERS, REGULARIZERS, SCHEDULES

if TYPE_CHECKING:  # the settings are declared with what stands here
    from playground.experiment.settings import Settings

SKLEARN = "sklearn"
# What scikit-learn's network has, by our names.
SKLEARN_ACTIVATIONS = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
SKLEARN_OPTIMIZERS = ("sgd", "momentum", "nesterov")
SKLEARN_REGULARIZATIONS = ("none", "L2")
SKLEARN_LOSSES = {"classification": "cross_entropy", "regression": "squared_error"}


def activation(settings: Settings) -> str:
    """Return in words which activations are missing there."""
    used = dict.fromkeys(settings.activations())
    missing = [ACTIVATIONS[name].label for name in used if name not in SKLEARN_ACTIVATIONS]
    return f"the activation {', '.join(missing)}" if missing else ""


def layer_activations(settings: Settings) -> str:
    """Return in words that layers cannot differ there, if they do."""
    several = len(set(settings.activations())) > 1
    return "different activations in different layers" if several else ""


def loss(settings: Settings) -> str:
    """Return in words which loss is missing there.

    >>> from playground.experiment.settings import Settings
    >>> loss(Settings()), loss(Settings(loss="cross_entropy"))
    ('a classification by squared error', '')
    """
    if settings.loss == SKLEARN_LOSSES[settings.problem]:
        return ""
    return f"a {settings.problem} by {LOSSES[settings.loss].label.lower()}"


def optimizer(settings: Settings) -> str:
    """Return in words which optimizer is missing there, or follows another formula."""
    if settings.optimizer in SKLEARN_OPTIMIZERS:
        return ""
    return f"{OPTIMIZERS[settings.optimizer].label} by the playground's formula"


def regularization(settings: Settings) -> str:
    """Return in words which regularization is missing there."""
    if settings.regularization in SKLEARN_REGULARIZATIONS:
        return ""
    return f"{REGULARIZERS[settings.regularization].label} regularization"


def schedule(settings: Settings) -> str:
    """Return in words which schedule is missing there."""
    schedule = SCHEDULES[settings.schedule]
    return f"the schedule {schedule.label}" if schedule.changes else ""


def dropout(settings: Settings) -> str:
    """Return in words that there is no dropout there, if a layer has it."""
    return "dropout" if any(settings.dropout[: len(settings.hidden_layers)]) else ""


def switched_off(settings: Settings) -> str:
    """Return in words that no neuron is switched off there, if one is here."""
    return "neurons that are switched off" if settings.switched_off else ""


def frozen(settings: Settings) -> str:
    """Return in words that no neuron is frozen there, if one is here."""
    return "frozen neurons" if settings.frozen else ""


def clip_norm(settings: Settings) -> str:
    """Return in words that no gradient is clipped there, if it is here."""
    return "clipping of the gradient" if settings.clip_norm else ""


def label_smoothing(settings: Settings) -> str:
    """Return in words that labels are not smoothed there, if they are here."""
    smooths = settings.label_smoothing and settings.problem == "classification"
    return "label smoothing" if smooths else ""
