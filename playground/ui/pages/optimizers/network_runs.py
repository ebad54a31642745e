"""Whole runs with several optimizers, in the background: progress, cancel, a shadow of each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from playground.experiment import Experiment
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.shadows import Kept, Told, settings_of, told, train_runs
from playground.runs.jobs import Job
from playground.ui.pages.optimizers.network_messages import scale_message, shadow_message

LOOK = 200  # milliseconds between two looks at the progress


class Runs:
    """The runs of one visit.

    Parameters
    ----------
    send, send_bytes
        Send a message to the browser; from any thread.
    soon
        ``soon(callback, milliseconds)`` calls back later; from any thread.
    work
        ``work(callback)`` calls it on a thread that makes pictures.
    """

    def __init__(
        self,
        send: Callable[..., None],
        send_bytes: Callable[[bytes], None],
        soon: Callable[..., bool],
        work: Callable[[Callable[[], None]], None],
    ) -> None:
        self._send = send
        self._send_bytes = send_bytes
        self._soon = soon
        self._work = work
        self._guard = threading.Lock()
        self._job: Job[None] | None = None
        self._cancelled = False
        self._told: list[Told] = []
        self._making = 0  # pictures of runs that are over
        self._key: tuple[Any, ...] = ()  # what the runs shown are of
        self._wanted: tuple[Any, ...] = ()  # what the settings ask for

    @staticmethod
    def _key_of(run: Experiment, settings: LabSettings) -> tuple[Any, ...]:
        entries = [one for one in settings.entries() if one.walker.direction is None]
        return run.settings, id(run.own), settings.epochs, tuple(map(repr, entries))

    def follow(self, run: Experiment, settings: LabSettings) -> None:
        """Tell how the runs stand; those shown may be of other settings than the present ones."""
        self._wanted = self._key_of(run, settings)
        self._tell()
        rates = {
            one.optimizer: settings_of(run.settings, one).learning_rate
            for one in settings.entries()
            if one.walker.direction is None
        }
        self._send(type="rates", rates=rates)

    def start(self, run: Experiment, settings: LabSettings) -> None:
        """Begin, in place of what is under way."""
        self.cancel()
        self._key = self._wanted = self._key_of(run, settings)
        self._told, self._cancelled, self._making = [], False, 0
        key = self._key

        def over(kept: Kept) -> None:
            with self._guard:
                self._making += 1
            self._work(partial(self._show, kept, key))

        steps = train_runs(run.settings, settings.entries(), settings.epochs, over, run.own)
        self._job = Job(steps)
        self._job.start()
        self._send(type="runs", state="begun", progress=0.0, stale=False)
        self._look(self._job)

    def _show(self, kept: Kept, key: tuple[Any, ...]) -> None:
        try:
            seen = told(kept, lambda: key is self._key)
            if key is not self._key:
                return
            with self._guard:
                self._told.append(seen)
                found = list(self._told)
            self._send_bytes(shadow_message(seen))
            self._send_bytes(scale_message(found))
        finally:
            with self._guard:
                self._making -= 1

    def _look(self, job: Job[None]) -> None:
        if job is not self._job:
            return
        self._tell()
        if self._state != "running":
            return
        self._soon(lambda: self._look(job), LOOK)

    @property
    def _state(self) -> str:
        job = self._job
        if job is None:
            return "idle"
        if job.failure is not None:
            return "failed"
        if not job.done or self._making:
            return "running"
        return "cancelled" if self._cancelled else "done"

    def _tell(self) -> None:
        job = self._job
        self._send(
            type="runs",
            state=self._state,
            progress=job.progress if job is not None else 0.0,
            stale=job is not None and self._wanted != self._key,
        )

    @property
    def told(self) -> list[Told]:
        """The runs that are seen."""
        with self._guard:
            return list(self._told)

    def tell_all(self) -> None:
        """Tell everything anew: the browser has nothing."""
        found = self.told
        for seen in found:
            self._send_bytes(shadow_message(seen))
        if found:
            self._send_bytes(scale_message(found))

    def cancel(self) -> None:
        """End the training; what is finished stays."""
        if self._job is not None and not self._job.done:
            self._cancelled = True
            self._job.cancel()

    def forget(self) -> None:
        """End the training, and let go of all runs: they are another network's."""
        self.cancel()
        self._job, self._told, self._key = None, [], ()
