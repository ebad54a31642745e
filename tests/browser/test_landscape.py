"""The learner's own network as a landscape, in a browser: there and back, slices, runs."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from playground.experiment.trained import unpack
from playground.settings.links import read_pairs

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
    page.get_by_role("button", name="Reset").click()
    expect(told).to_contain_text("epoch 0")
    page.locator(".about").click()  # no control has the focus
    page.keyboard.press("Space")
    expect(told).to_contain_text(re.compile("epoch [1-9]"))


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


def test_a_very_large_network_is_coarse_and_says_so(landscape):
    page = landscape(f"networkShape={','.join(['64'] * 16)}&optimizers.rules=sgd")
    expect(page.locator(".over > .lesson")).to_contain_text("losses")
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
