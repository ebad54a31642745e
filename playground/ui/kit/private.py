"""All that widgets and components use of private names of Panel and Bokeh, in one place.

Held by the bounds on Panel and panel-material-ui in pyproject.toml and by the tests in
tests/ui/kit/test_private.py.
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, TypeVar, cast

import panel_material_ui as pmui
from bokeh.document import Document
from bokeh.events import Event
from bokeh.model import Model
from bokeh.server.session import ServerSession
from panel.custom import ReactiveESM
from panel.io.state import set_curdoc, state
from tornado.ioloop import IOLoop

from playground.ui.kit.messages import HEARERS

T = TypeVar("T")


class QuietMessages:
    """For components that send many messages: they do not make every open page look busy.

    Panel counts each message as work under way and tells all pages of the process.
    """

    out_of_turn: ClassVar[frozenset[str]] = frozenset()  # see Component

    def _get_model(self, *args: Any, **kwargs: Any) -> Model:
        model: Model = super()._get_model(*args, **kwargs)  # type: ignore[misc]
        HEARERS[model.id] = self  # type: ignore[assignment]
        return model

    def _process_bokeh_event(self, doc: Document, event: Event) -> None:
        with set_curdoc(doc):
            self._process_event(event)  # type: ignore[attr-defined]


@cache
def prompt(widget: type[T]) -> type[T]:
    """Return a kind of widget whose values are handled as they come in.

    Panel otherwise waits 50 ms for more to come with them.
    """
    return type(widget.__name__, (widget,), {"_priority_changes": ["value"]})


class FilesInPieces(pmui.FileInput):
    """A file input that hands each file on, instead of keeping it as its value.

    Parameters
    ----------
    most
        The bytes that a file may have: for what really comes too, whatever the browser says.
    **params
        Of the widget.
    """

    def __init__(self, most: int, **params: Any) -> None:
        super().__init__(max_file_size=most, **params)  # type: ignore[no-untyped-call]
        self.most = most

    def take(self, name: str, content: bytes) -> None:
        """Take a file, empty where nothing came."""
        raise NotImplementedError

    def fail(self, reason: str) -> None:
        """Take note that a file does not come."""
        raise NotImplementedError

    def _handle_msg(self, msg: Any) -> None:
        if msg["status"] == "error":
            self.fail(str(msg["error"]))
        else:
            super()._handle_msg(msg)

    def _process_chunk(self, msg: Any) -> None:
        kept = sum(
            len(piece) for one in self._file_buffer.values() for piece in one["chunks"].values()
        )
        if kept > self.most:  # nobody's browser sends so much
            self._file_buffer.clear()
            return
        super()._process_chunk(msg)

    def _update_file(self, filename: Any, mime_type: Any, value: Any) -> None:
        self._file_buffer.clear()
        self.take(str(filename), value if isinstance(value, bytes) else b"")


def module_of_widgets() -> str:
    """Return where a page finds the module of panel-material-ui's widgets, as their models say."""
    return str(pmui.Button._render_esm(server=True))


# A session, its pages and their sockets


def session_of(document: Document | None) -> ServerSession | None:
    """Return the session of a document; a notebook's has none."""
    context = document.session_context if document is not None else None
    return getattr(context, "session", None)


def sockets_of(session: ServerSession | None) -> list[Any]:
    """Return the sockets of a session's open pages, as Bokeh's server has them."""
    return [each._socket for each in list(getattr(session, "_subscribed_connections", ()))]


def loop_of(session: ServerSession) -> IOLoop:
    """Return the event loop that serves a session."""
    return cast(IOLoop, session._loop)  # it has one from its beginning to its end


# A component, its models and what it sends


def models_of(component: ReactiveESM) -> list[tuple[str, Document | None]]:
    """Return the models of a component, each once: its id, and its document.

    Of what stands in a template Panel keeps the same model twice: by itself, and in the template.
    """
    found = {
        model.id: state._views[ref][2] if ref in state._views else model.document
        for ref, (model, _) in component._models.copy().items()
    }
    return list(found.items())


def send_by_panel(component: ReactiveESM, message: Any) -> None:
    """Send a message to a component in the browser; may be called from any thread."""
    component._send_msg(message)
