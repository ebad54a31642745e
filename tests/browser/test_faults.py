"""Cut, dropped and silent lines, killed servers: what was done and trained is there afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Playground, watched
from tests.faults.proxy import Proxy
from tests.faults.server import Server

INTERRUPTED = "The connection is interrupted"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def line(server) -> Iterator[Proxy]:
    proxy = Proxy(server.port)
    yield proxy
    proxy.close()


@pytest.fixture
def page(line, new_context, problems) -> Playground:
    address = f"http://localhost:{line.port}/"
    made = Playground(watched(new_context(), address, problems), address).open("#seed=4")
    made.said = made.page.get_by_text(INTERRUPTED)
    return made


def train(page: Playground, epochs: int) -> None:
    for epoch in range(epochs):
        train_on(page, epoch)


def train_on(page: Playground, epoch: int) -> None:
    page.page.keyboard.press("ArrowRight")
    page.wait_epoch(epoch + 1)


def test_every_press_on_the_network_during_a_cut_counts_once(page, line):
    line.cut()
    expect(page.said).to_be_visible()
    for _ in range(2):
        page.button("Add a hidden layer").click()
    page.choose("Activation", "ReLU")
    line.mend()
    page.wait("() => window.frame.shape.join() === '2,4,2,2,2,1'")
    page.wait_link("activation=relu")
    expect(page.said).to_have_count(0)


def test_what_was_on_its_way_when_the_line_broke_arrives_once(page, line):
    page.button("Step").click()
    page.wait_epoch(1)
    line.drop()
    page.button("Step").click()
    page.choose("Activation", "ReLU")
    line.mend()
    page.wait_epoch(2)
    page.wait_link("activation=relu")
    page.button("Step").click()
    page.wait("() => window.frame.epoch === 3")


def test_play_is_shown_as_paused_meanwhile_and_goes_on(page, line):
    page.button("Play").click()
    page.wait_epoch(5)
    line.cut()
    expect(page.said).to_be_visible()
    expect(page.button("Play")).to_be_visible()
    reached = page.epoch
    line.mend()
    expect(page.button("Pause")).to_be_visible()
    page.wait_epoch(reached + 5)


def test_two_presses_on_play_meanwhile_leave_it_paused(page, line):
    page.button("Play").click()
    page.wait_epoch(5)
    line.cut()
    expect(page.said).to_be_visible()
    page.page.keyboard.press("Space")
    page.page.keyboard.press("Space")
    line.mend()
    expect(page.said).to_have_count(0)
    page.wait("() => window.frame.playing === false")
    expect(page.button("Play")).to_be_visible()


def test_a_server_that_does_not_answer_is_named_until_it_does(page, server):
    said = page.page.get_by_text("The server is not answering")
    server.freeze()
    try:
        expect(said).to_be_visible()
        page.choose("Activation", "ReLU")
    finally:
        server.thaw()
    expect(said).to_have_count(0)
    page.wait_link("activation=relu")


def test_a_reload_keeps_the_trained_run(page):
    train(page, 3)
    loss = page.frame("test_loss")
    page.page.reload()
    page.wait("() => window.frame?.epoch === 3")
    assert page.frame("test_loss") == loss
    expect(page.page.get_by_text("The network goes on from epoch 3.")).to_be_visible()


def test_a_link_that_is_opened_anew_begins_as_it_says(page):
    page.button("Step").click()
    page.wait_epoch(1)
    page.open("#seed=4")
    page.wait("() => window.frame.epoch === 0")
    page.page.reload()
    page.wait_ready()
    assert page.frame("epoch") == 0
    expect(page.page.locator(".notice")).to_have_count(0)


def test_a_killed_server_comes_back_with_the_network_and_with_what_was_done(page, server, line):
    train(page, 3)
    page.wait("() => JSON.parse(sessionStorage['playground:run /']).epoch === 3")
    loss = page.frame("test_loss")
    server.kill()
    expect(page.said).to_be_visible()
    page.choose("Learning rate", "0.1")
    page.page.get_by_role("checkbox", name="Discretize output").check()
    server.start()
    page.page.get_by_text("The network goes on from epoch 3.").wait_for()
    page.wait("() => Math.abs(window.frame?.learning_rate - 0.1) < 1e-9")
    page.wait_link("discretize=true")
    assert (page.frame("epoch"), page.frame("test_loss")) == (3, loss)
    train_on(page, 3)


def test_pictures_leave_room_for_answers_on_a_narrow_line(page, line):
    line.rate = 60_000
    page.button("Play").click()
    page.wait_epoch(1)
    frame, passed, began = page.frame("frame"), line.passed, time.monotonic()
    page.wait("(frame) => window.frame.frame > frame + 8", frame)
    assert line.passed - passed < 0.8 * line.rate * (time.monotonic() - began)
    page.choose("Activation", "ReLU")
    page.wait_link("activation=relu")


def test_a_page_whose_socket_is_blocked_says_so(new_context, problems, server):
    address = f"http://localhost:{server.port}/"
    page = watched(new_context(), address, problems)
    page.route_web_socket("**/ws", lambda blocked: None)
    page.goto(address)
    expect(page.get_by_role("status").filter(has_text="a websocket")).to_be_visible()
    expect(page.get_by_role("link", name="Try again")).to_be_visible()


def test_a_page_without_its_scripts_says_so_and_offers_the_slash(new_context, server):
    address = f"http://localhost:{server.port}/"
    page = watched(new_context(), address, [])  # the browser logs what is missing
    page.route("**/static/**", lambda asked: asked.abort())
    page.goto(address + "optimizers")
    expect(page.get_by_role("link", name=address + "optimizers/")).to_be_visible()
