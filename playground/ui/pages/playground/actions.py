"""The buttons of the page: what each is called, what it does, who can hide it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import panel_material_ui as pmui

from playground.ui.kit.icons import icon
from playground.ui.kit.look import LEVEL, round_button


@dataclass(frozen=True)
class Action:
    """A button.

    Parameters
    ----------
    name
        What it does: a key of the visit's actions.
    label, explanation
        What it is called, and one plain sentence about it.
    picture
        Its pictogram, see ``icons.py``.
    hidden_as
        The name by which a teacher can hide it; "" if it cannot be hidden.
    size
        Diameter of a round button that shows nothing but its pictogram; "" for one with words.
    filled
        Whether it has the accent's colour.
    picture_size
        The pictogram's size.
    """

    name: str
    label: str
    explanation: str
    picture: str
    hidden_as: str = ""
    size: str = ""
    filled: bool = False
    picture_size: str = "1.3rem"

    def button(self, act: Callable[[str], None]) -> pmui.Button:
        """Make the button; ``act(name)`` is called when it is pressed."""
        look: dict[str, Any] = {"sizing_mode": "stretch_width", "sx": LEVEL}
        if self.size:
            look = {"sx": round_button(self.size, filled=self.filled)}
        made = pmui.Button(
            label=self.label,
            icon=icon(self.picture),
            icon_size=self.picture_size,
            variant="text" if self.size else "outlined",
            margin=0,
            css_classes=[f"tip-{self.name}"],
            **look,
        )
        made.on_click(lambda _: act(self.name))
        return made

    def is_shown(self, hidden: tuple[str, ...]) -> bool:
        """Tell whether it can be seen when a teacher has hidden all these."""
        return self.hidden_as not in hidden


_ROUND, _PLAY = "2.3rem", "3.06rem"

ACTIONS = {
    action.name: action
    for action in (
        Action(
            "reset", "Reset", "Back to epoch 0, with new random weights. Key: R",
            "reset", "resetButton", _ROUND,
        ),
        Action(
            "toggle", "Play", "Starts and stops the training. Key: space bar",
            "play", "playButton", _PLAY, filled=True, picture_size="1.75rem",
        ),
        Action(
            "step", "Step", "Trains one epoch; with the shift key one batch. Key: right arrow",
            "step", "stepButton", _ROUND,
        ),
        Action(
            "step_batch", "Step one batch",
            "Trains one batch: the weights move once. Key: shift and right arrow",
            "batch", "stepButton", _ROUND,
        ),
        Action(
            "regenerate", "Regenerate",
            "Draws new points of the same kind; the network stays as it is.",
            "regenerate", "regenerate", picture_size="1.05rem",
        ),
        Action(
            "more_data", "More data sets", "Further patterns, several classes, and files.",
            "more", "dataset", picture_size="1.1rem",
        ),
        Action(
            "undo", "Undo",
            "Takes back the last change, with the network as it was then. Keys: Ctrl and Z; with "
            "the shift key, does it again",
            "undo", size="2.1rem",
        ),
        Action(
            "teacher", "A link for your class",
            "Choose what your class should not see, and copy the link.",
            "teacher", size="2.1rem",
        ),
        Action(
            "paint", "Paint", "Paint points of your own on the output; training may go on.",
            "paint", "dataset", picture_size="1.05rem",
        ),
        Action(
            "open_file", "Open", "A table of your own (CSV), or an experiment that was saved.",
            "file", "dataset", picture_size="1.05rem",
        ),
        Action(
            "save", "Save and share",
            "A link with the trained network, the experiment as a file, code, tables, pictures.",
            "save", size="2.1rem",
        ),
        Action(
            "space", "Hidden space",
            "Shows how each layer stretches, shifts and bends the plane; again, the network.",
            "space", "space", picture_size="1.15rem",
        ),
        Action(
            "landscape", "Landscape",
            "Opens the loss of your network as a landscape, over which optimizers race.",
            "landscape", "landscape", picture_size="1.15rem",
        ),
        Action(
            "inside", "Look inside",
            "Backpropagation step by step: the numbers of the next batch, before they are used.",
            "inside", "inside", picture_size="1.15rem",
        ),
        Action(
            "more", "More", "Optimizer, loss, schedule, initial weights, when to stop.",
            "more", picture_size="1.1rem",
        ),
    )
}  # fmt: skip


class Buttons:
    """The buttons of one visit.

    Parameters
    ----------
    act
        ``act(name)`` is called when one is pressed.
    """

    def __init__(self, act: Callable[[str], None]) -> None:
        self.made = {name: action.button(act) for name, action in ACTIONS.items()}
        self.made["undo"].disabled = True  # until there is something
        self._shown: tuple[bool, tuple[str, ...], bool, str] | None = None

    def at(self, *names: str) -> list[pmui.Button]:
        """Return some of the buttons."""
        return [self.made[name] for name in names]

    def show(
        self,
        playing: bool,
        hidden: tuple[str, ...],
        in_space: bool = False,
        undoable: str = "",
    ) -> None:
        """Let the buttons show whether it plays, and only those that no teacher has hidden.

        ``in_space`` when hidden space stands in the network's place; ``undoable`` is what can be
        undone, "" for nothing.
        """
        now = playing, hidden, in_space, undoable
        if self._shown == now:  # to set a parameter costs time, the same one too
            return
        self._shown = now
        for name, button in self.made.items():
            button.visible = ACTIONS[name].is_shown(hidden)
        play = self.made["toggle"]
        play.label = "Pause" if playing else "Play"
        play.icon = icon("pause" if playing else "play")
        undo = self.made["undo"]
        undo.label = f"Undo: {undoable}" if undoable else "Undo: nothing yet"
        undo.disabled = not undoable
        self.made["space"].label = "Network" if in_space else ACTIONS["space"].label
