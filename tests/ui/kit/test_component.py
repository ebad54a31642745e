"""What a component does with what its browser says."""

from __future__ import annotations

import logging

import pytest
from panel.custom import Child

from playground.ui.kit.component import Component
from playground.ui.kit.esm import import_map, text_of
from playground.ui.kit.messages import Answers, Count, Number, RefusedError, Word


class Course(Component):
    """A view as any page has them."""

    module = "playground/course"

    tabs = Child()


def test_a_view_is_made_of_its_module_and_the_style_beside_it():
    view = Course()
    assert view._esm == text_of("playground/course.js")
    assert view._importmap == import_map("playground/course.js")
    assert view.stylesheets == [text_of("playground/course.css")]


def test_messages_wait_for_their_turn():
    waiting, heard = [], []
    view = Course(
        {"ready": lambda: heard.append("ready")}, in_turn=lambda one: lambda: waiting.append(one)
    )
    view.receive({"type": "ready"})
    assert heard == []
    waiting.pop()()
    assert heard == ["ready"]


def place(layer: Count | None, x: Number, name: Word = "none") -> tuple[object, ...]:
    return layer, x, name


NONSENSE = [
    None,
    [],
    "place",
    {},
    {"type": None},
    {"type": ["place"]},
    {"type": "unknown"},
    {"type": "__class__"},
    {"type": "place"},
    {"type": "place", "layer": 1},
    {"type": "place", "layer": "1", "x": 0.5},
    {"type": "place", "layer": -1, "x": 0.5},
    {"type": "place", "layer": 10**30, "x": 0.5},
    {"type": "place", "layer": True, "x": 0.5},
    {"type": "place", "layer": 1.5, "x": 0.5},
    {"type": "place", "layer": 1, "x": float("nan")},
    {"type": "place", "layer": 1, "x": float("inf")},
    {"type": "place", "layer": 1, "x": [0.5]},
    {"type": "place", "layer": 1, "x": 0.5, "name": "n" * 1001},
    {"type": "place", "layer": 1, "x": 0.5, 7: "seven"},
    {"type": "place", "layer": 1, "x": 0.5, "name": {"deep": {"deeper": []}}},
]


def test_a_message_that_is_made_as_it_should_be_is_answered():
    answers = Answers({"place": place})
    assert answers.read({"type": "place", "layer": 3, "x": 1})() == (3, 1.0, "none")
    assert answers.read({"type": "place", "layer": None, "x": -0.5, "name": "ä"})() == (
        None,
        -0.5,
        "ä",
    )
    assert answers.read({"type": "place", "layer": 0, "x": 0, "beside": 1})() == (0, 0.0, "none")


@pytest.mark.parametrize("message", NONSENSE, ids=lambda one: repr(one)[:40])
def test_nonsense_is_refused_in_one_short_line(message):
    with pytest.raises(RefusedError) as refused:
        Answers({"place": place}).read(message)
    said = str(refused.value)
    assert len(said) < 300
    assert said.isprintable()


def test_whoever_sends_a_lot_of_nonsense_fills_no_log(caplog):
    def never(layer: Count) -> None:
        raise AssertionError("this should have been refused")

    view = Course({"place": never})
    with caplog.at_level(logging.DEBUG, logger="playground"):
        for number in range(1000):
            view.receive({"type": f"evil\n{number}" * 1000})
            view.receive({"type": "place", "layer": "x"})
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert "\n" not in caplog.text.strip()
    assert len(caplog.text) < 500
