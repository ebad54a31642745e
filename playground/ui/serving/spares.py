"""Visits that are prepared while the server has nothing else to do, for those who come next.

To make a page costs the one thread that serves them a tenth of a second or more, and a class asks
for all of its pages in the same second. The page of a visit that has said nothing yet is the same
for all, so some are kept ready: whoever asks for the page gets one of them.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from typing import Any

from bokeh.server.server import Server
from bokeh.server.session import ServerSession
from bokeh.util.token import generate_jwt_token, generate_session_id
from panel.io.server import DocHandler
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from playground.runs.scheduler import SCHEDULER
from playground.ui.serving.private import begin_now, never_used, rules_of, signing_of
from playground.ui.serving.pulse import PULSE
from playground.ui.serving.sockets import WholeMessages, keep_page
from playground.ui.table import PAGES

MOST = 60  # visits that are kept ready where many may come: some 5 MB each
(PATH,) = (page.path for page in PAGES if page.spare)  # of the page that is kept ready
QUIET = 2.0  # seconds in which nobody has come or done anything before one is prepared
LOOK = 0.1  # seconds between two looks whether the server is idle


class Spares:
    """The visits that a server keeps ready.

    Parameters
    ----------
    server
        The server; not yet started.
    wanted
        How many visits to keep ready.
    path
        The path of their page.

    Attributes
    ----------
    waiting
        Those that are ready, the oldest first.
    """

    def __init__(self, server: Server, wanted: int, path: str = PATH) -> None:
        self.wanted, self.path = wanted, path
        self.waiting: deque[ServerSession] = deque()
        self._asked = -math.inf  # when a page was last asked for
        self._signing = signing_of(server)
        for rule in rules_of(server):
            kwargs = rule.target_kwargs or {}
            if rule.target is DocHandler and kwargs["application_context"].url == path:
                rule.target = PreparedPage
                rule.target_kwargs = {**kwargs, "spares": self}
                self._context = kwargs["application_context"]

    def start(self) -> None:
        """Prepare visits from now on; called on the thread that serves the pages."""
        self._task = asyncio.ensure_future(self._keep())

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            if len(self.waiting) < self.wanted and self.is_idle():
                await self.prepare()

    def is_idle(self) -> bool:
        """Tell whether nobody would have to wait for a visit that is being prepared."""
        quiet = time.monotonic() - max(self._asked, WholeMessages.last_heard) > QUIET
        return quiet and PULSE.pressure == 0 and len(SCHEDULER) == 0

    async def prepare(self) -> None:
        """Prepare one visit."""
        line = RequestStartLine("GET", self.path, "HTTP/1.1")
        request = HTTPServerRequest(start_line=line, headers=HTTPHeaders({"Host": "localhost"}))
        session = await self._context.create_session_if_needed(
            generate_session_id(**self._signing), request
        )
        session.block_expiration()
        never_used(session)
        keep_page(session.document)
        self.waiting.append(session)

    def take(self, expiration: int) -> ServerSession | None:
        """Return a visit for somebody who comes just now; None where none is ready.

        ``expiration`` is the time in seconds for which its page may connect.
        """
        self._asked = time.monotonic()
        if not self.waiting:
            return None
        session = self.waiting.popleft()
        token = generate_jwt_token(session.id, expiration=expiration, **self._signing)
        begin_now(session, token)
        session.unblock_expiration()
        return session


class PreparedPage(DocHandler):
    """Answers with the page of a visit that is ready, where there is one."""

    def __init__(self, *args: Any, spares: Spares, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spares = spares

    async def get_session(self) -> ServerSession:  # type: ignore[override]  # as theirs does
        """Return the visit whose page is answered with."""
        said = self.request.query or "Bokeh-Session-Id" in self.request.headers
        if not said and self.request.path == self.spares.path:
            spare = self.spares.take(self.application.session_token_expiration)
            if spare is not None:
                return spare
        session: ServerSession = await super().get_session()  # type: ignore[misc]
        return session
