"""The pages on which lessons are given: what can be set up, pressed, pointed at, asked there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.experiment import links as experiment_links
from playground.experiment.settings import Settings
from playground.labs.curves.lab import LabSettings as CurveSettings
from playground.labs.optimizers.settings import LabSettings as RaceSettings
from playground.lessons.conditions.curve_fits import FITS
from playground.lessons.conditions.curves import CURVES
from playground.lessons.conditions.network import NETWORK
from playground.lessons.conditions.network_run import RUN
from playground.lessons.conditions.network_step import STEP
from playground.lessons.conditions.race_courses import PATHS
from playground.lessons.conditions.races import RACES
from playground.lessons.found import Condition
from playground.settings import links
from playground.settings.base import BaseSettings

Read = Callable[[str], tuple[Any, list[str]]]


def _read(table: type[BaseSettings]) -> Read:
    return lambda link: links.read_link(table, link)


@dataclass(frozen=True)
class Ground:
    """A page on which lessons can be given.

    Parameters
    ----------
    path, title
        Its address, and what it is called.
    settings
        The class of its settings.
    read, write
        ``read(link)`` returns settings and a sentence for each thing put right; ``write(settings)``
        the link to them.
    conditions
        What can be asked there, by name.
    buttons
        What can be pointed at besides the settings: by name, the name by which a teacher hides it,
        "" where it cannot be hidden.
    presses
        The buttons that a step can have pressed.
    pictures
        What can be drawn of a learner's run.
    passing
        Settings that a lesson never compares: those of chance.
    """

    path: str
    title: str
    settings: type[BaseSettings]
    read: Read
    write: Callable[[Any], str]
    conditions: Mapping[str, Condition]
    buttons: Mapping[str, str]
    presses: Collection[str]
    pictures: tuple[str, ...]
    passing: frozenset[str] = field(default=frozenset({"seed"}))

    def compared(self) -> list[str]:
        """Return the names of the settings by which a lesson knows its own set-up."""
        return [
            name
            for name, one in self.settings.declared.items()
            if one.touches and name not in self.passing
        ]

    def hidden_as(self, control: str) -> str:
        """Return the name by which a teacher hides a control, "" where it cannot be hidden."""
        setting = self.settings.declared.get(control)
        return setting.hide if setting is not None else self.buttons.get(control, "")


GROUNDS = {
    ground.path: ground
    for ground in (
        Ground(
            "/",
            "Playground",
            Settings,
            experiment_links.read_link,
            experiment_links.write_link,
            {**NETWORK, **RUN, **STEP},
            {
                "toggle": "playButton", "reset": "resetButton", "step": "stepButton",
                "step_batch": "stepButton", "regenerate": "regenerate", "more": "",
                "inside": "inside", "space": "space", "landscape": "landscape", "travel": "",
                "course": "", "output": "", "weight": "", "bias": "",
            },
            {"reset", "step_batch", "inside", "space"},
            ("boundary", "loss", "accuracy"),
            frozenset({"seed", "start"}),
        ),
        Ground(
            "/optimizers",
            "Optimizers",
            RaceSettings,
            _read(RaceSettings),
            links.write_link,
            {**RACES, **PATHS},
            {"play": ""},
            (),
            ("paths", "values"),
        ),
        Ground(
            "/curves",
            "Curves",
            CurveSettings,
            _read(CurveSettings),
            links.write_link,
            {**CURVES, **FITS},
            {"fit": "", "test": f"{CurveSettings.page}.test", "train": ""},
            ("fit", "test", "train"),
            ("fits",),
        ),
    )
}  # fmt: skip
