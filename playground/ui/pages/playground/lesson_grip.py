"""How a lesson gets hold of the playground: its experiment set up, pressed, trained and drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from playground.experiment import Experiment
from playground.experiment.handover import hand_over
from playground.experiment.settings import Settings
from playground.experiment.snapshot import Snapshot
from playground.experiment.trained import open_trained
from playground.export.courses import course_picture
from playground.export.picture import plane_picture
from playground.ui.lessons.grip import Grip, Scene


def grip_on(
    experiment: Experiment,
    soon: Callable[..., object],
    errand: Callable[[Callable[[], Any], Callable[[Any], None]], None],
    act: Callable[[str], None],
    draw: Callable[[], None],
) -> Grip:
    """Return how a lesson gets hold of a visit to the playground.

    Parameters
    ----------
    experiment
        The learner's.
    soon
        Calls back in the page's turn.
    errand, draw
        See ``Grip``.
    act
        ``act(name)`` does what a button does that opens a view; in the page's turn.
    """

    def press(name: str) -> None:
        to_the_run: dict[str, Callable[[], None]] = {
            "reset": experiment.reset,
            "other": experiment.reset,
            "step_batch": experiment.step_batch,
        }
        if name in to_the_run:
            experiment.pause()
            to_the_run[name]()
        else:
            soon(partial(act, name))

    return Grip(
        errand=errand,
        now=experiment.snapshot,
        begun=lambda now: (now.origin.number, now.origin.settings),
        keep=partial(hand_over, experiment),
        set_up=partial(_set_up, experiment),
        press=press,
        train=experiment.play,
        picture=_picture,
        draw=draw,
    )


def _set_up(experiment: Experiment, scene: Scene) -> None:
    settings: Settings = scene.settings
    experiment.pause()
    experiment.apply(**settings.changes_from(experiment.settings))
    experiment.reset(same_start=True)
    open_trained(experiment, scene.link)


def _picture(kind: str, now: Snapshot) -> str:
    drawing = plane_picture(now) if kind == "boundary" else course_picture(now.history, kind)
    return drawing.svg()
