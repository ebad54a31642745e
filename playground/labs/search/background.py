"""A search in the background of a page: fit after fit, in turn with all that plays."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor

from playground.labs.search.cluster import CLUSTER
from playground.labs.search.fitting import Result, fit_in_parts, fits
from playground.labs.search.network import NETWORK
from playground.labs.search.plan import Task
from playground.labs.search.running import run
from playground.labs.search.searching import Search
from playground.nn import ready, warm
from playground.runs.scheduler import SCHEDULER, Scheduler

WAIT = 0.02  # seconds until it is looked again whether others are through
BEHIND = 0.5  # of its own slice, how long a search lets others go first

# Fits of other models cannot be cut into slices: a thread of their own, one for all visits, makes
# them, so that whoever plays is not kept waiting by one.
WHOLE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-models")


class SearchJob:
    """Makes the fits of a search in the background.

    Parameters
    ----------
    search
        What is to be done; what has been made already stays.
    cluster
        The address of a Dask scheduler that makes the fits; that of ``CLUSTER`` when not given, and
        where that has none the process's own threads.
    scheduler
        Whose threads; the process-wide one's when not given.

    Attributes
    ----------
    failure
        What has gone wrong with the search as a whole; None if nothing.
    """

    def __init__(
        self, search: Search, cluster: str | None = None, scheduler: Scheduler = SCHEDULER
    ) -> None:
        self.search = search
        self.failure: Exception | None = None
        self._cluster = cluster or CLUSTER.address
        self._scheduler = scheduler
        self._cancelled = False
        self._closed = threading.Event()  # for the thread that waits for a cluster
        self._lanes: list[_Lane] = []
        self._begun: float | None = None
        self._done_before = search.n_done

    def start(self) -> None:
        """Begin, or go on with what is missing."""
        self._begun = time.monotonic()
        if self._cluster is not None:
            threading.Thread(target=self._on_cluster, name="cluster", daemon=True).start()
            return
        warm()
        self._lanes = [_Lane(self) for _ in range(self._scheduler.workers)]
        for lane in self._lanes:
            self._scheduler.add(lane)

    def cancel(self) -> None:
        """End after the step under way; what has been made stays."""
        self._cancelled = True
        self._closed.set()

    @property
    def state(self) -> str:
        """How it stands: "idle", "running", "done", "cancelled" or "failed"."""
        if self.failure is not None:
            return "failed"
        if self.search.is_done:
            return "done"
        if self._cancelled:
            return "cancelled"
        return "idle" if self._begun is None else "running"

    @property
    def progress(self) -> float:
        """How much of the search is done, 0..1."""
        return self.search.n_done / max(self.search.n_fits, 1)

    @property
    def remaining(self) -> float | None:
        """How many seconds it will take from now, by what it took so far; None if nobody knows."""
        made = self.search.n_done - self._done_before
        if self._begun is None or self.state != "running" or made == 0:
            return None
        return (time.monotonic() - self._begun) / made * (self.search.n_fits - self.search.n_done)

    @property
    def ended(self) -> bool:
        """Whether it makes no more fits."""
        return self.state not in ("idle", "running")

    @property
    def has_company(self) -> bool:
        """Whether others want the scheduler's threads, too."""
        return len(self._scheduler) > len(self._lanes)

    def _on_cluster(self) -> None:
        try:
            for _ in run(self.search, scheduler=self._cluster, closed=self._closed):
                pass
        except Exception as problem:  # told by ``state`` and ``failure``
            self.failure = problem


class _Lane:
    """What the scheduler knows: makes one fit after the other, as many beside it as threads."""

    def __init__(self, job: SearchJob) -> None:
        self._job = job
        self._task: Task | None = None
        self._parts: Generator[float, None, Result] | None = None
        self._elsewhere: Future[list[Result]] | None = None

    def advance(self, seconds: float) -> float | None:
        """Make fits for about so many seconds; for the scheduler."""
        begun = time.monotonic()
        if not ready() and warm().is_alive():
            return WAIT  # else the first fits would be NumPy's, the others not, to the last bit
        while True:
            if self._job.ended:
                self._leave()
                return None
            if not self._step():
                return WAIT
            if time.monotonic() - begun >= seconds:
                # Others first: a search is not watched frame by frame.
                return BEHIND * seconds if self._job.has_company else 0.0

    def _step(self) -> bool:
        """Do a part of a fit; return False where there is nothing to do but to wait."""
        search = self._job.search
        if self._elsewhere is not None:
            if not self._elsewhere.done():
                return False
            self._finish(self._elsewhere.result()[0])
            return True
        if self._task is None:
            taken = search.take()
            if not taken:
                return False
            (self._task,) = taken
            if search.plan.combinations[self._task.combination].model != NETWORK:
                self._elsewhere = WHOLE.submit(fits, search.plan, taken)
                return False
            self._parts = fit_in_parts(search.plan, self._task)
        assert self._parts is not None
        try:
            next(self._parts)
        except StopIteration as returned:
            self._finish(returned.value)
        return True

    def _finish(self, result: Result) -> None:
        self._job.search.record([result])
        self._task = self._parts = self._elsewhere = None

    def _leave(self) -> None:
        if self._elsewhere is not None:
            self._elsewhere.cancel()
        if self._parts is not None:
            self._parts.close()
        if self._task is not None:
            self._job.search.give_back([self._task])
        self._task = self._parts = self._elsewhere = None

    def failed(self, problem: Exception) -> None:
        """Learn that ``advance`` has raised."""
        self._job.failure = problem
        self._leave()
