"""A setting that a search can try values of, whatever model it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.labs.search.ranges import Range, Values
from playground.labs.search.wrong import SearchError
from playground.settings.kinds import Kind, Number, shown


@dataclass(frozen=True)
class Tunable:
    """A setting of a model, as a search knows it.

    Parameters
    ----------
    name
        The key in a grid.
    label, explanation
        What the page calls it, and one plain sentence.
    kind
        Puts a value right, reads and writes it.
    menu
        The values that are offered.
    default
        ``default(settings)``: the value where it is not tried, with the learner's settings.
    said
        ``said(value)``: what a value is called.
    model
        The name of the model that it belongs to.
    main
        Whether it is among those that are offered first.
    log
        Whether its values are better spread by factors.
    """

    name: str
    label: str
    explanation: str
    kind: Kind
    menu: tuple[Any, ...]
    default: Callable[[Any], Any]
    said: Callable[[Any], str]
    model: str
    main: bool = True
    log: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers, so that a range of them can be tried."""
        return isinstance(self.kind, Number)

    @property
    def integer(self) -> bool:
        """Whether its values are whole numbers."""
        return isinstance(self.kind, Number) and self.kind.integer

    def taken(self, values: Values) -> tuple[Values, list[str]]:
        """Return values as they are tried, each once, and a sentence for each one put right.

        Raises
        ------
        SearchError
            If there are none, or one cannot be used.
        """
        if isinstance(values, Range):
            return self._range(values)
        if isinstance(values, str | bytes | Mapping) or not hasattr(values, "__iter__"):
            raise SearchError(
                f"{self.label}: give a list of values to try, such as [{self._example}]."
            )
        given = list(values)
        if not given:
            raise SearchError(
                f"{self.label} has no values to try: give at least one, or leave it out."
            )
        taken, remarks = [], []
        for one in given:
            try:
                value, remark = self.kind.accept(one)
            except ValueError as problem:
                raise SearchError(f"{self.label}: {problem}.") from None
            taken.append(value)
            if remark:
                remarks.append(f"{self.label}: {remark}; {self.said(value)} is used.")
        once = tuple(dict.fromkeys(taken))
        if len(once) < len(taken):
            remarks.append(f"{self.label}: a value that was given twice is tried once.")
        return once, remarks

    def _range(self, values: Range) -> tuple[Values, list[str]]:
        if not isinstance(self.kind, Number):
            raise SearchError(f"{self.label} has no range: it takes single values.")
        if values.objection:
            raise SearchError(f"{self.label}: the range has no values, for {values.objection}.")
        if values.high < self.kind.low or values.low > self.kind.high:
            raise SearchError(
                f"{self.label}: the range has no values, for they must lie between "
                f"{shown(self.kind.low)} and {shown(self.kind.high)}."
            )
        low, high = max(values.low, self.kind.low), min(values.high, self.kind.high)
        if (low, high) == (values.low, values.high):
            return values, []
        return Range(low, high, values.n, values.log), [
            f"{self.label}: {shown(low)} to {shown(high)} is used, for other values cannot be."
        ]

    @property
    def _example(self) -> str:
        return ", ".join(map(repr, self.menu[:2])) or "..."


@dataclass(frozen=True)
class Model:
    """A kind of model that a search can try.

    Parameters
    ----------
    name, label, explanation
        Its key, its name, and one plain sentence.
    tunables
        What of it can be tried, by name.
    make
        ``make(settings, values, chance)``: an estimator of scikit-learn's kind. ``settings`` are
        the learner's, ``values`` those of its tunables by their names, ``chance`` the pair of
        numbers from which all chance of the fit follows.
    """

    name: str
    label: str
    explanation: str
    make: Callable[..., Any]
    tunables: Mapping[str, Tunable] = field(default_factory=dict)
