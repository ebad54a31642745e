"""What is done for a page on other threads: changes in their order, pictures one at a time."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from playground.ui.kit import background
from playground.ui.kit.background import FILES, Background, Errands, Following, Picture
from tests.patience import PATIENCE


class Turn:
    """The page's turn: calls what it is given when the test says so."""

    def __init__(self) -> None:
        self.callbacks: queue.Queue = queue.Queue()

    def soon(self, callback) -> None:
        self.callbacks.put(callback)

    def next(self) -> None:
        self.callbacks.get(timeout=PATIENCE)()


@pytest.fixture
def turn() -> Turn:
    return Turn()


def test_errands_are_done_in_order_elsewhere_and_answered_in_the_pages_turn(turn):
    errands, done, answered, threads = Errands(turn.soon), [], [], set()

    def work(number):
        threads.add(threading.current_thread())
        done.append(number)
        return number * number

    for number in range(20):
        errands.do(lambda number=number: work(number), answered.append)
    assert errands.unanswered == 20
    for _ in range(20):
        turn.next()
    assert done == list(range(20))
    assert answered == [number * number for number in range(20)]
    assert errands.unanswered == 0
    assert threading.current_thread() not in threads


def test_an_errand_that_fails_raises_in_the_pages_turn_and_the_next_is_done(turn):
    errands, answered = Errands(turn.soon), []
    errands.do(lambda: 1 / 0, answered.append)
    errands.do(lambda: 7, answered.append)
    with pytest.raises(ZeroDivisionError):
        turn.next()
    turn.next()
    assert answered == [7]
    assert errands.unanswered == 0


def test_of_many_wishes_for_a_picture_one_is_made_and_one_more_afterwards(turn):
    begun, may_end, shown, made = threading.Semaphore(0), threading.Semaphore(0), [], []

    def prepare():
        begun.release()
        assert may_end.acquire(timeout=PATIENCE)
        made.append(len(made))
        return made[-1]

    picture = Picture(prepare, shown.append, turn.soon)
    for _ in range(5):
        picture.ask()
    assert begun.acquire(timeout=PATIENCE)
    picture.ask()
    may_end.release()
    turn.next()
    assert begun.acquire(timeout=PATIENCE)
    may_end.release()
    turn.next()
    assert shown == [0, 1]
    assert not begun.acquire(blocking=False)


def test_a_picture_that_fails_raises_in_the_pages_turn_and_can_be_asked_for_again(turn):
    wishes = [lambda: 1 / 0, lambda: "there"]
    shown: list[str] = []
    picture = Picture(lambda: wishes.pop(0)(), shown.append, turn.soon)
    picture.ask()
    with pytest.raises(ZeroDivisionError):
        turn.next()
    picture.ask()
    turn.next()
    assert shown == ["there"]


def test_of_several_wishes_the_newest_is_answered(turn):
    background, answered = Background(turn.soon, FILES), []
    background.do(lambda: "old", answered.append)
    background.do(lambda: "new", answered.append)
    turn.next()
    turn.next()
    assert answered == ["new"]
    background.do(lambda: "nobody's", answered.append)
    background.forget()
    turn.next()
    assert answered == ["new"]


def test_a_refusal_is_answered_in_words_and_a_fault_raised_in_the_pages_turn(turn):
    background, answered, refused = Background(turn.soon, FILES, (KeyError,)), [], []
    background.do(lambda: {}["nothing"], answered.append, refused.append)
    turn.next()
    assert refused == ["'nothing'"]
    background.do(lambda: 1 / 0, answered.append, refused.append)
    background.do(lambda: 7, answered.append)  # a fault is told of, whatever else is wanted by now
    for _ in range(2):
        try:
            turn.next()
        except ZeroDivisionError:
            refused.append("raised")
    assert refused == ["'nothing'", "raised"]
    assert answered == [7]


def test_what_waits_hears_of_a_fault_before_it_is_raised(turn):
    heard = []
    background = Background(turn.soon, FILES, failed=lambda: heard.append("failed"))
    background.do(lambda: 1 / 0, heard.append)
    with pytest.raises(ZeroDivisionError):
        turn.next()
    assert heard == ["failed"]


def test_what_follows_a_hand_passes_over_what_is_outdated_when_its_turn_comes(turn):
    following, done = Following(turn.soon, FILES), queue.Queue()
    begun, let_go = threading.Event(), threading.Event()

    def slow():
        begun.set()
        assert let_go.wait(PATIENCE)
        done.put("first")

    following.do(slow)
    assert begun.wait(PATIENCE)
    following.do(lambda: done.put("overtaken"))
    following.do(lambda: done.put("newest"))
    let_go.set()
    assert [done.get(timeout=PATIENCE) for _ in range(2)] == ["first", "newest"]
    assert turn.callbacks.empty()


def test_a_fault_while_following_is_told_in_the_pages_turn_and_the_next_is_done(turn):
    following, done = Following(turn.soon, FILES), queue.Queue()
    following.do(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        turn.next()
    following.do(lambda: done.put("next"))
    assert done.get(timeout=PATIENCE) == "next"


def test_who_does_a_hundred_things_delays_nobody_else(monkeypatch):
    begin, order = threading.Event(), []
    with ThreadPoolExecutor(max_workers=1) as workers:
        monkeypatch.setattr(background, "CHANGES", workers)
        loud, quiet = (Errands(lambda callback: callback()) for _ in "12")
        loud.do(begin.wait, order.append)
        for number in range(100):
            loud.do(lambda number=number: number, order.append)
        quiet.do(lambda: "quiet", order.append)
        begin.set()
        while loud.unanswered:
            threading.Event().wait(0.01)
    assert order.index("quiet") <= 2
