"""Which settings have a control on the page, where it stands and how it looks.

Everything else about a control (label, explanation, menu, bounds, what a teacher can hide) comes
from the setting's own declaration in ``experiment/settings.py``; ``widgets.py`` makes
panel-material-ui's widget from both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from panel.viewable import Viewable

from playground.experiment.settings import HIDABLE, SETTINGS, Setting, Settings
from playground.ui.widgets import MAKERS, Bound

Condition = Callable[[Settings], bool]


@dataclass(frozen=True)
class Control:
    """Where a setting's control stands and how it looks.

    Parameters
    ----------
    setting
        Name of the setting.
    place
        ``"bar"``, ``"data"``, ``"output"``; a place that is opened first: see ``toolbox.py``.
    look
        A key of ``widgets.MAKERS``, or ``"pictures"`` (``data_view.py``).
    unit
        What stands behind a slider's number.
    problem
        Shown for this problem type only, when given.
    when
        Shown only while this holds, when given.
    """

    setting: str
    place: str
    look: str
    unit: str = ""
    problem: str = ""
    when: Condition | None = None

    def is_shown(self, settings: Settings) -> bool:
        """Tell whether a learner with these settings sees it."""
        fits = self.problem in ("", settings.problem)
        applies = self.when is None or self.when(settings)
        return fits and applies and hidden_as(SETTINGS[self.setting]) not in settings.hidden


CONTROLS: tuple[Control, ...] = (
    Control("learning_rate", "bar", "menu"),
    Control("activation", "bar", "menu"),
    Control("regularization", "bar", "menu"),
    Control("regularization_rate", "bar", "menu"),
    Control("problem", "bar", "menu"),
    Control("speed", "bar", "menu"),
    Control("dataset", "pictures", "pictures", problem="classification"),
    Control("reg_dataset", "pictures", "pictures", problem="regression"),
    Control("train_share", "data", "slider", unit=" %"),
    Control("noise", "data", "slider", unit=" %"),
    Control("batch_size", "data", "slider"),
    Control("show_test_data", "output", "switch"),
    Control("discretize", "output", "switch"),
)

# A teacher who hides the data set hides both kinds of it.
_HIDDEN_WITH = {"regDataset": "dataset"}


def hidden_as(setting: Setting) -> str:
    """Return the name by which a teacher can hide a setting's control; "" if it cannot be hidden.

    >>> hidden_as(SETTINGS["reg_dataset"]), hidden_as(SETTINGS["seed"])
    ('dataset', '')
    """
    name = _HIDDEN_WITH.get(setting.link_key, setting.link_key)
    return name if name in HIDABLE else ""


def wording(setting: Setting, value: Any) -> str:
    """Return what a menu says for a value of a setting.

    >>> wording(SETTINGS["learning_rate"], 0.00001), wording(SETTINGS["problem"], "regression")
    ('0.00001', 'Regression')
    >>> wording(SETTINGS["speed"], "max"), wording(SETTINGS["speed"], "20")
    ('full speed', '20 epochs/s')
    """
    if setting.name == "speed":
        return "full speed" if value == "max" else f"{value} epoch{'s' * (value != '1')}/s"
    entry = entry_of(setting, value)
    return setting.kind.write(value) if entry is None else str(getattr(entry, "label", entry))


def entry_of(setting: Setting, value: Any) -> Any:
    """Return what the setting's registry holds for a value; None where there is no registry."""
    names = getattr(setting.kind, "names", None)
    return names.get(value) if isinstance(names, Mapping) and isinstance(value, str) else None


def about(setting: Setting, value: Any) -> str:
    """Return formula and explanation of a choice, "" where its registry has none.

    >>> about(SETTINGS["activation"], "relu").startswith("max(0, z)")
    True
    """
    entry = entry_of(setting, value)
    said = (getattr(entry, "formula", ""), getattr(entry, "explanation", ""))
    return " · ".join(one for one in said if one)


class Controls:
    """The widgets of one visit for some of the settings; what they show is what the settings say.

    Parameters
    ----------
    change
        ``change(name, value)``: the learner has chosen a value.
    controls
        Which ones.
    """

    def __init__(self, change: Callable[[str, Any], None], controls: Iterable[Control]) -> None:
        self._change = change
        self._controls = {one.setting: one for one in controls}
        self.bound: dict[str, Bound] = {}
        for name, control in self._controls.items():
            setting = SETTINGS[name]
            worded = {wording(setting, value): value for value in setting.menu}
            self.bound[name] = MAKERS[control.look](setting, worded, control.unit, self._chosen)
        self._shown: dict[str, Any] = {}  # by setting, as far as the widget is known to agree

    def at(self, place: str) -> list[Viewable]:
        """Return the widgets of a place, in the table's order."""
        return [
            self.bound[name].widget for name, one in self._controls.items() if one.place == place
        ]

    def show(self, settings: Settings) -> None:
        """Let every widget show what the settings say."""
        for name, bound in self.bound.items():
            setting, value = SETTINGS[name], getattr(settings, name)
            bound.widget.visible = self._controls[name].is_shown(settings)
            if name not in self._shown or self._shown[name] != value:
                bound.show(value, wording(setting, value), about(setting, value))
                self._shown[name] = value

    def _chosen(self, name: str, value: Any) -> None:
        # Until the experiment has answered it is open whether the widget shows what holds.
        self._shown.pop(name, None)
        self._change(name, value)
