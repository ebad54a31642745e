"""The private names of Bokeh, Panel and Tornado that serving relies on are still there.

When one of these fails after an update, look at ``playground/ui/serving/private.py``: the function
that the test names says what it needs. The sentence of each test says where the name was found.
"""

from __future__ import annotations

import inspect
from types import SimpleNamespace

from bokeh.document import Document
from bokeh.document.callbacks import DocumentCallbackManager
from bokeh.protocol.message import Message
from bokeh.server.connection import ServerConnection
from bokeh.server.session import ServerSession
from panel.custom import JSComponent
from panel.io.server import WSHandler
from panel.io.state import state
from panel.models.esm import ESMEvent
from tornado.ioloop import IOLoop
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler
from tornado.websocket import WebSocketHandler, WebSocketProtocol13

from playground.ui.serving.private import (
    add_rule,
    begin_now,
    loop_of,
    models_of,
    never_used,
    rules_of,
    sockets_of,
)
from playground.ui.serving.server import make_server
from playground.ui.serving.sockets import WholeMessages, send_at_once, send_message


class Plain(JSComponent):
    """A component."""

    _esm = "export function render() {}"


def names_of(function) -> set[str]:
    return set(function.__code__.co_names)


def test_a_session_has_its_connections_and_its_loop():
    """sockets_of, loop_of: look at bokeh/server/session.py and connection.py."""
    assert {"_subscribed_connections", "_loop"} <= names_of(ServerSession.__init__)
    assert "_socket" in names_of(ServerConnection.__init__)
    loop = IOLoop(make_current=False)
    try:
        assert loop_of(ServerSession("one", Document(), io_loop=loop)) is loop
    finally:
        loop.close()


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


def test_a_component_has_a_model_for_each_page_and_can_send():
    """models_of, send_by_panel: look at panel/viewable.py, panel/custom.py, panel/io/state.py."""
    component, document = Plain(), Document()
    model = component.get_root(document)
    document.add_root(model)
    assert models_of(component) == [(model.id, document)]
    assert callable(JSComponent._send_msg)
    assert ESMEvent.event_name == "esm_event"


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


def test_a_socket_can_be_hurried():
    """send_at_once: look at tornado/websocket.py."""
    assert callable(WebSocketHandler.set_nodelay)


def test_a_message_to_nobody_is_dropped():
    send_message(Plain(), b"frame")


def test_without_a_server_there_is_nothing_to_hurry():
    send_at_once(Document())


def test_every_connection_of_the_page_is_hurried():
    hurried = []
    socket = SimpleNamespace(set_nodelay=hurried.append)
    connections = [SimpleNamespace(_socket=socket)] * 2
    session = SimpleNamespace(_subscribed_connections=connections)
    document = SimpleNamespace(session_context=SimpleNamespace(session=session))
    send_at_once(document)  # type: ignore[arg-type]
    assert hurried == [True, True]
    assert sockets_of(session) == [socket, socket]  # type: ignore[arg-type]
