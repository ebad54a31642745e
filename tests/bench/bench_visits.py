"""The load test: many visits that come at once, play at once, or come one after another.

The clients are no browsers (see ``client``): a hundred of those would measure nothing but
themselves. They run in a process of their own, on the same cores as the server.
"""

from __future__ import annotations

import math
import time

from figures import Figure
from processes import Process, Server

VISITS = 100
SECONDS = 20
PASSING = 500
PATIENCE = 60  # seconds after the last disconnect
SPARE = 20  # megabytes by which memory may have grown


def rows() -> list[Figure]:
    """Measure all three, on fresh servers."""
    return [*arriving(), *at_once(), *one_after_another()]


def arriving() -> list[Figure]:
    """Ask for many pages in the same second, as a class does; none of them plays yet."""
    with Server() as server, Process("load.py", server.url) as load:
        warm(server, load)
        before = server.core_seconds()
        seen = load.ask(f"arrive {VISITS}")
        used = server.core_seconds() - before
    say = f"{VISITS} pages asked for in one second: {{}}".format
    return [
        Figure(say("last interactive after"), seen["opening_last"], "s", "at most 12"),
        Figure(say("median"), seen["opening_median"], "s"),
        Figure(say("visits dropped"), seen["dropped"], "", "at most 0"),
        Figure(say("the server's core, a page"), 1000 * used / VISITS, "ms"),
    ]


def at_once() -> list[Figure]:
    """Play many visits at the same time."""
    with Server() as server, Process("load.py", server.url) as load:
        warm(server, load)
        empty = server.megabytes()
        seen = load.ask(f"open {VISITS} {SECONDS}")
        full, told = server.megabytes(), server.ask("?")
        # Those that were ready have been paid for already.
        added = told["visits"] + told["spares"] - told["wanted"]
        load.ask("close")
        left, freed, waited = until_gone(server, empty)
    say = "{} visits playing: {}".format
    return [
        Figure(say(VISITS, "frames a visit gets, least"), seen["frames_min"], "1/s", "at least 5"),
        Figure(say(VISITS, "median"), seen["frames_median"], "1/s"),
        Figure(say(VISITS, "visits dropped"), seen["dropped"], "", "at most 0"),
        Figure(say(VISITS, "changes answered"), seen["changes"] / (seen["changes"] + seen["lost"])),
        Figure(say(VISITS, "answer, 95 %"), 1000 * seen["answer_95"], "ms", "at most 250"),
        Figure(say(VISITS, "answer, median"), 1000 * seen["answer_median"], "ms"),
        Figure(say(VISITS, "shown by a frame, 95 %"), 1000 * seen["effect_95"], "ms"),
        Figure(say(VISITS, "epochs a visit, least"), seen["epochs_min"], "1/s", "at least 30"),
        Figure(say(VISITS, "epochs a visit, median"), seen["epochs_median"], "1/s"),
        Figure(say(VISITS, "page opened, median"), 1000 * seen["opening_median"], "ms"),
        Figure(say(VISITS, "memory each"), (full - empty) / added, "MB", "at most 10"),
        Figure(f"still alive {waited:.0f} s after the last disconnect", left, "", "at most 0"),
        Figure("memory then, above the empty server's", freed - empty, "MB", f"at most {SPARE}"),
        Figure("the clients' share of a core", seen["client_cores"]),
    ]


def one_after_another() -> list[Figure]:
    """Open and close many visits, one after the other."""
    with Server() as server, Process("load.py", server.url) as load:
        warm(server, load)
        load.ask("pass 50")
        _, before, _ = until_gone(server)
        seen = load.ask(f"pass {PASSING}")
        left, after, _ = until_gone(server, before)
    say = "{} visits one after another: {}".format
    return [
        Figure(say(PASSING, "memory grown by"), after - before, "MB", f"at most {SPARE}"),
        Figure(say(PASSING, "still alive"), left, "", "at most 0"),
        Figure(say(PASSING, "page opened, median"), 1000 * seen["opening_median"], "ms"),
    ]


def warm(server: Process, load: Process) -> None:
    """Let the server make its first pages."""
    load.ask("open 3 1")
    load.ask("close")
    until_gone(server)
    until_prepared(server)


def until_prepared(server: Process) -> None:
    """Wait until the server has as many visits ready as it keeps."""
    begin = time.monotonic()
    while (told := server.ask("?"))["spares"] < told["wanted"]:
        if time.monotonic() - begin > 5 * PATIENCE:
            raise RuntimeError(f"Only {told['spares']} visits are ready: {told}")
        time.sleep(0.2)


def until_gone(server: Process, wanted: float = math.inf) -> tuple[float, float, float]:
    """Wait until no visit is left, and memory is near what is ``wanted``.

    Return how many visits are left, the megabytes, and how many seconds it took.
    """
    begin = time.monotonic()
    while True:
        left, megabytes = server.ask("?")["visits"], server.megabytes()
        took = time.monotonic() - begin
        if (not left and megabytes <= wanted + SPARE) or took > PATIENCE:
            return left, megabytes, took
        time.sleep(1)
