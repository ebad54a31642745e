"""A teacher's dialog: tick what the class should not see, copy the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
import panel_material_ui as pmui

from playground.experiment.settings import Settings
from playground.experiment.trained import lost_points
from playground.ui.kit.look import columns
from playground.ui.kit.words import Words

TEXT = "hide_text"  # the text below the playground is a setting of its own
_BOXES = {**{label: name for name, label in Settings.hideable.items()}, "The text below": TEXT}


class Teacher:
    """The dialog; it is made when it is first opened.

    Parameters
    ----------
    change
        ``change(**settings)`` hides and shows.
    copy
        ``copy(text)`` puts a text into the browser's clipboard.
    in_turn
        Wraps what the boxes call, see ``session.in_turn``.
    """

    def __init__(
        self,
        change: Callable[..., None],
        copy: Callable[[str], None],
        in_turn: Callable[[Callable[..., Any]], Callable[..., None]] = lambda callback: callback,
    ) -> None:
        self.place = pn.Column(margin=0)
        self._change = change
        self._copy = copy
        self._soon = in_turn(self._apply)
        self._under_way = 0  # ticks that are still to be applied
        self._showing = False  # the program, not the teacher, sets the boxes
        self._lost = ""  # what the link does not carry, in words
        self._dialog: pmui.Dialog | None = None

    def open(self, settings: Settings, link: str) -> None:
        """Open the dialog."""
        if self._dialog is None:
            self._make(settings)
        self.show(settings, link)
        self._dialog.open = True
        # The browser may miss what is changed while it makes a widget: it goes there complete.
        self.place[:] = [self._dialog]

    def _make(self, settings: Settings) -> None:
        self._boxes = pmui.CheckBoxGroup(
            label="Hide", options=_BOXES, value=_ticked(settings), size="small", margin=(8, 0),
            sizing_mode="stretch_width", sx=columns("12rem"),
        )  # fmt: skip
        self._boxes.param.watch(self._ticked, "value")
        self._link = pmui.TextInput(
            label="The link for your class", size="small", margin=0, sizing_mode="stretch_width"
        )
        copy = pmui.Button(label="Copy the link", margin=(10, 0))
        copy.on_click(lambda _: self._copy(self._link.value))
        said = Words(
            "Set everything up as your class should find it. Tick what they should not see, then "
            "copy the link.",
            "muted",
        )
        self._dialog = pmui.Dialog(
            said.pane,
            self._boxes,
            self._link,
            copy,
            title="A link for your class",
            show_close_button=True,
            close_on_click=True,
        )

    def show(self, settings: Settings, link: str) -> None:
        """Let the dialog show what holds, unless the teacher has ticked on in the meantime."""
        if self._dialog is None:
            return
        ticked = _ticked(settings)
        # In another order they say the same, and the browser may be sending the next one already.
        if not self._under_way and set(ticked) != set(self._boxes.value):
            self._showing = True
            try:
                self._boxes.value = ticked
            finally:
                self._showing = False
        if link != self._link.value:
            self._lost = " ".join(lost_points(settings))
            self._link.param.update(value=link, value_input=link, helper_text=self._lost)

    def copied(self, done: bool) -> None:
        """Say whether the link has been copied."""
        said = "Copied." if done else "Please copy it by hand: it is selected."
        self._link.helper_text = f"{said} {self._lost}".rstrip()

    def _ticked(self, event: Any) -> None:
        if not self._showing:
            self._under_way += 1
            self._soon(event.new)

    def _apply(self, ticked: list[str]) -> None:
        self._under_way -= 1
        hidden = tuple(name for name in ticked if name != TEXT)
        self._change(hidden=hidden, hide_text=TEXT in ticked)


def _ticked(settings: Settings) -> list[str]:
    return [*settings.hidden, *([TEXT] if settings.hide_text else [])]
