"""A cap on the visits open at once: one too many gets a page in words, not a slow playground."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from bokeh.server.server import Server
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import RequestHandler

from playground.ui.kit.esm import text_of

MAX_VISITS = 120  # two cores serve 100 that play at once; the rest is room for reloads
ARRIVING = 5_000  # milliseconds for which a visit counts without a page: coming or reloading
RETRY = 15  # seconds after which the page tries again
LEAVING = "leaving"  # the cookie of a browser that is just leaving a page of ours, see page.html


def open_visits(server: Server) -> int:
    """Return how many visits have a page open, are about to, or have just left it."""
    return sum(
        session.connection_count > 0 or session.milliseconds_since_last_unsubscribe < ARRIVING
        for path in server._tornado.app_paths
        for session in server.get_sessions(path)
    )


def limit_visits(server: Server, most: int) -> None:
    """Let a server answer new visits with ``FullPage`` while ``most`` visits are open."""
    rule = Rule(WhenFull(server, most), FullPage, {"most": most})
    server._tornado.add_handlers(".*", [rule])


class WhenFull(Matcher):
    """Matches the requests that begin a visit, while there are as many as there may be."""

    def __init__(self, server: Server, most: int) -> None:
        self.server, self.most = server, most
        self._begins = re.compile(re.escape(server.prefix) + r"/?(autoload\.js)?$")

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler is called with; None when others should handle the request."""
        if not self._begins.match(request.path):
            return None
        # Who reloads keeps the place: that page is open until this request is answered.
        others = open_visits(self.server) - (LEAVING in request.cookies)
        return {} if others >= self.most else None


@cache
def full_page(most: int) -> str:
    """Return the page for the visit that is one too many."""
    fills = {"css": text_of("playground/playground.css"), "most": str(most), "retry": str(RETRY)}
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: fills[found[1]], text_of("kit/full.html"))


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
        self.finish(full_page(self.most))
