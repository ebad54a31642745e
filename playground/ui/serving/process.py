"""The process of the command line, which only serves the pages: what it sets for itself.

A notebook's process is the learner's own, so nothing of this happens there.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from typing import Any

from bokeh.settings import settings
from threadpoolctl import threadpool_limits
from tornado.ioloop import PeriodicCallback

from playground import allocator
from playground.ui.serving.private import work_out_once
from playground.ui.serving.session import Session

# Seconds for which a training thread may keep Python's lock from the one that serves the pages.
# A slice of training asks for it four times: with a millisecond each, a round of 100 runs took half
# a second.
SWITCH = 0.0002
# After how many new objects Python looks through the young ones for circles; after how many such
# looks through the older; after how many of those through all. Looking through all takes a quarter
# of a second where 100 visits play, in which nobody gets an answer, and came every three seconds.
SEARCH = 5_000, 20, 20
LOOK = 2_000  # milliseconds between two looks at the visits
LONGEST = 4_000  # characters of a line in the log: a message of a browser's may have 20 million


class Keeper:
    """Frees visits that have ended, and keeps the search for garbage away from the others.

    A visit is some 20,000 objects that refer to one another; only Python's search for such circles
    frees it. With 100 visits that search takes 1.6 seconds, in which nobody gets an answer, and
    would come whenever one of them ends. So what is there is set aside, and looked through only
    when the visits that have ended are half as many as those under way.

    Parameters
    ----------
    trim
        Called with 0 (bytes to be kept in reserve) when visits have been freed; None where the C
        library knows no such thing.
    """

    def __init__(self, trim: Callable[[int], object] | None = None) -> None:
        self._trim = trim
        self._visits = 0  # in memory at the last look
        self._kept = 0  # of these: have ended, but something still refers to them

    def start(self) -> None:
        """Set aside what is there, and look at the visits now and then from now on."""
        set_aside()
        self._watch = PeriodicCallback(self.look, LOOK)
        self._watch.start()

    def look(self) -> None:
        """Free the visits that have ended, if they are many; set aside those that are new."""
        visits, ended = count_visits()
        if ended > self._kept and 2 * ended >= visits - ended:
            gc.unfreeze()
            set_aside()
            if self._trim is not None:
                self._trim(0)
            visits, self._kept = count_visits()
        elif visits > self._visits:
            gc.freeze()
        self._visits = visits


def count_visits() -> tuple[int, int]:
    """Return how many visits are in memory, and how many of them have ended."""
    visits = Session.in_memory()
    return len(visits), sum(visit.closed for visit in visits)


def set_aside() -> None:
    """Free what can be freed, and take all that is left out of further searches for garbage."""
    gc.collect()
    gc.freeze()


def bounded(make: Callable[..., logging.LogRecord]) -> Callable[..., logging.LogRecord]:
    """Return what makes the log's records as ``make`` does, but cuts those that are too long.

    >>> record = bounded(logging.LogRecord)("web", 40, "", 1, "Refused: %s", ("x" * 9000,), None)
    >>> record.getMessage()[-31:]
    'xxx ... (5,009 more characters)'
    """

    def made(*given: Any, **named: Any) -> logging.LogRecord:
        record = make(*given, **named)
        text = record.getMessage()
        if len(text) > LONGEST:
            rest = f"{text[:LONGEST]} ... ({len(text) - LONGEST:,} more characters)"
            record.msg, record.args = rest, ()
        return record

    return made


def settle() -> Keeper:
    """Make the process one that serves; return what is to be started with the server.

    A matrix product is cut into parts for one thread only. Its helpers would wait for cores that
    training and browser are using: the output's heatmap took 14 ms with two threads, 2 with one.
    """
    threadpool_limits(1)
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(*SEARCH)
    logging.setLogRecordFactory(bounded(logging.getLogRecordFactory()))
    logging.getLogger("bokeh.server.views.ws").setLevel(logging.ERROR)  # a closed tab is no news
    # Bokeh's checks of what a programmer has made are for the tests, not for every page.
    settings.perform_document_validation.set_value(False)
    settings.perform_error_diagnostics.set_value(False)
    work_out_once()
    return Keeper(allocator.trim())
