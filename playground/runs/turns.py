"""A lock that is handed on in the order of asking."""

from __future__ import annotations

import threading
from collections import deque
from types import TracebackType


class Turns:
    """A re-entrant lock that serves its threads first come, first served.

    Python's own locks may be taken again at once by the thread that has just let go. A training
    loop that holds the lock slice after slice would keep a click waiting for as long as it likes;
    here the click is served after the slice under way.

    Whoever is interrupted while he waits (Jupyter's stop button raises ``KeyboardInterrupt``)
    leaves the queue, or hands the lock on if it has become his at that very moment.

    Examples
    --------
    >>> lock = Turns()
    >>> with lock, lock:
    ...     "held twice by one thread"
    'held twice by one thread'
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Lock]] = deque()  # (which thread, wakes it)
        self._owner: int | None = None
        self._depth = 0

    @property
    def wanted(self) -> bool:
        """Whether another thread is waiting for its turn."""
        return bool(self._waiting)

    def acquire(self, blocking: bool = True) -> bool:
        """Take the lock and return True; without ``blocking`` return False if another has it."""
        me = threading.get_ident()
        turn = threading.Lock()
        turn.acquire()
        taken = asked = False
        try:  # an interrupt may come after any call
            with self._guard:
                if self._owner in (None, me):
                    self._owner = me
                    self._depth += 1
                    taken = True
                elif blocking:
                    asked = True
                    self._waiting.append((me, turn))
            if asked:
                turn.acquire()  # released by the thread whose turn ends, which makes us the owner
        except BaseException:
            with self._guard:
                if (me, turn) in self._waiting:
                    self._waiting.remove((me, turn))
                elif taken or (asked and self._owner == me):
                    self._hand_on()
            raise
        return taken or asked

    def release(self) -> None:
        """Let go of the lock; it goes to the thread that has waited longest."""
        with self._guard:
            self._hand_on()

    def _hand_on(self) -> None:
        self._depth -= 1
        if self._depth:
            return
        self._owner = None
        if self._waiting:  # nobody else may step in between
            self._owner, turn = self._waiting.popleft()
            self._depth = 1
            turn.release()

    def __enter__(self) -> Turns:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
