"""A search from Python: on threads of its own, or on a cluster."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pandas as pd
from joblib import Parallel, delayed, parallel_config

from playground.experiment.settings import Settings
from playground.labs.search.cluster import Make, connected
from playground.labs.search.fitting import Result, fits
from playground.labs.search.plan import Plan, plan
from playground.labs.search.ranges import Values
from playground.labs.search.searching import Search
from playground.nn import warm

LOOK = 0.05  # seconds until it is looked again what others have left


def run(
    search: Search,
    n_jobs: int = 2,
    scheduler: str | None = None,
    closed: threading.Event | None = None,
) -> Iterator[Result]:
    """Make the fits of a search that are missing, and yield each as soon as it is made.

    Close the iterator to end early: what was made stays in ``search``, and another ``run`` goes on
    with the rest.

    Parameters
    ----------
    search
        What is to be done.
    n_jobs
        How many threads; they use the compiled engine, which lets go of Python's lock.
    scheduler
        The address of a Dask scheduler, such as ``"tcp://localhost:8786"``, whose workers make the
        fits; threads of this process when not given.
    closed
        Ends it from another thread, in the middle of a fit.

    Raises
    ------
    SearchError
        If the scheduler cannot be reached, or Dask is not installed.
    """
    closed = closed or threading.Event()
    if scheduler is not None:
        with connected(scheduler, search.plan, closed) as make:
            yield from _made(search, make, closed)
        return
    warm().join()  # else the first fits would be NumPy's, the others not, to the last bit
    with parallel_config(backend="threading", n_jobs=n_jobs):
        yield from _made(search, partial(fits, stopped=closed.is_set), closed)


def _made(search: Search, make: Make, closed: threading.Event) -> Iterator[Result]:
    """Have fits made by ``make``, round after round, until it is closed."""
    each = search.plan.folds * search.plan.seeds
    while not closed.is_set() and not search.is_done:
        tasks = search.take(search.n_fits)
        if not tasks:  # others are at them, and may give them back
            closed.wait(LOOK)
            continue
        parts = [tasks[start : start + each] for start in range(0, len(tasks), each)]
        found = Parallel(return_as="generator_unordered")(
            delayed(make)(search.plan, part) for part in parts
        )
        whole = False
        try:
            for results in found:
                yield from search.record(results)
                if closed.is_set():
                    break
            else:
                whole = True
        finally:
            if not whole:
                _end(found, closed)
            search.give_back(tasks)


def _end(found: Any, closed: threading.Event) -> None:
    """End fits under way that nobody waits for any more."""
    closed.set()
    with warnings.catch_warnings():  # joblib warns of them
        warnings.simplefilter("ignore", UserWarning)
        found.close()


class Running:
    """A search that makes its fits while it is iterated over, or its table is asked for.

    Attributes
    ----------
    search, plan
        What has been done, and what is to be.
    """

    def __init__(self, search: Search, n_jobs: int, scheduler: str | None) -> None:
        self.search = search
        self.plan: Plan = search.plan
        self._n_jobs, self._scheduler = n_jobs, scheduler

    def __iter__(self) -> Iterator[Result]:
        """Yield the results there are, then the others as they come; end when you like."""
        yield from self.search.results
        yield from run(self.search, self._n_jobs, self._scheduler)

    @property
    def table(self) -> pd.DataFrame:
        """A row for each fit; those that are missing are made first."""
        for _ in run(self.search, self._n_jobs, self._scheduler):
            pass
        return self.search.table()


def search(
    settings: Settings | Mapping[str, Any],
    grid: Mapping[str, Values],
    method: str = "grid",
    folds: int = 3,
    n_jobs: int = 2,
    scheduler: str | None = None,
    **further: Any,
) -> Running:
    """Search for the best settings by cross-validation on the training points.

    Parameters
    ----------
    settings
        Data and network as they are where the grid does not say otherwise: ``Settings``, or a
        mapping of those that are not the defaults.
    grid
        By the name of a setting the values to try, or a ``Range`` of them.
    method
        ``"grid"``, ``"random"`` or ``"halving"``.
    folds
        Into how many parts the training points are dealt.
    n_jobs, scheduler
        See ``run``.
    **further
        See ``plan``: ``seeds``, ``draws``, ``factor``, ``shuffled``, ``own``.

    Raises
    ------
    SearchError
        If it cannot be made.

    Examples
    --------
    >>> found = search({"dataset": "gauss"}, {"width": [1, 4], "activation": ["tanh", "relu"]})
    >>> first = next(iter(found))
    >>> table = found.table  # makes what is missing
    >>> len(table), bool(table["score"].min() > 0.9)
    (12, True)
    """
    if not isinstance(settings, Settings):
        settings, _ = Settings().replaced(**settings)
    made = plan(settings, grid, method=method, folds=folds, **further)
    return Running(Search(made), n_jobs, scheduler)
