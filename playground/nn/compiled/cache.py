"""The folder in which machine code is kept from one start to the next."""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import os
import shutil
import sys
import tempfile
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from playground.nn.compiled.definitions import description_of_all

log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Return where the machine code of this version, and of what is registered, is kept.

    Numba's own cache does not notice a change in a function that is called from another file, so
    the folder's name follows from all sources of ``playground.nn``, the registered definitions and
    the versions of what compiles them.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        digest.update(path.read_bytes())
    digest.update(description_of_all().encode())
    for package in ("numba", "llvmlite", "numpy"):
        try:
            digest.update(version(package).encode())
        except PackageNotFoundError:
            digest.update(b"none")
    digest.update(sys.version.encode())
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "neural-playground" / digest.hexdigest()[:16]


def made(folder: Path) -> Path:
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


@cache
def folder_in_use() -> Path:
    """Return the folder of this process."""
    return made(cache_folder())


def forget_machine_code() -> bool:
    """Remove what is kept in the folder of this process; return whether there was any."""
    kept = list(folder_in_use().rglob("*.nb[ic]"))
    for path in kept:
        path.unlink(missing_ok=True)
    return bool(kept)


def read_refused() -> dict[str, str] | None:
    """Return the reason by each definition that could not be compiled; None if nothing is kept."""
    try:
        kept = json.loads(_refused().read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there, or cut off where the power failed
        return None
    return {str(name): str(reason) for name, reason in kept.items()}


def keep_refused(reasons: dict[str, str]) -> None:
    """Keep the reasons, so that the next start need not try again."""
    new = _refused().with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(reasons), encoding="utf-8")
    new.replace(_refused())


def _refused() -> Path:
    return folder_in_use() / "refused.json"
