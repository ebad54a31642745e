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

from playground.data.generators import DATASETS
from playground.experiment.declare import hyperparameters
from playground.experiment.settings import HIDABLE, SETTINGS, Setting, Settings
from playground.experiment.sources import OWN
from playground.nn import OPTIMIZERS, SCHEDULES
from playground.ui.kit.typeset import typeset, with_minus
from playground.ui.kit.widgets import MAKERS, Bound, sentence

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
    hint
        What has to be known about the present choice; "" for nothing.
    off
        Can be seen but not used while this returns a word that says why; it stands in the label, or
        below where the control has a hint.
    label
        What it is called where that depends on the other settings.
    """

    setting: str
    place: str
    look: str
    unit: str = ""
    problem: str = ""
    when: Condition | None = None
    off: Callable[[Settings], str] | None = None
    label: Callable[[Settings], str] | None = None
    hint: Callable[[Settings], str] | None = None

    def is_shown(self, settings: Settings) -> bool:
        """Tell whether a learner with these settings sees it."""
        fits = self.problem in ("", settings.problem)
        applies = self.when is None or self.when(settings)
        return fits and applies and hidden_as(SETTINGS[self.setting]) not in settings.hidden


def _takes(name: str) -> Condition:
    """Return the condition that the chosen optimizer or schedule has a number of that name."""
    return lambda settings: name in {one.name for one in settings.hyperparameters()}


def _called(name: str) -> Callable[[Settings], str]:
    """Return what the chosen optimizer or schedule calls its number of that name."""
    usual = SETTINGS[name].label
    return lambda settings: next(
        (one.label for one in settings.hyperparameters() if one.name == name), usual
    )


def _data_set_takes(option: str) -> Condition:
    def takes(settings: Settings) -> bool:
        drawn = DATASETS.get(settings.current_dataset)
        return drawn is not None and option in drawn.options

    return takes


def lacks_gradient(settings: Settings, activation: str) -> bool:
    """Tell whether an activation gives the optimizer no gradient to follow.

    >>> lacks_gradient(Settings(), "step"), lacks_gradient(Settings(optimizer="cma_es"), "step")
    (True, False)
    """
    return activation == "step" and _by_gradient(settings)


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


def _by_gradient(settings: Settings) -> bool:
    """Tell whether the optimizer follows the gradient."""
    return OPTIMIZERS[settings.optimizer].uses_gradient


def without_gradient(settings: Settings) -> str:
    """Return why what steers a gradient has no effect, "" if it has.

    >>> without_gradient(Settings()), without_gradient(Settings(optimizer="cma_es"))
    ('', 'not for CMA-ES')
    """
    return "" if _by_gradient(settings) else f"not for {OPTIMIZERS[settings.optimizer].label}"


def _noise_is_drawn(settings: Settings) -> str:
    """Return why noise has no effect, "" if it has."""
    if settings.current_dataset in DATASETS:
        return ""
    return "your points stay as they are" if settings.current_dataset == OWN else "not for files"


CONTROLS: tuple[Control, ...] = (
    Control("learning_rate", "bar", "menu", off=without_gradient, hint=without_gradient),
    Control("activation", "bar", "curve menu", hint=_no_gradient),
    Control("regularization", "bar", "menu"),
    Control("regularization_rate", "bar", "menu", hint=_no_pull),
    Control("problem", "bar", "menu"),
    Control("speed", "bar", "menu"),
    Control("dataset", "pictures", "pictures", problem="classification"),
    Control("reg_dataset", "pictures", "pictures", problem="regression"),
    Control("curve", "data", "curve of data", when=_data_set_takes("formula")),
    Control("n_classes", "data", "slider", when=_data_set_takes("n_classes")),
    Control("train_share", "data", "slider", unit=" %"),
    Control("noise", "data", "slider", unit=" %", off=_noise_is_drawn),
    Control("batch_size", "data", "stops", off=without_gradient),
    Control("show_test_data", "output", "switch"),
    Control("discretize", "output", "switch"),
)

_HYPERPARAMETERS = tuple(hyperparameters())
_OF_SCHEDULES = {one.hyperparameter.name for one in SCHEDULES.values() if one.hyperparameter}


def _numbers_of(names: Iterable[str], place: str) -> list[Control]:
    return [Control(name, place, "field", when=_takes(name), label=_called(name)) for name in names]


def _short(label: str) -> Callable[[Settings], str]:
    """Return a shorter name for a control whose group has said the rest."""
    return lambda _: label


# What "More" opens below the run bar. A place is the name of a group.
TOOLBOX: tuple[Control, ...] = (
    Control("optimizer", "Weight update", "explained menu"),
    *_numbers_of((one for one in _HYPERPARAMETERS if one not in _OF_SCHEDULES), "Weight update"),
    Control("schedule", "Learning rate over time", "explained menu", off=without_gradient),
    *_numbers_of(
        (one for one in _HYPERPARAMETERS if one in _OF_SCHEDULES), "Learning rate over time"
    ),
    Control("loss", "Loss and gradient", "explained menu"),
    Control("clip_norm", "Loss and gradient", "field or off", when=_by_gradient),
    Control("shuffle", "Loss and gradient", "switch", when=_by_gradient),
    Control("initializer", "Initial values", "explained menu"),
    Control("bias_initializer", "Initial values", "explained menu"),
    Control("stop_epochs", "Stop by itself", "field or off", label=_short("After epochs")),
    Control("stop_loss", "Stop by itself", "field or off", label=_short("At test loss")),
    Control(
        "stop_accuracy",
        "Stop by itself",
        "field or off",
        problem="classification",
        label=_short("At accuracy (%)"),
    ),
    Control(
        "stop_patience",
        "Stop by itself",
        "field or off",
        label=_short("Patience, epochs"),
    ),
)

# A teacher who hides the data set or the activation hides both controls of it.
_HIDDEN_WITH = {"regDataset": "dataset", "activations": "activation"}


def hidden_as(setting: Setting) -> str:
    """Return the name by which a teacher can hide a setting's control; "" if it cannot be hidden.

    >>> hidden_as(SETTINGS["reg_dataset"]), hidden_as(SETTINGS["seed"])
    ('dataset', '')
    """
    name = _HIDDEN_WITH.get(setting.link_key, setting.link_key)
    return name if name in HIDABLE else ""


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
    why = control.off(settings) if control.off else ""
    label = control.label(settings) if control.label else SETTINGS[control.setting].label
    shown = {"visible": control.is_shown(settings), "disabled": bool(why)}
    if control.hint:
        return {**shown, "label": label, "helper_text": sentence(control.hint(settings))}
    return {**shown, "label": f"{label} ({why})" if why else label}


def changed(controls: Iterable[Control], settings: Settings) -> int:
    """Return how many of the controls that apply are not at their default.

    >>> changed(TOOLBOX, Settings(optimizer="momentum", stop_epochs=100, beta1=0.5))
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
