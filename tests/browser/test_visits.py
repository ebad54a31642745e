"""Links, notices, hiding, divergence, faults, tabs, connections: the life of a visit."""

from __future__ import annotations

import gc
import re
import threading

import pytest
from playwright.sync_api import expect

from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.ui.pages.playground.visit import Visit


def until(condition, seconds: float = 40.0) -> None:
    """Wait until something is so on the server's side."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.2)):
        if condition():
            return
        pause.wait(0.2)
    raise AssertionError("it did not come to pass")


def alive() -> int:
    gc.collect()
    return len(Visit.in_memory())


def test_a_link_of_tensorflow_playground_opens(new_playground):
    page = new_playground(
        "#activation=relu&regularization=L2&batchSize=7&dataset=xor&regDataset=reg-plane"
        "&learningRate=0.1&regularizationRate=0.003&noise=25&networkShape=5,3&seed=0.75437"
        "&showTestData=false&discretize=true&percTrainData=70&x=true&y=true&xTimesY=true"
        "&collectStats=false&problem=classification&initZero=false&hideText=false"
    )
    expect(page.menu("Activation")).to_have_text("ReLU")
    expect(page.menu("Regularization")).to_have_text("L2")
    expect(page.slider("Batch size")).to_have_attribute("aria-valuetext", "7")
    expect(page.slider("Noise")).to_have_value("25")
    expect(page.page.get_by_role("checkbox", name="Discretize output")).to_be_checked()
    assert page.frame("shape") == [3, 5, 3, 1]
    expect(page.page.locator(".notice")).to_have_count(0)


def test_what_is_put_right_in_a_link_is_told_and_can_be_dismissed(new_playground):
    page = new_playground("#noise=500&dataset=cube&learningRate=0.02")
    notices = page.page.locator(".notice")
    expect(notices).to_have_count(2)
    expect(notices.first.or_(notices.last).filter(has_text="Noise: 500")).to_be_visible()
    expect(page.menu("Learning rate")).to_have_text("0.02")  # not in the menu, shown all the same
    page.button("Dismiss this notice").first.click()
    expect(notices).to_have_count(1)


def test_nothing_of_a_link_becomes_html(new_playground):
    page = new_playground("#dataset=%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.page.locator(".notice")).to_have_count(1)
    assert page.page.locator(".notice img").count() == 0


def test_back_and_forward_undo_and_redo(new_playground):
    page = new_playground()
    page.choose("Activation", "ReLU")
    page.wait_link("activation=relu")
    page.page.get_by_role("radio", name="Exclusive or").click()
    page.wait_link("dataset=xor")
    page.page.go_back()
    expect(page.page.get_by_role("radio", name="Circle")).to_have_attribute("aria-checked", "true")
    expect(page.menu("Activation")).to_have_text("ReLU")
    page.page.go_back()
    expect(page.menu("Activation")).to_have_text("Tanh")
    page.page.go_forward()
    expect(page.menu("Activation")).to_have_text("ReLU")


def test_a_reload_brings_the_set_up_back(new_playground):
    page = new_playground()
    page.choose("Activation", "Sigmoid")
    page.slider("Noise").press("ArrowRight")
    page.wait_link("noise=5")
    page.page.reload()
    page.wait_ready()
    expect(page.menu("Activation")).to_have_text("Sigmoid")
    expect(page.slider("Noise")).to_have_value("5")


def test_a_teacher_hides_controls_and_copies_the_link(new_playground):
    page = new_playground()
    page.button("A link for your class").click()
    panel = page.page.get_by_role("dialog", name="A link for your class")
    panel.get_by_role("checkbox", name="Learning rate").check()
    panel.get_by_role("checkbox", name="Play button").check()
    panel.get_by_role("checkbox", name="The text below").check()
    page.wait_link("learningRate_hide=true")
    page.wait_link("playButton_hide=true")
    page.wait_link("hideText=true")
    link = panel.get_by_role("textbox", name="The link for your class")
    expect(link).to_have_value(page.page.url)
    panel.get_by_role("button", name="Copy the link").click()
    expect(panel.get_by_text(re.compile("Copied|by hand"))).to_be_visible()

    student = new_playground(page.link)
    expect(student.menu("Learning rate")).to_be_hidden()
    expect(student.button("Play")).to_be_hidden()
    expect(student.menu("Activation")).to_be_visible()
    expect(student.page.get_by_role("heading", name="What is this?")).to_be_hidden()


def test_two_quick_ticks_both_hide(new_playground):
    page = new_playground()
    page.button("A link for your class").click()
    panel = page.page.get_by_role("dialog", name="A link for your class")
    boxes = [panel.get_by_role("checkbox", name=name) for name in ("Noise", "Speed", "Play button")]
    for box in boxes:
        expect(box).to_be_visible()
    page.page.evaluate(
        "(boxes) => boxes.forEach((box) => box.click())", [one.element_handle() for one in boxes]
    )
    page.wait_link("noise_hide=true&speed_hide=true&playButton_hide=true")
    for box in boxes:
        expect(box).to_be_checked()


def test_what_is_hidden_stays_hidden_for_an_example_of_the_text_and_for_the_keys(new_playground):
    page = new_playground("#noise_hide=true&playButton_hide=true&resetButton_hide=true")
    page.page.keyboard.press("Space")
    page.page.keyboard.press("ArrowRight")  # this one is not hidden, and is answered after it
    page.wait_epoch(1)
    page.page.keyboard.press("r")
    page.page.keyboard.press("ArrowRight")
    page.wait("() => window.frame.epoch === 2 && !window.frame.playing")
    page.page.get_by_role("link", name="The spiral, the hard one.").click()
    page.wait_link("dataset=spiral")
    expect(page.page.get_by_role("radio", name="Spiral")).to_have_attribute("aria-checked", "true")
    expect(page.slider("Noise")).to_be_hidden()
    expect(page.button("Play")).to_be_hidden()
    assert "noise_hide=true" in page.link


def test_everything_that_a_link_can_hide_is_hidden(new_playground):
    names = {
        "checkbox": ["Show test data", "Discretize output"],
        "button": ["Play", "Step", "Step one batch", "Reset", "Regenerate", "Add a hidden layer",
                   "Remove the last hidden layer", "More data sets", "Paint", "Open"],
        "combobox": ["Learning rate", "Activation", "Regularization", "Regularization rate",
                     "Problem type", "Speed"],
        "slider": ["Training data", "Noise", "Batch size"],
        "radio": ["Circle", "Exclusive or", "Gaussian", "Spiral"],
    }  # fmt: skip
    shown = new_playground("#regularization=L2").page
    hidden = new_playground(
        "#regularization=L2" + "".join(f"&{one}_hide=true" for one in Settings.hideable)
    )
    expect(hidden.page.locator(".notice")).to_have_count(0)
    for role, labels in names.items():
        for label in labels:
            expect(shown.get_by_role(role, name=label, exact=True)).to_be_visible()
            expect(hidden.page.get_by_role(role, name=label, exact=True)).to_be_hidden()
    hidden.button("Hidden layer 1: activation and dropout, whether it learns").click()
    card = hidden.page.get_by_role("dialog", name="Hidden layer 1")
    expect(card.get_by_role("slider", name=re.compile("Dropout"))).to_be_visible()
    expect(card.get_by_role("combobox", name="Activation")).to_be_hidden()


def test_a_link_hides_the_buttons_for_layers(new_playground):
    add = {"name": "Add a hidden layer"}
    expect(new_playground().page.get_by_role("button", **add)).to_be_visible()
    hidden = new_playground("#numHiddenLayers_hide=true").page
    expect(hidden.get_by_text("2 hidden layers")).to_be_visible()
    expect(hidden.get_by_role("button", **add)).to_have_count(0)


def test_a_diverged_run_says_why_and_goes_on_with_a_tenth(new_playground):
    page = new_playground("#problem=regression&learningRate=10")
    page.button("Play").click()
    notice = page.page.locator(".notice.alarm")
    expect(notice).to_contain_text("learning rate 10 is too large")
    expect(page.button("Play")).to_be_visible()
    line = page.page.locator(".findings .line")
    expect(line).to_have_text("Divergence: The training has stopped.")
    notice.get_by_role("button", name="Go on with a tenth").click()
    expect(line).not_to_contain_text("has stopped")
    page.wait_link("learningRate=1")
    page.wait("() => Math.abs(window.frame.learning_rate - 1) < 1e-9")


def test_a_fault_becomes_a_notice_and_the_page_goes_on(new_playground, monkeypatch, caplog):
    page = new_playground()

    def broken(_: Experiment) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(Experiment, "regenerate", broken)
    page.button("Regenerate").click()
    expect(page.page.locator(".notice.alarm")).to_contain_text("ZeroDivisionError")
    assert any(one.exc_info and "on purpose" in str(one.exc_info[1]) for one in caplog.records)
    page.button("Step").click()
    page.wait_epoch(1)


def test_two_tabs_do_not_disturb_each_other(new_playground):
    one = new_playground("#dataset=xor&learningRate=0.1")
    two = new_playground("#dataset=gauss", beside=one)
    one.button("Play").click()
    one.wait_epoch(10)
    assert two.epoch == 0
    two.choose("Activation", "Linear")
    two.wait_link("activation=linear")
    expect(one.menu("Activation")).to_have_text("Tanh")
    assert "dataset=xor" in one.link
    assert two.frame("playing") is False


def test_a_short_loss_of_connection_resumes(new_playground):
    page = new_playground()
    page.button("Step").click()
    page.wait_epoch(1)
    page.page.evaluate("window.cut()")
    page.wait("() => window.connections === 2")
    expect(page.page.locator(".notice")).to_have_count(0)
    page.button("Step").click()
    page.wait_epoch(2)


def test_a_closed_tab_stops_training_and_its_visit_is_freed(new_playground):
    until(lambda: alive() == 0)
    page = new_playground()
    page.button("Play").click()
    page.wait_epoch(10)
    experiment = Visit.in_memory()[0].experiment
    page.page.close()
    until(lambda: not experiment.playing)
    experiment = None
    until(lambda: alive() == 0)


def test_a_page_that_is_only_fetched_starts_nothing(new_playground, address):
    until(lambda: alive() == 0)
    page = new_playground()
    response = page.page.request.get(address)
    assert response.ok
    fetched = [visit for visit in Visit.in_memory() if not visit.opened]
    assert all(not visit.experiment.playing and visit.experiment.epoch == 0 for visit in fetched)
    assert fetched
    del fetched
    page.page.close()
    until(lambda: alive() == 0)


@pytest.mark.parametrize("header", ["gzip"])
def test_the_page_comes_compressed_and_its_scripts_can_be_cached(new_playground, header):
    page = new_playground()
    served = page.page.request.get(page.address, headers={"Accept-Encoding": header})
    assert served.headers["content-encoding"] == header
