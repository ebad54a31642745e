"""Work in the background, step by step: with progress, a result, and an early end if wanted."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Generic, TypeVar

from playground.runs.scheduler import SCHEDULER, Scheduler

T = TypeVar("T")
Steps = Generator[float, float, T]  # yields how much is done (0..1), is sent the seconds it has


class Job(Generic[T]):
    """A piece of work that the scheduler does in slices, beside all that plays.

    Parameters
    ----------
    steps
        A generator. It does a little, yields how much of the whole is done (0..1), and returns the
        result in the end; what ``yield`` gives it is the number of seconds that its next step may
        take. Clean up in ``finally``: it is closed when the job is cancelled.
    scheduler
        Who does it; the process-wide one when not given.

    Attributes
    ----------
    progress
        How much is done, 0..1.
    result
        What the work has returned; None before it is done.
    failure
        What it has raised; None if nothing.

    Examples
    --------
    >>> def squares(count):
    ...     total = 0
    ...     for number in range(count):
    ...         total += number**2
    ...         yield (number + 1) / count
    ...     return total
    >>> job = Job(squares(4))
    >>> while job.advance(0.01) is not None:  # or job.start(), and look now and then
    ...     pass
    >>> job.done, job.progress, job.result
    (True, 1.0, 14)
    """

    def __init__(self, steps: Steps[T], scheduler: Scheduler = SCHEDULER) -> None:
        self.progress = 0.0
        self.result: T | None = None
        self.failure: Exception | None = None
        self._steps = steps
        self._scheduler = scheduler
        self._begun = self._ended = self._cancelled = False

    def start(self) -> None:
        """Begin, in the background."""
        self._scheduler.add(self)

    def cancel(self) -> None:
        """End after the step under way; there will be no result."""
        self._cancelled = True

    @property
    def done(self) -> bool:
        """Whether nothing more will come: it is finished, cancelled, or has failed."""
        return self._ended or self._cancelled or self.failure is not None

    def advance(self, seconds: float) -> float | None:
        """Do steps for about so many seconds; for the scheduler."""
        end = time.monotonic() + seconds
        left = seconds
        while not self.done:
            try:
                self.progress = self._steps.send(left) if self._begun else next(self._steps)
                self._begun = True
            except StopIteration as returned:
                self.result = returned.value
                self.progress, self._ended = 1.0, True
            left = end - time.monotonic()
            if left <= 0:
                break
        if self._cancelled:
            self._steps.close()
        return None if self.done else 0.0

    def failed(self, problem: Exception) -> None:
        """Learn that ``advance`` has raised."""
        self.failure = problem
