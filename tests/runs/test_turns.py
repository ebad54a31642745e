"""The lock that is handed on in the order of asking."""

from __future__ import annotations

import ctypes
import signal
import threading

import pytest

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
