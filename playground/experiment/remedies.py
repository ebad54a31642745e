"""What may help a run: changes of settings that a finding offers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playground.experiment.effect import without_regularization
from playground.experiment.settings import SETTINGS, Settings
from playground.nn import ACTIVATIONS, OPTIMIZERS, SCHEDULES
from playground.settings.kinds import shown

MOST_RATE = 1.0  # to what the remedy for small steps goes at most
MILD = 0.003  # the rate of L2 regularization to begin with


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


def less(rate: float, times: float = 3.0) -> float:
    """Return a third of a rate, or another part of it, rounded as a learner would."""
    least: float = SETTINGS["learning_rate"].kind.low  # type: ignore[attr-defined]
    return max(float(f"{rate / times:.1g}"), least)


def instead(settings: Settings, old: str, new: str) -> dict[str, Any]:
    """Return the changes that put one activation in the place of another.

    >>> instead(Settings(layer_activations=("", "step")), "step", "sigmoid")
    {'layer_activations': ('', 'sigmoid')}
    """
    changes: dict[str, Any] = {}
    if settings.activation == old:
        changes["activation"] = new
    if old in settings.layer_activations:
        changes["layer_activations"] = tuple(
            new if one == old else one for one in settings.layer_activations
        )
    return changes


def longer_steps(settings: Settings, gradient: float) -> tuple[Remedy, ...]:
    """Return what makes steps longer; ``gradient`` is its length now."""
    remedies = []
    if 0 < settings.clip_norm < gradient:
        remedies.append(Remedy("No clipping", {"clip_norm": 0.0}))
    rate = min(float(f"{10 * settings.learning_rate:.1g}"), MOST_RATE)
    remedies.append(Remedy(f"Learning rate {shown(rate)}", {"learning_rate": rate}))
    if SCHEDULES[settings.schedule].changes:
        remedies.append(Remedy("A constant learning rate", {"schedule": "constant"}))
    return tuple(remedies)


def milder_regularization(settings: Settings) -> tuple[Remedy, ...]:
    """Return a milder rate, or none: taken away at once, an overfitting would be back."""
    if without_regularization(settings) or settings.regularization_rate == 0:
        return ()
    if settings.regularization_rate > MILD:
        label = f"Regularization rate {shown(MILD)}"
        return (Remedy(label, {"regularization_rate": MILD}),)
    return (Remedy("No regularization", {"regularization": "none"}),)


def more_power(settings: Settings) -> tuple[Remedy, ...]:
    """Return what lets a network learn more: first what holds it back, at most three."""
    remedies = list(milder_regularization(settings))
    if any(settings.dropout):
        remedies.append(Remedy("No dropout", {"dropout": ()}))
    straight = [name for name in settings.activations() if not ACTIVATIONS[name].bends]
    if straight:
        remedies.append(Remedy("Use tanh", instead(settings, straight[0], "tanh")))
    if sum(settings.hidden_layers) < 16:
        remedies.append(Remedy("Two hidden layers of 8 neurons", {"hidden_layers": (8, 8)}))
    if settings.learning_rate < 0.03 and OPTIMIZERS[settings.optimizer].uses_gradient:
        more = round(3 * settings.learning_rate, 12)
        remedies.append(Remedy(f"Learning rate {shown(more)}", {"learning_rate": more}))
    if "sin_x1" not in settings.features:
        added = (*settings.features, "sin_x1", "sin_x2")
        remedies.append(Remedy("Add the features sin(x₁) and sin(x₂)", {"features": added}))
    if not remedies and settings.optimizer != "adam":
        adam = {"optimizer": "adam", "learning_rate": 0.01}
        remedies.append(Remedy("Use Adam at a rate of 0.01", adam))
    return tuple(remedies[:3])
