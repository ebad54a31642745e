"""A line that can be cut, dropped, delayed and narrowed: a TCP proxy on this machine.

It stands between a browser and a server and knows nothing of what they say.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

CHUNK = 16_384  # bytes that are passed on at once
NARROW = 1_448  # of a narrow line: a packet


class Proxy:
    """A line to a port of this machine.

    Parameters
    ----------
    target
        The port at its other end; may be changed.

    Attributes
    ----------
    port
        The port at this end.
    delay
        Seconds that what is sent takes, each way.
    rate
        Bytes a second that pass each way, all connections together; None for any number.
    passed
        Bytes that have come to the browser.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.delay = 0.0
        self.rate: float | None = None
        self.passed = 0
        self._refuses = self._drops = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()
        self._free = {"there": 0.0, "back": 0.0}  # when the line is free again
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            self._server = self._loop.run_until_complete(
                asyncio.start_server(self._serve, "127.0.0.1", 0)
            )
            self.port: int = self._server.sockets[0].getsockname()[1]
            ready.set()
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, name="proxy", daemon=True)
        self._thread.start()
        ready.wait(10)

    def cut(self) -> None:
        """End all connections, and take no new ones."""
        self._refuses = True
        self._call(self._abort())

    def drop(self) -> None:
        """Let everything that is sent vanish; no connection ends."""
        self._drops = True

    def mend(self) -> None:
        """Pass everything on again; what was dropped is lost, and with it those connections."""
        if self._drops:
            self._call(self._abort())
        self._refuses = self._drops = False

    def close(self) -> None:
        """End all."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _abort(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        for passing in self._passing:
            passing.cancel()
        await asyncio.gather(*self._passing, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        waiting: tuple[asyncio.Queue[tuple[float, bytes]], ...] = tuple(
            asyncio.Queue(64) for _ in "12"
        )
        for work in (
            self._read(reader, waiting[0]),
            self._write(waiting[0], back, "there"),
            self._read(there, waiting[1]),
            self._write(waiting[1], writer, "back"),
        ):
            passing = self._loop.create_task(work)
            self._passing.add(passing)
            passing.add_done_callback(self._passing.discard)

    async def _read(
        self, reader: asyncio.StreamReader, waiting: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        try:
            while chunk := await reader.read(NARROW if self.rate else CHUNK):
                await waiting.put((self._loop.time() + self.delay, chunk))
        except OSError:
            pass  # the end of a connection that was cut
        await waiting.put((self._loop.time() + self.delay, b""))

    async def _write(
        self, waiting: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter, way: str
    ) -> None:
        while True:
            due, chunk = await waiting.get()
            now = self._loop.time()
            if self.rate:
                due = max(due, self._free[way])
                self._free[way] = max(due, now) + len(chunk) / self.rate
            if due > now:
                await asyncio.sleep(due - now)
            try:
                if not chunk:
                    writer.close()
                    return
                if not self._drops:
                    self.passed += len(chunk) * (way == "back")
                    writer.write(chunk)
                    await writer.drain()
            except OSError:
                return
