"""Controls of a page's settings: from a table of where each stands and how it looks.

Everything else about a control (label, explanation, menu, bounds, whether a teacher has hidden it,
why it has no effect at present) comes from the setting's own declaration; ``widgets.py`` makes the
widget from both. They are Panel's widgets, for a page that Python arranges; a lab that is one
component with dozens of small controls takes plain HTML from ``fields.py``::

    CONTROLS = (
        Control("rule", "left", menu),
        Control("learning_rate", "left", slider),
        Control("momentum", "left", field, idle="gone"),
    )
    controls = Controls(Race.declared, change, CONTROLS, in_turn)
    controls.at("left")       # the widgets
    controls.show(settings)   # whenever anything has changed
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from panel.viewable import Viewable

from playground.settings.base import BaseSettings
from playground.settings.declare import Setting
from playground.ui.kit.component import InTurn, at_once
from playground.ui.kit.typeset import sentence
from playground.ui.kit.widgets import Bound, Maker, Wanted


@dataclass(frozen=True)
class Control:
    """Where a setting's control stands and how it looks.

    Parameters
    ----------
    setting
        Name of the setting.
    place
        A word of the page's own.
    look
        What makes the widget, see ``widgets.py``; None for a control that is no widget of Python's.
    unit
        What stands behind a slider's number.
    idle
        What becomes of it while the setting has no effect: ``"off"``, it can be seen but not used
        and says why in its label; ``"hinted"``, the same with the reason below; ``"gone"``;
        ``"usable"``.
    hint
        ``hint(settings)`` returns what has to be known about the present choice; "" for nothing.
    label
        What it is called where its group has said the rest.
    """

    setting: str
    place: str
    look: Maker | None
    unit: str = ""
    idle: Literal["off", "hinted", "gone", "usable"] = "off"
    hint: Callable[[Any], str] | None = None
    label: str = ""

    def is_shown(self, settings: BaseSettings) -> bool:
        """Tell whether a learner with these settings sees it."""
        applies = self.idle != "gone" or not settings.idle(self.setting)
        return applies and settings.declared[self.setting].hide not in settings.hidden

    def around(self, settings: BaseSettings) -> dict[str, Any]:
        """Return what its widget shows beside the value: whether it is there, usable, its name."""
        why = settings.idle(self.setting) if self.idle in ("off", "hinted") else ""
        label = self.label or settings.declared[self.setting].label
        shown: dict[str, Any] = {"visible": self.is_shown(settings), "disabled": bool(why)}
        if self.idle == "hinted":
            return {**shown, "label": label, "helper_text": sentence(why)}
        if self.hint:
            shown["helper_text"] = sentence(self.hint(settings))
        return {**shown, "label": f"{label} ({why})" if why else label}


def changed(controls: Iterable[Control], settings: BaseSettings) -> int:
    """Return how many of the controls that are shown are not at their default."""
    return sum(
        one.is_shown(settings)
        and getattr(settings, one.setting) != settings.declared[one.setting].default
        for one in controls
    )


class Controls:
    """The widgets of one visit for some of the settings; what they show is what the settings say.

    Parameters
    ----------
    declared
        The declarations of the page's settings.
    change
        ``change(name, value)``: the learner has chosen a value.
    controls
        Which ones; those that are no widgets are left out.
    in_turn
        Makes of a callback one that is called when the page's document may be changed.
    """

    def __init__(
        self,
        declared: Mapping[str, Setting],
        change: Callable[[str, Any], None],
        controls: Iterable[Control],
        in_turn: InTurn = at_once,
    ) -> None:
        self._change = change
        self._controls: dict[str, Control] = {}
        self.bound: dict[str, Bound] = {}
        for one in controls:
            if one.look is not None:
                chosen = partial(self._chosen, one.setting)
                wanted = Wanted(declared[one.setting], chosen, in_turn, one.unit)
                self.bound[one.setting] = one.look(wanted)
                self._controls[one.setting] = one
        self._shown: dict[str, Any] = {}  # by setting, as far as the widget is known to agree
        self._around: dict[str, dict[str, Any]] = {}  # by setting: what else its widget shows

    def at(self, place: str) -> list[Viewable]:
        """Return the widgets of a place, in the table's order."""
        return [
            self.bound[name].widget for name, one in self._controls.items() if one.place == place
        ]

    def show(self, settings: BaseSettings) -> None:
        """Let every widget show what the settings say."""
        for name, bound in self.bound.items():
            around = self._controls[name].around(settings)
            if around != self._around.get(name):  # to set a parameter costs time, the same one too
                bound.widget.param.update(**around)
                self._around[name] = around
            if bound.heard.under_way:
                continue
            value = getattr(settings, name)
            if name not in self._shown or self._shown[name] != value:
                bound.show(value)
                self._shown[name] = value

    def _chosen(self, name: str, value: Any) -> None:
        # Until the page has answered it is open whether the widget shows what holds.
        self._shown.pop(name, None)
        self._change(name, value)
