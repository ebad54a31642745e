"""Where a run stands: a copy to look at, and the one step that leads on from there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.experiment import Experiment
from playground.experiment.measure import Examples
from playground.experiment.settings import Settings
from playground.labs.inside.look import Candidates, Look, candidates, look
from playground.labs.inside.walk import Walk
from playground.nn import OPTIMIZERS, Trainer, trace


@dataclass(frozen=True, eq=False)
class Standing:
    """An experiment at one moment, copied with its lock; looking at it changes nothing.

    Parameters
    ----------
    trainer
        A copy of what trains, random streams and memory included.
    training, settings
        The training examples, and the settings at that moment.
    features, classes
        What the network's inputs and the data's classes are called.

    Examples
    --------
    >>> run = Experiment(hidden_layers=[3], dataset="gauss", engine="numpy")
    >>> here = Standing.of(run)
    >>> coming = here.look().after
    >>> here.take(run), here.take(run)  # the second time the run has gone on
    (True, False)
    >>> bool((run.network.parameters == coming).all())
    True
    """

    trainer: Trainer
    training: Examples
    settings: Settings
    features: list[str]
    classes: tuple[str, ...]
    _of: Trainer

    @classmethod
    def of(cls, experiment: Experiment) -> Standing:
        """Copy an experiment as it stands."""
        with experiment.lock:
            trainer = experiment.trainer
            return cls(
                trainer.copy(),
                experiment.training,
                experiment.settings,
                [one.label for one in experiment.feature_map.features],
                experiment.source.titles,
                trainer,
            )

    @property
    def uses_gradient(self) -> bool:
        """Whether there is a gradient to be looked at."""
        return OPTIMIZERS[self.trainer.recipe.optimizer].uses_gradient

    def holds(self, experiment: Experiment) -> bool:
        """Tell whether the experiment still stands there, with the same settings."""
        with experiment.lock:
            now, here = experiment.trainer, self.trainer
            return (
                now is self._of
                and not experiment.playing
                and experiment.settings is self.settings
                and experiment.training is self.training
                and (now.steps, now.epoch, now.position) == (here.steps, here.epoch, here.position)
                and np.array_equal(now.network.parameters, here.network.parameters, equal_nan=True)
            )

    def take(self, experiment: Experiment) -> bool:
        """Train the one mini-batch that was looked at; tell whether that was possible.

        It is not where the experiment has gone on meanwhile.
        """
        with experiment.lock:
            if not self.holds(experiment):
                return False
            experiment.step_batch()
            return True

    def look(self) -> Look:
        """Return the step that comes, of an optimizer with a gradient; raises what that does."""
        return look(self.trainer, self.training.inputs, self.training.targets)

    def candidates(self) -> Candidates:
        """Return the generation that comes, of an optimizer without a gradient."""
        return candidates(self.trainer, self.training.inputs, self.training.targets)

    def walk(self, looked: Look, example: int | None, notation: str = "code") -> Walk:
        """Return a walk through a step with one training example, None for the whole batch.

        An example that is not in the batch is followed by itself, without dropout.

        Raises
        ------
        IndexError
            If there is no such example.
        """
        if example is None:
            return Walk(looked, self.features, None, notation=notation, classes=self.classes)
        places = np.flatnonzero(looked.batch.examples == example)
        if len(places):
            row = int(places[0])
            return Walk(looked, self.features, row, notation=notation, classes=self.classes)
        inputs, targets = self.training.inputs[[example]], self.training.targets[[example]]
        soften = looked.network.head.softening_rule(looked.recipe.label_smoothing)
        goals = soften(targets) if soften else targets
        with np.errstate(all="ignore"):
            kept = trace(looked.network, inputs, goals)
        return Walk(
            looked, self.features, alone=(kept, goals), notation=notation, classes=self.classes
        )
