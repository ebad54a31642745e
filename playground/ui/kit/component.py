"""A part of a page that has a module of its own in the browser, and speaks with it.

Its browser half is the ES module ``static/NAME.js`` with the style ``static/NAME.css`` beside it;
``static/kit/component.js`` is the other end of the line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from panel.custom import JSComponent

from playground.ui.kit.esm import import_map, text_of
from playground.ui.kit.messages import Answer, Answers, RefusedError
from playground.ui.kit.private import QuietMessages
from playground.ui.kit.wire import send_message

log = logging.getLogger(__name__)

InTurn = Callable[[Callable[..., Any]], Callable[..., None]]


def at_once(callback: Callable[..., Any]) -> Callable[..., None]:
    """Return the callback itself: what is called with a message need not wait for its turn."""
    return callback


class Component(QuietMessages, JSComponent):
    """A view is a subclass that names its module and declares its children and parameters.

    Parameters
    ----------
    answers
        What is done about which message from the browser, see ``messages.Answers``.
    in_turn
        Makes of a callback one that is called when the page's document may be changed.
    **params
        Children and parameters.

    Examples
    --------
    >>> class Course(Component):
    ...     module = "playground/course"
    >>> view = Course({"ready": lambda: print("The browser is ready.")})
    >>> view.receive({"type": "ready"})
    The browser is ready.
    """

    module: ClassVar[str] = ""  # its files in static/, without their suffix
    # The types of messages whose answers change no model of the page: they need not wait for its
    # turn, and none of what Bokeh does for others is done for them.
    out_of_turn: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.module:
            cls._esm = text_of(f"{cls.module}.js")
            cls._importmap = import_map(f"{cls.module}.js")

    def __init__(
        self, answers: Mapping[str, Answer] | None = None, in_turn: InTurn = at_once, **params: Any
    ) -> None:
        usual = {
            "sizing_mode": "stretch_width",
            "stylesheets": [text_of(f"{self.module}.css")],
        }
        super().__init__(**usual | params)  # type: ignore[no-untyped-call]
        self._answers = Answers(answers or {})
        self._in_turn = in_turn
        self._has_refused = False

    def receive(self, message: Any) -> None:
        """Answer a message from the browser, or refuse one that is not made as it should be.

        The log tells of the first one only: whoever sends nonsense may send a lot of it.
        """
        try:
            answer = self._answers.read(message)
        except RefusedError as problem:
            if not self._has_refused:
                self._has_refused = True
                log.warning("A message to %s is refused: %s", type(self).__name__, problem)
            return
        in_turn = at_once if message["type"] in self.out_of_turn else self._in_turn
        in_turn(answer)()

    def send(self, **message: Any) -> None:
        """Send a message to the browser; nothing happens when nobody is connected."""
        send_message(self, message)

    def send_bytes(self, data: bytes) -> None:
        """Send bytes to the browser; may be called from any thread."""
        send_message(self, data)

    def _handle_msg(self, data: Any) -> None:
        self.receive(data)
