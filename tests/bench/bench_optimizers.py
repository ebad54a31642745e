"""Landscapes of networks: the first map after a request, and all maps, as the page makes them."""

from __future__ import annotations

import json
import struct
import time

from figures import Figure, of_runs

from playground import Experiment
from playground.data.features import FEATURES
from playground.labs.optimizers.settings import LabSettings
from playground.nn import warm
from playground.ui.pages.optimizers.exact_slice import ExactSlice

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
    name = finest = ""
    for _ in range(runs):
        run = Experiment(engine="compiled", **changes)
        name = "-".join(map(str, run.network.layer_sizes)).replace("8-8-8-8-8-8", "8x6")
        maps = _maps(run, settings)
        first.append(maps[0][0])
        last.append(maps[-1][0])
        finest = f"{maps[-1][1]} x {maps[-1][1]}"
    return [
        of_runs(f"{name}: first map", first, "ms", goal),
        of_runs(f"{name}: all maps to {finest}, and the race of 5 rules", last, "ms"),
    ]


def _maps(run: Experiment, settings: LabSettings) -> list[tuple[float, int]]:
    """Return when each map is sent, in milliseconds, and how many losses it has along a side."""
    maps = []
    start = time.perf_counter()

    def sent(message: bytes) -> None:
        (size,) = struct.unpack("<I", message[:4])
        header = json.loads(message[4 : 4 + size])
        if header["type"] == "terrain":
            maps.append((1000 * (time.perf_counter() - start), header["n"]))

    shown = ExactSlice(lambda **message: None, sent, lambda settings: True)
    shown.draw(run, settings, lambda: None)
    return maps
