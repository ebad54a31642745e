"""Which settings have a control on the page, where it stands and how it looks."""

from __future__ import annotations

from functools import partial

from playground.data.shapes import CURVES
from playground.experiment.effect import without_gradient, without_regularization
from playground.experiment.settings import SETTINGS, Settings
from playground.nn import ACTIVATIONS
from playground.ui.kit.controls import Control
from playground.ui.kit.widgets import (
    explained_menu,
    field,
    field_or_off,
    menu,
    proposing_field,
    slider,
    stops,
    switch,
)
from playground.ui.pages.playground.curves import curve_stylesheet

curve_menu = partial(menu, stylesheets=[curve_stylesheet()])  # shows each activation's curve
curve_of_data = partial(proposing_field, proposed=list(CURVES))


def lacks_gradient(settings: Settings, activation: str) -> bool:
    """Tell whether an activation gives the optimizer no gradient to follow.

    >>> lacks_gradient(Settings(), "step"), lacks_gradient(Settings(optimizer="cma_es"), "step")
    (True, False)
    """
    return not ACTIVATIONS[activation].has_gradient and not without_gradient(settings)


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
    why, pulls = without_regularization(settings), settings.regularization_rate > 0
    if why:
        return why if pulls else ""
    return "" if pulls else "no effect at 0"


# The data sets are chosen by their pictures, which the browser draws.
CONTROLS: tuple[Control, ...] = (
    Control("learning_rate", "bar", menu, idle="hinted"),
    Control("activation", "bar", curve_menu, hint=_no_gradient),
    Control("regularization", "bar", menu),
    Control("regularization_rate", "bar", menu, idle="usable", hint=_no_pull),
    Control("problem", "bar", menu),
    Control("speed", "bar", menu),
    Control("dataset", "pictures", None, idle="gone"),
    Control("reg_dataset", "pictures", None, idle="gone"),
    Control("curve", "data", curve_of_data, idle="gone"),
    Control("n_classes", "data", slider, idle="gone"),
    Control("train_share", "data", slider, unit=" %"),
    Control("noise", "data", slider, unit=" %"),
    Control("batch_size", "data", stops),
    Control("show_test_data", "output", switch),
    Control("discretize", "output", switch),
)


def _numbers_of(setting: str, place: str) -> list[Control]:
    """Return a field for each number that belongs to a choice there."""
    return [
        Control(one.name, place, field, idle="gone")
        for one in SETTINGS.values()
        if one.belongs_to and one.belongs_to[0] == setting
    ]


# What "More" opens below the run bar. A place is the name of a group.
TOOLBOX: tuple[Control, ...] = (
    Control("optimizer", "Weight update", explained_menu),
    *_numbers_of("optimizer", "Weight update"),
    Control("schedule", "Learning rate over time", explained_menu),
    *_numbers_of("schedule", "Learning rate over time"),
    Control("loss", "Loss and gradient", explained_menu),
    Control("label_smoothing", "Loss and gradient", field_or_off, idle="gone"),
    Control("clip_norm", "Loss and gradient", field_or_off, idle="gone"),
    Control("shuffle", "Loss and gradient", switch, idle="gone"),
    Control("initializer", "Initial values", explained_menu),
    Control("bias_initializer", "Initial values", explained_menu),
    Control("stop_epochs", "Stop by itself", field_or_off, label="After epochs"),
    Control("stop_loss", "Stop by itself", field_or_off, label="At test loss"),
    Control("stop_accuracy", "Stop by itself", field_or_off, idle="gone", label="At accuracy (%)"),
    Control("stop_patience", "Stop by itself", field_or_off, label="Patience, epochs"),
)
