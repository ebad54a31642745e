"""A visit's life whatever its page: it begins, is interrupted, goes on and ends."""

from __future__ import annotations

from typing import Any

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.ui.kit.chrome import Chrome
from playground.ui.serving import session
from playground.ui.serving.server import run
from playground.ui.serving.session import Session, report
from playground.ui.table import page_in


class Run:
    """Something that trains, as far as a visit can tell."""

    def __init__(self) -> None:
        self.playing = False

    def play(self) -> None:
        self.playing = True

    def pause(self) -> None:
        self.playing = False


class Around(Chrome):
    module = "kit/chrome"


class Visit(Session):
    """A visit to a page that notes what happens."""

    def __init__(self) -> None:
        super().__init__()
        self.chrome = Around(page_in("about"), self.answers() | {"do": self.act}, explanations={})
        self.runs += [Run(), Run()]
        self.happened: list[Any] = []

    def begin(self, link: str) -> None:
        self.happened.append(("begin", link))

    def go_to(self, hash: str) -> None:
        self.happened.append(("go to", hash))

    def show(self) -> None:
        self.happened.append("show")

    def set_theme(self, dark: bool) -> None:
        self.happened.append(("dark", dark))

    def act(self, action: str) -> None:
        self.happened.append(("act", action))

    def end(self) -> None:
        self.happened.append("end")


@pytest.fixture
def visit(told) -> Visit:
    with set_curdoc(Document()):
        return Visit()


def say(visit: Visit, **message: Any) -> None:
    visit.chrome.receive(message)


def test_it_begins_once_and_shows_itself_each_time_the_browser_has_the_page(visit):
    assert not visit.opened
    say(visit, type="ready", hash="#a", dark=True, address="http://here/")
    say(visit, type="ready", hash="#b", dark=False, address="http://here/")
    assert visit.opened
    assert visit.address == "http://here/"
    assert visit.happened == [
        ("dark", True), ("begin", "#a"), "show", ("dark", False), "show",
    ]  # fmt: skip


def test_what_is_not_the_chrome_s_is_the_page_s(visit):
    say(visit, type="open", hash="#c")
    say(visit, type="theme", dark=True)
    say(visit, type="do", action="play")
    assert visit.happened == [("go to", "#c"), ("dark", True), ("act", "play")]


def test_what_trains_pauses_without_a_browser_and_goes_on_with_one(visit, monkeypatch):
    say(visit, type="ready", hash="", dark=False)
    playing, idle = visit.runs
    playing.play()
    for connected in (True, False, False, True):
        monkeypatch.setattr(session, "is_connected", lambda document, now=connected: now)
        visit.look_after()
        if connected:  # it says so once all that was done meanwhile has come
            say(visit, type="ready", hash="", dark=False)
            say(visit, type="settled")
        assert (playing.playing, idle.playing) == (connected, False)


def test_who_has_pressed_pause_meanwhile_is_not_overruled(visit, monkeypatch):
    say(visit, type="ready", hash="", dark=False)
    visit.runs[0].play()
    visit.suspend()
    say(visit, type="ready", hash="", dark=False)
    visit.decide()
    say(visit, type="settled")
    assert not visit.runs[0].playing


def test_after_the_end_nothing_goes_on(visit, monkeypatch):
    say(visit, type="ready", hash="", dark=False)
    visit.runs[0].play()
    monkeypatch.setattr(session, "is_connected", lambda document: False)
    visit.look_after()
    visit.close()
    monkeypatch.setattr(session, "is_connected", lambda document: True)
    visit.look_after()
    assert visit.closed
    assert visit.happened[-1] == "end"
    assert not any(run.playing for run in visit.runs)


def test_a_visit_is_known_until_it_is_freed(visit):
    assert visit in Session.in_memory()
    assert Session.of(visit.document) is visit
    assert Session.of(Document()) is None


def test_a_fault_is_logged_and_told_on_its_page(visit, told, caplog):
    say(visit, type="ready", hash="", dark=False)
    with set_curdoc(visit.document):
        report(ZeroDivisionError("on purpose"))
    assert told[-1]["kind"] == "alarm"
    assert "ZeroDivisionError" in told[-1]["text"]
    assert any("on purpose" in str(one.exc_info[1]) for one in caplog.records if one.exc_info)


def test_the_clipboard_says_whether_it_has_worked(visit, told):
    heard: list[bool] = []
    visit.copy("text", heard.append)
    assert told[-1] == {"type": "copy", "text": "text"}
    say(visit, type="copied", done=False)
    assert heard == [False]


def test_what_comes_after_the_document_has_gone_is_dropped(visit):
    assert visit.soon(lambda: None)
    visit.document.callbacks.destroy()  # as with a session that is destroyed
    assert not visit.soon(lambda: None)
    assert not visit.soon(lambda: None, after=5)
    assert not visit.document.session_callbacks  # they would hold the whole visit


def test_when_the_server_ends_nothing_trains_on(visit):
    say(visit, type="ready", hash="", dark=False)

    class Server:
        def run_until_shutdown(self) -> None:
            visit.runs[0].play()  # as a learner does while it serves

    run(Server())
    assert visit.closed
    assert not any(each.playing for each in visit.runs)
