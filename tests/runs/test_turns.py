"""The lock that is handed on in the order of asking."""

from __future__ import annotations

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
