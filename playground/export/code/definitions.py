"""The playground's own definitions as source text, for scripts that stand alone.

An exported script must compute what the playground computes. So that is not written a second time:
the source of each function is taken as it stands, but for the types, with what it calls and the
constants it uses. What the settings choose, the playground binds to these functions (``Head``,
``nn.steps``); ``Definitions.bound`` writes down what is bound.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any

_MODULES = {
    "numpy": "import numpy as np",
    "math": "import math",
    "warnings": "import warnings",
}
_WITH_NAMES = ("functools", "itertools")  # modules of which single names are imported
WIDTH = 96


class Name(str):
    """The name of something that the script defines by itself; ``bound`` writes it as it is."""

    __slots__ = ()


class NotPlainError(Exception):
    """A definition that needs more than functions and numbers, and so cannot stand alone."""


class Definitions:
    """Collects source texts, each once, what is used before what uses it.

    Parameters
    ----------
    translate
        What is done to the text of each function and constant, such as ``to_torch``.

    Examples
    --------
    >>> from playground.nn import ACTIVATIONS
    >>> wanted = Definitions()
    >>> wanted.add(ACTIVATIONS["leaky_relu"].function)
    'leaky_relu'
    >>> print(wanted.text().splitlines()[0])
    LEAK = 0.01  # slope of the leaky ReLU for negative numbers
    """

    def __init__(self, translate: Callable[[str], str] = str) -> None:
        self.modules: set[str] = set()
        self._translate = translate
        self._texts: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def add(self, function: Callable[..., Any]) -> str:
        """Take in a function or a plain class with all it needs, and return its name.

        Raises
        ------
        NotPlainError
            If it uses other classes or objects of the playground's.
        """
        if not isinstance(function, FunctionType | type):
            raise NotPlainError(f"{function!r} is not a function")
        name = function.__name__
        if self._known(name, function):
            return name
        plain, tree = _plain_source(function)
        self._add_names(tree, function.__module__)
        self._texts[name] = self._translate(plain)
        return name

    def bound(self, value: Any, indent: str = "") -> str:
        """Return Python for a function with what is bound to it; all that it needs is taken in.

        Parameters
        ----------
        value
            A function, a ``functools.partial`` of one, numbers, or lists and tuples of these.
        indent
            How far the lines after the first are indented, where it takes several.

        Raises
        ------
        NotPlainError
            If it holds anything else.

        Examples
        --------
        >>> from playground.nn import Head
        >>> Definitions().bound(Head.of("classification", "cross_entropy").target_rule)
        'partial(two_class_targets, low=0.0)'
        """
        if isinstance(value, partial):
            self.modules.add("from functools import partial")
            named = {name: self.bound(one, f"{indent}    ") for name, one in value.keywords.items()}
            parts = [self.add(value.func), *(f"{name}={one}" for name, one in named.items())]
            return _listed("partial(", parts, ")", indent)
        if isinstance(value, list):
            return _listed("[", [self.bound(one, f"{indent}    ") for one in value], "]", indent)
        if isinstance(value, tuple):
            parts = [self.bound(one, f"{indent}    ") for one in value]
            return f"({parts[0]},)" if len(parts) == 1 else _listed("(", parts, ")", indent)
        if isinstance(value, Name):
            return str(value)
        if value is None or isinstance(value, bool | int | float | str):
            return repr(value)
        return self.add(value)

    def text(self) -> str:
        """Return all definitions: first the constants, then the functions."""
        begins = ("def ", "class ")
        functions = [text for text in self._texts.values() if text.startswith(begins)]
        constants = [text for text in self._texts.values() if not text.startswith(begins)]
        return "\n\n\n".join(["\n".join(constants)] * bool(constants) + functions)

    def _known(self, name: str, value: Any) -> bool:
        if name in self._values and self._values[name] is not value:
            raise NotPlainError(f"there are two definitions named {name}")
        known = name in self._values
        self._values[name] = value
        return known

    def _add_names(self, tree: ast.AST, module: str) -> None:
        """Take in all that a piece of a module's source uses of that module's names."""
        names = vars(sys.modules[module])
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
                value = names[node.id]
                if isinstance(value, ModuleType):
                    if value.__name__ not in _MODULES:
                        raise NotPlainError(f"{value.__name__} is needed")
                    self.modules.add(_MODULES[value.__name__])
                elif getattr(value, "__module__", None) in _WITH_NAMES:
                    self.modules.add(f"from {value.__module__} import {value.__name__}")
                elif isinstance(value, FunctionType):
                    self.add(value)
                else:
                    self._add_constant(node.id, value, module)

    def _add_constant(self, name: str, value: Any, module: str) -> None:
        if self._known(name, value):
            return
        source, statements = _source_of(module)
        for statement in statements:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and name in _assigned(statement):
                lines = source.splitlines()[statement.lineno - 1 : statement.end_lineno]
                plain = re.sub(rf"^{name}: [^=]+=", f"{name} =", "\n".join(lines))
                self._add_names(ast.parse(plain), module)
                self._texts[name] = self._translate(plain)
                return
            if isinstance(statement, ast.ImportFrom) and name in _imported(statement):
                del self._values[name]  # it is not defined here, but where it comes from
                self._add_constant(name, value, _origin(statement, module))
                return
        raise NotPlainError(f"{name} is not defined by a plain assignment")


# What every script looks up stays while the process runs. Nobody changes these trees.


@cache
def _plain_source(function: Callable[..., Any]) -> tuple[str, ast.Module]:
    """Return the source of a function or class without its types, which no script needs."""
    source = textwrap.dedent(inspect.getsource(function))
    plain = with_short_heads(without_annotations(source))
    return plain, ast.parse(plain)


@cache
def _source_of(module: str) -> tuple[str, list[ast.stmt]]:
    """Return the source of a module, and its statements."""
    source = inspect.getsource(sys.modules[module])
    return source, ast.parse(source).body


def _listed(begin: str, parts: list[str], end: str, indent: str) -> str:
    """Return the parts in one line, or in one line each where they are long."""
    line = f"{begin}{', '.join(parts)}{end}"
    if len(indent) + len(line) <= WIDTH and "\n" not in line:
        return line
    inner = "".join(f"{indent}    {one},\n" for one in parts)
    return f"{begin}\n{inner}{indent}{end}"


def packages(definition: Callable[..., Any]) -> list[str]:
    """Return the packages that a function or class imports when it is used."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(definition)))
    return sorted(
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    )


def _assigned(statement: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return {
        node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
    }


def _imported(statement: ast.ImportFrom) -> set[str]:
    return {alias.asname or alias.name for alias in statement.names}


def _origin(statement: ast.ImportFrom, module: str) -> str:
    if not statement.level:
        return str(statement.module)
    return f"{module.rsplit('.', statement.level)[0]}.{statement.module}"


def without_annotations(source: str) -> str:
    """Return the source of functions and classes without any types; comments and layout stay.

    >>> without_annotations("def f(x: float, n: int = 2) -> float: return n * x  # twice")
    'def f(x, n=2): return n * x  # twice'
    """
    # Python counts columns in bytes.
    lines = [line.encode() for line in source.splitlines()]
    cuts = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg) and node.annotation is not None:
            begin = (node.lineno, node.col_offset + len(node.arg.encode()))
            cuts.append((begin, _end(node.annotation), True))
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            cuts.append((_end(node.target), _end(node.annotation), False))
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            row, column = node.returns.lineno, node.returns.col_offset
            arrow = lines[row - 1].rindex(b"->", 0, column)
            cuts.append(((row, len(lines[row - 1][:arrow].rstrip())), _end(node.returns), False))
    for (row, column), (last_row, last_column), in_signature in sorted(cuts, reverse=True):
        rest = lines[last_row - 1][last_column:]
        if in_signature and rest.startswith(b" = "):
            rest = b"=" + rest[3:]
        lines[row - 1 : last_row] = [lines[row - 1][:column] + rest]
    return "\n".join(line.decode() for line in lines).rstrip()


def with_short_heads(source: str) -> str:
    r"""Return the source with heads of functions in as few lines as they need without types.

    >>> print(with_short_heads("def f(\n    x,\n    n=2,\n):\n    return n * x"))
    def f(x, n=2):
        return n * x
    """

    def shorter(found: re.Match[str]) -> str:
        indent, begin, inside = found.groups()
        inside = " ".join(inside.split()).rstrip(",")
        line = f"{indent}{begin}({inside}):"
        if len(line) <= WIDTH:
            return line
        filled = textwrap.fill(f"{inside},", WIDTH - len(indent) - 4)
        return f"{indent}{begin}(\n{textwrap.indent(filled, indent + ' ' * 4)}\n{indent}):"

    return re.sub(
        r"^( *)(def \w+)\(\n((?:[^#()]|\(\))*?)\n *\):(?:  # fmt: skip)?$",
        shorter,
        source,
        flags=re.M,
    )


def _end(node: ast.expr) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset
