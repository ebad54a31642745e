"""The curves' page: questions first, points by hand, many data sets, ensembles, links, files."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SMALL

PATH = "/curves"


@pytest.fixture
def curves(new_page):
    """Open the page and wait until it is there: ``curves("#curves.n=20")``."""

    def make(link: str = "#curves.seed=7", **options) -> Page:
        page = new_page(PATH + link, **options)
        expect(page.locator(".curves.ready")).to_be_visible()
        return page

    return make


def row(page: Page, fit: str):
    table = page.get_by_role("table", name="Errors of the fits")
    return table.get_by_role("row").filter(has=page.get_by_role("button", name=fit, exact=True))


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def follow(page: Page, link: str) -> None:
    """Open another link on the page as it is."""
    page.evaluate("(link) => { location.hash = link; }", link)


def test_two_questions_are_answered_before_anything_is_fitted(curves):
    page = curves("")
    opening = page.get_by_role("region", name="Two questions first")
    expect(opening).to_be_visible()
    expect(page.get_by_role("table", name="Errors of the fits")).to_be_hidden()
    expect(page.get_by_role("button", name="Save")).to_be_hidden()  # it would tell the answers
    fit = opening.get_by_role("button", name="Fit them")
    expect(fit).to_be_disabled()
    for choices, choice in zip(opening.get_by_role("group").all(), (2, 2), strict=True):
        choices.get_by_role("radio").nth(choice).check()
    fit.click()
    expect(opening.get_by_role("status")).to_contain_text("✓ Right. It goes through all of them")
    expect(row(page, "Degree 10").locator("td").nth(1)).to_have_text("0")
    expect(page.get_by_role("columnheader", name="Test error")).to_be_hidden()
    opening.get_by_role("button", name="Draw ten new points").click()
    expect(opening.get_by_role("status")).to_contain_text("✗ You said “Degree 10.”")
    expect(page.get_by_role("columnheader", name="Test error")).to_be_visible()
    expect(row(page, "Degree 1")).to_contain_text("1.2")  # to be expected, in closed form
    opening.get_by_role("button", name="Go on").click()
    expect(opening).to_be_hidden()
    expect(page.get_by_role("region", name="Errors")).to_be_visible()


def test_points_are_dragged_added_removed_and_moved_by_keys_and_undone(curves):
    page = curves("#curves.degrees=1&curves.sigma=0")
    canvas = page.locator(".figure canvas")
    expect(row(page, "Degree 1").locator("td").nth(1)).to_have_text("0")  # all on the line
    canvas.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowUp")
    expect(row(page, "Degree 1").locator("td").nth(1)).not_to_have_text("0")
    page.wait_for_function("location.hash.includes('curves.own=0.05,0.')")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Degree 1").locator("td").nth(1)).to_have_text("0")
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    expect(page.locator("#result")).to_contain_text("10 points.")
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.15
    page.mouse.click(x, y)
    expect(page.locator("#result")).to_contain_text("11 points.")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 60, steps=6)
    page.mouse.up()
    page.wait_for_function("location.hash.split('%3B').length === 11")
    expect(page.locator("#result")).to_contain_text("11 points.")
    page.mouse.dblclick(x + 40, y + 60)
    expect(page.locator("#result")).to_contain_text("10 points.")
    canvas.focus()
    for left in range(9, -1, -1):  # down to none
        page.keyboard.press("PageUp")
        page.keyboard.press("Delete")
        expect(page.locator("#result")).to_contain_text(f"{left} points.")
    expect(page.locator(".remark")).to_have_text(
        "There are no points: click in the plot to add one, or press Regenerate."
    )
    expect(page.get_by_role("region", name="Remedies")).to_be_hidden()
    page.wait_for_function("location.hash.includes('curves.own=&')")  # the link opens it again
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("1 points.")
    page.get_by_role("button", name="Regenerate").click()
    expect(page.locator("#result")).to_contain_text("10 points.")
    for link, sentence in (
        ("#curves.degrees=9,10", "Degree 10: more coefficients than the 10 places"),
        ("#curves.own=0.5,1;0.5,2;0.9,1", "Several points have the same x"),
        ("#curves.sigma=0", "Without noise every point lies on the truth."),
        ("#curves.degrees=", "Nothing is fitted: choose a degree."),
    ):
        follow(page, link)
        expect(page.locator(".remark")).to_contain_text(sentence)


def test_many_data_sets_the_chosen_degree_and_what_helps(curves):
    page = curves()
    page.get_by_role("button", name="Draw 200 new data sets").click()
    parts = page.get_by_role("table", name="Bias, variance and noise")
    expect(parts.get_by_role("row")).to_have_count(4)
    expect(page.locator("#parts-words")).to_contain_text("A few wild fits make the mean.")
    row(page, "Degree 1").get_by_role("button").click()
    expect(page.locator("#parts-words")).to_contain_text("Degree 1: bias²")
    tab(page, "By degree")
    page.get_by_role("button", name="by cross-validation").click()
    told = page.get_by_text(re.compile(r"Cross-validation \(5 folds\) chooses"))
    degree = re.search(r"degree (\d+)", told.inner_text())
    expect(row(page, f"Degree {degree[1]}")).to_be_visible()  # it is fitted
    expect(told).to_be_visible()
    tab(page, "By points")
    expect(page.locator("#size-words")).to_contain_text("come to the noise, 1, and the bias")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Table (CSV)").click()
    table = download.value.path().read_text()
    assert "data set 200" in table
    page.wait_for_function("location.hash.includes('curves.chart=size&curves.draws=1')")
    assert "number of points," in table
    page.get_by_role("button", name="Close").click()
    row(page, "Degree 10").get_by_role("button").click()
    helps = page.get_by_role("region", name="Remedies")
    helps.get_by_role("button", name="Ten times the points").click()
    expect(helps).to_contain_text(
        re.compile(r"Points: 10 → 100\. Training error 0 → \S+, test error 36\.9 → \S+; on average")
    )
    expect(row(page, "Degree 10").locator("td").nth(1)).not_to_have_text("0")
    expect(page.get_by_role("combobox", name="Points", exact=True).first).to_have_value("100")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("combobox", name="Points", exact=True).first).to_have_value("10")
    follow(page, "#curves.degrees=2,5&curves.chart=parts&curves.draws=3")  # what a link shows
    expect(page.locator("#parts-words")).to_contain_text("Degree 5: bias²")
    page.get_by_role("button", name="Clear").click()
    expect(parts).to_be_hidden()
    page.wait_for_function("!location.hash.includes('draws')")
    page.get_by_role("button", name="Undo").click()
    expect(parts.get_by_role("row")).to_have_count(3)


def test_a_network_learns_the_same_points_and_a_wrong_formula_keeps_the_old_one(curves):
    page = curves("#curves.truth=typed&curves.formula=sin(6*x)&curves.degrees=15")
    page.get_by_role("combobox", name="Network’s width").select_option("5")
    expect(row(page, "Network, 5")).to_be_visible()
    expect(page.locator(".remark")).to_contain_text("The network has learned for 10,000")
    expect(page.locator(".remark")).to_contain_text("infinitely many")
    tab(page, "By width")
    every = page.get_by_role("button", name="Train networks of every width")
    every.click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#width-words")).to_have_text("Cancelled: what is there stays.")
    every.click()
    expect(page.locator("#width-words")).to_contain_text("predicts new points best")
    chart = page.get_by_role("img", name="Error against width")
    box = chart.bounding_box()
    chart.click(position={"x": box["width"] - 20, "y": 60})
    expect(row(page, "Network, 100")).to_be_visible()
    formula = page.get_by_role("textbox", name="Formula")
    formula.fill("1/(x-0.5)")
    formula.press("Enter")
    expect(page.locator(".notice")).to_contain_text("cannot be read")
    expect(formula).to_have_value("sin(6*x)")


def test_three_ensembles_are_seen_as_they_are_made_cancelled_and_judged(curves):
    page = curves("#curves.view=uncertainty&curves.epochs=10000&curves.fits=100")
    page.get_by_role("button", name="Train all three").click()
    replicas = page.get_by_role("region", name="Replicas")
    expect(replicas).to_contain_text(re.compile(r"[2-9] of 100 fits"))
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled: what is there stays.")).to_be_visible()
    expect(replicas.get_by_role("table")).to_contain_text("in the gap")
    page.get_by_text("The network and its training").click()
    page.get_by_role("combobox", name="Epochs").select_option("200")
    expect(replicas.locator(".counter")).to_be_empty()  # those were other networks
    page.get_by_role("combobox", name="Fits of each kind").select_option("5")
    page.get_by_role("button", name="Train all three").click()
    expect(page.locator(".uncertainty .verdict")).to_contain_text("A 68 % band should hold")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Table (CSV)").click()
    assert "replicas, low" in download.value.path().read_text()
    page.get_by_role("button", name="Close").click()
    page.locator(".uncertainty").get_by_role("checkbox", name="Show the truth").uncheck()
    expect(page.locator(".uncertainty .verdict")).to_be_hidden()
    expect(replicas.get_by_role("table")).to_be_hidden()
    page.locator(".uncertainty").get_by_role("button", name="Try one").click()
    page.locator(".uncertainty .answer").nth(1).click()
    page.locator(".uncertainty").get_by_role("button", name="Lock in and see").click()
    checked = page.locator(".uncertainty .checked")
    expect(checked).to_contain_text("✓ Right. Its loss has one")  # once it has been seen
    expect(page.get_by_role("region", name="Initial weights")).to_contain_text(
        "All fits are the same curve: the band has no width."
    )


def test_ensembles_of_one_of_equals_of_diverged_fits_and_of_no_points(curves):
    page = curves("#curves.view=uncertainty&curves.fits=1&curves.epochs=50&curves.heldBack=0.3")
    names = ("Initial weights", "Bootstrap", "Replicas")
    kinds = {kind: page.get_by_role("region", name=kind) for kind in names}
    train = page.get_by_role("button", name="Train all three")
    train.click()
    expect(kinds["Replicas"]).to_contain_text("One fit has no band: it takes at least two")
    expect(kinds["Replicas"]).to_contain_text(
        re.compile(r"Of 50 epochs, epoch \d+ was best on the")
    )
    expect(kinds["Replicas"].get_by_role("table")).to_be_hidden()
    own = "#curves.view=uncertainty&curves.source=own&curves.epochs=50&curves.fits=5"
    for link, kind, sentence in (
        (own + "&curves.sigma=0&curves.neurons=0&curves.epochs=1500", "Replicas",
         "The points have no error bars: all count alike, and replicas are the same points. "
         "All fits are the same curve"),
        (own + "&curves.own=0.5,1;0.5,2", "Initial weights", "All points have the same x"),
        ("#curves.view=uncertainty&curves.fits=10&curves.epochs=500&curves.rule=sgd&curves.rate=2",
         "Bootstrap", re.compile("[1-9] fits? diverged and (is|are) left out")),
    ):  # fmt: skip
        follow(page, link)
        expect(kinds[kind].locator(".counter")).to_be_empty()
        train.click()
        expect(page.get_by_text("All fits are made.")).to_be_visible()
        expect(kinds[kind]).to_contain_text(sentence)
    expect(kinds["Bootstrap"].locator(".counter")).to_have_text(re.compile("^[1-9] of 10 fits"))
    expect(kinds["Bootstrap"].get_by_role("table")).to_contain_text("in the gap")  # of the others
    follow(page, own + "&curves.own=")
    expect(train).to_be_disabled()
    canvas = kinds["Replicas"].locator("canvas")
    canvas.click(position={"x": 150, "y": 90})
    expect(train).to_be_enabled()
    page.wait_for_function("location.hash.includes('curves.own=0.')")
    canvas.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("Delete")
    expect(train).to_be_disabled()
    page.locator(".uncertainty").get_by_role("button", name="Regenerate").click()
    expect(train).to_be_enabled()
    assert "curves.own" not in page.evaluate("location.hash")


def test_steps_build_a_curve_and_links_files_and_hiding_work(curves):
    page = curves("#curves.view=steps&curves.curve=line&curves.steps=4")
    expect(page.locator("#staircase-words")).to_contain_text("the largest distance from the curve")
    page.get_by_role("slider", name="Neurons that are placed").fill("2")
    expect(page.locator("#staircase-words")).to_contain_text("2 of 4 steps are placed")
    page.get_by_role("button", name="Train the same width").click()
    expect(page.get_by_text("10,000 of 10,000 epochs: its largest distance")).to_be_visible()
    tab(page, "Overfitting")
    page.locator("input[type=file]").set_input_files(
        {"name": "heat.csv", "mimeType": "text/csv", "buffer": b"year,heat\n1,2\n2,3\n3,5\n4,4\n"}
    )
    expect(page.locator(".notice")).to_contain_text("4 points: heat against year")
    expect(page.locator("#result")).to_contain_text("4 points.")
    expect(page.get_by_role("columnheader", name="Kept back")).to_be_visible()
    expect(page.locator("#degree-words")).to_contain_text("Nobody knows the truth of your data")
    expect(page.get_by_role("button", name="Draw 200 new data sets")).to_be_hidden()
    expect(page.get_by_role("region", name="Remedies")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("columnheader", name="Test error")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Python script").click()
    assert "class Design" in download.value.path().read_text()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Class link").click()
    page.get_by_role("checkbox", name="Remedies").check()
    page.wait_for_function("location.hash.includes('curves.remedies_hide=true')")
    expect(page.get_by_role("region", name="Remedies")).to_be_hidden()
    page.get_by_role("button", name="Close").click()
    follow(page, "#curves.seed=7&curves.test_hide=true")
    expect(page.get_by_role("columnheader", name="Test error")).to_be_hidden()
    expect(page.get_by_role("columnheader", name="Training error")).to_be_visible()
    expect(page.get_by_role("region", name="Errors", exact=True)).to_be_hidden()
    expect(page.locator(".signs")).to_have_text("training points")


def test_steps_are_placed_by_hand_by_touch_and_by_keys(curves):
    page = curves("#curves.view=steps&curves.curve=diagonal&curves.steps=2", has_touch=True)
    words = page.locator("#staircase-words")
    expect(words).to_contain_text("With 2 steps the largest distance from the curve is 0.25")
    canvas = page.get_by_role("application", name="The curve and the staircase")
    box = canvas.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.75, box["y"] + 60)
    expect(words).to_contain_text("With your 3 steps")
    page.wait_for_function("location.hash.split('%3B').length === 3")
    canvas.focus()
    page.keyboard.press("PageDown")
    expect(words).to_contain_text("its neuron adds")
    page.keyboard.press("Delete")
    expect(words).to_contain_text("With your 2 steps")
    page.get_by_role("button", name="Remove all").click()
    expect(words).to_contain_text("No step yet: click in the plot to place one")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    expect(words).to_contain_text("With your 1 step ")
    before = words.inner_text()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 120, box["y"] + box["height"] * 0.5, steps=6)
    page.mouse.up()
    expect(words).not_to_have_text(before)
    page.locator(".building").get_by_role("button", name="Undo").click()
    expect(words).to_have_text(before)
    page.get_by_role("combobox", name="Steps by the rule").select_option("4")
    expect(words).to_contain_text("With 4 steps the largest distance from the curve is 0.125")
    page.locator(".building").get_by_role("button", name="Try one").click()
    page.locator(".building .answer").nth(1).click()
    page.locator(".building").get_by_role("button", name="Lock in and see").click()
    expect(page.locator(".building .checked")).to_contain_text("✓ Right. Each step is 1/n wide")
    expect(words).to_contain_text("With 10 steps the largest distance from the curve is 0.05")


@pytest.mark.parametrize("view", ["fits", "uncertainty", "steps"])
def test_it_fits_a_phone_and_a_finger(curves, view):
    page = curves(f"#curves.view={view}", viewport={"width": 390, "height": 844}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []
