"""Which settings have a control on the page, where it stands and how it looks.

Everything else about a control (label, explanation, menu, bounds, what a teacher can hide) comes
from the setting's own declaration in ``experiment/settings.py``; ``widgets.py`` makes
panel-material-ui's widget from both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from panel.viewable import Viewable

from playground.experiment.effect import without_gradient
from playground.experiment.settings import SETTINGS, Settings
from playground.settings.declare import Setting
from playground.ui.kit.typeset import typeset, with_minus
from playground.ui.kit.widgets import MAKERS, Bound, sentence


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
    idle
        What becomes of it while the setting has no effect: ``"off"``, it can be seen but not used
        and says why in its label; ``"hinted"``, the same with the reason below; ``"gone"``;
        ``"usable"``.
    hint
        What has to be known about the present choice; "" for nothing.
    label
        What it is called where its group has said the rest.
    """

    setting: str
    place: str
    look: str
    unit: str = ""
    idle: str = "off"
    hint: Callable[[Settings], str] | None = None
    label: str = ""

    def is_shown(self, settings: Settings) -> bool:
        """Tell whether a learner with these settings sees it."""
        applies = self.idle != "gone" or not settings.idle(self.setting)
        return applies and SETTINGS[self.setting].hide not in settings.hidden


def lacks_gradient(settings: Settings, activation: str) -> bool:
    """Tell whether an activation gives the optimizer no gradient to follow.

    >>> lacks_gradient(Settings(), "step"), lacks_gradient(Settings(optimizer="cma_es"), "step")
    (True, False)
    """
    return activation == "step" and not without_gradient(settings)


NO_GRADIENT = "Flat, so no gradient: up to here nothing learns. CMA-ES under More can train it."


def _no_gradient(settings: Settings) -> str:
    used = settings.activation in settings.activations()
    return "No gradient." if used and lacks_gradient(settings, settings.activation) else ""


def _no_pull(settings: Settings) -> str:
    """Return what keeps the present regularization from having an effect, "" if nothing does.

    >>> _no_pull(Settings()), _no_pull(Settings(regularization="L2"))
    ('', 'no effect at 0')
    >>> _no_pull(Settings(regularization_rate=0.1))
    'no effect without a regularization'
    """
    chosen, pulls = settings.regularization != "none", settings.regularization_rate > 0
    if chosen == pulls:
        return ""
    return "no effect at 0" if chosen else "no effect without a regularization"


CONTROLS: tuple[Control, ...] = (
    Control("learning_rate", "bar", "menu", idle="hinted"),
    Control("activation", "bar", "curve menu", hint=_no_gradient),
    Control("regularization", "bar", "menu"),
    Control("regularization_rate", "bar", "menu", idle="usable", hint=_no_pull),
    Control("problem", "bar", "menu"),
    Control("speed", "bar", "menu"),
    Control("dataset", "pictures", "pictures", idle="gone"),
    Control("reg_dataset", "pictures", "pictures", idle="gone"),
    Control("curve", "data", "curve of data", idle="gone"),
    Control("n_classes", "data", "slider", idle="gone"),
    Control("train_share", "data", "slider", unit=" %"),
    Control("noise", "data", "slider", unit=" %"),
    Control("batch_size", "data", "stops"),
    Control("show_test_data", "output", "switch"),
    Control("discretize", "output", "switch"),
)


def _numbers_of(setting: str, place: str) -> list[Control]:
    """Return a field for each number that belongs to a choice there."""
    return [
        Control(one.name, place, "field", idle="gone")
        for one in SETTINGS.values()
        if one.belongs_to and one.belongs_to[0] == setting
    ]


# What "More" opens below the run bar. A place is the name of a group.
TOOLBOX: tuple[Control, ...] = (
    Control("optimizer", "Weight update", "explained menu"),
    *_numbers_of("optimizer", "Weight update"),
    Control("schedule", "Learning rate over time", "explained menu"),
    *_numbers_of("schedule", "Learning rate over time"),
    Control("loss", "Loss and gradient", "explained menu"),
    Control("clip_norm", "Loss and gradient", "field or off", idle="gone"),
    Control("shuffle", "Loss and gradient", "switch", idle="gone"),
    Control("initializer", "Initial values", "explained menu"),
    Control("bias_initializer", "Initial values", "explained menu"),
    Control("stop_epochs", "Stop by itself", "field or off", label="After epochs"),
    Control("stop_loss", "Stop by itself", "field or off", label="At test loss"),
    Control(
        "stop_accuracy", "Stop by itself", "field or off", idle="gone", label="At accuracy (%)"
    ),
    Control("stop_patience", "Stop by itself", "field or off", label="Patience, epochs"),
)


def about(setting: Setting, value: Any) -> str:
    """Return formula and explanation of a choice, "" where its registry has none.

    >>> about(SETTINGS["optimizer"], "sgd")
    'w ← w − η g · Straight down the slope of the present batch.'
    """
    entry = setting.entry(value)
    said = (
        typeset(getattr(entry, "formula", "")),
        with_minus(getattr(entry, "explanation", "")),
    )
    return " · ".join(one for one in said if one)


def _around(control: Control, settings: Settings) -> dict[str, Any]:
    """Return what a widget shows beside the value: whether it is there and usable, and its name."""
    why = settings.idle(control.setting) if control.idle in ("off", "hinted") else ""
    label = control.label or SETTINGS[control.setting].label
    shown = {"visible": control.is_shown(settings), "disabled": bool(why)}
    if control.idle == "hinted":
        return {**shown, "label": label, "helper_text": sentence(why)}
    if control.hint:
        shown["helper_text"] = sentence(control.hint(settings))
    return {**shown, "label": f"{label} ({why})" if why else label}


def changed(controls: Iterable[Control], settings: Settings) -> int:
    """Return how many of the controls that apply are not at their default.

    >>> changed(TOOLBOX, Settings(optimizer="momentum", stop_epochs=100, adam_beta1=0.5))
    2
    """
    return sum(
        one.is_shown(settings) and getattr(settings, one.setting) != SETTINGS[one.setting].default
        for one in controls
    )


class Controls:
    """The widgets of one visit for some of the settings; what they show is what the settings say.

    Parameters
    ----------
    change
        ``change(name, value)``: the learner has chosen a value.
    controls
        Which ones.
    in_turn
        Makes of a callback one that is called when the page's document may be changed.
    """

    def __init__(
        self,
        change: Callable[[str, Any], None],
        controls: Iterable[Control],
        in_turn: Callable[[Callable[..., Any]], Callable[..., None]] = lambda callback: callback,
    ) -> None:
        self._change = change
        self._soon = in_turn(self._apply)
        self._chosen_last: dict[str, Any] = {}  # by setting: chosen, not yet applied
        self._controls = {one.setting: one for one in controls}
        self.bound: dict[str, Bound] = {}
        for name, control in self._controls.items():
            setting = SETTINGS[name]
            worded = {setting.said(value): value for value in setting.menu}
            self.bound[name] = MAKERS[control.look](setting, worded, control.unit, self._chosen)
        self._shown: dict[str, Any] = {}  # by setting, as far as the widget is known to agree
        self._around: dict[str, dict[str, Any]] = {}  # by setting: what else its widget shows

    def at(self, place: str) -> list[Viewable]:
        """Return the widgets of a place, in the table's order."""
        return [
            self.bound[name].widget for name, one in self._controls.items() if one.place == place
        ]

    def show(self, settings: Settings) -> None:
        """Let every widget show what the settings say."""
        for name, bound in self.bound.items():
            setting, value = SETTINGS[name], getattr(settings, name)
            around = _around(self._controls[name], settings)
            if around != self._around.get(name):  # to set a parameter costs time, the same one too
                bound.widget.param.update(**around)
                self._around[name] = around
            if name in self._chosen_last:
                continue  # the hand on the widget knows better
            if name not in self._shown or self._shown[name] != value:
                bound.show(value, setting.said(value), about(setting, value))
                self._shown[name] = value

    def _chosen(self, name: str, value: Any) -> None:
        self._chosen_last[name] = value
        self._soon(name)

    def _apply(self, name: str) -> None:
        """Apply the newest choice; of a dragged slider's many, those it has overtaken are left."""
        if name not in self._chosen_last:
            return
        value = self._chosen_last.pop(name)
        # Until the experiment has answered it is open whether the widget shows what holds.
        self._shown.pop(name, None)
        self._change(name, value)
