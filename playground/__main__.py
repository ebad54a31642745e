"""The command line: ``playground`` serves the page."""

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
    made.add_argument("--version", action="version", version=f"playground {__version__}")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    chosen = parser().parse_args(arguments)
    # Imported late: --help and --version need not wait for Panel.
    from playground.experiment.sources import CATALOGUE
    from playground.lessons import COURSE
    from playground.ui.serving.server import PortError, serve

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
