"""The background loop, with players that are no experiments."""

from __future__ import annotations

import gc
import threading
import weakref

from playground.runs.scheduler import Scheduler
from tests.patience import PATIENCE


class Counter:
    """A player that counts its slices and leaves after some."""

    def __init__(self, slices, problem=None):
        self.left = slices
        self.problem = problem
        self.done = threading.Event()
        self.told = None
        self.inside = threading.Semaphore(1)

    def advance(self, seconds):
        assert self.inside.acquire(blocking=False), "two workers at the same player"
        if self.problem:
            raise self.problem
        self.left -= 1
        self.inside.release()
        if self.left <= 0:
            self.done.set()
            return None
        return 0.0

    def failed(self, problem):
        self.told = problem
        self.done.set()


def test_every_player_gets_its_slices():
    scheduler = Scheduler(workers=2)
    players = [Counter(20) for _ in range(10)]
    for player in players:
        scheduler.add(player)
        scheduler.add(player)  # a second time changes nothing
    assert all(player.done.wait(PATIENCE) for player in players)
    assert all(player.left <= 0 for player in players)


def test_turns_are_taken():
    order = []

    class Noting(Counter):
        def advance(self, seconds):
            order.append(self)
            return super().advance(seconds)

    class Gate(Counter):
        def advance(self, seconds):
            opened.wait(PATIENCE)
            return super().advance(seconds)

    opened = threading.Event()
    scheduler = Scheduler(workers=1)
    first, second = Noting(50), Noting(50)
    for player in (Gate(1), first, second):
        scheduler.add(player)
    opened.set()
    assert first.done.wait(PATIENCE)
    assert second.done.wait(PATIENCE)
    assert order == [first, second] * 50


def test_a_failing_player_is_told_and_the_others_go_on(caplog):
    scheduler = Scheduler(workers=1)
    broken, sound = Counter(1, problem=RuntimeError("broken")), Counter(5)
    scheduler.add(broken)
    scheduler.add(sound)
    assert broken.done.wait(PATIENCE)
    assert sound.done.wait(PATIENCE)
    assert str(broken.told) == "broken"
    assert "failed while it trained" in caplog.text


def test_one_added_again_during_its_last_slice_is_not_lost():
    scheduler = Scheduler(workers=1)
    runs = []
    again = threading.Event()

    class Restless(Counter):
        def advance(self, seconds):
            runs.append(1)
            if len(runs) == 1:
                scheduler.add(self)
            else:
                again.set()

    scheduler.add(Restless(1))
    assert again.wait(PATIENCE)


def test_a_finished_player_is_not_kept_in_memory():
    scheduler = Scheduler(workers=1)
    player = Counter(3)
    scheduler.add(player)
    assert player.done.wait(PATIENCE)
    last = Counter(1)
    scheduler.add(last)
    assert last.done.wait(PATIENCE)
    gone = weakref.ref(player)
    del player
    gc.collect()
    assert gone() is None
