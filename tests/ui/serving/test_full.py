"""One visit too many gets a page in words, and a place as soon as one is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from bokeh.server.session import ServerSession
from panel import Column
from tornado.httpclient import AsyncHTTPClient, HTTPResponse

from playground.__main__ import main, parser
from playground.ui.serving.full import ARRIVING, MAX_VISITS, RETRY, limit_visits
from playground.ui.serving.server import make_server


def test_the_option():
    assert parser().parse_args([]).max_visits == MAX_VISITS
    assert parser().parse_args(["--max-visits", "7"]).max_visits == 7


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "1000000"])
def test_what_is_no_number_of_visits_is_refused_in_words(wrong, capsys):
    with pytest.raises(SystemExit):
        main([f"--max-visits={wrong}"])
    assert "is not a number of visits" in capsys.readouterr().err


class Times:
    """Tells for how many milliseconds nobody has been connected; all have just come, at first."""

    def __init__(self) -> None:
        self.absent = 0.0

    def __call__(self, session: ServerSession) -> float:
        return self.absent


@contextmanager
def served(most: int, times: Callable[[ServerSession], float] | None = None) -> Iterator[partial]:
    """Start a server with two pages that are alive; yield what fetches from it."""
    pages = {"/": lambda: Column("first"), "/second": lambda: Column("second")}
    server = make_server(0, instead=pages, websocket_origin=["*"])
    limit_visits(server, pages, most, times or Times())
    server.start()

    async def fetch(*paths: str, **headers: str) -> list[HTTPResponse]:
        client = AsyncHTTPClient()
        address = f"http://localhost:{server.port}"
        come_from = {"Referer": address, **headers}  # a page of ours, for its autoload.js
        return [
            await client.fetch(address + path, headers=come_from, raise_error=False)
            for path in paths
        ]

    def run(*paths: str, **headers: str) -> list[HTTPResponse]:
        return server.io_loop.run_sync(partial(fetch, *paths, **headers))

    try:
        yield run
    finally:
        server.stop()


def codes(answers: list[HTTPResponse]) -> list[int]:
    return [answer.code for answer in answers]


def test_one_too_many_is_told_so_and_static_files_are_served_all_the_same():
    with served(2) as fetch:
        first, second, third, script = fetch("/", "/", "/", "/static/js/bokeh.min.js")
    assert codes([first, second, third]) == [200, 200, 503]
    assert script.code == 200
    page = third.body.decode()
    assert "up to 2 open pages" in page
    assert "tries again by itself" in page
    assert "{{" not in page
    assert third.headers["Retry-After"] == str(RETRY)
    assert third.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "begins", ["/", "/second", "/second/", "/autoload.js?bokeh-autoload-element=1",
               "/second/autoload.js?bokeh-autoload-element=1"],
)  # fmt: skip
def test_the_visits_to_all_pages_are_counted_together(begins):
    with served(1) as fetch:
        assert codes(fetch("/second", begins, "/")) == [200, 503, 503]


def test_a_page_that_is_no_session_is_there_even_then():
    with served(1) as fetch:
        assert codes(fetch("/", "/", "/about", "/about/")) == [200, 503, 200, 200]


def test_who_reloads_keeps_the_place():
    with served(1) as fetch:
        assert codes(fetch("/", "/")) == [200, 503]
        # there is room for one only
        assert codes(fetch("/", "/second", Cookie="leaving=1")) == [200, 503]


def test_a_visit_that_never_came_frees_its_place():
    times = Times()
    with served(1, times) as fetch:
        assert codes(fetch("/", "/")) == [200, 503]
        times.absent = ARRIVING
        assert codes(fetch("/")) == [200]
