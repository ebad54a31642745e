"""Painting: the canvas over the heatmap, the tools below it, and what they do to the experiment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import panel as pn
import panel_material_ui as pmui
from bokeh.models import PrintfTickFormatter

from playground.data.columns import MAX_CLASSES, Axis, digits_to_tell
from playground.experiment import Experiment
from playground.experiment.painting import LEAST_POINTS, MOST_POINTS, Painting
from playground.experiment.sources import Source, title_of
from playground.ui.kit.component import InTurn
from playground.ui.kit.icons import icon
from playground.ui.kit.later import Later, fill
from playground.ui.kit.look import class_buttons, round_button
from playground.ui.kit.messages import Answer
from playground.ui.kit.words import Words
from playground.ui.pages.playground.paint_canvas import (
    TOOLS,
    Add,
    Changes,
    Erase,
    Move,
    PaintCanvas,
)

_FLUID: dict[str, Any] = {"margin": 0, "sizing_mode": "stretch_width", "size": "small"}
_WIDE = ("Brush", "Eraser")  # tools that have a size
VALUE = "Value to paint"
Action = Literal["undo", "redo", "clear", "end"]
LABELS: dict[Action, str] = {"undo": "Undo", "redo": "Redo", "clear": "Clear", "end": "Done"}
STEPS = 20  # of the slider of values
PLAIN_VALUES = Axis("")  # where the data has no units of its own


class Paint(Later):
    """Painting on one page; nothing is made before it is first opened.

    The first stroke begins with a copy of the points that are there.

    Parameters
    ----------
    experiment
        What learns the points.
    figure
        The id of the Bokeh figure that the canvas lies over.
    give
        ``give(points)`` has the experiment learn what is painted.
    end
        Called when the learner wants to stop painting.
    in_turn
        Makes a callback for messages of the browser, see ``session.in_turn``.
    """

    def __init__(
        self,
        experiment: Experiment,
        figure: str,
        give: Callable[[Source], None],
        end: Callable[[], None],
        in_turn: InTurn,
    ) -> None:
        self.active = False
        self.canvas_place = pn.Column(margin=0, sizing_mode="stretch_both")
        self.tools_place = pn.Column(margin=0, sizing_mode="stretch_width")
        self._experiment = experiment
        self._figure = figure
        self._give = give
        self._end = end
        self._in_turn = in_turn
        self.painting: Painting | None = None  # None before the first stroke
        self._source: object = None  # of the experiment, as far as the canvas knows
        self._values = PLAIN_VALUES  # from what is painted to what the slider shows

    # Opening and closing

    def toggle(self) -> None:
        """Begin to paint, or end it; the points stay."""
        self.active = not self.active
        if self.active:
            self.need()
            self._source = None
            self.follow()
            fill(self.canvas_place, self.canvas)
            fill(self.tools_place, *self._tools)

    def follow(self) -> None:
        """Take over the experiment's points if they are others than those painted here."""
        if self.active and self._experiment.source is not self._source:
            self.painting = None
            self._show()

    def make(self) -> None:
        """Make the canvas and its tools."""
        answers: dict[str, Answer] = {
            "ready": self._show,
            "changes": self._change,
            "do": self._do,
            "choose": self._choose_class,
        }
        self.canvas = canvas = PaintCanvas(answers, self._in_turn, figure=self._figure)
        self._tool = pmui.RadioButtonGroup(label="", options=list(TOOLS), **_FLUID)
        self._tool.link(canvas, value="tool")
        self.classes = pmui.RadioButtonGroup(
            label="", options=[str(one + 1) for one in range(MAX_CLASSES)],
            sx=class_buttons(canvas.colours), **_FLUID,
        )  # fmt: skip
        self.value = pmui.FloatSlider(
            label=VALUE, start=-1, end=1, step=2 / STEPS, value=1, **_FLUID
        )
        self._size = pmui.FloatSlider(label="Size", start=0.2, end=2.4, step=0.1, **_FLUID)
        self._density = pmui.IntSlider(label="Density", start=1, end=10, **_FLUID)
        self._size.value, self._density.value = canvas.size, canvas.density
        self._size.link(canvas, value="size")
        self._density.link(canvas, value="density")
        self.said = Words("", "muted")
        for widget in (self._tool, self.classes, self.value):
            widget.param.watch(lambda _: self._choose(), "value")
        self._buttons = {name: self._button(name) for name in LABELS}
        self._tools = [
            self._tool,
            self.classes,
            self.value,
            pmui.Row(self._size, self._density, margin=(8, 0, 0, 0), sizing_mode="stretch_width"),
            pmui.Row(*self._buttons.values(), margin=0, sizing_mode="stretch_width"),
            self.said.pane,
        ]

    def _button(self, name: Action) -> pmui.Button:
        look: dict[str, Any] = {"variant": "outlined"}
        if name != "end":
            look = {"icon": icon(name), "icon_size": "1.2rem", "sx": round_button("2rem")}
        made = pmui.Button(label=LABELS[name], margin=0, **{"variant": "text"} | look)
        made.on_click(lambda _: self._do(name))
        return made

    def _choose(self) -> None:
        """Let the canvas paint with what the tools say."""
        regression = self.canvas.regression
        if regression:
            self.canvas.colour = float(self._values.to_plane(self.value.value))
        else:
            self.canvas.colour = int(self.classes.value) - 1
        self.classes.visible, self.value.visible = not regression, regression
        self._size.visible = self._tool.value in _WIDE
        self._density.visible = self._tool.value == "Brush"

    # What the browser says

    def _choose_class(self, colour: Literal[0, 1, 2, 3, 4, 5]) -> None:
        self.classes.value = str(colour + 1)

    def _change(self, edition: int, changes: Changes) -> None:
        if edition != self.canvas.edition:
            return
        if self.painting is None:
            self.painting = Painting.copy_of(self._experiment.source)
        painting, whole = self.painting, True
        for change in changes:
            match change:
                case Add(places, colour, stroke):
                    whole &= painting.add(places, colour, stroke) == len(places)
                case Erase(indices, stroke):
                    painting.erase(indices, stroke)
                case Move(index, place, stroke):
                    painting.move(index, place, stroke)
        if whole:
            self.canvas.send_done()
        else:
            self.canvas.send_points(painting.points)
        self._use(painting)

    def _do(self, action: Action) -> None:
        if action == "end":
            self._end()
            return
        if self.painting is None:
            if action != "clear":
                return
            self.painting = Painting.copy_of(self._experiment.source)
        painting = self.painting
        {"undo": painting.undo, "redo": painting.redo, "clear": painting.clear}[action]()
        self.canvas.send_points(painting.points)
        self._use(painting)

    # What it does to the experiment, and says

    def _use(self, painting: Painting) -> None:
        """Let the experiment learn what is painted, as soon as there is enough of it."""
        source = painting.source()
        if source is not None:
            self._source = source
            self._give(source)
        self._say()

    def _show(self) -> None:
        """Show the canvas the points that are there."""
        source = self._experiment.source
        self._source = source
        shown = self.painting or Painting.copy_of(source)
        self.canvas.regression = shown.is_regression
        self._show_values(source.value_axis or PLAIN_VALUES)
        self._choose()
        self.canvas.send_points(shown.points)
        self._say()

    def _show_values(self, axis: Axis) -> None:
        """Let the slider of values go over the data's own units."""
        if axis == self._values:
            return
        self._values = axis
        low, high = float(axis.to_units(-1.0)), float(axis.to_units(1.0))
        step = (high - low) / STEPS
        # The widget's own format has two decimals, which shows values around 0.00001 as 0.
        digits = digits_to_tell(max(abs(low), abs(high)), step)
        self.value.param.update(
            label=f"{VALUE}: {axis.label}" if axis.label else VALUE,
            start=low, end=high, step=step, value=high,
            format=PrintfTickFormatter(format=f"%.{digits}g"),
        )  # fmt: skip

    def _say(self) -> None:
        painting = self.painting
        self._buttons["undo"].disabled = painting is None or not painting.can_undo
        self._buttons["redo"].disabled = painting is None or not painting.can_redo
        if painting is None:
            name = title_of(self._experiment.settings.current_dataset)
            of = f"a copy of {name}" if name else "your points"
            n_points = len(self._experiment.source.points)
            if n_points > MOST_POINTS:
                of = f"a sample of {MOST_POINTS:,} of the {n_points:,} points"
            self.said.say(f"Paint on {of}; the bin empties the plane.", "muted")
        elif len(painting.points) < LEAST_POINTS:
            self.said.say(
                "Paint at least two points: one to train with, one to test with. Until then the "
                "network learns those that were there before.",
                "muted",
            )
        elif len(painting.points) >= MOST_POINTS:
            self.said.say(f"{MOST_POINTS:,} points: the plane is full. Erase some first.", "muted")
        else:
            count = len(painting.points)
            self.said.say(f"{count:,} points of your own.", "muted")
