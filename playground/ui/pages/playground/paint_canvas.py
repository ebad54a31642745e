"""The canvas over the output's heatmap on which a learner paints points."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import param

from playground.experiment.painting import Points
from playground.palette import CLASSES, OUTLINES
from playground.ui.kit.component import Component
from playground.ui.kit.messages import Count, Number

TOOLS = ("Brush", "Point", "Eraser", "Move")


# What the browser may say that was painted. Strokes are numbered by its clock, in milliseconds.
MOST_AT_ONCE = 20_000  # points or changes in a message: a long stroke on a slow connection
Place = tuple[Number, Number]


class Add(msgspec.Struct, tag="add", tag_field="kind"):
    """Points of one class or value."""

    places: Annotated[list[Place], msgspec.Meta(max_length=MOST_AT_ONCE)]
    colour: Number
    stroke: int


class Erase(msgspec.Struct, tag="erase", tag_field="kind"):
    """Points that go, by their places in the list."""

    indices: Annotated[list[Count], msgspec.Meta(max_length=MOST_AT_ONCE)]
    stroke: int


class Move(msgspec.Struct, tag="move", tag_field="kind"):
    """One point that goes to another place."""

    index: Count
    place: Place
    stroke: int


Changes = Annotated[list[Add | Erase | Move], msgspec.Meta(max_length=MOST_AT_ONCE)]


class PaintCanvas(Component):
    """Draws the painted points at once and tells what is done with them.

    Messages from the browser: ``ready``; ``changes`` with the ``edition`` of the list of points
    that they are meant for; ``do`` (undo, redo, end); ``choose`` (a class). Messages to it:
    ``points``, a new edition of the whole list, and ``done``, which answers ``changes``.
    """

    module = "playground/paint"

    figure = param.String(constant=True, doc="The Bokeh figure below, by its id.")
    tool: param.Selector[str] = param.Selector(default=TOOLS[0], objects=list(TOOLS))
    colour = param.Number(default=0, doc="The class, or the value of a regression.")
    size = param.Number(default=0.8, doc="Radius of brush and eraser, in units of the plane.")
    density = param.Integer(default=3, doc="Points that the brush leaves at each step.")
    regression = param.Boolean(default=False)
    colours = param.List(default=list(CLASSES), constant=True)
    outline = param.String(default=OUTLINES["train"], constant=True, doc="Colour around a point.")

    def __init__(self, *args: Any, **params: Any) -> None:
        place = {"position": "absolute", "inset": "0"}
        super().__init__(*args, styles=place, sizing_mode="stretch_both", **params)
        self.edition = 0  # of the list of points that was sent last

    def send_points(self, points: Points) -> None:
        """Send all points; changes on their way that are meant for older ones are void."""
        self.edition += 1
        rows = [
            [round(x, 3), round(y, 3), round(colour, 3)]
            for (x, y), colour in zip(points.places.tolist(), points.colours.tolist(), strict=True)
        ]
        self.send(type="points", edition=self.edition, points=rows)

    def send_done(self) -> None:
        """Tell that the last changes have been applied."""
        self.send(type="done", edition=self.edition)
