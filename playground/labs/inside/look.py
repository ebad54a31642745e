"""A look at the step that comes next: all its numbers, made on a copy, before it is taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.nn import OPTIMIZERS, REGULARIZERS, Batch, Network, Recipe, Trace, Trainer, trace
from playground.nn.evolution import penalty_rule
from playground.nn.measuring import measure
from playground.nn.narration import Line, narrate
from playground.nn.steps import clip
from playground.runs.divergence import has_diverged


@dataclass(frozen=True, eq=False)
class Look:
    """One step with a gradient, told before it is taken.

    All arrays of parameters are (n_parameters,), laid out as in ``Network.parameters``.

    Parameters
    ----------
    network, recipe
        A copy of the network as it stands, and how it is trained.
    batch
        The mini-batch that comes.
    kept
        What the network makes of it.
    gradient, clipped, penalised
        The gradient of the batch's mean loss; after clipping; with the regularizer's.
    memory
        What the optimizer remembers before the step, m and v.
    lines
        The optimizer's rule, line by line, for all parameters at once.
    delta, moved, after
        The rule's step; the parameters less the step; with the regularizer's last word.
    epoch, position, n_examples
        Where the run stands: whole epochs, examples used of the present one, of how many.
    """

    network: Network
    recipe: Recipe
    batch: Batch
    kept: Trace
    gradient: FloatArray
    clipped: FloatArray
    penalised: FloatArray
    memory: tuple[FloatArray, FloatArray]
    lines: list[Line]
    delta: FloatArray
    moved: FloatArray
    after: FloatArray
    epoch: int
    position: int
    n_examples: int

    @property
    def is_sound(self) -> bool:
        """Whether the step does not run away: a run would take it back and stop."""
        return bool(np.isfinite(self.kept.losses).all()) and not has_diverged(self.after)


def look(trainer: Trainer, inputs: FloatArray, targets: FloatArray) -> Look:
    """Return the step that ``trainer.train_batch`` will take; the trainer stays as it is.

    Parameters
    ----------
    trainer
        Its optimizer uses a gradient; for one that does not see ``candidates``.
    inputs, targets
        All training examples, as for ``train_batch``.

    Raises
    ------
    ValueError
        As ``Trainer.next_batch``.
    """
    recipe, network, state = trainer.recipe, trainer.network.copy(), trainer.state()
    batch = trainer.next_batch(inputs, targets)
    regularizer = REGULARIZERS[recipe.regularization]
    rule = OPTIMIZERS[recipe.optimizer].rule
    assert rule is not None  # next_batch has refused an optimizer without a gradient
    strength, n = recipe.regularization_rate, network.n_weights
    held = network.held(recipe.frozen)  # what is frozen has no part in the step, see steps.hold
    with np.errstate(all="ignore"):  # numbers that run away are shown as they are
        kept = trace(network, batch.inputs, batch.targets, batch.masks)
        gradient = np.concatenate(
            [part.ravel() for part in (*kept.weight_gradients, *kept.bias_gradients)]
        )
        clipped = gradient.copy()
        clipped[held] = 0.0
        clip(clipped, recipe.clip_norm)
        penalised = clipped.copy()
        weights = state.parameters[:n]
        penalised[:n] += regularizer.gradient(weights, strength)
        told, (delta, _, _) = narrate(
            rule, state.parameters, penalised, state.memory_m, state.memory_v,
            batch.rate, float(batch.number), *recipe.optimizer_settings,
        )  # fmt: skip
        delta[held] = 0.0
        moved = state.parameters - delta
        after = moved.copy()
        after[:n] = regularizer.after_step(moved[:n], weights, batch.rate * strength)
        after[held] = state.parameters[held]
    memory = state.memory_m, state.memory_v
    return Look(
        network, recipe, batch, kept, gradient, clipped, penalised, memory, told, delta, moved,
        after, state.epoch, state.position, len(inputs),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Candidates:
    """A generation of an optimizer without a gradient, told before it is trained.

    Parameters
    ----------
    network, recipe, epoch
        As of a ``Look``.
    loss
        What the present network has, penalty included.
    losses, moves
        Of each candidate: its loss on all training examples, penalty included, and the length of
        its way from the present network; (size,) each.
    after
        The parameters that the generation ends with: those of the best, the present ones included.
    """

    network: Network
    recipe: Recipe
    epoch: int
    loss: float
    losses: FloatArray
    moves: FloatArray
    after: FloatArray

    @property
    def best(self) -> int | None:
        """The place of the candidate that becomes the network; None where the present one stays."""
        losses = np.where(np.isfinite(self.losses), self.losses, np.inf)
        place = int(np.argmin(losses))
        return place if losses[place] < self.loss or not np.isfinite(self.loss) else None


def candidates(trainer: Trainer, inputs: FloatArray, targets: FloatArray) -> Candidates:
    """Return the generation that ``trainer.train_batch`` will train; the trainer stays as it is."""
    now = trainer.network.parameters.copy()
    asked = trainer.next_candidates()
    every = np.concatenate([now[None], asked])
    soften = trainer.network.head.softening_rule(trainer.recipe.label_smoothing)
    goals = soften(targets) if soften else targets
    with np.errstate(all="ignore"):
        measured = measure(trainer.network, every, inputs, goals, engine=trainer.engine)
        penalty = penalty_rule(trainer.recipe, trainer.network.n_weights)
        losses = measured.losses + penalty(every)
    moves = np.linalg.norm(asked - now, axis=1)
    after = every[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]
    return Candidates(
        trainer.network.copy(), trainer.recipe, trainer.epoch,
        float(losses[0]), losses[1:], moves, after,
    )  # fmt: skip
