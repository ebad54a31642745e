"""Requests out of the ordinary: for the head of a page alone, for a path that climbs, garbled ones.

Bokeh would answer the first with 405, and Tornado some of the others with an error of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

from bokeh.server.server import Server
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import ErrorHandler, RequestHandler

from playground.ui.serving.private import add_rule


class WhenClimbing(Matcher):
    """Matches paths that lead out of where files are, or that no file can have."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler is called with; None when others should handle the request."""
        path = unquote(request.path)
        return {} if "\0" in path or ".." in re.split(r"[/\\]", path) else None


class WhenOnlyAsked(Matcher):
    """Matches what asks for the head of a page that is alive; no visit begins."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = {path.rstrip("/") for path in paths}

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler is called with; None when others should handle the request."""
        here = request.path.rstrip("/") in self.paths
        return {} if request.method == "HEAD" and here else None


class WhenEncoded(Matcher):
    """Matches the address of a page whose ``#`` was encoded on its way."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = {path.rstrip("/") for path in paths}

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler is called with; None when others should handle the request."""
        page, mark, fragment = unquote(request.path).partition("#")
        if not mark or page.rstrip("/") not in self.paths:
            return None
        return {"path_kwargs": {"to": f"{page}#{quote(fragment, safe='=&,.:%')}"}}


class Encoded(RequestHandler):
    """Leads to the address as it was meant."""

    def get(self, to: str) -> None:
        """Answer with it."""
        self.redirect(to)


class Head(RequestHandler):
    """Says that the page is there."""

    def head(self) -> None:
        """Answer without a body."""
        self.finish()


def answer_oddities(server: Server, paths: Iterable[str]) -> None:
    """Have a server answer such requests as the web expects; ``paths`` are its living pages'."""
    add_rule(server, Rule(WhenClimbing(), ErrorHandler, {"status_code": 404}))
    add_rule(server, Rule(WhenEncoded(paths), Encoded))
    add_rule(server, Rule(WhenOnlyAsked(paths), Head))
