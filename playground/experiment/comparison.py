"""Pinned runs: curves that stay, to hold the next runs against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.data.features import find_feature
from playground.experiment.declare import Touches, hyperparameters
from playground.experiment.experiment import Experiment
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import title_of
from playground.nn import OPTIMIZERS, SCHEDULES

MOST = 8


@dataclass(frozen=True)
class Pin:
    """A run as it was when it was pinned.

    Parameters
    ----------
    settings
        Its settings.
    columns
        Its history, as ``History.columns`` gives it.
    """

    settings: Settings
    columns: dict[str, list[float]]

    @classmethod
    def of(cls, experiment: Experiment) -> Pin:
        """Return an experiment's present run."""
        with experiment.lock:
            return cls(experiment.settings, experiment.history.columns())


def names(runs: Sequence[Settings]) -> list[str]:
    """Return a name for each of several runs: the settings in which they differ.

    >>> names([Settings(), Settings(learning_rate=0.3), Settings(learning_rate=1)])
    ['learning rate 0.03', 'learning rate 0.3', 'learning rate 1']
    """
    told = [_effective(run) for run in runs]
    telling = [name for name in SETTINGS if len({values.get(name) for values in told}) > 1]
    # Reset only draws other weights: that is worth saying when nothing else differs.
    if telling != ["start"]:
        telling = [name for name in telling if name != "start"]
    return [
        ", ".join(values[name] for name in telling if name in values) or "the same settings"
        for values in told
    ]


def _effective(run: Settings) -> dict[str, str]:
    """Return in words each setting that has an effect on a run, by its name."""
    schedule = SCHEDULES[run.schedule].hyperparameter
    numbers = (*OPTIMIZERS[run.optimizer].hyperparameters, *([schedule] if schedule else []))
    called = {number.name: number.label for number in numbers}
    data, other = "dataset", "reg_dataset"
    if run.problem == "regression":
        data, other = other, data
    without = {other} | set(hyperparameters()) - set(called)
    if run.regularization == "none":
        without.add("regularization_rate")
    values = {
        name: setting.said(getattr(run, name))
        for name, setting in SETTINGS.items()
        if setting.touches != Touches.DRAWING and name not in without
    }
    values[data] = title_of(run.current_dataset) or "own points"
    values["features"] = ", ".join(find_feature(name).label for name in run.features)
    return {
        name: f"{called.get(name, SETTINGS[name].label).lower()} {value or '-'}"
        for name, value in values.items()
    }
