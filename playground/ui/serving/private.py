"""All that serving a page takes of Bokeh's, Panel's and Tornado's private names, in one place.

Held by the bounds on them in pyproject.toml and by tests/ui/serving/test_private.py, which says
what to look at when one of them changes; what widgets take of Panel stands in ``kit/private.py``.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any, cast

import bokeh
from bokeh.core.has_props import HasProps, is_DataModel
from bokeh.core.property.bases import Property
from bokeh.core.property.descriptors import PropertyDescriptor
from bokeh.core.property.validation import validate
from bokeh.core.serialization import Buffer, Serialized, Serializer
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.model import Model
from bokeh.protocol.message import Message
from bokeh.server.server import Server
from bokeh.server.session import ServerSession
from panel.custom import ReactiveESM
from panel.io import server
from panel.io.state import state
from panel.util import classproperty
from panel_material_ui.base import MaterialComponent
from param import parameterized
from tornado.routing import Rule
from tornado.web import OutputTransform

from playground.ui.kit.private import session_of

# A session, its pages and their sockets


def never_used(session: ServerSession) -> None:
    """Let a session look as if its page had been left long ago: nobody has asked for it yet."""
    session._last_unsubscribe_time = float("-inf")


def begin_now(session: ServerSession, token: str) -> None:
    """Let a session look as if it were made just now, with a page that may connect by a token."""
    session.unsubscribe(None)  # type: ignore[arg-type]  # notes down the time; nobody is connected
    session._token = token


def compressor_of(connection: Any) -> Any:
    """Return what compresses a text for a connection of Tornado's; None: its browser does not."""
    compressor = getattr(connection, "_compressor", None)
    return compressor and compressor._create_compressor()


def compress_each_alone(connection: Any) -> None:
    """Have Tornado compress each text for a browser by itself, as ``sockets.deflated`` does.

    Panel sends some messages past our socket. Tornado's texts would refer back to those that it
    had compressed before, but the browser has read others of ours meanwhile.
    """
    if connection is not None and connection._compressor is not None:
        connection._compressor._compressor = None


def give_up(socket: Any) -> None:
    """End a page's socket at once, without a word to its browser, which has left it."""
    connection = socket.ws_connection
    if connection is not None and connection.stream is not None:
        connection.stream.close()


def window_of(connection: Any) -> int | None:
    """Return how far back (2 to that many bytes) a browser follows what compressed texts repeat.

    None for a browser that wants no compressed texts.
    """
    compressor = getattr(connection, "_compressor", None)
    return compressor and cast(int, compressor._max_wbits)


def buffers_of(message: Message[Any]) -> list[Buffer]:
    """Return the binary parts of a message."""
    return list(message._buffers)


def is_connected(document: Document) -> bool:
    """Tell whether any browser is connected to a page; a notebook always is."""
    session = session_of(document)
    return session.connection_count > 0 if session is not None else not document.session_context


def mark_connected(document: Document) -> None:
    """Have Panel send what changes from now on: the browser has the page.

    Panel takes note of that a while later, when the page has come to rest, and until then drops
    changes of widgets.
    """
    state._connected[document] = True


# A server and its routes


def rules_of(server: Server) -> list[Rule]:
    """Return the routes of a server, to be changed in place."""
    rules: list[Rule] = server._tornado.wildcard_router.rules
    return rules


def add_rule(server: Server, rule: Rule) -> None:
    """Have a server look at a rule of Tornado's before its own."""
    server._tornado.add_handlers(".*", [rule])


def signing_of(server: Server) -> dict[str, Any]:
    """Return with what a server signs the sessions that it begins."""
    return {"secret_key": server._tornado.secret_key, "signed": server._tornado.sign_sessions}


def add_transform(server: Server, transform: type[OutputTransform]) -> None:
    """Have every answer of a server pass through a transform of Tornado's."""
    server._tornado.transforms.append(transform)


def leave_origins_to_us(server: Server) -> None:
    """Have Bokeh take websockets of every origin: ``strangers`` has refused the others by then."""
    server._tornado._websocket_origins = {"*"}


# Messages and changes on their way to the browser


@contextmanager
def in_one_message(document: Document) -> Iterator[None]:
    """Send what is changed of a page's models in here as one message, rather than one each.

    To be used with the document's lock, as its callbacks have it.
    """
    session: Any = session_of(document)
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
        forget_callbacks(document)  # Bokeh keeps what it then could not tell its session of
        return False
    return True


def forget_callbacks(document: Document) -> None:
    """Let go of what a page that has gone was still to be called back with, and of all it holds.

    A destroyed document may live on for a while, as that of the context of a task (``curdoc``).
    """
    document.callbacks._session_callbacks.clear()


def carry_arrays_inline(document: Document) -> None:
    """Let a page that reconnects get arrays inside the document's JSON.

    After an interruption the browser asks for the whole document again, and BokehJS 3.9 then loses
    the binary parts that come beside the JSON ("buffer for id=... not found").
    """
    owner = weakref.ref(document)

    def to_json() -> Serialized[Any]:
        page = cast(Document, owner())  # it is being asked: it is there
        kinds = tuple(filter(is_DataModel, Model.model_class_reverse_map.values()))
        serializer = Serializer(deferred=False)
        content = {
            "version": bokeh.__version__,
            "title": page.title,
            "config": serializer.encode(page.config),
            "roots": serializer.encode(page.roots),
            "defs": _definitions(kinds),
        }
        if page.callbacks.js_event_callbacks:
            content["callbacks"] = serializer.encode(page.callbacks.js_event_callbacks)
        page.models.flush_synced()
        return Serialized(content=content, buffers=[])

    document.to_json = to_json  # type: ignore[method-assign, assignment]


@cache
def _definitions(kinds: tuple[type[Model], ...]) -> Any:
    """Return what tells the browser of the kinds of data that components have."""
    return Serializer(deferred=False).encode(list(kinds))


# What is the same for all pages


@cache
def work_out_once() -> None:
    """Have Bokeh and Panel keep what they would work out anew for every model of every page.

    A process that asks for it again has it already.

    A page has 200 models with 30 properties each. What a class has for defaults, where a widget's
    module lies and which files a page loads is the same for all of them, and made half of a page's
    cost.
    """
    _keep_defaults()
    _keep_addresses()
    _keep_resources()
    _read_without_copying()
    _replace(import_module("bokeh.protocol.messages.patch_doc"), "Serializer", _Serializer)
    # The widgets within a component have their own mark already: no need to look for them.
    _replace(ReactiveESM, "_patch_datamodel_ref", classmethod(_mark))


class _Serializer(Serializer):
    """Bokeh's, which looks up the models that the browser has when one of them is mentioned.

    Bokeh makes a table of all of them for each message.
    """

    def __init__(self, *, references: Any = frozenset(), **options: Any) -> None:
        super().__init__(**options)
        self._known = references

    def has_ref(self, obj: Any) -> bool:
        return self.get_ref(obj) is not None

    def get_ref(self, obj: Any) -> Any:
        ref = super().get_ref(obj)
        return obj.ref if ref is None and isinstance(obj, Model) and obj in self._known else ref


def _replace(owner: Any, name: str, by: Any) -> None:
    """Put something in the place of what a package has under a name; it must be there."""
    if not hasattr(owner, name):
        raise AttributeError(f"{owner} has no {name} any more: see tests/ui/serving/test_once.py")
    setattr(owner, name, by)


def _keep_defaults() -> None:
    """Keep the default of each property of each class, where it is the same every time."""
    overridden = HasProps.__dict__["_overridden_defaults"].__func__
    of_class: Any = cache(overridden)
    _replace(HasProps, "_overridden_defaults", classmethod(of_class))

    is_unstable: Any = cache(PropertyDescriptor.has_unstable_default)
    _replace(
        PropertyDescriptor, "has_unstable_default", lambda self, obj: is_unstable(self, type(obj))
    )

    # Bokeh looks for the attribute in a way that is slow where there is none, as mostly.
    _replace(HasProps, "themed_values", lambda self: self.__dict__.get("__themed_values__"))

    work_out = Property.themed_default
    kept: dict[tuple[type, str], Any] = {}

    def default(self: Any, cls: Any, name: str, theme: Any, *, no_eval: bool = False) -> Any:
        if no_eval or (theme is not None and name in theme):
            return work_out(self, cls, name, theme, no_eval=no_eval)
        key = cls, name
        if key in kept:
            return kept[key]
        value = work_out(self, cls, name, theme)
        given = cls._overridden_defaults().get(name)
        made_anew = self._may_have_unstable_default() or PropertyDescriptor.is_unstable(given)
        if not made_anew and isinstance(value, str | int | float | None):
            kept[key] = value
        return value

    _replace(Property, "themed_default", default)


def _keep_addresses() -> None:
    """Keep where the module of each kind of widget lies."""
    for owner in (ReactiveESM, MaterialComponent):
        look: Any = cache(owner.__dict__["_bundle_path"].f)
        _replace(owner, "_bundle_path", classproperty(look))


def _keep_resources() -> None:
    """Keep the list of files that a page loads; they follow from what is imported."""
    work_out: Any = vars(server)["bundle_resources"]
    kept: dict[Any, Any] = {}

    def resources(roots: Any, files: Any, *args: Any, **kwargs: Any) -> Any:
        names = tuple(root.name for root in roots)
        key = names, files.mode, files.root_url, state.rel_path, args, tuple(kwargs.items())
        if key not in kept:
            kept[key] = work_out(roots, files, *args, **kwargs)
        return kept[key]

    _replace(server, "bundle_resources", resources)


def _read_without_copying() -> None:
    """Let a widget see its class's parameters while its model is made, when it only looks at them.

    Each of its 40 parameters is else copied for it when it is first looked at.
    """
    making = threading.local()
    copied = parameterized._instantiated_parameter
    make_model = ReactiveESM._get_model

    def parameter(owner: Any, of_class: Any) -> Any:
        if getattr(making, "now", False):
            return owner._param__private.params.get(of_class.name, of_class)
        return copied(owner, of_class)

    def get_model(self: ReactiveESM, *args: Any, **kwargs: Any) -> Model:
        before = getattr(making, "now", False)
        making.now = True
        try:
            with validate(False):  # whether Panel fills its models right is for the tests to say
                return make_model(self, *args, **kwargs)
        finally:
            making.now = before

    _replace(parameterized, "_instantiated_parameter", parameter)
    _replace(ReactiveESM, "_get_model", get_model)


def _mark(cls: type[ReactiveESM], data: Any, ref: str) -> None:
    """Note down which root a component belongs to, by which Panel finds it when the page ends."""
    mark = f"__ref:{ref}"
    if mark not in data.tags:
        data.tags.append(mark)
