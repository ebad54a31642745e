"""Frames for one page: one at a time, each made from the newest state once the last was drawn.

The browser acknowledges every frame that it draws. While one is under way none is made, so nothing
ever queues: a slow browser gets fewer frames, a hidden or vanished one gets none.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from playground.ui.kit.background import FRAMES

log = logging.getLogger(__name__)

PATIENCE = 5.0  # seconds after which a frame without an answer counts as lost, at first


def in_background(work: Callable[[], None]) -> None:
    """Run ``work`` on a thread for frames, and log what goes wrong.

    An acknowledgement comes in on the thread that serves all pages, which must never wait for an
    experiment that is training. Nobody waits for a frame that fails; the next change brings one.
    """
    FRAMES.submit(work).add_done_callback(_log_failure)


def _log_failure(future: Future[None]) -> None:
    problem = future.exception()
    if problem is not None:
        log.error("A frame could not be made.", exc_info=problem)


class Streamed(Protocol):
    """What frames show: it says when it has changed."""

    version: int  # grows with every change

    def subscribe(self, callback: Callable[[], None]) -> None:
        """Have ``callback()`` called after every change, from any thread."""

    def unsubscribe(self, callback: Callable[[], None]) -> None:
        """Stop calling ``callback``."""


class FrameStream:
    """The frames of one thing that changes, on their way to one browser.

    Parameters
    ----------
    streamed
        What is drawn.
    send
        Takes a frame's bytes to the browser; called from any thread.
    make
        ``make(number, anew) -> bytes`` makes the frame of the newest state, which carries its
        number to the browser; ``anew`` when the browser has none of the earlier ones.
    run
        Takes work off the calling thread.
    clock
        Seconds that only grow.
    """

    def __init__(
        self,
        streamed: Streamed,
        send: Callable[[bytes], None],
        make: Callable[[int, bool], bytes],
        *,
        run: Callable[[Callable[[], None]], None] = in_background,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._streamed = streamed
        self._send = send
        self._make = make
        self._run = run
        self._clock = clock
        self._guard = threading.Lock()  # of all that follows; never held while a frame is made
        self._streaming = False
        self._number = 0  # of the last frame
        self._under_way_since: float | None = None
        self._patience = PATIENCE
        self._drawn_version: int | None = None  # of the last frame; None before the first
        self._after_ack: list[Callable[[], None]] = []

    @property
    def under_way(self) -> bool:
        """Whether a frame has been sent that was not acknowledged."""
        return self._under_way_since is not None

    def on_ack(self, callback: Callable[[], None]) -> None:
        """Have ``callback()`` called after each acknowledgement, on the thread it came in."""
        self._after_ack.append(callback)

    def start(self) -> None:
        """Begin, or begin anew: the browser has nothing, or has lost what was under way."""
        with self._guard:
            if not self._streaming:
                self._streamed.subscribe(self.changed)
            self._streaming = True
            self._under_way_since = None
            self._patience = PATIENCE
            self._drawn_version = None
        self._run(self.offer)

    def stop(self) -> None:
        """Send nothing more."""
        with self._guard:
            self._streaming = False
        self._streamed.unsubscribe(self.changed)

    def acknowledge(self, number: int) -> None:
        """Take note that the browser has drawn a frame; an outdated answer changes nothing."""
        with self._guard:
            if number != self._number or self._under_way_since is None:
                return
            self._under_way_since = None
            self._patience = PATIENCE
            waiting = self._is_due()
        if waiting:
            self._run(self.offer)
        for callback in self._after_ack:
            callback()

    def changed(self) -> None:
        """Offer a frame after a change; may be called with a lock, for it makes none itself."""
        with self._guard:
            due = self._is_due()
        if due:
            self._run(self.offer)

    def offer(self) -> None:
        """Make and send a frame, unless one is under way or the browser knows it all."""
        with self._guard:
            if not self._is_due():
                return
            if self.under_way:
                # A browser that has frozen its tab takes nothing in: what is sent piles up here.
                self._patience *= 2
            self._number += 1
            number, anew = self._number, self._drawn_version is None
            self._under_way_since = self._clock()
            self._drawn_version = self._streamed.version
        self._send(self._make(number, anew))

    def _is_due(self) -> bool:
        since = self._under_way_since
        free = since is None or self._clock() - since > self._patience
        return self._streaming and free and self._drawn_version != self._streamed.version
