"""How a lesson gets hold of the page of curves: its points and fits set up, shown and drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.export.curves import Seen
from playground.export.curves.fits import small_fits_picture
from playground.labs.curves.lab import LabSettings
from playground.lessons.conditions.curves import FITTED, POINTS, TESTED, Curves
from playground.settings.links import write_link
from playground.ui.lessons.grip import Grip, Scene

STAGES = {"fit": FITTED, "test": TESTED}  # the buttons that show more


def grip_on(
    now: Callable[[], Curves],
    become: Callable[[LabSettings, int], None],
    train: Callable[[], None],
    errand: Callable[[Callable[[], Any], Callable[[Any], None]], None],
    draw: Callable[[], None],
) -> Grip:
    """Return how a lesson gets hold of a visit to the curves.

    Parameters
    ----------
    now
        Returns what is seen.
    become
        ``become(settings, stage)`` has other settings hold, and so much seen.
    train
        Trains the ensembles.
    errand, draw
        See ``Grip``.
    """

    def press(name: str) -> None:
        curves = now()
        settings = curves.settings
        if name in STAGES:
            become(settings, max(curves.stage, STAGES[name]))
        elif name == "train":
            train()
        elif name == "other":
            become(settings.replaced(seed=settings.seed + 1)[0], curves.stage)

    return Grip(
        errand=errand,
        now=now,
        begun=lambda curves: (0, curves.settings),
        keep=lambda: write_link(now().settings),
        set_up=lambda scene: become(scene.settings, _stage(scene)),
        press=press,
        train=lambda: None,
        picture=_picture,
        draw=draw,
    )


def _stage(scene: Scene) -> int:
    """Return how much is seen: all, unless the lesson has it shown little by little."""
    if not STAGES.keys() & {*scene.pressed, *scene.ahead}:
        return TESTED
    return max([STAGES[name] for name in scene.pressed if name in STAGES], default=POINTS)


def _picture(kind: str, curves: Curves) -> str:
    """Return the figure of the view that is open."""
    if curves.settings.view == "fits":
        return small_fits_picture(curves.settings).svg()
    return Seen(curves.settings, ensembles=curves.ensembles).picture().svg()
