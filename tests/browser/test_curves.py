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


def test_two_questions_are_answered_before_anything_is_fitted(curves):
    page = curves("")
    opening = page.get_by_role("region", name="Two questions first")
    expect(opening).to_be_visible()
    expect(page.get_by_role("table", name="Errors of the fits")).to_be_hidden()
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
    expect(page.get_by_text(re.compile(r"Cross-validation \(5 folds\) chooses"))).to_be_visible()
    tab(page, "By number")
    expect(page.locator("#size-words")).to_contain_text("come to the noise, 1,")
    row(page, "Degree 10").get_by_role("button").click()
    helps = page.get_by_role("region", name="Remedies")
    helps.get_by_role("button", name="Ten times the points").click()
    expect(helps).to_contain_text("Points: 10 → 100. Training error 0 → 0.89")
    expect(page.get_by_role("combobox", name="Points", exact=True).first).to_have_value("100")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("combobox", name="Points", exact=True).first).to_have_value("10")


def test_a_network_learns_the_same_points_and_a_wrong_formula_keeps_the_old_one(curves):
    page = curves("#curves.truth=typed&curves.formula=sin(6*x)&curves.degrees=15")
    page.get_by_role("combobox", name="Network’s width").select_option("5")
    expect(row(page, "Network, 5")).to_be_visible()
    expect(page.locator(".remark")).to_contain_text("The network has learned for 10,000")
    expect(page.locator(".remark")).to_contain_text("infinitely many")
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
    page.get_by_role("combobox", name="Epochs").select_option("200")
    expect(replicas.locator(".counter")).to_be_empty()  # those were other networks
    page.get_by_role("combobox", name="Fits of each kind").select_option("1")
    page.get_by_role("button", name="Train all three").click()
    expect(page.get_by_text("All fits are made.")).to_be_visible()
    expect(replicas).to_contain_text("One fit has no band")
    page.get_by_role("combobox", name="Fits of each kind").select_option("5")
    page.get_by_role("button", name="Train all three").click()
    expect(page.locator(".uncertainty .verdict")).to_contain_text("A 68 % band should hold")
    page.locator(".uncertainty").get_by_role("button", name="Try one").click()
    page.locator(".uncertainty .answer").nth(1).click()
    page.locator(".uncertainty").get_by_role("button", name="Lock in").click()
    expect(page.locator(".uncertainty .checked")).to_contain_text("✓ Right. Its loss has one")
    page.locator(".uncertainty").get_by_role("checkbox", name="Show the truth").uncheck()
    expect(page.locator(".uncertainty .verdict")).to_be_hidden()
    expect(replicas.get_by_role("table")).to_be_hidden()


def test_steps_build_a_curve_and_links_files_and_hiding_work(curves):
    page = curves("#curves.view=steps&curves.curve=line&curves.steps=4")
    expect(page.locator("#staircase-words")).to_contain_text("the largest distance from the curve")
    page.get_by_role("slider", name="Neurons that are placed").fill("2")
    expect(page.locator("#staircase-words")).to_contain_text("2 of 4 steps are placed")
    page.get_by_role("button", name="Train the same width").click()
    expect(page.get_by_text(re.compile("Trained for .* the largest distance is"))).to_be_visible()
    tab(page, "Overfitting")
    page.locator("input[type=file]").set_input_files(
        {"name": "heat.csv", "mimeType": "text/csv", "buffer": b"year,heat\n1,2\n2,3\n3,5\n4,4\n"}
    )
    expect(page.locator(".notice")).to_contain_text("4 points: heat against year")
    expect(page.locator("#result")).to_contain_text("4 points.")
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="NumPy script").click()
    assert "class Design" in download.value.path().read_text()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Class link").click()
    page.get_by_role("checkbox", name="Remedies").check()
    page.wait_for_function("location.hash.includes('curves.remedies_hide=true')")
    expect(page.get_by_role("region", name="Remedies")).to_be_hidden()


@pytest.mark.parametrize("view", ["fits", "uncertainty", "steps"])
def test_it_fits_a_phone_and_a_finger(curves, view):
    page = curves(f"#curves.view={view}", viewport={"width": 390, "height": 844}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []
