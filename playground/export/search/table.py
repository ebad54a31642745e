"""The table of a search as CSV, by pandas."""

from __future__ import annotations

from playground.export.csv_text import csv_text
from playground.labs.search.searching import Search


def search_csv(search: Search) -> str:
    """Return a row for each fit that has been made, each setting's value in words.

    Examples
    --------
    >>> from playground.experiment.settings import Settings
    >>> from playground.labs.search import plan
    >>> made = Search(plan(Settings(), {"width": [2, 4]}))
    >>> search_csv(made).split(",")[:3]
    ['combination', 'model', 'width']
    """
    table, plan = search.table(), search.plan
    for name in plan.grid:
        table[name] = ["" if value is None else plan.said(name, value) for value in table[name]]
    return csv_text(table)
