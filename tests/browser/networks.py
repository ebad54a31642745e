"""A page with nothing but a network view, and the experiment behind it."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable

import panel as pn
from playwright.sync_api import Page

from playground.experiment import Experiment
from playground.ui.kit.look import custom_properties
from playground.ui.pages.playground.network_view import NetworkView

# What the page notes down for the tests: frames.
SPY = """
window.frames_seen = 0;
document.addEventListener("playground:frame", (event) => {
    window.frames_seen += 1;
    window.version = event.detail.version;
    window.header = event.detail;
});
// Its colours, which a page has in its style.
document.addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.textContent = `COLOURS`;
    document.head.append(style);
});
""".replace("COLOURS", custom_properties())

# Whether the picture changes much more often than frames come, for they come once a second.
DASHES = """() => new Promise((resolve) => {
    const find = (root) => {
        for (const element of root.querySelectorAll("*")) {
            if (element.matches("div.drawing canvas")) return element;
            const found = element.shadowRoot && find(element.shadowRoot);
            if (found) return found;
        }
    };
    const canvas = find(document);
    let last = canvas.toDataURL(), changes = 0; // a frame, one a second here, may change it too
    const start = performance.now();
    const look = (now) => {
        const picture = canvas.toDataURL();
        changes += picture !== last;
        last = picture;
        if (changes === 8) resolve(true);
        else if (now - start > 4_000) resolve(false);
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
})"""


class Network:
    """A page that shows a network, and the experiment behind it."""

    def __init__(self, page: Page, run: Experiment, view: NetworkView, hovered: list) -> None:
        self.page = page
        self.run = run
        self.view = view
        self.hovered = hovered

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so on the server's side."""
        for _ in range(500):
            if condition():
                return
            self.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 10))")
        raise AssertionError("That did not happen.")

    def wait_for_frame(self) -> None:
        """Wait until the newest state is on the screen."""
        self.page.wait_for_function("version => window.version >= version", arg=self.run.version)

    def link_point(self, layer: int, source: int, target: int) -> tuple[float, float]:
        """Return a point on a link, a quarter of the way along where few others cross it."""
        sources = self.box(layer, source)
        targets = self.box(layer + 1, target)
        count = self.run.network.layer_sizes[layer]
        fan = sources["height"] * 0.4 if count > 1 else 0
        left, right = sources["x"] + sources["width"], targets["x"]
        top = sources["y"] + sources["height"] / 2
        shift = (source / max(1, count - 1) - 0.5) * fan
        bottom = targets["y"] + targets["height"] / 2 + shift
        t = 0.9
        course = 1.5 * t - 1.5 * t**2 + t**3
        rise = t * t * (3 - 2 * t)
        return left + (right - left) * course, top + (bottom - top) * rise

    def bias_point(self, layer: int, neuron: int) -> tuple[float, float]:
        box = self.box(layer, neuron)
        return box["x"] - 5, box["y"] + box["height"] - 3

    def box(self, layer: int, neuron: int) -> dict[str, float]:
        last = len(self.run.network.layer_sizes) - 1
        if layer == 0:
            label = self.page.get_by_role("button", pressed=True).nth(neuron).bounding_box()
            side = self.box(last, 0)["width"]
            middle = label["y"] + label["height"] / 2
            right = label["x"] + label["width"]
            return {"x": right - side, "y": middle - side / 2, "width": side, "height": side}
        if layer == last:
            name = "The output: weights and bias"
        else:
            name = f"Neuron {neuron + 1} of hidden layer {layer}: weights and bias"
        return self.button(name).bounding_box()

    def colour_at(self, x: float, y: float) -> list[int]:
        """Return the colour (red, green, blue, opacity) of the canvas at a point of the page."""
        return self.page.locator("div.drawing canvas").evaluate(
            """(canvas, [x, y]) => {
                const box = canvas.getBoundingClientRect();
                const ratio = canvas.width / box.width;
                const context = canvas.getContext("2d");
                const at = [(x - box.left) * ratio, (y - box.top) * ratio];
                return Array.from(context.getImageData(at[0], at[1], 1, 1).data);
            }""",
            [x, y],
        )


class Server:
    """Serves pages with nothing but a network view, and knows the experiment behind each."""

    def __init__(self) -> None:
        self.link = ""
        self.opened: list[tuple[Experiment, NetworkView, list]] = []
        ready: queue.Queue = queue.Queue()
        self._thread = threading.Thread(target=self._serve, args=(ready,), daemon=True)
        self._thread.start()
        self._server = ready.get(timeout=30)
        self.address = f"http://localhost:{self._server.port}"

    def _serve(self, ready: queue.Queue) -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        server = pn.serve(self.app, port=0, show=False, start=False, verbose=False)
        server.start()
        ready.put(server)
        server.io_loop.start()

    def app(self) -> pn.Column:
        run, hovered = Experiment.from_link(self.link, engine="numpy"), []
        view = NetworkView(run, on_hover=lambda *unit: hovered.append(unit))
        self.opened.append((run, view, hovered))
        return pn.Column(view, sizing_mode="stretch_width")

    def quieten(self) -> None:
        """Stop what the pages of a test have left running."""
        for run, view, _ in self.opened:
            run.pause()
            view.stop()
        self.opened.clear()

    def stop(self) -> None:
        self._server.io_loop.add_callback(self._server.io_loop.stop)
        self._thread.join(timeout=10)
