"""A teacher's dialog: tick what the class should not see, copy the link."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import panel_material_ui as pmui
from panel.viewable import Viewable

from playground.experiment.settings import Settings
from playground.experiment.trained import lost_points
from playground.ui.kit.component import InTurn, at_once
from playground.ui.kit.heard import Heard
from playground.ui.kit.later import Dialog
from playground.ui.kit.look import columns
from playground.ui.kit.words import Words

TEXT = "hide_text"  # the text below the playground is a setting of its own
_BOXES = {**{label: name for name, label in Settings.hideable.items()}, "The text below": TEXT}


class Teacher(Dialog):
    """The dialog.

    Parameters
    ----------
    change
        ``change(**settings)`` hides and shows.
    copy
        ``copy(text)`` puts a text into the browser's clipboard.
    in_turn
        Wraps what the boxes call, see ``session.in_turn``.
    """

    title = "A link for your class"

    def __init__(
        self,
        change: Callable[..., None],
        copy: Callable[[str], None],
        in_turn: InTurn = at_once,
    ) -> None:
        super().__init__()
        self._change = change
        self._copy = copy
        self._in_turn = in_turn
        self._lost = ""  # what the link does not carry, in words
        self._told = Settings(), ""  # what holds, and the link to it

    def content(self) -> Sequence[Viewable]:
        """Make what stands in the dialog."""
        boxes = pmui.CheckBoxGroup(
            label="Hide", options=_BOXES, value=[], size="small", margin=(8, 0),
            sizing_mode="stretch_width", sx=columns("12rem"),
        )  # fmt: skip
        self.boxes = Heard(boxes, self._apply, self._in_turn)
        self.link = pmui.TextInput(
            label="The link for your class", size="small", margin=0, sizing_mode="stretch_width"
        )
        copy = pmui.Button(label="Copy the link", margin=(10, 0))
        copy.on_click(lambda _: self._copy(self.link.value))
        said = Words(
            "Set everything up as your class should find it. Tick what they should not see, then "
            "copy the link.",
            "muted",
        )
        return [said.pane, boxes, self.link, copy]

    def show(self, settings: Settings, link: str) -> None:
        """Let the dialog show what holds, unless the teacher has ticked on in the meantime."""
        self._told = settings, link
        if self.is_made:
            self.refresh()

    def refresh(self) -> None:
        """Show what was told last."""
        settings, link = self._told
        ticked = [*settings.hidden, *([TEXT] if settings.hide_text else [])]
        # In another order they say the same, and the browser may be sending the next one already.
        if not self.boxes.under_way and set(ticked) != set(self.boxes.widget.value):
            self.boxes.show(value=ticked)
        if link != self.link.value:
            self._lost = " ".join(lost_points(settings))
            self.link.param.update(value=link, value_input=link, helper_text=self._lost)

    def copied(self, done: bool) -> None:
        """Say whether the link has been copied."""
        said = "Copied." if done else "Please copy it by hand: it is selected."
        self.link.helper_text = f"{said} {self._lost}".rstrip()

    def _apply(self, ticked: list[str]) -> None:
        hidden = tuple(name for name in ticked if name != TEXT)
        self._change(hidden=hidden, hide_text=TEXT in ticked)
