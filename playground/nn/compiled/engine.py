"""The fast path: the work of ``steps.train`` in one Numba call, cached on disk.

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

from playground.nn.arrays import FloatArray, IntArray
from playground.nn.heads import SOFTMAX, Head
from playground.nn.losses import LOSSES
from playground.nn.network import Network
from playground.nn.recipe import Recipe

log = logging.getLogger(__name__)

# Populations are evaluated in blocks of this many examples, which stay in the processor's cache.
EXAMPLES_AT_ONCE = 64


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
    """Train a tiny network by one example, which compiles everything there is."""
    network = Network((1, 1), [], Head.of("regression"))
    one = np.ones((1, 1))
    memory = np.zeros(2)
    workspace = Workspace(network, EXAMPLES_AT_ONCE, kernels)
    workspace.train(
        Recipe(), one, one, np.zeros((1, 1), np.int64), np.ones(1), memory, memory, 0,
        np.random.default_rng(0),
    )  # fmt: skip
    workspace.mean_losses(np.ones((1, 2)), one, one)


class Workspace:
    """The blocks of memory in which the kernels train one network with batches up to one size.

    Parameters
    ----------
    network
        The network whose parameters are trained in place.
    batch_size
        The largest number of examples per batch.
    kernels
        The compiled kernels; the process's own, waited for, when not given.
    """

    def __init__(
        self, network: Network, batch_size: int, kernels: ModuleType | None = None
    ) -> None:
        self.kernels = kernels if kernels is not None else ENGINE.kernels()
        self.network = network
        self.batch_size = batch_size
        self._made_for = (network.activations, network.head)
        self._place = 0
        self.layout = self._lay_out()
        self.head = self._describe_head()
        # Lanes that begin within a row or a column of weights may end beyond it.
        slack = self.kernels.WIDTH * max(network.layer_sizes)
        self.work = np.zeros(self._place + slack)
        size = network.parameters.size + slack
        self.flat, self.gradient, self.before = np.zeros(size), np.zeros(size), np.zeros(size)
        self.m, self.v, self.penalised = np.zeros(size), np.zeros(size), np.zeros(size)
        self.penalised[: network.n_weights] = 1.0

    def fits(self) -> bool:
        """Return whether the network still has the activations and the head of when it was made."""
        return self._made_for == (self.network.activations, self.network.head)

    def _padded(self, size: int) -> int:
        width: int = self.kernels.WIDTH
        return -(-size // width) * width

    def _block(self, length: int) -> int:
        """Set a block of the work array aside and return its place."""
        place = self._place
        self._place += self._padded(length)
        return place

    def _block_size(self, size: int) -> int:
        """Return the length of a layer's block in whichever order it is used."""
        return self._padded(size) * self._padded(self.batch_size)

    def _lay_out(self) -> IntArray:
        """Return one row per layer that says where all that belongs to it is (see ``kernels``)."""
        from playground.nn.compiled import layers as k
        from playground.nn.compiled.dispatch import ACTIVATION_NUMBERS

        network = self.network
        sizes = network.layer_sizes
        names = ("linear", *network.activations, network.head.activation)
        layout = np.zeros((len(sizes), k.N_COLUMNS), np.int64)
        weights, biases = 0, network.n_weights
        for number, size in enumerate(sizes):
            row = layout[number]
            row[k.SIZE] = size
            # Either order of the block must fit (see ``layers``).
            block = self._block_size(size)
            row[k.ACTIVATION] = ACTIVATION_NUMBERS.get(names[number], 0)
            for column in (k.OUTPUT, k.DROPPED, k.LOGITS, k.DELTA, k.MASK):
                row[column] = self._block(block)
            row[k.SIGNAL] = row[k.OUTPUT]
            if number > 0:
                below = sizes[number - 1]
                row[k.WEIGHTS], row[k.BIASES] = weights, biases
                weights += below * size
                biases += size
        return layout

    def _describe_head(self) -> IntArray:
        from playground.nn.compiled.dispatch import LOSS_NUMBERS

        k, head = self.kernels, self.network.head
        description = np.zeros(4, np.int64)
        description[k.LOSS] = LOSS_NUMBERS[head.loss]
        description[k.BY_LOGIT] = LOSSES[head.loss].by_logit
        description[k.SOFTMAX] = head.activation == SOFTMAX
        description[k.TARGETS] = self._block(self._block_size(head.n_outputs))
        return description

    def train(
        self,
        recipe: Recipe,
        inputs: FloatArray,
        targets: FloatArray,
        orders: IntArray,
        rates: FloatArray,
        m: FloatArray,
        v: FloatArray,
        steps_before: int,
        dropout_rng: np.random.Generator,
    ) -> int:
        """Do the work of ``steps.train``; all arguments but the network are the same."""
        from playground.nn.compiled.dispatch import (
            MOST_SETTINGS,
            OPTIMIZER_NUMBERS,
            REGULARIZER_NUMBERS,
        )

        k, size = self.kernels, self.network.parameters.size
        hidden = self.network.layer_sizes[1:-1]
        dropout = np.array([*recipe.dropout_rates(len(hidden)), 0.0])
        uniforms = np.zeros((0, 0))
        if dropout.any():
            uniforms = dropout_rng.random((orders.size, sum(hidden)))
        hidden_rows = self.layout[1:-1]
        hidden_rows[:, k.SIGNAL] = np.where(
            dropout[:-1] > 0, hidden_rows[:, k.layers.DROPPED], hidden_rows[:, k.OUTPUT]
        )
        settings = recipe.optimizer_settings
        # A nan left over from a diverged run would outlive it: zero times nan is nan.
        self.work[:] = 0.0
        self.flat[:size], self.m[:size], self.v[:size] = self.network.parameters, m, v
        steps: int = k.train(
            self.work, self.flat, self.gradient, self.before, self.penalised, self.m, self.v, size,
            self.layout, self.head, _plain(inputs), _plain(targets), orders, rates,
            min(recipe.batch_size, orders.shape[1]), OPTIMIZER_NUMBERS[recipe.optimizer],
            (*settings, *(0.0,) * (MOST_SETTINGS - len(settings))), steps_before,
            REGULARIZER_NUMBERS[recipe.regularization], float(recipe.regularization_rate),
            float(recipe.clip_norm), dropout, uniforms,
        )  # fmt: skip
        self.network.parameters[:] = self.flat[:size]
        self.network.gradient[:] = self.gradient[:size]
        m[:], v[:] = self.m[:size], self.v[:size]
        return steps

    def mean_losses(
        self, candidates: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Return the mean loss (size,) of each row of parameters (size, n_parameters).

        The order of the additions, and so the last bit, must not depend on what the workspace was
        used for before: the blocks have a size of their own.
        """
        if self.batch_size < EXAMPLES_AT_ONCE:
            raise ValueError(f"Losses of a population need room for {EXAMPLES_AT_ONCE} examples.")
        results = np.empty(len(candidates))
        self.work[:] = 0.0
        self.layout[:, self.kernels.SIGNAL] = self.layout[:, self.kernels.OUTPUT]
        self.kernels.mean_losses(
            self.work, self.flat, self.layout, self.head, _plain(candidates), _plain(inputs),
            _plain(targets), np.arange(len(inputs)), EXAMPLES_AT_ONCE, results,
        )  # fmt: skip
        return results


def _plain(array: Any) -> FloatArray:
    """Return the array as the kernels know it: float64, one row after the other, writable."""
    return np.require(array, np.float64, ["C", "W", "A"])
