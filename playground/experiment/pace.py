"""The pace of a playing run: how many epochs are due, and how many fit into a slice."""

from __future__ import annotations

import time

AT_MOST = 10_000  # epochs between two looks at the clock


class Pace:
    """Keeps a run at its chosen speed, or as fast as it goes in slices of equal length."""

    def __init__(self) -> None:
        self._epochs_per_second = 1000.0  # a guess that the first slices correct
        self.begin(0)

    def begin(self, epoch: int) -> None:
        """Count the time from now, from this epoch on."""
        self._since = time.monotonic()
        self._epoch = epoch

    def due(self, epoch: int, speed: float) -> int:
        """Return how many epochs are due by now at so many a second; the first is due at once."""
        if speed == float("inf"):
            return AT_MOST
        now = time.monotonic()
        behind = 1 + int((now - self._since) * speed) - (epoch - self._epoch)
        if behind > max(1.0, speed):
            # More than a second behind: the pace cannot be kept, so nothing is caught up later.
            self._since, self._epoch = now, epoch
            return 1
        return max(behind, 0)

    def at_once(self, seconds: float) -> int:
        """Return how many epochs fit into a quarter of a slice, going by those before."""
        return max(1, min(int(self._epochs_per_second * seconds / 4), AT_MOST))

    def took(self, epochs: int, seconds: float) -> None:
        """Learn how long some epochs took."""
        latest = epochs / max(seconds, 1e-6)
        self._epochs_per_second = 0.5 * self._epochs_per_second + 0.5 * latest
