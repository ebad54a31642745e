"""A fuzz campaign over links, files and tables: python -m tests.export.fuzz [number of inputs].

The inputs are those of the tests, many more of them: nothing may raise but refusals in words,
nothing may hang, and what was opened must write itself again.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as effort

from playground.experiment import Experiment
from playground.experiment.links import read_link, write_link
from playground.experiment.trained import open_trained
from playground.export.files import read_json, write_json
from playground.export.saved import FileError
from playground.settings.links import MOST_NOTICES
from tests.data.any_table import TABLES, try_table
from tests.export.strategies import JSON_DAMAGE, LINKS, TEXT, damaged

NUMBER = 100_000
SLOWEST = 5.0  # seconds for one input

_RUN = Experiment(hidden_layers=[2], engine="numpy")
_FILES = [  # with points that the seed draws, and with points in the file
    write_json(Experiment(hidden_layers=[2], dataset=name, engine="numpy"))
    for name in ("gauss", "iris")
]


def try_link(link: str) -> None:
    """Read one link in every way that the page does."""
    settings, notices = read_link(link)
    assert len(notices) <= MOST_NOTICES
    assert all(notice.isprintable() and notice.endswith(".") for notice in notices)
    assert read_link(write_link(settings)) == (settings, [])
    assert all(isinstance(notice, str) for notice in open_trained(_RUN, link))


def refusal(text: str) -> str:
    """Return why a file is refused; "." when it is opened."""
    try:
        read_json(text, engine="numpy")
    except FileError as problem:
        return str(problem)
    return "."


def try_damaged_file(damage: list[tuple[list[int], Any]]) -> None:
    """Read files of ours with something else put into them."""
    for file in _FILES:
        try_text(damaged(file, damage))


def try_text(text: str) -> None:
    """Read a text as a file."""
    assert refusal(text).endswith(".")


# (name, what is tried, from which strategy, share of the inputs)
CAMPAIGN: list[tuple[str, Callable[[Any], None], Any, float]] = [
    ("links", try_link, LINKS, 0.6),
    ("damaged files", try_damaged_file, JSON_DAMAGE, 0.15),
    ("texts as files", try_text, TEXT, 0.05),
    ("tables", try_table, TABLES, 0.2),
]


def campaign(
    attempt: Callable[[Any], None], strategy: Any, number: int, most: float = math.inf
) -> float:
    """Try that many inputs and return the seconds that the slowest took.

    An exception, or more than ``most`` seconds, ends it with the smallest input that brings it.
    """
    slowest = 0.0

    def timed(value: Any) -> None:
        nonlocal slowest
        begin = time.perf_counter()
        attempt(value)
        took = time.perf_counter() - begin
        slowest = max(slowest, took)
        assert took < most, f"{took:.1f} s for {value!r}"

    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    limits = effort(max_examples=number, deadline=None, database=None, suppress_health_check=checks)
    limits(given(strategy)(timed))()
    return slowest


def run(number: int) -> None:
    """Try that many inputs in all, and tell how long they took."""
    for name, attempt, strategy, share in CAMPAIGN:
        inputs = max(int(number * share), 1)
        begin = time.perf_counter()
        slowest = campaign(attempt, strategy, inputs, SLOWEST)
        took = time.perf_counter() - begin
        print(f"{name}: {inputs:,} inputs in {took:.0f} s, the slowest took {slowest:.3f} s")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
