"""A visit's search as it runs: told as it goes, cancelled, gone on with, found again, failed."""

from __future__ import annotations

import threading

import pytest

from playground.experiment.settings import Settings
from playground.labs.search import METHODS, SearchSettings, known, plan_of
from playground.labs.search.cluster import CLUSTER
from playground.ui.pages.search.methods import Methods
from playground.ui.pages.search.running import Running
from tests.patience import until
from tests.ui.pages.search.test_search_messages import read

TICKS = {"width": [2, 4], "activation": ["tanh", "relu"], "learning_rate": [0.01, 0.1]}


class Page:
    """What a browser would be told; the page's turn comes on threads of its own."""

    def __init__(self) -> None:
        self.messages: list[dict] = []
        self.arrays: list[dict] = []
        self.faults: list[Exception] = []
        self.running = Running(self.send, self.send_bytes, self.soon)

    def send(self, **message) -> None:
        self.messages.append(message)

    def send_bytes(self, data: bytes) -> None:
        self.arrays.append(read(data)[0])

    def soon(self, callback, after: int = 0) -> bool:
        def attempt() -> None:
            try:
                callback()
            except Exception as problem:
                self.faults.append(problem)

        timer = threading.Timer(after / 1000, attempt)
        timer.daemon = True
        timer.start()
        return True

    @property
    def run(self) -> dict:
        return self.messages[-1]

    def has(self, kind: str) -> list[dict]:
        return [one for one in self.arrays if one["type"] == kind]


def made(seed: int, **changes):
    """Return a plan; each test has a seed of its own, for searches are kept by what they are."""
    settings, notices = SearchSettings().replaced(ticks=TICKS, **changes)
    assert notices == []
    return plan_of(Settings(noise=20, seed=seed, stop_epochs=5), settings)


def test_a_search_is_told_as_it_goes_and_found_by_who_comes_back():
    page, plan = Page(), made(101)
    page.running.look_at(plan)
    assert page.run["state"] == "idle"
    page.running.start()
    until(lambda: page.run["state"] == "done")
    until(lambda: page.has("scores") and len(page.has("scores")[-1]["order"]) == 3)
    assert page.has("trial")[0]["key"] == plan.digest
    assert (page.run["done"], page.run["fits"], page.run["old"]) == (24, 24, False)
    again = Page()
    again.running.look_at(made(101))
    assert again.run["state"] == "done"
    again.running.show_all()
    until(lambda: again.has("scores"))
    assert page.faults == again.faults == []


def test_it_rests_while_nobody_is_there_and_goes_on_with_what_is_missing():
    page, plan = Page(), made(102, folds=5, seeds=5)
    page.running.look_at(plan)
    page.running.start()
    until(lambda: page.running.search.n_done > 3)
    page.running.pause()
    until(lambda: not page.running.playing)
    done = known(plan).n_done
    assert 0 < done < plan.n_fits
    page.running.play()
    until(lambda: page.run["state"] == "done")
    assert known(plan).n_done == plan.n_fits == 200


def test_other_settings_leave_what_is_shown_and_say_that_it_is_of_before():
    page = Page()
    page.running.look_at(made(103))
    page.running.start()
    until(lambda: page.run["state"] == "done")
    page.running.look_at(made(103, folds=4))
    assert page.run["old"] is True
    page.running.look_at(None)  # refused
    assert page.run["old"] is True
    page.running.look_at(made(103))
    assert page.run["old"] is False


def test_methods_are_compared_one_after_the_other_and_may_rest_in_between():
    page = Page()
    methods = Methods(page.send, page.soon)
    settings, _ = SearchSettings().replaced(ticks=TICKS)
    methods.start(Settings(noise=20, seed=105, stop_epochs=60), settings, None)
    until(lambda: page.messages and page.run["words"].endswith("is under way …"))
    methods.pause()
    until(lambda: page.run["state"] != "running")
    methods.play()
    until(lambda: page.run["state"] == "done")
    rows = page.run["rows"]
    assert [row["label"] for row in rows] == list(METHODS.values())
    assert page.run["words"].partition(" has found the best here")[0] in METHODS.values()
    epochs = [row["epochs"] for row in rows]
    assert max(epochs) - min(epochs) <= 60 * 3  # one budget, but for a part of a combination
    assert page.faults == []


def test_a_scheduler_that_does_not_answer_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(CLUSTER, "address", "tcp://127.0.0.1:9")
    page = Page()
    page.running.look_at(made(104))
    page.running.start()
    until(lambda: page.run["state"] == "failed")
    assert page.run["trouble"].endswith(".")
    assert page.faults == []
