"""A cap on the visits open at once: one too many gets a page in words, not a slow playground."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from bokeh.server.server import Server
from bokeh.server.session import ServerSession
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler

from playground.ui.kit.chrome import filled
from playground.ui.kit.look import page_style
from playground.ui.serving.private import add_rule
from playground.ui.table import NAME

MAX_VISITS = 120  # two cores serve 100 that play at once; the rest is room for reloads
ARRIVING = 5_000  # milliseconds for which a visit counts without a page: coming or reloading
RETRY = 15  # seconds after which the page tries again
LEAVING = "leaving"  # the cookie of a browser that is just leaving a page, see kit/live.html


def absent(session: ServerSession) -> float:
    """Return for how many milliseconds nobody has been connected to a visit."""
    return session.milliseconds_since_last_unsubscribe


def limit_visits(
    server: Server,
    paths: Iterable[str],
    most: int,
    absent: Callable[[ServerSession], float] = absent,
) -> None:
    """Let a server answer new visits with ``FullPage`` while ``most`` visits are open.

    Parameters
    ----------
    server
        The server.
    paths
        Where its pages that are alive are.
    most
        How many visits there may be, on all pages together.
    absent
        Tells for how many milliseconds nobody has been connected to a visit.
    """
    add_rule(server, Rule(WhenFull(server, paths, most, absent), FullPage, {"most": most}))


class WhenFull(Matcher):
    """Matches the requests that begin a visit, while there are as many as there may be."""

    def __init__(
        self,
        server: Server,
        paths: Iterable[str],
        most: int,
        absent: Callable[[ServerSession], float],
    ) -> None:
        self.server, self.paths, self.most, self.absent = server, tuple(paths), most, absent
        # A page, or the script that brings it into a page of somebody else's.
        places = "|".join(re.escape(path.rstrip("/")) for path in self.paths)
        self._begins = re.compile(rf"{re.escape(server.prefix)}({places})(/?|/autoload\.js)$")

    def open_visits(self) -> int:
        """Return how many visits have a page open, are about to, or have just left it."""
        return sum(
            session.connection_count > 0 or self.absent(session) < ARRIVING
            for path in self.paths
            for session in self.server.get_sessions(path)
        )

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler is called with; None when others should handle the request."""
        if not self._begins.match(request.path):
            return None
        # Who reloads keeps the place: that page is open until this request is answered.
        others = self.open_visits() - (LEAVING in request.cookies)
        return {} if others >= self.most else None


class FullPage(RequestHandler):
    """Says that there is no room just now, and when to come again."""

    def initialize(self, most: int) -> None:
        """Take the number of visits that there may be."""
        self.most = most

    def get(self) -> None:
        """Answer with the page."""
        self.set_status(503, "Every place is taken")
        self.set_header("Retry-After", str(RETRY))
        self.set_header("Cache-Control", "no-store")
        values = {"most": self.most, "retry": RETRY, "name": NAME}
        self.finish(filled("kit/full.html", styles=page_style(), **values))
