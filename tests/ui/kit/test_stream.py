"""One frame at a time, from the newest state, whatever the browser does."""

from __future__ import annotations

import logging
import threading

import pytest

from playground.ui.kit.stream import PATIENCE, FrameStream, in_background
from tests import patience


class Thing:
    """Something that changes."""

    def __init__(self) -> None:
        self.version = 0
        self.listeners = []

    def subscribe(self, callback) -> None:
        self.listeners.append(callback)

    def unsubscribe(self, callback) -> None:
        self.listeners.remove(callback)

    def change(self) -> None:
        self.version += 1
        for callback in self.listeners:
            callback()


class Browser:
    """Receives frames of a stream, and answers when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.frames: list[tuple[int, int, bool]] = []  # (number, version, anew)
        self.thing = Thing()
        self.stream = FrameStream(
            self.thing, self.frames.append, self.make, run=self.call, clock=lambda: self.now
        )

    def make(self, number: int, anew: bool) -> tuple[int, int, bool]:
        return number, self.thing.version, anew

    def call(self, work) -> None:
        work()

    @property
    def numbers(self) -> list[int]:
        return [number for number, _, _ in self.frames]

    def draw(self) -> None:
        """Acknowledge the last frame."""
        self.stream.acknowledge(self.frames[-1][0])


@pytest.fixture
def browser() -> Browser:
    return Browser()


def test_nothing_is_sent_before_the_browser_is_ready(browser):
    browser.thing.change()
    assert browser.frames == []


def test_the_first_frame_comes_at_once_and_is_for_a_browser_that_has_nothing(browser):
    browser.stream.start()
    assert browser.frames == [(1, browser.thing.version, True)]


def test_no_frame_is_made_while_one_is_under_way(browser):
    browser.stream.start()
    for _ in range(5):
        browser.thing.change()
    assert browser.numbers == [1]
    browser.draw()
    assert browser.frames[1:] == [(2, browser.thing.version, False)]


def test_nothing_new_means_no_frame(browser):
    browser.stream.start()
    browser.draw()
    assert browser.numbers == [1]
    browser.thing.change()
    assert browser.numbers == [1, 2]


def test_an_outdated_or_repeated_answer_changes_nothing(browser):
    browser.stream.start()
    browser.draw()
    browser.thing.change()
    browser.thing.change()
    browser.stream.acknowledge(1)
    browser.stream.acknowledge(17)
    assert browser.numbers == [1, 2]
    assert browser.stream.under_way


def test_a_browser_that_comes_back_is_sent_everything_anew(browser):
    browser.stream.start()
    browser.thing.change()
    browser.stream.start()
    assert browser.frames[-1] == (2, browser.thing.version, True)
    browser.stream.acknowledge(1)  # the answer to a frame from before
    assert browser.stream.under_way


def test_a_frame_that_is_never_answered_counts_as_lost_in_the_end(browser):
    browser.stream.start()
    browser.thing.change()
    browser.now += PATIENCE - 1
    browser.thing.change()
    assert browser.numbers == [1]
    browser.now += 2
    browser.thing.change()
    assert browser.numbers == [1, 2]


def test_a_browser_that_never_answers_is_sent_ever_fewer_frames(browser):
    browser.stream.start()
    for _ in range(3600):
        browser.now += 1
        browser.thing.change()
    assert len(browser.frames) < 15
    browser.draw()  # it is back, and draws the last one
    browser.now += PATIENCE + 1
    browser.thing.change()
    assert browser.frames[-1][1] == browser.thing.version


def test_after_the_end_nothing_is_sent_and_nobody_listens(browser):
    browser.stream.start()
    browser.draw()
    browser.stream.stop()
    browser.thing.change()
    assert browser.numbers == [1]
    assert browser.thing.listeners == []


def test_what_waits_for_an_answer_is_called_once_for_each(browser):
    calls: list[int] = []
    browser.stream.on_ack(lambda: calls.append(1))
    browser.stream.start()
    browser.draw()
    browser.draw()
    assert calls == [1]


def test_starting_twice_subscribes_once(browser):
    browser.stream.start()
    browser.stream.start()
    assert len(browser.thing.listeners) == 1


def test_changes_and_answers_on_two_threads_never_put_two_frames_under_way():
    """While a thing changes in the background, each frame is answered before the next is made."""
    thing, frames, ended = Thing(), [], threading.Event()
    arrived, unanswered = threading.Semaphore(0), threading.Semaphore(1)

    def make(number: int, anew: bool) -> int:
        assert unanswered.acquire(blocking=False), "two frames under way"
        return number

    def send(number: int) -> None:
        frames.append(number)
        arrived.release()

    def change() -> None:
        while not ended.wait(0.0001):
            thing.change()

    stream = FrameStream(thing, send, make)
    stream.start()
    changing = threading.Thread(target=change)
    changing.start()
    try:
        for number in range(1, 31):
            assert arrived.acquire(timeout=patience.PATIENCE)
            unanswered.release()
            stream.acknowledge(number)
    finally:
        ended.set()
        changing.join()
        stream.stop()
    assert frames[:30] == list(range(1, 31))


def test_a_change_is_told_without_making_the_frame():
    """Who tells it may hold a lock that others wait for."""
    thing, frames, left = Thing(), [], []
    stream = FrameStream(thing, frames.append, lambda number, anew: number, run=left.append)
    stream.start()
    thing.change()
    assert frames == []
    for work in left:
        work()
    assert frames == [1]


def test_a_frame_that_cannot_be_made_is_logged(caplog):
    done = threading.Event()

    def fail() -> None:
        done.set()
        raise RuntimeError("no frame")

    with caplog.at_level(logging.ERROR, logger="playground.ui.kit.stream"):
        in_background(fail)
        assert done.wait(patience.PATIENCE)
        in_background(lambda: None)  # the same thread logs first
        patience.until(lambda: caplog.records)
    assert "A frame could not be made." in caplog.text
