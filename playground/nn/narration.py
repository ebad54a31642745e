"""An optimizer's rule told line by line: its own source, each line with the numbers of a step.

The lines are not a copy: the rule that trains the networks is taken apart into its statements, and
these are carried out one after the other. Where a rule calls another (AdamW calls Adam), the story
goes into it.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any


@dataclass(frozen=True)
class Line:
    """One line of a rule, carried out.

    Parameters
    ----------
    source
        The line as it stands in the rule.
    depth
        0 in the rule itself, 1 in a rule that it calls.
    uses, gives
        The numbers that go into it, and what it makes, by name: plain numbers or arrays (2,).
    """

    source: str
    depth: int
    uses: Mapping[str, Any]
    gives: Mapping[str, Any]


@dataclass(frozen=True)
class _Statement:
    source: str
    code: CodeType
    reads: tuple[str, ...]
    targets: tuple[str, ...]
    called: str  # the name of another rule whose result it is; "" for none
    arguments: CodeType | None  # of that call


@cache
def _statements(rule: FunctionType) -> tuple[_Statement, ...]:
    """Return the statements of a rule, without its docstring; ``return`` gives delta, m and v."""
    text = textwrap.dedent(inspect.getsource(rule))
    function = ast.parse(text).body[0]
    assert isinstance(function, ast.FunctionDef)  # a rule is a function
    return tuple(
        _statement(one, rule, " ".join(str(ast.get_source_segment(text, one)).split()))
        for one in function.body
        if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    )


def _statement(one: ast.stmt, rule: FunctionType, source: str) -> _Statement:
    if isinstance(one, ast.Return):
        assert one.value is not None  # a rule returns delta, m and v
        targets: tuple[str, ...] = ("delta", "m", "v")
        value = one.value
    elif isinstance(one, ast.Assign):
        target = one.targets[0]
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        targets, value = tuple(ast.unparse(part) for part in parts), one.value
    else:
        raise TypeError(
            f"A rule's line can be told if it assigns or returns; this does not: {source}"
        )
    reads = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
    called, arguments = "", None
    name = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
    if isinstance(value, ast.Call) and isinstance(rule.__globals__.get(name), FunctionType):
        called, arguments = name, _compiled(ast.Tuple(value.args, ast.Load()))
    names = tuple(name for name in rule.__code__.co_varnames if name in reads)
    return _Statement(source, _compiled(value), names, targets, called, arguments)


def _compiled(value: ast.expr) -> CodeType:
    return compile(ast.fix_missing_locations(ast.Expression(value)), "<rule>", "eval")


def narrate(rule: Callable[..., Any], *arguments: Any) -> tuple[list[Line], tuple[Any, Any, Any]]:
    """Carry out a rule line by line.

    Parameters
    ----------
    rule
        The ``rule`` of an ``Optimizer``.
    *arguments
        What it is called with.

    Returns
    -------
    tuple
        The lines, and what the rule returns: delta, m and v, the same to the last bit.

    Examples
    --------
    >>> from playground.nn import OPTIMIZERS
    >>> rule = OPTIMIZERS["momentum"].rule
    >>> lines, (delta, m, v) = narrate(rule, 0.0, 2.0, 1.0, 0.0, 0.1, 1.0, 0.9)
    >>> [(line.source, dict(line.gives)) for line in lines]
    [('m = beta * m + gradient', {'m': 2.9}), ('return rate * m, m, v', {'delta': 0.29})]
    """
    assert isinstance(rule, FunctionType)  # its source is read
    return _narrate(rule, arguments, 0)


def _narrate(
    rule: FunctionType, arguments: Sequence[Any], depth: int
) -> tuple[list[Line], tuple[Any, Any, Any]]:
    values = dict(zip(rule.__code__.co_varnames, arguments, strict=False))
    lines: list[Line] = []
    result: Any = None
    for one in _statements(rule):
        uses = {name: values[name] for name in one.reads if name in values}
        if one.called and one.arguments is not None:
            given = eval(one.arguments, rule.__globals__, values)  # our own source, not typed text
            inner, made = _narrate(rule.__globals__[one.called], given, depth + 1)
            lines += inner
        else:
            made = eval(one.code, rule.__globals__, values)
        several = len(one.targets) > 1
        gives = dict(zip(one.targets, made if several else (made,), strict=True))
        if one.source.startswith("return"):
            result = made
            gives = {name: value for name, value in gives.items() if name == "delta"}
        values.update(gives)
        lines.append(Line(one.source, depth, uses, gives))
    return lines, result
