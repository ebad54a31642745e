"""A search in a file of its own, in TOML: for the command line ``playground search FILE.toml``.

``EXAMPLE`` is such a file, with a word on each line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.experiment.links import read_link
from playground.experiment.settings import Settings
from playground.labs.search.plan import Plan, plan
from playground.labs.search.ranges import Range, Values
from playground.labs.search.settings import SearchSettings
from playground.labs.search.wrong import SearchError
from playground.settings.kinds import quoted

HOW = ("method", "folds", "seeds", "draws", "factor", "shuffled")
TABLES = ("link", "settings", "grid", "search")
_RANGE = {"low": float, "high": float, "n": int, "log": bool}

EXAMPLE = """\
# Which settings matter on noisy circles?
#   playground search circle.toml > circle.csv

# A link of the playground's can say data and network: link = "http://...#dataset=circle&noise=20"
[settings]                       # what is the same in all fits, by the names of Experiment(...)
dataset = "circle"
noise = 20
train_share = 50                 # percent; the other points stay closed until --test
stop_epochs = 60                 # how long a fit is, where epochs are not tried

[grid]                           # what is tried: lists of values, or ranges
width = [2, 4, 8]
activation = ["tanh", "relu", "sigmoid"]
learning_rate = { low = 0.003, high = 0.3, n = 3, log = true }
# model = ["network", "svm"]     # other models on the same points, each with its own settings:
# svm.C = [0.1, 1, 10]

[search]
method = "grid"                  # or "random" with draws = 59, or "halving" with factor = 3
folds = 3
seeds = 1                        # fits of each combination with other first weights
# shuffled = true                # deals the labels out at random: the winner's curse
"""


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a file asks for.

    Parameters
    ----------
    settings, grid, how
        As for ``plan``; ``how`` are its further arguments.
    remarks
        What was put right of the settings, a sentence each.
    """

    settings: Settings
    grid: Mapping[str, Values]
    how: Mapping[str, Any]
    remarks: tuple[str, ...]

    def plan(self) -> Plan:
        """Return the search.

        Raises
        ------
        SearchError
            If it cannot be made.
        """
        return plan(self.settings, self.grid, **self.how)


def read_search(text: str) -> Wanted:
    """Return what the text of a file asks for.

    Raises
    ------
    SearchError
        If it cannot be read, with the place and what to do.

    Examples
    --------
    >>> read_search(EXAMPLE).plan().words
    '27 combinations × 3 folds = 81 fits'
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SearchError(f"The file is not TOML: {problem}.") from None
    _known(found, TABLES, "The file")
    settings, notices = _settings(found)
    how = _how(_table(found, "search"))
    grid = dict(_flat(_table(found, "grid")))
    return Wanted(settings, grid, how, tuple(notices))


def _table(found: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = found.get(name, {})
    if not isinstance(table, dict):
        raise SearchError(f"[{name}] is a table, not {quoted(table)}.")
    return table


def _known(found: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in found:
        if name not in names:
            raise SearchError(f"{where} has no {quoted(name)}; there are: {', '.join(names)}.")


def _settings(found: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    link = found.get("link", "")
    if not isinstance(link, str):
        raise SearchError(f"link is a text, not {quoted(link)}.")
    settings, notices = read_link(link)
    try:
        settings, more = settings.replaced(**_table(found, "settings"))
    except TypeError as problem:
        raise SearchError(f"[settings]: {problem}") from None
    return settings, [*notices, *more]


def _how(table: Mapping[str, Any]) -> dict[str, Any]:
    _known(table, HOW, "[search]")
    how = {}
    for name, value in table.items():
        try:
            how[name], remark = SearchSettings.declared[name].kind.accept(value)
        except ValueError as problem:
            remark = str(problem)
        if remark:
            raise SearchError(f"[search] {name}: {remark}.")
    return how


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Return names with dots and what belongs to them; a table of ends is a range."""
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        if not isinstance(value, dict):
            found.append((f"{before}{name}", value))
        elif set(value) & set(_RANGE):
            found.append((f"{before}{name}", _range(f"{before}{name}", value)))
        else:
            found += _flat(value, f"{before}{name}.")
    return found


def _range(name: str, table: Mapping[str, Any]) -> Range:
    _known(table, tuple(_RANGE), f"The range of {name}")
    if not {"low", "high"} <= set(table):
        raise SearchError(f"The range of {name} needs both ends: low and high.")
    for key, value in table.items():
        is_flag = isinstance(value, bool)
        if is_flag != (key == "log") or not isinstance(value, int | float):
            raise SearchError(f"The range of {name}: {quoted(value)} cannot be its {key}.")
        if key == "n" and not isinstance(value, int):
            raise SearchError(f"The range of {name}: n is a whole number, not {quoted(value)}.")
    return Range(**{"low": float(table["low"]), "high": float(table["high"])}
                 | {key: value for key, value in table.items() if key in ("n", "log")})  # fmt: skip
