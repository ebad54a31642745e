"""Waiting for other threads, with so much patience that no machine is too slow for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

PATIENCE = 300  # seconds until what should come true counts as failed


def until(condition: Callable[[], object]) -> None:
    """Wait for a condition of another thread; fail when it does not come true."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "the condition did not come true"
        threading.Event().wait(0.002)
