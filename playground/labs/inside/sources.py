"""The lines that do it: found in the functions that train, shown as they stand there."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Source:
    """A statement as it stands: its file, the number of its first line, its text."""

    file: str
    line: int
    text: str


@cache
def _statements(function: Callable[..., Any]) -> list[tuple[str, Source]]:
    """Return the statements of a function, inner ones too, in their order."""
    lines, first = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    own = text.splitlines()
    file = Path(inspect.getsourcefile(function) or "").name
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Return | ast.Expr | ast.For):
            end = node.lineno if isinstance(node, ast.For) else node.end_lineno
            shown = textwrap.dedent("\n".join(own[node.lineno - 1 : end]))
            found.append((ast.unparse(node), Source(file, first + node.lineno - 1, shown)))
    return sorted(found, key=lambda one: one[1].line)


def lines(function: Callable[..., Any], *beginnings: str) -> list[Source]:
    """Return the statements of a function that begin with these words; none asks for the last.

    Of a function with something bound to it (``functools.partial``) it is the function's.

    Raises
    ------
    LookupError
        If there is no such statement.

    Examples
    --------
    >>> from playground.nn.network import forward
    >>> lines(forward, "z =")[0].text
    'z = signal @ w + b'
    """
    while isinstance(function, partial):
        function = function.func
    found = _statements(function)
    if not beginnings:
        return [found[-1][1]]
    chosen = [
        next((source for text, source in found if text.startswith(beginning)), None)
        for beginning in beginnings
    ]
    if None in chosen:
        missing = beginnings[chosen.index(None)]
        raise LookupError(f"{function.__name__} has no statement that begins with {missing!r}")
    return [source for source in chosen if source is not None]
