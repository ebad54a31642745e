"""A network as a search trains it: by the estimator's numbers, without its ceremony.

``PlaygroundClassifier`` checks what it is given, measures every epoch and keeps it: for a fit of a
few milliseconds that is most of the time. Here the same trainer takes the same steps on what is
known to be sound, and looks at the weights a few times only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from playground.arrays import AnyFloatArray, FloatArray
from playground.experiment.build import make_recipe, streams
from playground.experiment.settings import Settings
from playground.nn import Head, Network, Trainer, engine_for
from playground.runs.divergence import has_diverged, return_to_sound
from playground.runs.pace import Pace

PART = 0.005  # seconds of training between two looks
FIRST = 2_000_000  # weights times examples times epochs of the first part: about a millisecond


class Learner:
    """A network that learns labels in the playground's own coding.

    Parameters
    ----------
    settings
        What learns and how; ``stop_epochs`` says how long.
    chance
        The seed and the start.
    n_classes
        How many classes there are; without meaning for a regression.

    Attributes
    ----------
    epochs, n_iter_, diverged_, network_
        As those of the estimator: how many epochs it is to be trained and was, whether the numbers
        ran away, and the network, then that of the last sound epoch.

    Examples
    --------
    >>> import numpy as np
    >>> learner = Learner(Settings(stop_epochs=20), (0, 0), 2)
    >>> points = np.array([[-2.0, 0.0], [-1.0, 1.0], [1.0, -1.0], [2.0, 0.0]])
    >>> list(learner.fit_in_parts(points, np.array([-1.0, -1.0, 1.0, 1.0])))[-1]
    20
    >>> learner.predict(points)
    array([-1., -1.,  1.,  1.])
    """

    network_: Network

    def __init__(self, settings: Settings, chance: tuple[int, int], n_classes: int) -> None:
        self.epochs = settings.stop_epochs
        self.n_iter_, self.diverged_ = 0, False
        self._settings, self._chance = settings, chance
        self._head = Head.of(settings.problem, settings.loss, n_classes)

    def fit_in_parts(self, inputs: FloatArray, labels: FloatArray) -> Iterator[int]:
        """Train; yield the number of epochs after each part of some milliseconds."""
        settings, chance, head = self._settings, streams(*self._chance), self._head
        shape = (inputs.shape[1], *settings.hidden_layers, head.n_outputs)
        network = self.network_ = Network(shape, settings.activations(), head)
        network.initialise(
            chance["weights"], settings.initializer, settings.bias_initializer, labels
        )
        recipe = make_recipe(settings)
        engine = engine_for("auto", network, recipe)
        trainer = Trainer(network, recipe, chance["order"], chance["dropout"], engine)
        targets, pace = head.targets(labels), Pace()
        n = max(1, FIRST // (len(inputs) * network.parameters.size))
        while self.n_iter_ < self.epochs:
            n = min(n, self.epochs - self.n_iter_)
            begun, before = time.monotonic(), trainer.state()
            trainer.train_epochs(inputs, targets, n)
            self.diverged_ = has_diverged(network.parameters)
            if self.diverged_:
                return_to_sound(trainer, before, inputs, targets, n)
            self.n_iter_ = trainer.epoch
            yield self.n_iter_
            if self.diverged_:
                return
            pace.took(n, time.monotonic() - begun)
            n = pace.at_once(PART)

    def predict(self, inputs: FloatArray) -> AnyFloatArray:
        """Return labels (n,) for inputs (n, n_features), or values for a regression."""
        return self._head.classes(self.network_.outputs(inputs))
