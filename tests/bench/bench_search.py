"""A search of 180 combinations, beside scikit-learn's own; its first result; workers of a cluster.

Both search the same grid over the same 200 points with the same folds, batches and epochs, on two
cores: here threads with the compiled engine, there ``GridSearchCV`` over ``MLPClassifier`` in two
processes.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from contextlib import ExitStack

from distributed import Client
from figures import Figure, of_runs
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from playground.experiment.settings import Settings
from playground.labs.search import Plan, Search, SearchJob, plan
from playground.labs.search.running import run
from playground.nn import warm
from tests.labs.search.dask_here import scheduler, worker

RUNS = 5
EPOCHS = 60
LEARNER = Settings(
    dataset="circle", noise=20, train_share=40, stop_epochs=EPOCHS, regularization="L2"
)
GRID = {
    "layers": [1],
    "width": [2, 4, 8, 16],
    "activation": ["tanh", "relu", "sigmoid"],
    "learning_rate": [0.003, 0.01, 0.03, 0.1, 0.3],
    "regularization_rate": [0.0, 0.001, 0.01],
}
THEIRS = {
    "hidden_layer_sizes": [(width,) for width in GRID["width"]],
    "activation": ["tanh", "relu", "logistic"],
    "learning_rate_init": GRID["learning_rate"],
    "alpha": GRID["regularization_rate"],
}


def rows(runs: int = RUNS) -> list[Figure]:
    """Return the rows of the table."""
    warm().join()
    made = plan(LEARNER, GRID)
    assert (made.n_combinations, made.n_fits, len(made.points.data.train)) == (180, 540, 200)
    with threadpool_limits(1):
        ours = [_taken(lambda: list(run(Search(made), n_jobs=2))) for _ in range(runs)]
        alone = [_taken(lambda: list(run(Search(made), n_jobs=1))) for _ in range(runs)]
        first = [_first(made) for _ in range(runs)]
        theirs = _taken(_scikit_learn)
    what = f"{made.n_fits} fits of {EPOCHS} epochs"
    return [
        of_runs(f"{what}, two threads", ours, "s"),
        of_runs(f"{what}, one thread", alone, "s"),
        Figure(f"{what}, GridSearchCV(MLPClassifier), two processes", theirs, "s"),
        Figure("times faster", theirs / sorted(ours)[len(ours) // 2], "", "at least 60"),
        of_runs("first combination, in the background", first, "s", "at most 1"),
        *_on_workers(),
    ]


def _taken(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _first(made: Plan) -> float:
    """Return the seconds from the start of a search to its first whole combination."""
    one = Search(made)
    begin = time.perf_counter()
    job = SearchJob(one)
    job.start()
    while one.n_done < made.folds:
        time.sleep(0.001)
    took = time.perf_counter() - begin
    while not job.ended:
        time.sleep(0.01)
    return took


def _scikit_learn() -> None:
    points = plan(LEARNER, GRID).points.data.train
    model = MLPClassifier(
        solver="sgd", batch_size=10, momentum=0.0, max_iter=EPOCHS, tol=0.0,
        n_iter_no_change=EPOCHS + 1, random_state=0,
    )  # fmt: skip
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    search = GridSearchCV(model, THEIRS, cv=folds, n_jobs=2, refit=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        search.fit(points.points, points.labels)


def _on_workers() -> list[Figure]:
    """Return how much faster two workers of a cluster are than one; long fits, for them it is."""
    longer, _ = LEARNER.replaced(stop_epochs=100 * EPOCHS)
    made = plan(longer, {**GRID, "regularization_rate": [0.01], "width": [8, 16]})
    took = []
    with ExitStack() as stack:
        address = stack.enter_context(scheduler())
        for n_workers in (1, 2):
            stack.enter_context(worker(address))
            client = stack.enter_context(Client(address, set_as_default=False))
            client.wait_for_workers(n_workers)
            list(run(Search(plan(LEARNER, GRID)), scheduler=address))  # all have compiled
            took.append(_taken(lambda: list(run(Search(made), scheduler=address))))
    return [
        Figure(f"{made.n_fits} fits of {100 * EPOCHS} epochs, one Dask worker", took[0], "s"),
        Figure(f"{made.n_fits} fits of {100 * EPOCHS} epochs, two Dask workers", took[1], "s"),
        Figure("times faster with two workers", took[0] / took[1], "", "at least 1.6"),
    ]
