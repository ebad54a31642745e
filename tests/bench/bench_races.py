"""The optimizers' lab: how soon paths follow the start, and how soon a map of basins stands."""

from __future__ import annotations

import time

from bench_frames import chromium
from figures import Figure, of_runs, part
from processes import Server

from playground.labs.optimizers import SURFACES, WALKERS, Entry
from playground.labs.optimizers.basins import basins
from playground.labs.optimizers.landmarks import landmarks
from playground.labs.optimizers.settings import LabSettings
from playground.settings.links import read_link
from playground.ui.pages.optimizers.aim import soon_gone

RUNS = 5
MOVES = 300  # of the start, one each time the browser draws
LED = [one.name for one in WALKERS.values() if not one.is_population]
LINKS = {
    "5 rules": "#optimizers.surface=himmelblau",
    f"{len(LED)} rules": f"#optimizers.surface=himmelblau&optimizers.rules={','.join(LED)}",
}

# Drag the start from left to right; each move is shown when paths from there or further are drawn,
# and painted when the frame after that one begins.
DRAG = """(moves) => new Promise((resolve) => {
  let canvas = null;
  const look = (root) => {
    canvas ??= root.querySelector(".over > .map canvas");
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) look(one.shadowRoot);
  };
  look(document);
  const box = canvas.getBoundingClientRect();
  const left = box.x + 60, right = box.x + box.width - 100;
  const waiting = [], drawn = [], painted = [];
  let shown = -Infinity;
  document.addEventListener("optimizers:paths", ({ detail }) => {
    const now = performance.now(), seen = [];
    shown = (detail.begin[0] + 5) / 10; // of the map's width, from -5 to 5
    while (waiting.length && waiting[0][0] <= shown + 1e-4) seen.push(waiting.shift()[1]);
    drawn.push(...seen.map((moved) => now - moved));
    requestAnimationFrame(() => painted.push(...seen.map((moved) => performance.now() - moved)));
  });
  const point = (type, x) => canvas.dispatchEvent(new PointerEvent(type, {
    pointerId: 1, isPrimary: true, button: 0, bubbles: true, clientX: x, clientY: box.y + 90,
  }));
  canvas.setPointerCapture = () => {};
  let move = 0;
  const step = () => {
    const x = left + ((right - left) * move) / moves;
    waiting.push([(x - box.x - 44) / (box.width - 44 - 78), performance.now()]);
    point(move ? "pointermove" : "pointerdown", x);
    move += 1;
    if (move <= moves) requestAnimationFrame(step);
    else {
      point("pointerup", x);
      setTimeout(() => resolve({ drawn, painted }), 1500);
    }
  };
  requestAnimationFrame(step);
})"""


def rows(runs: int = RUNS) -> list[Figure]:
    """Return the rows of the table."""
    return [*_drags(), *_basins(runs)]


def _drags() -> list[Figure]:
    found = []
    with Server() as server, chromium() as browser:
        for name, link in LINKS.items():
            settings, _ = read_link(LabSettings, link)
            name = f"{name}, {soon_gone(settings, settings.rules)} steps"
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{server.url}/optimizers{link}")
            page.wait_for_selector(".optimizers.ready")
            page.evaluate(DRAG, 60)  # the first moves meet what has not been run before
            took = page.evaluate(DRAG, MOVES)
            for end, times in took.items():
                what = f"drag of the start to paths {end}, {name}: 95 % of {len(times)} moves"
                found.append(Figure(what, part(times, 0.95), "ms", "at most 60"))
            page.close()
    return found


def _basins(runs: int) -> list[Figure]:
    surface = SURFACES["himmelblau"]
    places = landmarks(surface)
    found = []
    for name in ("sgd", "adam"):
        whole, first = [], []
        for _ in range(runs):
            begin = time.perf_counter()
            for number, _ in enumerate(basins(surface, Entry(name), places, steps=300)):
                if number == 0:
                    first.append(time.perf_counter() - begin)
            whole.append(time.perf_counter() - begin)
        found.append(of_runs(f"basins, {name}, first coarse map", first, "s"))
        found.append(of_runs(f"basins, {name}, 61x61x300 and coarser", whole, "s", "at most 1"))
    return found
