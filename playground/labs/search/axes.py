"""A setting as an axis: where each combination stands on it, whatever has come of it so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.labs.search.models import MODEL, find_tunable
from playground.labs.search.plan import Plan
from playground.labs.search.ranges import Range
from playground.settings.kinds import shown

MOST_VALUES = 12  # that are told apart; more numbers are put into bins
BINS = 5


@dataclass(frozen=True, eq=False)
class Axis:
    """The values of a setting, in the order to draw them. It follows from the plan alone.

    Parameters
    ----------
    name, label
        The setting's key and what it is called.
    values
        Each value, or bin, in words.
    places
        Where each combination stands among them, (n_combinations,): 0, 1, ...; of bins the exact
        place in between, so that rounding it gives the bin; nan where the setting is not of its
        model.
    continuous
        Whether the values are bins.
    """

    name: str
    label: str
    values: tuple[str, ...]
    places: FloatArray
    continuous: bool

    @cached_property
    def codes(self) -> IntArray:
        """The number of each combination's value or bin, (n_combinations,); -1 for none."""
        return np.where(np.isnan(self.places), -1, np.rint(np.nan_to_num(self.places))).astype(int)


def axis(plan: Plan, name: str) -> Axis:
    """Return the axis of one of ``plan.names``.

    A range that was drawn from is cut into bins, equally wide on its own scale; so are more than 12
    numbers, equally many in each.

    Examples
    --------
    >>> from playground.experiment.settings import Settings
    >>> from playground.labs.search.plan import plan
    >>> made = plan(Settings(), {"width": [8, 2], "activation": ["relu", "tanh"]})
    >>> axis(made, "width").values, axis(made, "activation").values
    (('2', '8'), ('ReLU', 'Tanh'))
    >>> axis(made, "width").places
    array([1., 0., 1., 0.])
    """
    given: list[Any] = [
        one.model if name == MODEL else one.values.get(name) for one in plan.combinations
    ]
    values = plan.grid.get(name)
    distinct = _ordered(plan, name, {one for one in given if one is not None})
    label = plan.label(name)
    if len(distinct) <= MOST_VALUES or not _numeric(name):
        codes = {value: float(code) for code, value in enumerate(distinct)}
        places = np.array([math.nan if one is None else codes[one] for one in given])
        return Axis(name, label, tuple(plan.said(name, one) for one in distinct), places, False)
    numbers = np.array([math.nan if one is None else float(one) for one in given])
    if isinstance(values, Range):
        integer = find_tunable(name).integer
        words, places = _cut(values, integer, numbers)
    else:
        ranks = np.searchsorted(np.array(distinct, dtype=float), numbers).astype(float)
        places = np.where(np.isnan(numbers), math.nan, (ranks + 0.5) / len(distinct) * BINS - 0.5)
        parts = np.array_split(np.array(distinct), BINS)
        words = [f"{plan.said(name, p[0])} to {plan.said(name, p[-1])}" for p in parts]
    return Axis(name, label, tuple(words), places, True)


def _numeric(name: str) -> bool:
    return name != MODEL and find_tunable(name).numeric


def _ordered(plan: Plan, name: str, there: set[Any]) -> list[Any]:
    """Return the values that are there: numbers rising, others as in the menu, then as given."""
    if _numeric(name):
        return sorted(there)
    if name == MODEL:
        return [model for model in plan.models if model in there]
    values = plan.grid[name]
    assert not isinstance(values, Range)
    known: Sequence[Any] = [one for one in find_tunable(name).menu if one in there]
    return [*known, *(one for one in values if one in there and one not in known)]


def _cut(values: Range, integer: bool, numbers: FloatArray) -> tuple[list[str], FloatArray]:
    """Return the bins of a range in words, and the places of numbers in them."""
    low, high = values.low, values.high
    if integer:
        low, high = low - 0.5 if not values.log else max(low - 0.5, low / 2), high + 0.5
    scale = np.log if values.log else np.asarray
    ends = (np.geomspace if values.log else np.linspace)(low, high, BINS + 1)
    share = (scale(numbers) - scale(low)) / (scale(high) - scale(low))
    places = np.clip(share * BINS - 0.5, -0.499, BINS - 0.501)
    if integer:
        firsts, lasts = np.ceil(ends[:-1]), np.floor(ends[1:])
    else:
        firsts, lasts = ends[:-1], ends[1:]
    pairs = zip(firsts.tolist(), lasts.tolist(), strict=True)
    words = [f"{_short(first)} to {_short(last)}" for first, last in pairs]
    return words, places


def _short(number: float) -> str:
    return shown(float(f"{number:.2g}"))
