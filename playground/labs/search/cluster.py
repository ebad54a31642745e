"""A cluster of Dask, whose workers make the fits; an optional extra."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from joblib import parallel_config

from playground.labs.search.wrong import SearchError
from playground.settings.kinds import quoted

PATIENCE = 8.0  # seconds within which a scheduler must answer


@contextmanager
def connected(address: str) -> Iterator[None]:
    """Let joblib's work be done by the workers of a Dask scheduler.

    Raises
    ------
    SearchError
        If Dask is not installed, the address is none, or nobody answers there.
    """
    if find_spec("distributed") is None:
        raise SearchError("Dask is not installed: pip install 'neural-playground[dask]'.")
    from distributed import Client

    where = f"the Dask scheduler at {quoted(address)}"
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise SearchError(
            f"Nobody answers as {where}: start one with 'dask scheduler', or see to the address "
            "(tcp://HOST:PORT)."
        ) from problem
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise SearchError(
                f"There is no worker at {where}: start one with 'dask worker {address}'."
            ) from None
        with parallel_config("dask", client=client):
            yield
