"""The server: one process, one page, compressed answers, visits that end soon after their tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
from panel.io.server import get_server
from tornado.ioloop import PeriodicCallback
from tornado.netutil import bind_sockets

from playground.nn import warm
from playground.runs.scheduler import SCHEDULER
from playground.ui.pages.playground.page import page as new_page
from playground.ui.pages.playground.visit import Visit, report
from playground.ui.serving.full import MAX_VISITS, limit_visits
from playground.ui.serving.process import settle
from playground.ui.serving.pulse import PULSE
from playground.ui.serving.sockets import send_whole

LOCAL = "localhost"
SUSPEND = 1_000  # milliseconds between two looks for visits without a page: they stop training
UNUSED = 30_000  # milliseconds a visit outlives its last connection: a short interruption resumes
CHECK = 2_000  # milliseconds between two looks for visits that have outlived it
TOKEN = 7 * 24 * 3600  # seconds after which an open page can no longer reconnect


class PortError(OSError):
    """The port or the address cannot be used."""


def make_server(
    port: int = 5006,
    address: str | None = None,
    max_visits: int = MAX_VISITS,
    page: Callable[[], Any] = new_page,
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
    page
        Makes the page of a visit.
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
    usual: dict[str, Any] = {
        "title": "Neural network playground",
        "compress_response": True,
        "websocket_compression_level": 6,
        "unused_session_lifetime_milliseconds": UNUSED,
        "check_unused_sessions_milliseconds": CHECK,
        "session_token_expiration": TOKEN,
    }
    if address:
        usual["websocket_origin"] = ["*"]
    elif port:  # Bokeh itself allows localhost
        usual["websocket_origin"] = [f"{name}:{port}" for name in (LOCAL, "127.0.0.1")]

    def new_visit() -> Any:
        # Of this visit alone: Panel keeps both by document.
        pn.config.reconnect = True
        pn.config.exception_handler = report
        return page()

    server = get_server({"/": new_visit}, port=port, address=address or LOCAL, **usual | options)
    send_whole(server)
    limit_visits(server, max_visits)
    watch = PeriodicCallback(Visit.look_after_all, SUSPEND)
    server.io_loop.add_callback(watch.start)
    server.io_loop.add_callback(PULSE.start)
    return server


def serve(
    port: int = 5006,
    address: str | None = None,
    threads: int | None = None,
    show: bool = False,
    max_visits: int = MAX_VISITS,
) -> None:
    """Serve the page until interrupted.

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
    """
    if threads is not None:
        SCHEDULER.workers = threads
    server = make_server(port, address, max_visits)
    server.io_loop.add_callback(settle().start)
    where = f"http://{address or LOCAL}:{server.port}"
    print(f"The playground is at {where} (Ctrl+C ends it)", flush=True)
    if show:
        server.io_loop.add_callback(server.show, "/")
    server.run_until_shutdown()


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
