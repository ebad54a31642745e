"""The server: one process, the pages, compressed answers, visits that end soon after their tab."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import panel as pn
from bokeh.server.server import BaseServer
from panel.io.server import get_server
from panel_material_ui.theme import MaterialDesign
from tornado.ioloop import PeriodicCallback
from tornado.netutil import bind_sockets
from tornado.web import RequestHandler

from playground.nn import warm
from playground.runs.scheduler import SCHEDULER
from playground.ui.serving.full import MAX_VISITS, limit_visits
from playground.ui.serving.here import tell_who_is_here
from playground.ui.serving.oddities import answer_oddities
from playground.ui.serving.process import settle
from playground.ui.serving.pulse import PULSE
from playground.ui.serving.session import Session, report
from playground.ui.serving.sockets import send_whole
from playground.ui.serving.spares import MOST, Spares
from playground.ui.serving.static import compress_once
from playground.ui.serving.strangers import refuse_strangers
from playground.ui.table import NAME, PAGES

LOCAL = "localhost"
SUSPEND = 1_000  # milliseconds between two looks for visits without a page: they stop training
UNUSED = 30 * 60_000  # milliseconds a visit outlives its last connection, where there is room
CHECK = 2_000  # milliseconds between two looks for visits that have outlived it
TOKEN = 7 * 24 * 3600  # seconds after which an open page can no longer reconnect


class PortError(OSError):
    """The port or the address cannot be used."""


class PlainPage(RequestHandler):
    """A page that is the same for all; a browser that has it is told that it still holds."""

    def initialize(self, text: str) -> None:
        """Take the page."""
        self.text = text

    def get(self) -> None:
        """Answer with it."""
        self.set_header("Cache-Control", "no-cache")
        self.finish(self.text)

    head = get  # Tornado leaves the body out


def make_server(
    port: int = 5006,
    address: str | None = None,
    max_visits: int = MAX_VISITS,
    guests: Sequence[str] | None = (),
    instead: Mapping[str, Callable[[], Any]] | None = None,
    **options: Any,
) -> Any:
    """Make the server, not yet started.

    Nothing changes for other servers in the process, such as those of a notebook's other cells.

    Parameters
    ----------
    port
        The port to listen on; 0 for any free one (``server.port`` tells which).
    address
        The address to listen on. When not given, this machine only; when given, the page may be
        opened under whatever name the machine has.
    max_visits
        How many visits may be open at once; one more gets a page that says so.
    guests
        Further names under which it may be opened, and whose pages may embed its own, see
        ``strangers``. None where something else decides who may come.
    instead
        What makes the live pages at these paths, other than the table of pages says.
    **options
        Further options of Panel's ``get_server``, or other values for those set here.

    Returns
    -------
    panel.io.server.Server
        Call ``server.run_until_shutdown()`` to serve.

    Raises
    ------
    PortError
        If the port or the address cannot be used, in a sentence.
    """
    check_port(port, address or LOCAL)
    warm()  # compiles in the background; NumPy trains until it is done
    pages = {page.path: page.load() for page in PAGES if page.live} | dict(instead or {})
    usual: dict[str, Any] = {
        "title": NAME,
        "extra_patterns": [
            (f"{re.escape(page.path)}/?", PlainPage, {"text": page.load()()})
            for page in PAGES
            if not page.live
        ],
        "compress_response": True,
        "websocket_compression_level": 6,
        "unused_session_lifetime_milliseconds": UNUSED,
        "check_unused_sessions_milliseconds": CHECK,
        "session_token_expiration": TOKEN,
        # What was made by another start, or by somebody else, opens nothing.
        "secret_key": secrets.token_bytes(32),
        "sign_sessions": True,
    }
    visits: dict[str, Any] = {path: visits_to(make) for path, make in pages.items()}
    server = get_server(visits, port=port, address=address or LOCAL, **usual | options)
    send_whole(server)
    compress_once(server)
    if guests is not None:  # before anything else is answered
        refuse_strangers(server, local=not address, guests=guests)
    answer_oddities(server, pages)
    tell_who_is_here(server, pages)
    limit_visits(server, pages, max_visits)
    watch = PeriodicCallback(Session.look_after_all, SUSPEND)
    server.io_loop.add_callback(watch.start)
    server.io_loop.add_callback(PULSE.start)
    return server


def visits_to(make: Callable[[], Any]) -> Callable[[], Any]:
    """Return what makes a page for each visit; Panel takes only a function for one."""

    def visit() -> Any:
        # Panel keeps what is set here for this visit alone.
        pn.config.reconnect = False  # the page does that itself, see kit/connection.js
        pn.config.exception_handler = report
        pn.config.design = MaterialDesign
        return make()

    return visit


def serve(
    port: int = 5006,
    address: str | None = None,
    threads: int | None = None,
    show: bool = False,
    max_visits: int = MAX_VISITS,
    guests: Sequence[str] = (),
) -> None:
    """Serve the pages until interrupted.

    Parameters
    ----------
    port, address
        Where to listen, see ``make_server``.
    threads
        Number of threads that train; one less than there are cores when not given.
    show
        Whether to open the page in a browser, where there is one.
    max_visits
        How many visits may be open at once.
    guests
        Further names under which it may be opened, see ``make_server``.
    """
    if threads is not None:
        SCHEDULER.workers = threads
    server = make_server(port, address, max_visits, guests)
    server.io_loop.add_callback(settle().start)
    # Where others can come, they may all come at once; who plays alone reloads the page.
    spares = Spares(server, MOST if address else 1)
    server.io_loop.add_callback(spares.start)
    where = f"http://{address or LOCAL}:{server.port}"
    print(f"The playground is at {where} (Ctrl+C ends it)", flush=True)
    if show:
        server.io_loop.add_callback(server.show, "/")
    run(server)


def run(server: BaseServer) -> None:
    """Serve the pages until somebody ends it (Ctrl+C); then nothing goes on training.

    Python ends the threads that make frames before it ends the process, and a run that still
    played would ask them for more.
    """
    server.run_until_shutdown()
    for session in Session.in_memory():
        session.close()


def check_port(port: int, address: str) -> None:
    """Raise ``PortError`` with a sentence if nobody can listen there."""
    try:
        for probe in bind_sockets(port, address):
            probe.close()
    except OSError as problem:
        other = port + 1 if 1024 <= port < 65535 else 5007
        raise PortError(
            f"The playground cannot listen on {address}, port {port}: {problem.strerror}. "
            f"Choose another port, for example --port {other}."
        ) from None
