"""Visits that are prepared: who comes gets one, as good as one that is made for them.

If this fails after an update of Bokeh or Panel: look at ``begin_now`` and ``never_used`` in
``serving/private.py`` (what ServerSession notes down about its last connection and its token), at
``ApplicationContext.create_session_if_needed`` and at ``DocHandler.get_session``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import panel as pn
from bokeh.core.json_encoder import serialize_json
from bokeh.util.token import generate_session_id, get_session_id, get_token_payload
from panel.io.resources import get_dist_path
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from playground.ui.serving import spares as spares_module
from playground.ui.serving.private import signing_of
from playground.ui.serving.pulse import PULSE
from playground.ui.serving.server import TOKEN, make_server
from playground.ui.serving.sockets import WholeMessages
from playground.ui.serving.spares import Spares


@contextmanager
def served(wanted: int = 2, **options: Any) -> Iterator[tuple[Any, Spares, list[str]]]:
    """Start a server that keeps visits ready; yield it, them, and what notes each page made."""
    made: list[str] = []

    def page() -> pn.Column:
        made.append("one")
        # As the pages of ``kit/chrome.py`` do: Panel else finds out where its files are too late.
        pn.state.curdoc.template_variables["dist_url"] = get_dist_path()
        return pn.Column("A page")

    server = make_server(0, instead={"/": page}, websocket_origin=["*"], **options)
    spares = Spares(server, wanted)
    server.start()
    try:
        yield server, spares, made
    finally:
        server.stop()


def fetch(server: Any, path: str = "/", **headers: str) -> str:
    address = f"http://localhost:{server.port}{path}"
    client = AsyncHTTPClient()
    answer = server.io_loop.run_sync(
        partial(client.fetch, address, headers=headers, raise_error=False)
    )
    return answer.body.decode() if answer.code == 200 else str(answer.code)


def token_in(page: str) -> str:
    return re.search(r'"token": ?"([^"]+)"', page)[1]


def without_names(page: str) -> str:
    """Return a page without what is another one for every visit."""
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "UUID", page.replace(token_in(page), "TOKEN"))
    return re.sub(r"\bp\d{4,}\b", "MODEL", page)


def test_who_comes_gets_a_visit_that_is_ready_and_the_same_page():
    with served() as (server, spares, made):
        usual = fetch(server)
        server.io_loop.run_sync(spares.prepare)
        ready = spares.waiting[0]
        assert len(made) == 2
        page = fetch(server)
        assert len(made) == 2  # nothing was made for it
        assert not spares.waiting
        assert get_session_id(token_in(page)) == ready.id
        assert without_names(page) == without_names(usual)
        assert get_session_id(token_in(fetch(server))) != ready.id  # there is no other one
        assert len(made) == 3


def test_its_page_connects_as_any_other():
    with served() as (server, spares, _):
        server.io_loop.run_sync(spares.prepare)
        session = spares.waiting[0]
        token = token_in(fetch(server))

        async def greeted() -> str:
            request = HTTPRequest(f"ws://localhost:{server.port}/ws")
            socket = await websocket_connect(request, subprotocols=["bokeh", token])
            first = await socket.read_message()
            connected = session.connection_count
            socket.close()
            return f"{connected} {first}"

        assert '"ACK"' in server.io_loop.run_sync(greeted)


def pulled(server: Any, page: str, **options: Any) -> Any:
    """Return what a browser with this page is told that the page is."""

    async def told() -> Any:
        request = HTTPRequest(f"ws://localhost:{server.port}/ws")
        socket = await websocket_connect(request, subprotocols=["bokeh", token_in(page)], **options)
        wanted = {"msgid": "7", "msgtype": "PULL-DOC-REQ"}
        for _ in range(3):
            await socket.read_message()  # ACK
        for part in (wanted, {}, {}):
            await socket.write_message(json.dumps(part))
        header, _, content = [json.loads(await socket.read_message()) for _ in range(3)]
        socket.close()
        assert header["msgtype"] == "PULL-DOC-REPLY"
        assert header["reqid"] == "7"
        return content["doc"]

    return server.io_loop.run_sync(told)


def test_its_browser_is_told_what_the_page_is_whether_it_wants_that_compressed_or_not():
    with served() as (server, spares, _):
        for options in ({}, {"compression_options": {}}):
            server.io_loop.run_sync(spares.prepare)
            document = spares.waiting[0].document
            page = json.loads(serialize_json(document.to_json().content))
            assert pulled(server, fetch(server), **options) == page


def test_its_browser_is_told_what_has_changed_meanwhile():
    with served() as (server, spares, _):
        server.io_loop.run_sync(spares.prepare)
        session = spares.waiting[0]
        change = partial(setattr, session.document, "title", "Changed")
        server.io_loop.run_sync(partial(session.with_document_locked, change))
        told = pulled(server, fetch(server), compression_options={})
        assert told["title"] == "Changed"


def test_its_page_may_connect_for_as_long_as_any_other():
    with served() as (server, spares, _):
        usual = get_token_payload(token_in(fetch(server)))["session_expiry"]
        server.io_loop.run_sync(spares.prepare)
        prepared = get_token_payload(token_in(fetch(server)))["session_expiry"]
        assert usual <= prepared < usual + TOKEN


def test_none_is_prepared_while_somebody_does_something(monkeypatch):
    monkeypatch.setattr(spares_module, "QUIET", 1e9)
    monkeypatch.setattr(PULSE, "pressure", 0.0)
    monkeypatch.setattr(WholeMessages, "last_heard", -math.inf)
    with served() as (server, spares, _):
        page = fetch(server, "/?theme=dark")
        assert spares.is_idle()
        pulled(server, page)
        assert not spares.is_idle()


def test_who_asks_for_something_of_his_own_gets_a_visit_of_his_own():
    with served() as (server, spares, made):
        server.io_loop.run_sync(spares.prepare)
        fetch(server, "/?theme=dark")
        mine = generate_session_id(**signing_of(server))
        fetch(server, "/", **{"Bokeh-Session-Id": mine})
        assert len(made) == 3
        assert len(spares.waiting) == 1


def test_they_take_no_place_and_do_not_end_by_themselves():
    with served(max_visits=1) as (server, spares, _):
        for _ in range(3):
            server.io_loop.run_sync(spares.prepare)
        waiting = list(spares.waiting)
        server.io_loop.run_sync(server._tornado._cleanup_sessions)  # as it does every two seconds
        assert set(waiting) <= set(server.get_sessions("/"))
        assert get_session_id(token_in(fetch(server))) == waiting[0].id
        assert fetch(server) == "503"  # the one that was taken has the only place
