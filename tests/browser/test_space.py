"""Hidden space in a browser: the way through the layers, points marked everywhere, live, closed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SMALL, Playground

WATCH = """() => {
    window.pictures = 0;
    document.addEventListener("playground:space", ({ detail }) => {
        window.pictures += 1;
        window.picture = detail;
    });
}"""
# How much of the large picture is painted.
PAINTED = """(canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) count += data[at] > 0;
    return count / (data.length / 4);
}"""


def opened(play: Playground) -> Page:
    """Open hidden space and wait until it has drawn something."""
    play.page.evaluate(WATCH)
    play.button("Hidden space").click()
    play.wait("() => window.pictures > 0")
    return play.page


def go(page: Page, space: str, stop: str) -> None:
    """Go to a stop of the layer that leads to a space."""
    page.get_by_role("button", name=re.compile(f"^{space}: ")).click()
    page.locator(".marks").get_by_role("button", name=stop, exact=True).click()


def painted(page: Page) -> float:
    return page.locator(".hidden-space canvas.large").evaluate(PAINTED)


def test_the_default_network_layer_by_layer_and_live(new_playground):
    play = new_playground()
    page = opened(play)
    told = page.locator(".hidden-space .told")
    expect(page.get_by_role("heading", name="Hidden space")).to_be_visible()
    expect(page.locator(".drawing")).to_be_hidden()  # the network's picture
    expect(page.locator(".space-button")).to_have_count(4)
    expect(page.get_by_role("button", name="Stop moving")).to_be_visible()  # it shows itself first
    go(page, "Layer 2", "Tanh")
    expect(page.get_by_role("button", name="Move from stop to stop")).to_be_visible()
    expect(told).to_contain_text("Layer 2: 4 → 2 dimension")
    expect(told).to_contain_text("Tanh squeezes each axis between −1 and 1")
    assert painted(page) > 0.02

    # Live, without the network's own frames having stopped.
    play.button("Play").click()
    play.wait("() => window.picture.epoch > 30 && window.frame.epoch > 30")
    play.button("Pause").click()
    expect(told).to_contain_text(
        re.compile(r"In the last hidden space one straight line (has|separates)")
    )

    # The way through by keys, across the border of a layer.
    slider = page.get_by_role("slider", name="From stop to stop within the layer")
    slider.press("ArrowRight")
    expect(told).to_contain_text("Output: 2 → 1 dimension")
    for _ in range(5):
        slider.press("ArrowLeft")
    expect(told).to_contain_text("Layer 2: 4 → 2 dimension")

    # A wide layer turns, and shows two neurons of choice.
    go(page, "Layer 1", "Tanh")
    expect(told).to_contain_text("the line may look bent")
    page.locator(".hidden-space canvas.large").press("ArrowLeft")
    page.get_by_label("What is seen of this layer").select_option("Two neurons")
    page.get_by_label("Upwards").select_option("neuron 4")
    expect(told).to_contain_text("two of 4 neurons are seen")

    # Back in time, and back to the network.
    play.button("Reset").click()
    play.wait("() => window.picture.epoch === 0")
    play.button("Network").click()
    expect(page.locator(".hidden-space")).to_have_count(0)
    expect(page.locator(".drawing")).to_be_visible()
    play.button("Step").click()
    play.wait("() => window.frame.epoch === 1")
    assert play.page.evaluate("window.picture.epoch") == 0  # nothing comes while it is closed

    # Looking inside needs the network's picture.
    play.button("Hidden space").click()
    play.wait("() => window.picture.epoch === 1")
    play.button("Look inside").click()
    expect(page.locator(".hidden-space")).to_have_count(0)
    expect(page.locator(".drawing")).to_be_visible()


def test_a_point_is_marked_in_all_spaces_and_in_the_output(new_playground):
    play = new_playground()
    page = opened(play)
    go(page, "Layer 1", "The plane")
    plot = page.get_by_role("img", name="The output over the plane")
    point = page.locator(".hidden-space p.point")
    box = plot.bounding_box()
    # Somewhere in the blue disc there is a point.
    for share in (0.5, 0.52, 0.54, 0.56, 0.58, 0.6):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.45 * box["height"])
        if point.is_visible():
            break
    expect(point).to_contain_text("in the plane is at")
    ring = page.locator("body > div[aria-hidden=true]").last
    expect(ring).to_be_visible()
    page.mouse.move(5, 5)
    expect(point).to_be_hidden()
    expect(ring).to_be_hidden()


def test_four_classes_of_softmax(new_playground):
    play = new_playground("#dataset=blobs&classes=4&loss=cross_entropy&networkShape=2")
    page = opened(play)
    go(page, "Layer 1", "Tanh")
    expect(page.locator(".hidden-space .told")).to_contain_text("straight borders")
    go(page, "Output", "softmax")
    expect(page.locator(".hidden-space .told")).to_contain_text("probabilities that add up to 1")
    assert painted(page) > 0.02


def test_it_fits_a_phone_and_a_finger(new_playground):
    play = new_playground(viewport={"width": 390, "height": 844}, has_touch=True)
    page = opened(play)
    go(page, "Layer 2", "Tanh")
    assert painted(page) > 0.02
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [one for one in page.evaluate(SMALL) if "TANH" in one.upper()] == []


def test_with_reduced_motion_it_jumps_from_stop_to_stop(new_playground):
    play = new_playground(reduced_motion="reduce")
    page = opened(play)
    told = page.locator(".hidden-space .told")
    expect(told).to_contain_text("Layer 2: 4 → 2 dimension")  # where the line is straight, at once
    go(page, "Layer 1", "The plane")
    page.get_by_role("button", name="Next stop").click()
    expect(told).to_contain_text("W lays the plane into 4 dimensions")
    expect(page.locator(".marks [aria-current=step]")).to_have_text("× W")


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("#networkShape=&dataset=gauss", "for there is no hidden layer: w·h + b = 0"),
        ("#networkShape=2&activation=step", "cut along straight lines"),
        ("#networkShape=3&activation=relu", "fold the sheet"),
        ("#networkShape=1&problem=regression", "Output: 1 → 1 dimension"),
        ("#networkShape=2&xSquared=true&sinX=true", "Layer 1: 4 → 2 dimension"),
    ],
)
def test_networks_of_all_kinds(new_playground, link, said):
    page = opened(new_playground(link, reduced_motion="reduce"))
    last = page.locator(".space-button").nth(-1 if "w·h" in said or "Output" in said else -2)
    last.click()
    expect(page.locator(".hidden-space .told")).to_contain_text(said)
    assert painted(page) > 0.005


def test_a_wide_last_layer_is_seen_across_what_decides_or_otherwise(new_playground):
    page = opened(new_playground("#networkShape=5&activation=relu", reduced_motion="reduce"))
    page.locator(".space-button").nth(1).click()
    told = page.locator(".hidden-space .told")
    expect(told).to_contain_text("chosen so that what decides is as flat as it is")
    expect(told).to_contain_text("fold the sheet, along the dotted lines")
    page.get_by_label("What is seen of this layer").select_option("Principal components")
    expect(told).to_contain_text("the line may look bent")


def test_numbers_beyond_all_bounds_are_told_until_there_is_something_to_draw(new_playground):
    play = new_playground(
        "#problem=regression&learningRate=1&activation=linear&seed=3&networkShape=8,8,8,8,8,8"
    )
    for batch in (10, 20):
        play.button("Step one batch").click()
        play.wait("(batch) => window.frame.batch === batch", batch)
    play.page.evaluate(WATCH)
    play.button("Hidden space").click()
    expect(play.page.get_by_text("grown beyond all bounds, so there is nothing")).to_be_visible()
    play.button("Reset").click()
    play.wait("() => window.pictures > 0")
    assert painted(play.page) > 0.02


def test_a_teacher_can_hide_it(new_playground):
    play = new_playground("#space_hide=true")
    expect(play.button("Landscape")).to_be_visible()
    expect(play.button("Hidden space")).to_have_count(0)
