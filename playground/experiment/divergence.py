"""When a run has run away: the sign of it, and the words for the learner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.experiment.settings import SETTINGS, Settings
from playground.nn import Network, Trainer, TrainerState
from playground.nn.arrays import FloatArray
from playground.nn.optimizers import WEIGHT_DECAY
from playground.settings.kinds import shown

# Weights of a network that learns are rarely above a hundred. Long before numbers overflow, beyond
# this bound every unit is saturated and nothing can be learned any more.
BOUND = 1e9
BOUNDED = {"tanh", "sigmoid", "sine", "step"}  # activations whose outputs cannot grow


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


def has_diverged(network: Network) -> bool:
    """Tell whether the parameters have stopped being sound numbers."""
    largest = np.abs(network.parameters).max(initial=0.0)
    return not largest < BOUND  # also true for NaN


def return_to_sound(
    trainer: Trainer, before: TrainerState, inputs: FloatArray, targets: FloatArray, epochs: int
) -> None:
    """Bring a trainer that has run away back to the end of its last sound epoch.

    Training is reproducible, so it is done again from the state ``before``, by halves, up to just
    before the point where the numbers run away.

    Parameters
    ----------
    trainer
        Left at the last sound epoch.
    before
        A sound state.
    inputs, targets
        What it was trained on.
    epochs
        Within so many epochs after ``before`` it ran away; 0 for within a mini-batch.
    """
    trainer.restore(before)
    while epochs > 1:
        half = epochs // 2
        sound = trainer.state()
        trainer.train_epochs(inputs, targets, half)
        if has_diverged(trainer.network):
            trainer.restore(sound)
            epochs = half
        else:
            epochs -= half


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
    elif settings.problem == "regression" or not set(settings.activations()) <= BOUNDED:
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
    decay = settings.own("optimizer").get(WEIGHT_DECAY.name)
    if decay is not None:
        return "weight decay", decay
    proportional = settings.regularization in ("L2", "weight_decay")
    return "regularization rate", settings.regularization_rate if proportional else 0.0
