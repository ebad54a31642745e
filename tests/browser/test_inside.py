"""Look inside, in a browser: the step that comes next, stage by stage, on the learner's network."""

from __future__ import annotations

from playwright.sync_api import expect


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
    panel.get_by_role("button", name="Take this step").click()
    expect(panel.get_by_text("Epoch 1, batch 2 of 25")).to_be_visible()
    stage(panel, "The example goes in")
    page.wait("() => window.frame.batch === 10")
    panel.get_by_role("button", name="Close “Look inside”").click()
    expect(panel).to_be_hidden()
    expect(page.page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
