"""One neuron, one weight, one layer in a real Chromium: switched off, frozen, told of."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_neuron_is_switched_off_and_frozen_by_keyboard_while_it_learns(new_playground):
    page = new_playground("#dataset=circle&optimizer=adam")
    page.button("Play").click()
    page.button("Neuron 2 of hidden layer 1: weights and bias").press("Enter")
    card = page.page.get_by_role("dialog", name="Neuron 2 of layer 1")
    expect(card).to_contain_text("a₂⁽¹⁾ = tanh(")
    expect(card.get_by_role("img", name=re.compile("Tanh and its slope"))).to_be_visible()
    without = card.get_by_text(re.compile("^Without it: training loss"))
    expect(without).not_to_have_text(without.inner_text())  # it learns: the numbers change
    card.get_by_role("button", name="Switch off").press("Enter")
    expect(card).to_contain_text("Switched off: its output is 0.")
    expect(card.get_by_role("button", name="Switch on")).to_be_focused()
    page.wait_link("off=1.2")
    card.get_by_role("button", name="Freeze").press("Enter")
    expect(card).to_contain_text("Frozen: training leaves it as it is.")
    page.page.keyboard.press("Escape")
    expect(
        page.button("Neuron 2 of hidden layer 1: weights and bias, switched off, frozen")
    ).to_be_focused()
    page.button("Hidden layer 2: activation and dropout, whether it learns").click()
    page.page.get_by_label("Freeze this layer").check()
    page.wait_link("frozen=1.2,2")
    expect(page.button("Neuron 1 of hidden layer 2: weights and bias, frozen")).to_be_visible()


def test_a_bias_tells_on_a_phone_what_its_optimizer_remembers(new_playground):
    phone = {"width": 390, "height": 844}
    page = new_playground("#dataset=circle&optimizer=adam", viewport=phone)
    for _ in range(2):
        page.button("Step").click()
    page.wait_epoch(2)
    node = page.button("Neuron 1 of hidden layer 1: weights and bias")
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    # The square of its bias stands at its lower left corner.
    page.page.mouse.click(box["x"] - 3, box["y"] + box["height"] - 3)
    card = page.page.get_by_role("dialog", name="Bias of neuron 1 of layer 1")
    for row in ("Momentum m", "Squared gradient v", "Effective rate"):
        expect(card.get_by_role("row", name=re.compile(rf"{row}.*\d"))).to_have_count(1)
    expect(card.get_by_role("img", name=re.compile("value from epoch 0 to 2"))).to_have_count(1)


def test_a_vanishing_gradient_leads_to_the_signal_and_a_worst_point_is_marked(new_playground):
    page = new_playground("#dataset=spiral&networkShape=6,6,6,6,6,6&activation=sigmoid")
    page.button("All findings, with their evidence").click()
    page.page.get_by_text("Why?", exact=True).first.click()
    drawn = page.page.get_by_role("img", name=re.compile("lengths of the gradient, from layer 1"))
    expect(drawn).to_be_visible()
    page.button("See the signal of every layer").click()
    signal = page.page.locator("table.signal tbody tr")
    expect(signal).to_have_count(7)
    expect(signal.last).to_contain_text(re.compile(r"Output.*±.*→"))
    worst = page.page.get_by_role("listitem").get_by_role("button", name=re.compile("loss"))
    expect(worst).to_have_count(8)
    worst.nth(1).click()
    expect(worst.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(worst.nth(0)).to_have_attribute("aria-pressed", "false")
    # It is followed through the step that comes, further up.
    panel = page.page.get_by_role("region", name="Backpropagation, step by step")
    expect(panel.get_by_role("heading", name="The example goes in")).to_be_in_viewport()
    text = worst.nth(1).inner_text()
    assert panel.get_by_text(re.compile("^a.*x₁ = ")).inner_text().split("= ")[-1] in text
