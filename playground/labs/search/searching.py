"""A search under way: which fits are to be made, and what has come of those that are."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from playground.labs.search.fitting import DIVERGED, FAILED, OK, Result
from playground.labs.search.models import MODEL
from playground.labs.search.plan import Plan, Task

MOST_KEPT = 16  # searches that are remembered for who comes back


class Search:
    """The fits of a plan: who makes them takes some, and records what came of them.

    Safe to use from several threads; nothing is computed while its lock is held. What has been
    recorded stays, whoever made it: a search that was cancelled goes on with what is missing.

    Parameters
    ----------
    plan
        What is to be done.

    Attributes
    ----------
    plan
        The same.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._guard = threading.Lock()
        self._results: dict[Task, Result] = {}  # in the order of finishing
        self._rung = 0
        self._waiting: deque[Task] = deque(plan.tasks(plan.runs, 0))
        self._under_way: set[Task] = set()
        self._n_of_rung = len(self._waiting)

    @property
    def n_fits(self) -> int:
        """How many fits there are in all."""
        return self.plan.n_fits

    @property
    def n_done(self) -> int:
        """How many fits are made."""
        return len(self._results)

    @property
    def is_done(self) -> bool:
        """Whether all fits are made."""
        return self.n_done == self.n_fits

    def _count(self, status: str) -> int:
        return sum(result.status == status for result in self.results)

    @property
    def n_failed(self) -> int:
        """How many fits have failed."""
        return self._count(FAILED)

    @property
    def n_diverged(self) -> int:
        """How many fits have run away."""
        return self._count(DIVERGED)

    @property
    def results(self) -> tuple[Result, ...]:
        """What has come of the fits so far, in the order of finishing."""
        with self._guard:
            return tuple(self._results.values())

    def take(self, most: int = 1) -> list[Task]:
        """Take fits to be made, at most so many; none where those under way must end first."""
        with self._guard:
            taken = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
            self._under_way.update(taken)
            return taken

    def give_back(self, tasks: Iterable[Task]) -> None:
        """Give back fits that were taken and have not been made."""
        with self._guard:
            for task in tasks:
                if task in self._under_way:
                    self._under_way.remove(task)
                    self._waiting.appendleft(task)

    def record(self, results: Iterable[Result]) -> list[Result]:
        """Keep what has come of fits; return those that were not known before."""
        with self._guard:
            new = [result for result in results if result.task not in self._results]
            for result in new:
                self._under_way.discard(result.task)
                self._results[result.task] = result
            if len(self._results) < self._n_of_rung or self._rung + 1 == len(self.plan.rungs):
                return new
            self._rung += 1
            tasks = self.plan.tasks(self._survivors(), self._rung)
            self._waiting.extend(tasks)
            self._n_of_rung += len(tasks)
            return new

    def _survivors(self) -> list[int]:
        """Return the combinations that go on to the present round, the best first."""
        found: dict[int, list[Result]] = {}
        for task, result in self._results.items():
            if task.rung == self._rung - 1:
                found.setdefault(task.combination, []).append(result)

        def rank(number: int) -> tuple[bool, float]:
            # Those that ran away or failed come last, but they do come if there is nothing else.
            sound = all(result.status == OK for result in found[number])
            scores = [result.score for result in found[number]]
            return not sound, -float(np.nan_to_num(np.mean(scores), nan=-np.inf))

        # Of equals those of the lower number, whoever was through first.
        return sorted(sorted(found), key=rank)[: self.plan.rungs[self._rung][0]]

    def table(self) -> pd.DataFrame:
        """Return a row for each fit that is made, in the order of finishing.

        Duplicates have rows of their own: those of the combination whose fits they share.
        """
        plan = self.plan
        sharing: dict[int, list[int]] = {}
        for one in plan.combinations:
            sharing.setdefault(one.same_as, []).append(one.number)
        rows = [
            (number, result)
            for result in self.results
            for number in sharing[result.task.combination]
        ]
        columns: dict[str, Any] = {
            "combination": [number for number, _ in rows],
            MODEL: [plan.combinations[number].model for number, _ in rows],
        }
        for name in plan.grid:
            columns[name] = [plan.combinations[number].values.get(name) for number, _ in rows]
        for name in ("fold", "start", "rung"):
            columns[name] = [getattr(result.task, name) for _, result in rows]
        columns["trained"] = [result.epochs for _, result in rows]  # "epochs" may be a setting
        for name in (
            "weights", "cost", "score", "train_score", "seconds", "status", "reason",
        ):  # fmt: skip
            columns[name] = [getattr(result, name) for _, result in rows]
        columns["same_as"] = [plan.combinations[number].same_as for number, _ in rows]
        return pd.DataFrame(columns)

    def __len__(self) -> int:
        return self.n_done

    def __iter__(self) -> Iterator[Result]:
        """Iterate over what is there by now."""
        return iter(self.results)


_KEPT: OrderedDict[tuple[Any, ...], Search] = OrderedDict()
_KEEPING = threading.Lock()


def kept(plan: Plan) -> Search:
    """Return this process's search of a plan, with what has come of it: for who comes back.

    All who make the same search share it: its results follow from the plan alone.
    """
    key = plan.key
    with _KEEPING:
        found = _KEPT.pop(key, None) or Search(plan)
        _KEPT[key] = found
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
        return found


def known(plan: Plan) -> Search | None:
    """Return the search that ``kept`` would, if there is one already."""
    with _KEEPING:
        return _KEPT.get(plan.key)
