"""Who may use a server: who has come under one of its names, and no page of somebody else's.

A page elsewhere can have its visitors' browsers send requests here, and a name elsewhere can be
made to mean this machine (DNS rebinding): its pages would then count as ours, and could read what
is on ours. The name that a browser has asked for (``Host``) and the page that asks (``Origin``)
give both away. Programs send no ``Origin``; whoever can run one here needs no browser.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlsplit

from bokeh.server.server import Server
from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.routing import Matcher, Rule
from tornado.web import OutputTransform, RequestHandler

from playground.ui.serving.private import add_rule, add_transform, leave_origins_to_us

OWN_NAMES = frozenset({"localhost", "127.0.0.1"})  # Panel cannot serve under "[::1]"
# Nothing is fetched from elsewhere, and nothing can be sent there. What stands in the page itself
# is needed: import maps and modules (data:, blob:), and what Bokeh compiles for the pointer.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
    "connect-src 'self' blob: data:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors"
)
EMBEDDING = "/autoload.js"  # the script that brings a page of ours into somebody else's


def name_in(address: str) -> str:
    """Return the name of the machine in ``name:port`` or ``scheme://name:port``; "" if none.

    >>> name_in("localhost:5006"), name_in("https://There.example/path"), name_in("[::1]:80")
    ('localhost', 'there.example', '::1')
    """
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


class WhenStrange(Matcher):
    """Matches the requests that are to be refused.

    Parameters
    ----------
    names
        Under which the server answers; None for any.
    guests
        The names whose pages may embed ours.
    """

    def __init__(self, names: Collection[str] | None, guests: Collection[str]) -> None:
        self.names, self.guests = names, guests

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return what the handler is called with; None when others should handle the request."""
        host = request.headers.get("Host", "")
        if self.names is not None and name_in(host) not in self.names:
            return {}
        asks = request.headers.get("Origin")
        if asks is None and request.path.endswith(EMBEDDING):
            asks = request.headers.get("Referer", "")
        if asks is None or name_in(asks) in self.guests:
            return None
        return None if urlsplit(asks).netloc.lower() == host.lower() else {}


class Refusal(RequestHandler):
    """Says why there is no answer, and what whoever serves the pages can do."""

    def prepare(self) -> None:
        """Answer, whatever was asked for."""
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(
            "This playground does not answer to that name or for that page. Open it under the "
            "address that was printed when it was started; whoever has started it can allow "
            "another name with --allow-host NAME.\n"
        )


def refuse_strangers(server: Server, local: bool, guests: Iterable[str]) -> None:
    """Have a server answer only those who have come under its names, and only to its own pages.

    Parameters
    ----------
    server
        The server.
    local
        Whether it serves this machine only: then its names are known.
    guests
        Further names under which it may be opened, and whose pages may embed its own.
    """
    further = frozenset(name.lower() for name in guests)
    names = OWN_NAMES | further if local else None
    add_rule(server, Rule(WhenStrange(names, further), Refusal))
    leave_origins_to_us(server)
    add_transform(server, careful(further))


def careful(guests: Collection[str]) -> type[OutputTransform]:
    """Return what adds to every answer how browsers are to treat it."""
    embedding = " ".join(["'self'", *sorted(guests)])

    class Careful(OutputTransform):
        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers["Content-Security-Policy"] = f"{POLICY} {embedding}"
            return status_code, headers, chunk

    return Careful
