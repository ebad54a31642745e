"""The page as one component: it arranges the views and widgets, and is the visit's line out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import param
from panel.custom import Child, Children, JSComponent

from playground.experiment.data_settings import DATASET_OF
from playground.experiment.settings import SETTINGS
from playground.ui.kit.esm import import_map, text_of
from playground.ui.kit.look import theme_config
from playground.ui.kit.private import QuietMessages
from playground.ui.kit.typeset import with_minus
from playground.ui.pages.playground.actions import ACTIONS
from playground.ui.pages.playground.controls import CONTROLS, TOOLBOX
from playground.ui.pages.playground.course_view import EXPLANATIONS
from playground.ui.pages.playground.data_view import picture
from playground.ui.serving.private import send_message


def _pictures() -> list[dict[str, Any]]:
    """Return the data sets to choose from by their pictures, one entry for each problem type."""
    return [
        {
            "name": name,
            "label": SETTINGS[name].label,
            "problem": problem,
            "hidden_as": SETTINGS[name].hide,
            "pictures": [picture(each) for each in SETTINGS[name].menu],
        }
        for problem, name in DATASET_OF.items()
    ]


def _explanations() -> dict[str, list[str]]:
    """Return what the tooltips say: title and sentence of each control and button."""
    controls = [SETTINGS[control.setting] for control in (*CONTROLS, *TOOLBOX)]
    explained = [*controls, *ACTIONS.values()]
    return {one.name: [one.label, with_minus(one.explanation)] for one in explained} | EXPLANATIONS


class Shell(QuietMessages, JSComponent):
    """Run bar, data column, network, output column, notices: everything but the text below.

    The widgets are panel-material-ui's; they speak with Python by themselves. Messages from the
    browser: ``ready`` (with the address's fragment, the page's address and the theme), ``change``
    (a data set), ``do`` (a key's action), ``open`` (another link), ``theme``, ``copied``. Messages
    to it: ``state`` (everything that it shows; always whole, so that one lost on the way does no
    harm), ``notice``, ``withdraw``, ``copy`` and ``further`` (data sets).

    Parameters
    ----------
    receive
        Called with every message from the browser.
    """

    # What stands where; a place that is filled later holds an empty column.
    run = Children()
    bar = Children()
    more = Child()
    toolbox = Child()
    more_data = Child()
    data = Children()
    own = Children()
    network = Child()
    course = Child()
    details = Child()
    output = Child()
    display = Children()
    paint = Child()
    paint_tools = Child()
    tools = Children()
    dialogs = Child()

    pictures = param.List(constant=True)
    explanations = param.Dict(constant=True)
    theme_config = param.Dict(constant=True, doc="The look of all widgets within.")

    _esm = text_of("playground/shell.js")
    _importmap: ClassVar[dict[str, Any]] = import_map("playground/shell.js")

    def __init__(self, receive: Callable[[dict[str, Any]], None], **params: Any) -> None:
        super().__init__(
            pictures=_pictures(),
            explanations=_explanations(),
            theme_config=theme_config(),
            sizing_mode="stretch_width",
            stylesheets=[text_of("playground/shell.css")],
            **params,
        )
        self._receive = receive

    def _handle_msg(self, data: Any) -> None:
        self._receive(data)

    def send(self, **message: Any) -> None:
        """Send a message to the browser."""
        send_message(self, message)
