"""Websockets that send a whole message at once.

Bokeh sends a message part by part, five for a frame, and waits a turn of the event loop after each.
A turn is long when many pages are served, and each part costs a call of the system in which other
threads take Python's lock away. All parts leave together here.
"""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

from bokeh.protocol.message import Message
from bokeh.server.server import Server
from bokeh.server.session import ServerSession
from bokeh.util.serialization import make_id
from panel.io.server import WSHandler
from panel.models.esm import ESMEvent
from tornado.ioloop import IOLoop
from tornado.iostream import StreamClosedError

TEXT, BINARY = 1, 2
DEFLATED = 0x40  # the bit that says so in a frame's first byte
LONG = 16_384  # bytes from which on a text is worth the time: the document with all its scripts is
GOING_AWAY = 1001  # what a browser says when a tab is closed, reloaded or shows another page
LEAVING = 3.0  # seconds in which such a page may come back, with the browser's back button


def deflated(part: bytes, compressor: Any) -> bytes:
    """Return a part compressed as websockets want it (RFC 7692, 7.2.1).

    Each by itself: what refers to parts before it would have to be sent in the order of packing.
    """
    one: Any = compressor._create_compressor()
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


def packed(message: Message[Any], compressor: Any = None) -> bytes:
    """Return all parts of a message of Bokeh's as websocket frames.

    With a compressor, which a connection has whose browser wants it, long texts are compressed.
    """
    frames = []
    for text in (message.header_json, message.metadata_json, message.content_json):
        part = text.encode()
        if compressor is not None and len(part) >= LONG:
            frames.append(framed(TEXT | DEFLATED, deflated(part, compressor)))
        else:
            frames.append(framed(TEXT, part))
    for buffer in message._buffers:
        frames.append(framed(TEXT, json.dumps(buffer.ref).encode()))
        frames.append(framed(BINARY, buffer.to_bytes()))
    return b"".join(frames)


def packed_bytes(component_id: str, data: bytes) -> bytes:
    """Return the message that brings bytes to a component, as Panel and Bokeh would make it.

    Theirs goes over all models of the page for those that a message may mention; here is none.
    """
    name = make_id()
    header = {"msgid": name, "msgtype": "PATCH-DOC", "num_buffers": 1}
    entries = [["model", {"id": component_id}], ["data", {"type": "bytes", "data": {"id": name}}]]
    values = {"type": "map", "entries": entries}
    event = {"type": "event", "name": ESMEvent.event_name, "values": values}
    told = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
    texts = [header, {}, {"events": [told]}, {"id": name}]
    frames = [framed(TEXT, json.dumps(text).encode()) for text in texts]
    return b"".join([*frames, framed(BINARY, data)])


def send_bytes(session: ServerSession, component_id: str, data: bytes) -> None:
    """Send bytes to a component on all pages of a session; may be called from any thread."""

    async def send() -> None:
        message = packed_bytes(component_id, data)
        for connection in list(session._subscribed_connections):
            await connection._socket.send_frames(message)

    session._loop.add_callback(send)


class WholeMessages(WSHandler):
    """The socket of a page."""

    async def send_message(self, message: Message[Any]) -> None:
        """Send a message; wait only while the browser does not take it."""
        await self.send_frames(packed(message, getattr(self.ws_connection, "_compressor", None)))

    async def send_frames(self, frames: bytes) -> None:
        """Send all websocket frames of a message."""
        connection = self.ws_connection
        if connection is None or connection.is_closing():
            return  # the page has gone; on_close says so
        with await self.write_lock.acquire():
            stream = connection.stream
            try:
                written = stream.write(frames)
                if stream.writing():
                    await written
            except StreamClosedError:
                return

    def on_close(self) -> None:
        """Let the visit of a page that was left end soon; an interrupted one may come back."""
        session = self.connection.session if self.connection is not None else None
        super().on_close()
        if session is not None and self.close_code == GOING_AWAY:
            IOLoop.current().call_later(LEAVING, end_unless_back, session)


def end_unless_back(session: ServerSession) -> None:
    """Have a session end with the server's next look, unless somebody is connected to it."""
    if not session.connection_count:
        session.request_expiration()


def send_whole(server: Server) -> None:
    """Have the pages of a server use this socket; any other server in the process keeps its own."""
    for rule in server._tornado.wildcard_router.rules:
        if rule.target is WSHandler:
            rule.target = WholeMessages
