"""Look inside, in a browser: the step that comes next, stage by stage, on the learner's network."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from playground.experiment import Experiment
from playground.labs.inside.standing import Standing

# What a finger has to hit in the panel and is less than 24 pixels wide or high.
SMALL = """(panel) => [...panel.querySelectorAll("button, select, summary, label, [type=range]")]
    .map((one) => [one.textContent.slice(0, 20), one.getBoundingClientRect()])
    .filter(([, box]) => box.width && Math.min(box.width, box.height) < 24)
    .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""


def look_inside(page):
    """Press the button; return the panel."""
    page.button("Look inside").click()
    panel = page.page.get_by_role("region", name="Backpropagation, step by step")
    expect(panel.get_by_role("heading", name="The example goes in")).to_be_visible()
    return panel


def stage(panel, name):
    expect(panel.get_by_role("heading", name=name)).to_be_visible()


def test_a_step_is_gone_through_by_keys_and_slider_and_then_taken(new_playground):
    page = new_playground("#dataset=gauss&seed=3")
    panel = look_inside(page)
    expect(panel.get_by_text("Epoch 1, batch 1 of 25")).to_be_visible()
    page.page.keyboard.press("ArrowRight")
    stage(panel, "Forwards: layer 1")
    assert page.frame("epoch") == 0  # the key went to the stages, not to the training
    expect(panel.get_by_text("z = signal @ w + b")).to_be_visible()
    slider = panel.get_by_role("slider", name="Stage")
    slider.press("End")
    stage(panel, "The new weights")
    expect(slider).to_have_attribute("aria-valuetext", "13 of 13: The new weights")
    page.page.keyboard.press("ArrowLeft")
    stage(panel, "The optimizer’s memory: SGD")
    panel.get_by_role("button", name="Gradients").click()  # one of the five parts
    stage(panel, "Gradients of layer 1 (3, 4)")
    panel.get_by_role("button", name="Update").click()
    panel.get_by_role("button", name="Go from stage to stage by itself").click()
    stage(panel, "The new weights")  # the last one: there it stops
    expect(panel.get_by_role("button", name="Go from stage to stage by itself")).to_be_visible()
    panel.get_by_role("button", name="Take this step").click()
    expect(panel.get_by_text("Epoch 1, batch 2 of 25")).to_be_visible()
    stage(panel, "The example goes in")
    page.wait("() => window.frame.batch === 10")
    panel.get_by_role("button", name="Close “Look inside”").click()
    expect(panel).to_be_hidden()
    expect(page.page.get_by_role("heading", name="Data", exact=True)).to_be_visible()


def test_softmax_a_clicked_point_a_weights_way_and_a_prediction(new_playground):
    page = new_playground("#dataset=blobs&classes=4&loss=cross_entropy&seed=3")
    expect(page.button("Output “green”: weights and bias")).to_be_visible()
    expect(page.page.locator(".class-name").nth(2)).to_have_text("green")  # beside it
    panel = look_inside(page)
    panel.get_by_role("slider", name="Stage").press("End")
    stage(panel, "The new weights")
    for _ in range(6):
        page.page.keyboard.press("ArrowLeft")
    stage(panel, "Backwards: δ of layer 2 (2)")
    expect(panel.get_by_text("delta = delta @ weights[layer + 1].T")).to_be_visible()

    # A point of the output is followed: here the one next to where it is clicked.
    plot = page.page.locator(".heatmap-plot .plot")
    box = plot.bounding_box()
    plot.click(position={"x": 0.56 * box["width"], "y": 0.2 * box["height"]})
    points = Experiment.from_link(page.link).data.train.points
    chosen = panel.get_by_role("combobox", name="Example")
    expect(panel.get_by_text("This point is not in the batch")).to_be_visible()
    x, y = points[int(chosen.input_value())]
    assert abs(x) < 1.5
    assert 2.5 < y < 5

    # A click on a neuron of the network chooses it; one on its weight shows the way to the loss.
    page.page.get_by_role("button", name="Neuron 2 of hidden layer 2: weights and bias").click()
    expect(panel.locator("button.row").nth(1)).to_have_attribute("aria-pressed", "true")
    for _ in range(3):
        panel.get_by_role("button", name="Next stage").click()
    stage(panel, "Gradients of layer 2 (3, 4)")
    panel.get_by_label("Predict first").check()
    expect(panel.locator("ol.rows")).to_be_hidden()
    panel.get_by_role("button", name="zero: it makes no difference").click()
    expect(panel.get_by_text("0 of 1 right")).to_be_visible()
    expect(panel.get_by_text("✗ No. It is")).to_be_visible()
    panel.locator("ol.rows button").last.click()
    panel.get_by_role("button", name="positive: more of it, more loss").click()
    expect(panel.get_by_role("heading", name="The way of the bias of neuron 2")).to_be_visible()
    expect(panel.get_by_text("This is the strongest of 4 paths.")).to_be_visible()
    expect(panel.get_by_text("✓ They agree.").first).to_be_visible()

    # Another value for it: the step is made anew with it.
    value = panel.get_by_role("spinbutton", name="Value of the bias of neuron 2 of layer 2")
    value.fill("")
    value.press("Enter")
    expect(panel.get_by_text("Type a number between")).to_be_visible()
    value.fill("2.5")
    value.press("Enter")
    expect(panel.get_by_role("button", name="zero: it makes no difference")).to_be_visible()
    panel.get_by_label("Predict first").uncheck()
    expect(value).to_have_value("2.5")
    panel.get_by_label("Predict first").check()

    # Another setting makes the step anew; pressing Play lets it wait.
    page.choose("Activation", "ReLU")
    page.wait_link("activation=relu")
    expect(panel.get_by_role("button", name="zero: it makes no difference")).to_be_visible()
    page.button("Play").click()
    expect(panel.get_by_text("The run goes on.")).to_be_visible()
    expect(panel.get_by_role("button", name="Take this step")).to_be_disabled()
    page.button("Pause").click()
    expect(panel.get_by_role("button", name="Take this step")).to_be_enabled()


def test_on_a_phone_there_is_one_equation_a_screen(new_playground):
    page = new_playground(
        "#networkShape=3&seed=3", viewport={"width": 390, "height": 844}, has_touch=True
    )
    panel = look_inside(page)
    panel.get_by_role("button", name="Next stage").click()
    stage(panel, "Forwards: layer 1")
    rows = panel.locator("ol.rows")
    width = rows.bounding_box()["width"]
    for row in rows.locator("li").all():
        assert row.bounding_box()["width"] == pytest.approx(width, abs=1)
    expect(panel.get_by_text("3 equations: swipe")).to_be_visible()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert panel.evaluate(SMALL) == []
    panel.get_by_text("The whole network as one formula").click()
    expect(panel.locator("details .formula")).to_contain_text("tanh")
    words = rows.locator("li").first.locator(".unseen")
    expect(words).to_contain_text("Neuron 1 of layer 1:")


def test_a_step_that_runs_away_is_told_before_and_after_it_is_taken(new_playground):
    link = "#problem=regression&learningRate=10&activation=linear&seed=3"
    page, run = new_playground(link), Experiment.from_link(link)
    panel = look_inside(page)
    take = panel.get_by_role("button", name="Take this step")
    while Standing.of(run).look().is_sound:
        take.click()
        run.step_batch()
        batch = run.trainer.position // 10 + 1
        expect(panel.get_by_text(f"batch {batch} of 60")).to_be_visible()
    panel.get_by_role("slider", name="Stage").press("End")
    expect(panel.get_by_text("The numbers have run away")).to_be_visible()
    take.click()
    expect(page.button("Go on with a tenth of the learning rate")).to_be_visible()
    stage(panel, "The new weights")  # the step that was not taken is the next one still


def test_without_a_gradient_there_are_candidates_and_without_points_the_last_ones(new_playground):
    page = new_playground("#optimizer=genetic&seed=3")
    page.button("Paint").click()
    page.button("Clear").click()
    expect(page.page.get_by_text("Paint at least two points")).to_be_visible()
    page.button("Look inside").click()
    panel = page.page.get_by_role("region", name="Backpropagation, step by step")
    expect(panel.get_by_text("nothing is propagated back")).to_be_visible()
    expect(panel.get_by_role("row")).to_have_count(31)
    panel.get_by_role("button", name="Train this generation").click()
    expect(panel.get_by_text("Generation 2")).to_be_visible()
