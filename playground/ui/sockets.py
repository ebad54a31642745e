"""Websockets that send a whole message at once.

Bokeh sends a message part by part, five for a frame, and waits a turn of the event loop after each.
A turn is long when many pages are served, and each part costs a call of the system in which other
threads take Python's lock away. All parts leave together here.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from bokeh.protocol.message import Message
from bokeh.server.urls import per_app_patterns
from panel.io.server import WSHandler
from tornado.iostream import StreamClosedError

TEXT, BINARY = 1, 2


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


def packed(message: Message[Any]) -> bytes:
    """Return all parts of a message of Bokeh's as websocket frames."""
    texts = [message.header_json, message.metadata_json, message.content_json]
    frames = [framed(TEXT, text.encode()) for text in texts]
    for buffer in message._buffers:
        frames.append(framed(TEXT, json.dumps(buffer.ref).encode()))
        frames.append(framed(BINARY, buffer.to_bytes()))
    return b"".join(frames)


class WholeMessages(WSHandler):
    """The socket of a page."""

    async def send_message(self, message: Message[Any]) -> None:
        """Send a message; wait only while the browser does not take it."""
        connection = self.ws_connection
        if connection is None or connection.is_closing():
            return  # the page has gone; on_close says so
        with await self.write_lock.acquire():
            stream = connection.stream
            try:
                written = stream.write(packed(message))
                if stream.writing():
                    await written
            except StreamClosedError:
                return


def install() -> None:
    """Have the servers made from now on use this socket."""
    per_app_patterns[:] = [
        (route, WholeMessages if handler is WSHandler else handler)
        for route, handler in per_app_patterns
    ]
