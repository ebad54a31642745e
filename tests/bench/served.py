"""The server process of the benches: the playground on a free port, which tells about itself.

The first line it prints is its port. Every line on standard input is answered by a line of JSON:
how many visits are alive in it (beside those that it keeps ready), how many of those are ready and
wanted, how many play, and whether the kernels are compiled.
"""

from __future__ import annotations

import json
import sys
import threading

from playground.nn import ready
from playground.runs.scheduler import SCHEDULER
from playground.ui.pages.playground.visit import Visit
from playground.ui.serving.process import settle
from playground.ui.serving.server import make_server, run
from playground.ui.serving.spares import MOST, Spares


def answer(spares: Spares) -> None:
    """Tell how the server does, as often as it is asked."""
    for _ in sys.stdin:
        told = {
            "visits": sum(visit.opened or visit.closed for visit in Visit.in_memory()),
            "spares": len(spares.waiting),
            "wanted": spares.wanted,
            "playing": len(SCHEDULER),
            "compiled": ready(),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    server = make_server(0, **{"websocket_origin": ["*"], **options})
    server.io_loop.add_callback(settle().start)
    spares = Spares(server, MOST)
    server.io_loop.add_callback(spares.start)
    print(server.port, flush=True)
    threading.Thread(target=answer, args=(spares,), daemon=True).start()
    run(server)
