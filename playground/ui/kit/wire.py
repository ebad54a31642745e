"""The way of a message to the browser, from any thread and past Bokeh's and Panel's own.

The sockets of the playground's server (``serving/sockets.py``) pack a message themselves,
``packed_told(component_id, told)``, and take the bytes that travel, ``send_frames(frames)``; where
others serve the page, as in a notebook's cell, Panel sends it.
"""

from __future__ import annotations

from typing import Any

from bokeh.document import Document
from bokeh.server.session import ServerSession
from panel.custom import ReactiveESM

from playground.ui.kit.private import loop_of, models_of, send_by_panel, session_of, sockets_of


def send_message(component: ReactiveESM, message: Any) -> None:
    """Send a message (JSON-like, or bytes) to a component in the browser.

    May be called from any thread. Nothing happens when nobody is connected.
    """
    for model, document in models_of(component):
        session = session_of(document)
        sockets = sockets_of(session)
        if session is None or not all(hasattr(each, "send_frames") for each in sockets):
            send_by_panel(component, message)  # as in a notebook, which has no server of ours
            return
        if sockets:
            frames = sockets[0].packed_told(model, message)
            loop_of(session).add_callback(send_frames, session, frames)


async def send_frames(session: ServerSession, frames: bytes) -> None:
    """Send the frames of a message to all pages of a session."""
    for socket in sockets_of(session):
        await socket.send_frames(frames)


def send_at_once(document: Document) -> None:
    """Have the connections of a page send small messages without delay.

    The sockets of a server wait for more to send (Nagle's algorithm), which holds a stream of
    frames that answers to acknowledgements at about 20 a second.
    """
    for socket in sockets_of(session_of(document)):
        socket.set_nodelay(True)
