"""Memory of visits that have ended goes back to the system."""

from __future__ import annotations

import ctypes
import sys

from tornado.ioloop import PeriodicCallback

from playground.ui.visit import Visit

LOOK = 10_000  # milliseconds between two looks


class Trimmer:
    """Has the C library give unused memory back after visits have ended.

    glibc keeps what many threads have freed for later use; only asking for it helps. Other C
    libraries do as they do.
    """

    def __init__(self) -> None:
        self._alive = 0
        library = ctypes.CDLL(None) if sys.platform == "linux" else None
        self._trim = getattr(library, "malloc_trim", None)

    def start(self) -> None:
        """Look now and then from now on; called on the thread that serves the pages."""
        self._watch = PeriodicCallback(self.look, LOOK)
        self._watch.start()

    def look(self) -> None:
        """Trim if visits have ended since the last look."""
        before, self._alive = self._alive, len(Visit._all)
        if self._alive < before and self._trim is not None:
            self._trim(0)
