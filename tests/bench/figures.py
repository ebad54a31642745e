"""A measured figure, beside what it should reach, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of a table: what was measured, and the goal if there is one."""

    what: str
    value: float
    unit: str = ""
    goal: str = ""  # "at least 45" or "at most 150"
    runs: str = ""  # the values whose median this is

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if not self.goal:
            return None
        kind, number = self.goal.rsplit(" ", 1)
        return self.value >= float(number) if kind == "at least" else self.value <= float(number)


def of_runs(what: str, values: Sequence[float], unit: str = "", goal: str = "") -> Figure:
    """Return the figure that is the median of several runs."""
    return Figure(what, median(values), unit, goal, ", ".join(short(value) for value in values))


def part(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies; nan if there are none."""
    return (
        sorted(values)[min(int(share * len(values)), len(values) - 1)] if values else float("nan")
    )


def short(value: Any) -> str:
    """Return a value as a table shows it.

    >>> short(12345.6), short(1.2345), short(True), short("x")
    ('12346', '1.23', 'yes', 'x')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return "" if value is None else str(value)


def columns_of(row: Any) -> dict[str, Any]:
    """Return a row's values by name, with whether its goal is met where it has one."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    if isinstance(row, Figure):
        values = {"what": row.what, "value": row.value, "unit": row.unit, "goal": row.goal}
        values |= {"met": row.met, "runs": row.runs}
    elif "ratio" in values and "goal" in values:
        values["met"] = values["ratio"] >= values["goal"]
    return values


def as_text(rows: Sequence[Any]) -> str:
    """Return rows (dataclasses of one kind) as a table."""
    lines = [list(columns_of(rows[0]))]
    lines += [[short(value) for value in columns_of(row).values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numbers = [isinstance(value, int | float) for value in columns_of(rows[0]).values()]
    return "\n".join(
        "  ".join(
            word.rjust(width) if number else word.ljust(width)
            for word, width, number in zip(line, widths, numbers, strict=True)
        ).rstrip()
        for line in lines
    )
