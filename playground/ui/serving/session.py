"""A visit to any page that is alive: what begins, suspends, resumes and ends with its tab.

A page's own visit derives from ``Session`` and says what it shows and what it lets train. Nothing
is started before the browser says ``ready``: a page that is only fetched costs nothing.
"""

from __future__ import annotations

import base64
import binascii
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Annotated, Any, ClassVar, Protocol
from weakref import WeakSet

import msgspec
from bokeh.document import Document
from panel.io.state import state

from playground.ui.kit.background import KEEPING
from playground.ui.kit.chrome import Chrome
from playground.ui.kit.messages import Answer, Count, Word
from playground.ui.kit.private import session_of
from playground.ui.serving.kept import KEPT, Copy, Keeping
from playground.ui.serving.private import (
    call_soon,
    carry_arrays_inline,
    forget_callbacks,
    is_connected,
    mark_connected,
)

log = logging.getLogger(__name__)

# Visits whose page is gone, but may come back, wait whole: with all that was pinned and opened. The
# oldest make room; then their trained runs wait for them, packed, see ``kept``.
WAITING = 200_000_000  # bytes of all that wait
VISIT = 11_000_000  # bytes that a visit takes, as ``make bench`` prints (10.8 MB)
FETCHED = 30_000  # milliseconds in which a page that was fetched has to say that it is there
LONGEST_COPY = 2_000_000  # characters of a copy that a tab brings back

Stored = Annotated[str, msgspec.Meta(max_length=LONGEST_COPY)]


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
    keeping
        The copies of what has been trained, for a page where that outlives its visit.
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
        self.keeping: Keeping | None = None
        self.opened = self.closed = False
        self.address = ""
        self._suspended: list[Run] = []  # played, but nobody is connected
        self._wanted: str | None = None  # the link of a visit that waits for its tab's copy
        self._is_keeping = False
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
            "settled": self._has_settled,
            "stored": self._take_stored,
            "beat": self._beat,
            "hidden": self._keep_soon,
        }

    def _ready(
        self, hash: str, dark: bool, address: str = "", word: Word = "", playing: bool = False
    ) -> None:
        """Begin, or go on: the browser has the page.

        ``word`` is that of an earlier visit of the same tab whose run is to go on, and ``playing``
        whether it trained when the line to it was lost.
        """
        self.address = address
        mark_connected(self.document)
        self.set_theme(dark)
        if self.opened:
            self.show()
            self._has_begun()
            return
        self.opened = True
        if playing:
            self._suspended = list(self.runs)
        if word and self.keeping is not None:
            self._bring_back(word, hash)
        else:
            self._begin(hash)

    def _begin(self, link: str) -> None:
        self.begin(link)
        self.show()
        self._has_begun()

    def _has_begun(self) -> None:
        """Let the browser send what it has kept while nobody listened."""
        self.chrome.send(type="begun", word=self.keeping.word if self.keeping else "")

    def _has_settled(self) -> None:
        """Go on training what was only suspended: all that was done meanwhile has come."""
        suspended, self._suspended = self._suspended, []
        for run in suspended:
            run.play()

    def decide(self) -> None:
        """Leave it to the learner, who has pressed Play or Pause, what trains."""
        self._suspended = []

    def _beat(self, at: Count) -> None:
        """Tell the browser that the server is there."""
        self.chrome.send(type="beat", at=at)

    # What was trained, for the time after this visit

    def bring_back(self, packed: bytes, link: str, then: Callable[[], None]) -> None:
        """Go on with a run that was packed, as ``keeping`` does it; ``then()`` when it is there."""
        raise NotImplementedError

    def _bring_back(self, word: str, link: str) -> None:
        """Find a run by its word; the tab's own copy is asked for where it is not here any more."""
        earlier = next(
            (one for one in self.in_memory() if one.keeping and one.keeping.word == word), None
        )

        def find() -> None:
            if earlier is not None and earlier.keeping is not None:
                earlier.keep()
            packed = KEPT.get(word)
            self.soon(partial(found, packed))

        def found(packed: bytes | None) -> None:
            if packed is None:
                self._wanted = link
                self.chrome.send(type="wanted")
            else:
                self._resume(packed, link)

        KEEPING.submit(find)

    def _take_stored(self, copy: Stored) -> None:
        """Go on with the copy that the tab has kept; as the link says where it has none."""
        link, self._wanted = self._wanted, None
        if link is None:
            return  # nobody has asked
        try:
            packed = base64.b64decode(copy, validate=True)
        except (ValueError, binascii.Error):
            packed = b""
        if packed:
            self._resume(packed, link)
        else:
            self._begin(link)

    def _resume(self, packed: bytes, link: str) -> None:
        def there() -> None:
            self.show()
            self._has_begun()

        self.bring_back(packed, link, there)

    def keep(self) -> Copy | None:
        """Keep a copy of what was trained, if there is anything new; on a worker thread."""
        if self.keeping is None or not self.keeping.has_changed:
            return None
        return self.keeping.copy()

    def _keep_soon(self) -> None:
        """Keep a copy here, and hand it to the tab."""
        if self._is_keeping:
            return
        self._is_keeping = True

        def work() -> None:
            try:
                copy = self.keep()
                if copy is not None and self.opened:
                    coded = base64.b64encode(copy.packed).decode()
                    coded = coded if len(coded) <= LONGEST_COPY else ""
                    self.chrome.send(type="keep", copy=coded, epoch=copy.epoch, lost=copy.lost)
            finally:
                self._is_keeping = False

        KEEPING.submit(work).add_done_callback(_log_failure)

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
        """Let visits that have lost their page rest; end those for which there is no room."""
        waiting = []
        for session in cls.in_memory():
            session.look_after()
            served = session_of(session.document) if not session.closed else None
            if served is None or served.connection_count or served.expiration_blocked:
                continue
            absent = served.milliseconds_since_last_unsubscribe
            if not session.opened and absent > FETCHED:
                served.request_expiration()
            elif session.opened:
                waiting.append((absent, served))
        waiting.sort(key=lambda one: one[0])
        for _, served in waiting[WAITING // VISIT :]:
            served.request_expiration()

    def suspend(self) -> None:
        """Stop training until the page is back: nobody sees it."""
        playing = [run for run in self.runs if run.playing]
        for run in playing:
            run.pause()
        self._suspended += playing

    def look_after(self) -> None:
        """Stop training while nobody is connected; keep copies while somebody is."""
        if not self.opened:
            return
        connected = is_connected(self.document)
        if not connected:
            self.suspend()
        keeping = self.keeping
        if keeping is not None and keeping.has_changed and (not connected or keeping.is_due()):
            self._keep_soon()

    def close(self) -> None:
        """Stop everything: the page has gone; what it has trained is kept for a while."""
        if self.opened and self.keeping is not None and self.keeping.has_changed:
            KEEPING.submit(self.keep).add_done_callback(_log_failure)
        self.closed = True
        self.opened = False  # nobody looks after it any more: it must not go on by itself
        self.end()
        for run in self.runs:
            run.pause()
        forget_callbacks(self.document)


def _log_failure(future: Future[Any]) -> None:
    problem = future.exception()
    if problem is not None:
        log.error("A run could not be kept.", exc_info=problem)


def report(problem: BaseException) -> None:
    """Keep an exception of any callback in the log, with its trace, and tell the learner."""
    session = Session.of(state.curdoc)
    if session is not None:
        session.fail(problem)
    else:
        log.error("A fault on a page.", exc_info=problem)
