"""A run on its way: trained by hand or in the background, watched, and gone back in."""

from __future__ import annotations

from collections.abc import Callable

from playground.experiment.divergence import Divergence
from playground.experiment.run import Run
from playground.experiment.snapshot import Snapshot
from playground.nn import Network, Trainer
from playground.runs.history import History, Measured
from playground.runs.pace import SPEEDS
from playground.runs.scheduler import SLICE, Scheduler
from playground.runs.timeline import Timeline
from playground.runs.training import LOOK
from playground.runs.turns import Turns

HELD = 0.002  # seconds until a slice is tried again that found the lock taken


class LiveRun:
    """What an experiment is but for its settings: a run that trains, for several threads.

    Every public method takes the lock ``lock`` where it reads or changes more than one thing. After
    every change of what can be seen, ``version`` grows by one and the subscribers are called.

    Parameters
    ----------
    run
        The run to begin with.
    scheduler
        Who trains it in the background after ``play``.
    """

    def __init__(self, run: Run, scheduler: Scheduler) -> None:
        self.lock = Turns()
        self.version = 0
        self.playing = False
        self.failure: Exception | None = None
        self._scheduler = scheduler
        self._subscribers: list[Callable[[], None]] = []
        self._run = run

    # What can be read

    @property
    def trainer(self) -> Trainer:
        """What trains the network."""
        return self._run.trainer

    @property
    def network(self) -> Network:
        """The network, trained in place; ``snapshot().network`` is a copy."""
        return self._run.network

    @property
    def history(self) -> History:
        """What was measured on the way."""
        return self._run.history

    @property
    def timeline(self) -> Timeline:
        """The moments that one can go back to."""
        return self._run.timeline

    @property
    def epoch(self) -> int:
        """Number of whole epochs since the last reset."""
        return self._run.epoch

    @property
    def diverged(self) -> Divergence | None:
        """Why the numbers have run away, if they have."""
        return self._run.diverged

    @property
    def stopped(self) -> str:
        """The learner's conditions that were met, in sentences."""
        return self._run.stopped

    def snapshot(self) -> Snapshot:
        """Return a copy of the present moment, for all that takes a while to compute."""
        with self.lock:
            return Snapshot.of(self._run, self.version, self.playing)

    def measured(self) -> Measured:
        """Return loss and accuracy of the present state, on training and test points.

        While a run plays whose epochs take longer than a slice, they are measured once an epoch.
        """
        return self.snapshot().measured

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Have ``callback()`` called after every change, from whichever thread made it.

        It is called with the lock: it must be quick, and must not wait for another thread.
        """
        with self.lock:
            self._subscribers = [*self._subscribers, callback]

    def unsubscribe(self, callback: Callable[[], None]) -> None:
        """Stop calling ``callback``."""
        with self.lock:
            self._subscribers = [one for one in self._subscribers if one != callback]

    # Training

    def train(self, epochs: int = 1) -> None:
        """Train so many epochs, now and in this thread; ends early if the numbers run away.

        Others get their turn between two slices, as they do while the run plays.

        Raises
        ------
        ValueError
            If it is no number of epochs.
        """
        if epochs != int(epochs) or epochs < 0:
            raise ValueError(f"Give a whole number of epochs, 0 or more, not {epochs}.")
        while epochs > 0:
            with self.lock:
                before = self.epoch
                self.train_for(SLICE, before + epochs, look=SLICE)
                epochs -= self.epoch - before
                self._changed()
                if self.diverged is not None:
                    return

    def step_epoch(self) -> None:
        """Train one epoch, or the rest of one that was begun."""
        self.train(1)

    def step_batch(self) -> None:
        """Train one mini-batch."""
        with self.lock:
            self._go_on()
            self._run.step_batch()
            self._rest_if_over()
            self._changed()

    def play(self) -> None:
        """Go on training in the background."""
        with self.lock:
            self._go_on()
            self._run.watch()
            self.playing = True
            self._begin_pace()
            self._changed()
        self._scheduler.add(self)

    def pause(self) -> None:
        """Stop training in the background; no further epoch begins."""
        with self.lock:
            self.playing = False
            if self.trainer.position:
                self._run.measured = None  # that of the beginning of the epoch
            self._changed()

    def advance(self, seconds: float) -> float | None:
        """Train a slice of about so many seconds; for the scheduler.

        It waits for nobody: where another thread has the lock, it comes back at once.

        Returns
        -------
        float | None
            Seconds until the next slice is due; None when the experiment no longer plays.
        """
        if not self.playing:
            return None
        if not self.lock.acquire(blocking=False):
            return HELD
        try:
            if not self.playing:
                return None
            run, speed = self._run, SPEEDS[self._run.setup.settings.speed]
            due = run.pace.due(self.epoch, speed)
            if due:
                self.train_for(seconds, self.epoch + due, stopping=True)
                self._changed()
            if not self.playing:
                return None
            begun = due and self.trainer.position > 0
            return 0.0 if due > 1 or begun else run.pace.pause(speed)
        finally:
            self.lock.release()

    def train_for(
        self, seconds: float, until: int, *, stopping: bool = False, look: float = LOOK
    ) -> None:
        """Train a slice, as ``Training.train_for``; whoever waits for the lock ends it early."""
        with self.lock:
            self._go_on()
            # A click or a frame that waits need not wait for the whole slice.
            self._run.train_for(seconds, until, stopping, lambda: self.lock.wanted, look)
            self._rest_if_over()

    def failed(self, problem: Exception) -> None:
        """Pause after an exception in the background, and keep it for the page to tell."""
        with self.lock:
            self.failure = problem
            self.playing = False
            self._changed()

    def _go_on(self) -> None:
        """The run goes on from here: what came after, on an earlier way, is let go."""
        self.failure = None
        self._run.go_on()

    def _rest_if_over(self) -> None:
        if self._run.over:
            self.playing = False

    # Going back in time

    def go_to(self, epoch: int) -> None:
        """Go to a moment of the run: to the kept one at that epoch, or the last before it.

        The curves stay whole until the run goes on from there. A run that was opened amid an epoch
        has no kept moment at first: it stays where it is.
        """
        with self.lock:
            self.playing = False
            self.failure = None
            self._run.go_to(epoch)
            self._changed()

    def go_to_best(self) -> None:
        """Go to the epoch of the lowest test loss: stopping by looking back."""
        with self.lock:
            if self.timeline.best is not None:
                self.go_to(self.timeline.best.epoch)

    def _begin_pace(self) -> None:
        self._run.pace.begin(self.epoch)

    def _changed(self) -> None:
        self.version += 1
        for callback in self._subscribers:
            callback()
