"""The learner's own network as a landscape, in a browser: there and back, slices, runs."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from playground.experiment import Experiment
from playground.experiment.trained import unpack
from playground.labs.optimizers.landscape import resolutions
from playground.settings.links import read_pairs
from playground.ui.pages.optimizers import exact_slice, network_messages, network_runs

OWN = "optimizers.over=network"


def fragment(page: Page) -> dict[str, str]:
    return read_pairs(page.evaluate("location.hash"), long=["trained"])[0]


def wait_ready(page: Page) -> Page:
    expect(page.locator(".optimizers.ready")).to_be_visible()
    return page


@pytest.fixture
def landscape(new_page):
    """Open the page with a link: ``landscape("optimizers.view=live")``."""

    def make(link: str = "", **options) -> Page:
        return wait_ready(new_page(f"/optimizers#{OWN}{'&' if link else ''}{link}", **options))

    return make


def test_from_the_playground_to_the_landscape_and_back_with_the_same_network(new_playground):
    play = new_playground("#dataset=xor&networkShape=3")
    page = play.page
    for epoch in (1, 2):
        play.button("Step").click()
        play.wait_epoch(epoch)
    page.evaluate("window.frame = undefined")
    play.button("Landscape").click()
    page.wait_for_url("**/optimizers#*")
    wait_ready(page)
    expect(page.locator(".about")).to_contain_text("2-3-1, 13 weights and biases, epoch 2")
    there = unpack(fragment(page)["trained"])
    assert there.epoch == 2
    page.get_by_role("combobox", name="Reach").select_option("1")
    page.wait_for_function("location.hash.includes('optimizers.reach=1')")
    assert fragment(page)["dataset"] == "xor"  # the page keeps what is the playground's
    page.get_by_role("button", name="‹ Playground").click()
    page.wait_for_url(re.compile(r"/#"))
    play.wait_ready()
    assert play.epoch == 2
    assert fragment(page)["optimizers.reach"] == "1"  # and the playground what is the page's
    # The browser's Back finds the page as it was left, with the network.
    page.go_back()
    wait_ready(page)
    again = unpack(fragment(page)["trained"])
    np.testing.assert_array_equal(again.parameters, there.parameters)


def test_two_links_are_chosen_by_click_and_by_menu(landscape):
    page = landscape("networkShape=3&dataset=gauss")
    horizontal = page.get_by_role("combobox", name="Weight on the horizontal axis")
    vertical = page.get_by_role("combobox", name="Weight on the vertical axis")
    expect(horizontal).to_have_value("0")
    expect(vertical).to_have_value("3")
    vertical.select_option("1.1 → output")
    page.wait_for_function("location.hash.includes('optimizers.weights=0,6')")
    expect(page.locator(".sketch .y-axis title")).to_contain_text("1.1 → output")
    page.locator(".sketch .pick", has_text="bias of 1.2").click()
    page.wait_for_function("location.hash.includes('optimizers.weights=10,6')")
    expect(horizontal).to_have_value("10")
    expect(page.get_by_text("only these two numbers learn")).to_be_visible()
    expect(page.locator(".rule.on .verdict").first).not_to_be_empty()
    expect(page.locator(".bend")).to_contain_text("Eigenvalues of the Hessian at")


def test_the_live_slice_follows_the_training_and_the_address_keeps_the_network(landscape):
    page = landscape("optimizers.view=live&dataset=gauss&speed=20")
    told = page.get_by_role("status", name="Epoch and training loss")
    expect(told).to_contain_text("epoch 0")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(told).to_contain_text(re.compile("epoch [1-9]"))
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function("location.hash.includes('trained=')")
    expect(page.locator(".live[data-playing=false]")).to_be_visible()
    epoch = int(re.search(r"epoch (\d+)", told.inner_text())[1])
    assert unpack(fragment(page)["trained"]).epoch == epoch
    page.get_by_role("button", name="One epoch").click()
    expect(told).to_contain_text(f"epoch {epoch + 1}")
    expect(page.locator(".about")).to_contain_text(f"epoch {epoch + 1}")
    page.get_by_role("button", name="Reset").click()
    expect(told).to_contain_text("epoch 0")
    page.locator(".about").click()  # no control has the focus
    page.keyboard.press("Space")
    expect(told).to_contain_text(re.compile("epoch [1-9]"))
    # Who leaves while it trains finds the network as it has become.
    before = fragment(page)["trained"]
    page.get_by_role("combobox", name="View").select_option("Two weights")
    page.wait_for_function("(before) => !location.hash.includes(before)", arg=before)
    epoch = unpack(fragment(page)["trained"]).epoch
    expect(page.locator(".about")).to_contain_text(f"epoch {epoch}, ")


def test_whole_runs_show_one_plane_each_with_true_losses_as_text(landscape):
    page = landscape("optimizers.view=run&optimizers.rules=sgd,adam,newton&optimizers.epochs=20")
    page.get_by_role("button", name="Train 2 runs").click()
    planes = page.locator(".shadow")
    expect(planes).to_have_count(2)
    for plane in planes.all():
        expect(plane.locator(".said")).to_have_text(
            re.compile(r"Epoch 20: loss [^,]+, on this plane [^,]+, off the plane [^ ]+ %\.")
        )
        expect(plane.locator(".words")).to_contain_text("Largest curvature at the end")
    true = Experiment()
    true.train(20)
    printed = float(re.search("loss ([^,]+),", planes.first.locator(".said").inner_text())[1])
    assert printed == pytest.approx(true.measured().train_loss, rel=5e-3)  # three digits
    first = page.get_by_role("application", name="The run of SGD on its plane")
    first.focus()
    first.press("ArrowLeft")
    expect(planes.first.locator(".said")).to_contain_text("Epoch 19: loss")
    assert "variance" not in page.locator(".runs").inner_text()


def test_a_run_can_be_cancelled_and_what_is_finished_stays(landscape):
    page = landscape(
        "optimizers.view=run&optimizers.rules=sgd,adam&optimizers.epochs=2000"
        "&networkShape=8,8,8,8,8,8&batchSize=1"
    )
    page.get_by_role("button", name="Train 2 runs").click()
    expect(page.get_by_role("progressbar", name="Training")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled: the runs that are finished stay.")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


def test_nobody_to_train_and_what_a_teacher_hides(landscape):
    page = landscape("optimizers.view=run&optimizers.rules=newton&optimizers.view_hide=true")
    expect(page.get_by_text("Newton's method trains no networks")).to_be_visible()
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    expect(page.get_by_role("combobox", name="View")).to_be_hidden()


def test_a_teacher_can_hide_the_way_to_the_landscape(new_playground):
    play = new_playground("#landscape_hide=true")
    expect(play.button("Landscape")).to_be_hidden()


@pytest.mark.parametrize("view", ["weights", "live", "run"])
def test_it_fits_a_phone(landscape, view):
    page = landscape(f"optimizers.view={view}", viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("button", name="‹ Playground")).to_be_visible()


def test_a_very_large_network_is_coarse_and_says_so(landscape, monkeypatch):
    monkeypatch.setattr(exact_slice, "resolutions", lambda seconds: resolutions(10.0))
    page = landscape(f"networkShape={','.join(['64'] * 16)}&optimizers.rules=sgd")
    expect(page.locator(".over > .lesson")).to_contain_text("only 8 × 8 losses")
    expect(page.get_by_text("name two of its weights by their number")).to_be_visible()


def test_points_of_ones_own_come_along(new_playground):
    play = new_playground("#networkShape=3")
    page = play.page
    text = "x,y,class\n" + "\n".join(f"{k % 7 - 3},{k % 5 - 2},{k % 2}" for k in range(40))
    play.button("Open").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    play.button("Use this data").click()
    play.wait_link("dataset=own")
    page.keyboard.press("Escape")
    play.button("Landscape").click()
    page.wait_for_url("**/optimizers#*")
    wait_ready(page)
    expect(page.locator(".about")).to_contain_text("2-3-1")
    assert "handed" in fragment(page)
    expect(page.locator(".notice")).to_have_count(0)


def test_a_race_over_the_network_and_whole_runs_are_saved(landscape):
    page = landscape("networkShape=3&dataset=gauss&optimizers.steps=20&optimizers.rules=sgd,adam")
    expect(page.locator(".rule.on .verdict").first).not_to_be_empty()
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Save and share")
    for name, file in (("NumPy script", "race.py"), ("Paths (CSV)", "race.csv"),
                       ("Picture (SVG)", "race.svg")):  # fmt: skip
        with page.expect_download() as download:
            dialog.get_by_role("button", name=name).click()
        assert download.value.suggested_filename == file
        text = download.value.path().read_text(encoding="utf-8")
        assert "x₁ → 1.1" in text
        if file == "race.py":  # its link opens the same network
            link = re.search(r"^- link (#.+)$", text, re.MULTILINE)[1]
            assert read_pairs(link)[0].items() >= fragment(page).items()
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="View").select_option("While it trains")
    page.get_by_role("button", name="One epoch").click()
    expect(page.get_by_role("status", name="Epoch and training loss")).to_contain_text("epoch 1,")
    saved = {}
    for names in (("NumPy script", "Losses (CSV)", "Picture (SVG)", "Picture (PNG)"),
                  ("Runs (CSV)", "Picture (SVG)", "Picture (PNG)")):  # fmt: skip
        page.get_by_role("button", name="Save").click()
        for name in names:
            with page.expect_download() as download:
                dialog.get_by_role("button", name=name).click()
            saved[download.value.suggested_filename] = download.value.path().read_bytes()
        page.keyboard.press("Escape")
        if "runs.csv" not in saved:
            page.get_by_role("combobox", name="View").select_option("A whole run")
            page.get_by_role("combobox", name="Epochs").select_option("20")
            page.get_by_role("button", name="Train 2 runs").click()
            expect(page.locator(".shadow")).to_have_count(2)
    assert b"trained=" in saved["slice.py"]
    assert "Your network at epoch 1" in saved["slice.svg"].decode()
    assert saved["slice.csv"].count(b"\n") == 60 * 60 + 1
    assert "Adam, rate" in saved["runs.svg"].decode()
    assert b"loss_on_plane" in saved["runs.csv"]


@pytest.mark.parametrize(
    ("link", "about"),
    [
        ("dataset=blobs&classes=4&networkShape=3", "2-3-4"),
        ("dataset=gauss&networkShape=", "2-1"),
        ("problem=regression&regDataset=reg-gauss&networkShape=2&loss=huber", "2-2-1"),
    ],
    ids=["four classes", "no hidden layer", "regression"],
)
def test_networks_of_all_kinds_are_raced_over_and_trained(landscape, link, about):
    page = landscape(f"{link}&optimizers.rules=sgd")
    expect(page.locator(".about")).to_contain_text(f"Your network: {about}, ")
    expect(page.locator(".rule.on .verdict")).not_to_be_empty()
    page.get_by_role("combobox", name="View").select_option("Two directions")
    expect(page.locator(".over > .lesson")).to_contain_text("two random directions")
    page.get_by_role("combobox", name="View").select_option("While it trains")
    page.get_by_role("button", name="One epoch").click()
    expect(page.get_by_role("status", name="Epoch and training loss")).to_contain_text("epoch 1,")


def test_the_speed_of_the_live_slice_is_that_of_the_playground(landscape):
    page = landscape("optimizers.view=live&dataset=gauss&speed=5")
    speed = page.get_by_role("combobox", name="Speed", exact=True).locator("visible=true")
    expect(speed.locator("option:checked")).to_have_text("5 epochs/s")
    speed.select_option("100 epochs/s")
    page.wait_for_function("location.hash.includes('speed=100')")


def test_what_training_minds_beside_the_loss_is_said(landscape):
    page = landscape("dataset=gauss&labelSmoothing=0.1&regularization=L2&regularizationRate=0.01")
    expect(page.locator(".about")).to_contain_text(
        "Training also minds the L2 penalty and label smoothing"
    )


def test_a_large_network_says_what_is_computed_and_can_be_stopped(landscape, monkeypatch):
    monkeypatch.setattr(exact_slice, "SLOW", 0.0)  # however quick this machine is
    monkeypatch.setattr(network_messages, "PATIENCE", 60.0)
    page = landscape(f"networkShape={','.join(['64'] * 16)}&optimizers.rules=sgd")
    work = page.locator(".work")
    expect(work).to_contain_text("is being computed")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(work).to_contain_text("Stopped.")
    monkeypatch.setattr(network_messages, "PATIENCE", 0.1)
    page.get_by_role("combobox", name="Reach").select_option("1")  # the page is alive
    expect(page.locator(".rule.on .verdict")).not_to_be_empty()
    expect(work).to_be_hidden()


def test_a_training_that_fails_is_told_and_can_be_tried_again(landscape, monkeypatch, caplog):
    def broken(*_):
        yield 0.0
        raise ZeroDivisionError("on purpose")

    page = landscape("optimizers.view=run&optimizers.rules=sgd&optimizers.epochs=20")
    with monkeypatch.context() as patch:
        patch.setattr(network_runs, "train_runs", broken)
        page.get_by_role("button", name="Train 1 run").click()
        expect(page.get_by_text("Something went wrong: try again")).to_be_visible()
    assert any(one.exc_info and "on purpose" in str(one.exc_info[1]) for one in caplog.records)
    page.get_by_role("button", name="Train 1 run").click()
    expect(page.locator(".shadow")).to_have_count(1)


def test_whole_runs_and_painted_points_outlive_an_interruption(new_playground):
    play = new_playground("#networkShape=3")
    page = play.page
    play.button("Paint").click()
    canvas = page.get_by_role("application")
    expect(canvas).to_be_visible()
    play.button("Point").click()
    expect(canvas).to_have_attribute("data-tool", "Point")
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
    expect(page.get_by_text("501 points of your own").first).to_be_visible()
    play.wait_link("dataset=own")
    play.button("Landscape").click()
    page.wait_for_url("**/optimizers#*")
    wait_ready(page)
    expect(page.locator(".about")).to_contain_text("2-3-1")
    page.get_by_role("combobox", name="View").select_option("A whole run")
    page.get_by_role("combobox", name="Epochs").select_option("2000")
    page.get_by_role("button", name="Train 5 runs").click()
    page.evaluate("window.cut()")
    page.wait_for_function("window.connections === 2")
    expect(page.locator(".shadow")).to_have_count(5)
    expect(page.get_by_text("The connection is interrupted")).to_have_count(0)
    page.get_by_role("combobox", name="View").select_option("Two weights")
    expect(page.locator(".rule.on .verdict").first).not_to_be_empty()
    expect(page.locator(".about")).to_contain_text("2-3-1")
