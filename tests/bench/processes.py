"""Processes that the benches start, and what they use of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

from playground import allocator

HERE = Path(__file__).parent


class Process:
    """A program of this folder that answers lines with lines.

    Parameters
    ----------
    program
        The name of its file.
    *arguments
        What it is given.
    """

    def __init__(self, program: str, *arguments: str) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, str(HERE / program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **allocator.ENVIRONMENT, "PYTHONPATH": str(HERE.parent.parent)},
        )
        self._process = psutil.Process(self._popen.pid)

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._popen.terminate()
        self._popen.wait()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._popen.pid

    def read(self) -> Any:
        """Return the next line that it prints, as JSON."""
        assert self._popen.stdout is not None
        line = self._popen.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._popen.args} has ended.")
        return json.loads(line)

    def ask(self, line: str) -> Any:
        """Give it a line and return its answer."""
        assert self._popen.stdin is not None
        self._popen.stdin.write(line + "\n")
        self._popen.stdin.flush()
        return self.read()

    def megabytes(self) -> float:
        """Return how much memory it holds."""
        return self._process.memory_info().rss / 2**20

    def core_seconds(self) -> float:
        """Return how much processor time it has used so far."""
        times = self._process.cpu_times()
        return float(times.user + times.system)


class Server(Process):
    """A server process that has compiled its kernels; ``url`` is its address."""

    def __init__(self) -> None:
        super().__init__("served.py")
        self.url = f"http://localhost:{self.read()}"  # it tells its port with its first line
        while not self.ask("?")["compiled"]:
            time.sleep(0.2)

    def __enter__(self) -> Server:
        return self
