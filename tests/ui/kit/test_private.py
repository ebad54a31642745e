"""The private names of Panel that widgets and components rely on are still there.

When one of these fails after an update of Panel, look at ``playground/ui/kit/private.py``: each
entry there says what the name is used for, and so what to look for in Panel's own source.
"""

from __future__ import annotations

from types import SimpleNamespace

import panel_material_ui as pmui
from bokeh.document import Document
from bokeh.server.connection import ServerConnection
from bokeh.server.session import ServerSession
from panel.custom import JSComponent
from panel.io.state import state
from panel.models.esm import DataEvent, ESMEvent, ReactComponent
from panel.reactive import Syncable
from tornado.httpclient import AsyncHTTPClient
from tornado.ioloop import IOLoop
from tornado.websocket import WebSocketHandler

from playground.ui.kit.component import Component
from playground.ui.kit.private import (
    FilesInPieces,
    loop_of,
    models_of,
    module_of_widgets,
    prompt,
    sockets_of,
)
from playground.ui.kit.wire import send_at_once, send_message
from playground.ui.serving.server import make_server


class Course(Component):
    """A component like any."""

    module = "playground/course"


def test_a_message_reaches_its_component_and_does_not_make_the_page_busy():
    heard = []

    def hello(word: str) -> None:
        heard.append((word, state.busy))

    component = Course({"hello": hello})
    event = DataEvent(None, data={"type": "hello", "word": "you"})
    assert callable(Syncable._process_bokeh_event)
    component._process_bokeh_event(Document(), event)
    assert heard == [("you", False)]


def test_a_prompt_widget_has_its_values_handled_first():
    assert "_priority_changes" in vars(Syncable)
    made = prompt(pmui.Select)
    assert made is prompt(pmui.Select)
    assert made._priority_changes == ["value"]


def test_a_file_in_pieces_is_handed_on_whole_and_not_kept():
    come, failed = [], []

    class Files(FilesInPieces):
        def take(self, name, content):
            come.append((name, content))

        def fail(self, reason):
            failed.append(reason)

    files = Files(10)
    files._send_msg = lambda message: None
    piece = {"status": "upload_event", "name": "a.csv", "total_chunks": 2, "mime_type": "text/csv"}
    files._handle_msg({**piece, "chunk": 1, "data": b"one,"})
    files._handle_msg({**piece, "chunk": 2, "data": b"two"})
    files._handle_msg({"status": "finished"})
    assert (come, files.value) == ([("a.csv", b"one,two")], None)
    files._handle_msg({"status": "error", "error": "size"})
    assert failed == ["size"]
    many = {**piece, "total_chunks": 9}
    for number in range(1, 9):
        files._handle_msg({**many, "chunk": number, "data": b"sixsix"})
        held = sum(
            len(one) for file in files._file_buffer.values() for one in file["chunks"].values()
        )
        assert held <= 18  # whatever the browser sends


def test_the_module_of_the_widgets_is_where_their_models_say():
    """module_of_widgets: look at panel_material_ui/base.py, _render_esm, and panel/custom.py."""
    server = make_server(0)
    server.start()

    async def page():
        return (await AsyncHTTPClient().fetch(f"http://localhost:{server.port}/")).body.decode()

    try:
        text = server.io_loop.run_sync(page)
        (session,) = server.get_sessions("/")
        models = session.document.select({"type": ReactComponent})
        assert {model.esm for model in models} == {module_of_widgets()}
        assert f'crossorigin href="{module_of_widgets()}"' in text
    finally:
        server.stop()


class Plain(JSComponent):
    """A component without a style of its own."""

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


def test_a_component_has_a_model_for_each_page_and_can_send():
    """models_of, send_by_panel: look at panel/viewable.py, panel/custom.py, panel/io/state.py."""
    component, document = Plain(), Document()
    model = component.get_root(document)
    document.add_root(model)
    assert models_of(component) == [(model.id, document)]
    component._models["the template's"] = component._models[next(iter(component._models))]
    assert models_of(component) == [(model.id, document)]
    assert callable(JSComponent._send_msg)
    assert ESMEvent.event_name == "esm_event"


def test_a_socket_can_be_hurried():
    """send_at_once: look at tornado/websocket.py."""
    assert callable(WebSocketHandler.set_nodelay)


def test_a_message_to_nobody_is_dropped():
    send_message(Course(), b"frame")


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
