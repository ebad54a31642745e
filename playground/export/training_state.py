"""The training's state in an experiment's file: the optimizer's memory, the random streams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import numpy as np

from playground.arrays import IntArray
from playground.export.schema import SchemaError
from playground.nn import TrainerState
from playground.runs.divergence import BOUND
from playground.settings.kinds import quoted

EXACT = 2**53  # whole numbers beyond this are written as digits: not every reader keeps them exact

# Parts of the training's state that stand elsewhere in the file.
_ELSEWHERE = {"parameters", "epoch"}


def state_written(state: TrainerState) -> dict[str, Any]:
    """Return the state as JSON can hold it, but for what stands elsewhere in the file."""
    return {
        one.name: _plain(getattr(state, one.name))
        for one in fields(state)
        if one.name not in _ELSEWHERE
    }


def state_read(fresh: TrainerState, given: Mapping[str, Any], n_examples: int) -> TrainerState:
    """Return the state that a file holds.

    Parameters
    ----------
    fresh
        One of the same make, with what stands elsewhere in the file.
    given
        What the file says of it; never trusted.
    n_examples
        How many training points there are.

    Raises
    ------
    SchemaError
        If it is not of the same make.
    """
    parts = {
        one.name: _like(getattr(fresh, one.name), given.get(one.name), one.name)
        for one in fields(fresh)
        if one.name not in _ELSEWHERE | {"order"}
    }
    parts["order"] = _order(given.get("order"), n_examples)
    if not 0 <= parts["position"] < max(len(parts["order"]), 1):
        raise SchemaError('"position" lies outside the epoch')
    return replace(fresh, **parts)


def _plain(value: Any) -> Any:
    """Return a part of the training's state as JSON can hold it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, int) and abs(value) >= EXACT:
        return str(value)
    return value


def _like(template: Any, value: Any, name: str) -> Any:
    """Return a part of the state, if it is of the same make as the template."""
    wrong = SchemaError(f"{quoted(name)} of the training's state does not fit")
    if isinstance(template, np.ndarray):
        try:
            array = np.array(value, dtype=template.dtype)
        except (TypeError, ValueError, OverflowError):
            raise wrong from None
        if array.shape != template.shape or not (np.abs(array) < BOUND**4).all():
            raise wrong
        return array
    if isinstance(template, Mapping):
        if not isinstance(value, dict) or set(value) != set(template):
            raise wrong
        return {key: _like(part, value[key], f"{name}.{key}") for key, part in template.items()}
    if isinstance(template, int):
        if isinstance(value, str) and value.isdecimal() and len(value) < 50:
            value = int(value)
        # 2^128 is the range of the random streams' own state
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**128:
            raise wrong
        if name.endswith(("has_uint32", "uinteger")) and value >= 2**32:
            raise wrong
        return value
    if value != template:  # a name: of the optimizer, of the random generator
        raise wrong
    return value


def _order(value: Any, n_examples: int) -> IntArray:
    wrong = SchemaError('"order" of the training\'s state does not fit the points')
    if not isinstance(value, list) or len(value) not in (0, n_examples):
        raise wrong
    if any(isinstance(one, bool) or not isinstance(one, int) for one in value):
        raise wrong
    if sorted(value) != list(range(len(value))):
        raise wrong
    return np.array(value, dtype=np.int64)
