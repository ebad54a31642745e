"""The course of a run in a real Chromium: tabs, time travel, findings, comparison, classes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def trained(new_playground, link: str = "", epochs: int = 40):
    """Open a link, train for so many epochs at least, and pause."""
    page = new_playground(link)
    page.button("Play").click()
    page.wait_epoch(epochs)
    page.button("Pause").click()
    page.wait("() => window.frame.playing === false")
    return page


def travel(page):
    return page.slider("Epoch to go back to")


def test_the_slider_goes_back_and_play_goes_on_from_there(new_playground):
    page = trained(new_playground, "#speed=100")  # slow enough to keep every epoch
    end = page.frame("epoch")
    expect(travel(page)).to_have_value(str(end))
    travel(page).focus()
    page.page.keyboard.press("Home")
    page.wait("() => window.frame.epoch === 0")
    start = page.frame("train_loss")
    page.page.keyboard.press("ArrowRight")
    page.wait("() => window.frame.epoch === 1")
    expect(page.page.get_by_role("status", name="Epoch")).to_have_text("1")
    assert page.frame("train_loss") != start
    expect(travel(page)).to_have_attribute("max", str(end))  # the curves stay whole
    page.button("Step").click()
    page.wait("() => window.frame.epoch === 2")
    expect(travel(page)).to_have_attribute("max", "2")


def test_on_logarithmic_axes_the_slider_reaches_every_early_epoch(new_playground):
    page = trained(new_playground, "#dataset=gauss", 1000)
    page.button("log").click()
    slider = page.page.get_by_role("slider", name=re.compile("Epoch to go back to, now"))
    expect(slider).to_have_value("1000")
    slider.focus()
    page.page.keyboard.press("Home")
    page.wait("() => window.frame.epoch === 0")
    page.page.keyboard.press("ArrowRight")
    page.wait("() => window.frame.epoch === 1")
    expect(page.page.get_by_role("slider", name="Epoch to go back to, now 1")).to_be_visible()


def test_the_best_epoch_is_one_click_away(new_playground):
    link = "#dataset=gauss&noise=50&percTrainData=10&learningRate=0.3&seed=2&networkShape=8,8"
    page = trained(new_playground, link, 100)
    loss = page.frame("test_loss")
    page.button("Best epoch").click()
    page.wait("(loss) => window.frame.test_loss < loss", loss)
    expect(page.button("Best epoch")).to_be_disabled()


def test_the_other_curves_open_in_tabs_and_the_scale_can_be_logarithmic(new_playground):
    page = trained(new_playground)
    plot = page.page.locator(".curves > .plot")
    before = plot.screenshot()
    for name in ("Accuracy", "Gradients", "Weights", "Loss"):
        page.page.get_by_role("tab", name=name).click()
        expect(page.page.get_by_role("tab", name=name, selected=True)).to_be_visible()
        before = other(plot, before)
    page.button("log").click()
    other(plot, before)
    expect(page.button("log")).to_have_attribute("aria-pressed", "true")


def other(element, before: bytes) -> bytes:
    """Wait until an element looks different; return its new look."""
    for _ in range(200):
        now = element.screenshot()
        if now != before:
            return now
    raise AssertionError("the picture stayed as it was")


def test_a_finding_is_told_with_evidence_and_a_remedy(new_playground):
    page = new_playground("#activation=step&networkShape=3")
    line = page.page.locator(".findings .line")
    expect(line).to_contain_text("No gradient")
    page.button("All findings, with their evidence").click()
    expect(page.page.get_by_text("its slope is zero")).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(page.page.get_by_text("its slope is zero")).to_be_hidden()
    page.button("Train by CMA-ES, without a gradient").first.click()
    page.wait_link("optimizer=cma_es")
    expect(line).not_to_contain_text("No gradient")


def test_the_line_invites_to_play_until_somebody_does(new_playground):
    page = new_playground()
    line = page.page.locator(".findings .line")
    expect(line).to_have_text("Press Play, and the network begins to learn.")
    page.button("Play").click()
    expect(line).not_to_contain_text("Press Play")


def test_an_opened_reason_stays_under_the_hand_while_the_run_plays(new_playground):
    page = new_playground("#dataset=circle&learningRate=0.00001&seed=3")
    page.button("Play").click()
    expect(page.page.locator(".findings .line")).to_contain_text("Steps too small")
    page.button("All findings, with their evidence").click()
    why = page.page.get_by_text("Why?", exact=True).first
    why.press("Enter")
    evidence = page.page.locator(".findings .evidence").first
    before = evidence.inner_text()
    expect(evidence).not_to_have_text(before)  # its numbers go on
    expect(why).to_be_focused()
    expect(page.page.get_by_role("img", name="a valley")).to_be_visible()


def test_a_stop_condition_tells_its_sentence(new_playground):
    page = new_playground("#stopEpochs=30")
    page.button("Play").click()
    expect(page.page.locator(".findings .line")).to_contain_text("30 epochs are trained.")
    page.wait("() => window.frame.epoch === 30")  # the last frame may come after the sentence


def test_pinned_runs_are_named_by_what_differs_and_removed(new_playground):
    page = trained(new_playground)
    page.button("Pin this run").click()
    page.button("Reset").click()
    page.wait("() => window.frame.epoch === 0")
    page.page.get_by_role("button", name=re.compile("Feature x₁²")).click()
    page.wait_link("xSquared")
    pins = page.page.locator(".pins")
    expect(pins).to_contain_text("features")
    pins.click()
    expect(page.page.get_by_role("heading", name="How much is luck?")).to_be_visible()
    expect(page.page.get_by_role("table").get_by_text("(this run)")).to_be_visible()
    page.page.get_by_role("button", name=re.compile("Remove the pinned run")).click()
    expect(pins).to_be_hidden()


def test_many_seeds_run_in_the_background(new_playground):
    page = trained(new_playground, "#dataset=gauss&speed=20", 5)
    page.page.locator("details.details > summary").click()
    page.button("Run with 20 seeds").click()
    expect(page.page.get_by_text("of 20 runs have learned")).to_be_visible()
    page.button("Remove the band").click()
    expect(page.page.get_by_text("of 20 runs have learned")).to_be_hidden()
    page.button("Run with 20 seeds").click()
    expect(page.page.get_by_text("of 20 runs have learned")).to_be_visible()


def test_several_classes_have_colours_a_legend_and_a_confusion_matrix(new_playground):
    page = trained(new_playground, "#dataset=iris&loss=cross_entropy&learningRate=0.1", 30)
    legend = page.page.get_by_role("list", name="Classes")
    expect(legend.get_by_role("listitem")).to_have_text(["setosa", "versicolor", "virginica"])
    page.page.locator("details.details > summary").click()
    matrix = page.page.locator("table.matrix")
    expect(matrix.locator("tbody tr")).to_have_count(3)
    expect(matrix).to_contain_text("%")
    page.page.get_by_role("button", name=re.compile("Neuron 1 of hidden layer 1")).hover()
    expect(legend).to_be_hidden()


def test_the_matrix_of_six_classes_breaks_no_line(new_playground):
    page = new_playground("#dataset=digits", viewport={"width": 1440, "height": 900})
    page.page.locator("details.details > summary").click()
    matrix = page.page.locator("table.matrix")
    expect(matrix.locator("tbody tr")).to_have_count(6)
    cells = matrix.locator("tbody th, tbody .share")
    heights = cells.evaluate_all("cells => cells.map((cell) => cell.clientHeight)")
    size = matrix.evaluate("table => parseFloat(getComputedStyle(table).fontSize)")
    assert max(heights) < 2.5 * size


@pytest.mark.parametrize("size", [(360, 740), (1280, 720), (1920, 1080)])
def test_nothing_of_it_is_cut_off(new_playground, size):
    width, height = size
    page = new_playground(viewport={"width": width, "height": height})
    page.page.locator("details.details > summary").click()
    expect(page.page.get_by_role("heading", name="How much is luck?")).to_be_visible()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("Best epoch", "Pin this run"):
        box = page.button(name).first.bounding_box()
        assert box["x"] + box["width"] <= width


def test_a_change_leaves_its_mark_and_is_undone_by_button_key_and_back(new_playground):
    page = trained(new_playground, "#speed=100&seed=1")
    end, weights = page.frame("epoch"), page.frame("weights")
    undo = page.page.get_by_role("button", name=re.compile("^Undo"))
    expect(undo).to_be_disabled()
    page.button("Regenerate").click()
    expect(undo).to_have_accessible_name("Undo: Seed")
    expect(page.page.get_by_role("status", name="Epoch")).to_have_text(str(end))
    page.page.get_by_role("radio", name=re.compile("^Spiral")).click()
    page.wait("() => window.frame.epoch === 0")  # another data set, another run
    page.page.keyboard.press("Control+z")
    page.wait(f"() => window.frame.epoch === {end}")
    assert page.frame("weights") == weights
    page.page.keyboard.press("Control+Shift+Z")
    page.wait("() => window.frame.epoch === 0")
    page.page.go_back()
    page.wait(f"() => window.frame.epoch === {end}")
    undo.click()
    expect(undo).to_be_disabled()
    assert page.frame("weights") == weights
    assert "seed=1" in page.page.url
