"""The playground in a process that may lack what others have: a disk, a clock that goes on.

``python tests/faults/serve.py PORT JSON``: the JSON holds options of ``make_server``, and

- ``no_disk``: whether every write to a file fails, as on a full disk;
- ``clock``: [seconds, jump]: after so many seconds its clock jumps by so many.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from pathlib import Path


def jump(seconds: float) -> None:
    """Let the clock of this process, not that by which it measures, jump."""
    now = time.time
    time.time = lambda: now() + seconds


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    port, options = int(sys.argv[1]), json.loads(sys.argv[2])
    if options.pop("no_disk", False):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if clock := options.pop("clock", None):
        threading.Timer(clock[0], jump, (clock[1],)).start()
    from playground.ui.serving.process import settle
    from playground.ui.serving.server import make_server, run

    server = make_server(port, **options)
    server.io_loop.add_callback(settle().start)
    print(f"The playground is at http://localhost:{server.port}", flush=True)
    run(server)
