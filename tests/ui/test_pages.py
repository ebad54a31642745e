"""A page is one folder in ``ui/pages``, one in ``static`` and one line in the table."""

from __future__ import annotations

from functools import partial

import pytest
from tornado.httpclient import AsyncHTTPClient

from playground.resources import folder
from playground.ui import pages
from playground.ui.kit.esm import text_of
from playground.ui.kit.look import custom_properties
from playground.ui.serving.server import make_server
from playground.ui.table import PAGES


def folders(place) -> set[str]:
    return {one.name for one in place.iterdir() if one.is_dir() and not one.name.startswith("_")}


def test_every_folder_has_its_line_and_every_line_its_folders():
    named = {page.folder for page in PAGES}
    (place,) = map(type(folder("static")), pages.__path__)
    assert folders(place) == named
    assert folders(folder("static")) - {"kit"} == named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.folder)
def test_a_line_says_all_that_navigation_and_tab_need(page):
    assert page.path.startswith("/")
    assert page.title
    assert page.sentence.endswith(".")
    assert callable(page.load())


def test_paths_titles_and_folders_are_each_of_one_page_only():
    for field in ("path", "title", "folder"):
        values = [getattr(page, field) for page in PAGES]
        assert len(set(values)) == len(values)
    assert PAGES[0].path == "/"


def test_every_page_comes_with_the_palette_and_the_ground_of_all():
    """A page without them would have no colours: every style names those of the palette."""
    server = make_server(0)
    server.start()
    try:
        for page in PAGES:
            address = f"http://localhost:{server.port}{page.path}"
            answer = server.io_loop.run_sync(partial(AsyncHTTPClient().fetch, address))
            text = answer.body.decode()
            assert custom_properties() in text, page.path
            assert text_of("kit/base.css") in text, page.path
    finally:
        server.stop()


def test_one_page_is_kept_ready():
    assert [page.path for page in PAGES if page.spare] == ["/"]
