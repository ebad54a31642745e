"""The canvas over the output's heatmap on which a learner paints points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import param
from panel.custom import JSComponent

from playground.experiment.painting import Points
from playground.export.colours import CLASSES
from playground.ui.kit.esm import import_map, text_of
from playground.ui.serving.private import QuietMessages, send_message

TOOLS = ("Brush", "Point", "Eraser", "Move")


class PaintCanvas(QuietMessages, JSComponent):
    """Draws the painted points at once and tells what is done with them.

    Messages from the browser: ``ready``; ``changes`` with the ``edition`` of the list of points
    that they are meant for; ``do`` (undo, redo, end); ``choose`` (a class). Messages to it:
    ``points``, a new edition of the whole list, and ``done``, which answers ``changes``.

    Parameters
    ----------
    receive
        Called with every message from the browser.
    """

    figure = param.String(constant=True, doc="The Bokeh figure below, by its id.")
    tool = param.Selector(default=TOOLS[0], objects=list(TOOLS))
    colour = param.Number(default=0, doc="The class, or the value of a regression.")
    size = param.Number(default=0.8, doc="Radius of brush and eraser, in units of the plane.")
    density = param.Integer(default=3, doc="Points that the brush leaves at each step.")
    regression = param.Boolean(default=False)
    colours = param.List(default=list(CLASSES), constant=True)

    _esm = text_of("playground/paint.js")
    _importmap: ClassVar[dict[str, Any]] = import_map("playground/paint.js")

    def __init__(self, receive: Callable[[Mapping[str, Any]], None], **params: Any) -> None:
        super().__init__(
            stylesheets=[text_of("playground/paint.css")],
            styles={"position": "absolute", "inset": "0"},
            sizing_mode="stretch_both",
            **params,
        )
        self._receive = receive
        self._edition = 0

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        self._receive(data)

    def is_meant(self, message: Mapping[str, Any]) -> bool:
        """Tell whether changes are meant for the points that were sent last."""
        return message["edition"] == self._edition

    def send_points(self, points: Points) -> None:
        """Send all points; changes on their way that are meant for older ones are void."""
        self._edition += 1
        rows = [
            [round(x, 3), round(y, 3), round(colour, 3)]
            for (x, y), colour in zip(points.places.tolist(), points.colours.tolist(), strict=True)
        ]
        send_message(self, {"type": "points", "edition": self._edition, "points": rows})

    def send_done(self) -> None:
        """Tell that the last changes have been applied."""
        send_message(self, {"type": "done", "edition": self._edition})
