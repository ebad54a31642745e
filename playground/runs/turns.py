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

    Examples
    --------
    >>> lock = Turns()
    >>> with lock, lock:
    ...     "held twice by one thread"
    'held twice by one thread'
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None
        self._depth = 0

    @property
    def wanted(self) -> bool:
        """Whether another thread is waiting for its turn."""
        return bool(self._waiting)

    def __enter__(self) -> Turns:
        me = threading.get_ident()
        with self._guard:
            if self._owner in (None, me):
                self._owner = me
                self._depth += 1
                return self
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()  # released by the thread whose turn ends, which has made us the owner
        self._owner = me
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            if self._waiting:
                self._owner, self._depth = -1, 1  # nobody else may step in between
                self._waiting.popleft().release()
            else:
                self._owner = None
