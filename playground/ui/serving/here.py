"""Tells a page that has lost its line whether its visit is still here, before it connects again.

A browser logs every websocket that is refused, and cannot say why it was. So a page asks first: no
answer, and it waits; a visit that has ended, and it begins a new one, with the run that its tab has
kept. The answer also says which messages of the page have come, so that those that were lost on
their way are sent again, and no other.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from bokeh.core.types import ID
from bokeh.server.server import Server
from bokeh.server.session import ServerSession
from bokeh.util.token import check_token_signature, get_session_id, get_token_payload
from tornado.routing import PathMatches, Rule
from tornado.web import RequestHandler

from playground.ui.kit.private import sockets_of
from playground.ui.serving.private import add_rule, give_up, signing_of
from playground.ui.serving.session import Session
from playground.ui.serving.sockets import HEARD

PLACE = "here"  # behind a page's path
TOKEN = "Visit"  # the header that names the visit, with its signature


def visit_of(server: Server, path: str, token: str) -> ServerSession | None:
    """Return the visit that a page's token stands for, if it is still here."""
    try:
        if not check_token_signature(token, **signing_of(server)):
            return None
        if get_token_payload(token)["session_expiry"] <= time.time():
            return None  # Bokeh would refuse it
        name: ID = get_session_id(token)
    except (ValueError, KeyError, TypeError):  # no token at all
        return None
    found = (one for one in server.get_sessions(path) if one.id == name)
    return next(found, None)


class Here(RequestHandler):
    """Tells whether a visit is still here."""

    def initialize(self, server: Server, path: str) -> None:
        """Take the server, and the path of the page that asks."""
        self.server, self.path_of_page = server, path

    def get(self) -> None:
        """Answer; what is left of the line that the page has lost ends here, too."""
        token = self.request.headers.get(TOKEN, "")
        visit = visit_of(self.server, self.path_of_page, token)
        if visit is not None:
            for socket in sockets_of(visit):
                give_up(socket)  # what has come until now is all that comes from it
            if (session := Session.of(visit.document)) is not None:
                session.suspend()  # the page shows it so, and has asked before anybody else noticed
        self.set_header("Cache-Control", "no-store")
        self.finish({"here": visit is not None, "heard": HEARD.get(visit, 0) if visit else 0})


def tell_who_is_here(server: Server, paths: Iterable[str]) -> None:
    """Have a server answer pages that have lost their line; ``paths`` are its living pages'."""
    for path in paths:
        place = f"{server.prefix}{path.rstrip('/')}/{PLACE}"
        add_rule(server, Rule(PathMatches(place), Here, {"server": server, "path": path}))
