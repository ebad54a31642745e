"""Pinned runs: curves that stay, to hold the next runs against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.experiment.declare import Touches
from playground.experiment.experiment import Experiment
from playground.experiment.settings import SETTINGS, Settings

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
    telling = [
        name
        for name, setting in SETTINGS.items()
        if setting.touches != Touches.DRAWING and len({getattr(run, name) for run in runs}) > 1
    ]
    # Reset only draws other weights: that is worth saying when nothing else differs.
    if telling != ["start"]:
        telling = [name for name in telling if name != "start"]
    return [
        ", ".join(
            f"{SETTINGS[name].label.lower()} {SETTINGS[name].kind.write(getattr(run, name)) or '-'}"
            for name in telling
        )
        or "the same settings"
        for run in runs
    ]
