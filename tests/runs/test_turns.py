"""The lock that is handed on in the order of asking."""

from __future__ import annotations

import ctypes
import itertools
import linecache
import signal
import sys
import threading
import types

import pytest

from playground.runs import turns
from playground.runs.turns import Turns


def test_one_thread_at_a_time():
    lock, total = Turns(), [0]

    def count():
        for _ in range(500):
            with lock, lock:
                before = total[0]
                threading.Event().wait(0)  # invites the others in
                total[0] = before + 1

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total[0] == 2000


def test_first_come_first_served_even_against_a_greedy_owner():
    lock, order, asked = Turns(), [], threading.Event()

    def ask():
        asked.set()
        with lock:
            order.append("click")

    with lock:
        clicker = threading.Thread(target=ask)
        clicker.start()
        asked.wait()
        while not lock.wanted:
            threading.Event().wait(0.001)
    for _ in range(3):
        with lock:
            order.append("training")
    clicker.join()
    assert order[0] == "click"


def test_an_exception_lets_go():
    lock = Turns()
    with pytest.raises(ZeroDivisionError), lock:
        _ = 1 / 0
    entered = threading.Event()
    thread = threading.Thread(target=lambda: [entered.set() for _ in [0] if lock.__enter__()])
    thread.start()
    thread.join()
    assert entered.is_set()


def is_free(lock: Turns) -> bool:
    """Tell whether another thread can take the lock, and let go of it again."""
    taken: list[bool] = []

    def take() -> None:
        taken.append(lock.acquire(blocking=False))
        if taken[0]:
            lock.release()

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return taken[0]


class Holder(threading.Thread):
    """Holds a lock until it is told to let go."""

    def __init__(self, lock: Turns) -> None:
        super().__init__()
        self.lock, self.has_it, self.may_end = lock, threading.Event(), threading.Event()
        self.start()
        self.has_it.wait()

    def run(self) -> None:
        with self.lock:
            self.has_it.set()
            self.may_end.wait()

    def let_go(self) -> None:
        self.may_end.set()
        self.join()


def when_wanted(lock: Turns) -> None:
    while not lock.wanted:
        threading.Event().wait(0.001)


def test_without_waiting_it_is_taken_or_not():
    lock = Turns()
    holder = Holder(lock)
    assert not lock.acquire(blocking=False)
    assert not lock.wanted
    holder.let_go()
    assert lock.acquire(blocking=False)
    assert lock.acquire(blocking=False)  # once more by the same thread
    lock.release()
    assert not is_free(lock)
    lock.release()
    assert is_free(lock)


def test_an_interrupt_while_waiting_leaves_the_queue():
    """As with the stop button of Jupyter, which interrupts the main thread."""
    lock = Turns()
    holder = Holder(lock)

    def press_stop() -> None:
        when_wanted(lock)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    threading.Thread(target=press_stop).start()
    with pytest.raises(KeyboardInterrupt), lock:
        pytest.fail("the lock is somebody else's")
    assert not lock.wanted
    holder.let_go()
    assert is_free(lock)


def test_an_interrupt_at_the_moment_of_ones_turn_hands_the_lock_on():
    """An exception that is set for a thread from outside comes only when it no longer waits."""
    lock = Turns()
    holder = Holder(lock)
    caught: list[BaseException] = []

    def wait() -> None:
        try:
            with lock:
                pytest.fail("interrupted, and all the same inside")
        except KeyboardInterrupt as problem:
            caught.append(problem)

    waiting = threading.Thread(target=wait)
    waiting.start()
    when_wanted(lock)
    set_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
    set_exception(ctypes.c_ulong(waiting.ident), ctypes.py_object(KeyboardInterrupt))
    holder.let_go()
    waiting.join()
    assert caught
    assert is_free(lock)


def test_an_interrupt_anywhere_within_leaves_the_lock_free():
    """At the first line that is executed, at the second and so on, until none is interrupted.

    But for lines that call nothing, and those that enter and leave Python's own locks: no interrupt
    comes within those.
    """
    for moment in itertools.count():
        lock, left = Turns(), [moment]

        def interrupt(frame: types.FrameType, event: str, arg: object, left: list[int] = left):
            line = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
            calls = "(" in line and not line.startswith("with ")
            if frame.f_code.co_filename != turns.__file__ or event == "return" or not calls:
                return interrupt
            left[0] -= 1
            if left[0] == -1:
                raise KeyboardInterrupt
            return interrupt

        before = sys.gettrace()
        sys.settrace(interrupt)
        try:
            with lock:
                pass
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        assert is_free(lock)
        assert not lock.wanted
        if left[0] >= 0:
            break
    assert moment > 5


def test_interrupts_beside_another_thread_leave_the_lock_free():
    """Real ones, a thousand; wherever they come, also while a block ends or is entered twice."""
    lock, over, caught = Turns(), threading.Event(), threading.Semaphore(0)

    def share() -> None:
        while not over.is_set():
            with lock:
                pass

    def press_stop() -> None:
        for _ in range(1000):
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            caught.acquire()  # one at a time
        over.set()

    threads = [threading.Thread(target=share), threading.Thread(target=press_stop)]

    def take_until_over() -> None:
        while not over.is_set():
            with lock, lock:
                pass

    started = False
    while not over.is_set():
        try:
            if not started:
                started = True
                for thread in threads:
                    thread.start()
            take_until_over()
        except KeyboardInterrupt:
            caught.release()
    for thread in threads:
        thread.join()
    assert is_free(lock)


def test_those_behind_one_who_was_interrupted_keep_their_turn():
    lock, order = Turns(), []
    holder = Holder(lock)

    def wait(name: str) -> None:
        try:
            with lock:
                order.append(name)
        except KeyboardInterrupt:
            order.append(f"{name} interrupted")

    def queued(name: str) -> threading.Thread:
        before = lock._last
        thread = threading.Thread(target=wait, args=(name,))
        thread.start()
        while lock._last is before:
            threading.Event().wait(0.001)
        return thread

    first = queued("first")
    place = lock._last

    def press_stop() -> None:
        while lock._last is place:
            threading.Event().wait(0.001)
        last.append(queued("last"))
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    last: list[threading.Thread] = []
    presser = threading.Thread(target=press_stop)
    presser.start()
    wait("middle")
    presser.join()
    assert lock.wanted
    holder.let_go()
    for thread in [first, *last]:
        thread.join()
    assert order == ["middle interrupted", "first", "last"]
    assert is_free(lock)
