"""A real Dask cluster on this machine, of processes of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.patience import until

LOCAL = "127.0.0.1"
Process = subprocess.Popen[bytes]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as one:
        one.bind((LOCAL, 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def process(*arguments: str) -> Iterator[Process]:
    """Run a module as a program; it is killed in the end."""
    started = subprocess.Popen(
        [sys.executable, "-m", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


@contextmanager
def scheduler() -> Iterator[str]:
    """Run a scheduler; give its address as soon as it answers."""
    port = free_port()
    where = "--host", LOCAL, "--port", str(port), "--no-dashboard"
    with process("distributed.cli.dask_scheduler", *where):

        def answers() -> bool:
            with socket.socket() as one:
                return one.connect_ex((LOCAL, port)) == 0

        until(answers)
        yield f"tcp://{LOCAL}:{port}"


def worker(address: str) -> AbstractContextManager[Process]:
    """Run a worker of one thread."""
    how = "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", LOCAL
    return process("distributed.cli.dask_worker", address, *how)
