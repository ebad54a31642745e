"""The optimizers' page: drag, keys, scrub, steps, basins, formulas, questions, links, files."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SMALL

PATH = "/optimizers"

# Note all that an element ever says from now on.
NOTE_WORDS = """(element) => {
    window.words = [];
    new MutationObserver(() => window.words.push(element.textContent))
        .observe(element, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture
def race(new_page):
    """Open the page and wait until the paths are there: ``race("#optimizers.surface=bowl")``."""

    def make(link: str = "", **options) -> Page:
        page = new_page(PATH + link, **options)
        expect(page.locator(".optimizers.ready")).to_be_visible()
        return page

    return make


def verdict(page: Page, rule: str):
    row = page.locator("li.rule").filter(has=page.get_by_role("checkbox", name=rule, exact=True))
    return row.locator(".verdict")


def start(page: Page) -> list[float]:
    return [
        float(page.get_by_role("textbox", name=f"Start, {axis}").input_value()) for axis in "xy"
    ]


def test_the_start_is_dragged_clicked_typed_and_moved_by_keys(race):
    page = race("#optimizers.surface=wells&optimizers.rules=sgd")
    canvas = page.locator(".over > .map canvas")
    expect(verdict(page, "SGD")).to_contain_text("(0.905, 0)")
    box = canvas.bounding_box()

    def at(x, y):  # of the map, which is drawn from -2 to 2
        width, height = box["width"] - 44 - 78, box["height"] - 8 - 30
        return box["x"] + 44 + (x + 2) / 4 * width, box["y"] + 8 + (2 - y) / 4 * height

    page.mouse.move(*at(1.6, 1.1))
    page.mouse.down()
    page.mouse.move(*at(0.5, 0.5), steps=5)
    page.mouse.move(*at(-1.5, 0.8), steps=5)
    page.mouse.up()
    expect(verdict(page, "SGD")).to_contain_text("(−0.968, 0)")
    page.wait_for_function("location.hash.includes('optimizers.start=-1.')")
    expect(page.get_by_role("textbox", name="Start, x")).to_have_value(re.compile("^-1.[45]"))
    assert start(page) == pytest.approx([-1.5, 0.8], abs=0.02)
    page.mouse.click(*at(1.5, -0.5))
    expect(verdict(page, "SGD")).to_contain_text("(0.905, 0)")
    expect(page.get_by_role("textbox", name="Start, x")).to_have_value(re.compile("^1.[45]"))
    canvas.focus()
    before = start(page)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("textbox", name="Start, y")).not_to_have_value(str(before[1]))
    assert start(page) == pytest.approx([before[0], before[1] + 0.08], abs=1e-3)
    page.get_by_role("textbox", name="Start, x").fill("-1")
    page.get_by_role("textbox", name="Start, x").press("Enter")
    expect(verdict(page, "SGD")).to_contain_text("(−0.968, 0)")
    # What the map shows stands in words, too.
    expect(page.locator("#result")).to_contain_text("Two wells, start at (−1,")
    expect(page.locator("#result")).to_contain_text("SGD: Reached the minimum at (−0.968, 0)")


def test_populations_wait_while_the_start_is_dragged_and_say_so(race):
    page = race("#optimizers.surface=wells&optimizers.rules=sgd,genetic")
    expect(verdict(page, "Genetic")).not_to_be_empty()
    page.locator(".hurried").evaluate(NOTE_WORDS)
    box = page.locator(".over > .map canvas").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 140, steps=5)
    page.mouse.up()
    page.wait_for_function("() => words.includes('Until you let go: Genetic waits.')")
    expect(page.locator(".hurried")).to_be_hidden()


def test_it_plays_pauses_is_scrubbed_and_counts_in_evaluations(race):
    page = race("#optimizers.surface=bowl&optimizers.rules=sgd,newton&optimizers.steps=50")
    counter = page.locator(".race .counter")
    expect(counter).to_have_text("step 50 of 50")
    page.get_by_role("button", name="Restart").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    moment = page.get_by_role("slider", name="Moment of the race")
    moment.fill("7")
    expect(counter).to_have_text("step 7 of 50")
    page.get_by_role("button", name="One step on").click()
    expect(counter).to_have_text("step 8 of 50")
    page.get_by_role("button", name="One step back").click()
    page.get_by_role("button", name="One step back").click()
    expect(counter).to_have_text("step 6 of 50")
    page.get_by_role("combobox", name="Count").select_option("Evaluations")
    expect(counter).to_contain_text("of 150 evaluations")  # Newton's step costs three
    moment.fill("30")
    page.get_by_role("combobox", name="Follow").select_option("Newton")
    expect(page.locator(".bend")).to_contain_text("Newton’s step 10")
    page.get_by_role("combobox", name="Follow").select_option("SGD")
    expect(page.locator(".bend")).to_contain_text("SGD’s step 30")


def test_step_by_step_forwards_and_backwards(race):
    page = race("#optimizers.surface=bowl&optimizers.rules=adam&optimizers.told=adam")
    page.get_by_role("button", name="Step by step").click()
    story = page.get_by_role("region", name="Step by step")
    expect(story.locator(".where")).to_contain_text("Adam, step 200")
    page.get_by_role("slider", name="Moment of the race").fill("0")
    expect(story.locator(".where")).to_contain_text("Adam, step 1: from (−2.2, 2) to (−2, 1.8)")
    first = story.get_by_role("button", name="m = beta1 * m")
    expect(first).to_contain_text("gradient = (−5.4, 4.6)")
    story.get_by_role("button", name="Next").click()
    expect(story.locator(".where")).to_contain_text("Adam, step 2: from (−2, 1.8)")
    story.get_by_role("button", name="Back").click()
    expect(story.locator(".where")).to_contain_text("Adam, step 1")
    expect(story.get_by_role("button").last).to_contain_text("point = (−2, 1.8)")
    # A line that is chosen draws its arrows.
    canvas = page.locator(".over > .map canvas")
    plain = canvas.screenshot()
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true")
    page.mouse.move(0, 0)
    assert canvas.screenshot() != plain
    story.get_by_role("button", name="Close").click()
    expect(story).to_be_hidden()


def test_basins_and_all_minima(race):
    page = race("#optimizers.surface=himmelblau&optimizers.rules=sgd")
    found = page.locator(".found")
    expect(found).to_contain_text("It has found 1; missing: ")
    page.get_by_role("combobox", name="Basins").select_option("SGD")
    expect(page.locator(".shares")).to_contain_text("Where SGD ends, of all starts: 26 % to")
    for x, y in ((3, 3), (-3, -3), (3, -2), (-3, 3)):
        page.get_by_role("textbox", name="Start, x").fill(str(x))
        page.get_by_role("textbox", name="Start, y").fill(str(y))
        page.get_by_role("textbox", name="Start, y").press("Enter")
        page.wait_for_function("(link) => location.hash.includes(link)", arg=f"start={x},{y}")
    expect(found).to_contain_text("It has found all 4. Well done!")
    page.get_by_text("All level places, as calculated").click()
    rows = page.get_by_role("region", name="Level places").locator("tbody tr")
    expect(rows).to_have_count(9)
    expect(rows.filter(has_text="✓ SGD")).to_have_count(4)
    expect(rows.filter(has_text="maximum")).to_contain_text("(−0.271, −0.923)")


def test_a_typed_formula_and_one_that_cannot_be_used(race):
    page = race()
    page.get_by_role("combobox", name="Surface").select_option("Your own formula")
    formula = page.get_by_role("textbox", name="Formula")
    formula.fill("log(x) + y^2")
    formula.press("Enter")
    expect(page.locator(".legend")).to_contain_text("no value")
    page.get_by_text("Value, gradient and Hessian as formulas").click()
    expect(page.locator(".formulas")).to_contain_text("1/x")
    formula.fill("x^2 + wat(y)")
    formula.press("Enter")
    expect(page.get_by_role("status").filter(has_text="it stays log(x) + y^2")).to_be_visible()
    page.get_by_role("textbox", name="x from, to, from").fill("9")
    page.get_by_role("textbox", name="x from, to, from").press("Enter")
    expect(page.get_by_text("the first number must be below the second")).to_be_visible()
    page.wait_for_function("location.hash.includes('optimizers.x=5,9')")


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("#optimizers.rules=", "Nobody races"),
        ("#optimizers.surface=typed&optimizers.formula=1/(x-1)&optimizers.start=1,0", "no value"),
        ("#optimizers.surface=bowl&optimizers.rules=sgd&optimizers.sgd.rate=3", "Diverged at step"),
        ("#optimizers.surface=typed&optimizers.formula=x^2&optimizers.rules=sgd", "valley"),
        ("#optimizers.surface=typed&optimizers.formula=exp(exp(x^9))", "no value"),
        ("#optimizers.surface=typed&optimizers.formula=((((", "it stays x^2/20 + y^2"),
        ("#optimizers.rules=genetic&optimizers.genetic.population=0", "is below the least value"),
        ("#optimizers.surface=moon&optimizers.steps=-7&optimizers.start=a,b", "is not one of"),
    ],
)
def test_odd_links_get_a_sentence(race, link, says):
    page = race(link)
    expect(page.locator(".optimizers")).to_contain_text(says)


def test_a_link_reproduces_the_picture(race):
    page = race("#optimizers.surface=turned&optimizers.noise=0.3&optimizers.seed=4")
    page.get_by_role("checkbox", name="CMA-ES", exact=True).check()
    rate = page.get_by_role("textbox", name="Learning rate of SGD")
    rate.fill("0.5")
    rate.press("Enter")
    page.wait_for_function("location.hash.includes('optimizers.sgd.rate=0.5')")
    expect(verdict(page, "CMA-ES")).to_contain_text("Reached")
    link = page.evaluate("location.hash")
    again = race(link)
    expect(verdict(again, "CMA-ES")).to_contain_text("Reached")
    texts = [one.locator(".verdict").all_inner_texts() for one in (page, again)]
    assert texts[0] == texts[1]
    # The one that was touched no longer asks for it; nothing else differs.
    canvases = [one.locator(".over > .map canvas").screenshot() for one in (page, again)]
    assert canvases[0] == canvases[1]


def test_a_schedule_shows_its_own_number(race):
    page = race("#optimizers.surface=bowl&optimizers.rules=sgd")
    expect(page.get_by_role("textbox", name="Epochs per stair")).to_be_hidden()
    page.get_by_role("combobox", name="Schedule").select_option("Staircase")
    period = page.get_by_role("textbox", name="Epochs per stair")
    period.fill("10")
    period.press("Enter")
    page.wait_for_function("location.hash.includes('optimizers.staircase.period=10')")
    expect(page.locator(".bend")).to_contain_text("its rate is")
    page.get_by_role("combobox", name="Schedule").select_option("Constant")
    expect(period).to_be_hidden()


def test_predict_first_then_the_race(race):
    page = race()
    page.get_by_role("combobox", name="Surface", exact=True).select_option("Himmelblau")
    page.get_by_role("button", name="Try one").click()
    panel = page.get_by_role("region", name="Predict first")
    lock = panel.get_by_role("button", name="Lock in and race")
    expect(lock).to_be_disabled()
    panel.get_by_role("radio", name="0.5 gets there in one step, 1 bounces").check()
    panel.evaluate(NOTE_WORDS)  # the race of one step may be over before anybody looks
    lock.click()
    page.wait_for_function("() => window.words.some((said) => said.includes('locked in'))")
    expect(panel.get_by_role("radio").first).to_be_disabled()
    expect(panel.get_by_role("status")).to_contain_text("✓ Right. Each step multiplies")
    expect(panel).to_contain_text("1 of 1 right")
    # The controls show what is raced over now, whatever the learner had chosen before.
    surface = page.get_by_role("combobox", name="Surface", exact=True)
    expect(surface.locator("option:checked")).to_have_text("Your own formula")
    expect(verdict(page, "SGD")).to_contain_text("Reached the minimum at (0, 0) in 1 step")
    panel.get_by_role("button", name="rate 1.01").click()
    expect(verdict(page, "SGD")).to_contain_text("Diverged")
    panel.get_by_role("button", name="Another question").click()
    panel.get_by_role("radio", name="Both up to 1, too.").check()
    panel.get_by_role("button", name="Lock in and race").click()
    panel.get_by_role("button", name="Tell me now").click()
    expect(panel.get_by_role("status")).to_contain_text("✗ No: Momentum up to 1.9")
    expect(panel).to_contain_text("1 of 2 right")


def test_a_teacher_hides_and_the_link_keeps_it_hidden(race):
    page = race("#optimizers.surface=himmelblau")
    page.get_by_role("button", name="Class link").click()
    dialog = page.get_by_role("dialog", name="A link for your class")
    for name in ("Verdicts", "Rates and numbers", "Which surface", "Curves", "Minima and saddles"):
        dialog.get_by_role("checkbox", name=name).check()
    link = dialog.get_by_role("textbox", name="The link for your class")
    expect(link).to_have_value(re.compile("optimizers.verdicts_hide=true"))
    page.wait_for_function("location.hash.includes('optimizers.places_hide=true')")
    hidden_link = link.input_value()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    again = race("#" + hidden_link.split("#")[1])
    for hidden in (".verdict", ".found", ".how", ".rates", ".rule .field"):
        expect(again.locator(hidden).first).to_be_hidden()
    expect(again.get_by_role("combobox", name="Surface")).to_be_hidden()
    expect(again.locator("#result")).to_have_text("Himmelblau, start at (0, 4).")


def test_files_are_saved(race):
    page = race("#optimizers.surface=canyon")
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Save and share")
    for name, file in (("NumPy script", "race.py"), ("Paths (CSV)", "race.csv"),
                       ("Picture (SVG)", "race.svg"), ("Picture (PNG)", "race.png")):  # fmt: skip
        with page.expect_download() as download:
            dialog.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == file
        assert download.value.path().stat().st_size > 500
        expect(dialog.get_by_role("status")).to_have_text(f"{file} is saved.")


def test_without_motion_it_plays_in_still_pictures(race):
    page = race("#optimizers.surface=bowl&optimizers.steps=20", reduced_motion="reduce")
    page.get_by_role("combobox", name="Speed").select_option("10×")
    page.get_by_role("button", name="Restart").click()
    expect(page.locator(".race .counter")).to_have_text("step 20 of 20")


def test_everything_is_reached_by_touch_and_keys(race):
    page = race(viewport={"width": 390, "height": 844}, has_touch=True)
    small = page.evaluate(SMALL)
    assert small == []
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".race .counter")).to_have_text("step 199 of 200")
    page.keyboard.press("s")
    expect(page.get_by_role("region", name="Step by step")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
