"""The search's page: the whole way from ticks to the test data, links, states, phone."""

from __future__ import annotations

import re
import statistics

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SMALL

SMALL_GRID = (
    "#noise=20&stopEpochs=15"
    "&search.ticks=width~2~4~8~~activation~tanh~relu~sigmoid~~learning_rate~0.03~0.3"
)
# Some thousand fits, each of them long.
LONG = "#search.ticks=width~8~16~~batch_size~1~2~~learning_rate~0.001..0.1..200..log~~epochs~400"


@pytest.fixture
def searching(new_page):
    """Open the page and wait until it is there: ``searching("#search.folds=5")``."""

    def make(link: str = SMALL_GRID, **options) -> Page:
        page = new_page(f"/search{link}", **options)
        expect(page.locator(".searching.ready")).to_be_visible()
        return page

    return make


def bar(page: Page):
    return page.get_by_role("region", name="The search")


def search(page: Page) -> None:
    """Press Search, and wait until all is done."""
    bar(page).get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".searching[data-run=done]")).to_be_visible()


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def rows(page: Page, table: str) -> list[list[str]]:
    """Return the cells of a table that is seen."""
    found = page.get_by_role("table", name=table, exact=True)
    expect(found).to_be_visible()
    return found.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )


def test_one_press_shows_what_matters_and_the_violins_are_those_of_the_table(searching):
    page = searching()
    expect(bar(page)).to_contain_text("18 combinations × 3 folds = 54 fits")
    expect(bar(page)).to_contain_text(re.compile(r"about \d+ (s|min)"))
    expect(page.get_by_text("Press Search.", exact=True)).to_be_visible()
    search(page)
    expect(bar(page)).to_contain_text("All 54 fits are done.")
    figures = page.locator("figure.violin")
    expect(figures).to_have_count(3)
    shares = [float(re.search(r"([\d.]+)\D*%", text)[1]) for text in
              figures.locator(".share").all_inner_texts()]  # fmt: skip
    assert shares == sorted(shares, reverse=True)
    width = figures.filter(has=page.get_by_role("button", name="Width", exact=True))
    width.get_by_text("As a table").click()
    told = rows(page, "Scores by Width")
    tab(page, "Table")
    all_rows = rows(page, "All combinations")
    heads = page.get_by_role("table", name="All combinations").locator("th").all_inner_texts()
    column = heads.index("Width")
    assert len(all_rows) == 18
    for value, count, median, best, lost in told:
        scores = [float(row[1].split()[0]) for row in all_rows if row[column] == value]
        assert (int(count), lost) == (len(scores), "0")
        assert float(best.split()[0]) == max(scores)
        assert float(median.split()[0]) == pytest.approx(statistics.median(scores), abs=0.11)
    best_one = page.get_by_role("region", name="The best")
    expect(best_one).to_contain_text(all_rows[0][1])

    # Two settings together, brushing, the front.
    tab(page, "What matters")
    for name in ("Width", "Activation"):
        page.get_by_role("button", name=name, exact=True).and_(page.locator(".axis-name")).click()
    heat = page.locator("figure.heat")
    expect(heat.locator("canvas")).to_be_visible()
    heat.get_by_text("As a table").click()
    assert [len(row) for row in rows(page, "Mean score by Width and Activation")] == [4] * 3
    tab(page, "Parallel coordinates")
    page.get_by_role("combobox", name="Width").select_option("4")
    expect(page.locator(".parallel")).to_contain_text("6 of 18 kept")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".parallel")).to_contain_text("Each line is a combination.")
    tab(page, "Score and cost")
    page.get_by_text("The front as a table").click()
    front = rows(page, "The front: best score for its cost")
    scores = [float(row[1].split()[0]) for row in front]
    assert scores == sorted(scores)
    assert max(scores) == float(all_rows[0][1].split()[0])

    # A dot, by the keyboard: the arrow keys begin with the best one.
    page.locator(".cost canvas").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".at-dot")).to_contain_text(all_rows[0][1])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name="The chosen model")
    expect(card).to_contain_text(all_rows[1][1])
    expect(card).to_contain_text("Trained on all 250 training points")
    card.get_by_role("button", name="Pin for comparison").click()
    best_one.get_by_role("button", name="Show its model").click()
    expect(card).to_contain_text("The best one")
    expect(card).to_contain_text("Trained on all 250 training points")
    card.get_by_role("button", name="Pin for comparison").click()
    expect(page.get_by_role("region", name="Pinned models").locator("figure")).to_have_count(2)

    # The test data, once.
    best_one.get_by_role("button", name="Open the test data").click()
    expect(best_one).to_contain_text("Optimism:")
    expect(best_one.get_by_role("button", name="Open the test data")).to_be_hidden()

    # Elsewhere.
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Table (CSV)").click()
    assert len(download.value.path().read_text().splitlines()) == 1 + 54
    page.keyboard.press("Escape")
    card.get_by_role("button", name="As code").click()
    script = page.get_by_role("dialog", name="This search as a script")
    expect(script.locator("pre")).to_contain_text("import")
    page.keyboard.press("Escape")
    facts = card.locator(".facts").inner_text()
    neurons = re.search(r"Width\s+(\d+)", facts)[1]
    card.get_by_role("button", name="Open in the playground").click()
    expect(page.locator(".playground.ready")).to_be_visible()
    assert f"networkShape={neurons},{neurons}" in page.url
    assert "stopEpochs=15" in page.url
    assert "search.ticks=width~2~4~8" in page.url


def test_what_is_ticked_is_in_the_link_and_refusals_are_sentences(searching):
    page = searching("#search.ticks=width~2~4")
    expect(bar(page)).to_contain_text("2 combinations × 3 folds = 6 fits")
    page.get_by_role("group", name="Values of Width").get_by_role("button", name="16").click()
    expect(bar(page)).to_contain_text("3 combinations")
    page.wait_for_function("location.hash.includes('search.ticks=width~2~4~16')")
    page.get_by_role("textbox", name="Other values of Width").fill("5 5")
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("4 combinations")
    page.get_by_role("checkbox", name="Learning rate").check()
    page.get_by_role("button", name="Learning rate: a range").click()
    page.get_by_role("textbox", name="Learning rate: steps").fill("7")
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("28 combinations")
    page.get_by_role("textbox", name="Learning rate: to").fill("nothing")
    page.keyboard.press("Enter")
    expect(page.locator(".notices")).to_contain_text("a range has two ends and a number of steps")
    for name in ("Learning rate", "Width"):
        page.get_by_role("checkbox", name=name, exact=True).uncheck()
    expect(bar(page)).to_contain_text("Nothing is ticked")
    expect(bar(page).get_by_role("button", name="Search")).to_be_disabled()
    for link, sentence in (
        ("#search.ticks=width~1~2~3~~learning_rate~0.001..1..200~~batch_size~1..50..20",
         "12,000 combinations; 5,000 are the most"),
        ("#search.ticks=width~2", "There is one combination only"),
        ("#search.ticks=width~2~4~~layers~0~1", "is not run again"),
        ("#search.ticks=width~2~4&percTrainData=2&search.folds=10", "too few for 10 folds"),
    ):  # fmt: skip
        page.evaluate("(link) => { location.hash = link; }", link)
        expect(bar(page)).to_contain_text(sentence)
    page.go_back()
    expect(bar(page)).to_contain_text("is not run again")


def test_cancelled_it_keeps_what_has_come_and_a_reload_goes_on(searching):
    page = searching(LONG)
    press = bar(page).get_by_role("button", name="Search", exact=True)
    press.click()
    expect(bar(page).get_by_role("progressbar")).to_be_visible()
    expect(page.locator("figure.violin").first).to_be_visible()
    bar(page).get_by_role("button", name="Cancel").click()
    expect(bar(page)).to_contain_text("Cancelled after")
    tab(page, "Table")
    expect(
        page.get_by_role("table", name="All combinations").locator("tbody tr").first
    ).to_be_visible()
    kept = int(re.search(r"after ([\d,]+) of", bar(page).inner_text())[1].replace(",", ""))
    assert 0 < kept < 2400
    bar(page).get_by_role("button", name="Go on").click()
    expect(page.locator(".searching[data-run=running]")).to_be_visible()
    page.reload()
    expect(page.locator(".searching[data-run=running]")).to_be_visible()
    page.wait_for_function(
        "least => Number(/([\\d,]+) of/.exec([...document.querySelectorAll('*')]"
        ".map(one => one.shadowRoot?.querySelector('.run-bar .state')?.textContent ?? '')"
        ".join(''))?.[1].replace(',', '')) >= least",
        arg=kept,
    )
    bar(page).get_by_role("button", name="Cancel").click()
    expect(bar(page)).to_contain_text("Cancelled after")


def test_shuffled_labels_models_and_methods(searching):
    page = searching(f"{SMALL_GRID}&seed=3")
    page.get_by_role("button", name="Shuffle the labels and search").click()
    expect(page.locator(".searching[data-run=done]")).to_be_visible()
    expect(bar(page)).to_contain_text("there is nothing to learn here")
    best_one = page.get_by_role("region", name="The best")
    best_one.get_by_role("button", name="Open the test data").click()
    expect(best_one).to_contain_text("winner’s curse")
    bar(page).get_by_role("button", name="Put them back").click()
    expect(bar(page)).to_contain_text("What is seen below is of the set-up before.")
    tab(page, "Models")
    page.get_by_role("button", name="Train all of them").click()
    for model in ("network", "neighbours", "svm", "tree", "forest", "boosting", "linear"):
        expect(page.locator(f"[data-model={model}]")).to_contain_text(" %")
    page.get_by_role("button", name="Compare them").click()
    methods = page.get_by_role("table", name="Grid, random and halving")
    expect(methods.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_role("region", name="Experiments")).to_contain_text("found the best here")


def test_a_phone_has_one_violin_a_screen_and_nothing_sticks_out(searching):
    page = searching(viewport={"width": 390, "height": 844}, has_touch=True)
    search(page)
    expect(page.locator("figure.violin")).to_have_count(3)
    box = page.locator("figure.violin canvas").first.bounding_box()
    assert 0.45 * 844 < box["height"] < 844
    assert box["width"] > 300
    for name in ("Parallel coordinates", "Score and cost", "Models", "Table", "What matters"):
        tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []


def test_what_a_teacher_hides_stays_hidden_and_a_question_is_answered_by_a_search(searching):
    hidden = "&search.ticks_hide=true&search.best_hide=true&search.table_hide=true"
    page = searching(f"{SMALL_GRID}{hidden}")
    search(page)
    expect(page.get_by_role("region", name="The best")).to_be_hidden()
    expect(page.get_by_role("tab", name="Table")).to_be_hidden()
    expect(page.get_by_role("list", name="Settings of the network", exact=True)).to_be_hidden()
    predict = page.get_by_role("region", name="Predict first")
    predict.get_by_role("button", name="Try one").click()
    predict.get_by_role("button", name="Another question").click()
    predict.get_by_role("radio", name="The pull").check()
    predict.get_by_role("button", name="Lock in and see").click()
    expect(predict).to_contain_text("✓ Right.")
    expect(bar(page)).to_contain_text("36 combinations")
    expect(page.get_by_role("list", name="Settings of the network", exact=True)).to_be_hidden()


def test_points_of_one_s_own_come_along_by_the_header_and_go_back(new_playground):
    play = new_playground()
    page = play.page
    play.button("Paint").click()
    canvas = page.get_by_role("application")
    expect(canvas).to_be_visible()
    play.button("Point").click()
    expect(canvas).to_have_attribute("data-tool", "Point")
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
    play.wait_link("dataset=own")
    navigation = page.get_by_role("navigation", name="Pages")
    navigation.get_by_role("link", name="Search", exact=True).click()
    expect(page.locator(".searching.ready")).to_be_visible()
    data = page.get_by_role("region", name="Data")
    expect(data).to_contain_text("250 training points")
    expect(data).to_contain_text("251 test points are sealed")
    expect(bar(page)).to_contain_text("54 combinations")
    data.get_by_role("button", name="Playground").click()
    play.wait_ready()
    play.wait_link("dataset=own")  # else the points would not have been there
