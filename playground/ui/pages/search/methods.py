"""Grid, random and halving on one budget, one after the other in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.search import (
    METHODS,
    Plan,
    Search,
    SearchError,
    SearchJob,
    SearchSettings,
    best,
    compare_methods,
    kept,
    summary,
)
from playground.ui.kit.background import LABS, Background
from playground.ui.pages.search.told import written

HAIR = 0.01  # of a score: what is closer is as good
LOOK = 200  # milliseconds between two looks at how far they are


class Methods:
    """The comparison of the ways to search; it rests while nobody is there, see ``session.Run``.

    Parameters
    ----------
    send
        Sends a message to the browser; from any thread.
    soon
        ``soon(callback, milliseconds)`` calls back later; from any thread.
    """

    def __init__(self, send: Callable[..., None], soon: Callable[..., bool]) -> None:
        self._send, self._soon = send, soon
        self._work = Background(soon, LABS, refusals=(SearchError,))
        self._searches: list[tuple[str, Search]] = []
        self._job: SearchJob | None = None
        self._rows: list[dict[str, Any]] = []

    def start(self, settings: Settings, wanted: SearchSettings, own: Source | None) -> None:
        """Begin with the first of them."""
        self.pause()
        self._rows = []
        self._work.do(
            lambda: compare_methods(
                settings, wanted.grid, folds=wanted.folds, factor=wanted.factor, own=own
            ),
            self._begin,
            lambda sentence: self._tell("idle", sentence),
        )

    @property
    def playing(self) -> bool:
        """Whether one of them runs."""
        return self._job is not None and self._job.state == "running"

    def play(self) -> None:
        """Go on with what is missing."""
        if not self.playing and len(self._rows) < len(self._searches):
            self._next()

    def pause(self) -> None:
        """End it; what has come stays."""
        if self._job is not None:
            self._job.cancel()

    def _begin(self, plans: dict[str, Plan]) -> None:
        self._searches = [(METHODS[name], kept(plan)) for name, plan in plans.items()]
        self._next()

    def _next(self) -> None:
        """Go on with the next of them."""
        if len(self._rows) == len(self._searches):
            self._job = None
            self._tell("done", self._words())
            return
        job = self._job = SearchJob(self._searches[len(self._rows)][1])
        job.start()
        self._look(job)

    def _look(self, job: SearchJob) -> None:
        if job is not self._job:
            return
        if job.failure is not None:
            self._tell("idle", "The comparison has failed.")
            raise job.failure
        if job.state == "cancelled":
            self._tell("idle", "Cancelled: what has come stays.")
        elif job.state == "done":
            self._work.do(lambda: row_of(*self._searches[len(self._rows)]), self._add)
        else:
            label = self._searches[len(self._rows)][0]
            self._tell("running", f"{label} is under way …")
            self._soon(lambda: self._look(job), LOOK)

    def _add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        self._next()

    def _tell(self, state: str, words: str) -> None:
        all_fits = sum(search.n_fits for _, search in self._searches)
        done = sum(search.n_done for _, search in self._searches)
        self._send(
            type="methods", state=state, progress=done / max(all_fits, 1), rows=self._rows,
            words=words,
        )  # fmt: skip

    def _words(self) -> str:
        """Return what the comparison has shown."""
        found = [row for row in self._rows if row["score"] is not None]
        if not found:
            return "None of them has found anything."
        first = max(found, key=lambda row: row["score"])
        least = min(found, key=lambda row: row["epochs"])
        apart = first["score"] - min(row["score"] for row in found)
        said = f"{first['label']} has found the best here"
        said += ", but by a hair." if apart < HAIR else f": {first['best']}."
        if least is not first and first["epochs"] > 1.2 * least["epochs"]:
            fewer = first["epochs"] / least["epochs"]
            said += f" {least['label']} took {fewer:.1f} times fewer epochs."
        return said


def row_of(label: str, search: Search) -> dict[str, Any]:
    """Return what a way to search has found, and what it took."""
    table = search.table()
    number = best(table)
    score = None if number is None else float(summary(table)["score"][number])
    return {
        "label": label,
        "tried": search.plan.n_combinations,
        "epochs": int(table["trained"].sum()),
        "score": score,
        "best": "–" if score is None else written(search.plan.score_name, score),
    }
