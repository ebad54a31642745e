"""Hidden space: what each layer does to the plane, in the place of the network's picture.

The browser's half is ``static/playground/space.js``. Nothing of it is made before it is first
opened, and nothing is computed while it is closed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn
import param

from playground.experiment import Experiment
from playground.palette import OUTLINES
from playground.ui.kit.component import Component
from playground.ui.kit.later import Later, fill
from playground.ui.kit.messages import Answer, Count
from playground.ui.kit.stream import FrameStream
from playground.ui.pages.playground.space_frame import space_bytes
from playground.ui.pages.playground.space_looks import How, Looks
from playground.ui.serving.pulse import PULSE


class SpaceView(Component):
    """The component. Messages from the browser: ``ready``, ``ack``, ``look``.

    To it: pictures, as bytes.
    """

    module = "playground/space"
    out_of_turn = frozenset({"ack"})

    figure = param.String(constant=True, doc="The output's Bokeh figure, by its id.")
    outlines = param.Dict(default=OUTLINES, constant=True, doc="Colours around points.")


class HiddenSpace(Later):
    """What one visit sees of the hidden spaces.

    Parameters
    ----------
    experiment
        Whose network.
    figure
        The id of the output's figure, on which a point is marked too.
    in_turn
        Wraps what messages from the browser call, see ``session.in_turn``.

    Attributes
    ----------
    place
        Where it appears; belongs somewhere on the page.
    opened
        Whether it is seen.
    """

    def __init__(
        self,
        experiment: Experiment,
        figure: str,
        in_turn: Callable[[Callable[..., Any]], Callable[..., None]],
    ) -> None:
        self.place = pn.Column(margin=0, sizing_mode="stretch_width")
        self.opened = False
        self._experiment, self._figure = experiment, figure
        self._in_turn = in_turn
        self._looks = Looks()
        self._stream: FrameStream | None = None

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.opened:
            self.close()
            return
        self.opened = True
        self.need()
        fill(self.place, self.view)

    def close(self) -> None:
        """Close it: no more pictures are made."""
        self.opened = False
        self.stop()
        fill(self.place)

    def stop(self) -> None:
        """Make no more pictures: it is closed, or the page has gone."""
        if self._stream is not None:
            self._stream.stop()

    def make(self) -> None:
        """Make the component and its stream."""
        answers: dict[str, Answer] = {
            "ready": self._ready,
            "ack": self._acknowledge,
            "look": self._look,
        }
        self.view = SpaceView(answers, self._in_turn, figure=self._figure)
        self._stream = FrameStream(self._experiment, self.view.send_bytes, self._picture)

    def _picture(self, number: int, anew: bool) -> bytes:
        return space_bytes(self._experiment.snapshot(), number, self._looks)

    def _ready(self) -> None:
        if self._stream is not None and self.opened:
            self._stream.start()

    def _acknowledge(self, frame: Count) -> None:
        if self._stream is not None:
            PULSE.before_frame(partial(self._stream.acknowledge, frame))

    def _look(self, space: Count, how: How, neurons: tuple[Count, Count] | None) -> None:
        """Look at a wide layer across what decides, along its components or two of its neurons."""
        self._looks.choose(space, how, neurons)
        self._ready()
