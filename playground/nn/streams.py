"""States of random streams that are told when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np


class StateAfter(Mapping[str, Any]):
    """The state of a random stream after some draws, which are drawn again when it is looked at.

    Copying a stream's state takes longer than training a small network for an epoch does, and of
    most epochs' states nobody ever asks.

    Parameters
    ----------
    kind
        The stream's bit generator.
    before
        Its state before the draws.
    draw, times
        ``draw(times, rng)`` makes the draws.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> draw = lambda times, rng: rng.random(times)
    >>> later = StateAfter(type(rng.bit_generator), rng.bit_generator.state, draw, 1000)
    >>> _ = draw(1000, rng)
    >>> later == rng.bit_generator.state
    True
    """

    def __init__(
        self,
        kind: type[np.random.BitGenerator],
        before: Mapping[str, Any],
        draw: Callable[[int, np.random.Generator], object],
        times: int,
    ) -> None:
        self._kind = kind
        self._before = before
        self._draw = draw
        self._times = times

    @cached_property
    def _state(self) -> Mapping[str, Any]:
        rng = np.random.Generator(self._kind(0))
        rng.bit_generator.state = self._before
        self._draw(self._times, rng)
        return rng.bit_generator.state

    def __getitem__(self, name: str) -> Any:
        return self._state[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._state)

    def __len__(self) -> int:
        return len(self._state)
