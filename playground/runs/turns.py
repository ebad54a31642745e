"""A lock that is handed on in the order of asking."""

from __future__ import annotations

import threading
from _thread import RLock  # the class of what ``threading.RLock()`` makes


class _Place:
    """A place in the queue."""

    def __init__(self) -> None:
        self.left = threading.Lock()  # held by its thread until it has left the queue
        self.before: _Place | None = None  # the place before it, until that one's turn has come


class Turns(RLock):  # type: ignore[misc]  # final for type checkers only
    """A re-entrant lock that serves its threads first come, first served.

    Python's own locks may be taken again at once by the thread that has just let go. A training
    loop that holds the lock slice after slice would keep a click waiting for as long as it likes;
    here the click is served after the slice under way.

    An interrupt (Jupyter's stop button raises ``KeyboardInterrupt``) may come between any two calls
    of Python's, also while a ``with`` block ends. So the lock is Python's own and nothing here is
    done when it is let go: the queue stands before it, and each waits until the one before has left
    it. Whoever is interrupted while he waits leaves the queue.

    Examples
    --------
    >>> lock = Turns()
    >>> with lock, lock:
    ...     "held twice by one thread"
    'held twice by one thread'
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._last: _Place | None = None

    @property
    def wanted(self) -> bool:
        """Whether another thread is waiting for its turn."""
        place = self._last
        while place is not None:
            if place.left.locked():
                return True
            place = place.before
        return False

    def acquire(self, blocking: bool = True) -> bool:  # type: ignore[override]  # no timeout
        """Take the lock and return True; without ``blocking`` return False if another has it."""
        if self._is_owned():  # type: ignore[attr-defined]  # as ``threading.Condition`` asks
            # Unpacking calls without a moment for an interrupt between taking and returning.
            (taken,) = map(super().acquire, (True,))
            return taken
        try:
            if not blocking:
                return not self.wanted and super().acquire(blocking=False)
            place = _Place()
            with place.left:
                with self._guard:
                    place.before, self._last = self._last, place
                while place.before is not None:
                    with place.before.left:
                        pass
                    # Nobody, unless that one was interrupted before its turn came.
                    place.before = place.before.before
                super().acquire()
            return True
        except BaseException:
            if self._is_owned():  # type: ignore[attr-defined]
                self.release()
            raise

    def __enter__(self) -> bool:  # type: ignore[override]
        return self.acquire()
