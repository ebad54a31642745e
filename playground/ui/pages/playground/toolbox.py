"""What "More" opens below the run bar: the rest of what a course on training teaches.

It is made when it is first opened, so that a learner who never opens it does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
from panel.viewable import Children

from playground.experiment.settings import SETTINGS, Settings
from playground.ui.kit.component import Component, InTurn
from playground.ui.kit.controls import Controls, changed
from playground.ui.kit.icons import icon
from playground.ui.kit.later import Later, fill
from playground.ui.pages.playground.actions import Buttons
from playground.ui.pages.playground.controls import TOOLBOX

GROUPS = tuple(dict.fromkeys(control.place for control in TOOLBOX))


class Groups(Component):
    """Widgets in groups with a heading each, as many beside one another as there is room for."""

    module = "playground/toolbox"

    weight_update = Children()
    learning_rate_over_time = Children()
    loss_and_gradient = Children()
    initial_values = Children()
    stop_by_itself = Children()


class Toolbox(Later):
    """The toolbox of one visit.

    Parameters
    ----------
    change
        ``change(name, value)``: the learner has chosen a value.
    buttons
        Of which "more" opens and closes it.
    in_turn
        See ``Controls``.
    """

    def __init__(
        self,
        change: Callable[[str, Any], None],
        buttons: Buttons,
        in_turn: InTurn,
    ) -> None:
        self._in_turn = in_turn
        self.place = pn.Column(margin=0, sizing_mode="stretch_width")
        self._change = change
        self._more = buttons.made["more"]

    def make(self) -> None:
        """Make all its widgets."""
        self.controls = Controls(SETTINGS, self._change, TOOLBOX, self._in_turn)
        self.place.visible = False

    def toggle(self, settings: Settings) -> None:
        """Open it, or close it again."""
        first = not self.is_made
        self.need()
        self.place.visible = not self.place.visible
        self.show(settings)
        if first:
            groups: dict[str, Any] = {
                name.lower().replace(" ", "_"): self.controls.at(name) for name in GROUPS
            }
            fill(self.place, Groups(**groups))

    def show(self, settings: Settings) -> None:
        """Let it show what the settings say; its button tells how many are not as usual."""
        if self.is_made:
            self.controls.show(settings)
        count = changed(TOOLBOX, settings)
        self._more.label = f"More · {count}" if count else "More"
        is_open = self.is_made and self.place.visible
        self._more.icon = icon("less" if is_open else "more")
