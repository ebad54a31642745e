"""What many visits on one server rest on: the pulse, whole messages, and visits that truly end."""

from __future__ import annotations

import asyncio
import gc
import json
import random
import re
import threading
from functools import partial

import pytest
from bokeh.document import Document
from bokeh.document.events import MessageSentEvent
from bokeh.models import ColumnDataSource
from bokeh.protocol import Protocol
from bokeh.protocol.receiver import Receiver
from bokeh.server.session import ServerSession
from panel.custom import JSComponent
from panel.io.document import dispatch_tornado
from panel.io.state import set_curdoc
from panel.models.esm import ESMEvent
from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import WebSocketProtocol13, websocket_connect

from playground.runs.scheduler import SCHEDULER, SHORTEST, SLICE, Scheduler
from playground.ui.kit.messages import HEARERS
from playground.ui.pages.playground.visit import Visit
from playground.ui.serving.private import in_one_message
from playground.ui.serving.process import Keeper
from playground.ui.serving.pulse import Pulse
from playground.ui.serving.server import make_server
from playground.ui.serving.sockets import (
    BINARY,
    LONG,
    TEXT,
    end_unless_back,
    framed,
    packed,
    packed_told,
)
from tests.patience import PATIENCE


@pytest.fixture
def pulse():
    yield Pulse()
    SCHEDULER.rest = 0.0


def test_pressure_rises_with_delay_and_falls_without(pulse):
    for _ in range(100):
        pulse.take(0.2)
    assert pulse.pressure == 1.0
    assert SCHEDULER.rest > 0
    for _ in range(100):
        pulse.take(0.001)
    assert pulse.pressure == 0.0
    assert SCHEDULER.rest == 0


def test_without_pressure_nothing_waits(pulse):
    made = []
    pulse.before_frame(lambda: made.append(1))
    assert made == [1]
    assert pulse.between_plots(0.125) == 0.125


def test_under_pressure_frames_and_plots_wait(pulse):
    for _ in range(10):
        pulse.take(0.2)
    at_once: list[int] = []
    pulse.before_frame(lambda: at_once.append(1))  # no event loop here that could call it later
    assert at_once == [1]

    async def make() -> list[int]:
        made: list[int] = []
        done = asyncio.Event()
        pulse.before_frame(lambda: (made.append(1), done.set()))
        assert made == []
        await asyncio.wait_for(done.wait(), PATIENCE)
        return made

    assert asyncio.run(make()) == [1]
    assert pulse.between_plots(0.125) > 0.5


def test_turns_are_shorter_when_many_play():
    scheduler = Scheduler(workers=2)
    assert scheduler.slice == SLICE
    gate = threading.Event()

    class Waits:
        def advance(self, seconds: float) -> None:
            gate.wait(PATIENCE)

        def failed(self, problem: Exception) -> None:
            raise problem

    for _ in range(100):
        scheduler.add(Waits())
    assert SHORTEST <= scheduler.slice < SLICE / 3
    gate.set()


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 100_000])
def test_parts_are_framed_as_websockets_want_it(size):
    part = bytes(index % 251 for index in range(size))
    expected: list[bytes] = []

    class Sent(WebSocketProtocol13):
        def __init__(self) -> None:
            self.mask_outgoing = False
            self._wire_bytes_out = 0
            self.stream = type("Stream", (), {"write": staticmethod(expected.append)})

    for kind in (TEXT, BINARY):
        Sent()._write_frame(True, kind, part)
        assert framed(kind, part) == expected.pop()


def unpacked(data: bytes) -> list[str | bytes]:
    """Return the parts of a packed message."""
    parts: list[str | bytes] = []
    while data:
        kind, size, start = data[0] & 0x0F, data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        part = data[start : start + size]
        parts.append(part.decode() if kind == TEXT else part)
        data = data[start + size :]
    return parts


class Socket:
    """Takes the messages that a page would get."""

    def __init__(self) -> None:
        self.messages: list[object] = []

    async def send_message(self, message) -> None:
        self.messages.append(message)


class Session:
    """A session with one page, as far as sending goes."""

    def __init__(self) -> None:
        connection = type("Connection", (), {})()
        connection.protocol, connection._socket = Protocol(), Socket()
        self.socket = connection._socket
        self._subscribed_connections = {connection}
        self._pending_writes: list[object] | None = []


def test_changes_of_plots_leave_as_one_message_that_bokeh_can_read():
    document, session = Document(), Session()
    sources = [ColumnDataSource({"x": [0]}) for _ in range(2)]
    for source in sources:
        document.add_root(source)
    document.models.flush_synced()
    context = type("Context", (), {"session": session})()
    document._session_context = lambda: context
    with in_one_message(document):
        for number, source in enumerate(sources):
            source.data = {"x": [number + 1]}
    for write in session._pending_writes:
        asyncio.run(write)
    (message,) = session.socket.messages

    async def read():
        receiver = Receiver(Protocol())
        for part in unpacked(packed(message)):
            await receiver.consume(part)
        return receiver._message

    received = asyncio.run(read())
    assert received.msgtype == "PATCH-DOC"
    assert len(received.content["events"]) == 2
    assert json.loads(unpacked(packed(message))[0])["msgtype"] == "PATCH-DOC"


class Component(JSComponent):
    """A component like any."""

    _esm = "export function render() {}"


def theirs_and_ours(told):
    """Return the parts of a message to a component, made by Panel and Bokeh and made by us."""
    document, component = Document(), Component()
    model = component.get_root(document)
    document.add_root(model)
    document.models.flush_synced()
    event = MessageSentEvent(document, "bokeh_event", ESMEvent(model, data=told))
    theirs = unpacked(packed(Protocol().create("PATCH-DOC", [event])))
    return theirs, unpacked(packed_told(model.id, told))


def kept_of(header):
    """Return what two messages' headers have in common."""
    return [json.loads(header).get(key, 0) for key in ("msgtype", "num_buffers")]


def test_bytes_on_the_short_way_are_the_message_that_panel_makes():
    theirs, ours = theirs_and_ours(b"frame")
    name = json.loads(ours[3])["id"]
    assert [json.loads(part) for part in ours[1:3]] == [
        json.loads(part.replace(json.loads(theirs[3])["id"], name)) for part in theirs[1:3]
    ]
    assert ours[4] == theirs[4] == b"frame"
    assert kept_of(ours[0]) == kept_of(theirs[0])


@pytest.mark.parametrize(
    "told",
    [
        {"type": "state", "values": {"learning_rate": 0.03, "hidden": ("a",)}, "unit": None},
        {"type": "course", "losses": [float("nan"), 1.5, float("inf")], "text": "η ≤ 1"},
    ],
)
def test_words_on_the_short_way_are_the_message_that_panel_makes(told):
    theirs, ours = theirs_and_ours(told)
    assert len(ours) == len(theirs) == 3
    assert [json.loads(part) for part in ours[1:]] == [json.loads(part) for part in theirs[1:]]
    assert kept_of(ours[0]) == kept_of(theirs[0])


def test_what_needs_no_turn_is_heard_at_once_by_the_page_that_it_belongs_to():
    """A message to another visit's component, whose id can be guessed, is not for it."""

    class Hearer:
        out_of_turn = frozenset({"ack"})

        def __init__(self, model):
            HEARERS[model.id] = self
            self.said = []

        def receive(self, message):
            self.said.append(message)

    async def hear():
        sockets = []
        for _ in range(2):
            address = f"localhost:{server.port}/"
            page = await AsyncHTTPClient().fetch(f"http://{address}")
            token = re.search(r'"token":\s*"([^"]+)"', page.body.decode())[1]
            socket = await websocket_connect(f"ws://{address}ws", subprotocols=["bokeh", token])
            await socket.read_message()  # the greeting: the session is there
            sockets.append(socket)
        roots = [session.document.roots[0] for session in server.get_sessions("/")]
        hearers = [Hearer(root) for root in roots]
        for number, socket in enumerate(sockets):
            for root in roots:
                data = {"type": "map", "entries": [["type", "ack"], ["frame", number]]}
                values = {"type": "map", "entries": [["model", {"id": root.id}], ["data", data]]}
                said = {"type": "event", "name": "data_event", "values": values}
                sent = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": said}
                header = {"msgid": f"{number}", "msgtype": "PATCH-DOC"}
                for part in (header, {}, {"events": [sent]}):
                    await socket.write_message(json.dumps(part))
            # An answer to a question that comes later: what came before has been heard.
            for part in ({"msgid": "x", "msgtype": "SERVER-INFO-REQ"}, {}, {}):
                await socket.write_message(json.dumps(part))
            while "SERVER-INFO-REPLY" not in str(await socket.read_message()):
                pass
        for socket in sockets:
            socket.close()
        return [hearer.said for hearer in hearers]

    server = make_server(0, websocket_origin=["*"])
    server.start()
    try:
        said = server.io_loop.run_sync(hear)
    finally:
        server.stop()
    assert sorted(said, key=str) == [[{"type": "ack", "frame": 0}], [{"type": "ack", "frame": 1}]]


def test_the_document_is_compressed_for_a_browser_that_wants_it():
    """The client of Tornado takes it apart, or not, as browsers do."""

    async def pulled(compression: dict | None) -> tuple[dict, int]:
        page = await AsyncHTTPClient().fetch(f"http://localhost:{server.port}/")
        token = re.search(r'"token":\s*"([^"]+)"', page.body.decode())[1]
        socket = await websocket_connect(
            f"ws://localhost:{server.port}/ws",
            subprotocols=["bokeh", token],
            compression_options=compression,
            max_message_size=2**26,
        )
        for part in ({"msgid": "1", "msgtype": "PULL-DOC-REQ"}, {}, {}):
            await socket.write_message(json.dumps(part))
        parts = [await socket.read_message() for _ in range(6)]  # after the server's greeting
        size = socket.protocol._wire_bytes_in
        socket.close()
        return json.loads(parts[5])["doc"], size

    server = make_server(0, websocket_origin=["*"])
    server.start()
    try:
        small, few = server.io_loop.run_sync(partial(pulled, {}))
        large, many = server.io_loop.run_sync(partial(pulled, None))
    finally:
        server.stop()
    assert len(small["roots"]) == len(large["roots"]) == 1
    assert 4 * few < many


def test_a_browser_can_read_what_panel_sends_between_our_own_messages():
    """One connection, two writers; the client of Tornado keeps what it has read, as browsers do."""
    chance = random.Random(0)
    texts = [
        "".join(chance.choices("abcd", k=size))
        for size in (*(chance.randint(1, 4 * LONG) for _ in range(60)), 0, LONG - 1, LONG)
    ]

    async def read() -> list[str]:
        page = await AsyncHTTPClient().fetch(f"http://localhost:{server.port}/")
        token = re.search(r'"token":\s*"([^"]+)"', page.body.decode())[1]
        socket = await websocket_connect(
            f"ws://localhost:{server.port}/ws",
            subprotocols=["bokeh", token],
            compression_options={},
        )
        for _ in range(3):
            await socket.read_message()  # the greeting: the session is there
        (session,) = server.get_sessions("/")
        (connection,) = session._subscribed_connections
        said = []
        for number, text in enumerate(texts):
            message = connection.protocol.create("ERROR", "1", text)
            if number % 2:
                dispatch_tornado(connection, msg=message)
            else:
                await connection._socket.send_message(message)
            parts = [json.loads(await socket.read_message()) for _ in range(3)]
            said.append(parts[2]["text"])
        socket.close()
        return said

    server = make_server(0, websocket_origin=["*"])
    server.start()
    try:
        assert server.io_loop.run_sync(read) == texts
    finally:
        server.stop()


@pytest.mark.parametrize(("connections", "ended"), [(0, True), (1, False)])
def test_the_visit_of_a_page_that_was_left_ends_unless_it_is_back(connections, ended):
    session = ServerSession("one", Document())
    for _ in range(connections):
        session.subscribe(object())
    end_unless_back(session)
    assert session.expiration_requested is ended


def test_a_visit_ends_with_the_further_data_sets_open():
    document = Document()
    with set_curdoc(document):
        visit = Visit()
        visit.further.toggle()
        visit.further.show(visit.experiment.settings)
    visit.experiment.play()
    document.callbacks.destroy()  # as with a session that is destroyed
    visit.close()
    assert not visit.experiment.playing


def test_visits_that_have_ended_are_freed_when_they_are_many():
    trimmed: list[int] = []
    keeper = Keeper(trimmed.append)
    gc.collect()
    others = len(Visit.in_memory())
    with set_curdoc(Document()):
        visits = [Visit() for _ in range(4 + others)]  # those that other tests have left are few
    try:
        keeper.look()
        assert gc.get_freeze_count() > 0  # the search for garbage passes them by
        visits.pop().close()
        gc.collect()
        keeper.look()
        assert len(Visit.in_memory()) == 4 + 2 * others  # one is not worth the time
        assert trimmed == []
        while visits:
            visits.pop().close()
        keeper.look()
        assert len(Visit.in_memory()) <= others
        assert trimmed == [0]
    finally:
        gc.unfreeze()
