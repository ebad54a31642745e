"""Which definitions the registries hold, and what of them decides about machine code.

A definition that can be compiled is a plain Python function of NumPy's elementwise functions,
numbers, and other such functions. All else stays with NumPy.
"""

from __future__ import annotations

import dis
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from playground.nn.activations import ACTIVATIONS
from playground.nn.losses import LOSSES
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.regularizers import REGULARIZERS

REGISTRIES: dict[str, Mapping[str, Any]] = {
    "activation": ACTIVATIONS,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "regularizer": REGULARIZERS,
}
# Those functions of a definition that are compiled. The rule of an optimizer that uses no gradient
# is None.
PARTS = {
    "activation": ("function", "derivative"),
    "loss": ("value", "derivative"),
    "optimizer": ("rule",),
    "regularizer": ("gradient", "after_step"),
}


@dataclass(frozen=True)
class Definition:
    """An entry of a registry, with the kind that names the registry."""

    kind: str
    name: str
    entry: Any

    @property
    def functions(self) -> tuple[Any, ...]:
        """The functions that are compiled."""
        return tuple(getattr(self.entry, name) for name in PARTS[self.kind])

    def __str__(self) -> str:
        return f"the {self.kind} {self.name!r}"


@cache
def registered() -> tuple[Definition, ...]:
    """Return the definitions of the moment at which the first compiling of this process begins.

    What is registered later has no machine code: the name of the folder in which that is kept, and
    the numbers by which it is chosen, follow from these.
    """
    return tuple(
        Definition(kind, name, entry)
        for kind, registry in REGISTRIES.items()
        for name, entry in registry.items()
        if getattr(entry, PARTS[kind][0]) is not None
    )


def globals_read(code: CodeType) -> set[str]:
    """Return the names that code, with the functions inside it, takes from its module.

    Not ``co_names``: these hold attributes too, and the tanh of ``np.tanh`` is not our own.
    """
    names = {one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    return names.union(*(globals_read(one) for one in code.co_consts if isinstance(one, CodeType)))


def objection(function: Any, callers: tuple[Any, ...] = ()) -> str | None:
    """Return why a function cannot be compiled, as far as that is seen without trying; else None.

    Examples
    --------
    >>> import numpy as np
    >>> objection(np.tanh)
    'ufunc is not a plain Python function'
    >>> objection(ACTIVATIONS["tanh"].function)
    """
    if not isinstance(function, FunctionType):
        return f"{type(function).__name__} is not a plain Python function"
    if function.__closure__:
        return f"{function.__name__} takes values from the function around it"
    if function in callers:
        return f"{function.__name__} calls itself"
    for name in sorted(globals_read(function.__code__) & function.__globals__.keys()):
        value = function.__globals__[name]
        if isinstance(value, FunctionType):
            found = objection(value, (*callers, function))
            if found:
                return found
        elif not isinstance(value, int | float | ModuleType):
            return f"{function.__name__} uses {name}, a {type(value).__name__}"
    return None


def description(function: Any, callers: tuple[Any, ...] = ()) -> str:
    """Return a text that differs for two functions whose machine code may differ.

    Of what ``objection`` refuses the kind is enough.
    """
    if not isinstance(function, FunctionType) or function in callers:
        return type(function).__name__
    parts = [_description_of_code(function.__code__), repr(function.__defaults__)]
    for name in sorted(globals_read(function.__code__) & function.__globals__.keys()):
        value = function.__globals__[name]
        if isinstance(value, FunctionType):
            parts += [name, description(value, (*callers, function))]
        elif isinstance(value, int | float):
            parts += [name, repr(value)]
        else:
            parts += [name, getattr(value, "__name__", type(value).__name__)]
    return "\n".join(parts)


def _description_of_code(code: CodeType) -> str:
    constants = [
        _description_of_code(one) if isinstance(one, CodeType) else repr(one)
        for one in code.co_consts
    ]
    return repr((code.co_code, code.co_names, code.co_varnames, constants))


def description_of_all() -> str:
    """Return a text that differs when the machine code of all that is registered may differ."""
    return "\n".join(
        "\n".join(
            [
                str(one),
                str(len(getattr(one.entry, "hyperparameters", ()))),
                *(description(function) for function in one.functions),
            ]
        )
        for one in registered()
    )
