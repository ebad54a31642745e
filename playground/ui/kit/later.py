"""What is made when it is first opened, so that nobody waits for what they never open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import panel as pn
import panel_material_ui as pmui
from panel.viewable import Viewable


def fill(place: pn.Column, *content: Viewable) -> None:
    """Put widgets into their place, instead of what is there.

    They have to be as they should be by then: the browser may miss what is changed while it makes
    a widget.
    """
    place[:] = content


class Later(ABC):
    """A part of a page that is made when it is first needed."""

    is_made = False

    @abstractmethod
    def make(self) -> None:
        """Make its widgets."""

    def need(self) -> None:
        """Make it, unless it has been made already."""
        if not self.is_made:
            self.make()
            self.is_made = True


class Dialog(Later):
    """A dialog; ``place`` belongs somewhere on the page.

    Examples
    --------
    >>> from playground.ui.kit.words import Words
    >>> class Greeting(Dialog):
    ...     title = "Good day"
    ...
    ...     def content(self):
    ...         return [Words("How do you do?").pane]
    >>> greeting = Greeting()
    >>> len(greeting.place)
    0
    >>> greeting.open()
    >>> greeting.place[0].title, greeting.place[0].open
    ('Good day', True)
    """

    title = ""

    def __init__(self) -> None:
        self.place = pn.Column(margin=0)

    @abstractmethod
    def content(self) -> Sequence[Viewable]:
        """Make what stands in it."""

    def make(self) -> None:
        """Make the dialog around its content."""
        self.dialog = pmui.Dialog(
            *self.content(),
            title=self.title,
            show_close_button=True,
            close_on_click=True,
            sizing_mode="stretch_width",
        )

    def open(self) -> None:
        """Open it, made if it has not been before."""
        self.need()
        self.refresh()
        self.dialog.open = True
        fill(self.place, self.dialog)

    def refresh(self) -> None:
        """Let it show what holds as it is opened."""

    def close(self) -> None:
        """Close it."""
        self.dialog.open = False
