"""One learner's experiment: settings, data, network, training and its history, kept consistent."""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.tables import TableError
from playground.experiment import measure
from playground.experiment.build import (
    make_data,
    make_feature_map,
    make_head,
    make_network,
    make_recipe,
    make_source,
    streams,
)
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.divergence import Divergence, explain, has_diverged, return_to_sound
from playground.experiment.effect import Touches
from playground.experiment.links import read_link, write_link
from playground.experiment.measure import Examples
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import OWN, Source
from playground.experiment.stopping import Progress, Watch
from playground.experiment.trained import open_trained
from playground.nn import Network, Trainer, TrainerState
from playground.runs.history import History, Measured
from playground.runs.pace import SPEEDS, Pace
from playground.runs.scheduler import SCHEDULER, Scheduler
from playground.runs.timeline import Timeline
from playground.runs.turns import Turns

LARGEST_WEIGHT = 1e6  # what a learner may type in
WORK = 1e9  # products of a weight and an example that can hardly be trained in a second


class Experiment:
    """A network that learns a data set, as the page shows it; it runs just the same without a page.

    Safe to use from several threads: every public method takes the lock ``lock``. After every
    change of what can be seen, ``version`` grows by one and the subscribers are called.

    Parameters
    ----------
    settings
        The settings to begin with; the defaults when not given.
    own
        Points of the learner's own, for the data set of that name.
    scheduler
        Who trains it in the background after ``play``; the process-wide one when not given.
    engine
        ``"numpy"``; ``"compiled"``, which is several times as fast and makes the first training of
        a new installation wait some seconds for Numba; or ``"auto"``, compiled from when
        ``playground.nn.warm`` is done, which the page begins with. The same settings give the same
        numbers to the last bit within one engine, and but for rounding in both.
    **changes
        Settings by name that differ from ``settings``. What has to be put right is told in
        ``notices``.

    Attributes
    ----------
    settings, notices
        The present ``Settings``; a sentence for each of the first ones that was put right.
    source, data
        All points, and how they are split: ``data.train`` and ``data.test``.
    network, feature_map
        The ``Network``, and what turns points (n, 2) into its inputs (n, n_features).
    trainer
        What trains it: learning rate, steps, state.
    history, timeline
        What was measured on the way, and the moments that one can go back to.
    playing
        Whether it trains in the background.
    diverged, failure, stopped
        Why it has paused by itself: the numbers ran away, an exception, a condition that was met.

    Raises
    ------
    TypeError
        If a name in ``changes`` is not a setting's.
    ValueError
        If there is no such engine.

    Examples
    --------
    >>> run = Experiment(dataset="gauss", hidden_layers=[3], learning_rate=0.1, seed=7)
    >>> run.train(epochs=50)
    >>> run.network.weights[0].shape, run.network.biases[0].shape
    ((2, 3), (3,))
    >>> run.history.test_loss[-1] < run.history.test_loss[0]
    True
    >>> run.link()
    '#dataset=gauss&seed=7&networkShape=3&learningRate=0.1'
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        own: Source | None = None,
        scheduler: Scheduler = SCHEDULER,
        engine: str = "auto",
        **changes: Any,
    ) -> None:
        self.lock = Turns()
        self.settings, self.notices = (settings or Settings()).replaced(**changes)
        self.version = 0
        self.playing = False
        self.diverged: Divergence | None = None
        self.failure: Exception | None = None
        self.stopped = ""  # why the run has paused by itself
        self.own = own
        self._watch = Watch()
        self._pace = Pace()
        self._scheduler = scheduler
        self._engine = engine
        self._subscribers: list[Callable[[], None]] = []
        self._measured: Measured | None = None  # None when it has to be measured anew
        try:
            self._take(make_source(self.settings, self.own))
        except TableError as problem:  # the settings name points that are not here
            there = {name: SETTINGS[name].default for name in DATASET_OF.values()}
            self.settings, _ = self.settings.replaced(**there)
            self.notices.append(f"{problem}; {self.settings.current_dataset} is used.")
            self._take(make_source(self.settings, self.own))
        self._make_network()

    @classmethod
    def from_link(cls, link: str, **options: Any) -> Experiment:
        """Make the experiment that a link describes; any TensorFlow Playground link will do.

        What could not be used of the link is told in ``notices``.
        """
        settings, notices = read_link(link)
        run = cls(settings, **options)
        run.notices = notices + run.notices + open_trained(run, link)
        return run

    def link(self) -> str:
        """Return the fragment of an address, "#..." that opens this experiment's settings."""
        return write_link(self.settings)

    # What can be read

    @property
    def network(self) -> Network:
        """The network, trained in place; copy it to keep a moment."""
        return self.trainer.network

    @property
    def epoch(self) -> int:
        """Number of whole epochs since the last reset."""
        return self.trainer.epoch

    def measured(self) -> Measured:
        """Return loss and accuracy of the present state, on training and test points.

        While a run plays whose epochs take longer than a slice, they are measured once an epoch.
        """
        with self.lock:
            if self._measured is None:
                self._measured = self._measure()
            return self._measured

    def naive_loss(self) -> float:
        """Return the test loss of always giving the average answer: what a network must beat."""
        with self.lock:
            return measure.naive_loss(self.network.head, self.training, self.testing)

    def confusion(self) -> NDArray[np.int64]:
        """Return how many test points of each class (row) are taken for each class (column).

        Raises
        ------
        ValueError
            For a regression, which has no classes.
        """
        with self.lock:
            return measure.confusion(self.network, self.testing)

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Have ``callback()`` called after every change, from whichever thread made it.

        It must be quick, and must not wait for another thread.
        """
        self._subscribers = [*self._subscribers, callback]

    def unsubscribe(self, callback: Callable[[], None]) -> None:
        """Stop calling ``callback``."""
        self._subscribers = [one for one in self._subscribers if one != callback]

    # What changes the set-up

    def apply(self, **changes: Any) -> list[str]:
        """Change settings; a running training goes on.

        Only what a setting touches is made anew: the network for features, layers and problem type,
        the points for data settings, nothing at all for the rest.

        Returns
        -------
        list[str]
            A sentence for each value that was put right; one alone if there are no such points,
            for then nothing is changed.

        Raises
        ------
        TypeError
            If a name is not a setting's.
        """
        with self.lock:
            before = self.settings
            self.settings, notices = before.replaced(**changes)
            changed = self.settings.changes_from(before)
            touched = {SETTINGS[name].touches for name in changed}
            if Touches.DATA in touched or "problem" in changed:
                try:
                    self._take(make_source(self.settings, self.own))
                except TableError as problem:  # nothing is lost: all stays as it was
                    self.settings = before
                    return [f"{problem}; everything stays as it was."]
            if Touches.NETWORK in touched:
                self._make_network()
            else:
                self._retune(anew=bool(touched & {Touches.OUTPUT, Touches.DATA}))
            if "speed" in changed or touched - {Touches.DRAWING}:
                self._pace.begin(self.epoch)  # what a change does is to be seen from its beginning
            if changed:
                self._changed()
        return notices

    def use_points(self, own: Source) -> list[str]:
        """Train on points of the learner's own from now on; the network stays if it fits.

        Returns
        -------
        list[str]
            A sentence for each thing that was put right.
        """
        with self.lock:
            self.own = own
            notices = self.apply(problem=own.problem, **{DATASET_OF[own.problem]: OWN})
            if self.source is not own:  # the name of the data set was the same before
                self._take(own)
                self._retune(anew=True)
                self._changed()
        return notices

    def regenerate(self) -> None:
        """Draw new data by a new seed; the network stays."""
        self.apply(seed=secrets.randbelow(100_000))

    def reset(self, *, same_start: bool = False) -> None:
        """Go back to epoch 0 with new random weights, or with those of the last start again."""
        with self.lock:
            if not same_start:
                self.settings, _ = self.settings.replaced(start=self.settings.start + 1)
            self._make_network()
            self._changed()

    def resume(self, state: TrainerState, history: History | None = None) -> None:
        """Go on from a saved state of the training, with its history if there is one.

        Raises
        ------
        ValueError
            If the state belongs to another network, or has a loss beyond all numbers.
        """
        with self.lock:
            before = self.trainer.state()
            self.trainer.restore(state)
            measured = self._measure()
            if not math.isfinite(measured.train_loss + measured.test_loss):
                self.trainer.restore(before)
                raise ValueError("the loss of its weights is beyond all numbers")
            self.history = History() if history is None else history
            self.timeline = Timeline(self.network.parameters.size)
            self._pace.begin(self.epoch)
            self._continue()
            if not len(self.history):  # whatever the epoch, there must be something to go by
                self.history.add(self.epoch, measured, measure.norms(self.network, self.training))
            if self.trainer.position == 0:
                self.timeline.add(self.trainer.state(), measured.test_loss)
            self._changed()

    def set_weight(self, layer: int, source: int, target: int, value: float) -> None:
        """Set the weight from a neuron of layer ``layer`` (0 = features) to one of the next.

        Raises
        ------
        ValueError
            If the value is not a number between -1e6 and 1e6.
        IndexError
            If there is no such link.
        """
        self._set(self.network.weights, layer, (source, target), value)

    def set_bias(self, layer: int, neuron: int, value: float) -> None:
        """Set the bias of a neuron; ``layer`` 0 is the first hidden layer.

        Raises
        ------
        ValueError
            If the value is not a number between -1e6 and 1e6.
        IndexError
            If there is no such neuron.
        """
        self._set(self.network.biases, layer, (neuron,), value)

    def _set(
        self, arrays: list[NDArray[Any]], layer: int, place: tuple[int, ...], value: float
    ) -> None:
        if not abs(value) <= LARGEST_WEIGHT:
            raise ValueError(
                f"{value} cannot be used: type a number between "
                f"-{LARGEST_WEIGHT:,.0f} and {LARGEST_WEIGHT:,.0f}."
            )
        with self.lock:
            if min(layer, *place) < 0:
                raise IndexError("Layers and neurons are counted from 0.")
            arrays[layer][place] = value
            self._pace.begin(self.epoch)
            self._continue()
            self._changed()

    # Training

    def train(self, epochs: int = 1) -> None:
        """Train so many epochs, now and in this thread; ends early if the numbers run away."""
        with self.lock:
            self._train(epochs)
            self._changed()

    def step_epoch(self) -> None:
        """Train one epoch, or the rest of one that was begun."""
        self.train(1)

    def step_batch(self) -> None:
        """Train one mini-batch."""
        with self.lock:
            self._continue()
            before = self.trainer.state()
            self.trainer.train_batch(self.training.inputs, self.training.targets)
            if has_diverged(self.network):
                self._diverge(before, 0)
            else:
                self._record()
            self._changed()

    def play(self) -> None:
        """Go on training in the background."""
        with self.lock:
            self._continue()
            self._watch.begin(self.settings, self._progress())
            self.playing = True
            self._pace.begin(self.epoch)
            self._changed()
        self._scheduler.add(self)

    def pause(self) -> None:
        """Stop training in the background; no further epoch begins."""
        with self.lock:
            self.playing = False
            self._changed()

    def recover(self) -> None:
        """After a divergence, go on from the last sound epoch with a tenth of the learning rate."""
        with self.lock:
            if self.diverged is None:
                return
            self.apply(learning_rate=self.diverged.learning_rate)
            self.play()

    def advance(self, seconds: float) -> float | None:
        """Train a slice of about so many seconds; for the scheduler.

        Returns
        -------
        float | None
            Seconds until the next slice is due; None when the experiment no longer plays.
        """
        with self.lock:
            if not self.playing:
                return None
            speed = SPEEDS[self.settings.speed]
            due = self._pace.due(self.epoch, speed)
            if due:
                self.train_for(seconds, self.epoch + due, stopping=True)
                self._changed()
            if not self.playing:
                return None
            begun = due and self.trainer.position > 0
            return 0.0 if due > 1 or begun else self._pace.pause(speed)

    def train_for(self, seconds: float, until: int, *, stopping: bool = False) -> None:
        """Train for about so many seconds, but not beyond an epoch.

        An epoch that takes longer than that is trained in parts: others wait for their turn, and a
        click for the lock.

        Parameters
        ----------
        seconds
            How long, roughly.
        until
            The epoch at which to end at the latest.
        stopping
            Whether the learner's conditions for a pause are heeded.
        """
        with self.lock:
            begin = time.monotonic()
            while self.epoch < until and time.monotonic() - begin < seconds:
                share = self._pace.share(seconds)
                before = self._epochs_trained()
                worked = time.thread_time()  # not what others take of the cores meanwhile
                if share < 1:
                    self._train_part(share, stopping=stopping)
                else:
                    chunk = min(until - self.epoch, self._pace.at_once(seconds))
                    self._train(chunk, stopping=stopping)
                trained = max(self._epochs_trained() - before, 0.0)
                self._pace.took(trained, time.thread_time() - worked)
                if self.diverged is not None or self.stopped or self.lock.wanted:
                    return  # a click or a frame that waits need not wait for the whole slice

    def failed(self, problem: Exception) -> None:
        """Pause after an exception in the background, and keep it for the page to tell."""
        with self.lock:
            self.failure = problem
            self.playing = False
            self._changed()

    def _train(self, epochs: int, stopping: bool = False) -> None:
        """Train up to so many epochs, pausing for the measurements that are kept.

        With ``stopping`` the learner's conditions for a pause are heeded.
        """
        self._continue()
        end = self.epoch + epochs
        while self.epoch < end:
            chunk = min(end - self.epoch, self.history.until_next(self.epoch))
            if stopping and self.epoch < self.settings.stop_epochs:
                chunk = min(chunk, self.settings.stop_epochs - self.epoch)
            before = self.trainer.state()
            self.trainer.train_epochs(self.training.inputs, self.training.targets, chunk)
            if has_diverged(self.network):
                self._diverge(before, chunk)
                return
            if self._finish(stopping):
                return

    def _train_part(self, share: float, stopping: bool) -> None:
        """Train about such a share of an epoch, one mini-batch at least."""
        self._continue()
        inputs, targets = self.training.inputs, self.training.targets
        before = self.trainer.state()
        batches = max(int(share * len(inputs) / self.settings.batch_size), 1)
        self.trainer.train_batch(inputs, targets, batches)
        if has_diverged(self.network):
            self._diverge(before, 0)
        elif self.trainer.position == 0:
            self._finish(stopping)

    def _finish(self, stopping: bool) -> bool:
        """Keep the end of an epoch; return whether the learner's conditions end the run there."""
        self._record()
        if stopping and (why := self._watch.reason(self.settings, self._progress())):
            self.stopped = why
            self.playing = False
        return bool(self.stopped)

    def _epochs_trained(self) -> float:
        """Return the number of epochs, with the part of the present one that is done."""
        return self.epoch + self.trainer.position / len(self.training.inputs)

    def _continue(self) -> None:
        """The run goes on from here: what came after, on an earlier way, is let go."""
        self._forget_why_it_paused()
        self.history.forget_after(self.epoch)
        self.timeline.forget_after(self.epoch)

    def _forget_why_it_paused(self) -> None:
        self.diverged = self.failure = None
        self.stopped = ""

    def _progress(self) -> Progress:
        return Progress(self.epoch, self.history.measured[-1], self.history)

    def _diverge(self, before: TrainerState, epochs: int) -> None:
        """Pause at the last sound moment, which lies within so many epochs after ``before``."""
        inputs, targets = self.training.inputs, self.training.targets
        return_to_sound(self.trainer, before, inputs, targets, epochs)
        self.diverged = explain(self.settings, self.epoch)
        self.playing = False

    # Going back in time

    def go_to(self, epoch: int) -> None:
        """Go to a moment of the run: to the kept one at that epoch, or the last before it.

        The curves stay whole until the run goes on from there. A run that was opened amid an epoch
        has no kept moment at first: it stays where it is.
        """
        with self.lock:
            self.playing = False
            self._forget_why_it_paused()
            if len(self.timeline):
                self.trainer.restore(self.timeline.at(epoch))
            self._changed()

    def go_to_best(self) -> None:
        """Go to the epoch of the lowest test loss: stopping by looking back."""
        if self.timeline.best is not None:
            self.go_to(self.timeline.best.epoch)

    # How the parts are made

    def _take(self, points: Source) -> None:
        self.source = points
        self.data = make_data(self.settings, points)

    def _make_network(self) -> None:
        chance = streams(self.settings.seed, self.settings.start)
        self.feature_map = make_feature_map(self.settings, self.data)
        network = make_network(self.settings, self.data, self.feature_map, chance["weights"])
        self.trainer = Trainer(
            network,
            make_recipe(self.settings),
            chance["order"],
            chance["dropout"],
            engine=self._engine,
        )
        self._forget_why_it_paused()
        self._pace.begin(0)
        self.history = History()
        self.timeline = Timeline(network.parameters.size)
        self._prepare_inputs()
        self._record()

    def _retune(self, anew: bool) -> None:
        """Let a change of settings take effect at the next step of the same network, if it fits.

        With ``anew`` the network's outputs mean something else, or there are other points: the
        losses from now on cannot be compared with those before.
        """
        self.trainer.recipe = make_recipe(self.settings)
        if not anew:
            return
        network, head = self.network, make_head(self.settings, self.data)
        if head.n_outputs != network.head.n_outputs:
            self._make_network()
            return
        self.feature_map = network.feature_map = make_feature_map(self.settings, self.data)
        network.head = head
        network.activations = self.settings.activations()
        self._prepare_inputs()
        self.history.begin_anew()
        self.timeline.begin_anew()

    def _prepare_inputs(self) -> None:
        """Compute the features and targets of all points once, rather than in every epoch."""
        data, features, head = self.data, self.feature_map, self.network.head
        self._measured = None
        self.training = Examples.of(data.train, features, head)
        self.testing = Examples.of(data.test, features, head)
        self._pace.expect(WORK / (len(self.training.inputs) * self.network.parameters.size))

    def _measure(self) -> Measured:
        return measure.measure(self.network, self.training, self.testing)

    # Measurements

    def _record(self) -> None:
        """Keep the present moment, when it is one between epochs that is wanted."""
        if self.trainer.position == 0 and self.history.wants(self.epoch):
            measured = self._measure()
            norms = measure.norms(self.network, self.training)
            self.history.add(self.epoch, measured, norms)
            self.timeline.add(self.trainer.state(), measured.test_loss)

    def _changed(self) -> None:
        self.version += 1
        if not (self.playing and self.trainer.position):
            self._measured = None
        for callback in self._subscribers:
            callback()

    def __repr__(self) -> str:
        measured = self.measured()
        return (
            f"<Experiment {self.link()} epoch {self.epoch:,} "
            f"training loss {measured.train_loss:.3f} test loss {measured.test_loss:.3f}>"
        )
