"""One run: a network on its way from its start, what was measured, and the way back in time."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

import numpy as np

from playground.arrays import FloatArray
from playground.experiment import measure
from playground.experiment.build import make_recipe
from playground.experiment.divergence import Divergence, explain
from playground.experiment.settings import Settings
from playground.experiment.setup import Setup
from playground.experiment.stopping import Progress, Watch
from playground.nn import Network, Trainer, TrainerState
from playground.runs.divergence import return_to_sound
from playground.runs.history import DENSITY, History, Measured, Norms
from playground.runs.once import Once
from playground.runs.pace import Pace
from playground.runs.timeline import Timeline
from playground.runs.training import Training

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Origin:
    """Where the weights of a run come from.

    Parameters
    ----------
    number
        Of the run: a later one of this process has a larger number.
    settings
        With which it began.
    is_own
        Whether training on the present points alone has made the weights what they are: they were
        drawn at its start, none was brought by a link or a file or typed in, and no other points
        were learned before.
    """

    number: int
    settings: Settings
    is_own: bool


class Run(Training):
    """The run of an experiment. It knows no other thread: ``Experiment`` sees to that.

    Parameters
    ----------
    setup
        What is learned, and how.
    engine
        See ``Trainer``.
    state, history
        From where it goes on; a new start when not given.

    Attributes
    ----------
    origin
        Where its weights come from.
    measured
        How well it does now: known, to be computed, or None when nobody has asked yet. In the
        middle of an epoch that takes long it may be what was so at its beginning.
    diverged, stopped
        Why it has ended by itself: the numbers ran away, conditions of the learner's that were met.

    Raises
    ------
    ValueError
        If ``state`` is one of another network, or has a loss beyond all numbers.
    """

    def __init__(
        self,
        setup: Setup,
        engine: str,
        state: TrainerState | None = None,
        history: History | None = None,
    ) -> None:
        trainer = setup.trainer(engine)
        if state is not None:
            trainer.restore(state)
        super().__init__(trainer, setup.training.inputs, setup.training.targets, DENSITY)
        self.setup = setup
        self.origin = Origin(next(_numbers), setup.settings, is_own=state is None)
        self.history = History(DENSITY) if history is None else history
        self.timeline = Timeline(trainer.network.parameters.size)
        self.diverged: Divergence | None = None
        self.stopped = ""
        self._watch = Watch()
        self._sound: TrainerState | None = None  # a copy of the present, where there is one
        self.history.forget_after(self.epoch)
        measured, norms = (
            setup.beginning if state is None else self._measure([trainer.network.parameters])[0]
        )
        if state is not None and not math.isfinite(measured.train_loss + measured.test_loss):
            raise ValueError("the loss of its weights is beyond all numbers")
        self.measured: Once[Measured] | None = Once.known(measured)
        if not len(self.history):  # whatever the epoch, there must be something to go by
            self.history.add(self.epoch, measured, norms)
        if trainer.position == 0 and self.timeline.wants(self.epoch, measured.test_loss):
            self._sound = trainer.state()
            self.timeline.add(self._sound, measured.test_loss)

    def copy(self) -> Run:
        """Return the run as it is now; what happens to this one leaves it alone.

        The search of an optimizer without a gradient is not kept: it starts anew around the
        network.
        """
        other, kept = copy(self), self.trainer
        streams = np.random.default_rng(), np.random.default_rng()  # the state brings its own
        other.trainer = Trainer(kept.network.copy(), kept.recipe, *streams, kept.engine)
        other.trainer.restore(kept.state())
        other.history, other.timeline = self.history.copy(), self.timeline.copy()
        other.pace, other._watch = Pace(), Watch()
        other.train_on(self.inputs, self.targets)
        return other

    @property
    def network(self) -> Network:
        """The network, trained in place."""
        return self.trainer.network

    @property
    def over(self) -> bool:
        """Whether it has ended by itself."""
        return self.diverged is not None or bool(self.stopped)

    def retune(self, setup: Setup) -> None:
        """Go on with another set-up that fits the network.

        Where there are other points, or the outputs mean something else, the losses from now on
        cannot be compared with those before.
        """
        anew = setup.training is not self.setup.training
        self.setup = setup
        self.trainer.recipe = make_recipe(setup.settings)
        if not anew:
            return
        network = self.network
        network.feature_map, network.head = setup.feature_map, setup.head
        network.activations = setup.settings.activations()
        network.switched_off = setup.settings.switched_off
        self.train_on(setup.training.inputs, setup.training.targets)
        self.measured = None
        self.origin = replace(self.origin, is_own=False)
        self.history.begin_anew()
        self.timeline.begin_anew()

    # Training

    def go_on(self) -> None:
        """Let go of what came after the present epoch, on an earlier way."""
        self.forget_why_it_ended()
        self.history.forget_after(self.epoch)
        self.timeline.forget_after(self.epoch)

    def forget_why_it_ended(self) -> None:
        """Be ready to go on after an end by itself."""
        self.diverged, self.stopped = None, ""

    def watch(self) -> None:
        """Heed conditions that come true from now on, not those that are met already."""
        self._watch.begin(self.setup.settings, self._progress(self.epoch))

    def _progress(self, epoch: int) -> Progress:
        return Progress(epoch, self.history.measured[-1], self.history)

    def until_next(self, epoch: int, stopping: bool) -> int:
        """Return the number of epochs to the next that is measured, or at which to stop."""
        chunk = super().until_next(epoch, stopping)
        end = self.setup.settings.stop_epochs
        return min(chunk, end - epoch) if stopping and epoch < end else chunk

    def step_batch(self) -> None:
        """Train one mini-batch."""
        self.train_part(0.0)
        if self.trainer.position:
            self.measured = None

    def begin(self) -> None:
        """Take note of where it stands, for the way back if the numbers run away."""
        if self._sound is None or self._sound.steps != self.trainer.steps:
            self._sound = self.trainer.state()

    def run_away(self, epochs: int) -> None:
        """Return to the last sound moment, and name the likely cause."""
        assert self._sound is not None  # of ``begin``
        return_to_sound(self.trainer, self._sound, self.inputs, self.targets, epochs)
        self.moved()
        self.diverged = explain(self.setup.settings, self.epoch)

    def keep(self, states: Sequence[TrainerState], stopping: bool) -> TrainerState:
        """Measure the ends of epochs that are to be kept; end where conditions are met."""
        wanted = [state for state in states if self.history.wants(state.epoch)]
        course = self._measure([state.parameters for state in wanted])
        found = dict(zip((state.epoch for state in wanted), course, strict=True))
        heeding = stopping and self._watch.heeds(self.setup.settings)
        last = states[-1]
        for state in states:
            if state.epoch in found:
                measured, norms = found[state.epoch]
                self.history.add(state.epoch, measured, norms)
                self.timeline.add(state, measured.test_loss)
            if heeding:
                progress = self._progress(state.epoch)
                self.stopped = self._watch.reason(self.setup.settings, progress)
                if self.stopped:
                    last = state
                    break
        self.moved()
        self._sound = last
        if last.epoch in found:
            self.measured = Once.known(found[last.epoch][0])
        return last

    def _measure(self, moments: list[FloatArray]) -> list[tuple[Measured, Norms]]:
        setup, engine = self.setup, self.trainer.engine
        return measure.course(self.network, moments, setup.training, setup.testing, engine)

    def set_by_hand(self) -> None:
        """Take note that somebody has typed a number in."""
        self.origin = replace(self.origin, is_own=False)
        self.moved()

    def moved(self) -> None:
        """Take note that the parameters are others than those that were measured and copied."""
        self.measured = self._sound = None

    def go_to(self, epoch: int) -> None:
        """Go to the kept moment at an epoch, or the last before it; stay if there is none."""
        self.forget_why_it_ended()
        if len(self.timeline):
            self.trainer.restore(self.timeline.at(epoch))
            self.moved()
