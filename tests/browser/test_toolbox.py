"""What opens beside what it belongs to: the toolbox, cards of the network, further data sets."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from playground.experiment.sources import CATALOGUE
from playground.nn import ACTIVATIONS


def open_toolbox(page):
    page.page.get_by_role("button", name=re.compile("^More( ·|$)")).click()
    expect(page.menu("Optimizer")).to_be_visible()


def test_an_optimizer_brings_its_own_settings_and_the_mark_counts(new_playground):
    page = new_playground()
    open_toolbox(page)
    momentum = page.page.get_by_label("Momentum", exact=True).filter(visible=True)
    expect(momentum).to_be_hidden()
    page.choose("Optimizer", "Momentum")
    page.wait_link("optimizer=momentum")
    expect(page.page.get_by_text("m ← β m + g")).to_be_visible()
    momentum.fill("0.5")
    momentum.press("Enter")
    page.wait_link("momentum=0.5")
    expect(page.button("More · 2")).to_be_visible()
    momentum.fill("much")
    momentum.press("Enter")
    expect(page.page.get_by_text('"much" is not a number.')).to_be_visible()
    assert "momentum=0.5" in page.link
    page.button("More · 2").click()
    expect(momentum).to_be_hidden()


def test_the_present_rate_stands_beside_the_rate_while_a_schedule_changes_it(new_playground):
    page = new_playground()
    now = page.page.get_by_role("status", name="Present learning rate")
    expect(now).to_be_hidden()
    open_toolbox(page)
    page.choose("Schedule", "1 / sqrt(t)")
    page.wait_link("schedule=inverse_sqrt")
    for epoch in (1, 2, 3):
        page.button("Step").click()
        page.wait_epoch(epoch)
    expect(now).to_have_text(re.compile(r"0\.01\d+"))


def test_a_run_stops_by_itself(new_playground):
    page = new_playground()
    open_toolbox(page)
    field = page.page.get_by_label("After epochs")
    seen = "(field) => getComputedStyle(field, '::placeholder').opacity"
    assert (field.get_attribute("placeholder"), field.evaluate(seen)) == ("off", "1")
    field.fill("30")
    field.press("Enter")
    page.wait_link("stopEpochs=30")
    page.button("Play").click()
    page.wait("() => window.frame.epoch === 30 && !window.frame.playing")
    expect(page.button("Play")).to_be_visible()


def test_a_layer_has_a_curve_and_dropout_of_its_own(new_playground):
    page = new_playground()
    page.button("Hidden layer 2: activation and dropout, whether it learns").click()
    card = page.page.get_by_role("dialog", name="Hidden layer 2")
    card.get_by_role("combobox", name="Activation").click()
    page.page.get_by_role("menuitem", name="Step", exact=True).click()
    page.wait('() => window.frame.activations.join() === "tanh,step"')
    expect(card.get_by_text("no gradient")).to_be_visible()
    card.get_by_role("slider", name=re.compile("Dropout")).press("ArrowRight")
    page.wait_link("dropout=0,0.05")
    page.page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_the_step_is_told_to_have_no_gradient(new_playground):
    page = new_playground()
    page.choose("Activation", "Step")
    expect(page.page.get_by_text("No gradient.")).to_be_visible()
    open_toolbox(page)
    page.choose("Optimizer", "CMA-ES")
    expect(page.page.get_by_text("No gradient.")).to_be_hidden()


def test_a_population_shows_how_it_did_and_what_only_a_gradient_has_is_off(new_playground):
    page = new_playground("#optimizer=genetic&population=12&schedule=cosine")
    told = page.page.locator("td.population")
    expect(told).to_be_hidden()  # nobody has competed yet
    expect(page.menu("Learning rate")).to_be_disabled()
    expect(page.page.get_by_text("Not for Genetic.")).to_be_visible()
    page.button("Step").click()
    page.wait_epoch(1)
    expect(told).to_have_text(
        re.compile(r"12 networks: best \d+\.\d{3}, mean \d+\.\d{3} ± \d+\.\d{3}")
    )
    assert page.frame("population")["best"] <= page.frame("population")["mean"]
    expect(page.page.get_by_role("status", name="Present learning rate")).to_be_hidden()
    open_toolbox(page)
    expect(page.page.get_by_label("Mutation")).to_be_visible()
    expect(page.page.get_by_label("Clip gradient")).to_be_hidden()
    page.choose("Optimizer", "Adam")
    expect(told).to_be_hidden()
    expect(page.menu("Learning rate")).to_be_enabled()
    expect(page.page.get_by_label("Clip gradient")).to_be_visible()


def test_an_optimizers_numbers_stand_in_the_order_of_the_field(new_playground):
    page = new_playground("#optimizer=adamw")
    open_toolbox(page)
    names = ("Beta 1", "Beta 2", "Epsilon", "Weight decay")
    # Each optimizer has fields of its own; those of the others are there, and hidden.
    fields = [page.page.get_by_label(name, exact=True).filter(visible=True) for name in names]
    boxes = [field.bounding_box() for field in fields]
    places = [(round(box["y"]), box["x"]) for box in boxes]
    assert places == sorted(places)


DRAWN = """(entry) => {
    const { maskImage, backgroundColor } = getComputedStyle(entry, "::before");
    return [maskImage.startsWith("url("), backgroundColor !== "rgba(0, 0, 0, 0)"];
}"""


def test_every_activation_in_a_menu_shows_its_curve(new_playground):
    page = new_playground()
    page.menu("Activation").click()
    for activation in ACTIVATIONS.values():
        entry = page.page.get_by_role("menuitem", name=activation.label, exact=True)
        assert entry.evaluate(DRAWN) == [True, True]
    page.page.keyboard.press("Escape")
    page.button("Hidden layer 1: activation and dropout, whether it learns").click()
    card = page.page.get_by_role("dialog", name="Hidden layer 1")
    card.get_by_role("combobox", name="Activation").click()
    as_all = page.page.get_by_role("menuitem", name="As all layers", exact=True)
    assert as_all.evaluate(DRAWN) == [False, False]
    sine = page.page.get_by_role("menuitem", name="Sine", exact=True)
    assert sine.evaluate(DRAWN) == [True, True]


def test_a_regularization_that_has_no_effect_says_so(new_playground):
    page = new_playground()
    page.choose("Regularization", "L2")
    expect(page.page.get_by_text("No effect at 0.")).to_be_visible()
    page.choose("Regularization rate", "0.01")
    expect(page.page.get_by_text("No effect at 0.")).to_be_hidden()
    page.choose("Regularization", "None")
    expect(page.page.get_by_text("No effect without a regularization.")).to_be_visible()


def test_further_features_and_a_formula(new_playground):
    page = new_playground(color_scheme="dark")
    page.button("More features").click()
    card = page.page.get_by_role("dialog", name="Features")
    expect(card.get_by_text("cos(x₁)")).to_have_css("color", "rgb(230, 235, 239)")  # --text
    card.get_by_role("checkbox", name="cos(x₁)").check()
    page.wait("() => window.frame.features.includes('cos_x1')")
    formula = card.get_by_label("A formula of your own")
    formula.fill("x1 *")
    formula.press("Enter")
    expect(formula).to_have_attribute("aria-invalid", "true")
    formula.fill("x1 - 2*x2")
    formula.press("Enter")
    page.wait("() => window.frame.features.includes('x1 - 2*x2')")
    expect(page.button("Feature x1 − 2*x2")).to_be_visible()
    card.get_by_role("checkbox", name="Standardise features").check()
    page.wait_link("standardise=true")


def test_further_data_sets_open_below_the_pictures(new_playground):
    page = new_playground()
    page.button("More data sets").click()
    page.page.get_by_role("radio", name="Pinwheel").click()
    page.wait("() => window.frame.shape.at(-1) === 3")
    page.slider("Classes").press("ArrowRight")
    page.wait("() => window.frame.shape.at(-1) === 4")
    page.page.get_by_role("radio", name="Iris").click()
    page.wait_link("dataset=iris")
    expect(page.slider("Noise (not for files)")).to_be_disabled()
    page.page.get_by_role("radio", name="Curve").click()
    curve = page.page.get_by_role("combobox", name="Curve")
    curve.fill("x1^2 - 3")
    curve.press("Enter")
    page.wait_link("curve=x1")
    page.button("More data sets").click()
    expect(page.page.get_by_role("radio", name="Pinwheel")).to_be_hidden()


def test_a_regression_has_further_data_sets_too(new_playground):
    page = new_playground("#problem=regression")
    page.button("More data sets").click()
    page.page.get_by_role("radio", name="Waves").click()
    page.wait_link("regDataset=reg-waves")


def test_the_batch_size_goes_from_one_point_to_all_of_them(new_playground):
    page = new_playground("#batchSize=37")
    size = page.slider("Batch size")
    expect(size).to_have_attribute("aria-valuetext", "37")
    for key, text in (("ArrowRight", "50"), ("End", "full"), ("Home", "1"), ("ArrowRight", "2")):
        size.press(key)
        expect(size).to_have_attribute("aria-valuetext", text)
        page.wait_link(f"batchSize={10_000 if text == 'full' else text}")
    size.press("End")
    page.wait_link("batchSize=10000")
    page.button("Step one batch").click()
    page.wait("() => window.frame.epoch === 1")


@pytest.fixture
def dropped(tmp_path):
    folders = CATALOGUE.folders
    CATALOGUE.folders = (*folders, tmp_path)
    yield tmp_path
    CATALOGUE.folders = folders


def test_a_file_that_is_dropped_appears_by_itself(new_playground, dropped):
    page = new_playground()
    page.button("More data sets").click()
    expect(page.page.get_by_role("radio", name="Heart")).to_be_visible()
    rows = [f"{x},{x * x % 7},{'ab'[x % 2]}" for x in range(40)]
    (dropped / "fresh.csv").write_text("\n".join(["p,q,kind", *rows]))
    page.page.get_by_role("radio", name="fresh").click()
    page.wait_link("dataset=fresh")
