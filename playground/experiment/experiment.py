"""One learner's experiment: settings, data, network, training and its history, kept consistent."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.data.features import FeatureMap
from playground.data.generators import DATASETS
from playground.data.splits import Data, split
from playground.experiment.divergence import Divergence, explain, has_diverged
from playground.experiment.history import History, Measured
from playground.experiment.scheduler import SCHEDULER, Scheduler
from playground.experiment.settings import SETTINGS, SPEEDS, Settings, Touches
from playground.experiment.turns import Turns
from playground.nn import Head, Network, Recipe, Trainer

log = logging.getLogger(__name__)

# Each concern draws from a stream of its own, so that none disturbs another.
STREAMS = ("data", "split", "weights", "order", "dropout")
LARGEST_WEIGHT = 1e6  # what a learner may type in


class Experiment:
    """A network that learns a data set, as the page shows it; it runs just the same without a page.

    Safe to use from several threads: every public method takes the lock ``lock``. After every
    change of what can be seen, ``version`` grows by one and the subscribers are called.

    Parameters
    ----------
    settings
        The settings to begin with; the defaults when not given.
    scheduler
        Who trains it in the background after ``play``; the process-wide one when not given.
    engine
        ``"auto"`` (compiled as soon as that is ready, else NumPy), ``"numpy"`` or ``"compiled"``.
    **changes
        Settings by name that differ from ``settings``. What has to be put right is told in
        ``notices``.

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
        self._scheduler = scheduler
        self._engine = engine
        self._subscribers: list[Callable[[], None]] = []
        self._pace = 1000.0  # epochs a second, corrected by the first slices
        self._measured: tuple[int, Measured] | None = None  # (version, what was measured then)
        self._make_data()
        self._make_network()

    @classmethod
    def from_link(cls, link: str, **options: Any) -> Experiment:
        """Make the experiment that a link describes; any TensorFlow Playground link will do.

        What could not be used of the link is told in ``notices``.
        """
        from playground.export.links import read_link

        settings, notices = read_link(link)
        run = cls(settings, **options)
        run.notices = notices + run.notices
        return run

    def link(self) -> str:
        """Return the fragment of an address, "#..." that opens this experiment's settings."""
        from playground.export.links import write_link

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
        """Return loss and accuracy of the present state, on training and test points."""
        with self.lock:
            if self._measured is None or self._measured[0] != self.version:
                self._measured = (self.version, self._measure())
            return self._measured[1]

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
            A sentence for each value that was put right.

        Raises
        ------
        TypeError
            If a name is not a setting's.
        """
        with self.lock:
            settings, notices = self.settings.replaced(**changes)
            changed = settings.changes_from(self.settings)
            touched = {SETTINGS[name].touches for name in changed}
            self.settings = settings
            if Touches.DATA in touched or "problem" in changed:
                self._make_data()
            if Touches.NETWORK in touched or self._head() != self.network.head:
                self._make_network()
            else:
                self._retune()
            if "speed" in changed:
                self._pace_from = (time.monotonic(), self.epoch)
            if changed:
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
        self, arrays: list[np.ndarray], layer: int, place: tuple[int, ...], value: float
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
            self.diverged = None
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
            before = self.trainer.state()
            self.trainer.train_batch(*self._training)
            if has_diverged(self.network):
                self.trainer.restore(before)
                self._diverge()
            else:
                self.diverged = None
                self._record()
            self._changed()

    def play(self) -> None:
        """Go on training in the background."""
        with self.lock:
            self.diverged = self.failure = None
            self.playing = True
            self._pace_from = (time.monotonic(), self.epoch)
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
            begin = time.monotonic()
            due, pause = self._epochs_due(begin)
            trained = 0
            while trained < due and self.playing:
                chunk = min(due - trained, self._epochs_at_once(seconds))
                started = time.monotonic()
                self._train(chunk)
                now = time.monotonic()
                self._pace = 0.5 * self._pace + 0.5 * chunk / max(now - started, 1e-6)
                trained += chunk
                if now - begin >= seconds:
                    break
            if trained:
                self._changed()
            return (0.0 if trained < due else pause) if self.playing else None

    def failed(self, problem: Exception) -> None:
        """Pause after an exception in the background, and keep it for the page to tell."""
        with self.lock:
            self.failure = problem
            self.playing = False
            self._changed()

    def _epochs_due(self, now: float) -> tuple[int, float]:
        """Return the number of epochs the chosen speed allows by now, and the pause after them."""
        rate = SPEEDS[self.settings.speed]
        if rate == float("inf"):
            return 1_000_000, 0.0
        since, epoch = self._pace_from
        due = 1 + int((now - since) * rate) - (self.epoch - epoch)
        if due > max(1.0, rate):  # training could not keep the pace: do not try to catch up later
            self._pace_from = (now, self.epoch)
            due = 1
        return max(due, 0), 1.0 / rate

    def _epochs_at_once(self, seconds: float) -> int:
        """Return how many epochs fit into a fraction of a slice, by the pace so far."""
        return max(1, min(int(self._pace * seconds / 4), 10_000))

    def _train(self, epochs: int) -> None:
        """Train up to so many epochs, stopping where the history wants a measurement."""
        self.diverged = None
        end = self.epoch + epochs
        while self.epoch < end:
            chunk = min(end - self.epoch, self.history.until_next(self.epoch))
            before = self.trainer.state()
            self.trainer.train_epochs(*self._training, chunk)
            if has_diverged(self.network):
                self._return_to_last_sound_epoch(before, chunk)
                self._diverge()
                return
            self._record()

    def _return_to_last_sound_epoch(self, before: Any, epochs: int) -> None:
        """Train again from a sound state, by halves, up to just before the numbers run away."""
        self.trainer.restore(before)
        while epochs > 1:
            half = epochs // 2
            sound = self.trainer.state()
            self.trainer.train_epochs(*self._training, half)
            if has_diverged(self.network):
                self.trainer.restore(sound)
                epochs = half
            else:
                epochs -= half

    def _diverge(self) -> None:
        self.diverged = explain(self.settings, self.epoch)
        self.playing = False

    # How the parts are made

    def _streams(self, *numbers: int) -> dict[str, np.random.Generator]:
        children = np.random.SeedSequence(numbers).spawn(len(STREAMS))
        return {
            name: np.random.default_rng(child)
            for name, child in zip(STREAMS, children, strict=True)
        }

    def _make_data(self) -> None:
        streams = self._streams(self.settings.seed)
        dataset = DATASETS[self.settings.current_dataset]
        points, labels = dataset.draw(streams["data"], self.settings.noise / 100)
        train, test = split(points, labels, self.settings.train_share / 100, streams["split"])
        self.data = Data(train, test, dataset.problem, dataset.n_classes)

    def _make_network(self) -> None:
        settings = self.settings
        streams = self._streams(settings.seed, settings.start)
        self.feature_map = FeatureMap(settings.features)
        head = self._head()
        shape = (len(settings.features), *settings.hidden_layers, head.n_outputs)
        network = Network(shape, self._activations(), head, self.feature_map)
        network.initialise(
            streams["weights"], settings.initializer, "small", self.data.train.labels
        )
        self.trainer = Trainer(
            network, self._recipe(), streams["order"], streams["dropout"], engine=self._engine
        )
        self.diverged = self.failure = None
        self._pace_from = (time.monotonic(), 0)
        self.history = History()
        self._prepare_inputs()
        self._record()

    def _retune(self) -> None:
        """Let a change of settings take effect at the next step of the same network."""
        self.network.activations = self._activations()
        self.trainer.recipe = self._recipe()
        self._prepare_inputs()

    def _head(self) -> Head:
        return Head.of(self.settings.problem, "squared_error", self.data.n_classes)

    def _activations(self) -> tuple[str, ...]:
        return (self.settings.activation,) * len(self.settings.hidden_layers)

    def _recipe(self) -> Recipe:
        settings = self.settings
        return Recipe(
            learning_rate=settings.learning_rate,
            regularization=settings.regularization,
            regularization_rate=settings.regularization_rate,
            batch_size=settings.batch_size,
            shuffle=settings.shuffle,
        )

    def _prepare_inputs(self) -> None:
        """Compute the features and targets of all points once, rather than in every epoch."""
        head, data = self.network.head, self.data
        self._training = (self.feature_map(data.train.points), head.targets(data.train.labels))
        self._testing = (self.feature_map(data.test.points), head.targets(data.test.labels))

    # Measurements

    def _record(self) -> None:
        if self.trainer.batch == 0 and self.history.wants(self.epoch):
            self.history.add(self.epoch, self._measure())

    def _measure(self) -> Measured:
        train_loss, train_accuracy = self._score(*self._training, self.data.train.labels)
        test_loss, test_accuracy = self._score(*self._testing, self.data.test.labels)
        return Measured(train_loss, test_loss, train_accuracy, test_accuracy)

    def _score(
        self, inputs: np.ndarray, targets: np.ndarray, labels: np.ndarray
    ) -> tuple[float, float | None]:
        head = self.network.head
        logits = self.network.forward(inputs).logits[-1]
        loss = float(np.mean(head.value(logits, targets)))
        if self.settings.problem == "regression":
            return loss, None
        return loss, float(np.mean(head.classes(head.activate(logits)) == labels))

    def _changed(self) -> None:
        self.version += 1
        for callback in self._subscribers:
            callback()

    def __repr__(self) -> str:
        measured = self.measured()
        return (
            f"<Experiment {self.link()} epoch {self.epoch:,} "
            f"training loss {measured.train_loss:.3f} test loss {measured.test_loss:.3f}>"
        )
