"""Landscapes of networks: the first map after a request, and all maps up to 60 x 60."""

from __future__ import annotations

import time

from figures import Figure, of_runs

from playground import Experiment
from playground.data.features import FEATURES
from playground.labs.optimizers.landscape import heights
from playground.labs.optimizers.settings import LabSettings
from playground.nn import warm
from playground.ui.pages.optimizers.network_messages import plane_message, plane_of

RUNS = 7
NETWORKS = (
    ({}, "at most 100"),  # milliseconds
    ({"dataset": "spiral", "hidden_layers": (8, 8)}, ""),
    ({"features": tuple(FEATURES)[:7], "hidden_layers": (8,) * 6}, ""),
)


def rows(runs: int = RUNS) -> list[Figure]:
    """Return two rows for each network: milliseconds to the first map and to the last one."""
    warm().join()
    return [row for changes, goal in NETWORKS for row in _of_network(changes, goal, runs)]


def _of_network(changes: dict[str, object], goal: str, runs: int) -> list[Figure]:
    settings, _ = LabSettings().replaced(over="network")
    first, last = [], []
    for _ in range(runs):
        run = Experiment(engine="compiled", **changes)
        name = "-".join(map(str, run.network.layer_sizes)).replace("8-8-8-8-8-8", "8x6")
        start = time.perf_counter()
        plane = plane_of(settings, run)
        times = []
        for found in heights(plane):
            plane_message(plane, found, len(found) == 60, "")
            times.append(1000 * (time.perf_counter() - start))
        first.append(times[0])
        last.append(times[-1])
    return [
        of_runs(f"{name}: first map, 15 x 15", first, "ms", goal),
        of_runs(f"{name}: all maps, to 60 x 60", last, "ms"),
    ]
