"""The page in a real Chromium: its buttons, sliders, menus, keys, plots and themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

DATA_SETS = [
    "dataset=circle",
    "dataset=xor",
    "dataset=gauss",
    "dataset=spiral&networkShape=8,8&sinX=true&sinY=true",
    "problem=regression&regDataset=reg-plane",
    "problem=regression&regDataset=reg-gauss&networkShape=6,4",
]

DRAWN = """() => new Promise((drawn) => {
    requestAnimationFrame(() => requestAnimationFrame(drawn));
})"""  # waits until what has changed is on the screen


@pytest.mark.parametrize("link", DATA_SETS)
def test_the_loss_falls_on_every_data_set(new_playground, link):
    page = new_playground(f"#{link}&seed=4")
    start = page.frame("train_loss")
    page.button("Play").click()
    page.wait("(start) => window.frame.train_loss < 0.6 * start", start)
    assert page.epoch > 0


def test_play_pause_step_and_reset(new_playground):
    page = new_playground()
    assert page.epoch == 0
    page.button("Step").click()
    page.wait("() => window.frame.epoch === 1")
    page.button("Step one batch").click()
    page.wait("() => window.frame.epoch === 1 && window.frame.batch === 10")
    expect(page.page.get_by_text("+ 10 points")).to_be_visible()
    page.button("Step").click(modifiers=["Shift"])
    page.wait("() => window.frame.batch === 20")

    page.button("Play").click()
    page.wait_epoch(20)
    page.button("Pause").click()
    expect(page.button("Play")).to_be_visible()
    page.wait("() => window.frame.playing === false")

    page.button("Reset").click()
    page.wait("() => window.frame.epoch === 0")
    expect(page.page.get_by_role("status", name="Epoch")).to_have_text("0")


def test_keys_play_step_and_reset_but_not_in_a_control_that_needs_them(new_playground):
    page = new_playground()
    keys = page.page.keyboard
    keys.press("ArrowRight")
    page.wait("() => window.frame.epoch === 1")
    keys.press("Shift+ArrowRight")
    page.wait("() => window.frame.batch === 10")
    keys.press("Space")
    page.wait_epoch(5)
    keys.press("Space")
    page.wait("() => window.frame.playing === false")
    keys.press("r")
    page.wait("() => window.frame.epoch === 0")

    page.slider("Noise").focus()
    keys.press("ArrowRight")
    expect(page.slider("Noise")).to_have_value("5")
    page.wait_link("noise=5")
    assert page.epoch == 0  # the key moved the slider and trained nothing


def set_time(page, milliseconds):
    """Let the page's clock stand: what belongs to one gesture is told by it, see address.js."""
    page.page.evaluate("(time) => { performance.now = () => time; }", milliseconds)


def test_a_dragged_slider_changes_the_data_and_makes_one_entry_in_the_history(new_playground):
    page = new_playground()
    set_time(page, 10_000)
    slider = page.slider("Noise")
    entries = page.page.evaluate("history.length")
    thumb = slider.bounding_box()
    middle = thumb["y"] + thumb["height"] / 2
    page.page.mouse.move(thumb["x"] + thumb["width"] / 2, middle)
    page.page.mouse.down()
    page.page.mouse.move(thumb["x"] + 40, middle, steps=6)
    page.wait("() => window.frame.version > 1 && location.hash.includes('noise')")  # not yet let go
    page.page.mouse.move(thumb["x"] + 300, middle, steps=12)
    page.page.mouse.up()
    page.wait_link("noise=50")
    expect(page.page.get_by_text("50 %").last).to_be_visible()
    assert page.page.evaluate("history.length") == entries + 1
    set_time(page, 12_000)  # later, the same slider makes another entry
    slider.press("ArrowLeft")
    page.wait_link("noise=45")
    assert page.page.evaluate("history.length") == entries + 2
    page.page.go_back()
    expect(slider).to_have_value("50")
    page.page.go_back()
    expect(slider).to_have_value("0")


def test_menus_change_a_running_network_without_stopping_it(new_playground):
    page = new_playground()
    page.button("Play").click()
    page.wait_epoch(5)
    before = page.epoch
    page.choose("Learning rate", "0.003")
    page.wait_link("learningRate=0.003")
    page.wait("() => Math.abs(window.frame.learning_rate - 0.003) < 1e-9")
    assert page.frame("epoch") >= before
    assert page.frame("playing")
    page.choose("Problem type", "Regression")
    page.wait_link("problem=regression")
    expect(page.page.get_by_role("radio", name="Plane")).to_have_attribute("aria-checked", "true")
    expect(page.page.get_by_role("radio", name="Circle")).to_be_hidden()
    expect(page.page.get_by_role("columnheader", name="Accuracy")).to_be_hidden()
    page.wait("() => window.frame.playing === true")


def test_pictures_of_the_data_sets_are_a_radio_group(new_playground):
    page = new_playground()
    circle = page.page.get_by_role("radio", name="Circle")
    expect(circle).to_have_attribute("aria-checked", "true")
    circle.focus()
    page.page.keyboard.press("ArrowRight")
    page.wait_link("dataset=xor")
    expect(page.page.locator("[role=radio]:focus")).to_have_attribute("aria-checked", "true")
    page.page.get_by_role("radio", name="Spiral").click()
    page.wait_link("dataset=spiral")


def test_regenerate_draws_new_points_and_keeps_the_network(new_playground):
    page = new_playground()
    page.button("Step").click()
    page.wait_epoch(1)
    page.button("Regenerate").click()
    page.wait_link("seed=")
    assert page.epoch == 1


def test_features_and_layers_reach_link_and_network(new_playground):
    page = new_playground()
    page.page.get_by_role("button", name="Feature x₁²").click()
    page.wait_link("xSquared=true")
    page.wait("() => window.frame.shape[0] === 3")
    page.page.get_by_role("button", name=re.compile("Add a (hidden )?layer", re.I)).click()
    page.wait_link("networkShape=4,2,2")


def test_hovering_a_neuron_shows_it_large_with_its_name(new_playground):
    page = new_playground()
    heading = page.page.get_by_role("heading", level=2).filter(has_text="Output")
    expect(heading).to_be_visible()
    page.page.get_by_role("button", name="Neuron 3 of hidden layer 1").hover()
    expect(page.page.get_by_role("heading", name="Hidden layer 1, neuron 3")).to_be_visible()
    page.page.mouse.move(2, 2)
    expect(heading).to_be_visible()


def test_the_value_under_the_pointer_stays_when_the_heading_changes(new_playground):
    page = new_playground()
    neuron = page.button("Neuron 3 of hidden layer 1: weights and bias")
    heading = page.page.locator("#heading-output")
    neuron.hover()
    expect(heading).to_have_text("Hidden layer 1, neuron 3")
    box = neuron.bounding_box()
    page.page.mouse.move(box["x"] - 6, box["y"] + box["height"] - 2)  # its bias
    expect(heading).to_have_text("Output")
    page.page.evaluate(DRAWN)
    expect(page.page.get_by_text("Bias of neuron 3 of layer 1")).to_be_visible()


def test_the_heatmap_is_smooth(new_playground):
    page = new_playground()
    page.page.evaluate("""() => {
        const context = CanvasRenderingContext2D.prototype;
        const draw = context.drawImage;
        context.drawImage = function (image, ...rest) {
            if (image.width === 100) window.smooth = this.imageSmoothingEnabled;
            return draw.call(this, image, ...rest);
        };
    }""")
    page.button("Step").click()
    page.wait("() => window.smooth === true")


def test_the_display_boxes_change_the_picture(new_playground):
    page = new_playground()
    plot = page.page.locator(".heatmap-plot")
    before = plot.screenshot()
    page.page.get_by_role("checkbox", name="Discretize output").check()
    page.wait_link("discretize=true")
    discretized = wait_for_other(page, plot, before)
    page.page.get_by_role("checkbox", name="Show test data").check()
    page.wait_link("showTestData=true")
    wait_for_other(page, plot, discretized)


def wait_for_other(page, element, before: bytes) -> bytes:
    """Wait until an element looks different; return its new look."""
    for _ in range(200):
        now = element.screenshot()
        if now != before:
            return now
    raise AssertionError("the picture stayed as it was")


def test_a_redraw_adds_no_point_to_the_curves(new_playground):
    page = new_playground()
    page.button("Step").click()
    page.wait_epoch(1)
    count = """() => {
        const document = Bokeh.documents[0];
        for (const { type, data } of document.all_models ?? document._all_models.values())
            if (type === "ColumnDataSource" && data.epoch) return data.epoch.length;
    }"""
    page.wait(f"() => ({count})() === 2")
    page.page.get_by_role("checkbox", name="Discretize output").check()
    page.wait_link("discretize")
    page.button("Step").click()
    page.wait_epoch(2)
    page.wait(f"() => ({count})() === 3")


@pytest.mark.parametrize("size", [(360, 740), (768, 1024), (1280, 720), (1440, 900), (1920, 1080)])
def test_nothing_is_cut_off(new_playground, size):
    width, height = size
    page = new_playground("#networkShape=8,8,8,8,8,8", viewport={"width": width, "height": height})
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    if width >= 1280:  # the whole tool without scrolling
        box = page.page.locator(".playground .columns").bounding_box()
        assert box["y"] + box["height"] <= height
    boxes = [
        one.bounding_box()
        for one in page.page.locator(".bar").locator("button, [role=combobox]").all()
    ]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def test_the_run_bar_of_a_phone_stays_in_sight(new_playground):
    page = new_playground(viewport={"width": 360, "height": 740})
    page.page.mouse.wheel(0, 900)
    page.wait("() => window.scrollY > 500")
    expect(page.button("Play")).to_be_in_viewport()


def test_every_control_has_a_name(new_playground):
    page = new_playground().page
    for role in ("button", "combobox", "slider", "checkbox", "radio"):
        nameless = page.get_by_role(role, name=re.compile("^$"))
        assert nameless.count() == 0, nameless.first.evaluate("(one) => one.outerHTML")


def test_light_and_dark_follow_the_system_and_the_button(new_playground):
    page = new_playground(color_scheme="dark")
    theme = "document.documentElement.dataset.theme"
    assert page.page.evaluate(theme) == "dark"
    page.page.emulate_media(color_scheme="light")
    page.wait(f"() => {theme} === 'light'")
    page.button("Theme: system").click()
    page.button("Theme: light").click()
    expect(page.button("Theme: dark")).to_be_visible()
    assert page.page.evaluate(theme) == "dark"
    page.open()
    assert page.page.evaluate(theme) == "dark"  # the choice is kept


def test_a_tooltip_explains_a_control(new_playground):
    page = new_playground()
    page.menu("Learning rate").hover()
    expect(page.page.get_by_role("tooltip")).to_contain_text("too large overshoots")
    page.page.keyboard.press("Escape")


def test_a_link_of_the_text_opens_its_experiment(new_playground):
    page = new_playground()
    page.page.get_by_role("link", name="The spiral, the hard one.").click()
    page.wait_link("dataset=spiral")
    expect(page.page.get_by_role("radio", name="Spiral")).to_have_attribute("aria-checked", "true")
    expect(page.button("Play")).to_be_in_viewport()
