"""The background loop: every playing experiment in turn, for short slices, on few threads."""

from __future__ import annotations

import heapq
import itertools
import logging
import os
import threading
import time
from typing import Protocol

log = logging.getLogger(__name__)

SLICE = 0.010  # seconds of training before it is somebody else's turn, when few play
SHORTEST = 0.0008  # what the turns of many are cut down to
ROUND = 0.080  # seconds within which everybody's turn comes round again, if slices can be so short


class Player(Protocol):
    """What the scheduler needs of an experiment."""

    def advance(self, seconds: float) -> float | None:
        """Train for about so many seconds; return the pause until the next slice, None to leave."""

    def failed(self, problem: Exception) -> None:
        """Learn that ``advance`` has raised; the experiment has left the scheduler."""


class Scheduler:
    """Worker threads that train every playing experiment in slices, the longest waiting first.

    Parameters
    ----------
    workers
        Number of threads; when not given, one less than there are cores, because whoever serves
        the pages needs one: with two threads on two cores a hundred pages got 2.5 frames a second
        each, with one 3.6, and the same number of epochs. They are started with the
        first experiment and are daemons: they never keep the program alive.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or max((os.cpu_count() or 1) - 1, 1)
        self.rest = 0.0  # times its slice that a thread rests, for a server that has much to do
        self._queue: list[tuple[float, int, Player]] = []  # (when its turn comes, order, who)
        self._members: set[Player] = set()
        self._asked_again: set[Player] = set()  # added once more while their slice was under way
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []

    def add(self, player: Player) -> None:
        """Let an experiment take part; one that does already is left as it is."""
        with self._changed:
            if player in self._members:
                self._asked_again.add(player)
                return
            self._members.add(player)
            self._put(player, 0.0)
            if len(self._threads) < self.workers:
                name = f"training-{len(self._threads) + 1}"
                self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
                self._threads[-1].start()

    def __contains__(self, player: Player) -> bool:
        with self._changed:
            return player in self._members

    def __len__(self) -> int:
        with self._changed:
            return len(self._members)

    @property
    def slice(self) -> float:
        """Seconds of a turn: shorter when many play, for a frame shows what a turn has changed."""
        return min(SLICE, max(SHORTEST, ROUND * self.workers / max(len(self._members), 1)))

    def _put(self, player: Player, pause: float) -> None:
        heapq.heappush(self._queue, (time.monotonic() + pause, next(self._order), player))
        self._changed.notify()

    def _take(self) -> Player:
        with self._changed:
            while True:
                wait = self._queue[0][0] - time.monotonic() if self._queue else None
                if wait is not None and wait <= 0:
                    player = heapq.heappop(self._queue)[2]
                    self._asked_again.discard(player)
                    return player
                self._changed.wait(wait)

    def _work(self) -> None:
        while True:
            player = self._take()
            pause: float | None = None
            try:
                pause = player.advance(self.slice)
            except Exception as problem:  # one experiment's failure must not stop the others
                log.exception("An experiment failed while it trained.")
                player.failed(problem)
            with self._changed:
                if pause is None and player in self._asked_again:
                    pause = 0.0
                if pause is None:
                    self._members.discard(player)
                else:
                    self._put(player, pause)
            del player  # an idle worker must not keep a finished experiment in memory
            if self.rest:
                time.sleep(self.rest * self.slice)


SCHEDULER = Scheduler()
