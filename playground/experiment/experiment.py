"""One learner's experiment: settings, data, network, training and its history, kept consistent."""

from __future__ import annotations

import secrets
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from playground.arrays import AnyArray, IntArray
from playground.data.features import FeatureMap
from playground.data.splits import Data
from playground.data.tables import TableError
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.effect import Touches
from playground.experiment.links import read_link, write_link
from playground.experiment.live import LiveRun
from playground.experiment.measure import Examples
from playground.experiment.run import Run
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.setup import Setup, touched
from playground.experiment.sources import OWN, Source
from playground.experiment.trained import open_trained
from playground.experiment.undo import Past, Pasts, named, said
from playground.nn import Network, TrainerState
from playground.runs.history import History, Mark
from playground.runs.scheduler import SCHEDULER, Scheduler
from playground.settings.kinds import shown

LARGEST_WEIGHT = 1e6  # what a learner may type in
PAINTED = "Painting"


def _open(problem: TableError) -> str:
    """Return the sentence of a problem without its full stop, to go on with it."""
    return str(problem).rstrip(".")


class Experiment(LiveRun):
    """A network that learns a data set, as the page shows it; it runs just the same without a page.

    Safe to use from several threads: every public method takes the lock ``lock`` where it reads or
    changes more than one thing. It is held for copying (``snapshot``), for putting in what has been
    made without it (``apply``, ``reset``, ``resume``), and for a slice of training, some
    milliseconds in which the epochs that the history keeps are measured too; never for what is made
    of a copy. After every change of what can be seen, ``version`` grows by one and the subscribers
    are called.

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
        ``notices``, and as warnings.

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
        self.own = own
        self._engine = engine
        self._pasts = Pasts()
        wanted, self.notices = (settings or Settings()).replaced(**changes)
        try:
            setup = Setup.of(wanted, own)
        except TableError as problem:  # the settings name points that are not here
            there = {name: SETTINGS[name].default for name in DATASET_OF.values()}
            wanted, _ = wanted.replaced(**there)
            self.notices.append(f"{_open(problem)}; {wanted.current_dataset} is used.")
            setup = Setup.of(wanted, own)
        super().__init__(Run(setup, engine), scheduler)
        if changes:
            _warn(self.notices)

    @classmethod
    def from_link(cls, link: str, **options: Any) -> Experiment:
        """Make the experiment that a link describes; any TensorFlow Playground link will do.

        What could not be used of the link is told in ``notices``, and as warnings.
        """
        settings, notices = read_link(link)
        run = cls(settings, **options)
        run.notices = notices + run.notices + open_trained(run, link)
        _warn(run.notices)
        return run

    def link(self) -> str:
        """Return the fragment of an address, "#..." that opens this experiment's settings."""
        return write_link(self.settings)

    # What can be read

    @property
    def settings(self) -> Settings:
        """The present settings."""
        return self._run.setup.settings

    @property
    def source(self) -> Source:
        """All points."""
        return self._run.setup.source

    @property
    def data(self) -> Data:
        """How the points are split."""
        return self._run.setup.data

    @property
    def training(self) -> Examples:
        """The training points as the network takes them."""
        return self._run.setup.training

    @property
    def testing(self) -> Examples:
        """The test points as the network takes them."""
        return self._run.setup.testing

    @property
    def feature_map(self) -> FeatureMap:
        """What turns points into the network's inputs."""
        return self._run.setup.feature_map

    def naive_loss(self) -> float:
        """Return the test loss of always giving the average answer: what a network must beat."""
        return self._run.setup.naive_loss

    def confusion(self) -> IntArray:
        """Return how many test points of each class (row) are taken for each class (column).

        Raises
        ------
        ValueError
            For a regression, which has no classes.
        """
        return self.snapshot().confusion()

    # What changes the set-up: all that takes long is made before the lock is taken

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
        return self._change(changes, self.own)

    def use_points(self, own: Source, *, painted: bool = False) -> list[str]:
        """Train on points of the learner's own from now on.

        A new run begins, unless they were ``painted`` into the present ones and the network fits.

        Returns
        -------
        list[str]
            A sentence for each thing that was put right.
        """
        changes = {"problem": own.problem, DATASET_OF[own.problem]: OWN}
        return self._change(changes, own, PAINTED if painted else "Data file")

    def _change(self, changes: dict[str, Any], own: Source | None, points: str = "") -> list[str]:
        notices: list[str] = []

        def make(before: Setup) -> Callable[[], None] | None:
            settings, notices[:] = before.settings.replaced(**changes)
            try:
                setup = before.changed(settings, own)
            except TableError as problem:
                notices[:] = [f"{_open(problem)}; everything stays as it was."]
                return None
            if setup is before:
                return None
            touches = touched(before.settings, settings) or {Touches.DATA}
            other_points = settings.current_dataset != before.settings.current_dataset
            goes_on = points == PAINTED or not (points or other_points)
            fits = goes_on and setup.fits_network_of(before)
            fresh = None if fits else Run(setup, self._engine)
            changed = [
                name
                for name in settings.changes_from(before.settings)
                if SETTINGS[name].touches != Touches.DRAWING
            ]

            def put_in() -> None:
                if points or changed:
                    what = points or named(changed)
                    self._remember(what, replaced=fresh is not None)
                    if fresh is None and self.epoch:
                        words = points or said(settings, changed)
                        self.history.mark(Mark(self.epoch, what, words))
                self.own = own
                if fresh is not None:
                    self._begin(fresh)
                else:
                    self._run.retune(setup)
                if settings.speed != before.settings.speed or touches - {Touches.DRAWING}:
                    self._begin_pace()  # what a change does is to be seen from its beginning

            return put_in

        self._replace(make)
        return notices

    def _replace(self, make: Callable[[Setup], Callable[[], None] | None]) -> None:
        """Make something of the present set-up without the lock, then put it in with the lock.

        Again until nobody else has changed the set-up meanwhile.

        Parameters
        ----------
        make
            Makes it, and returns what puts it in; None where there is nothing to be changed.
        """
        while True:
            before = self._run.setup
            put_in = make(before)
            if put_in is None:
                return
            with self.lock:
                if self._run.setup is before:
                    put_in()
                    self._changed()
                    return

    def _begin(self, run: Run) -> None:
        """Put another run in the place of the present one."""
        self._run = run
        self.failure = None
        self._begin_pace()

    def regenerate(self) -> None:
        """Draw new data by a new seed; the network stays."""
        self.apply(seed=secrets.randbelow(100_000))

    def reset(self, *, same_start: bool = False) -> None:
        """Go back to epoch 0 with new random weights, or with those of the last start again."""

        def make(before: Setup) -> Callable[[], None]:
            setup = before
            if not same_start:
                settings, _ = before.settings.replaced(start=before.settings.start + 1)
                setup = before.changed(settings, self.own)
            run = Run(setup, self._engine)

            def put_in() -> None:
                self._remember("Reset", replaced=True)
                self._begin(run)

            return put_in

        self._replace(make)

    def resume(self, state: TrainerState, history: History | None = None) -> None:
        """Go on from a saved state of the training, with its history if there is one.

        Raises
        ------
        ValueError
            If the state belongs to another network, or has a loss beyond all numbers.
        """

        def make(before: Setup) -> Callable[[], None]:
            run = Run(before, self._engine, state, history)

            def put_in() -> None:
                self._remember("Trained network", replaced=True)
                self._begin(run)

            return put_in

        self._replace(make)

    def set_weight(self, layer: int, source: int, target: int, value: float) -> None:
        """Set the weight from a neuron of layer ``layer`` (0 = features) to one of the next.

        Raises
        ------
        ValueError
            If the value is not a number between -1e6 and 1e6.
        IndexError
            If there is no such link.
        """
        self._set(lambda network: network.weights, layer, (source, target), value)

    def set_bias(self, layer: int, neuron: int, value: float) -> None:
        """Set the bias of a neuron; ``layer`` 0 is the first hidden layer.

        Raises
        ------
        ValueError
            If the value is not a number between -1e6 and 1e6.
        IndexError
            If there is no such neuron.
        """
        self._set(lambda network: network.biases, layer, (neuron,), value)

    def _set(
        self,
        arrays: Callable[[Network], list[AnyArray]],
        layer: int,
        place: tuple[int, ...],
        value: float,
    ) -> None:
        if not abs(value) <= LARGEST_WEIGHT:
            raise ValueError(
                f"{value} cannot be used: type a number between "
                f"-{LARGEST_WEIGHT:,.0f} and {LARGEST_WEIGHT:,.0f}."
            )
        with self.lock:
            if min(layer, *place) < 0:
                raise IndexError("Layers and neurons are counted from 0.")
            arrays(self.network)[layer][place]  # what is not there is not remembered either
            what = "Weight" if len(place) > 1 else "Bias"
            self._remember(what, replaced=False, gesture=f"{what} {layer} {place}")
            arrays(self.network)[layer][place] = value
            self._run.set_by_hand()
            self._go_on()
            if self.epoch:
                self.history.mark(Mark(self.epoch, what, f"{what} set to {shown(value)}"))
            self._begin_pace()
            self._changed()

    # Undoing

    @property
    def undoable(self) -> str:
        """What ``undo`` would take back, in a word or two; "" for nothing."""
        return self._pasts.undoable

    @property
    def redoable(self) -> str:
        """What ``redo`` would do again, in a word or two; "" for nothing."""
        return self._pasts.redoable

    def undo(self) -> None:
        """Take back the last change of set-up, points or weights, with the network as it was then.

        Changes of the same thing within about a second are one, as a slider is dragged. A playing
        run rests. Nothing happens where nothing is left to be undone.

        Examples
        --------
        >>> run = Experiment(seed=1)
        >>> run.train(5)
        >>> _ = run.apply(hidden_layers=[8])
        >>> run.epoch, run.undoable
        (0, 'Hidden layers')
        >>> run.undo()
        >>> run.epoch, run.settings.hidden_layers
        (5, (4, 2))
        """
        with self.lock:
            self._go_to_past(self._pasts.undo(self._run, self.own))

    def redo(self) -> None:
        """Do again what was undone last."""
        with self.lock:
            self._go_to_past(self._pasts.redo(self._run, self.own))

    def undo_to(self, settings: Settings) -> bool:
        """Undo or redo the last change if that leads to these settings; tell whether it did.

        What is only drawn does not count. For the Back and Forward of a browser.
        """
        with self.lock:
            way = self._pasts.way_to(settings)
            if way:
                self.undo() if way == "undo" else self.redo()
            return bool(way)

    def as_one(self, what: str) -> AbstractContextManager[None]:
        """Let all changes within it be undone at once; ``what`` they are, in a word or two."""
        return self._pasts.as_one(what)

    def forget_past(self) -> None:
        """Let nothing that was before be undone: what there is now is the beginning."""
        with self.lock:
            self._pasts = Pasts()

    def _go_to_past(self, past: Past | None) -> None:
        if past is not None:
            self.playing = False
            self.own = past.own
            self._begin(past.run)
            self._changed()

    def _remember(self, what: str, *, replaced: bool, gesture: str = "") -> None:
        """Take note of the present before a change; called with the lock."""
        self._pasts.remember(what, self._run, self.own, replaced=replaced, gesture=gesture)

    def recover(self) -> None:
        """After a divergence, go on from the last sound epoch with a tenth of the learning rate."""
        diverged = self.diverged
        if diverged is not None:
            self.apply(learning_rate=diverged.learning_rate)
            self.play()

    def __repr__(self) -> str:
        measured = self.measured()
        return (
            f"<Experiment {self.link()} epoch {self.epoch:,} "
            f"training loss {measured.train_loss:.3f} test loss {measured.test_loss:.3f}>"
        )


def _warn(notices: list[str]) -> None:
    """Tell who made an experiment in Python what was put right, where that was written."""
    for notice in notices:
        warnings.warn(notice, stacklevel=3)
