"""The teacher's dialog without a browser: what is ticked is what is hidden."""

from __future__ import annotations

import pytest

from playground.experiment.settings import Settings
from playground.ui.pages.playground.teacher import TEXT, Teacher


class Class:
    """A teacher's dialog whose ticks are applied later, as on the page."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.changes = 0
        self.waiting: list = []
        self.teacher = Teacher(self._change, lambda text: None, self._later)
        self.teacher.show(self.settings, "#")
        self.teacher.open()

    def _later(self, callback):
        return lambda *given: self.waiting.append((callback, given))

    def _change(self, **changes) -> None:
        self.changes += 1
        self.settings, _ = self.settings.replaced(**changes)
        self.teacher.show(self.settings, "#")

    def tick(self, *names: str) -> None:
        self.teacher.boxes.widget.value = list(names)

    def apply_next(self) -> None:
        callback, given = self.waiting.pop(0)
        callback(*given)


@pytest.fixture
def room() -> Class:
    return Class()


def test_two_quick_ticks_both_count(room):
    room.tick("activation")
    room.tick("activation", "noise")
    room.apply_next()
    # The second is not taken back while it is on its way.
    assert room.teacher.boxes.widget.value == ["activation", "noise"]
    room.apply_next()
    assert room.settings.hidden == ("noise", "activation")
    assert (room.waiting, room.changes) == ([], 1)  # nothing of it comes back as a tick


def test_a_tick_that_is_taken_back_at_once_is_taken_back(room):
    room.tick("noise", TEXT)
    room.tick(TEXT)
    room.apply_next()
    room.apply_next()
    assert (room.settings.hidden, room.settings.hide_text) == ((), True)


def test_the_boxes_follow_what_is_changed_elsewhere_without_an_echo(room):
    room.tick("noise")
    room.apply_next()
    room.teacher.show(Settings(hidden=("problem",)), "#problem_hide=true")
    assert room.teacher.boxes.widget.value == ["problem"]
    assert room.waiting == []


def test_that_points_do_not_travel_with_the_link_stays_said_after_copying(room):
    field = room.teacher.link
    assert field.helper_text == ""
    room.teacher.show(Settings(dataset="own"), "#dataset=own")
    assert "points of your own" in field.helper_text
    room.teacher.copied(True)
    assert field.helper_text.startswith("Copied. A link cannot carry points")
    room.teacher.show(Settings(), "#")
    room.teacher.copied(True)
    assert field.helper_text == "Copied."
