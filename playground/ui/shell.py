"""The page as one component: it arranges the views, carries all controls, talks to the visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import param
from panel.custom import Child, JSComponent

from playground.experiment.settings import HIDABLE, SETTINGS
from playground.ui.controls import CONTROLS, description
from playground.ui.data_view import picture
from playground.ui.esm import import_map, text_of
from playground.ui.private import QuietMessages, send_message


def _declarations() -> list[dict[str, Any]]:
    """Return the description of every control, the pictures of the data sets included."""
    declared = [description(control) for control in CONTROLS]
    for one in declared:
        if one["look"] == "pictures":
            one["pictures"] = [picture(name) for name in SETTINGS[one["name"]].menu]
    return declared


class Shell(QuietMessages, JSComponent):
    """Run bar, data column, network, output column, notices: everything but the text below.

    Messages from the browser: ``ready`` (with the address's fragment and the theme), ``change`` (a
    setting), ``do`` (an action), ``open`` (another link), ``theme``. Messages to it: ``state``
    (everything that the controls show; always whole, so that one lost on the way does no harm) and
    ``notice``.

    Parameters
    ----------
    receive
        Called with every message from the browser.
    """

    network = Child()
    output = Child()
    course = Child()
    details = Child()
    declarations = param.List(constant=True)
    hidable = param.Dict(constant=True)

    _esm = text_of("shell.js")
    _importmap: ClassVar[dict[str, Any]] = import_map("shell.js")

    def __init__(self, receive: Callable[[dict[str, Any]], None], **params: Any) -> None:
        super().__init__(
            declarations=_declarations(),
            hidable=HIDABLE,
            sizing_mode="stretch_width",
            stylesheets=[text_of("shell.css")],
            **params,
        )
        self._receive = receive

    def _handle_msg(self, data: Any) -> None:
        self._receive(data)

    def send(self, **message: Any) -> None:
        """Send a message to the browser."""
        send_message(self, message)
