"""What learns while one watches: what has become of it is sent again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from playground.labs.curves.ensembles import KINDS, learning
from playground.labs.curves.networks import CurveNetwork, NetworkFit, checked
from playground.labs.curves.points import Points
from playground.runs.jobs import Job, Steps

LOOK = 300  # milliseconds between two looks at whether it has failed
T = TypeVar("T")


class Watched(Generic[T]):
    """Something of a visit that learns; a new one takes the place of the one before.

    Parameters
    ----------
    soon
        ``soon(callback, milliseconds)`` calls back later; from any thread.
    """

    def __init__(self, soon: Callable[..., bool]) -> None:
        self._soon = soon
        self._job: Job[None] | None = None

    def start(self, made: Iterable[tuple[float, T]], seen: Callable[[T], None]) -> None:
        """Let it learn; ``made`` yields how much is done (0..1), and what has become of it.

        ``seen`` is called with the latter, on a worker thread.
        """
        self.cancel()

        def steps() -> Steps[None]:
            for share, one in made:
                if self._job is not job:
                    return
                seen(one)
                yield share

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


def one_network(
    points: Points, learner: CurveNetwork, seed: int
) -> Iterator[tuple[float, NetworkFit]]:
    """Yield how much is done, and the fit so far, while a network learns points."""
    for fit in learning(checked(points), KINDS["initial"], learner, seed, 0):
        yield fit.epoch / learner.epochs, fit
