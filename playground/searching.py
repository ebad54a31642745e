"""The command ``playground search FILE.toml``: the table goes out, all words go beside it."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TextIO

from playground.export.search.code import search_script
from playground.export.search.table import search_csv
from playground.labs.search.analysis import best, summary
from playground.labs.search.choosing import open_test
from playground.labs.search.estimating import duration, estimate
from playground.labs.search.file import read_search
from playground.labs.search.plan import Plan
from playground.labs.search.running import run
from playground.labs.search.searching import Search
from playground.labs.search.variance import shares
from playground.labs.search.wrong import SearchError

INTERRUPTED = 130  # what a shell calls it
EVERY = 0.5  # seconds from one line of progress to the next, where it is written over
PARTS = 10  # lines of progress in all, where it is not


def search_file(
    file: Path,
    *,
    table: Path | None = None,
    script: Path | None = None,
    jobs: int = 2,
    scheduler: str | None = None,
    test: bool = False,
    out: TextIO | None = None,
    words: TextIO | None = None,
) -> int:
    """Make the search that a file asks for; return the exit code.

    Parameters
    ----------
    file
        In TOML, see ``playground.labs.search.file``.
    table
        Where the table is written to, as CSV; ``out`` when not given.
    script
        Where a scikit-learn script is written to that makes the same search.
    jobs, scheduler
        How many threads; the address of a Dask scheduler whose workers do it instead.
    test
        Whether to open the test data for the winner.
    out, words
        Where the table goes, and progress and findings; standard output and standard error when
        not given.
    """
    out, words = out or sys.stdout, words or sys.stderr
    try:
        wanted = read_search(_text(file))
        made = wanted.plan()
        for remark in (*wanted.remarks, *made.remarks):
            print(remark, file=words)
        if script is not None:
            _write(script, search_script(made))
        search = Search(made)
        whole = _run(search, jobs, scheduler, words)
        if table is not None:
            _write(table, search_csv(search))
        else:
            out.write(search_csv(search))
            out.flush()
        _tell(search, words)
        if test and whole:
            print(open_test(search).words, file=words)
    except SearchError as problem:
        print(problem, file=words)
        return 1
    return 0 if whole else INTERRUPTED


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SearchError(f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise SearchError(f"{file} cannot be read: {problem}.") from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise SearchError(f"{file} cannot be written: {problem}.") from None


def _run(search: Search, jobs: int, scheduler: str | None, words: TextIO) -> bool:
    """Make the fits, and tell how far they are; return whether it was left to its end."""
    print(_before(search.plan, jobs, scheduler), file=words)
    begun, told, part = time.monotonic(), -EVERY, 0
    try:
        with closing(run(search, jobs, scheduler)) as fits:  # type: ignore[type-var]
            for _ in fits:
                seconds, parts = time.monotonic() - begun, PARTS * search.n_done // search.n_fits
                if seconds - told > EVERY if words.isatty() else parts > part:
                    told, part = seconds, parts
                    _progress(search, seconds, words)
        if words.isatty():
            print(file=words)
    except KeyboardInterrupt:
        print(f"\nInterrupted: {search.n_done} of {search.n_fits} fits are kept.", file=words)
        return False
    return True


def _before(plan: Plan, jobs: int, scheduler: str | None) -> str:
    if scheduler is not None:
        return f"{plan.words}, on the cluster at {scheduler}."
    return f"{plan.words}, {estimate(plan, jobs).words}."


def _progress(search: Search, seconds: float, words: TextIO) -> None:
    left = seconds / search.n_done * (search.n_fits - search.n_done)
    said = f"{search.n_done} of {search.n_fits} fits"
    said += f", {duration(left)} left" if left >= 1 else ""
    if words.isatty():
        print(f"\r{said:<60}", end="", file=words)
    else:
        print(said, file=words)
    words.flush()


def _tell(search: Search, words: TextIO) -> None:
    """Tell what has been found: what went wrong, what matters, and the winner."""
    made, table = search.plan, search.table()
    for count, what in ((search.n_failed, "failed"), (search.n_diverged, "diverged")):
        if count:
            print(f"{count} of {search.n_done} fits {what}; the table says why.", file=words)
    found = shares(made, table)
    for name, share in found.shares.items():
        print(f"{100 * share:5.1f} % of the score's variance: {made.label(name)}", file=words)
    if found.shares and found.rest > 0:
        print(f"{100 * found.rest:5.1f} % that no setting explains alone", file=words)
    for remark in found.remarks:
        print(remark, file=words)
    winner = best(table)
    if winner is not None:
        row = summary(table).loc[winner]
        print(
            f"Best by cross-validation: {made.score_name} {row['score']:.4f} ± {row['std']:.4f} "
            f"({made.title(winner)}).",
            file=words,
        )
