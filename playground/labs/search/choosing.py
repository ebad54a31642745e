"""The honest end of a search: one winner, the test data opened once, and how much was luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.search.analysis import best, summary
from playground.labs.search.fitting import fit
from playground.labs.search.network import NETWORK
from playground.labs.search.plan import METHODS, Plan, Task, plan
from playground.labs.search.ranges import Range, Values, thinned
from playground.labs.search.searching import Search
from playground.labs.search.wrong import SearchError


@dataclass(frozen=True)
class Verdict:
    """What the test data say of the winner.

    Parameters
    ----------
    combination
        Its number.
    cv_score
        What cross-validation promised: the mean score of the winner.
    test_score
        What it does with the test data, trained on all training points; the mean over the starts.
    n_test, n_tried
        How many test points there are, and among how many combinations it was chosen.
    error
        The standard error of the test score, of its points alone; nan for a regression.
    score_name
        What a score is.
    shuffled
        Whether the labels had been dealt out at random.
    """

    combination: int
    cv_score: float
    test_score: float
    n_test: int
    n_tried: int
    error: float
    score_name: str
    shuffled: bool

    @property
    def optimism(self) -> float:
        """How much more was promised than is kept."""
        return self.cv_score - self.test_score

    @property
    def words(self) -> str:
        """The verdict, in sentences."""
        error = "" if math.isnan(self.error) else f" ± {self._said(self.error)}"
        said = (
            f"Cross-validation promised {self._said(self.cv_score)}. "
            f"{self.n_test:,} test points that no fit had seen: "
            f"{self._said(self.test_score)}{error}. "
            f"Optimism: {self._apart}."
        )
        if self.shuffled:
            return (
                f"{said} The labels were dealt out at random, so there was nothing to be learned: "
                f"the best of {self.n_tried:,} combinations looks better than chance because it "
                "was the luckiest. That is the winner’s curse."
            )
        if self.optimism > 2 * self.error:
            return (
                f"{said} More was promised than is kept: the best of {self.n_tried:,} is partly "
                "the luckiest."
            )
        return f"{said} What was promised is kept, as far as so many test points can tell."

    def _said(self, score: float) -> str:
        return f"{100 * score:.1f} %" if self._is_share else f"{self.score_name} {score:.3f}"

    @property
    def _is_share(self) -> bool:
        return not math.isnan(self.error)

    @property
    def _apart(self) -> str:
        apart = 100 * self.optimism if self._is_share else self.optimism
        sign = "\N{MINUS SIGN}" if apart < 0 else "+"
        return f"{sign}{abs(apart):.1f} points" if self._is_share else f"{sign}{abs(apart):.3f}"


def open_test(search: Search) -> Verdict:
    """Open the test data: the winner is trained on all training points and meets the others.

    That is to be done once, at the end: who goes on searching after it chooses by the test, too.

    Raises
    ------
    SearchError
        If no combination has been scored yet, or the winner cannot be trained on all points.
    """
    made, table = search.plan, search.table()
    winner = best(table)
    if winner is None:
        raise SearchError("There is no winner to test yet: no combination has been fitted.")
    found = [
        fit(made, Task(winner, None, start, 0, made.epochs_of(winner)))
        for start in range(made.seeds)
    ]
    scores = [result.score for result in found]
    if any(math.isnan(score) for score in scores):
        raise SearchError(f"The winner cannot be trained on all points: {found[0].reason}.")
    score, n_test = sum(scores) / len(scores), len(made.points.data.test)
    is_share = made.points.data.problem == "classification"
    return Verdict(
        combination=winner,
        cv_score=float(summary(table).loc[winner, "score"]),
        test_score=score,
        n_test=n_test,
        n_tried=len(made.runs),
        error=math.sqrt(score * (1 - score) / n_test) if is_share else math.nan,
        score_name=made.score_name,
        shuffled=made.shuffled,
    )


def compare_methods(
    settings: Settings,
    grid: Mapping[str, Values],
    *,
    folds: int = 3,
    factor: int = 3,
    own: Source | None = None,
) -> dict[str, Plan]:
    """Return a grid, a random and a halving search with about the same budget of epochs.

    Halving tries all combinations of the grid and says what that costs. For as many epochs a grid
    has to make do with fewer values of each setting, and random search draws fewer combinations.

    Raises
    ------
    SearchError
        If it cannot be made: see ``plan``. Only networks have epochs.

    Examples
    --------
    >>> learner, _ = Settings().replaced(stop_epochs=162)
    >>> grid = {"width": range(1, 13), "learning_rate": Range(0.001, 1.0, 15, log=True)}
    >>> made = compare_methods(learner, grid)
    >>> {name: (len(one.runs), one.epochs) for name, one in made.items()}
    {'grid': (25, 12150), 'random': (27, 13122), 'halving': (180, 13122)}
    """
    halving = plan(settings, grid, method="halving", folds=folds, factor=factor, own=own)
    if halving.models != (NETWORK,):
        raise SearchError("Methods are compared by their epochs: only networks have any.")
    epochs = halving.rungs[-1][1] or 1
    affordable = max(1, halving.epochs // (epochs * folds))
    counts = {
        name: len(values.values()) if isinstance(values, Range) else len(values)
        for name, values in halving.grid.items()
    }
    while math.prod(counts.values()) > affordable:
        most = max(counts, key=counts.__getitem__)
        counts[most] -= 1
    coarse = {
        name: Range(values.low, values.high, counts[name], values.log)
        if isinstance(values, Range)
        else thinned(values, counts[name])
        for name, values in halving.grid.items()
    }
    how = {
        "grid": plan(settings, coarse, folds=folds, own=own),
        "random": plan(
            settings, halving.grid, method="random", draws=affordable, folds=folds, own=own
        ),
        "halving": halving,
    }
    return {name: how[name] for name in METHODS}
