"""Work that takes long, for one page, without holding up the others: reading and writing files."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

log = logging.getLogger(__name__)

WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")


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
        soon: Callable[[Callable[[], None]], None],
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
                    log.error("A file could not be handled.", exc_info=problem)
                    refused("The playground cannot handle this file; the server's log says why.")

        self._workers.submit(work).add_done_callback(
            lambda future: self._soon(lambda: answer(future))
        )
