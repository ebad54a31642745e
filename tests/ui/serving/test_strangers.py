"""Pages and names of somebody else's get nothing; this machine's own, and those allowed, all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from bokeh.util.token import generate_jwt_token, generate_session_id
from panel import Column
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import websocket_connect

from playground.__main__ import parser
from playground.ui.serving.server import make_server

OURS = "localhost:PORT"
EVIL = "rebound.example:PORT"


@contextmanager
def served(**options) -> Iterator[partial]:
    """Start a server; yield what fetches from it, and what asks it for a websocket."""
    server = make_server(0, instead={"/": lambda: Column("a page")}, **options)
    server.start()
    where = f"localhost:{server.port}"

    def told(headers: dict[str, str]) -> dict[str, str]:
        return {name: value.replace("PORT", str(server.port)) for name, value in headers.items()}

    async def fetch(path: str, **headers: str) -> HTTPResponse:
        return await AsyncHTTPClient().fetch(
            f"http://{where}{path}", headers=told(headers), raise_error=False
        )

    async def connect(token: str | None = None, **headers: str) -> bool:
        """Whether a page's websocket is greeted; ``token`` is that of the page when not given."""
        page = await AsyncHTTPClient().fetch(f"http://{where}/")
        token = token or re.search(r'"token":\s*"([^"]+)"', page.body.decode())[1]
        request = HTTPRequest(f"ws://{where}/ws", headers=told(headers))
        try:
            socket = await websocket_connect(request, subprotocols=["bokeh", token])
        except HTTPClientError:
            return False
        greeting = await socket.read_message()
        socket.close()
        return greeting is not None

    run = server.io_loop.run_sync
    try:
        yield (
            lambda path, **headers: run(partial(fetch, path, **headers)),
            lambda token=None, **headers: run(partial(connect, token, **headers)),
        )
    finally:
        server.stop()


@pytest.mark.parametrize("host", ["localhost", OURS, "127.0.0.1:PORT", "LOCALHOST"])
def test_this_machine_s_names_are_answered(host):
    with served() as (fetch, _):
        assert fetch("/", Host=host).code == 200


@pytest.mark.parametrize("path", ["/", "/ws", "/autoload.js", "/static/js/bokeh.min.js", "/none"])
def test_a_name_that_was_made_to_mean_this_machine_is_refused_in_words(path):
    with served() as (fetch, _):
        answer = fetch(path, Host=EVIL)
    assert answer.code == 403
    assert "--allow-host NAME" in answer.body.decode()


def test_a_websocket_is_for_our_own_pages_and_for_programs():
    with served() as (_, connect):
        assert connect()
        assert connect(Host=OURS, Origin=f"http://{OURS}")
        # A forwarded port: the browser knows this machine under another number.
        assert connect(Host="localhost:8888", Origin="http://localhost:8888")
        assert not connect(Host=OURS, Origin="http://other.example")
        assert not connect(Host=OURS, Origin="http://localhost:1")
        assert not connect(Host=OURS, Origin="null")
        assert not connect(Host=EVIL, Origin=f"http://{EVIL}")


def test_served_to_others_any_name_is_answered_but_only_our_own_pages():
    with served(address="127.0.0.1") as (fetch, connect):
        assert fetch("/", Host="lab-7.school.example").code == 200
        assert connect(Host="lab-7.school.example", Origin="http://lab-7.school.example")
        assert not connect(Host="lab-7.school.example", Origin="http://other.example")


def test_a_name_that_was_allowed_may_be_ours_and_may_embed_us():
    guest = "course.example"
    assert parser().parse_args(["--allow-host", guest]).allow_host == [guest]
    with served(guests=[guest]) as (fetch, connect):
        page = fetch("/", Host=guest)
        assert page.code == 200
        assert page.headers["Content-Security-Policy"].endswith(f"frame-ancestors 'self' {guest}")
        assert connect(Host=OURS, Origin=f"https://{guest}")
        assert (
            fetch("/autoload.js?bokeh-autoload-element=1", Referer=f"https://{guest}/").code == 200
        )
        assert (
            fetch("/autoload.js?bokeh-autoload-element=1", Referer="https://other.example").code
            == 403
        )
        script = "/autoload.js?bokeh-autoload-element=1"
        assert fetch(script, Referer=f"https://{guest}/").code == 200
        assert fetch(script, Referer="https://other.example").code == 403
        assert fetch(script).code == 403


@pytest.mark.parametrize("path", ["/", "/about", "/static/js/bokeh.min.js", "/none"])
def test_every_answer_tells_browsers_how_to_treat_it(path):
    with served() as (fetch, _):
        headers = fetch(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")  # nothing from elsewhere
    assert policy.endswith("frame-ancestors 'self'")


def test_a_token_that_was_made_elsewhere_opens_nothing():
    elsewhere = generate_jwt_token(generate_session_id(), expiration=300)
    with served() as (_, connect):
        assert connect()
        assert not connect(elsewhere)
