"""What a socket does where nobody is left, and with browsers that say too much."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from playground.ui.serving import sockets
from playground.ui.serving.sockets import Allowance, WholeMessages


def socket(**has: Any) -> Any:
    """Return a socket as it is after its handshake, with what a test needs of it."""
    made = WholeMessages.__new__(WholeMessages)
    vars(made).update(ws_connection=None, _allowance=Allowance(), **has)
    return made


def test_a_socket_whose_session_has_gone_ends_without_a_word():
    left: list[object] = []
    connection = SimpleNamespace(session=SimpleNamespace(destroyed=True))
    one = socket(connection=connection, application=SimpleNamespace(client_lost=left.append))
    one.on_close()
    assert left == [connection]


def test_a_browser_that_says_too_much_waits_and_others_do_not(monkeypatch):
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async def handle(self: Any, message: Any) -> None:
        return None

    monkeypatch.setattr(sockets.asyncio, "sleep", sleep)
    monkeypatch.setattr(sockets.WSHandler, "_handle", handle)
    monkeypatch.setattr(sockets.time, "monotonic", lambda: 0.0)
    message = SimpleNamespace(msgtype="OTHER", content={}, header={})
    loud, quiet = socket(connection=None), socket(connection=None)

    async def talk() -> None:
        for _ in range(sockets.BURST + 10):
            await loud._handle(message)
        await quiet._handle(message)

    asyncio.run(talk())
    assert waited == [pytest.approx(1 / sockets.RATE)] * 10
