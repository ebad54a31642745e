"""How busy the server is, and what gives way when it is too busy.

One thread serves all pages. When many learners play at once, more frames, plots and training could
be made than that thread and Python's one interpreter lock get through; then everything waits for
everything, and a click waits longest. So it is measured how late the thread is, and from that
follows one number, the pressure, by which frames, plots and training make room for answers.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from playground.runs.scheduler import SCHEDULER

BEAT = 0.05  # seconds between two measurements
LATE = 0.01  # seconds of delay from which on the pressure rises
RISE, FALL = 0.05, 0.02  # by how much it changes with each measurement

# What full pressure means
FRAMES = 0.15  # seconds between the drawing of a frame and the next one
PLOTS = 4.0  # seconds between two drawings of the plots; already from FIRST of the pressure on
FIRST = 0.4
REST = 2.5  # times as long as its slices that a training thread rests between two


class Pulse:
    """Measures the delay of the thread that serves all pages.

    Attributes
    ----------
    pressure
        0 (nobody has to wait) to 1 (everything gives way as far as it may).

    Examples
    --------
    >>> pulse = Pulse()
    >>> for _ in range(10):
    ...     pulse.take(0.2)
    >>> round(pulse.pressure, 2)
    0.5
    """

    def __init__(self) -> None:
        self.pressure = 0.0
        self._due = 0.0

    def start(self) -> None:
        """Measure from now on; called on the thread that serves the pages."""
        self._due = time.monotonic() + BEAT
        asyncio.get_running_loop().call_later(BEAT, self._beat)

    def _beat(self) -> None:
        self.take(time.monotonic() - self._due)
        self.start()

    def take(self, delay: float) -> None:
        """Take note of a delay, in seconds."""
        change = RISE if delay > LATE else -FALL
        self.pressure = min(max(self.pressure + change, 0.0), 1.0)
        SCHEDULER.rest = self.pressure * REST

    def between_plots(self, least: float) -> float:
        """Return how many seconds should lie between two drawings of the plots."""
        return max(least, min(self.pressure / FIRST, 1.0) * PLOTS)

    def before_frame(self, make: Callable[[], None]) -> None:
        """Call ``make()``; at once without pressure."""
        later(self.pressure * FRAMES, make)


def later(seconds: float, work: Callable[[], None]) -> None:
    """Do ``work()`` on this thread, which serves the pages, after so many seconds.

    It waits for no page's turn, so it must change no model of a page. At once where there is
    nothing to wait for, or no event loop to call it later.
    """
    try:
        loop = asyncio.get_running_loop() if seconds > 0 else None
    except RuntimeError:
        loop = None
    if loop is None:
        work()
    else:
        loop.call_later(seconds, work)


PULSE = Pulse()
