"""Trained runs that outlive their visits: for tabs that were reloaded, or cut off for long.

A visit's run is packed as the file of a saved experiment, compressed. It waits here under a word
that only its tab knows, as long as there is room. The tab gets copies of it, too, and keeps the
newest, so that a restart of the server does not end the run. What a tab brings back is data from
outside: it is read as any saved run is.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from playground.ui.serving.pulse import PULSE

ROOM = 64_000_000  # bytes of all runs that wait; a usual one takes 10 to 60 kB
APART = 10.0  # seconds between two copies of a run that trains, at least
RATE = 4_000  # bytes a second that copies may take of a slow connection
SHARE = 0.01  # of the time of a core that the copies of one visit may take


class Kept:
    """Packed runs under the words of their visits; the oldest make room.

    Parameters
    ----------
    room
        How many bytes all of them together may have.

    Examples
    --------
    >>> kept = Kept(room=10)
    >>> kept.give("first", b"12345"); kept.give("second", b"123456")
    >>> kept.get("first"), kept.get("second"), kept.size
    (None, b'123456', 6)
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._waiting: OrderedDict[str, bytes] = OrderedDict()
        self._guard = threading.Lock()
        self.size = 0  # bytes of all

    def give(self, word: str, packed: bytes) -> None:
        """Keep a run, in the place of an older one of the same visit."""
        with self._guard:
            self.size -= len(self._waiting.pop(word, b""))
            self._waiting[word] = packed
            self.size += len(packed)
            while self.size > self._room and self._waiting:
                _, oldest = self._waiting.popitem(last=False)
                self.size -= len(oldest)

    def get(self, word: str) -> bytes | None:
        """Return a run, as often as somebody asks; None if it is not there (any more)."""
        with self._guard:
            return self._waiting.get(word)


KEPT = Kept()


@dataclass(frozen=True)
class Copy:
    """A run, packed.

    Parameters
    ----------
    packed
        What brings it back; empty if it is too large to be kept.
    epoch
        How far it had been trained.
    lost
        What it does not hold, in a sentence; "" for nothing.
    """

    packed: bytes
    epoch: int
    lost: str = ""


class Keeping:
    """The copies of one visit's run.

    Parameters
    ----------
    pack
        Makes one; on a worker thread.
    version
        Grows with every change of what it holds.
    playing
        Tells whether the run trains.
    kept
        Where the copies of all visits wait.
    clock
        Seconds that only grow.

    Attributes
    ----------
    word
        The word by which the tab finds its run again.
    """

    def __init__(
        self,
        pack: Callable[[], Copy],
        version: Callable[[], int],
        playing: Callable[[], bool],
        *,
        kept: Kept = KEPT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.word = secrets.token_urlsafe(16)
        self._pack, self._version, self._playing = pack, version, playing
        self._kept, self._clock = kept, clock
        self._copied = self._seen = version()  # up to now there is nothing to be kept
        self._next = clock() + APART  # when the next copy of a run that trains is due
        self._guard = threading.Lock()

    def begin(self) -> None:
        """Take note that a run is as a link says: so far there is nothing to be kept."""
        self._copied = self._version()

    @property
    def has_changed(self) -> bool:
        """Whether there is something that no copy holds."""
        return self._version() != self._copied

    def is_due(self) -> bool:
        """Tell whether it is time for a copy: now and then while it trains, else once it rests."""
        version, before = self._version(), self._seen
        self._seen = version
        if self._playing():
            return self.has_changed and self._clock() >= self._next
        return self.has_changed and version == before  # nobody is dragging something just now

    def copy(self) -> Copy:
        """Make a copy and keep it; on a worker thread."""
        with self._guard:
            began, version = self._clock(), self._version()
            copy = self._pack()
            if copy.packed:
                self._kept.give(self.word, copy.packed)
            self._copied = version
            took = self._clock() - began
            busy = 1.0 + 4.0 * PULSE.pressure  # where many play, copies give way
            self._next = self._clock() + busy * max(APART, took / SHARE, len(copy.packed) / RATE)
        return copy
