"""The pace of a playing run: how many epochs are due, and how many fit into a slice."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

AT_MOST = 10_000  # epochs between two looks at the clock


@dataclass(frozen=True)
class Speed:
    """A speed at which a run can be played.

    Attributes
    ----------
    name, label, explanation
        What links, menus and tooltips say.
    start
        Epochs a second when the run begins to play.
    doubling
        Seconds in which the speed doubles; infinite where it stays the same.

    Examples
    --------
    >>> SPEEDS["20"].epochs(2.0)
    40.0
    >>> [round(SPEEDS["rising"].epochs(seconds)) for seconds in (1, 2, 4, 8)]
    [43, 130, 649, 11037]
    """

    name: str
    label: str
    explanation: str
    start: float
    doubling: float = math.inf

    def rate(self, seconds: float) -> float:
        """Return the epochs a second at this moment after the beginning."""
        return self.start * math.exp2(min(seconds / self.doubling, 50.0))

    def epochs(self, seconds: float) -> float:
        """Return the number of epochs within so many seconds: the integral of ``rate``."""
        if math.isinf(self.doubling):
            return self.start * seconds if seconds > 0 else 0.0
        return (self.rate(seconds) - self.start) * self.doubling / math.log(2.0)


def _steady(rate: int) -> Speed:
    each = "epoch" if rate == 1 else "epochs"
    return Speed(str(rate), f"{rate} {each}/s", f"At most {rate} {each} a second.", float(rate))


SPEEDS = {
    speed.name: speed
    for speed in (
        _steady(1),
        _steady(5),
        _steady(20),
        _steady(100),
        Speed(
            "rising",
            "ever faster",
            "Begins with 30 epochs a second after Play and after each of your changes, and doubles "
            "every second: the beginning can be watched, and the end comes soon.",
            30.0,
            1.0,
        ),
        Speed("max", "full speed", "As fast as this computer can.", math.inf),
    )
}


class Pace:
    """Keeps a run at its chosen speed, or as fast as it goes in slices of equal length."""

    def __init__(self) -> None:
        self._epochs_per_second = 1000.0  # a guess that the first slices correct
        self.begin(0)

    def begin(self, epoch: int) -> None:
        """Count the time from now, from this epoch on."""
        self._since = time.monotonic()
        self._epoch = epoch

    def due(self, epoch: int, speed: Speed) -> int:
        """Return how many epochs are due by now; the first is due at once."""
        now = time.monotonic()
        behind = 1 + speed.epochs(now - self._since) - (epoch - self._epoch)
        if math.isinf(speed.doubling) and max(1.0, speed.start) < behind < math.inf:
            # More than a second behind: the pace cannot be kept, so nothing is caught up later.
            self._since, self._epoch = now, epoch
            return 1
        return int(min(max(behind, 0.0), AT_MOST))

    def pause(self, speed: Speed) -> float:
        """Return the seconds from one epoch to the next, at the present speed."""
        return 1.0 / speed.rate(time.monotonic() - self._since)

    def at_once(self, seconds: float) -> int:
        """Return how many epochs fit into so many seconds, going by those before; 1 at least."""
        return max(1, min(int(self._epochs_per_second * seconds), AT_MOST))

    def share(self, seconds: float) -> float:
        """Return the part of an epoch that fits into a slice, 1 for a whole one."""
        return min(self._epochs_per_second * seconds, 1.0)

    def took(self, epochs: float, seconds: float) -> None:
        """Learn how long some epochs took."""
        latest = epochs / max(seconds, 1e-6)
        # Falls at once: what would take too long keeps everybody else waiting.
        self._epochs_per_second = min(latest, 0.5 * self._epochs_per_second + 0.5 * latest)

    def expect(self, most: float) -> None:
        """Learn that there cannot be more epochs a second than so many."""
        self._epochs_per_second = min(self._epochs_per_second, most)
