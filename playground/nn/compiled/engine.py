"""The fast path is loaded: Numba compiles the kernels once, and keeps them on disk.

``warm`` compiles in the background; until ``ready`` says so, and where Numba is missing, NumPy
serves.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from playground.nn.compiled import cache
from playground.nn.compiled.definitions import REGISTRIES, Definition
from playground.nn.heads import SOFTMAX, Head
from playground.nn.network import Network
from playground.nn.recipe import Recipe

log = logging.getLogger(__name__)


class Engine:
    """Loads the kernels once per process, in whatever thread asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._kernels: ModuleType | None = None
        self._told: set[Definition] = set()
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
            raise RuntimeError(_refusal(self.reason))
        return self._kernels

    def lacking(self, network: Network, recipe: Recipe | None) -> str:
        """Return which definition that they use has no machine code, and why; "" if all have.

        A definition may have come, or taken another's place, after the compiling.

        Raises
        ------
        RuntimeError
            If nothing can be compiled here, with the reason.
        """
        self.kernels()
        from playground.nn.compiled import dispatch

        for kind, name in _used(network, recipe):
            entry = REGISTRIES[kind][name]
            if dispatch.COMPILED[kind].get(name) is not entry:
                one = Definition(kind, name, entry)
                if str(one) in dispatch.REFUSED:
                    return f"{one} cannot be compiled ({dispatch.REFUSED[str(one)]})"
                if one not in self._told:
                    self._told.add(one)
                    log.warning("Plain NumPy serves %s, registered after the compiling", one)
                return f"{one} was registered after the compiling"
        return ""

    def _build(self) -> None:
        try:
            kernels = _import_with_cache()
            try:
                _run_once(kernels)
            except Exception as error:  # such as a file that ends where the power failed
                if not cache.forget_machine_code():
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


def use_numpy(engine: str, network: Network, recipe: Recipe | None = None) -> bool:
    """Return whether NumPy does the work for a choice of "numpy", "compiled" or "auto".

    Under "auto" it does while nothing is compiled, and for a network or a recipe that uses a
    definition of which there is no machine code.

    Raises
    ------
    RuntimeError
        If "compiled" cannot be had, with the reason.
    """
    if engine == "numpy" or (engine == "auto" and not ready()):
        return True
    lacking = ENGINE.lacking(network, recipe)
    if lacking and engine == "compiled":
        raise RuntimeError(_refusal(lacking))
    return bool(lacking)


def engine_for(engine: str, network: Network, recipe: Recipe) -> str:
    """Return the engine that does all the work of a run: "auto" is decided here, once.

    It is the compiled one wherever that can be had, and waits for it, so that it does not depend on
    how fast this machine compiles.
    """
    if engine != "auto":
        return engine
    warm().join()
    return "numpy" if use_numpy("auto", network, recipe) else "compiled"


def _refusal(reason: str) -> str:
    return f"The compiled engine cannot be used: {reason}. Choose the engine numpy or auto."


def _used(network: Network, recipe: Recipe | None) -> Iterator[tuple[str, str]]:
    """Yield kind and name of every definition that training, or without a recipe measuring, uses.

    Softmax is no activation of its own: the kernels have it.
    """
    for name in {*network.activations, network.head.activation} - {SOFTMAX}:
        yield "activation", name
    yield "loss", network.head.loss
    if recipe is not None:
        yield "optimizer", recipe.optimizer
        yield "regularizer", recipe.regularization


def _import_with_cache() -> ModuleType:
    """Import the kernels with Numba's cache pointing at our folder while they are decorated.

    With them ``dispatch`` is imported, which tries out what is registered.
    """
    import numba

    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(cache.folder_in_use())
    try:
        from playground.nn.compiled import kernels
    finally:
        config.CACHE_DIR = before
    return kernels


def _run_once(kernels: ModuleType) -> None:
    """Train and measure a tiny network by one example, which compiles everything there is.

    It is made of the first definitions that could be compiled, whichever these are.
    """
    from playground.nn.compiled.dispatch import COMPILED
    from playground.nn.compiled.workspace import Workspace, measure

    first = {kind: next(iter(entries)) for kind, entries in COMPILED.items()}
    network = Network((1, 1), [], Head("regression", first["loss"], 0, first["activation"], 1))
    recipe = Recipe(optimizer=first["optimizer"], regularization=first["regularizer"])
    one = np.ones((1, 1))
    memory = np.zeros(2)
    Workspace(network, 1, kernels).train(
        recipe, one, one, np.zeros((1, 1), np.int64), np.ones(1), memory, memory, 0,
        np.zeros((0, 0)),
    )  # fmt: skip
    measure(network, np.ones((1, 2)), one, one, True, kernels)
