"""Work of a page that the thread that serves all pages must not do: changes, pictures, files.

Each has threads of its own: a large file does not hold up a click.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, TypeVar

log = logging.getLogger(__name__)

WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")
CHANGES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="changes")
PICTURES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")

T = TypeVar("T")
Soon = Callable[[Callable[[], None]], object]  # calls back when a page's document may be changed


def _attempt(work: Callable[[], T], then: Callable[[T], None]) -> Callable[[], None]:
    """Do ``work()`` here; return what is to be done in the page's turn.

    That raises what the work has raised, for the page tells of its faults.
    """
    try:
        result = work()
    except Exception as problem:
        fault = problem

        def fail() -> None:
            raise fault

        return fail
    return lambda: then(result)


class Errands:
    """What a learner does, on another thread: one thing after the other, each with its answer.

    Parameters
    ----------
    soon
        Calls back when the page's document may be changed; from any thread.
    """

    def __init__(self, soon: Soon) -> None:
        self._soon = soon
        self._guard = threading.Lock()
        self._queue: deque[tuple[Callable[[], Any], Callable[[Any], None]]] = deque()
        self._busy = False
        self.unanswered = 0  # how many are under way

    def do(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do ``work()`` after all that was asked before, then call ``then(result)``."""
        with self._guard:
            self.unanswered += 1
            self._queue.append((work, then))
            if self._busy:
                return
            self._busy = True
        CHANGES.submit(self._work)

    def _work(self) -> None:
        while True:
            with self._guard:
                if not self._queue:
                    self._busy = False
                    return
                work, then = self._queue.popleft()
            answer = _attempt(work, then)

            def told(answer: Callable[[], None] = answer) -> None:
                with self._guard:
                    self.unanswered -= 1
                answer()

            self._soon(told)


class Picture(Generic[T]):
    """What is drawn of something that changes: made on another thread, one at a time.

    Parameters
    ----------
    prepare
        Makes what is to be shown, plain numbers; on another thread.
    show
        Shows it, in the page's turn.
    soon
        Calls back when the page's document may be changed; from any thread.
    """

    def __init__(self, prepare: Callable[[], T], show: Callable[[T], None], soon: Soon) -> None:
        self._prepare, self._show, self._soon = prepare, show, soon
        self._guard = threading.Lock()
        self._under_way = self._asked_again = False

    def ask(self) -> None:
        """Have it drawn as it is now; once more afterwards if it is under way already."""
        with self._guard:
            self._asked_again = self._under_way
            if self._under_way:
                return
            self._under_way = True
        PICTURES.submit(self._make)

    def _make(self) -> None:
        answer = _attempt(self._prepare, self._show)
        self._soon(lambda: self._finish(answer))

    def _finish(self, answer: Callable[[], None]) -> None:
        with self._guard:
            self._under_way, again = False, self._asked_again
            self._asked_again = False
        try:
            answer()
        finally:
            if again:
                self.ask()


class Background:
    """Does work on another thread and hands its result to the page.

    Parameters
    ----------
    soon
        ``soon(callback)`` calls it when the page's document may be changed; from any thread.
    refusals
        The exceptions whose words are meant for the learner.
    workers
        The threads that do it.
    """

    def __init__(
        self,
        soon: Soon,
        refusals: tuple[type[Exception], ...] = (),
        workers: ThreadPoolExecutor = WORKERS,
    ) -> None:
        self._soon = soon
        self._refusals = refusals
        self._workers = workers
        self._newest = 0

    def forget(self) -> None:
        """Answer nothing that is still under way: nobody wants to know it any more."""
        self._newest += 1

    def do(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        refused: Callable[[str], None],
    ) -> None:
        """Do ``work()``, then call ``done(result)`` or ``refused(sentence)``.

        Of several pieces of work only the newest one is answered.
        """
        self._newest += 1
        number = self._newest

        def answer(future: Future[Any]) -> None:
            if number == self._newest:
                problem = future.exception()
                if problem is None:
                    done(future.result())
                elif isinstance(problem, self._refusals):
                    refused(str(problem))
                else:
                    log.error("A piece of work could not be done.", exc_info=problem)
                    refused("The playground could not do this; the server's log says why.")

        self._workers.submit(work).add_done_callback(
            lambda future: self._soon(lambda: answer(future))
        )
