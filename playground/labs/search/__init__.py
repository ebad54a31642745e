"""Which settings matter? Many are tried by cross-validation, and what came of it is looked at."""

from __future__ import annotations

from playground.labs.search.analysis import best, chance_of_top, front, groups, summary
from playground.labs.search.background import SearchJob
from playground.labs.search.fitting import Result
from playground.labs.search.models import MODELS, tunables
from playground.labs.search.plan import METHODS, Plan, plan
from playground.labs.search.ranges import Range
from playground.labs.search.running import search
from playground.labs.search.searching import Search, kept
from playground.labs.search.tunables import Model, Tunable
from playground.labs.search.wrong import SearchError

__all__ = [
    "METHODS",
    "MODELS",
    "Model",
    "Plan",
    "Range",
    "Result",
    "Search",
    "SearchError",
    "SearchJob",
    "Tunable",
    "best",
    "chance_of_top",
    "front",
    "groups",
    "kept",
    "plan",
    "search",
    "summary",
    "tunables",
]
