"""A visit to any page that is alive: what begins, suspends, resumes and ends with its tab.

A page's own visit derives from ``Session`` and says what it shows and what it lets train. Nothing
is started before the browser says ``ready``: a page that is only fetched costs nothing.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Protocol
from weakref import WeakSet

from bokeh.document import Document
from panel.io.state import state

from playground.ui.kit.chrome import Chrome
from playground.ui.kit.messages import Answer
from playground.ui.serving.private import (
    call_soon,
    carry_arrays_inline,
    forget_callbacks,
    is_connected,
    mark_connected,
)

log = logging.getLogger(__name__)


def in_turn(callback: Callable[..., Any]) -> Callable[..., None]:
    """Return a callback that runs when the page's document may be changed, a moment later.

    Panel may deliver a message before the document's lock is held; Bokeh's models must not be
    changed then. What is raised reaches ``report``.
    """

    def later(*args: Any, **kwargs: Any) -> None:
        state.execute(partial(callback, *args, **kwargs), schedule=True)

    return later


class Run(Protocol):
    """What trains for a visit, and must not while nobody is there to see it."""

    @property
    def playing(self) -> bool:
        """Whether it trains."""
        ...

    def play(self) -> None:
        """Train."""

    def pause(self) -> None:
        """Stop, to be able to go on."""


class Session(ABC):
    """What belongs to one open page, whatever page it is.

    A derived class sets ``chrome``, its component, and adds to ``runs`` what it lets train.

    Attributes
    ----------
    document
        Bokeh's document of the page.
    chrome
        The component that is the page.
    runs
        What pauses while no browser is connected, and ends with the visit.
    opened
        Whether the browser has said that the page is there, and it has not ended.
    closed
        Whether it has ended.
    address
        The page's address, without the fragment.
    """

    _all: ClassVar[WeakSet[Session]] = WeakSet()

    chrome: Chrome

    def __init__(self) -> None:
        document = state.curdoc
        if document is None:
            raise RuntimeError("A visit belongs to a page: it is made while the server makes one.")
        self.document: Document = document
        carry_arrays_inline(self.document)
        self.runs: list[Run] = []
        self.opened = self.closed = False
        self.address = ""
        self._suspended: list[Run] = []  # played, but nobody is connected
        self._copied: Callable[[bool], None] = lambda done: None
        Session._all.add(self)
        state.on_session_destroyed(lambda context: self.close())

    # What a page does

    @abstractmethod
    def begin(self, link: str) -> None:
        """Open a link, the address's fragment: the browser has the page for the first time."""

    @abstractmethod
    def go_to(self, hash: str) -> None:
        """Open another link, such as the one before: the browser's Back."""

    @abstractmethod
    def show(self) -> None:
        """Tell the browser everything: it has the page, or has it again after an interruption."""

    @abstractmethod
    def set_theme(self, dark: bool) -> None:
        """Follow the theme of what is around."""

    @abstractmethod
    def end(self) -> None:
        """Let go of what the page has begun: it has gone."""

    # What the browser says

    def answers(self) -> dict[str, Answer]:
        """Return what is done about the messages of the chrome; a page adds its own."""
        return {
            "ready": self._ready,
            "open": self.go_to,
            "theme": self.set_theme,
            "copied": self._has_copied,
        }

    def _ready(self, hash: str, dark: bool, address: str = "") -> None:
        self.address = address
        mark_connected(self.document)
        self.set_theme(dark)
        if not self.opened:
            self.opened = True
            self.begin(hash)
        self.show()

    def _has_copied(self, done: bool) -> None:
        self._copied(done)

    # What the visit says

    def notice(self, sentences: list[str]) -> None:
        """Tell the learner something, each sentence by itself."""
        for sentence in sentences:
            self.chrome.notice(sentence)

    def fail(self, problem: BaseException) -> None:
        """Keep a fault in the log, with its trace, and tell the learner of it."""
        log.error("A fault on the page.", exc_info=problem)
        if self.opened:
            self.tell_fault(problem)

    def tell_fault(self, problem: BaseException) -> None:
        """Tell the learner of a fault of the program's own."""
        self.chrome.alarm(
            f"Something went wrong in the playground ({type(problem).__name__}). It goes on "
            "working; if it looks odd, press Reset. The server's log has the details."
        )

    def copy(self, text: str, then: Callable[[bool], None]) -> None:
        """Put a text into the browser's clipboard; ``then`` is told whether it has worked."""
        self._copied = then
        self.chrome.send(type="copy", text=text)

    # Callbacks from other threads

    def soon(self, callback: Callable[[], None], after: int = 0) -> bool:
        """Call back when the document may be changed, ``after`` milliseconds later.

        May be called from any thread. Returns whether there is a page to be changed. What the
        callback raises is told like any fault: Bokeh itself would only log it.
        """

        def attempt() -> None:
            try:
                callback()
            except Exception as problem:
                self.fail(problem)

        there = call_soon(self.document, attempt, after)
        if not there:
            log.debug("The page has gone; it is told nothing more.")
        return there

    # All visits, interruption and end

    @classmethod
    def in_memory(cls) -> list[Session]:
        """Return the visits that are under way, and those that have ended but not been freed."""
        return list(cls._all)

    @classmethod
    def of(cls, document: Document | None) -> Session | None:
        """Return the visit that a document belongs to."""
        return next((one for one in cls.in_memory() if one.document is document), None)

    @classmethod
    def look_after_all(cls) -> None:
        """Let visits that have lost their page stop training, and go on when it is back."""
        for session in cls.in_memory():
            session.look_after()

    def look_after(self) -> None:
        """Stop training while nobody is connected; go on when somebody is again."""
        if not self.opened:
            return
        if is_connected(self.document):
            for run in self._suspended:
                run.play()
            self._suspended = []
        else:
            playing = [run for run in self.runs if run.playing]
            for run in playing:
                run.pause()
            self._suspended += playing

    def close(self) -> None:
        """Stop everything: the page has gone."""
        self.closed = True
        self.opened = False  # nobody looks after it any more: it must not go on by itself
        self.end()
        for run in self.runs:
            run.pause()
        forget_callbacks(self.document)


def report(problem: BaseException) -> None:
    """Keep an exception of any callback in the log, with its trace, and tell the learner."""
    session = Session.of(state.curdoc)
    if session is not None:
        session.fail(problem)
    else:
        log.error("A fault on a page.", exc_info=problem)
