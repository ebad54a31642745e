"""Listening to widgets, and showing values on them without an echo: one way for both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from panel.viewable import Viewable

from playground.ui.kit.component import InTurn, at_once

_NOTHING = object()


class Heard:
    """A widget that is listened to, but not while the program itself is setting it.

    Parameters
    ----------
    widget
        The widget.
    heard
        ``heard(value)`` is called with what the learner has chosen; of several choices that wait
        for their turn (those of a dragged slider), only with the newest.
    in_turn
        Makes of a callback one that is called when the page's document may be changed.

    Examples
    --------
    >>> import panel_material_ui as pmui
    >>> slider = Heard(pmui.IntSlider(start=0, end=9), print)
    >>> slider.show(value=3)
    >>> slider.widget.value = 4
    4
    """

    def __init__(
        self, widget: Viewable, heard: Callable[[Any], object], in_turn: InTurn = at_once
    ) -> None:
        self.widget: Any = widget
        self._heard = heard
        self._soon = in_turn(self._apply)
        self._waiting: Any = _NOTHING
        self._showing = False
        self.widget.param.watch(self._hear, "value")

    @property
    def under_way(self) -> bool:
        """Whether a choice of the learner's waits for its turn.

        The hand on the widget then knows better than anybody what it should show.
        """
        return self._waiting is not _NOTHING

    def show(self, **values: Any) -> None:
        """Set parameters of the widget, without hearing it."""
        self._showing = True
        try:
            self.widget.param.update(**values)
        finally:
            self._showing = False

    def _hear(self, event: Any) -> None:
        if not self._showing:
            self._waiting = event.new
            self._soon()

    def _apply(self) -> None:
        if self.under_way:
            value, self._waiting = self._waiting, _NOTHING
            self._heard(value)
