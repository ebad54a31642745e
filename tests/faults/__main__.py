"""``python -m tests.faults [name ...]``: what a page shows, loses and needs, fault by fault.

Each fault meets a page that trains. While it lasts, two controls are changed; afterwards both have
to be there, once, and training has to go on from where it was.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, SPY
from tests.faults.proxy import Proxy
from tests.faults.server import Server

PATIENCE = 90_000  # milliseconds in which a page has to go on
NOWHERE = "/proc/nowhere"  # a folder that nobody can write to, not even root
COPY = re.compile(r"copy of the network, of epoch ([\d,]+)\. .* to epoch ([\d,]+) was lost")
CHANGED = "location.hash.includes('discretize=true') && location.hash.includes('learningRate=0.1')"


@dataclass
class Met:
    """A page, its line and its server, and what was seen of them."""

    page: Page
    line: Proxy
    server: Server
    shown: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Note what the page says of its connection."""
        for text in self.page.locator(".connection, .notice p").all_inner_texts():
            if text and text not in self.shown:
                self.shown.append(text)

    def wait(self, seconds: float) -> None:
        """Let time pass, and look at the page meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.page.wait_for_timeout(min(500, 1000 * max(end - time.monotonic(), 0.01)))
            self.look()

    @property
    def epoch(self) -> int:
        return int(self.page.evaluate("window.frame.epoch"))

    def change(self) -> None:
        """Change two controls, a widget's menu and a switch."""
        self.page.get_by_role("combobox", name="Learning rate", exact=True).click()
        self.page.get_by_role("menuitem", name="0.1", exact=True).click()
        self.page.get_by_role("checkbox", name="Discretize output").check()


Fault = Callable[[Met], float | None]  # returns when it has ended, if not with its return


def cut(seconds: float) -> Fault:
    """The line is cut for some seconds."""

    def fault(met: Met) -> None:
        met.line.cut()
        met.wait(1)
        met.change()
        met.wait(seconds - 1)
        met.line.mend()

    return fault


def drop(met: Met) -> None:
    """What is said vanishes, then the connections end."""
    met.line.drop()
    met.change()
    met.wait(2)
    met.line.mend()


def delay(seconds: float) -> Fault:
    """Everything takes its time, there and back together."""

    def fault(met: Met) -> float:
        met.line.delay = seconds / 2
        met.wait(10)
        began = time.monotonic()
        met.change()
        return began

    return fault


def narrow(met: Met) -> float:
    """Fifty kilobytes a second."""
    met.line.rate = 50_000
    met.wait(10)
    began = time.monotonic()
    met.change()
    return began


def freeze(met: Met) -> None:
    """The server stands still."""
    met.server.freeze()
    try:
        met.wait(3.5)
        met.change()
        met.wait(16.5)
    finally:
        met.server.thaw()


def restart(met: Met) -> None:
    """The server is killed, and started again."""
    met.wait(12)  # a copy is made every ten seconds
    met.server.kill()
    met.wait(1)
    met.change()
    met.server.start()


def simply(met: Met) -> None:
    """Nothing but what the server lacks."""
    met.change()


def reload(met: Met) -> None:
    """The page is reloaded."""
    met.page.get_by_role("button", name="Pause", exact=True).click()
    met.change()
    met.page.wait_for_function(CHANGED)
    met.page.reload()
    met.page.wait_for_function("window.frame !== undefined")
    met.page.get_by_role("button", name="Play", exact=True).click()


def jump(met: Met) -> None:
    """The clocks of page and server jump by a day, to and fro."""
    met.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 86_400_000; }")
    met.wait(6)
    met.page.evaluate("() => { const now = Date.now; Date.now = () => now() - 2 * 86_400_000; }")
    met.line.cut()
    met.wait(1)
    met.change()
    met.line.mend()


SOON = {"unused_session_lifetime_milliseconds": 3_000, "check_unused_sessions_milliseconds": 500}
READ_ONLY = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "TMPDIR", "NUMBA_CACHE_DIR"), NOWHERE)
FAULTS: dict[str, tuple[Fault, dict[str, Any]]] = {
    "cut, 5 s": (cut(5), {}),
    "cut, 20 s": (cut(20), {}),
    "cut, 60 s": (cut(60), {}),
    "cut, 10 min": (cut(600), {}),
    "cut, the visit ended meanwhile (as after 30 min)": (cut(10), {"options": SOON}),
    "dropped in flight": (drop, {}),
    "300 ms of delay": (delay(0.3), {}),
    "2 s of delay": (delay(2.0), {}),
    "50 kB/s": (narrow, {}),
    "frozen for 20 s": (freeze, {}),
    "killed and restarted": (restart, {}),
    "reloaded": (reload, {}),
    "full disk": (simply, {"options": {"no_disk": True}}),
    "read-only folders": (simply, {"environment": READ_ONLY}),
    "clocks jump": (jump, {"options": {"clock": [12.0, 86_400.0]}}),
}


@contextmanager
def met(browser: Browser, lacks: dict[str, Any]) -> Iterator[Met]:
    """Yield a page that trains on a server of its own."""
    server = Server(**lacks)
    line = Proxy(server.port)
    page = browser.new_page()
    found = Met(page, line, server)
    page.set_default_timeout(PATIENCE)
    page.add_init_script(SPY)
    page.on(
        "console", lambda told: found.errors.append(told.text) if told.type == "error" else None
    )
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    try:
        page.goto(f"http://localhost:{line.port}/#seed=4&speed=20")
        page.wait_for_function("window.frame !== undefined")
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function("window.frame.epoch > 20")
        yield found
    finally:
        page.close()
        line.close()
        server.close()


def line_of(name: str, browser: Browser) -> str:
    """Let a page meet a fault; return what there is to say of it."""
    fault, lacks = FAULTS[name]
    with met(browser, lacks) as found:
        before = found.epoch
        ended = fault(found) or time.monotonic()
        missing = []
        try:
            found.page.wait_for_function(CHANGED)
            answered = time.monotonic() - ended
            found.page.wait_for_function("(epoch) => window.frame?.epoch > epoch", arg=before)
        except Exception as problem:
            missing.append(f"does not go on: {str(problem).splitlines()[0]}")
            answered = float("nan")
        goes_on = time.monotonic() - ended
        found.look()
        missing += [f"error in the log: {error}" for error in found.errors]
        missing += [line.strip() for line in found.server.said if "Traceback" in line]
    for copy, reached in COPY.findall(" ".join(found.shown)):
        epochs = int(reached.replace(",", "")) - int(copy.replace(",", ""))
        missing.append(f"{epochs:,} epochs since the last copy, and the page says so")
    shown = " / ".join(found.shown) or "nothing"
    lost = "; ".join(missing) or "nothing"
    return (
        f"{name}\n  shown  {shown}\n  lost   {lost}\n"
        f"  goes on after {goes_on:.1f} s, changes there after {answered:.1f} s"
    )


def main() -> int:
    """Meet the faults that were asked for; return how many of them lost something."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(FAULTS))
    names = parser.parse_args().names or list(FAULTS)
    wanted = [one for one in FAULTS if any(one.startswith(name) for name in names)]
    program = os.environ.get("CHROMIUM") or None
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name in wanted:
            said = line_of(name, browser)
            print(said, f"(load {os.getloadavg()[0]:.1f})", flush=True)
            failed += any(one in said for one in ("does not", "error in the log", "Traceback"))
        browser.close()
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
