"""All pages of the table: one header, one way from page to page, nothing that sticks out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from playground import __version__
from playground.ui.table import PAGES

PATHS = [pytest.param(page, id=page.folder) for page in PAGES]
FOCUSED = """() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return one.textContent;
}"""


@pytest.mark.parametrize("page", PATHS)
def test_every_page_has_the_header_and_fits(new_page, page):
    shown = new_page(page.path)
    expect(shown).to_have_title(page.tab)
    expect(shown.get_by_role("heading", level=1)).to_have_count(1)
    pages = shown.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link")).to_have_text([one.title for one in PAGES])
    expect(pages.locator("[aria-current=page]")).to_have_text(page.title)
    expect(shown.get_by_role("button", name="Theme: system")).to_be_visible()
    for width in (320, 390, 768, 1024, 1440):
        shown.set_viewport_size({"width": width, "height": 800})
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        for link in pages.get_by_role("link").all():
            expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("page", PATHS)
def test_the_keyboard_reaches_name_and_pages_first(new_page, page):
    shown = new_page(page.path)
    reached = []
    for _ in range(1 + len(PAGES)):
        shown.keyboard.press("Tab")
        reached.append(shown.evaluate(FOCUSED))
    assert reached == ["Neural network playground", *(one.title for one in PAGES)]


def test_the_set_up_travels_from_page_to_page(new_playground):
    page = new_playground("#activation=relu")
    page.page.get_by_role("radio", name="Spiral").click()
    page.wait_link("dataset=spiral")
    fragment = page.link
    page.page.get_by_role("link", name="About", exact=True).click()
    page.page.wait_for_url("**/about#*")
    assert page.link == fragment
    page.page.get_by_role("navigation").get_by_role("link", name="Playground").click()
    page.wait_ready()
    assert page.link == fragment
    expect(page.menu("Activation")).to_have_text("ReLU")


def test_an_example_of_the_guide_opens_the_playground_and_hidden_stays_hidden(new_page):
    page = new_page("/about#noise=20&noise_hide=true")
    page.get_by_role("link", name="The spiral, the hard one.").click()
    expect(page.get_by_role("radio", name="Spiral")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_role("combobox", name="Activation", exact=True)).to_have_text("ReLU")
    expect(page.get_by_role("slider", name="Noise")).to_be_hidden()


def test_links_keep_what_names_a_notebook_s_view(new_page):
    page = new_page("/about?view=key#noise=5")
    for link in page.get_by_role("link", name="Playground", exact=True).all():
        expect(link).to_have_attribute("href", "/?view=key#noise=5")


def test_about_is_one_text_and_nothing_else(new_context, address, problems):
    page = new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"{address}about")
    for heading in ("What is this?", "What do the colours mean?", "What should I try?", "Keys"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_text(re.compile(f"version {re.escape(__version__)}"))).to_be_visible()
    assert [url for url in asked if not url.startswith("data:")] == [f"{address}about"]


def test_a_theme_that_is_chosen_holds_on_all_pages(new_page, address):
    page = new_page("/about")
    page.get_by_role("button", name="Theme: system").click()
    page.get_by_role("button", name="Theme: light").click()
    page.goto(address)
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
