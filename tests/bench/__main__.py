"""``python tests/bench [--json FILE] [name ...]``: measures, and prints tables."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from figures import as_text, columns_of

BENCHES = {
    "training": "Training: epochs a second and thread, beside scikit-learn's MLPClassifier",
    "measuring": "Measuring: what the history costs over the bare trainer, 512 epochs",
    "optimizers": "Landscapes of networks: milliseconds from the request to the message",
    "frames": "Frames: one page in headless Chromium, server and browser on this machine",
    "races": "Races: a drag of the start in headless Chromium, maps of basins",
    "curves": "Curves: many data sets, many networks, and the page meanwhile",
    "search": "Search: 180 combinations beside GridSearchCV, first results, workers of a cluster",
    "visits": "Visits: many pages at once, server and clients on this machine",
}


def main() -> None:
    """Run the benches that were asked for."""
    parser = argparse.ArgumentParser(prog="python tests/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures here too")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHES)
    if unknown:
        parser.error(f"there is no bench {', '.join(sorted(unknown))}: {', '.join(BENCHES)}")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(machine, flush=True)
    kept: dict[str, object] = {"machine": machine, "date": datetime.now(UTC).isoformat()}
    for name in chosen.names or BENCHES:
        rows = importlib.import_module(f"bench_{name}").rows()
        print(f"\n{BENCHES[name]}\n\n{as_text(rows)}", flush=True)
        kept[name] = [columns_of(row) for row in rows]
    if chosen.json:
        chosen.json.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    main()
