"""The fast path is loaded: Numba compiles the kernels once, and keeps them on disk.

``warm`` compiles in the background; until ``ready`` says so, and where Numba is missing, NumPy
serves.
"""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import threading
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from playground.nn.heads import Head
from playground.nn.network import Network
from playground.nn.recipe import Recipe

log = logging.getLogger(__name__)


class Engine:
    """Loads the kernels once per process, in whatever thread asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._kernels: ModuleType | None = None
        self.reason = "it has not been asked for yet"

    def ready(self) -> bool:
        """Return whether the kernels are compiled."""
        return self._kernels is not None

    def warm(self) -> threading.Thread:
        """Start compiling in a background thread, once; return that thread."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._build, name="compile", daemon=True)
                self._thread.start()
            return self._thread

    def kernels(self) -> ModuleType:
        """Return the compiled kernels; wait for them where need be.

        Raises
        ------
        RuntimeError
            If they cannot be compiled here, with the reason.
        """
        if self._kernels is None:
            self.warm().join()
        if self._kernels is None:
            raise RuntimeError(
                f"The compiled engine cannot be used: {self.reason}. "
                "Choose the engine numpy or auto."
            )
        return self._kernels

    def _build(self) -> None:
        try:
            kernels = _import_with_cache()
            try:
                _run_once(kernels)
            except Exception as error:  # such as a file that ends where the power failed
                if not _forget_machine_code():
                    raise
                log.info("What was kept of machine code is of no use: %s", error)
                _run_once(kernels)
        except Exception as error:  # whatever goes wrong in here, NumPy can do the work
            self.reason = f"{type(error).__name__}: {error}".splitlines()[0]
            log.warning("Training runs in plain NumPy: %s", self.reason, exc_info=True)
            return
        self._kernels = kernels


ENGINE = Engine()
ready, warm = ENGINE.ready, ENGINE.warm


def use_numpy(engine: str) -> bool:
    """Return whether NumPy does the work for a choice of "numpy", "compiled" or "auto"."""
    return engine == "numpy" or (engine == "auto" and not ready())


def cache_folder() -> Path:
    """Return where this version's machine code is kept.

    Numba's own cache does not notice a change in a function that is called from another file, so
    the folder's name follows from all sources of ``playground.nn`` and the versions of what
    compiles them.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    for package in ("numba", "llvmlite", "numpy"):
        try:
            digest.update(version(package).encode())
        except PackageNotFoundError:
            digest.update(b"none")
    digest.update(sys.version.encode())
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "neural-playground" / digest.hexdigest()[:16]


def _made(folder: Path) -> Path:
    """Return the folder, made if need be; where that fails, one that goes with the process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        log.info("Machine code is not kept: %s", error)
        temporary = tempfile.mkdtemp(prefix="neural-playground-")
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        return Path(temporary)


def _forget_machine_code() -> bool:
    """Remove this version's machine code; return whether there was any."""
    kept = list(cache_folder().rglob("*.nb[ic]"))
    for path in kept:
        path.unlink(missing_ok=True)
    return bool(kept)


def _import_with_cache() -> ModuleType:
    """Import the kernels with Numba's cache pointing at our folder while they are decorated."""
    import numba

    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(_made(cache_folder()))
    try:
        from playground.nn.compiled import kernels
    finally:
        config.CACHE_DIR = before
    return kernels


def _run_once(kernels: ModuleType) -> None:
    """Train and measure a tiny network by one example, which compiles everything there is."""
    from playground.nn.compiled.workspace import Workspace, measure

    network = Network((1, 1), [], Head.of("regression"))
    one = np.ones((1, 1))
    memory = np.zeros(2)
    Workspace(network, 1, kernels).train(
        Recipe(), one, one, np.zeros((1, 1), np.int64), np.ones(1), memory, memory, 0,
        np.zeros((0, 0)),
    )  # fmt: skip
    measure(network, np.ones((1, 2)), one, one, True, kernels)
