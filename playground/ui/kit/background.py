"""Work of a page that the thread that serves all pages must not do: changes, pictures, files.

Four ways, for what somebody waits for differs: ``Errands`` does all that a learner has done, in
its order; ``Picture`` makes one of something that changes, and another afterwards if it has changed
meanwhile; ``Background`` answers only the newest wish; ``Following`` follows a hand, one wish after
the other, but passes over those that are outdated. They have one way with what goes wrong: it
is raised in the page's turn, as if the page had done the work itself, so that ``report`` logs it
and tells the learner. Only what is meant for the learner's eyes, a refusal, is answered in words.

Each kind of work has threads of its own, all of them here: a large file does not hold up a click.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, TypeVar

FILES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")
CHANGES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="changes")
PICTURES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")
FRAMES = ThreadPoolExecutor(max_workers=2, thread_name_prefix="frames")
# One after the other for all visits: copies of runs are never more than one core's work.
KEEPING = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping")
LABS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="labs")
# One after the other for all visits: who comes second finds what was made for the first.
FOLDERS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="folders")

T = TypeVar("T")
Soon = Callable[[Callable[[], None]], object]  # calls back when a page's document may be changed


def _cannot(sentence: str) -> None:
    """Answer a refusal where there can be none."""
    raise AssertionError(sentence)


def _attempt(
    work: Callable[[], T],
    then: Callable[[T], None],
    refusals: tuple[type[Exception], ...] = (),
    refused: Callable[[str], None] = _cannot,
    failed: Callable[[Exception], None] = lambda fault: None,
) -> Callable[[], None]:
    """Do ``work()`` here; return what is to be done in the page's turn.

    That is ``then(result)``, or ``refused(sentence)`` after one of the ``refusals``; or, after
    ``failed(fault)``, it raises what the work has raised, for the page tells of its faults.
    """
    try:
        result = work()
    except refusals as problem:
        return partial(refused, str(problem))
    except Exception as problem:
        fault = problem

        def fail() -> None:
            failed(fault)
            raise fault

        return fail
    return lambda: then(result)


class Errands:
    """What a learner does, on another thread: one thing after the other, each with its answer.

    After each of them others have their turn: who sends a thousand changes delays nobody else.

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
        """Do the first thing of the queue; the next one when others have had their turn."""
        with self._guard:
            work, then = self._queue.popleft()
        answer = _attempt(work, then)

        def told() -> None:
            with self._guard:
                self.unanswered -= 1
            answer()

        self._soon(told)
        with self._guard:
            self._busy = bool(self._queue)
        if self._busy:
            CHANGES.submit(self._work)


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
    """What a learner wishes to see, made on another thread: of several wishes only the newest.

    Parameters
    ----------
    soon
        Calls back when the page's document may be changed; from any thread.
    workers
        The threads that do it.
    refusals
        The exceptions whose words are meant for the learner.
    failed
        Called before a fault is raised: what says that it waits must not go on saying so.
    """

    def __init__(
        self,
        soon: Soon,
        workers: ThreadPoolExecutor,
        refusals: tuple[type[Exception], ...] = (),
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self._soon = soon
        self._workers = workers
        self._refusals = refusals
        self._failed = failed
        self._newest = 0

    def forget(self) -> None:
        """Answer nothing that is still under way: nobody wants to know it any more."""
        self._newest += 1

    def do(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        refused: Callable[[str], None] = _cannot,
    ) -> None:
        """Do ``work()``, then call ``done(result)`` or ``refused(sentence)``."""
        self._newest += 1
        number = self._newest

        def if_newest(answer: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda said: answer(said) if number == self._newest else None

        def attempt() -> None:
            answers = if_newest(done), self._refusals, if_newest(refused)
            self._soon(_attempt(work, *answers, if_newest(lambda _: self._failed())))

        self._workers.submit(attempt)


class Following:
    """What follows a hand that moves: one wish at a time, those overtaken meanwhile passed over.

    The answers do not wait for the page's turn, so they must change no model of the page.

    Parameters
    ----------
    soon
        Calls back when the page's document may be changed; from any thread. Told of faults only.
    workers
        The threads that do it.
    """

    def __init__(self, soon: Soon, workers: ThreadPoolExecutor) -> None:
        self._soon = soon
        self._workers = workers
        self._guard = threading.Lock()
        self._newest: Callable[[], object] | None = None  # the wish that comes next
        self._busy = False

    def do(self, work: Callable[[], object]) -> None:
        """Do ``work()`` as soon as what is under way is done, unless it is overtaken by then."""
        with self._guard:
            self._newest = work
            if self._busy:
                return
            self._busy = True
        self._workers.submit(self._work)

    def forget(self) -> None:
        """Begin nothing more that was wished for."""
        with self._guard:
            self._newest = None

    def _work(self) -> None:
        while True:
            with self._guard:
                work, self._newest = self._newest, None
                self._busy = work is not None
            if work is None:
                return
            try:
                work()
            except Exception as problem:
                self._soon(partial(_raise, problem))


def _raise(problem: Exception) -> None:
    raise problem
