"""A value that is computed at most once, however many threads ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Computes a value when it is first asked for; who asks meanwhile waits for the same one.

    Parameters
    ----------
    compute
        Returns the value. What it raises reaches whoever asks, and the next one tries again.

    Examples
    --------
    >>> answer = Once(lambda: print("thinking") or 42)
    >>> answer(), answer()
    thinking
    (42, 42)
    """

    def __init__(self, compute: Callable[[], T]) -> None:
        self._compute: Callable[[], T] | None = compute
        self._lock = threading.Lock()

    @classmethod
    def known(cls, value: T) -> Once[T]:
        """Return one whose value is there already."""
        return cls(lambda: value)

    def __call__(self) -> T:
        """Return the value."""
        with self._lock:
            if self._compute is not None:
                self._value = self._compute()
                self._compute = None  # lets go of what it was computed from
            return self._value
