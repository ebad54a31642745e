"""A page that has lost its line learns whether its visit is there, and nobody else does."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from panel import Column

from playground.ui.serving.here import TOKEN
from playground.ui.serving.server import TOKEN as TOKEN_LIFE
from playground.ui.serving.server import make_server


class Asked:
    """A server, and a page of it that has been fetched."""

    def __init__(self, server: Any) -> None:
        self.server = server
        self.token = re.findall(r'"token":\s*"([^"]+)"', self.get("/"))[0]

    def get(self, path: str, **headers: str) -> str:
        def ask() -> str:
            connection = http.client.HTTPConnection("localhost", self.server.port)
            connection.request("GET", path, headers=headers)
            return connection.getresponse().read().decode()

        async def off_the_loop() -> str:
            return await self.server.io_loop.run_in_executor(None, ask)

        return self.server.io_loop.run_sync(partial(off_the_loop))

    def here(self, token: str) -> Any:
        return json.loads(self.get("/here", **{TOKEN: token}))


@pytest.fixture
def asked() -> Iterator[Asked]:
    server = make_server(0, instead={"/": lambda: Column("a page")})
    server.start()
    yield Asked(server)
    server.stop()


def test_a_visit_is_here_until_it_has_ended(asked):
    assert asked.here(asked.token) == {"here": True, "heard": 0}
    (session,) = asked.server.get_sessions("/")
    session.request_expiration()
    context = asked.server._tornado._applications["/"]
    asked.server.io_loop.run_sync(partial(context._cleanup_sessions, 0))
    assert asked.here(asked.token) == {"here": False, "heard": 0}


@pytest.mark.parametrize("token", ["", "x", "x.y", "e30.e30", "ÿ".encode().decode("latin-1")])
def test_a_token_of_somebody_else_s_tells_nothing(asked, token):
    assert asked.here(token) == {"here": False, "heard": 0}
    forged = asked.token.split(".")[0] + ".AAAA"
    assert asked.here(forged) == {"here": False, "heard": 0}


def test_a_page_whose_token_has_grown_too_old_begins_a_new_visit(asked, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + TOKEN_LIFE + 1)
    assert asked.here(asked.token)["here"] is False
