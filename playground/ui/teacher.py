"""A teacher's dialog: tick what the class shall not see, copy the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
import panel_material_ui as pmui

from playground.experiment.settings import HIDABLE, Settings

TEXT = "hide_text"  # the text below the playground is a setting of its own
_BOXES = {**{label: name for name, label in HIDABLE.items()}, "The text below": TEXT}


class Teacher:
    """The dialog; it is made when it is first opened.

    Parameters
    ----------
    change
        ``change(**settings)`` hides and shows.
    copy
        ``copy(text)`` puts a text into the browser's clipboard.
    """

    def __init__(self, change: Callable[..., None], copy: Callable[[str], None]) -> None:
        self.place = pn.Column(margin=0)
        self._change = change
        self._copy = copy
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
            label="Hide", options=_BOXES, value=_ticked(settings), size="small", margin=0
        )
        self._boxes.param.watch(self._ticked, "value")
        self._link = pmui.TextInput(
            label="The link for your class", size="small", margin=0, sizing_mode="stretch_width"
        )
        copy = pmui.Button(label="Copy the link", margin=(10, 0))
        copy.on_click(lambda _: self._copy(self._link.value))
        said = pn.pane.Str(
            "Set everything up as your class shall find it. Tick what they shall not see, then "
            "copy the link.",
            sizing_mode="stretch_width",
        )
        self._dialog = pmui.Dialog(
            said,
            self._boxes,
            self._link,
            copy,
            title="A link for your class",
            show_close_button=True,
            close_on_click=True,
        )

    def show(self, settings: Settings, link: str) -> None:
        """Let the dialog show what holds."""
        if self._dialog is not None:
            self._boxes.value = _ticked(settings)
            if link != self._link.value:
                self._link.param.update(value=link, value_input=link, helper_text="")

    def copied(self, done: bool) -> None:
        """Say whether the link has been copied."""
        self._link.helper_text = "Copied." if done else "Please copy it by hand: it is selected."

    def _ticked(self, event: Any) -> None:
        hidden = tuple(name for name in event.new if name != TEXT)
        self._change(hidden=hidden, hide_text=TEXT in event.new)


def _ticked(settings: Settings) -> list[str]:
    return [*settings.hidden, *([TEXT] if settings.hide_text else [])]
