"""The network view by itself in a real Chromium: what it draws and what can be done with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from playground.labs.inside.stages import shown
from playground.labs.inside.standing import Standing
from playground.ui.pages.playground.inside_messages import stage_told
from tests.browser.networks import DASHES, SPY, Network, Server

SEVEN = "x=true&y=true&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true"
LARGE = f"#networkShape=8,8,8,8,8,8&{SEVEN}"
LABELS = ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin(x₁)", "sin(x₂)"]
GRID = [(u, v) for u in (0.2, 0.4, 0.6, 0.8) for v in (0.2, 0.4, 0.6, 0.8)]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.stop()


@pytest.fixture
def open_network(browser: Browser, server: Server) -> Iterator[Callable[..., Network]]:
    """Return a function that opens a page with a network; errors in the browser fail the test."""
    troubles: list[str] = []
    contexts = []

    def open_one(link: str = "", width: int = 720, height: int = 620, **options) -> Network:
        server.link = link
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: troubles.append(r.url) if is_foreign(r.url) else None)
        page.add_init_script(SPY)
        page.goto(server.address)
        page.wait_for_selector("div.drawing:not([aria-busy])")
        return Network(page, *server.opened[-1])

    def is_foreign(url: str) -> bool:
        return not url.startswith((server.address, "data:", "blob:"))

    yield open_one
    server.quieten()
    for context in contexts:
        context.close()
    assert troubles == []


def test_the_network_is_drawn_before_anything_is_played(open_network):
    network = open_network()
    box = network.box(1, 0)
    colours = {
        tuple(network.colour_at(box["x"] + share * box["width"], box["y"] + share * box["height"]))
        for share in (0.15, 0.3, 0.5, 0.7, 0.85)
    }
    assert len(colours) > 1
    assert all(colour[3] == 255 for colour in colours)
    expect(network.page.get_by_text("2 hidden layers")).to_be_visible()
    expect(network.page.get_by_text("4 neurons")).to_be_visible()


def test_heatmaps_move_while_it_learns_and_frames_keep_coming(open_network):
    network = open_network()
    box = network.box(3, 0)
    points = [(box["x"] + box["width"] * u, box["y"] + box["height"] * v) for u, v in GRID]
    before = [network.colour_at(*point) for point in points]
    network.run.play()
    network.page.wait_for_function("() => window.frames_seen > 20 && window.header.epoch > 50")
    network.run.pause()
    network.page.wait_for_function("() => !window.header.playing")
    assert [network.colour_at(*point) for point in points] != before


def test_features_toggle_by_click_and_by_key(open_network):
    network = open_network()
    squared = network.button("Feature x₁²")
    expect(squared).to_have_attribute("aria-pressed", "false")
    squared.click()
    expect(squared).to_have_attribute("aria-pressed", "true")
    assert network.run.settings.features == ("x1", "x2", "x1_squared")
    squared.focus()
    network.page.keyboard.press("Enter")
    expect(squared).to_have_attribute("aria-pressed", "false")
    assert network.run.settings.features == ("x1", "x2")


def test_a_typed_feature_is_drawn_while_it_is_on(open_network):
    network = open_network()
    network.run.apply(features=["x1", "x1 + 2*x2", "cos_x1"])
    expect(network.page.get_by_role("button", pressed=True)).to_have_count(3)
    box = network.box(0, 2)
    assert network.colour_at(box["x"] + 9, box["y"] + 9)[3] == 255
    typed = network.page.get_by_role("button", pressed=True).nth(2)
    typed.click()
    expect(network.page.get_by_role("button", pressed=True)).to_have_count(2)


def test_layers_and_neurons_come_and_go_up_to_the_limits(open_network):
    network = open_network()
    more = network.button("Add a hidden layer")
    less = network.button("Remove the last hidden layer")
    for count in range(3, 7):
        more.click()
        expect(network.page.get_by_text(f"{count} hidden layers")).to_be_visible()
    expect(more).to_be_disabled()
    assert network.run.settings.hidden_layers == (4, 2, 2, 2, 2, 2)
    add = network.button("Add a neuron to hidden layer 1")
    for count in range(5, 9):
        add.click()
        name = f"Neuron {count} of hidden layer 1: weights and bias"
        expect(network.button(name)).to_be_visible()
    expect(add).to_be_disabled()
    for count in range(5, -1, -1):
        less.click()
        noun = "layer" if count == 1 else "layers"
        expect(network.page.get_by_text(f"{count} hidden {noun}")).to_be_visible()
    expect(less).to_be_disabled()
    assert network.run.settings.hidden_layers == ()
    network.run.step_epoch()
    network.wait_for_frame()


def test_a_fast_clicker_loses_no_click(open_network):
    network = open_network("#networkShape=1")
    network.run.play()
    add = network.button("Add a neuron to hidden layer 1")
    for _ in range(7):
        add.click(no_wait_after=True)
    network.wait(lambda: network.run.settings.hidden_layers == (8,))


def test_hovering_a_neuron_or_feature_tells_which(open_network):
    network = open_network()
    page = network.page
    network.button("Neuron 3 of hidden layer 1: weights and bias").hover()
    network.wait(lambda: network.hovered[-1:] == [(1, 2)])
    network.button("The output: weights and bias").hover()
    network.wait(lambda: network.hovered[-1:] == [(3, 0)])
    network.button("Feature sin(x₁)").hover()
    network.wait(lambda: network.hovered[-1:] == [(0, 5)])
    page.mouse.move(2, 2)
    network.wait(lambda: network.hovered[-1:] == [(None, None)])


def test_touching_a_neuron_shows_it(open_network):
    network = open_network(has_touch=True)
    network.button("Neuron 2 of hidden layer 2: weights and bias").tap()
    network.wait(lambda: (2, 1) in network.hovered)


def test_a_link_tells_its_weight_and_follows_the_training(open_network):
    network = open_network()
    network.run.set_weight(0, 0, 1, 0.1234)
    network.wait_for_frame()
    network.page.mouse.move(*network.link_point(0, 0, 1))
    card = network.page.locator("div.card")
    expect(card).to_have_text("Weight from x₁ to neuron 2 of layer 1: 0.123")
    network.run.set_weight(0, 0, 1, -1.5)
    expect(card).to_have_text("Weight from x₁ to neuron 2 of layer 1: −1.500")
    network.page.mouse.move(2, 2)
    expect(card).to_be_hidden()


def test_a_click_on_a_link_opens_a_field_and_enter_sets_the_weight(open_network):
    network = open_network()
    network.page.mouse.click(*network.link_point(1, 3, 0))
    field = network.page.get_by_role("spinbutton")
    expect(field).to_be_focused()
    field.fill("2.5")
    field.press("Enter")
    expect(field).to_be_hidden()
    network.wait(lambda: network.run.network.weights[1][3, 0] == 2.5)
    network.wait_for_frame()
    network.page.mouse.move(2, 2)
    network.page.mouse.move(*network.link_point(1, 3, 0))
    expect(network.page.locator("div.card")).to_contain_text("2.500")


def test_the_bias_of_the_output_is_set_too(open_network):
    network = open_network()
    network.page.mouse.move(*network.bias_point(3, 0))
    expect(network.page.locator("div.card")).to_contain_text("Bias of the output: 0.100")
    network.page.mouse.click(*network.bias_point(3, 0))
    field = network.page.get_by_role("spinbutton")
    field.fill("-0.75")
    network.page.get_by_role("button", name="Set").click()
    network.wait(lambda: network.run.network.biases[2][0] == -0.75)


def test_escape_and_a_click_elsewhere_leave_the_weight_alone(open_network):
    network = open_network()
    before = network.run.network.parameters.copy()
    field = network.page.get_by_role("spinbutton")
    for leave in ("escape", "click"):
        network.page.mouse.click(*network.link_point(1, 3, 0))
        field.fill("7")
        if leave == "escape":
            field.press("Escape")
        else:
            network.page.mouse.click(5, 500)
        expect(field).to_be_hidden()
    assert (network.run.network.parameters == before).all()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Type a number, such as"), ("1e9", "Type a number between"), ("-", "Type a number")],
)
def test_what_is_no_number_is_refused_in_words(open_network, typed, sentence):
    network = open_network()
    before = network.run.network.parameters.copy()
    network.page.mouse.click(*network.link_point(1, 3, 0))
    field = network.page.get_by_role("spinbutton")
    field.press("Delete")
    field.press_sequentially(typed)
    field.press("Enter")
    expect(network.page.get_by_role("alert")).to_contain_text(sentence)
    expect(field).to_be_focused()
    assert (network.run.network.parameters == before).all()


def test_everything_is_editable_without_a_mouse(open_network):
    network = open_network()
    page = network.page
    network.button("Feature x₁").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(network.button("Neuron 2 of hidden layer 2: weights and bias")).to_be_focused()
    network.wait(lambda: network.hovered[-1:] == [(2, 1)])
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Neuron 2 of layer 2")
    expect(dialog.get_by_role("spinbutton")).to_have_count(5)
    dialog.get_by_label("Weight from neuron 4 of layer 1").fill("1.25")
    dialog.get_by_label("Bias").fill("-3")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(network.button("Neuron 2 of hidden layer 2: weights and bias")).to_be_focused()
    network.wait(lambda: network.run.network.weights[1][3, 1] == 1.25)
    network.wait(lambda: network.run.network.biases[1][1] == -3)


def test_every_control_has_a_name_and_a_place_in_the_order_of_tabs(open_network):
    network = open_network()
    names = []
    for _ in range(60):
        network.page.keyboard.press("Tab")
        name = network.page.evaluate(
            """() => {
                let one = document.activeElement;
                while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
                return one?.getAttribute("aria-label");
            }"""
        )
        if name is None:
            break
        names.append(name)
    assert names[:7] == [f"Feature {label}" for label in LABELS]
    assert names[7:9] == ["Remove the last hidden layer", "Add a hidden layer"]
    assert len(names) == len(set(names)) == 7 + 2 + 2 + 4 + 2 + 2 + 1


@pytest.mark.parametrize("link", ["", LARGE, "#networkShape=", "#networkShape=12,3,9"])
@pytest.mark.parametrize("width", [320, 700, 1280])
def test_nothing_overlaps_and_nothing_is_cut_off(open_network, link, width):
    network = open_network(link, width=width, height=900)
    boxes = network.page.locator("div.stage").evaluate(
        """(root) => {
            const outer = root.getBoundingClientRect();
            const wanted = ".node, .round, .layers span, .count, .caption";
            return Array.from(root.querySelectorAll(wanted), (element) => {
                const range = document.createRange();
                range.selectNodeContents(element);
                const isText = element.matches("span, .caption");
                const box = (isText ? range : element).getBoundingClientRect();
                const [x, y] = [box.left - outer.left, box.top - outer.top];
                return [element.textContent, x, y, x + box.width, y + box.height];
            }).concat([["", 0, 0, outer.width, outer.height]]);
        }"""
    )
    *boxes, (_, _, _, right, bottom) = boxes
    for name, x0, y0, x1, y1 in boxes:
        assert x0 >= -0.5, name
        assert y0 >= -0.5, name
        assert x1 <= right + 0.5, name
        assert y1 <= bottom + 0.5, name
    for (one, ax0, ay0, ax1, ay1), (two, bx0, by0, bx1, by1) in itertools.combinations(boxes, 2):
        apart = ax1 <= bx0 + 1 or bx1 <= ax0 + 1 or ay1 <= by0 + 1 or by1 <= ay0 + 1
        assert apart, (one, two)


def test_a_wide_network_is_scrolled_and_keeps_its_nodes_large(open_network):
    network = open_network(LARGE, width=320, height=900)
    page = network.page
    drawing, header = page.locator("div.drawing"), page.get_by_role("group", name="Hidden layers")
    assert network.box(1, 0)["width"] >= 24
    before = header.bounding_box()
    network.button("Neuron 1 of hidden layer 1: weights and bias").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    edge = drawing.bounding_box()
    edge = edge["x"] + edge["width"]
    last = network.box(7, 0)
    assert edge - 60 < last["x"] + last["width"] <= edge + 1
    assert header.bounding_box() == pytest.approx(before, abs=1)
    page.mouse.move(*network.link_point(6, 3, 0))
    card = page.locator("div.card.telling")
    expect(card).to_contain_text("Weight from neuron 4 of layer 6 to the output")
    box = card.bounding_box()
    assert 0 <= box["x"] <= box["x"] + box["width"] <= edge


def test_a_network_far_beyond_the_limits_is_drawn_too(open_network):
    network = open_network("#networkShape=" + ",".join(["40"] * 12))
    box = network.box(12, 39)
    assert network.colour_at(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)[3] == 255
    network.run.step_epoch()
    network.wait_for_frame()


def test_six_layers_of_eight_fit_a_laptop(open_network):
    network = open_network(LARGE, width=1280 - 200 - 330 - 80, height=720)
    assert network.page.locator("div.drawing").bounding_box()["height"] <= 520


def test_the_colours_follow_the_theme(open_network):
    network = open_network()
    page = network.page
    page.evaluate("() => document.documentElement.style.setProperty('--positive', '#00ff00')")
    page.evaluate("() => document.documentElement.style.setProperty('--negative', '#ff0000')")
    box = network.box(0, 0)
    middle = box["y"] + box["height"] / 2
    points = [(box["x"] + box["width"] * share, middle) for share in (0.15, 0.85)]
    network.wait(lambda: network.colour_at(*points[0])[:2] == [255, 0])
    assert network.colour_at(*points[1])[:3] == [0, 255, 0]


def test_a_narrower_window_is_followed(open_network):
    network = open_network(width=1200)
    for width in (400, 900):
        network.page.set_viewport_size({"width": width, "height": 700})

        def is_drawn_there(width: int = width) -> bool:
            box = network.box(3, 0)
            at_the_edge = width - 60 < box["x"] + box["width"] < width
            return at_the_edge and network.colour_at(box["x"] + 10, box["y"] + 10)[3] == 255

        network.wait(is_drawn_there)


def test_links_move_while_it_learns_unless_motion_is_unwanted(open_network):
    for motion, moves in (("no-preference", True), ("reduce", False)):
        network = open_network(reduced_motion=motion)
        network.run.set_weight(2, 0, 0, 3.0)
        network.run.apply(learning_rate=0.00001, speed="1")
        network.run.play()
        network.page.wait_for_function("() => window.header.playing")
        ahead = network.page.evaluate(DASHES)
        assert ahead == moves


def test_a_step_flows_over_the_network_and_a_click_picks_what_is_told(open_network):
    for motion, moves in (("no-preference", True), ("reduce", False)):
        network = open_network(reduced_motion=motion)
        here = Standing.of(network.run)
        stage = shown(here.walk(here.look(), None), 2)
        box = network.box(3, 0)
        output = box["x"] + box["width"] / 2, box["y"] + box["height"] / 3
        before = network.colour_at(*output)
        network.page.evaluate(
            """(detail) => {
                window.picks = [];
                const keep = ({ detail }) => window.picks.push(detail);
                document.addEventListener("playground:pick", keep);
                document.dispatchEvent(new CustomEvent("playground:flow", { detail }));
            }""",
            stage_told(stage)["flow"],
        )
        assert network.page.evaluate(DASHES) == moves
        after = network.colour_at(*output)  # not under way: dimmed
        assert sum(after) > sum(before)
        network.page.mouse.click(*network.link_point(1, 3, 0))
        network.page.mouse.click(*network.bias_point(1, 2))
        network.button("Neuron 2 of hidden layer 2: weights and bias").click()
        picks = [
            {"layer": 1, "neuron": 0, "source": 3},
            {"layer": 0, "neuron": 2, "source": -1},
            {"layer": 1, "neuron": 1, "source": None},
        ]
        assert network.page.evaluate("() => window.picks") == picks
        expect(network.page.get_by_role("spinbutton")).to_have_count(0)  # no card is in the way


def test_a_frame_drawn_by_nobody_stops_the_stream_and_training_goes_on(open_network):
    network = open_network()
    network.page.evaluate("() => { window.requestAnimationFrame = () => 0; }")
    network.run.play()
    start = network.run.epoch
    network.wait(lambda: network.run.epoch > start + 200)
    assert network.view.stream.under_way
