"""What a visit may open is made when it is opened, not with the page."""

from __future__ import annotations

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.experiment import Experiment
from playground.ui.kit.later import Later
from playground.ui.pages.playground.visit import Visit
from tests.ui.at_once import everything_at_once

# By what is pressed, the part that it opens.
OPENED = {
    "more": "toolbox",
    "save": "save",
    "open_file": "files",
    "paint": "paint",
    "teacher": "teacher",
    "space": "space",
    "inside": "inside",
}


@pytest.fixture
def page(monkeypatch, told):
    everything_at_once(monkeypatch)
    with set_curdoc(Document()):
        visit = Visit(Experiment(engine="numpy"))
    yield visit
    visit.end()


def parts(page: Visit) -> dict[str, Later]:
    return {name: part for name, part in vars(page).items() if isinstance(part, Later)}


def test_the_parts_that_are_opened_are_all_tried(page):
    assert set(parts(page)) == {*OPENED.values(), "details"}  # whose tab the browser opens


def test_a_fresh_page_has_made_none_of_them(page):
    assert [name for name, part in parts(page).items() if part.is_made] == []


@pytest.mark.parametrize("action", OPENED)
def test_a_part_is_made_when_it_is_opened(page, action):
    page.act(action)
    assert [name for name, part in parts(page).items() if part.is_made] == [OPENED[action]]
