"""What the lab's settings of each rule and schedule have in common; what a teacher can hide."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from playground.labs.optimizers.walkers import Walker
from playground.nn import SCHEDULES
from playground.settings.declare import declare
from playground.settings.kinds import Number

PAGE = "optimizers"  # what this page's keys in links begin with, and a dot
# What a teacher can hide, by its name in a link.
HIDEABLE = {
    f"{PAGE}.over": "Surface or own network",
    f"{PAGE}.view": "How the own network is seen",
    f"{PAGE}.weights": "Which two weights",
    f"{PAGE}.surface": "Which surface",
    f"{PAGE}.start": "Moving the start",
    f"{PAGE}.rules": "Which optimizers",
    f"{PAGE}.rates": "Rates and numbers",
    f"{PAGE}.steps": "Steps",
    f"{PAGE}.chance": "Schedule, clipping, noise",
    f"{PAGE}.boxes": "What is drawn",
    f"{PAGE}.basins": "Basins",
    f"{PAGE}.verdicts": "Verdicts",
    f"{PAGE}.places": "Minima and saddles",
    f"{PAGE}.curvature": "Curvature",
    f"{PAGE}.formulas": "Formulas",
    f"{PAGE}.curves": "Curves",
    f"{PAGE}.byStep": "Step by step",
    f"{PAGE}.questions": "Predict first",
    f"{PAGE}.save": "Save",
}


class Touches(IntEnum):
    """How deep a change of a setting goes."""

    DRAWING = 0  # only what is drawn
    PATHS = 1  # the paths are computed anew
    TERRAIN = 2  # what they go over, too


def rate_of(walker: Walker) -> Any:
    """Return the declaration of a walker's learning rate."""
    return declare(
        f"Learning rate of {walker.label}",
        "How far each step goes; empty or 0: what suits the surface.",
        Number(0, 1000),
        default=0.0,
        touches=Touches.PATHS,
        key=f"{PAGE}.{walker.name}.rate",
        hide=f"{PAGE}.rates",
    )


def numbers_of(walker: Walker) -> dict[str, Any]:
    """Return the declarations of a walker's other numbers, by the settings' names."""
    return {
        f"{walker.name}_{one.name}": declare(
            f"{one.label} of {walker.label}",
            one.explanation,
            Number(one.low, one.high, one.integer),
            default=one.default,
            touches=Touches.PATHS,
            key=f"{PAGE}.{walker.name}.{one.name}",
            hide=f"{PAGE}.rates",
        )
        for one in walker.hyperparameters
    }


def _number_of_schedule(name: str) -> Any:
    """Return the declaration of a schedule's own number."""
    schedule, one = SCHEDULES[name], SCHEDULES[name].hyperparameter
    assert one is not None  # only those that have one are asked
    return declare(
        one.label,
        f"{one.explanation} A step of the race counts as an epoch.",
        Number(one.low, one.high, one.integer),
        default=one.default,
        touches=Touches.PATHS,
        key=f"{PAGE}.{name}.{one.name}",
        hide=f"{PAGE}.chance",
        idle=lambda settings: "" if settings.schedule == name else f"only for {schedule.label}",
    )


# By the schedule: the setting that is its own number, and its declaration.
OF_SCHEDULES = {
    name: (f"{name}_{one.hyperparameter.name}", _number_of_schedule(name))
    for name, one in SCHEDULES.items()
    if one.hyperparameter
}
