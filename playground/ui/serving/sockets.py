"""Websockets that send a whole message at once.

Bokeh sends a message part by part, five for a frame, and waits a turn of the event loop after each.
A turn is long when many pages are served, and each part costs a call of the system in which other
threads take Python's lock away. All parts leave together here.
"""

from __future__ import annotations

import asyncio
import json
import math
import struct
import time
import zlib
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from bokeh.core.json_encoder import serialize_json
from bokeh.core.serialization import Serializer
from bokeh.core.types import ID
from bokeh.document import Document
from bokeh.document.events import DocumentChangedEvent
from bokeh.protocol.message import Message
from bokeh.protocol.messages.pull_doc_reply import pull_doc_reply
from bokeh.server.server import Server
from bokeh.server.session import ServerSession
from bokeh.util.serialization import make_id
from panel.io.server import WSHandler
from panel.models.esm import DataEvent, ESMEvent
from tornado.ioloop import IOLoop
from tornado.iostream import StreamClosedError

from playground.ui.kit.messages import HEARERS
from playground.ui.serving.private import (
    buffers_of,
    compress_each_alone,
    compressor_of,
    rules_of,
    window_of,
)

TEXT, BINARY = 1, 2
DEFLATED = 0x40  # the bit that says so in a frame's first byte
LONG = 16_384  # bytes from which on a text is worth the time: the document with all its scripts is
GOING_AWAY = 1001  # what a browser says when a tab is closed, reloaded or shows another page
LEAVING = 3.0  # seconds in which such a page may come back, with the browser's back button


def deflated(part: bytes, one: Any) -> bytes:
    """Return a part compressed as websockets want it (RFC 7692, 7.2.1).

    Each by itself: what refers to parts before it would have to be sent in the order of packing.
    """
    whole: bytes = one.compress(part) + one.flush(zlib.Z_SYNC_FLUSH)
    return whole[:-4]


def framed(kind: int, part: bytes) -> bytes:
    r"""Return a part as a websocket frame from the server (RFC 6455, 5.2): not masked, not split.

    >>> framed(TEXT, b"{}")
    b'\x81\x02{}'
    """
    size = len(part)
    if size < 126:
        return bytes([0x80 | kind, size]) + part
    if size < 2**16:
        return struct.pack("!BBH", 0x80 | kind, 126, size) + part
    return struct.pack("!BBQ", 0x80 | kind, 127, size) + part


def packed(message: Message[Any], connection: Any = None) -> bytes:
    """Return all parts of a message of Bokeh's as websocket frames.

    Long texts are compressed for a connection whose browser wants it.
    """
    frames = []
    for text in (message.header_json, message.metadata_json, message.content_json):
        part = text.encode()
        compressor = compressor_of(connection) if len(part) >= LONG else None
        if compressor is not None:
            frames.append(framed(TEXT | DEFLATED, deflated(part, compressor)))
        else:
            frames.append(framed(TEXT, part))
    for buffer in buffers_of(message):
        frames.append(framed(TEXT, json.dumps(buffer.ref).encode()))
        frames.append(framed(BINARY, buffer.to_bytes()))
    return b"".join(frames)


# What a page is as long as nobody has changed it: the answer to its browser, compressed.
PAGES: WeakKeyDictionary[Document, bytes] = WeakKeyDictionary()


def keep_page(document: Document) -> None:
    """Make what the browser asks for first before it does; kept until something changes."""
    text = serialize_json({"doc": document.to_json().content})
    PAGES[document] = deflated(text.encode(), zlib.compressobj(wbits=-zlib.MAX_WBITS))
    document.on_change(_forget_page)


def _forget_page(event: DocumentChangedEvent) -> None:
    PAGES.pop(event.document, None)
    event.document.remove_on_change(_forget_page)


def packed_page(document: Document, request: Message[Any], connection: Any) -> bytes | None:
    """Return the answer to a browser that asks for a page that was kept; None where none was."""
    page = PAGES.get(document)
    if page is None or window_of(connection) != zlib.MAX_WBITS:
        return None
    header = json.dumps(pull_doc_reply.create_header(request_id=request.header["msgid"]))
    parts = framed(TEXT, header.encode()), framed(TEXT, b"{}"), framed(TEXT | DEFLATED, page)
    return b"".join(parts)


def encoded(told: Any) -> Any:
    """Return what Bokeh's serializer makes of something that JSON can say, in a fifth of the time.

    >>> encoded({"names": ("a", "b"), "loss": 0.5})
    {'type': 'map', 'entries': [['names', ['a', 'b']], ['loss', 0.5]]}
    """
    kind = type(told)
    if kind is str or kind is int or kind is bool or told is None:
        return told
    if kind is float and math.isfinite(told):
        return told
    if kind is dict:
        return {"type": "map", "entries": [[name, encoded(each)] for name, each in told.items()]}
    if kind is list or kind is tuple:
        return [encoded(each) for each in told]
    return Serializer(deferred=False).encode(told)


def packed_told(component_id: str, told: Any) -> bytes:
    """Return what brings a message to a component, as Panel and Bokeh would make it.

    Theirs goes over all models of the page for those that a message may mention; here is none.

    Parameters
    ----------
    component_id
        The id of the component's model.
    told
        Bytes, or what JSON can say.
    """
    name = make_id()
    header = {"msgid": name, "msgtype": "PATCH-DOC", "num_buffers": int(isinstance(told, bytes))}
    if isinstance(told, bytes):
        data: Any = {"type": "bytes", "data": {"id": name}}
    else:
        data = encoded(told)
    values = {"type": "map", "entries": [["model", {"id": component_id}], ["data", data]]}
    event = {"type": "event", "name": ESMEvent.event_name, "values": values}
    sent = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
    frames = [framed(TEXT, json.dumps(text).encode()) for text in (header, {}, {"events": [sent]})]
    if isinstance(told, bytes):
        frames += [framed(TEXT, json.dumps({"id": name}).encode()), framed(BINARY, told)]
    return b"".join(frames)


def heard(content: Any) -> tuple[ID, dict[str, Any]] | None:
    """Return to which component's model a browser speaks, and what it says; None if to none.

    >>> data = {"type": "map", "entries": [["type", "ack"], ["frame", 7]]}
    >>> values = {"type": "map", "entries": [["model", {"id": "p1"}], ["data", data]]}
    >>> said = {"type": "event", "name": "data_event", "values": values}
    >>> heard({"events": [{"kind": "MessageSent", "msg_data": said}]})
    ('p1', {'type': 'ack', 'frame': 7})
    """
    try:
        (event,) = content["events"]
        if event["msg_data"]["name"] != DataEvent.event_name:
            return None
        values = dict(event["msg_data"]["values"]["entries"])
        return values["model"]["id"], dict(values["data"]["entries"])
    except (KeyError, TypeError, ValueError):
        return None  # something else, or nonsense, which Bokeh answers


# Messages that a page may send at once, and a second in the long run: a page that plays and is
# dragged at sends 150 a second. What comes faster waits in the line to whoever sends it.
BURST, RATE = 1_000, 400
# The number of the last message of a visit's page that has come. The page numbers what it says.
HEARD: WeakKeyDictionary[ServerSession, int] = WeakKeyDictionary()
BEAT = "beat"  # the message by which a page asks whether the server is there; see kit/connection.js


class Allowance:
    """How many messages a page may send.

    >>> allowance = Allowance(burst=2, rate=10.0)
    >>> [allowance.take(0.0) for _ in range(4)], allowance.take(9.0)
    ([0.0, 0.0, 0.1, 0.1], 0.0)
    """

    def __init__(self, burst: int = BURST, rate: float = RATE) -> None:
        self._burst, self._rate = burst, rate
        self._done_at = -math.inf  # when all that has come will be done at that rate

    def take(self, now: float) -> float:
        """Take note of a message; return for how many seconds it has to wait."""
        self._done_at = max(self._done_at, now) + 1 / self._rate
        return 1 / self._rate if self._done_at - now > (self._burst + 0.5) / self._rate else 0.0


class WholeMessages(WSHandler):
    """The socket of a page.

    Attributes
    ----------
    last_heard
        When the browser of any page has last said something (``time.monotonic``), other than that
        it listens.
    """

    last_heard: ClassVar[float] = -math.inf

    def open(self) -> None:
        """Begin to serve a browser."""
        self._allowance = Allowance()
        compress_each_alone(self.ws_connection)
        super().open()  # type: ignore[no-untyped-call]

    async def _handle(self, message: Message[Any]) -> Any | None:
        """Hand a message to whoever it is for.

        What changes no model of the page, such as the answer to a frame, needs neither its turn
        nor all that Bokeh and Panel do for an event; a page that was kept need not be made anew.
        """
        if wait := self._allowance.take(time.monotonic()):
            await asyncio.sleep(wait)  # and so nothing more is read from this browser meanwhile
        said = heard(message.content) if message.msgtype == "PATCH-DOC" else None
        if said is None or said[1].get("type") != BEAT:
            WholeMessages.last_heard = time.monotonic()
        number = message.header.get("number")
        if isinstance(number, int) and self.connection is not None:
            HEARD[self.connection.session] = number
        if said is not None and self.connection is not None:
            component, data = said
            hearer = HEARERS.get(component)
            here = self.connection.session.document.get_model_by_id(component) is not None
            if hearer is not None and here and data.get("type") in hearer.out_of_turn:
                hearer.receive(data)
                return None
        if message.msgtype == "PULL-DOC-REQ" and self.connection is not None:
            document = self.connection.session.document
            page = packed_page(document, message, self.ws_connection)
            if page is not None:
                await self.send_frames(page)
                return None
        return await super()._handle(message)

    packed_told = staticmethod(packed_told)  # for ``kit/wire.py``

    async def send_message(self, message: Message[Any]) -> None:
        """Send a message; wait only while the browser does not take it."""
        await self.send_frames(packed(message, self.ws_connection))

    async def send_frames(self, frames: bytes) -> None:
        """Send all websocket frames of a message."""
        connection = self.ws_connection
        stream = getattr(connection, "stream", None)
        if connection is None or stream is None or connection.is_closing():
            return  # the page has gone; on_close says so
        with await self.write_lock.acquire():
            try:
                written = stream.write(frames)
                if stream.writing():
                    await written
            except StreamClosedError:
                return

    def on_close(self) -> None:
        """Let the visit of a page that was left end soon; an interrupted one may come back."""
        session = self.connection.session if self.connection is not None else None
        if session is not None and session.destroyed:
            self.application.client_lost(self.connection)  # type: ignore[attr-defined]
            return  # it has ended by itself: there is nobody to be told
        super().on_close()
        if session is not None and self.close_code == GOING_AWAY:
            IOLoop.current().call_later(LEAVING, end_unless_back, session)


def end_unless_back(session: ServerSession) -> None:
    """Have a session end with the server's next look, unless somebody is connected to it."""
    if not session.connection_count:
        session.request_expiration()


def send_whole(server: Server) -> None:
    """Have the pages of a server use this socket; any other server in the process keeps its own."""
    for rule in rules_of(server):
        if rule.target is WSHandler:
            rule.target = WholeMessages
