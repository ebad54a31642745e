"""What the table of a search says: of combinations, of values, of cost. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from playground.arrays import FloatArray, IntArray
from playground.labs.search.axes import axis
from playground.labs.search.fitting import OK
from playground.labs.search.plan import Plan

# The columns of a table that are not settings.
OF_FITS = (
    "combination", "fold", "start", "rung", "trained", "weights", "cost", "score", "train_score",
    "seconds", "status", "reason", "same_as",
)  # fmt: skip


def settings_in(table: pd.DataFrame) -> list[str]:
    """Return the names of the settings that a table has columns of, the model first."""
    return [name for name in table.columns if name not in OF_FITS]


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each combination: the means over folds and starts of its last round.

    Parameters
    ----------
    table
        A row for each fit.

    Returns
    -------
    pandas.DataFrame
        By the combination's number: its settings; the means of ``score``, ``train_score`` and
        ``seconds``; ``std`` of the scores and their number ``n``; ``trained``, ``weights``,
        ``cost``; ``rung``; ``same_as``; ``status`` and ``reason`` of the first fit that is not ok.
    """
    if table.empty:
        columns = [*settings_in(table), *OF_FITS[3:], "std", "n"]
        return pd.DataFrame(columns=columns, index=pd.Index([], name="combination"))
    last = table["rung"] == table.groupby("combination")["rung"].transform("max")
    rows = table[last]
    # The first fit of a combination that went wrong speaks for it.
    wrong = (rows["status"] != OK).sort_values(ascending=False, kind="stable")
    worst = rows.loc[wrong.index]
    by = worst.groupby("combination", sort=True)
    first = worst.drop_duplicates("combination").set_index("combination").sort_index()
    found = first[[*settings_in(table), "rung", "weights", "status", "reason", "same_as"]].copy()
    for name in ("score", "train_score", "seconds", "trained", "cost"):
        found[name] = by[name].mean()
    found["std"] = by["score"].std(ddof=0)
    found["n"] = by["score"].size()
    return found


def sound(combinations: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a summary whose fits all went well."""
    return combinations[combinations["status"] == OK]


def best(table: pd.DataFrame) -> int | None:
    """Return the number of the combination with the highest mean score; None without any.

    Of several the first. Halving's last round counts: those that went further are ahead.
    """
    found = sound(summary(table))
    if found.empty:
        return None
    found = found[found["rung"] == found["rung"].max()]
    return int(found["score"].idxmax())


@dataclass(frozen=True, eq=False)
class Group:
    """The combinations that share a value of a setting, or a bin of its values.

    Parameters
    ----------
    label
        The value in words.
    scores, combinations
        The mean score of each, and its number, (n,) both.
    """

    label: str
    scores: FloatArray
    combinations: IntArray


def groups(plan: Plan, table: pd.DataFrame, name: str) -> list[Group]:
    """Return the mean scores of the combinations, sorted by their values of a setting.

    There is a group for each value of its ``axis``, also for those of which nothing has come yet.
    Only combinations that went well are in them.
    """
    found = sound(summary(table))
    numbers, scores = found.index.to_numpy(int), found["score"].to_numpy(float)
    one = axis(plan, name)
    codes = one.codes[numbers]
    return [
        Group(label, scores[codes == code], numbers[codes == code])
        for code, label in enumerate(one.values)
    ]


def front(table: pd.DataFrame) -> list[int]:
    """Return the combinations that nobody beats in score and cost at once, the cheapest first.

    Only networks have a cost, epochs times weights. Of several that are alike the first is there.
    """
    found = sound(summary(table))
    found = found[found["cost"] > 0]
    ordered = found.sort_values(["cost", "score"], ascending=[True, False], kind="stable")
    chosen, highest = [], -np.inf
    for number, score in zip(ordered.index, ordered["score"], strict=True):
        if score > highest:
            chosen.append(int(number))
            highest = score
    return chosen


def chance_of_top(draws: int, share: float = 0.05) -> float:
    """Return how likely at least one of some random draws is among the best share of all.

    1 - (1 - share)^draws, whatever the number of settings (Bergstra and Bengio 2012,
    https://www.jmlr.org/papers/v13/bergstra12a.html).

    >>> round(chance_of_top(59), 4)
    0.9515
    """
    return float(1.0 - (1.0 - share) ** draws)
