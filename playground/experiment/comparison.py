"""Pinned runs: curves that stay, to hold the next runs against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.data.features import find_feature
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.effect import Touches, without_gradient
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.snapshot import Snapshot
from playground.experiment.sources import title_of

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
    def of(cls, now: Snapshot) -> Pin:
        """Return the run of a moment."""
        return cls(now.settings, now.history.columns())


def names(runs: Sequence[Settings]) -> list[str]:
    """Return a name for each of several runs: the settings in which they differ.

    >>> names([Settings(), Settings(learning_rate=0.3), Settings(learning_rate=1)])
    ['learning rate 0.03', 'learning rate 0.3', 'learning rate 1']
    """
    told = [_effective(run) for run in runs]
    telling = [name for name in SETTINGS if _differs(name, told, runs)]
    # Reset only draws other weights: that is worth saying when nothing else differs.
    if telling != ["start"]:
        telling = [name for name in telling if name != "start"]
    return [
        ", ".join(values[name] for name in telling if name in values) or "the same settings"
        for values in told
    ]


def _differs(name: str, told: Sequence[Mapping[str, str]], runs: Sequence[Settings]) -> bool:
    """Tell whether a setting tells some of the runs apart.

    One that has an effect on some runs only is worth naming where somebody has changed it; the data
    set always is. That a population has no use for a learning rate does not make the rates of the
    others worth naming.
    """
    values = {run[name] for run in told if name in run}
    in_some_only = 0 < sum(name in run for run in told) < len(told)
    if len(values) > 1 or not in_some_only:
        return len(values) > 1
    setting = SETTINGS[name]
    having = [run for run, words in zip(runs, told, strict=True) if name in words]
    changed = getattr(having[0], name) != setting.default or name in DATASET_OF.values()
    steers = setting.idle is without_gradient and not setting.belongs_to
    return changed and not steers


def _effective(run: Settings) -> dict[str, str]:
    """Return in words each setting that has an effect on a run, by its name."""
    values = {
        name: setting.said(getattr(run, name))
        for name, setting in SETTINGS.items()
        if setting.touches != Touches.DRAWING and not run.idle(name)
    }
    values[DATASET_OF[run.problem]] = title_of(run.current_dataset) or "own points"
    values["features"] = ", ".join(find_feature(name).label for name in run.features)
    return {
        name: f"{SETTINGS[name].label.lower()} {value or '-'}" for name, value in values.items()
    }
