"""Painting, opening a file, saving and sharing, in a real browser."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect


def painting(page):
    """Open the painting and return its canvas."""
    page.button("Paint").click()
    canvas = page.page.get_by_role("application")
    expect(canvas).to_be_visible()
    expect(page.page.get_by_text("Paint on a copy of")).to_be_visible()
    return canvas


def tool(page, name):
    """Choose a tool and wait until the canvas has it."""
    page.button(name).click()
    expect(page.page.get_by_role("application")).to_have_attribute("data-tool", name)


def said(page, text):
    expect(page.page.get_by_text(text).first).to_be_visible()


def stroke(page, canvas, start, end=None, steps=8):
    """Drag over the canvas, from and to a share of its width and height."""
    box = canvas.bounding_box()
    places = [
        (box["x"] + x * box["width"], box["y"] + y * box["height"])
        for x, y in (start, end or start)
    ]
    mouse = page.page.mouse
    mouse.move(*places[0])
    mouse.down()
    if end:
        mouse.move(*places[1], steps=steps)
    mouse.up()


def test_on_a_phone_the_plane_comes_to_the_one_who_paints(new_playground):
    page = new_playground(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    plane = page.page.locator(".heatmap-plot")
    assert plane.bounding_box()["y"] > 844
    painting(page)
    page.wait("() => scrollY > 0")
    bar = page.page.get_by_role("group", name="Training").locator(".cockpit").bounding_box()
    box = plane.bounding_box()
    assert bar["y"] + bar["height"] <= box["y"]
    assert box["y"] + box["height"] < 844


def test_points_are_painted_while_the_network_trains_and_undone(new_playground):
    page = new_playground()
    page.button("Play").click()
    page.wait_epoch(3)
    canvas = painting(page)
    tool(page, "Point")
    stroke(page, canvas, (0.5, 0.4))
    said(page, "501 points of your own")
    page.wait_link("dataset=own")
    page.wait("() => window.frame.playing")
    page.button("Undo").click()
    said(page, "500 points of your own")
    page.button("Redo").click()
    said(page, "501 points of your own")
    page.button("Clear").click()
    said(page, "at least two points")
    tool(page, "Brush")
    stroke(page, canvas, (0.3, 0.3), (0.3, 0.7))
    page.button("3").click()
    expect(canvas).to_have_attribute("data-colour", "2")
    stroke(page, canvas, (0.7, 0.3), (0.7, 0.7))
    page.wait("() => window.frame.shape.at(-1) === 3")  # a third class needs three outputs
    tool(page, "Eraser")
    for across in (0.68, 0.72):  # the brush, as wide, strews up to its rim
        stroke(page, canvas, (across, 0.25), (across, 0.75), steps=20)
    page.wait("() => window.frame.shape.at(-1) === 1")
    page.button("Done").click()
    expect(canvas).to_be_hidden()
    expect(page.page.get_by_role("checkbox", name="Show test data")).to_be_visible()


def test_points_can_be_moved_and_painted_by_keyboard_alone(new_playground):
    page = new_playground()
    canvas = painting(page)
    page.button("Clear").click()
    said(page, "at least two points")
    tool(page, "Point")
    canvas.focus()
    keys = page.page.keyboard
    for key in ("Enter", "Shift+ArrowRight", "Space"):
        keys.press(key)
    said(page, "2 points of your own")
    assert page.epoch == 0  # neither the space bar nor the arrow reached the run bar
    tool(page, "Move")
    canvas.focus()
    keys.press("Enter")
    expect(page.page.get_by_text("a point is held")).to_be_attached()
    keys.press("ArrowUp")
    keys.press("Enter")
    keys.press("Control+z")
    keys.press("Control+z")
    said(page, "at least two points")
    keys.press("Control+Shift+z")
    said(page, "2 points of your own")
    keys.press("Escape")
    expect(canvas).to_be_hidden()


def test_a_finger_paints_values_for_a_regression(new_playground):
    page = new_playground(
        "#problem=regression", viewport={"width": 360, "height": 740}, has_touch=True
    )
    canvas = painting(page)
    expect(page.slider("Value to paint")).to_be_visible()
    canvas.tap()  # once the page, which scrolls to it, stands still
    page.wait_link("regDataset=own")
    said(page, re.compile(r"\d+ points of your own"))
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 360


def choose(page, name: str, content: bytes):
    page.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def test_a_file_is_previewed_and_learned_and_never_becomes_html(new_playground):
    page = new_playground()
    page.button("Open").click()
    rows = "".join(f"{i},{i * i % 7},{'<b>yes</b>' if i % 2 else 'no'}\n" for i in range(40))
    choose(
        page,
        "<i>x.csv",
        f"<img src=x onerror=document.title='bad'>,width,kind\n{rows},1,no\n".encode(),
    )
    said(page, "40 points in 2 classes: <b>yes</b>, no. 1 row with gaps was left out.")
    expect(page.page.get_by_role("cell", name="<b>yes</b>").first).to_be_visible()
    page.button("Use this data").click()
    page.wait_link("dataset=own")
    said(page, "40 points in 2 classes")
    assert page.page.locator("img, i").count() == 0
    assert page.page.title() != "bad"
    page.button("Step").click()
    page.wait_epoch(1)


def test_a_file_that_cannot_be_used_is_refused_in_words(new_playground):
    page = new_playground()
    page.button("Open").click()
    choose(page, "words.csv", b"a,b\nc,d\ne,f\n")
    said(page, "two are needed")
    expect(page.button("Use this data")).to_be_disabled()
    page.button("close").click()
    expect(page.page.get_by_role("dialog")).to_be_hidden()
    assert page.link == "#"


def test_a_file_of_many_pieces_arrives(new_playground):
    page = new_playground()
    page.button("Open").click()
    choose(page, "long.csv", b"x,y,kind\n" + b"1.25,2.5,a\n2.25,1.5,b\n" * 90_000)
    said(page, "180,000 points in 2 classes")


@pytest.mark.parametrize(
    "name", ["Experiment (JSON)", "NumPy script", "Picture (PNG)", "Curves (CSV)"]
)
def test_what_is_saved_is_a_file(new_playground, name):
    page = new_playground("#dataset=xor&networkShape=2", accept_downloads=True)
    page.button("Save and share").click()
    for _ in range(2):  # the same file a second time too
        with page.page.expect_download() as download:
            page.button(name).click()
    assert download.value.suggested_filename.startswith("playground-xor-epoch-0")
    assert download.value.path().stat().st_size > 100


def test_a_saved_experiment_is_opened_again(new_playground):
    page = new_playground("#dataset=gauss&networkShape=3", accept_downloads=True)
    page.button("Step").click()
    page.wait_epoch(1)
    page.button("Save and share").click()
    with page.page.expect_download() as download:
        page.button("Experiment (JSON)").click()
    content = download.value.path().read_bytes()
    assert json.loads(content)["epoch"] == 1
    page.open("#dataset=circle")
    page.button("Open").click()
    choose(page, "mine.json", content)
    page.wait_link("dataset=gauss&networkShape=3")
    page.wait_epoch(1)
    said(page, "press Play to go on")


def test_the_link_with_the_network_opens_at_its_epoch(new_playground):
    page = new_playground()
    for epoch in (1, 2, 3):
        page.button("Step").click()
        page.wait_epoch(epoch)
    page.button("Save and share").click()
    field = page.page.get_by_role("textbox", name="Link with the trained network")
    expect(field).to_have_value(re.compile("trained="))
    link = "#" + field.input_value().partition("#")[2]
    loss = page.frame("test_loss")
    page.open(link)
    page.wait("() => window.frame.epoch === 3")
    assert page.frame("test_loss") == pytest.approx(loss)
    page.wait("() => location.hash === ''")  # the address bar has the settings again
