"""A network that learns while one watches: its curve is sent again and again."""

from __future__ import annotations

from collections.abc import Callable

from playground.labs.curves.ensembles import KINDS, learning
from playground.labs.curves.networks import CurveNetwork, NetworkFit, checked
from playground.labs.curves.points import Points
from playground.runs.jobs import Job, Steps

LOOK = 300  # milliseconds between two looks at whether it has failed


class Watched:
    """One network of a visit; a new one takes the place of the one before.

    Parameters
    ----------
    soon
        ``soon(callback, milliseconds)`` calls back later; from any thread.
    """

    def __init__(self, soon: Callable[..., bool]) -> None:
        self._soon = soon
        self._job: Job[None] | None = None

    def start(
        self, points: Points, learner: CurveNetwork, seed: int, seen: Callable[[NetworkFit], None]
    ) -> None:
        """Let a network learn points; ``seen(fit)`` is called as it learns, on a worker thread."""
        self.cancel()

        def steps() -> Steps[None]:
            for fit in learning(checked(points), KINDS["initial"], learner, seed, 0):
                if self._job is not job:
                    return
                seen(fit)
                yield fit.epoch / learner.epochs

        job = self._job = Job(steps())
        job.start()
        self._look(job)

    def cancel(self) -> None:
        """End the training; nothing more of it is seen."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _look(self, job: Job[None]) -> None:
        if job.failure is not None and job is self._job:
            raise job.failure
        if not job.done:
            self._soon(lambda: self._look(job), LOOK)
