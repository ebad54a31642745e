"""Requests out of the ordinary are answered as the web expects."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from panel import Column

from playground.ui.serving.server import make_server


@contextmanager
def served() -> Iterator[partial]:
    """Start a server; yield what asks it, with a path just as it is given."""
    made: list[int] = []

    def page() -> Column:
        made.append(1)
        return Column("a page")

    server = make_server(0, instead={"/": page})
    server.start()

    def ask(method: str, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("localhost", server.port)
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", "").encode() or answer.read()

    async def off_the_loop(method: str, path: str) -> tuple[int, bytes]:
        return await server.io_loop.run_in_executor(None, ask, method, path)

    try:
        yield lambda method, path: (
            *server.io_loop.run_sync(partial(off_the_loop, method, path)),
            len(made),
        )
    finally:
        server.stop()


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/%23dataset=spiral&noise=5", "/#dataset=spiral&noise=5"),
        ("/%23shape=4%2C2", "/#shape=4,2"),
    ],
)
def test_an_address_whose_mark_was_encoded_leads_to_the_page(path, meant):
    with served() as ask:
        assert ask("GET", path) == (302, meant.encode(), 0)


@pytest.mark.parametrize("path", ["//elsewhere.example/%23a=b", "/nothing%23a=b"])
def test_it_leads_nowhere_else(path):
    with served() as ask:
        assert ask("GET", path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/about", "/static/js/bokeh.min.js"])
def test_who_only_asks_whether_it_is_there_is_told_so_and_begins_no_visit(path):
    with served() as ask:
        assert ask("HEAD", path) == (200, b"", 0)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/extensions/panel/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%5c..%5cetc",
        "/static/%00",
        "/components/../../x",
        "/%2e%2e/x",
        "/nothing",
    ],
)
def test_a_path_that_climbs_finds_nothing(path):
    with served() as ask:
        code, body, _ = ask("GET", path)
    assert code == 404
    assert b"root:" not in body
