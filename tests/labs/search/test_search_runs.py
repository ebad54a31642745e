"""A search under way: what is run, in rounds, in the background; what cancelling leaves."""

from __future__ import annotations

import threading
from collections import Counter

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.labs.search import Search, SearchJob, kept, plan, search, summary
from playground.labs.search.fitting import fits
from playground.labs.search.running import run
from playground.runs.scheduler import Scheduler
from tests.patience import until

GRID = {"width": [1, 2, 4], "learning_rate": [0.01, 0.1], "layers": [1]}
EASY, _ = Settings().replaced(dataset="gauss", noise=20)


def scores(one: Search) -> dict[tuple[int, int, int], float]:
    return {(r.task.combination, r.task.fold, r.task.rung): r.score for r in one.results}


def test_results_come_one_by_one_and_the_table_has_them_all():
    found = search(EASY, GRID)
    coming = iter(found)
    first = next(coming)
    assert first.task.combination in range(6)
    coming.close()
    before = found.search.n_done
    assert 1 <= before < 18 or before == 18
    table = found.table
    assert len(table) == found.search.n_done == found.plan.n_fits == 18
    assert Counter(table["fold"]) == {0: 6, 1: 6, 2: 6}
    assert len(list(found)) == 18  # again: what is there


def test_in_the_background_it_gives_the_same_scores_as_from_python():
    by_threads = search(EASY, GRID)
    list(by_threads)
    job = SearchJob(Search(plan(EASY, GRID)), scheduler=Scheduler(2))
    assert job.state == "idle"
    job.start()
    until(lambda: job.ended)
    assert job.state == "done"
    assert job.progress == 1.0
    assert scores(job.search) == scores(by_threads.search)


def test_cancelling_keeps_what_is_made_and_resuming_goes_on_with_the_rest():
    one = Search(plan(EASY, {"epochs": [2000, 2001, 2002, 2003], "width": [8], "layers": [3]}))
    whole = Search(one.plan)
    whole.record(fits(whole.plan, whole.take(whole.n_fits)))
    scheduler = Scheduler(1)
    job = SearchJob(one, scheduler=scheduler)
    job.start()
    until(lambda: one.n_done > 0)
    job.cancel()
    until(lambda: len(scheduler) == 0)
    there = one.n_done
    made = scores(one)
    if there < one.n_fits:
        assert job.state == "cancelled"
    again = SearchJob(one, scheduler=scheduler)
    again.start()
    until(lambda: again.ended)
    assert again.state == "done"
    assert scores(one) == scores(whole)
    assert made.items() <= scores(one).items()


def test_other_models_run_in_the_background_beside_networks():
    grid = {"model": ["network", "tree", "boosting"], "tree.max_depth": [1, 4], "layers": [0, 1]}
    job = SearchJob(Search(plan(EASY, grid)), scheduler=Scheduler(2))
    job.start()
    until(lambda: job.ended)
    assert job.state == "done"
    table = job.search.table()
    assert Counter(table["model"]) == {"network": 6, "tree": 6, "boosting": 3}


def test_who_comes_back_finds_the_results_of_the_same_search():
    one = kept(plan(EASY, GRID))
    one.record(fits(one.plan, one.take(4)))
    again = kept(plan(EASY, dict(GRID)))
    assert again is one
    assert kept(plan(EASY, GRID, folds=2)) is not one


def test_duplicates_run_once_and_have_rows_of_their_own():
    grid = {"regularization": ["none", "L2"], "regularization_rate": [0.0, 0.01]}
    made = plan(EASY, grid)
    assert (made.n_combinations, made.n_duplicates, made.n_fits) == (4, 1, 9)
    assert any("not run again" in one for one in made.remarks)
    table = search(EASY, grid).table
    assert len(table) == 12
    same = table[table["same_as"] != table["combination"]]
    assert len(same) == 3
    row, twin = (
        table[table["combination"] == number].sort_values("fold")["score"].to_numpy()
        for number in (same["combination"].iloc[0], same["same_as"].iloc[0])
    )
    np.testing.assert_array_equal(row, twin)


def test_halving_gives_few_the_epochs_that_others_do_without():
    learner, _ = EASY.replaced(stop_epochs=54)
    widths = list(range(1, 10))
    found = search(learner, {"width": widths, "layers": [1]}, method="halving")
    assert found.plan.rungs == ((9, 6), (3, 18), (1, 54))
    table = found.table
    assert len(table) == found.plan.n_fits == 39
    assert Counter(table["rung"]) == {0: 27, 1: 9, 2: 3}
    assert sorted(set(zip(table["rung"], table["trained"], strict=True))) == [
        (0, 6), (1, 18), (2, 54),
    ]  # fmt: skip
    first = table[table["rung"] == 0].groupby("combination")["score"].mean()
    second = set(table[table["rung"] == 1]["combination"])
    assert first[list(second)].min() >= first.drop(list(second)).max()


def test_the_budget_of_halving_in_the_labs_own_numbers():
    """180 combinations, 6 to 162 epochs: 13,122 of 87,480 epochs."""
    learner, _ = Settings().replaced(stop_epochs=162)
    grid = {
        "width": [1, 2, 3, 4, 5, 6], "layers": [1], "learning_rate": [0.01, 0.03, 0.1],
        "activation": ["tanh", "relu"], "batch_size": [1, 5, 10, 15, 20],
    }  # fmt: skip
    halving, whole = (plan(learner, grid, method=method) for method in ("halving", "grid"))
    assert halving.rungs == ((180, 6), (60, 18), (20, 54), (7, 162))
    assert (halving.epochs, whole.epochs) == (13_122, 87_480)


def test_a_fit_that_runs_away_or_fails_is_a_row_with_its_reason():
    grid = {"learning_rate": [0.01, 1000.0], "activation": ["relu"], "optimizer": ["momentum"]}
    learner, _ = Settings().replaced(problem="regression", hidden_layers=(8, 8))
    table = search(learner, grid).table
    ran_away = table[table["learning_rate"] == 1000.0]
    assert set(ran_away["status"]) == {"diverged"}
    assert all("beyond all bounds" in reason for reason in ran_away["reason"])
    assert set(table[table["learning_rate"] == 0.01]["status"]) == {"ok"}
    grid = {"model": ["neighbours"], "neighbours.n_neighbors": [3, 400]}
    table = search(EASY, grid).table
    failed = table[table["neighbours.n_neighbors"] == 400]
    assert set(failed["status"]) == {"failed"}
    assert all("n_neighbors" in reason for reason in failed["reason"])
    assert failed["score"].isna().all()
    states = summary(table)["status"]
    assert sorted(states) == ["failed", "ok"]


def test_a_playing_run_goes_on_beside_a_search():
    scheduler = Scheduler(1)
    playing = Experiment(EASY, scheduler=scheduler, speed="max")
    job = SearchJob(Search(plan(EASY, {"epochs": [50_000], "width": [16]})), scheduler=scheduler)
    job.start()
    playing.play()
    until(lambda: playing.epoch > 50)
    playing.pause()
    job.cancel()
    until(lambda: len(scheduler) == 0)


def test_nobody_holds_the_lock_while_a_fit_is_made():
    one = Search(plan(EASY, {"epochs": [20_000], "width": [16]}))
    running = run(one)
    maker = threading.Thread(target=lambda: list(running), daemon=True)
    maker.start()
    for _ in range(100):
        assert len(one.table()) == one.n_done or one.n_done > 0
    maker.join()
    assert one.is_done


@pytest.mark.parametrize("method", ["grid", "random", "halving"])
def test_the_same_search_gives_the_same_scores(method):
    first, second = (search(EASY, GRID, method=method, draws=4) for _ in range(2))
    list(first), list(second)
    assert scores(first.search) == scores(second.search)
