"""The command line: ``playground`` serves the page, ``playground search FILE`` searches."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from playground import __version__, allocator


def _port(text: str) -> int:
    number = int(text) if text.isdigit() else -1
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: choose a number up to 65535")
    return number


def _threads(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of threads from 1 to 256")
    return number


def _visits(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of visits from 1 to 100000")
    return number


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(
        prog="playground",
        description="A neural-network playground: press Play and watch a network learn.",
    )
    made.add_argument("--port", type=_port, default=5006, help="port to listen on (5006)")
    made.add_argument(
        "--address", help="address to listen on (this machine only); 0.0.0.0 lets others in"
    )
    made.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a further name under which the page may be opened, and whose pages may embed it; "
        "may be given several times",
    )
    made.add_argument(
        "--threads", type=_threads, help="threads that train (one less than there are cores)"
    )
    made.add_argument(
        "--max-visits",
        type=_visits,
        default=120,
        help="pages that may be open at once; one more is asked to wait (120)",
    )
    made.add_argument(
        "--show",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="open the page in a browser, where there is one",
    )
    made.add_argument(
        "--datasets",
        type=_folder,
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder whose CSV files appear among the data sets; may be given several times",
    )
    made.add_argument(
        "--lessons",
        type=_folder,
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder whose lessons (*.toml) join the course; may be given several times",
    )
    made.add_argument(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="a Dask scheduler whose workers make the fits of all searches",
    )
    _add_search(made)
    made.add_argument("--version", action="version", version=f"playground {__version__}")
    return made


def _add_search(made: argparse.ArgumentParser) -> None:
    """Add the command that searches."""
    commands = made.add_subparsers(title="commands", dest="command", metavar="")
    searching = commands.add_parser(
        "search",
        help="try many settings by cross-validation, as a file says: playground search --help",
        description="Tries many settings by cross-validation, as a file in TOML says. The table of "
        "all fits goes to standard output, as CSV; progress and findings to standard error.",
    )
    searching.add_argument("file", type=Path, nargs="?", metavar="FILE.toml", help="what is tried")
    searching.add_argument(
        "--example", action="store_true", help="print such a file, with a word on each line"
    )
    searching.add_argument("--csv", type=Path, metavar="FILE", help="write the table to a file")
    searching.add_argument(
        "--script", type=Path, metavar="FILE", help="also write a scikit-learn script of it"
    )
    searching.add_argument("--jobs", type=_threads, default=2, help="threads that make fits (2)")
    searching.add_argument(
        "--scheduler",
        default=argparse.SUPPRESS,
        metavar="tcp://HOST:PORT",
        help="a Dask scheduler whose workers make the fits instead",
    )
    searching.add_argument(
        "--test", action="store_true", help="open the test data for the winner: once, at the end"
    )


def _search(chosen: argparse.Namespace) -> int:
    """Search as a file says; return the exit code."""
    from playground.labs.search.file import EXAMPLE
    from playground.searching import search_file

    if chosen.example:
        print(EXAMPLE, end="")
        return 0
    if chosen.file is None:
        print("Name a file: playground search FILE.toml; --example prints one.", file=sys.stderr)
        return 1
    return search_file(
        chosen.file,
        table=chosen.csv,
        script=chosen.script,
        jobs=chosen.jobs,
        scheduler=chosen.scheduler,
        test=chosen.test,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    chosen = parser().parse_args(arguments)
    if chosen.command == "search":
        return _search(chosen)
    # Imported late: --help and --version need not wait for Panel.
    from playground.experiment.sources import CATALOGUE
    from playground.lessons import COURSE
    from playground.ui.serving.server import PortError, serve

    if chosen.scheduler is not None:
        from playground.labs.search.cluster import CLUSTER, checked
        from playground.labs.search.wrong import SearchError

        try:
            CLUSTER.address = checked(chosen.scheduler)
        except SearchError as problem:
            print(problem, file=sys.stderr)
            return 1
    CATALOGUE.folders = (*CATALOGUE.folders, *chosen.datasets)
    for folder in chosen.lessons:
        COURSE.add(folder, lambda sentence: print(sentence, file=sys.stderr))
    try:
        serve(
            chosen.port,
            chosen.address,
            chosen.threads,
            chosen.show,
            chosen.max_visits,
            chosen.allow_host,
        )
    except PortError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def command() -> int:
    """Run as a program of its own; return the exit code."""
    allocator.take()
    return main()


if __name__ == "__main__":
    sys.exit(command())
