"""All that serving a page takes of Panel's and Bokeh's private names, in one place.

Held by the bounds on both in pyproject.toml and by the tests in tests/ui/serving/test_private.py;
what widgets take of them stands in ``kit/private.py``.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bokeh.core.serialization import Serialized
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.server.server import Server
from panel.custom import ReactiveESM
from panel.io.state import state
from tornado.routing import Rule

from playground.ui.serving.sockets import WholeMessages, send_bytes


def send_message(component: ReactiveESM, message: Any) -> None:
    """Send a message (JSON-like, or bytes) to a component in the browser.

    May be called from any thread. Nothing happens when nobody is connected.
    """
    if isinstance(message, bytes) and _send_bytes(component, message):
        return
    component._send_msg(message)


def _send_bytes(component: ReactiveESM, data: bytes) -> bool:
    """Send bytes on the short way; return whether there is one, which a notebook has not."""
    for ref, (model, _) in component._models.copy().items():
        document = state._views[ref][2] if ref in state._views else model.document
        session = getattr(document and document.session_context, "session", None)
        connections = tuple(getattr(session, "_subscribed_connections", ()))
        whole = all(isinstance(each._socket, WholeMessages) for each in connections)
        if session is None or not whole:
            return False
        send_bytes(session, model.id, data)
    return True


def send_at_once(document: Document) -> None:
    """Have the connections of a page send small messages without delay.

    The sockets of a server wait for more to send (Nagle's algorithm), which holds a stream of
    frames that answers to acknowledgements at about 20 a second.
    """
    context = document.session_context
    session = getattr(context, "session", None)  # none in a notebook
    for connection in getattr(session, "_subscribed_connections", ()):
        connection._socket.set_nodelay(True)


@contextmanager
def in_one_message(document: Document) -> Iterator[None]:
    """Send what is changed of a page's models in here as one message, rather than one each.

    To be used with the document's lock, as its callbacks have it.
    """
    session = getattr(document.session_context, "session", None)
    callbacks = document.callbacks
    if getattr(session, "_pending_writes", None) is None or callbacks.hold_value:
        yield  # in a notebook, or somebody else collects the changes
        return
    callbacks.hold("combine")
    try:
        yield
    finally:
        held = list(callbacks._held_events)
        changes = [event for event in held if isinstance(event, DocumentPatchedEvent)]
        callbacks._held_events = [event for event in held if event not in changes]
        callbacks.unhold()
        for connection in session._subscribed_connections if changes else ():
            message = connection.protocol.create("PATCH-DOC", changes)
            session._pending_writes.append(connection._socket.send_message(message))


def is_connected(document: Document) -> bool:
    """Tell whether any browser is connected to a page; a notebook always is."""
    context = document.session_context
    session = getattr(context, "session", None)
    return session.connection_count > 0 if session is not None else context is None


def mark_connected(document: Document) -> None:
    """Have Panel send what changes from now on: the browser has the page.

    Panel takes note of that a while later, when the page has come to rest, and until then drops
    changes of widgets.
    """
    state._connected[document] = True


def add_rule(server: Server, rule: Rule) -> None:
    """Have a server look at a rule of Tornado's before its own."""
    server._tornado.add_handlers(".*", [rule])


def call_soon(document: Document, callback: Callable[[], None], after: int = 0) -> bool:
    """Have ``callback()`` called when a document may be changed, in ``after`` milliseconds.

    May be called from any thread. Returns False when the page has gone: Bokeh destroys a document
    by taking its parts away, a while before it says that the session has ended.
    """
    try:
        if after:
            document.add_timeout_callback(callback, after)
        else:
            document.add_next_tick_callback(callback)
    except (AttributeError, RuntimeError):
        if hasattr(document.callbacks, "_change_callbacks"):
            raise
        return False
    return True


def carry_arrays_inline(document: Document) -> None:
    """Let a page that reconnects get arrays inside the document's JSON.

    After an interruption the browser asks for the whole document again, and BokehJS 3.9 then loses
    the binary parts that come beside the JSON ("buffer for id=... not found").
    """
    owner = weakref.ref(document)

    def to_json() -> Serialized[Any]:
        return Serialized(content=Document.to_json(owner(), deferred=False), buffers=[])

    document.to_json = to_json  # type: ignore[method-assign]
