"""Nothing that a learner does while the connection is interrupted is lost or logged."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from playground.ui.kit.private import session_of
from playground.ui.serving.session import Session
from playground.ui.serving.sockets import WholeMessages
from tests.browser.conftest import served


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A playground whose visits outlive an interruption, however slow the machine is."""
    others = set(Session.in_memory())
    with served(
        unused_session_lifetime_milliseconds=3_600_000, check_unused_sessions_milliseconds=500
    ) as found:
        yield found
        # A server that stops leaves its visits as they are: no other test shall find them.
        ended = set(Session.in_memory()) - others
        for session in filter(None, (session_of(visit.document) for visit in ended)):
            session.request_expiration()
        while any(session_of(visit.document) is not None for visit in ended):
            threading.Event().wait(0.1)


@pytest.fixture
def door(monkeypatch) -> Iterator[threading.Event]:
    """New sockets go on connecting while this is clear."""
    is_open = threading.Event()
    is_open.set()
    get = WholeMessages.get

    async def wait(self, *given, **named):
        while not is_open.is_set():
            await asyncio.sleep(0.01)
        return await get(self, *given, **named)

    monkeypatch.setattr(WholeMessages, "get", wait)
    yield is_open
    is_open.set()


@pytest.fixture
def interrupted(new_playground, door):
    """A page whose new socket is still connecting."""
    page = new_playground("#seed=4")
    door.clear()
    page.page.evaluate("window.cut()")
    page.wait("() => window.connections === 2")
    expect(page.page.get_by_text("The connection is interrupted")).to_be_visible()
    return page


def test_what_is_done_meanwhile_arrives(interrupted, door):
    page = interrupted
    page.choose("Activation", "ReLU")  # a widget's change
    page.page.get_by_role("radio", name="Exclusive or").click()  # a component's message
    page.button("Step").click()  # a widget's event
    door.set()
    page.wait_link("activation=relu")
    page.wait_link("dataset=xor")
    page.wait("() => window.frame.epoch === 1")
    expect(page.menu("Activation")).to_have_text("ReLU")
    expect(page.page.get_by_role("radio", name="Exclusive or")).to_be_checked()
    expect(page.page.locator(".notice")).to_have_count(0)


def test_of_each_control_only_the_newest_counts(interrupted, door):
    page = interrupted
    entries = page.page.evaluate("history.length")
    for name in ("Exclusive or", "Gaussian", "Spiral"):
        page.page.get_by_role("radio", name=name).click()
    for value in ("Sigmoid", "Linear"):
        page.choose("Activation", value)
    door.set()
    page.wait_link("dataset=spiral")
    page.wait_link("activation=linear")
    expect(page.page.get_by_role("radio", name="Spiral")).to_be_checked()
    expect(page.menu("Activation")).to_have_text("Linear")
    assert page.page.evaluate("history.length") <= entries + 2


def test_the_page_goes_on_afterwards(interrupted, door):
    door.set()
    page = interrupted
    expect(page.page.get_by_text("The connection is interrupted")).to_have_count(0)
    page.page.keyboard.press("ArrowRight")
    page.wait("() => window.frame.epoch === 1")
    page.choose("Activation", "Sigmoid")
    page.wait_link("activation=sigmoid")


def test_a_stream_that_breaks_within_a_frame_goes_on(new_playground):
    page = new_playground("#seed=4")
    page.button("Play").click()
    page.wait_epoch(20)
    for connections in (2, 3):
        page.page.evaluate("window.cut()")
        page.wait("(count) => window.connections === count", connections)
        seen = page.frame("epoch")
        page.wait_epoch(seen + 20)
        page.wait("() => window.frame.playing")


def test_ensembles_of_curves_are_made_meanwhile(new_page, door):
    page = new_page("/curves#curves.view=uncertainty&curves.fits=10&curves.epochs=500")
    page.get_by_role("button", name="Train all three").click()
    replicas = page.get_by_role("region", name="Replicas")
    expect(replicas.locator(".counter")).to_contain_text("of 10 fits")
    door.clear()
    page.evaluate("window.cut()")
    page.wait_for_function("window.connections === 2")
    expect(page.get_by_text("The connection is interrupted")).to_be_visible()
    page.locator(".uncertainty").get_by_role("checkbox", name="Show the truth").uncheck()
    door.set()
    expect(page.get_by_text("All fits are made.")).to_be_visible()
    for kind in ("Initial weights", "Bootstrap", "Replicas"):
        expect(page.get_by_role("region", name=kind)).to_contain_text("10 of 10 fits")
    page.wait_for_function("location.hash.includes('curves.reveals=false')")
    tab = page.get_by_role("tab", name="Building a curve")
    tab.click()  # the page goes on
    expect(page.locator("#staircase-words")).to_contain_text("With 8 steps")
