"""Many seeds: a machine follows the lesson again and again, beside what the learner does."""

from __future__ import annotations

from collections.abc import Callable

from playground.lessons.lesson import Lesson
from playground.lessons.rehearsal import Rehearsals

MANY = 20  # seeds
LOOK = 300  # milliseconds between two looks at them


class ManySeeds:
    """The seeds of one visit.

    Parameters
    ----------
    send
        Sends a message to the browser.
    soon
        ``soon(callback, milliseconds)`` calls back in the page's turn.
    """

    def __init__(self, send: Callable[..., None], soon: Callable[..., object]) -> None:
        self._send, self._soon = send, soon
        self._job: Rehearsals | None = None

    def start(self, lesson: Lesson) -> None:
        """Begin, anew if they are under way."""
        self.stop()
        self._job = Rehearsals(lesson, MANY)
        self._job.start()
        self._look(self._job)

    def stop(self) -> None:
        """End those under way; what is there stays."""
        if self._job is not None:
            self._job.cancel()

    def _look(self, job: Rehearsals) -> None:
        if job is not self._job:
            return
        if job.failure is not None:
            self._job = None
            raise job.failure
        self._send(type="lesson_seeds", met=list(job.met), of=MANY, done=job.done)
        if not job.done:
            self._soon(lambda: self._look(job), LOOK)
