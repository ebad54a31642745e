"""The page in a Jupyter notebook, as one object that the next cell can drive and read.

The page is served to this machine only, from a thread of the notebook's own process, and shown in
a frame: nothing is fetched from anywhere else, the keys and the address bar of the notebook stay
its own, and the page fits itself to the frame. (Sent through the notebook itself, every widget
would carry its library with it, 1.4 MB each.)
"""

from __future__ import annotations

import asyncio
import html
import os
import secrets
import threading
from typing import Any, ClassVar
from weakref import WeakValueDictionary

import panel as pn
from panel.io.state import state

from playground.experiment import Experiment
from playground.ui.pages.playground.page import page
from playground.ui.serving.server import make_server

PATIENCE = 60  # seconds in which the server has to start


class View:
    """The page of one experiment; a cell that ends with it shows it.

    Parameters
    ----------
    experiment
        What it shows; a new one when not given.
    height
        Of the frame, in pixels.
    base
        Where the browser finds the server, with ``{port}`` for its port. Behind a JupyterHub that
        has jupyter-server-proxy it is found by itself; elsewhere it is this machine.
    **settings
        Settings of a new experiment, as ``Experiment`` takes them.

    Attributes
    ----------
    experiment
        The experiment; what is done with it is seen in the page at once, and the other way round.

    Examples
    --------
    >>> view = View(dataset="spiral", hidden_layers=[8, 8])
    >>> view.experiment.train(epochs=2)
    >>> view.experiment.epoch
    2
    """

    _views: ClassVar[WeakValueDictionary[str, View]] = WeakValueDictionary()
    _guard: ClassVar[threading.Lock] = threading.Lock()
    _port: ClassVar[int] = 0

    def __init__(
        self,
        experiment: Experiment | None = None,
        *,
        height: int = 860,
        base: str = "",
        **settings: Any,
    ) -> None:
        self.experiment = Experiment(**settings) if experiment is None else experiment
        if experiment is not None and settings:
            experiment.notices = experiment.apply(**settings)
        self.height = height
        hub = os.environ.get("JUPYTERHUB_SERVICE_PREFIX", "")
        self._base = base or (f"{hub}proxy/{{port}}/" if hub else "http://localhost:{port}/")
        self._key = secrets.token_urlsafe(16)  # nobody else on this machine can guess it
        View._views[self._key] = self

    @property
    def url(self) -> str:
        """The page's address; the server is started when it is first asked for."""
        with View._guard:
            if View._port == 0:
                View._port = _serve(everywhere=not self._base.startswith("http://localhost"))
        return f"{self._base.format(port=View._port)}?view={self._key}"

    def _repr_html_(self) -> str:
        return (
            f'<iframe src="{html.escape(self.url)}" title="Neural network playground" '
            f'width="100%" height="{self.height}" allow="clipboard-write" '
            'style="border: 0; display: block"></iframe>'
        )

    def __repr__(self) -> str:
        return f"<View of {self.experiment!r}>"


def _page() -> Any:
    """Return the page of the view that the address names."""
    key = (state.session_args.get("view") or [b""])[0].decode("ascii", "replace")
    view = View._views.get(key)
    if view is None:
        gone = "This view is no longer there: run the notebook's cell again."
        return pn.pane.HTML(gone)
    return page(view.experiment)


def _serve(everywhere: bool) -> int:
    """Start the server on a thread of its own; return its port.

    ``everywhere`` lets pages of any origin connect, as they come through a proxy; the key in the
    address keeps others out.
    """
    started = threading.Event()
    ports: list[int] = []

    def run() -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        options: dict[str, Any] = {"websocket_origin": ["*"]} if everywhere else {}
        server = make_server(0, guests=None, instead={"/": _page}, **options)
        server.start()
        ports.append(server.port)
        server.io_loop.add_callback(started.set)
        server.io_loop.start()

    threading.Thread(target=run, name="playground-view", daemon=True).start()
    if not started.wait(PATIENCE):
        raise RuntimeError("The playground's page could not be served from this notebook.")
    return ports[0]
