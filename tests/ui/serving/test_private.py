"""The private names of Panel and Bokeh that the page relies on are still there."""

from __future__ import annotations

from types import SimpleNamespace

from bokeh.document import Document
from bokeh.server.connection import ServerConnection
from bokeh.server.session import ServerSession
from panel.custom import JSComponent
from tornado.websocket import WebSocketHandler

from playground.ui.serving.private import send_at_once, send_message


class Plain(JSComponent):
    """A component."""

    _esm = "export function render() {}"


def test_the_names_exist():
    assert callable(JSComponent._send_msg)
    assert callable(WebSocketHandler.set_nodelay)
    assert "_subscribed_connections" in ServerSession.__init__.__code__.co_names
    assert "_socket" in ServerConnection.__init__.__code__.co_names


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
