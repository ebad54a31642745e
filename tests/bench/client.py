"""A visit without a browser: it speaks Bokeh's protocol and answers frames as a browser does.

What is said here was taken from a recorded session of Chromium: the page is fetched, the document
pulled, both components say `ready`, every frame is acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

TOKEN = re.compile(r'"token":\s*"([^"]+)"')
DRAWING = 0.015  # seconds from a frame's arrival to its acknowledgement
LONGEST = 300  # seconds in which a page comes, on a machine that has much else to do


def objects(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every model in a serialized document."""
    if isinstance(part, dict):
        if part.get("type") == "object":
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from objects(each)


def entries(part: Any) -> Any:
    """Return a serialized mapping as a dictionary."""
    if isinstance(part, dict) and part.get("type") == "map":
        return {key: entries(value) for key, value in part.get("entries", [])}
    return part


@dataclass
class Seen:
    """What a visit has noted down since it was last cleared; all times in seconds."""

    frames: list[float] = field(default_factory=list)  # when each arrived
    answers: list[float] = field(default_factory=list)  # from a change to the server's answer
    effects: list[float] = field(default_factory=list)  # from a change to a frame that shows it
    epoch: int = 0
    received: int = 0  # bytes


class Visit:
    """One open page.

    Parameters
    ----------
    url
        The page's address, without a fragment.
    link
        The fragment of the address, ``"#..."``.
    """

    def __init__(self, url: str, link: str = "") -> None:
        self.url, self.link = url, link
        self.seen = Seen()
        self.dropped = False
        self._socket: WebSocketClientConnection | None = None
        self._fragments: list[Any] = []
        self._missing = 3  # fragments until the message is whole
        self._pulled: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._framed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._models: dict[str, str] = {}  # label of a widget -> its model
        self._data: dict[str, str] = {}  # label of a widget -> the model of its values
        self.changed: dict[float, float] = {}  # learning rate not yet answered -> when chosen
        self._awaited: tuple[float, float] | None = None  # (learning rate, when it was chosen)

    # Coming and going

    async def open(self) -> float:
        """Open the page and wait for the first frame; return how long that took."""
        begin = time.monotonic()
        page = await AsyncHTTPClient().fetch(
            self.url, connect_timeout=LONGEST, request_timeout=LONGEST, decompress_response=True
        )
        token = TOKEN.search(page.body.decode())
        if token is None:
            raise RuntimeError(f"{self.url} holds no session token: is it the playground?")
        address = re.sub("^http", "ws", self.url.rstrip("/")) + "/ws"
        cookies = "; ".join(one.split(";")[0] for one in page.headers.get_list("Set-Cookie"))
        request = HTTPRequest(
            address,
            headers={"Origin": self.url.rstrip("/"), "Cookie": cookies},
            connect_timeout=LONGEST,
            request_timeout=LONGEST,
        )
        self._socket = await websocket_connect(
            request,
            subprotocols=["bokeh", token[1]],
            on_message_callback=self._receive,
            max_message_size=2**26,
            compression_options={},  # offered by every browser
        )
        self._socket.protocol.stream.set_nodelay(True)  # as browsers do
        await asyncio.wait_for(self._pulled, LONGEST)
        await asyncio.wait_for(self._framed, LONGEST)
        return time.monotonic() - begin

    def close(self) -> None:
        """Close the page."""
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.close(1001, "")  # what a browser says when a tab is closed

    # What is said

    def play(self) -> None:
        """Press Play."""
        clicked = [["model", {"id": self._models["Play"]}], ["node", "click"]]
        self._event("dom_event", {"type": "map", "entries": [*clicked, ["data", None]]})

    def change_learning_rate(self, rate: float) -> None:
        """Choose another learning rate, and note when its answer and its effect come."""
        now = time.monotonic()
        self.changed[rate] = now
        self._awaited = (rate, now)
        chosen = {"kind": "ModelChanged", "model": {"id": self._data["Learning rate"]}}
        self._patch({**chosen, "attr": "value", "new": f"{rate:g}"})

    def _say(self, model: str, **data: Any) -> None:
        values = [
            ["model", {"id": model}],
            ["data", {"type": "map", "entries": list(data.items())}],
        ]
        self._event("data_event", {"type": "map", "entries": values})

    def _event(self, name: str, values: dict[str, Any]) -> None:
        told = {"type": "event", "name": name, "values": values}
        self._patch({"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": told})

    def _patch(self, *events: dict[str, Any]) -> None:
        self._write("PATCH-DOC", {"events": events})

    def _write(self, kind: str, content: dict[str, Any]) -> None:
        if self._socket is None:
            return
        header = {"msgid": uuid.uuid4().hex, "msgtype": kind}
        for part in (header, {}, content):
            self._socket.write_message(json.dumps(part))

    # What is heard

    def _receive(self, fragment: str | bytes | None) -> None:
        if fragment is None:
            self.dropped = self._socket is not None
            return
        self.seen.received += len(fragment)
        if not self._fragments:
            self._missing = 3 + 2 * json.loads(fragment).get("num_buffers", 0)
        self._fragments.append(fragment)
        if len(self._fragments) == self._missing:
            message, self._fragments = self._fragments, []
            try:
                self._take(json.loads(message[0])["msgtype"], message[2], message[4::2])
            except Exception as problem:  # whoever waits for this visit has to learn of it
                self.dropped = True
                for waiting in (self._pulled, self._framed):
                    if not waiting.done():
                        waiting.set_exception(problem)
                raise

    def _take(self, kind: str, content: str, buffers: list[bytes]) -> None:
        if kind == "ACK":
            self._write("PULL-DOC-REQ", {})
        elif kind == "PULL-DOC-REPLY":
            self._render(json.loads(content)["doc"])
        elif kind == "ERROR":
            raise RuntimeError(f"The server answers with an error: {content}")
        elif kind == "PATCH-DOC":
            if len(buffers) == 1 and '"esm_event"' in content and self._network in content:
                self._frame(buffers[0])
            elif '"esm_event"' in content and '"number"' in content:
                self._state(json.loads(content))

    def _render(self, document: dict[str, Any]) -> None:
        """Find the components in the document and say what they say once they are drawn."""
        for model in objects(document):
            data = model.get("attributes", {}).get("data", {})
            parts = data.get("attributes", {}) if isinstance(data, dict) else {}
            if "configuration" in parts:
                self._network = model["id"]
            elif "explanations" in parts:
                self._shell = model["id"]
            elif "label" in parts:
                self._models[parts["label"]] = model["id"]
                self._data[parts["label"]] = data["id"]
        self._event("document_ready", {"type": "map"})
        self._say(self._shell, type="theme", dark=False)
        self._say(self._shell, type="ready", hash=self.link, dark=False, address=self.url)
        self._say(self._network, type="ready")
        self._pulled.set_result(None)

    def _frame(self, frame: bytes) -> None:
        """Note a frame's arrival, and acknowledge it when a browser would."""
        now = time.monotonic()
        self.seen.frames.append(now)
        (length,) = struct.unpack_from("<I", frame)
        header = json.loads(frame[4 : 4 + length])
        self.seen.epoch = header["epoch"]
        if self._awaited and self._awaited[0] == header["learning_rate"]:
            self.seen.effects.append(now - self._awaited[1])
            self._awaited = None
        asyncio.get_running_loop().call_later(
            DRAWING, lambda: self._say(self._network, type="ack", frame=header["frame"])
        )
        if not self._framed.done():
            self._framed.set_result(None)

    def _state(self, content: dict[str, Any]) -> None:
        """Note which change the server has answered."""
        told = entries(content["events"][0]["msg_data"]["values"])["data"]
        if told["change"] != "learning_rate":
            return
        sent = self.changed.pop(entries(told["values"])["learning_rate"], None)
        if sent is not None:
            self.seen.answers.append(time.monotonic() - sent)
