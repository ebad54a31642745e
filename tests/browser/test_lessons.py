"""Lessons in a browser: whole ones on each page, and all that can come between."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from playground.lessons import COURSE
from playground.lessons.grounds import GROUNDS

RING = "#lessons.open=ring"


class Lesson:
    """The panel on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.get_by_role("complementary")

    def button(self, name: str):
        return self.panel.get_by_role("button", name=name, exact=True)

    def predict(self, answer: str) -> Lesson:
        self.panel.get_by_role("radio", name=answer, exact=True).check()
        self.button("Lock in my prediction").click()
        expect(self.panel.locator(".steps")).to_be_visible()
        return self

    def is_at(self, step: int) -> None:
        expect(self.panel.locator(".steps [aria-current=step] .tick")).to_have_text(str(step))

    def kept(self, name: str) -> dict[str, object]:
        return json.loads(self.page.evaluate("localStorage.getItem('lessons:progress')"))[name]


def play(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()


def test_a_lesson_from_the_list_by_the_wrong_prediction_and_back(new_playground):
    own = new_playground("#dataset=xor&seed=7")
    page = own.page
    page.get_by_role("link", name="Lessons", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is done yet")
    page.get_by_role("link", name="How many neurons does a ring need?").click()
    own.wait_ready()
    lesson = Lesson(page)
    expect(lesson.panel.get_by_role("heading", level=2)).to_be_focused()
    expect(lesson.button("Lock in my prediction")).to_be_disabled()
    lesson.predict("Two")
    expect(lesson.panel.locator(".ring, .predicted").first).to_contain_text("Two")
    expect(page.locator(".rings .ring").first).to_be_visible()
    play(page)
    lesson.is_at(2)
    expect(lesson.panel.get_by_role("status")).to_contain_text("Step 1 is done.")
    page.get_by_role("button", name="Add a neuron to hidden layer 1").click()
    expect(page.get_by_role("button", name="Neuron 3 of hidden layer 1")).to_have_count(1)
    play(page)
    expect(lesson.panel).to_contain_text("Your run shows something else")
    beside = lesson.panel.locator(".beside dd")
    expect(beside).to_have_text(["Two", "Three"])
    expect(lesson.panel.get_by_role("img", name="The output of your network")).to_be_visible()
    lesson.button("Run 20 seeds").click()
    expect(lesson.panel.get_by_role("img", name="seeds came out so")).to_be_visible()
    lesson.button("Stop").click()
    assert lesson.kept("ring")["right"] is False
    lesson.button("Do it again").click()
    lesson.predict("Three")
    lesson.is_at(1)
    assert lesson.kept("ring")["first"] == 1, "the first prediction counts"
    lesson.button("Leave the lesson").click()
    expect(lesson.panel).to_be_hidden()
    own.wait_link("dataset=xor")
    assert "lessons" not in own.link
    page.get_by_role("link", name="Lessons", exact=True).click()
    expect(page.get_by_role("link", name="How many neurons does a ring need?")).to_contain_text(
        "Done, guessed otherwise"
    )
    expect(page.get_by_text("0 of 1 first guesses was right.")).to_be_visible()


def test_a_race_stands_still_until_it_is_predicted(new_page):
    page = new_page("/optimizers#lessons.open=rates")
    lesson = Lesson(page)
    expect(page.locator(".optimizers.asked")).to_have_count(1)
    expect(lesson.panel.locator("math msup").first).to_be_visible()
    lesson.predict("0.5 gets there in one step, 1 bounces for ever, 1.01 runs away")
    rate = page.get_by_role("textbox", name="Learning rate of SGD")
    page.get_by_role("combobox", name="Speed").select_option("10×")
    for number, text in enumerate(("0.5", "1", "1.01"), start=1):
        lesson.is_at(number)
        rate.fill(text)
        rate.press("Enter")
        page.wait_for_function("(rate) => location.hash.includes(`sgd.rate=${rate}`)", arg=text)
        play(page)
    expect(lesson.panel).to_contain_text("As you predicted")
    assert lesson.kept("rates")["right"] is True


def test_fits_are_shown_step_by_step_and_the_lesson_goes_on_from_another_page(new_page):
    page = new_page("/curves#lessons.open=ten_points")
    lesson = Lesson(page).predict("Degree 1")
    expect(page.get_by_text("Two questions first")).to_be_hidden()
    page.get_by_role("button", name="Fit them", exact=True).click()
    page.get_by_role("link", name="Optimizers", exact=True).click()
    elsewhere = Lesson(page)
    expect(elsewhere.panel).to_contain_text("This lesson goes on at Curves.")
    elsewhere.button("Back to Curves").click()
    lesson = Lesson(page)
    lesson.is_at(1)
    page.get_by_role("button", name="Do it for me").click()
    expect(lesson.panel).to_contain_text("As you predicted")


def test_reload_off_the_path_left_and_resumed(new_playground):
    own = new_playground(RING)
    page = own.page
    lesson = Lesson(page).predict("Three")
    play(page)
    lesson.is_at(2)
    page.reload()
    own.wait_ready()
    lesson.is_at(2)
    expect(lesson.panel.locator(".predicted")).to_contain_text("Three")
    page.get_by_role("radio", name="Spiral").click()
    expect(lesson.panel).to_contain_text("You changed Data set.")
    lesson.button("Go back").click()
    own.wait_link("networkShape=2")
    expect(page.get_by_role("radio", name="Circle")).to_have_attribute("aria-checked", "true")
    expect(lesson.button("Go back")).to_be_hidden()
    lesson.button("Leave the lesson").click()
    expect(lesson.panel).to_be_hidden()
    page.goto(f"{own.address}lessons")
    page.get_by_role("link", name="Go on: How many neurons does a ring need?").click()
    own.wait_ready()
    lesson.is_at(2)
    other = new_playground("", beside=own)
    assert other.page.get_by_role("complementary").count() == 0


def test_a_first_visit_is_offered_the_first_lesson_once(new_context, address, problems):
    page = new_context().new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    offer = page.get_by_role("region", name="New here?")
    offer.get_by_role("button", name="Just play").click()
    expect(offer).to_be_hidden()
    page.reload()
    expect(page.locator(".playground.ready")).to_be_visible()
    expect(offer).to_be_hidden()
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    page.goto(f"{address}#dataset=xor")
    expect(page.locator(".playground.ready")).to_be_visible()
    expect(offer).to_be_hidden()
    page.goto("about:blank")
    page.goto(address)
    offer.get_by_role("button", name="Start with lesson 1").click()
    lesson = Lesson(page)
    expect(lesson.panel).to_contain_text("ring")
    lesson.button("I know this").click()
    expect(lesson.panel.get_by_role("heading", level=2)).to_have_text(
        "Another layer, or another feature?"
    )
    assert lesson.kept("ring")["state"] == "known"


def test_without_storage_a_lesson_works_and_it_is_said_once(new_context, address, problems):
    page = new_context().new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage'])"
        "Object.defineProperty(window, name, {get() { throw new DOMException('no'); }});"
    )
    page.goto(f"{address}{RING}")
    lesson = Lesson(page).predict("Three")
    expect(page.get_by_text("This browser keeps no progress")).to_have_count(1)
    lesson.button("Do it for me").click()
    lesson.is_at(2)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_panel_leaves_the_page_within_reach(new_playground, width):
    own = new_playground(RING, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = own.page
    lesson = Lesson(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    lesson.predict("Three")
    panel = lesson.panel.bounding_box()
    played = page.get_by_role("button", name="Play", exact=True).bounding_box()
    if width == 390:
        assert played["y"] + played["height"] <= panel["y"]
    else:
        assert played["x"] + played["width"] <= panel["x"]
        lesson.button("Move to the other side").click()
        assert lesson.panel.bounding_box()["x"] == 0
    ring = page.locator(".rings .ring").first
    assert ring.evaluate("(one) => getComputedStyle(one).animationName") == "none"
    lesson.button("Fold the lesson").click()
    assert lesson.panel.bounding_box()["height"] < 80


THERE = """(names) => {
    const found = new Set();
    const look = (root) => {
        for (const one of root.querySelectorAll("*")) {
            if (one.shadowRoot) look(one.shadowRoot);
            for (const name of one.dataset?.control?.split(" ") ?? []) found.add(name);
            for (const name of one.classList) found.add(name.replace(/^tip-/, ""));
        }
    };
    look(document);
    return names.filter((name) => !found.has(name));
}"""


@pytest.mark.parametrize("path", [path for path in GROUNDS if path != "/"] + ["/"])
def test_every_control_that_a_lesson_points_at_is_on_its_page(new_page, path):
    page = new_page(path)
    expect(page.locator(".around.ready")).to_be_visible()
    if path == "/":
        page.get_by_role("button", name="More", exact=True).click()
        expect(page.get_by_role("heading", name="Weight update")).to_be_visible()
    lessons = [one for one in COURSE.values() if one.ground.path == path]
    names = sorted({name for one in lessons for step in one.steps for name in step.controls})
    late = {"fit", "test"} if path == "/curves" else set()  # there in a lesson, see above
    assert page.evaluate(THERE, [name for name in names if name not in late]) == []


def test_a_challenge_counts_only_what_is_trained(new_playground):
    own = new_playground("#lessons.open=challenge-circle")
    page = own.page
    lesson = Lesson(page)
    expect(lesson.panel).to_contain_text("Nothing is trained yet.")
    own.button("Step").click()
    expect(lesson.panel.locator("dd.own")).to_contain_text("test loss")
    page.get_by_role("radio", name="Spiral").click()
    expect(lesson.panel).to_contain_text("Data set has to stay as the challenge has it.")
    expect(lesson.panel.locator("dd.present")).to_have_text("–")
