"""When training runs away: the sign of it, and the way back to the last sound moment."""

from __future__ import annotations

from playground.arrays import FloatArray
from playground.nn import Trainer, TrainerState

# Weights of a network that learns are rarely above a hundred. Long before numbers overflow, beyond
# this bound every unit is saturated and nothing can be learned any more.
BOUND = 1e9


def has_diverged(parameters: FloatArray) -> bool:
    """Tell whether parameters, of one network or of any of several, are no sound numbers."""
    # Also true for NaN, which is neither below nor above anything.
    return not (parameters.max(initial=0.0) < BOUND and parameters.min(initial=0.0) > -BOUND)


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
        if has_diverged(trainer.network.parameters):
            trainer.restore(sound)
            epochs = half
        else:
            epochs -= half
