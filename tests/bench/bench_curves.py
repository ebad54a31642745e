"""The curves' lab: 200 data sets of every degree, and 100 replica networks; the page meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from bench_frames import chromium
from figures import Figure, of_runs
from processes import Server
from threadpoolctl import threadpool_limits

from playground.labs.curves import CurveNetwork, ensemble, learning_curve
from playground.labs.curves.ensembles import KINDS, learning
from playground.labs.curves.errors import each_degree
from playground.labs.curves.points import Points, draw, spaced
from playground.labs.curves.proton import EXERCISE, pseudo_data
from playground.labs.curves.truths import TRUTHS
from playground.nn import warm

RUNS = 5
REPLICAS = 100

# Milliseconds from a click on the page to the server's answer, while ensembles learn.
ANSWERS = """() => new Promise((resolve) => {
  const found = [];
  const all = (root, what) => {
    found.push(...root.querySelectorAll(what));
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) all(one.shadowRoot, what);
  };
  all(document, ".uncertainty .flag input, .coverage");
  const [box, table] = ["input", "div"].map((what) => found.find((one) => one.matches(what)));
  const took = [];
  const next = () => {
    const begin = performance.now(), before = table.className;
    box.click();
    const look = () => {
      if (table.className === before) return requestAnimationFrame(look);
      took.push(performance.now() - begin);
      if (took.length < 20) setTimeout(next, 100);
      else resolve(took);
    };
    look();
  };
  next();
})"""


def rows(runs: int = RUNS) -> list[Figure]:
    """Return the rows of the table."""
    warm().join()
    with threadpool_limits(1):  # as in a process that serves the page
        found = [*_fits(runs), *_networks()]
    return [*found, *_page()]


def _timed(work: Callable[[], object], runs: int) -> list[float]:
    took = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return took


def _fits(runs: int) -> list[Figure]:
    line = TRUTHS["line"]
    found = []
    for n in (10, 1000):
        took = _timed(lambda n=n: list(each_degree(line, spaced(n), 1.0, range(16))), runs)
        what = f"200 data sets of {n} points x degrees 0 to 15"
        found.append(of_runs(what, took, "s", "at most 0.5"))
    took = _timed(lambda: [learning_curve(line, degree) for degree in (1, 3, 10)], runs)
    return [*found, of_runs("learning curves of degrees 1, 3, 10", took, "s")]


def _networks() -> list[Figure]:
    points = draw(TRUTHS["sine"], 100, 0.2)
    network = CurveNetwork((20,), "sigmoid", epochs=2000)
    begin = time.perf_counter()
    assert len(list(ensemble(points, "replicas", REPLICAS, network))) == REPLICAS
    what = f"{REPLICAS} replicas, 1-20-1, 2000 epochs, {len(points)} points"
    found = [Figure(what, time.perf_counter() - begin, "s", "at most 10")]
    begin = time.perf_counter()
    proton = list(ensemble(pseudo_data(), "replicas", 10, EXERCISE))
    what = f"proton exercise, {len(proton)} replicas of 1000 points in batches of 32"
    found.append(Figure(what, time.perf_counter() - begin, "s"))
    found.append(_cancelled(points))
    return found


def _cancelled(points: Points) -> Figure:
    """Return how long it takes at most until a network that learns asks whether to go on."""
    waits, last = [], time.perf_counter()
    for _ in learning(points, KINDS["replicas"], CurveNetwork((20,), epochs=20_000), 0, 0):
        waits.append(time.perf_counter() - last)
        last = time.perf_counter()
    return Figure(
        "a moment to cancel, longest wait", 1000 * float(np.max(waits)), "ms", "at most 200"
    )


def _page() -> list[Figure]:
    found = []
    with Server() as server, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(300_000)
        link = "#curves.view=uncertainty&curves.source=even&curves.measured=100"
        page.goto(f"{server.url}/curves{link}&curves.fits=100&curves.epochs=2000")
        page.wait_for_selector(".curves.ready")
        begin = time.perf_counter()
        page.get_by_role("button", name="Train all three").click()
        answers = page.evaluate(ANSWERS)
        page.get_by_text("All fits are made.").wait_for()
        what = "on the page: 3 x 100 networks, 2000 epochs, 100 points"
        found.append(Figure(what, time.perf_counter() - begin, "s", "at most 30"))
        what = "on the page meanwhile: a click to its answer"
        found.append(of_runs(what, answers, "ms", "at most 150"))
        page.close()
    return found
