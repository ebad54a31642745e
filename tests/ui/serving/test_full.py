"""One visit too many gets a page in words, and a place as soon as one is free."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from playground.__main__ import main, parser
from playground.ui.serving import full
from playground.ui.serving.full import MAX_VISITS
from playground.ui.serving.server import make_server


def test_the_option():
    assert parser().parse_args([]).max_visits == MAX_VISITS
    assert parser().parse_args(["--max-visits", "7"]).max_visits == 7


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "1000000"])
def test_what_is_no_number_of_visits_is_refused_in_words(wrong, capsys):
    with pytest.raises(SystemExit):
        main([f"--max-visits={wrong}"])
    assert "is not a number of visits" in capsys.readouterr().err


@contextmanager
def served(most: int) -> Iterator[partial]:
    """Start a server; yield what fetches from it."""
    server = make_server(0, max_visits=most, websocket_origin=["*"])
    server.start()

    async def fetch(*paths: str, **headers: str) -> list[HTTPResponse]:
        client = AsyncHTTPClient()
        address = f"http://localhost:{server.port}"
        return [
            await client.fetch(address + path, headers=headers, raise_error=False) for path in paths
        ]

    def run(*paths: str, **headers: str) -> list[HTTPResponse]:
        return server.io_loop.run_sync(partial(fetch, *paths, **headers))

    try:
        yield run
    finally:
        server.stop()


def test_one_too_many_is_told_so_and_static_files_are_served_all_the_same():
    with served(2) as fetch:
        first, second, third, script = fetch("/", "/", "/", "/static/js/bokeh.min.js")
    assert [first.code, second.code, third.code] == [200, 200, 503]
    assert script.code == 200
    page = third.body.decode()
    assert "up to 2 open pages" in page
    assert "tries again by itself" in page
    assert "{{" not in page
    assert third.headers["Retry-After"] == str(full.RETRY)
    assert third.headers["Cache-Control"] == "no-store"


def test_who_reloads_keeps_the_place():
    with served(1) as fetch:
        assert [answer.code for answer in fetch("/", "/")] == [200, 503]
        reloaded = fetch("/", "/", Cookie="leaving=1")
        assert [answer.code for answer in reloaded] == [200, 503]  # there is room for one only


def test_a_visit_that_never_came_frees_its_place(monkeypatch):
    with served(1) as fetch:
        assert [answer.code for answer in fetch("/", "/")] == [200, 503]
        monkeypatch.setattr(full, "ARRIVING", 0)
        assert [answer.code for answer in fetch("/")] == [200]
