"""Fits on a real Dask cluster on this machine: a scheduler and two workers, one of them killed."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from playground.experiment.settings import Settings
from playground.labs.search import Search, SearchError, SearchJob, plan
from playground.labs.search import cluster as cluster_room
from playground.labs.search.fitting import fits
from playground.labs.search.running import run
from playground.nn import warm
from tests.labs.search.dask_here import Process, free_port, scheduler, worker
from tests.patience import until

LEARNER, _ = Settings().replaced(dataset="circle", noise=20)
GRID = {"width": [2, 4, 8], "activation": ["tanh", "relu"], "epochs": [300, 400, 500]}
LONG = {"width": list(range(8, 17)), "layers": [2], "epochs": [20, 100_000]}


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list[Process]]]:
    with scheduler() as address, worker(address) as first, worker(address) as second:
        yield address, [first, second]


def scores(search: Search) -> dict[tuple[int, int | None], float]:
    return {(one.task.combination, one.task.fold): one.score for one in search.results}


def test_cancelling_keeps_what_is_made_and_is_quick(cluster):
    address, _ = cluster
    one = Search(plan(LEARNER, LONG))
    job = SearchJob(one, address)
    job.start()
    until(lambda: one.n_done > 0)
    job.cancel()
    assert job.state == "cancelled"
    until(lambda: len(one.take(one.n_fits)) == one.n_fits - one.n_done)  # all were given back
    assert 0 < one.n_done < one.n_fits
    assert job.failure is None


def test_a_worker_is_killed_and_nothing_is_lost(cluster):
    address, workers = cluster
    made = plan(LEARNER, GRID)
    one = Search(made)
    found = 0
    for _ in run(one, scheduler=address):
        found += 1
        if found == 8:
            workers[0].kill()
    assert found == one.n_done == made.n_fits == 54
    assert one.n_failed == 0
    warm().join()
    here = Search(made)
    here.record(fits(made, here.take(made.n_fits)))
    assert scores(one) == scores(here)


def test_an_unreachable_scheduler_is_told_in_words_within_10_seconds():
    job = SearchJob(Search(plan(LEARNER, GRID)), f"tcp://127.0.0.1:{free_port()}")
    assert 2 * cluster_room.PATIENCE < 10  # a knock, and a client's greeting
    job.start()
    until(lambda: job.ended)
    assert job.state == "failed"
    assert isinstance(job.failure, SearchError)
    assert "No Dask scheduler answers at tcp://127.0.0.1" in str(job.failure)


def test_who_answers_but_is_no_scheduler_is_told_in_words():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(SearchError, match="No Dask scheduler answers"):
            list(run(Search(plan(LEARNER, GRID)), scheduler=address))


def test_a_scheduler_without_workers_is_told_in_words():
    with scheduler() as address, pytest.raises(SearchError, match="has no workers"):
        list(run(Search(plan(LEARNER, GRID)), scheduler=address))


@pytest.mark.parametrize("address", ["localhost", "http://a:1", "tcp://a", "tcp://a:b", "rm -rf"])
def test_what_is_no_address_is_told_in_words(address):
    with pytest.raises(SearchError, match="is not the address of a scheduler"):
        list(run(Search(plan(LEARNER, GRID)), scheduler=address))


def test_one_worker_alone_does_the_work(monkeypatch):
    def here(*_):
        raise AssertionError("the fits are made here")

    monkeypatch.setattr(cluster_room, "fits", here)
    one = Search(plan(LEARNER, {"width": [1, 2], "epochs": [20]}))
    with scheduler() as address, worker(address):
        list(run(one, scheduler=address))
    assert one.n_done == one.n_fits == 6


def test_a_scheduler_that_goes_away_is_told_and_the_search_goes_on_here():
    one = Search(plan(LEARNER, GRID))
    with scheduler() as address, worker(address):
        found = run(one, scheduler=address)
        next(found)
        job = SearchJob(one, address)
        found.close()
        job.start()
        until(lambda: one.n_done > 6)
    until(lambda: job.ended)
    there = one.n_done
    assert job.state in ("failed", "done")
    assert there > 6
    list(run(one))
    assert one.n_done == one.n_fits
