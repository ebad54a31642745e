"""The search's settings, declared once: links, checks, controls and hiding follow."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.search.models import MODEL, MODELS, find_tunable
from playground.labs.search.network import NETWORK
from playground.labs.search.plan import METHODS, MOST, MOST_SEEDS, Plan, plan
from playground.labs.search.points import MOST_FOLDS
from playground.labs.search.ranges import Values
from playground.labs.search.ticks import Ticked, Ticks
from playground.settings.base import BaseSettings
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Flag, Names, Number

PAGE = "search"  # what this page's keys in links begin with, and a dot
VIEWS = {
    "matters": "What matters",
    "parallel": "Parallel coordinates",
    "cost": "Score and cost",
    "models": "Models",
    "table": "Table",
}
# What a teacher can hide beside the controls of settings.
HIDEABLE = {
    f"{PAGE}.data": "The data",
    f"{PAGE}.parallel": "Parallel coordinates",
    f"{PAGE}.cost": "Score and cost",
    f"{PAGE}.planes": "Models side by side",
    f"{PAGE}.table": "The table",
    f"{PAGE}.best": "The best one, and the test data",
    f"{PAGE}.chosen": "The chosen model",
    f"{PAGE}.questions": "Predict first",
    f"{PAGE}.compare": "Comparing the methods",
    f"{PAGE}.save": "Save button",
}


class Touches(IntEnum):
    """How deep a change of a setting goes."""

    DRAWING = 0  # only what is drawn
    SEARCH = 1  # another search


def _only_for(method: str) -> Any:
    return lambda settings: "" if settings.method == method else f"only for {METHODS[method]}"


class SearchSettings(BaseSettings, page=PAGE, hideable=HIDEABLE):
    """All settings of the lab but for the learner's own data and network; immutable.

    Examples
    --------
    >>> from playground.settings.links import read_link, write_link
    >>> settings, _ = SearchSettings().replaced(ticks={"width": [2, 8]}, folds=5)
    >>> write_link(settings)
    '#search.ticks=width~2~8&search.folds=5'
    >>> read_link(SearchSettings, write_link(settings)) == (settings, [])
    True
    """

    models: tuple[str, ...] = declare(
        "Models",
        "What learns: the network, and other kinds of models on the same points.",
        Names(MODELS, least=1),
        default=(NETWORK,),
        touches=Touches.SEARCH,
        key=f"{PAGE}.models",
        menu=tuple(MODELS),
        hide=f"{PAGE}.models",
    )
    ticks: Ticked = declare(
        "Values to try",
        "Which settings are tried, and with which values.",
        Ticks(),
        default=(
            ("width", (2, 4, 8)),
            ("activation", ("tanh", "relu", "sigmoid")),
            ("optimizer", ("sgd", "adam")),
            ("learning_rate", (0.003, 0.03, 0.3)),
        ),
        touches=Touches.SEARCH,
        key=f"{PAGE}.ticks",
        hide=f"{PAGE}.ticks",
    )
    method: str = declare(
        "Method",
        "Grid tries every combination; random draws some; halving gives many a few epochs, and "
        "only the best of them more.",
        Choice(METHODS),
        default="grid",
        touches=Touches.SEARCH,
        key=f"{PAGE}.method",
        menu=tuple(METHODS),
        words=METHODS,
        hide=f"{PAGE}.method",
    )
    draws: int = declare(
        "Draws",
        "How many combinations are drawn at random: with 59, one of the best 5 % is among them in "
        "95 of 100 searches.",
        Number(1, MOST, integer=True),
        default=59,
        touches=Touches.SEARCH,
        key=f"{PAGE}.draws",
        menu=(10, 20, 59, 100, 200, 500),
        hide=f"{PAGE}.method",
        idle=_only_for("random"),
    )
    factor: int = declare(
        "Keep one in",
        "Halving keeps one combination in so many, and gives it so many times the epochs.",
        Number(2, 10, integer=True),
        default=3,
        touches=Touches.SEARCH,
        key=f"{PAGE}.factor",
        menu=(2, 3, 4),
        hide=f"{PAGE}.method",
        idle=_only_for("halving"),
    )
    folds: int = declare(
        "Folds",
        "Into how many parts the training points are dealt; each is held back once, and scores "
        "what was learned of the others.",
        Number(2, MOST_FOLDS, integer=True),
        default=3,
        touches=Touches.SEARCH,
        key=f"{PAGE}.folds",
        menu=(2, 3, 5, 10),
        hide=f"{PAGE}.folds",
    )
    seeds: int = declare(
        "Starts",
        "With how many first weights each combination is fitted: several tell luck from merit.",
        Number(1, MOST_SEEDS, integer=True),
        default=1,
        touches=Touches.SEARCH,
        key=f"{PAGE}.starts",
        menu=(1, 2, 3, 5, 10),
        hide=f"{PAGE}.folds",
    )
    shuffled: bool = declare(
        "Shuffle the labels",
        "Deals the labels out at random. There is nothing to be learned then: what the winner has "
        "is luck.",
        Flag(),
        default=False,
        touches=Touches.SEARCH,
        key=f"{PAGE}.shuffled",
        hide=f"{PAGE}.shuffled",
    )

    view: str = declare(
        "View",
        "What is looked at.",
        Choice(tuple(VIEWS)),
        default="matters",
        touches=Touches.DRAWING,
        key=f"{PAGE}.view",
        menu=tuple(VIEWS),
        words=VIEWS,
    )

    @property
    def grid(self) -> dict[str, Values]:
        """What is tried: the models, and of those the ticked values."""
        ticked = {
            name: values for name, values in self.ticks if find_tunable(name).model in self.models
        }
        return {MODEL: self.models, **ticked}


def plan_of(learner: Settings, settings: SearchSettings, own: Source | None = None) -> Plan:
    """Return what a search with the page's settings will do; see ``plan``."""
    return plan(
        learner,
        settings.grid,
        method=settings.method,
        folds=settings.folds,
        seeds=settings.seeds,
        draws=settings.draws,
        factor=settings.factor,
        shuffled=settings.shuffled,
        own=own,
    )
