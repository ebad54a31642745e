"""The process of the command line, which only serves the page: what it sets for itself.

A notebook's process is the learner's own, so nothing of this happens there.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from threadpoolctl import threadpool_limits
from tornado.ioloop import PeriodicCallback

from playground import allocator
from playground.ui.visit import Visit

LOOK = 10_000  # milliseconds between two looks for visits that have ended


class Tidier:
    """Gives memory back after visits have ended.

    Parameters
    ----------
    trim
        Called with 0 (bytes to be kept in reserve); None where the C library knows no such thing.
    """

    def __init__(self, trim: Callable[[int], object] | None = None) -> None:
        self._alive = 0
        self._trim = trim

    def start(self) -> None:
        """Look now and then from now on; called on the thread that serves the pages."""
        self._watch = PeriodicCallback(self.look, LOOK)
        self._watch.start()

    def look(self) -> None:
        """Tidy up if visits have ended since the last look."""
        before, self._alive = self._alive, len(Visit._all)
        if self._alive < before:
            if not self._alive:
                set_aside()
            if self._trim is not None:
                self._trim(0)


def set_aside() -> None:
    """Take what is there now out of the search for garbage: modules and functions, which stay.

    There are some 400,000 such objects. To look through them all took 0.2 seconds now and then, in
    which no page was answered.
    """
    gc.collect()
    gc.freeze()


def settle() -> Tidier:
    """Make the process one that serves; return what is to be started with the server.

    A matrix product is cut into parts for one thread only. Its helpers would wait for cores that
    training and browser are using: the output's heatmap took 14 ms with two threads, 2 with one.
    """
    threadpool_limits(1)
    set_aside()
    return Tidier(allocator.trim())
