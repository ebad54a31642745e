"""How a lesson gets hold of the optimizers' page: its race set up and drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.export.race.picture import race_picture
from playground.export.race.values_picture import values_picture
from playground.labs.optimizers.settings import LabSettings
from playground.lessons.conditions.races import Race
from playground.settings.links import write_link
from playground.ui.lessons.grip import Grip


def grip_on(
    now: Callable[[], Race],
    become: Callable[[LabSettings], None],
    errand: Callable[[Callable[[], Any], Callable[[Any], None]], None],
    draw: Callable[[], None],
) -> Grip:
    """Return how a lesson gets hold of a visit to the optimizers.

    Parameters
    ----------
    now
        Returns the race that is set up.
    become
        ``become(settings)`` has other settings hold.
    errand, draw
        See ``Grip``.
    """

    def press(name: str) -> None:
        settings = now().settings
        if name == "other":
            become(settings.replaced(seed=settings.seed + 1)[0])

    return Grip(
        errand=errand,
        now=now,
        begun=lambda race: (0, race.settings),
        keep=lambda: write_link(now().settings),
        set_up=lambda scene: become(scene.settings),
        press=press,
        train=lambda: None,
        picture=_picture,
        draw=draw,
    )


def _picture(kind: str, now: Race) -> str:
    return (race_picture if kind == "paths" else values_picture)(now.settings).svg()
