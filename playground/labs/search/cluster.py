"""A cluster of Dask, whose workers make the fits; an optional extra."""

from __future__ import annotations

import logging
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from typing import Any

from joblib import parallel_config
from joblib.parallel import get_active_backend

from playground.labs.search.fitting import Result, fits
from playground.labs.search.plan import Plan, Task
from playground.labs.search.wrong import SearchError
from playground.nn import warm
from playground.settings.kinds import quoted

log = logging.getLogger(__name__)

ADDRESS = re.compile(r"tcp://([^\s/:]+):(\d{1,5})")
PATIENCE = 4.0  # seconds within which a scheduler must answer, and then a worker be there
LOOK = 0.2  # seconds between two looks of a worker whether its fits are still wanted


class Cluster:
    """The cluster that makes the fits of every search of this process, if it has one.

    Attributes
    ----------
    address
        Of its scheduler; None where this process's own threads make them.
    """

    address: str | None = None


CLUSTER = Cluster()


def checked(address: str) -> str:
    """Return the address of a scheduler.

    Raises
    ------
    SearchError
        If it is none.

    Examples
    --------
    >>> checked("tcp://localhost:8786")
    'tcp://localhost:8786'
    """
    if not ADDRESS.fullmatch(address):
        raise SearchError(
            f"{quoted(address)} is not the address of a scheduler, such as tcp://localhost:8786."
        )
    return address


Make = Callable[[Plan, Sequence[Task]], list[Result]]


@contextmanager
def connected(address: str, plan: Plan, closed: threading.Event) -> Iterator[Make]:
    """Let joblib's work be done by the workers of a Dask scheduler; give what makes fits there.

    Parameters
    ----------
    address
        Of the scheduler.
    plan
        The search; all workers get it once.
    closed
        When it is set, from any thread, the fits under way end.

    Raises
    ------
    SearchError
        If Dask is not installed, the address is none, nobody answers there, or the cluster fails
        on the way.
    """
    address = checked(address)
    if find_spec("distributed") is None:
        raise SearchError("Dask is not installed: pip install 'neural-playground[dask]'.")
    from distributed import Client, Event

    try:
        _knock(address)
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, OverflowError) as problem:
        raise SearchError(
            f"No Dask scheduler answers at {address}: start one with 'dask scheduler', or see to "
            "the address."
        ) from problem
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise SearchError(
                f"The scheduler at {address} has no workers: start some with "
                f"'dask worker {address}'."
            ) from None
        flag = Event(f"closed-{secrets.token_hex(8)}", client=client)
        watcher = threading.Thread(target=_tell, args=(closed, flag), name="cluster-watcher")
        watcher.start()
        try:
            with parallel_config("dask", client=client, scatter=[plan]):
                backend, _ = get_active_backend()
                # One worker alone would be spared: joblib would do the work itself, here.
                backend.effective_n_jobs = lambda n_jobs: max(2, sum(client.ncores().values()))
                yield partial(elsewhere, flag=flag.name)
        except (OSError, RuntimeError) as problem:
            log.warning("The cluster has failed.", exc_info=True)
            raise SearchError(
                f"The cluster at {address} has failed ({type(problem).__name__}): what was made "
                "stays, and the search can go on when it is back."
            ) from problem
        finally:
            closed.set()
            watcher.join()


def _knock(address: str) -> None:
    """Wait for a first word of a scheduler; a client waits for ever for one who says nothing.

    Raises
    ------
    OSError
        If nobody is there, or says anything.
    """
    host, port = ADDRESS.fullmatch(address).groups()  # type: ignore[union-attr]  # it is checked
    with socket.create_connection((host, int(port)), PATIENCE) as line:
        if not line.recv(1):
            raise OSError("it hung up")


def _tell(closed: threading.Event, flag: Any) -> None:
    """Tell the workers that nobody wants their fits any more."""
    closed.wait()
    try:
        flag.set()
    except Exception:  # a scheduler that is gone needs not be told
        log.info("The scheduler could not be told of the end.", exc_info=True)


def elsewhere(plan: Plan, tasks: Sequence[Task], flag: str) -> list[Result]:
    """Make fits on a worker, compiled as here, until the flag of that name is set."""
    from distributed import Event

    warm().join()
    event, looked, stopped = Event(flag), time.monotonic(), False

    def is_stopped() -> bool:
        nonlocal looked, stopped
        if not stopped and time.monotonic() - looked > LOOK:
            looked, stopped = time.monotonic(), event.is_set()
        return stopped

    return fits(plan, tasks, is_stopped)
