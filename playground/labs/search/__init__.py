"""Which settings matter? Many are tried by cross-validation, and what came of it is looked at."""

from __future__ import annotations

from playground.labs.search.analysis import best, chance_of_top, front, groups, summary
from playground.labs.search.axes import Axis, axis
from playground.labs.search.background import SearchJob
from playground.labs.search.boundaries import Boundary, boundary, link_of, planes
from playground.labs.search.choosing import Verdict, compare_methods, open_test
from playground.labs.search.estimating import Estimate, estimate
from playground.labs.search.fitting import Result
from playground.labs.search.models import MODELS, tunables
from playground.labs.search.plan import METHODS, Plan, plan
from playground.labs.search.ranges import Range
from playground.labs.search.running import search
from playground.labs.search.searching import Search, kept, known
from playground.labs.search.settings import SearchSettings, plan_of
from playground.labs.search.tunables import Model, Tunable
from playground.labs.search.variance import (
    Explained,
    Interaction,
    interaction,
    interactions,
    shares,
)
from playground.labs.search.wrong import SearchError

__all__ = [
    "METHODS",
    "MODELS",
    "Axis",
    "Boundary",
    "Estimate",
    "Explained",
    "Interaction",
    "Model",
    "Plan",
    "Range",
    "Result",
    "Search",
    "SearchError",
    "SearchJob",
    "SearchSettings",
    "Tunable",
    "Verdict",
    "axis",
    "best",
    "boundary",
    "chance_of_top",
    "compare_methods",
    "estimate",
    "front",
    "groups",
    "interaction",
    "interactions",
    "kept",
    "known",
    "link_of",
    "open_test",
    "plan",
    "plan_of",
    "planes",
    "search",
    "shares",
    "summary",
    "tunables",
]
