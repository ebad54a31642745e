"""The private names of Panel that widgets and components rely on are still there.

When one of these fails after an update of Panel, look at ``playground/ui/kit/private.py``: each
entry there says what the name is used for, and so what to look for in Panel's own source.
"""

from __future__ import annotations

import panel_material_ui as pmui
from bokeh.document import Document
from panel.io.state import state
from panel.models.esm import DataEvent
from panel.reactive import Syncable

from playground.ui.kit.component import Component
from playground.ui.kit.private import prompt


class Course(Component):
    """A component like any."""

    module = "playground/course"


def test_a_message_reaches_its_component_and_does_not_make_the_page_busy():
    heard = []

    def hello(word: str) -> None:
        heard.append((word, state.busy))

    component = Course({"hello": hello})
    event = DataEvent(None, data={"type": "hello", "word": "you"})
    assert callable(Syncable._process_bokeh_event)
    component._process_bokeh_event(Document(), event)
    assert heard == [("you", False)]


def test_a_prompt_widget_has_its_values_handled_first():
    assert "_priority_changes" in vars(Syncable)
    made = prompt(pmui.Select)
    assert made is prompt(pmui.Select)
    assert made._priority_changes == ["value"]
