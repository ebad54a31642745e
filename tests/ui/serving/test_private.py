"""The private names of Panel and Bokeh that the page relies on are still there."""

from __future__ import annotations

from types import SimpleNamespace

from bokeh.document import Document
from bokeh.server.connection import ServerConnection
from bokeh.server.session import ServerSession
from panel.custom import JSComponent
from panel.io.state import state
from panel.models.esm import DataEvent
from panel.reactive import Syncable
from tornado.websocket import WebSocketHandler

from playground.ui.serving.private import QuietMessages, send_at_once, send_message


class Quiet(QuietMessages, JSComponent):
    """A component that keeps what it is told."""

    _esm = "export function render() {}"

    def _handle_msg(self, data):
        self.told = data
        self.busy = state.busy


def test_the_names_exist():
    assert callable(JSComponent._send_msg)
    assert callable(Syncable._process_bokeh_event)
    assert callable(WebSocketHandler.set_nodelay)
    assert "_subscribed_connections" in ServerSession.__init__.__code__.co_names
    assert "_socket" in ServerConnection.__init__.__code__.co_names


def test_a_message_does_not_make_the_page_busy():
    component = Quiet()
    component._process_bokeh_event(Document(), DataEvent(None, data={"type": "hello"}))
    assert component.told == {"type": "hello"}
    assert not component.busy


def test_a_message_to_nobody_is_dropped():
    send_message(Quiet(), b"frame")


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
