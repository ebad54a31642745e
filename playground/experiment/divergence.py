"""When a run has run away: the words for the learner."""

from __future__ import annotations

from dataclasses import dataclass

from playground.experiment.settings import SETTINGS, Settings
from playground.nn import ACTIVATIONS, OPTIMIZERS, REGULARIZERS
from playground.settings.kinds import shown


@dataclass(frozen=True)
class Divergence:
    """A run that could not go on.

    Parameters
    ----------
    epoch
        The last epoch whose numbers were sound; the run stands there now.
    learning_rate
        The learning rate to go on with: a tenth of the one that was too much.
    sentence
        What happened and why, for the learner.
    """

    epoch: int
    learning_rate: float
    sentence: str


def explain(settings: Settings, epoch: int) -> Divergence:
    """Name the likely cause of a divergence after ``epoch`` and the way back."""
    rate = settings.learning_rate
    name, strength = _pull(settings)
    if rate * strength >= 2:
        cause = (
            f"the {name.removesuffix(' rate')} is too strong: learning rate {shown(rate)} times "
            f"{name} {shown(strength)} is {shown(round(rate * strength, 6))}, and from 2 on "
            "each step throws a weight further beyond zero than it was before"
        )
    elif settings.problem == "regression" or not all(
        ACTIVATIONS[name].bounded for name in settings.activations()
    ):
        cause = (
            f"the learning rate {shown(rate)} is too large: each step overshoots the valley of the "
            "loss by more than the one before, and nothing bounds the outputs here"
        )
    else:
        cause = (
            f"the learning rate {shown(rate)} is too large: the steps overshoot further and further"
        )
    when = f"After epoch {epoch:,}" if epoch else "In the very first epoch"
    tenth = max(rate / 10, SETTINGS["learning_rate"].kind.low)  # type: ignore[attr-defined]
    return Divergence(
        epoch,
        float(f"{tenth:.12g}"),  # a tenth of 0.3 is 0.03, not 0.030000000000000002
        f"{when} the weights grew beyond all bounds. Most likely {cause}.",
    )


def _pull(settings: Settings) -> tuple[str, float]:
    """Return what pulls weights towards zero in proportion to them, and how strongly.

    >>> _pull(Settings(optimizer="adamw")), _pull(Settings())
    (('weight decay', 0.01), ('regularization rate', 0.0))
    """
    for one in OPTIMIZERS[settings.optimizer].hyperparameters:
        if one.pulls:
            return one.label.lower(), settings.own("optimizer")[one.name]
    proportional = REGULARIZERS[settings.regularization].proportional
    return "regularization rate", settings.regularization_rate if proportional else 0.0
