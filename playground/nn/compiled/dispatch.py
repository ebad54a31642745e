"""From the registries to compiled loops: one loop per definition, chosen by its number.

The number is looked at once per layer or step, never per element. Adding a definition to a registry
adds its loop here. Each is compiled by itself first: one that cannot be is left out (``REFUSED``),
and what uses it is NumPy's.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs
# (Numba finds the types of compiled functions itself, when they are first called.)

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np
from numba.core import types

from playground.nn.compiled import elementary
from playground.nn.compiled.cache import keep_refused, read_refused
from playground.nn.compiled.definitions import (
    PARTS,
    Definition,
    globals_read,
    objection,
    registered,
)
from playground.nn.compiled.jit import inlined, part
from playground.nn.compiled.lanes import WIDTH, load, store

log = logging.getLogger(__name__)


@cache
def for_lanes(definition: Any) -> Any:
    """Compile a definition for lanes: the same code, with ``elementary`` in the place of NumPy.

    The functions that it calls, as ``adamw`` calls ``adam``, are compiled in the same way.
    """
    names, code = definition.__globals__, definition.__code__
    others: dict[str, Any] = {}
    for name in globals_read(code) & names.keys():
        if isinstance(names[name], FunctionType):
            others[name] = for_lanes(names[name])
        elif names[name] is np:
            others[name] = elementary
    same_code = FunctionType(
        code, {**names, **others}, definition.__name__, definition.__defaults__
    )
    return inlined(same_code)


def by_number(loops: Sequence[Any], first: int = 0) -> Any:
    """Return one compiled function that calls loops[number - first](*arguments).

    It halves the choice until one is left. Numba compiles every function together with all that it
    calls, so a chain of choices would compile the last of them over and over.

    Raises
    ------
    ValueError
        If there is no loop.
    """
    if not loops:
        raise ValueError("there is nothing to choose from")
    if len(loops) == 1:
        return _only(loops[0])
    middle = len(loops) // 2
    lower = by_number(loops[:middle], first)
    upper = by_number(loops[middle:], first + middle)
    return _either(lower, first + middle, upper)


def _only(loop: Any) -> Any:
    @inlined
    def run(number, *arguments):
        loop(*arguments)

    return run


def _either(lower: Any, middle: int, upper: Any) -> Any:
    @inlined
    def run(number, *arguments):
        if number < middle:
            lower(number, *arguments)
        else:
            upper(number, *arguments)

    return run


def _activation_loop(function: Any) -> Any:
    """a[i] = f(z[i]) for ``count`` numbers of the work array, z and a given by their places."""

    @part
    def loop(work, z, a, count):
        for i in range(0, count, WIDTH):
            store(work, a + i, function(load(work, z + i)))

    return loop


def _derivative_loop(derivative: Any) -> Any:
    """delta[i] = delta[i] * f'(z[i], a[i])."""

    @part
    def loop(work, z, a, delta, count):
        for i in range(0, count, WIDTH):
            slope = derivative(load(work, z + i), load(work, a + i))
            store(work, delta + i, load(work, delta + i) * slope)

    return loop


def _loss_slope_loop(derivative: Any) -> Any:
    """delta[i] = d(loss)/d(output) / n."""

    @part
    def loop(work, output, target, delta, count, n):
        for i in range(0, count, WIDTH):
            slope = derivative(load(work, output + i), load(work, target + i))
            store(work, delta + i, slope / n)

    return loop


def _loss_value_loop(value: Any) -> Any:
    """losses[i] = loss of output i."""

    @part
    def loop(work, output, logit, target, losses, count):
        for i in range(0, count, WIDTH):
            loss = value(load(work, output + i), load(work, logit + i), load(work, target + i))
            store(work, losses + i, loss)

    return loop


def _penalty_loop(gradient: Any) -> Any:
    """Add the regularizer's gradient; ``penalised`` is 1 for weights and 0 for biases."""

    @part
    def loop(parameters, gradients, penalised, rate, count):
        for i in range(0, count, WIDTH):
            term = gradient(load(parameters, i), rate * load(penalised, i))
            store(gradients, i, load(gradients, i) + term)

    return loop


def _after_step_loop(after_step: Any) -> Any:
    """Let the regularizer finish the weights after the optimizer's step."""

    @part
    def loop(parameters, before, penalised, amount, count):
        for i in range(0, count, WIDTH):
            final = after_step(load(parameters, i), load(before, i), amount * load(penalised, i))
            store(parameters, i, final)

    return loop


def _update_loop(rule: Any, n_settings: int) -> Any:
    """Take the optimizer's step with every parameter."""

    @part
    def loop(parameters, gradients, m, v, rate, step, settings, count):
        chosen = settings[:n_settings]
        for i in range(0, count, WIDTH):
            parameter = load(parameters, i)
            delta, new_m, new_v = rule(
                parameter, load(gradients, i), load(m, i), load(v, i), rate, step, *chosen
            )
            # Memory first: what a rule leaves as it was is then seen to need no store.
            store(m, i, new_m)
            store(v, i, new_v)
            store(parameters, i, parameter - delta)

    return loop


MOST_SETTINGS = max(len(getattr(one.entry, "hyperparameters", ())) for one in registered())

# Per kind what makes a loop of each of a definition's functions, and the types of the arguments
# with which the kernels call it.
ARRAY, PLACE, NUMBER = types.CPointer(types.float64), types.int64, types.float64
LOOPS: dict[str, list[tuple[Callable[..., Any], tuple[Any, ...]]]] = {
    "activation": [
        (_activation_loop, (ARRAY, *[PLACE] * 3)),
        (_derivative_loop, (ARRAY, *[PLACE] * 4)),
    ],
    "loss": [
        (_loss_value_loop, (ARRAY, *[PLACE] * 5)),
        (_loss_slope_loop, (ARRAY, *[PLACE] * 4, NUMBER)),
    ],
    "optimizer": [
        (
            _update_loop,
            (*[ARRAY] * 4, NUMBER, NUMBER, types.UniTuple(NUMBER, MOST_SETTINGS), PLACE),
        )
    ],
    "regularizer": [
        (_penalty_loop, (*[ARRAY] * 3, NUMBER, PLACE)),
        (_after_step_loop, (*[ARRAY] * 3, NUMBER, PLACE)),
    ],
}


def _loops(one: Definition) -> list[Any]:
    """Return a definition's loops, which are compiled when they are first called."""
    settings = [len(one.entry.hyperparameters)] if one.kind == "optimizer" else []
    return [
        make(for_lanes(function), *settings)
        for (make, _), function in zip(LOOPS[one.kind], one.functions, strict=True)
    ]


def _try(one: Definition, loops: list[Any]) -> str:
    """Compile a definition's loops as the kernels will; return what is in the way, or ""."""
    try:
        for (_, arguments), loop in zip(LOOPS[one.kind], loops, strict=True):
            loop.compile(arguments)
    except Exception as error:  # anything may be wrong with what others wrote: NumPy can do it
        return _first_cause(error)
    return ""


def _first_cause(error: Exception) -> str:
    """Return that line of Numba's long message, without its colours, that says what is wrong."""
    named = str(error).replace(f"module {elementary.__name__!r}", "compiled code's np")
    plain = re.sub(r"\x1b\[\d*m", "", named)
    lines = [line.strip() for line in plain.splitlines()]
    said = [line for line in lines if line and not line.startswith("Failed in nopython mode")]
    return said[0] if said else type(error).__name__


def _sorted_out() -> tuple[dict[Definition, list[Any]], dict[str, str]]:
    """Return the loops of all that can be compiled, and the reason by all that cannot.

    The reasons are kept with the machine code: no later start tries again.
    """
    loops, reasons = {}, {}
    known = read_refused()
    for one in registered():
        found = next(filter(None, map(objection, one.functions)), "")
        if not found:
            mine = _loops(one)
            found = _try(one, mine) if known is None else known.get(str(one), "")
            if not found:
                loops[one] = mine
        if found:
            reasons[str(one)] = found
            log.warning("Plain NumPy serves %s, which cannot be compiled: %s", one, found)
    if known is None:
        keep_refused(reasons)
    return loops, reasons


_ALL_LOOPS, REFUSED = _sorted_out()
COMPILED: dict[str, dict[str, Any]] = {
    kind: {one.name: one.entry for one in _ALL_LOOPS if one.kind == kind} for kind in PARTS
}
NUMBERS = {
    kind: {name: number for number, name in enumerate(entries)}
    for kind, entries in COMPILED.items()
}


def _by_number(kind: str, place: int) -> Any:
    if not COMPILED[kind]:
        raise RuntimeError(f"no {kind} can be compiled")
    return by_number([loops[place] for one, loops in _ALL_LOOPS.items() if one.kind == kind])


activate, times_derivative = _by_number("activation", 0), _by_number("activation", 1)
loss_value, loss_slope = _by_number("loss", 0), _by_number("loss", 1)
update = _by_number("optimizer", 0)
add_penalty, after_step = _by_number("regularizer", 0), _by_number("regularizer", 1)
