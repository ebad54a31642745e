"""All that widgets and components use of Panel's private names, in one place.

Held by the bound on Panel in pyproject.toml and by the tests in tests/ui/kit/test_private.py.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from bokeh.document import Document
from bokeh.events import Event
from panel.io.state import set_curdoc

T = TypeVar("T")


class QuietMessages:
    """For components that send many messages: they do not make every open page look busy.

    Panel counts each message as work under way and tells all pages of the process.
    """

    def _process_bokeh_event(self, doc: Document, event: Event) -> None:
        with set_curdoc(doc):
            self._process_event(event)  # type: ignore[attr-defined]


@cache
def prompt(widget: type[T]) -> type[T]:
    """Return a kind of widget whose values are handled as they come in.

    Panel otherwise waits 50 ms for more to come with them.
    """
    return type(widget.__name__, (widget,), {"_priority_changes": ["value"]})
