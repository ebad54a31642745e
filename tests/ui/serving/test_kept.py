"""Runs that outlive their visits: the room that they have, and when a copy is made."""

from __future__ import annotations

import pytest

from playground.ui.serving.kept import APART, Copy, Keeping, Kept


class Run:
    """Something that is kept, as far as a copy can tell."""

    def __init__(self) -> None:
        self.version, self.playing, self.now, self.size, self.took = 0, False, 0.0, 100, 0.0
        self.kept = Kept(room=1000)
        self.keeping = Keeping(
            self.pack, lambda: self.version, lambda: self.playing,
            kept=self.kept, clock=lambda: self.now,
        )  # fmt: skip

    def pack(self) -> Copy:
        self.now += self.took
        return Copy(b"x" * self.size, 1)


@pytest.fixture
def run() -> Run:
    return Run()


def test_the_oldest_make_room_and_a_newer_copy_takes_the_place_of_an_older_one():
    kept = Kept(room=100)
    kept.give("one", bytes(40))
    kept.give("two", bytes(40))
    kept.give("one", bytes(50))
    assert (kept.size, len(kept.get("one") or b"")) == (90, 50)
    kept.give("three", bytes(20))
    assert kept.get("two") is None
    assert kept.get("one") is not None
    assert kept.size == 70


def test_what_is_larger_than_all_the_room_is_not_kept():
    kept = Kept(room=10)
    kept.give("one", bytes(11))
    assert (kept.get("one"), kept.size) == (None, 0)


def test_nothing_is_kept_before_anything_has_changed(run):
    assert not run.keeping.has_changed
    run.version += 1  # a link has been opened
    run.keeping.begin()
    assert not run.keeping.has_changed


def test_a_run_that_rests_is_copied_once_nothing_moves_any_more(run):
    run.version += 1
    assert not run.keeping.is_due()  # something may be dragged
    assert run.keeping.is_due()
    run.keeping.copy()
    assert run.kept.get(run.keeping.word)
    assert not run.keeping.is_due()


def test_a_run_that_trains_is_copied_now_and_then(run):
    run.playing = True
    run.version += 1
    assert not run.keeping.is_due()
    run.now += APART
    assert run.keeping.is_due()
    run.keeping.copy()
    run.version += 1
    assert not run.keeping.is_due()


@pytest.mark.parametrize(("size", "took"), [(400, 0.3), (900_000, 0.0)])
def test_copies_that_cost_much_come_less_often(run, size, took):
    run.playing, run.size, run.took = True, size, took
    run.version += 1
    run.keeping.copy()
    run.version += 1
    run.now += 2 * APART
    assert not run.keeping.is_due()
    run.now += 30 * APART
    assert run.keeping.is_due()
