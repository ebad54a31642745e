"""What lessons know of pages is what the pages have."""

from __future__ import annotations

import pytest

from playground.lessons import COURSE
from playground.lessons.grounds import GROUNDS
from playground.ui.lessons.stand import Stand
from playground.ui.lessons.told import told
from playground.ui.pages.playground.actions import ACTIONS
from playground.ui.table import PAGES

# What a lesson can point at on the playground that is no button.
PLACES = {"travel", "course", "output", "weight", "bias"}


def test_lessons_are_given_on_pages_of_the_table():
    titles = {page.path: page.title for page in PAGES}
    for path, ground in GROUNDS.items():
        assert titles[path] == ground.title


def test_buttons_of_the_playground_are_hidden_by_the_names_that_teachers_use():
    buttons = GROUNDS["/"].buttons
    for name in set(buttons) - PLACES:
        assert buttons[name] == ACTIONS[name].hidden_as


@pytest.mark.parametrize("path", GROUNDS)
def test_what_a_teacher_can_hide_has_a_label(path):
    ground = GROUNDS[path]
    for name in [*ground.buttons, *ground.settings.declared]:
        hidden = ground.hidden_as(name)
        assert not hidden or hidden in ground.settings.hideable


def test_every_kind_of_picture_is_described():
    for lesson in COURSE.values():
        stand = Stand(lesson, "over", 0)
        assert told(stand, None, "<svg/>", ())["pictureSaid"]
