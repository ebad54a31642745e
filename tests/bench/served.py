"""The server process of the benches: the playground on a free port, which tells about itself.

The first line it prints is its port. Every line on standard input is answered by a line of JSON:
how many visits are alive in it, how many play, and whether the kernels are compiled.
"""

from __future__ import annotations

import json
import sys
import threading

from playground.nn import ready
from playground.runs.scheduler import SCHEDULER
from playground.ui.pages.playground.visit import Visit
from playground.ui.serving.process import settle
from playground.ui.serving.server import make_server


def answer() -> None:
    """Tell how the server does, as often as it is asked."""
    for _ in sys.stdin:
        visits = len(Visit.in_memory())
        told = {"visits": visits, "playing": len(SCHEDULER), "compiled": ready()}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    server = make_server(0, **{"websocket_origin": ["*"], **options})
    server.io_loop.add_callback(settle().start)
    print(server.port, flush=True)
    threading.Thread(target=answer, daemon=True).start()
    server.run_until_shutdown()
