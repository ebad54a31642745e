"""Which settings have a control on the page, where it stands and how it looks.

Everything else about a control (label, explanation, menu, bounds, what a teacher can hide) comes
from the setting's own declaration in ``experiment/settings.py``. The browser makes the controls
from the descriptions below (``static/controls.js``): plain HTML menus, sliders and checkboxes,
which any keyboard, phone and screen reader knows. Seventeen panel-material-ui controls in their
place were measured at 97 ms of server time and 1.1 MB for every visit; one component at 15 ms and
0.1 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.experiment.settings import HIDABLE, SETTINGS, Setting


@dataclass(frozen=True)
class Control:
    """Where a setting's control stands and how it looks.

    Parameters
    ----------
    setting
        Name of the setting.
    place
        ``"bar"``, ``"data"`` or ``"output"``.
    look
        ``"menu"``, ``"slider"``, ``"switch"`` or ``"pictures"``.
    unit
        What stands behind a slider's number.
    problem
        Shown for this problem type only, when given.
    """

    setting: str
    place: str
    look: str
    unit: str = ""
    problem: str = ""


CONTROLS = (
    Control("learning_rate", "bar", "menu"),
    Control("activation", "bar", "menu"),
    Control("regularization", "bar", "menu"),
    Control("regularization_rate", "bar", "menu"),
    Control("problem", "bar", "menu"),
    Control("speed", "bar", "menu"),
    Control("dataset", "data", "pictures", problem="classification"),
    Control("reg_dataset", "data", "pictures", problem="regression"),
    Control("train_share", "data", "slider", unit=" %"),
    Control("noise", "data", "slider", unit=" %"),
    Control("batch_size", "data", "slider"),
    Control("show_test_data", "output", "switch"),
    Control("discretize", "output", "switch"),
)

# A teacher who hides the data set hides both kinds of it.
_HIDDEN_WITH = {"regDataset": "dataset"}


def wording(setting: Setting, value: Any) -> str:
    """Return what a menu says for a value of a setting.

    >>> wording(SETTINGS["learning_rate"], 0.00001), wording(SETTINGS["problem"], "regression")
    ('0.00001', 'Regression')
    >>> wording(SETTINGS["speed"], "max"), wording(SETTINGS["speed"], "20")
    ('full speed', '20 epochs/s')
    """
    if setting.name == "speed":
        return "full speed" if value == "max" else f"{value} epoch{'s' * (value != '1')}/s"
    names = getattr(setting.kind, "names", None)
    if isinstance(names, Mapping):
        return str(getattr(names[value], "label", names[value]))
    return setting.kind.write(value)


def description(control: Control) -> dict[str, Any]:
    """Return everything that the browser needs to make a control."""
    setting = SETTINGS[control.setting]
    hidden_as = _HIDDEN_WITH.get(setting.link_key, setting.link_key)
    return {
        "name": setting.name,
        "label": setting.label,
        "explanation": setting.explanation,
        "place": control.place,
        "look": control.look,
        "unit": control.unit,
        "problem": control.problem,
        "hidden_as": hidden_as if hidden_as in HIDABLE else "",
        "options": [[value, wording(setting, value)] for value in setting.menu],
    }
