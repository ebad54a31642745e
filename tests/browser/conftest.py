"""A running server, and pages in a real Chromium that tolerate no error and no foreign request."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from playground.ui.serving.private import work_out_once
from playground.ui.serving.server import make_server

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
expect.set_options(timeout=40_000)
# pytest keeps log records, and with Panel's for debugging the events and so the whole visit.
logging.getLogger("panel").setLevel(logging.INFO)
SHORT = 2_000  # milliseconds a visit outlives its page in these tests

# What a test can ask the page: the newest frame's header, and to cut its connection.
SPY = """
// These tests' learners have been here before: what a first visit is offered has tests of its own.
try { localStorage.setItem("lessons:offer", "dismissed"); } catch { /* forbidden there */ }
document.addEventListener("playground:frame", (event) => { window.frame = event.detail; });
window.WebSocket = class extends WebSocket {
    constructor(...given) {
        super(...given);
        window.connections = (window.connections || 0) + 1;
        window.cut = () => {
            this.send = () => {}; // what is sent into a lost connection is lost without a word
            this.close();
        };
    }
};
"""


# What a finger has to hit and is less than 24 pixels wide or high.
SMALL = """() => {
    const small = [];
    const look = (root) => {
        for (const one of root.querySelectorAll("*")) {
            if (one.shadowRoot) look(one.shadowRoot);
            const box = one.getBoundingClientRect();
            const boxes = "[type=checkbox], [type=radio]"; // their label is what is hit
            const hit = one.matches(`button, select, summary, label, input:not(${boxes})`);
            if (hit && box.width && Math.min(box.width, box.height) < 24)
                small.push(`${one.tagName} ${one.textContent.slice(0, 20)} ${box.height}`);
        }
    };
    look(document);
    return small;
}"""


@contextmanager
def served(**options: Any) -> Iterator[str]:
    """Run a playground in a thread of this process; yield its address."""
    started: dict[str, Any] = {}
    ready = threading.Event()

    def run() -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        work_out_once()  # as the command line's process does
        server = make_server(0, **options)
        server.start()
        started.update(server=server, loop=loop)
        loop.call_soon(ready.set)
        loop.run_forever()

    thread = threading.Thread(target=run, name="playground-server", daemon=True)
    thread.start()
    assert ready.wait(30), "the server did not start"
    yield f"http://localhost:{started['server'].port}/"
    started["loop"].call_soon_threadsafe(started["loop"].stop)
    thread.join(10)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a playground whose visits end soon after their page."""
    with served(
        unused_session_lifetime_milliseconds=SHORT, check_unused_sessions_milliseconds=500
    ) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Playground:
    """A page with the playground on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, link: str = "") -> Playground:
        """Open a link and wait until the first frame is drawn."""
        self.page.goto("about:blank")
        self.page.goto(self.address + link)
        return self.wait_ready()

    def wait_ready(self) -> Playground:
        expect(self.page.locator(".playground.ready")).to_be_visible()
        self.wait("() => window.frame !== undefined")
        return self

    def wait(self, condition: str, argument: Any = None) -> None:
        self.page.wait_for_function(condition, arg=argument)

    def frame(self, name: str) -> Any:
        """Return a value of the newest frame's header."""
        return self.page.evaluate("(name) => window.frame[name]", name)

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def menu(self, name: str):
        return self.page.get_by_role("combobox", name=name, exact=True)

    def choose(self, menu: str, entry: str) -> None:
        """Choose an entry of a menu by what it says."""
        self.menu(menu).click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def slider(self, name: str):
        return self.page.get_by_role("slider", name=name, exact=True)

    @property
    def epoch(self) -> int:
        return int(self.page.get_by_role("status", name="Epoch").inner_text().replace(",", ""))

    def wait_epoch(self, least: int) -> None:
        self.wait("(least) => window.frame?.epoch >= least", least)

    @property
    def link(self) -> str:
        return "#" + urlsplit(self.page.url).fragment

    def wait_link(self, text: str) -> None:
        self.wait("(text) => location.hash.includes(text)", text)


def watched(context: BrowserContext, address: str, problems: list[str]) -> Page:
    """Return a page whose errors and foreign requests are noted down."""
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.add_init_script(SPY)
    page.on(
        "console",
        lambda told: problems.append(f"console: {told.text}") if told.type == "error" else None,
    )
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))

    def check(request: Any) -> None:
        if not request.url.startswith((address, "data:", "blob:", "about:")):
            problems.append(f"request to {request.url}")

    page.on("request", check)
    return page


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What goes wrong on the pages of a test; there has to be nothing at its end."""
    found: list[str] = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def new_context(browser: Browser, problems: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser windows: ``new_context(**options)``."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 720}} | options
        contexts.append(browser.new_context(**options))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def new_playground(
    new_context: Callable[..., BrowserContext], address: str, problems: list[str]
) -> Callable[..., Playground]:
    """Make pages; ``new_playground(link, **options of the browser's context)``."""

    def make(link: str = "", *, beside: Playground | None = None, **options: Any) -> Playground:
        # Beside: another tab of the same browser window.
        context = beside.page.context if beside is not None else new_context(**options)
        return Playground(watched(context, address, problems), address).open(link)

    return make


@pytest.fixture
def new_page(
    new_context: Callable[..., BrowserContext], address: str, problems: list[str]
) -> Callable[..., Page]:
    """Open any page; ``new_page("/about", **options of the browser's context)``."""

    def make(path: str, **options: Any) -> Page:
        page = watched(new_context(**options), address, problems)
        page.goto(address.rstrip("/") + path)
        expect(page.locator("header.chrome")).to_be_visible()
        return page

    return make
