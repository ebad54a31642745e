"""A playground in a process of its own, which can be stopped, killed and started again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Server:
    """The playground on a port that stays the same when it is started again.

    Parameters
    ----------
    options
        What it lacks, see ``serve.py``; the command line's own server when not given.
    environment
        Of its process, beside this one's.
    """

    def __init__(
        self,
        options: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.options = options
        self.environment = {**os.environ, **(environment or {})}
        self.port = 0
        self.said: list[str] = []  # what it has printed
        self.start()

    def start(self) -> None:
        """Start it; returns when it serves."""
        command = [sys.executable, "-m", "playground", "--no-show", "--port", str(self.port)]
        if self.options is not None:
            script = str(Path(__file__).with_name("serve.py"))
            command = [sys.executable, script, str(self.port), json.dumps(self.options)]
        self._process = subprocess.Popen(
            command, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line)
            if found := re.search(r"is at http://\S+:(\d+)", line):
                self.port = int(found[1])
                break
        else:
            raise RuntimeError("".join(self.said))
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        self.said += process.stdout or ()

    def kill(self) -> None:
        """End it as a machine that loses its power does."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Let it do nothing, with all its connections open."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it."""
        self.thaw()
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
