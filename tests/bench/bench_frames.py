"""One page in headless Chromium: frames, epochs, how soon a change or the page itself shows."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from figures import Figure, of_runs, part
from playwright.sync_api import Browser, Page, sync_playwright
from processes import Server

from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.frame import frame_bytes, grid_inputs

RUNS = 3
SECONDS = 4.0  # of each run
CHANGES = 40  # whose effect is timed
NOTED = ("frames", "spaces", "ticks", "drawing", "epoch")  # what the page counts
SEVEN = list(FEATURES)[:7]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# name, settings, goals: frames a second, epochs a second
NETWORKS: tuple[tuple[str, dict[str, Any], int, int], ...] = (
    ("default network", {"speed": "max"}, 45, 1500),
    ("7 features, 6 x 8", {"speed": "max", "features": SEVEN, "hidden_layers": [8] * 6}, 24, 250),
)

# What the page notes down: frames, the browser's own pace, the time in its animation callbacks.
SPY = """
window.seen = { frames: 0, spaces: 0, ticks: 0, drawing: 0, turns: [], header: null, first: 0 };
document.addEventListener("playground:frame", ({ detail }) => {
  seen.first ||= performance.now();
  seen.frames += 1;
  seen.header = detail;
});
document.addEventListener("playground:space", () => { seen.spaces += 1; });
const animate = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) => animate((time) => {
  const begin = performance.now();
  callback(time);
  seen.drawing += performance.now() - begin;
});
const tick = () => { seen.ticks += 1; animate(tick); };
animate(tick);
window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    let asked = 0;
    const send = this.send.bind(this);
    this.send = (data) => {
      if (typeof data === "string" && data.includes('"ack"')) asked = performance.now();
      send(data);
    };
    this.addEventListener("message", ({ data }) => {
      if (!asked || typeof data === "string") return;
      seen.turns.push(performance.now() - asked);
      asked = 0;
    });
  }
};
"""

# Switch a feature off or on, and wait until the canvas has been painted with it.
CHANGE = """(button) => new Promise((resolve) => {
  const before = seen.header.features.length;
  const begin = performance.now();
  const look = ({ detail }) => {
    if (detail.features.length === before) return;
    document.removeEventListener("playground:frame", look);
    Promise.resolve().then(() => resolve(performance.now() - begin)); // after the painting
  };
  document.addEventListener("playground:frame", look);
  button.click();
})"""


def rows() -> list[Figure]:
    """Measure the page with both networks, and the parts of a frame."""
    found: list[Figure] = []
    with Server() as server, chromium() as browser:
        found += opening(browser, server.url)
        for name, settings, frames, epochs in NETWORKS:
            run = Experiment(**settings)
            found += playing(browser, server.url + "/" + run.link(), name, frames, epochs)
            found += making(run, name)
        found += inside(browser, server.url)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


def opened(browser: Browser, address: str) -> Page:
    """Open the page in a browser that has never seen it, and wait for its first frame."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(SPY)
    page.goto(address)
    page.wait_for_function("() => seen.first")
    return page


def opening(browser: Browser, address: str) -> list[Figure]:
    """From the request to the first drawn frame, with an empty and with a filled cache."""
    opened(browser, address).context.close()  # the server's first page of all
    empty, filled = [], []
    for _ in range(RUNS):
        page = opened(browser, address)
        empty.append(page.evaluate("seen.first") / 1000)
        page.reload()
        page.wait_for_function("() => seen.first")
        filled.append(page.evaluate("seen.first") / 1000)
        page.context.close()
    return [
        of_runs("interactive, empty cache", empty, "s", "at most 1"),
        of_runs("interactive, filled cache", filled, "s", "at most 2"),
    ]


def playing(
    browser: Browser, address: str, name: str, frames: int, epochs: int
) -> Iterator[Figure]:
    """Frames and epochs while it plays at full speed, and how soon a change shows."""
    page = opened(browser, address)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1000 * SECONDS)  # until history keeps fewer epochs, as in any longer run
    runs = [measured(page) for _ in range(RUNS)]
    yield of_runs(f"{name}: frames", [one["frames"] for one in runs], "1/s", f"at least {frames}")
    yield of_runs(f"{name}: epochs", [one["epochs"] for one in runs], "1/s", f"at least {epochs}")
    yield of_runs(f"{name}: frames per tick of the browser", [one["share"] for one in runs])
    yield of_runs(f"{name}: from answer to next frame", [one["turn"] for one in runs], "ms")
    yield of_runs(f"{name}: drawing, a frame", [one["drawing"] for one in runs], "ms")
    button = page.get_by_role("button", name="x₁²").first
    waits = []
    for _ in range(CHANGES):
        waits.append(button.evaluate(CHANGE))
        page.wait_for_timeout(100)
    yield Figure(f"{name}: change shown, 95 %", part(waits, 0.95), "ms", "at most 150")
    yield Figure(f"{name}: change shown, median", median(waits), "ms")
    page.context.close()


def inside(browser: Browser, address: str) -> Iterator[Figure]:
    """The default network at full speed, with hidden space open in its place."""
    page = opened(browser, address + "/" + Experiment(speed="max").link())
    page.get_by_role("button", name="Hidden space", exact=True).click()
    page.wait_for_function("() => seen.spaces")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1000 * SECONDS)
    runs = [measured(page) for _ in range(RUNS)]
    yield of_runs("hidden space: pictures", [one["spaces"] for one in runs], "1/s", "at least 30")
    yield of_runs("hidden space: the network's frames", [one["frames"] for one in runs], "1/s")
    yield of_runs("hidden space: epochs", [one["epochs"] for one in runs], "1/s")
    yield of_runs("hidden space: drawing, a picture", [one["drawn"] for one in runs], "ms")
    page.context.close()


def measured(page: Page) -> dict[str, float]:
    """Watch a playing page for a while."""
    look = "() => ({ ...seen, turns: 0, now: performance.now(), epoch: seen.header.epoch })"
    page.evaluate("() => { seen.turns = []; }")
    before = page.evaluate(look)
    page.wait_for_timeout(1000 * SECONDS)
    after = page.evaluate(look)
    gone = {name: after[name] - before[name] for name in NOTED}
    seconds = (after["now"] - before["now"]) / 1000
    return {
        "frames": gone["frames"] / seconds,
        "spaces": gone["spaces"] / seconds,
        "drawn": gone["drawing"] / max(gone["spaces"], 1),
        "epochs": gone["epoch"] / seconds,
        "share": gone["frames"] / gone["ticks"],
        "drawing": gone["drawing"] / gone["frames"],
        "turn": median(page.evaluate("seen.turns") or [float("nan")]),
    }


def making(run: Experiment, name: str) -> Iterator[Figure]:
    """The server's parts of a frame: the pass over the grid, and everything."""
    inputs = grid_inputs(run.feature_map)
    passing, whole = [], []
    for number in range(200):
        begin = time.perf_counter()
        run.network.layer_outputs(inputs)
        passing.append(1000 * (time.perf_counter() - begin))
        run.train(1)  # so that the losses have to be measured anew
        begin = time.perf_counter()
        frame_bytes(run.snapshot(), number, False)
        whole.append(1000 * (time.perf_counter() - begin))
    yield Figure(f"{name}: pass over the grid", median(passing), "ms")
    yield Figure(f"{name}: frame made, pass included", median(whole), "ms")
