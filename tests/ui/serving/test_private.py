"""The private names of Bokeh, Panel and Tornado that serving relies on are still there.

When one of these fails after an update, look at ``playground/ui/serving/private.py``: the function
that the test names says what it needs. The sentence of each test says where the name was found.
"""

from __future__ import annotations

import inspect

from bokeh.document import Document
from bokeh.document.callbacks import DocumentCallbackManager
from bokeh.protocol.message import Message
from bokeh.server.session import ServerSession
from panel.io.server import WSHandler
from panel.io.state import state
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler
from tornado.websocket import WebSocketProtocol13

from playground.ui.serving.private import (
    add_rule,
    begin_now,
    never_used,
    rules_of,
)
from playground.ui.serving.server import make_server
from playground.ui.serving.sockets import WholeMessages


def names_of(function) -> set[str]:
    return set(function.__code__.co_names)


def test_a_session_can_look_as_if_it_were_made_just_now():
    """never_used, begin_now: look at bokeh/server/session.py."""
    session = ServerSession("one", Document(), token="old")
    assert session.milliseconds_since_last_unsubscribe < 60_000
    never_used(session)
    assert session.milliseconds_since_last_unsubscribe == float("inf")
    begin_now(session, "new")
    assert session.milliseconds_since_last_unsubscribe < 60_000
    assert session.token == "new"


def test_changes_are_held_and_written_where_in_one_message_looks():
    """in_one_message: look at bokeh/document/callbacks.py and bokeh/server/session.py."""
    assert {"_held_events", "_change_callbacks"} <= names_of(DocumentCallbackManager.__init__)
    assert "_pending_writes" in inspect.getsource(ServerSession)


def test_a_message_has_its_buffers():
    """buffers_of: look at bokeh/protocol/message.py."""
    assert "_buffers" in names_of(Message.__init__)


def test_a_connection_that_compresses_can_make_a_compressor():
    """compressor_of, window_of: look at WebSocketProtocol13, _PerMessageDeflate of Tornado's."""
    source = inspect.getsource(inspect.getmodule(WebSocketProtocol13))
    assert "self._compressor = _PerMessageDeflateCompressor(" in source
    assert "def _create_compressor(self)" in source
    assert "self._max_wbits = " in source


def test_panel_notes_which_pages_are_connected():
    """mark_connected: look at panel/io/state.py, and where panel/io/document.py asks for it."""
    assert hasattr(state, "_connected")


def test_the_routes_of_a_server_can_be_changed_and_added_to():
    """rules_of, add_rule: look at bokeh/server/server.py and tornado/web.py, Application."""
    server = make_server(0)
    try:
        targets = [rule.target for rule in rules_of(server)]
        assert WholeMessages in targets
        assert WSHandler not in targets
        add_rule(server, Rule(Matcher(), RequestHandler))
    finally:
        server.stop()
