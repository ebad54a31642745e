"""How a lesson gets hold of a page, and what it sets it up with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Scene:
    """What a page is set up with for a step.

    Parameters
    ----------
    settings
        The settings, what a teacher has hidden among them.
    link
        The lesson's own link, which may carry a trained network.
    pressed, ahead
        What the steps before have pressed, and what this one and those after it will.
    """

    settings: Any
    link: str
    pressed: tuple[str, ...]
    ahead: tuple[str, ...]


@dataclass(frozen=True)
class Grip:
    """How a lesson gets hold of a page.

    Parameters
    ----------
    errand
        ``errand(work, then)`` does ``work()`` on another thread, after all that the learner did
        before, and ``then(result)`` in the page's turn, before the page tells and draws what holds.
    now
        Returns the state that conditions are asked of.
    begun
        ``begun(state)`` returns the number of the run that is seen, and the settings it began with.
    keep
        Returns a link to what the learner has set up, with all that it has learned; takes a while.
    set_up
        ``set_up(scene)`` sets the page up and begins anew; takes a while.
    press
        ``press(name)`` does what a button does; takes a while.
    train
        Lets the page train, where it does.
    picture
        ``picture(kind, state)`` returns a picture as SVG; takes a while.
    draw
        Has the page drawn, and looked at, once more.
    """

    errand: Callable[[Callable[[], Any], Callable[[Any], None]], None]
    now: Callable[[], Any]
    begun: Callable[[Any], tuple[int, Any]]
    keep: Callable[[], str]
    set_up: Callable[[Scene], object]
    press: Callable[[str], object]
    train: Callable[[], object]
    picture: Callable[[str, Any], str]
    draw: Callable[[], None]


def still_hidden(settings: Any, present: Any) -> Any:
    """Return settings in which what a teacher has hidden at present stays hidden."""
    hidden: dict[str, Any] = {
        name: getattr(present, name) for name in ("hidden", "hide_text") if name in present.declared
    }
    return settings.replaced(**hidden)[0]
