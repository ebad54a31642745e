"""Formulas that a learner types: read by a small parser, never run as Python.

The grammar, from loosest to tightest binding::

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/") signed)*
    signed  := ("+" | "-") signed | power
    power   := atom (("^" | "**") signed | "²" | "³")?
    atom    := number | name | function "(" sum ("," sum)* ")" | "(" sum ")" | "|" sum "|"

So ``-x^2`` is ``-(x^2)`` and ``2^3^2`` is ``2^(3^2)``, as in mathematics. What has been read is a
tree of tuples that is walked with NumPy functions; a name outside the tables below cannot get in.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import numpy as np

from playground.arrays import AnyFloatArray

Node = float | str | tuple[Any, ...]  # a number, "x1" or "x2", or (operation, argument, ...)

MAX_LENGTH = 200  # characters
MAX_DEPTH = 40  # brackets, signs and powers inside each other
VALUE_LIMIT = 1e6  # results are held within +- this, so that float32 and training can take them

VARIABLES = {"x1": "x1", "x2": "x2", "x": "x1", "y": "x2"}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
}
PAIRWISE: dict[str, Callable[..., Any]] = {"min": np.minimum, "max": np.maximum}
OPERATORS: dict[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "^": np.power,
    "negative": np.negative,
}
OPERATIONS = {**FUNCTIONS, **PAIRWISE, **OPERATORS}
_PYTHON_NAMES = {"min": "minimum", "max": "maximum"}  # in NumPy and in PyTorch

# One character for another, so that positions stay what the learner sees.
_SAME_AS = str.maketrans({"₁": "1", "₂": "2", "−": "-", "–": "-", "×": "*", "·": "*", "÷": "/"})
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_π][A-Za-z_0-9]*)|(?P<symbol>\*\*|[-+*/^(),|²³])"
)


class FormulaError(ValueError):
    """A formula that cannot be read.

    Parameters
    ----------
    reason
        One sentence that says what is wrong and what to do.
    position
        Where, as a character's number from 1 on.
    """

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason.removesuffix('.')} (at character {position})")
        self.reason = reason
        self.position = position


@dataclass(frozen=True)
class Formula:
    """A function of x1 and x2 that was read from text.

    Where it has no value (the root of a negative number, say) it counts as 0; values beyond a
    million are drawn in to a million. So it is finite everywhere.

    Parameters
    ----------
    text
        What was typed.
    tree
        What was understood.

    Examples
    --------
    >>> parse("x1^2 + 1")(np.array([2.0, 3.0]), np.zeros(2))
    array([ 5., 10.])
    >>> parse("sqrt(x)")(np.array([4.0, -4.0]), np.zeros(2))
    array([2., 0.])
    """

    text: str
    tree: Node = field(repr=False)

    def __call__(self, x1: AnyFloatArray, x2: AnyFloatArray) -> AnyFloatArray:
        """Return its values for arrays of coordinates, of their shape and dtype."""
        x1, x2 = np.asarray(x1), np.asarray(x2)
        dtype = np.result_type(x1, x2)
        if not np.issubdtype(dtype, np.floating):
            dtype = np.dtype(np.float64)
        values = {"x1": x1.astype(dtype, copy=False), "x2": x2.astype(dtype, copy=False)}
        with np.errstate(all="ignore"):  # what is not finite is dealt with here
            result = np.empty(np.broadcast(x1, x2).shape, dtype=dtype)
            result[...] = evaluate(self.tree, values, dtype.type)
        limit = VALUE_LIMIT
        np.nan_to_num(result, copy=False, nan=0.0, posinf=limit, neginf=-limit)
        return cast(AnyFloatArray, np.clip(result, -limit, limit, out=result))

    def raw(self, x1: AnyFloatArray, x2: AnyFloatArray) -> AnyFloatArray:
        """Return its values as they are: nan where there is none, infinity at a pole."""
        x1, x2 = np.broadcast_arrays(np.asarray(x1, np.float64), np.asarray(x2, np.float64))
        with np.errstate(all="ignore"):
            values = evaluate(self.tree, {"x1": x1, "x2": x2}, np.float64)
        return np.broadcast_to(values, x1.shape).copy()

    def code(self, module: str = "np", guarded: bool = True) -> str:
        """Return the same function as a Python expression in x1 and x2, for exported scripts.

        Parameters
        ----------
        module
            ``"np"`` for NumPy or ``"torch"`` for PyTorch.
        guarded
            Whether the expression also does what happens here to values that are not finite or very
            large; not needed for a function that is known to have none.

        Examples
        --------
        >>> parse("sin(x) / 2").code(guarded=False)
        '(np.sin(x1) / 2.0)'
        """
        expression = as_code(self.tree, module)
        if isinstance(self.tree, float):
            expression = f"{module}.full_like(x1, {expression})"
        if not guarded:
            return expression
        limit = VALUE_LIMIT
        finite = f"{module}.nan_to_num({expression}, nan=0.0, posinf={limit}, neginf={-limit})"
        return f"{module}.clip({finite}, {-limit}, {limit})"


def parse(text: str) -> Formula:
    """Read a formula.

    Parameters
    ----------
    text
        Numbers, ``x1 x2`` (``x y`` too), ``pi e``, ``+ - * / ^ **``, brackets, ``|...|`` and the
        functions sin cos tan tanh exp log sqrt abs sign min max. At most 200 characters.

    Returns
    -------
    Formula
        Callable with arrays of coordinates.

    Raises
    ------
    FormulaError
        If it cannot be read; the message is a sentence with the position.

    Examples
    --------
    >>> parse("2 * (x1 + x2")
    Traceback (most recent call last):
    ...
    playground.data.formulas.FormulaError: A bracket is not closed: add ")" (at character 13)
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"The formula has {len(text)} characters; at most {MAX_LENGTH} can be read.",
            MAX_LENGTH + 1,
        )
    parser = _Parser(_tokens(text.translate(_SAME_AS)))
    return Formula(text.strip(), parser.whole())


class _Token(NamedTuple):
    kind: str  # number, name, symbol or end
    text: str
    position: int  # from 1 on


def _tokens(text: str) -> list[_Token]:
    tokens, place = [], 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise FormulaError(
                f'The character "{text[place]}" has no meaning in a formula.', place + 1
            )
        tokens.append(_Token(str(match.lastgroup), match.group(), place + 1))
        place = match.end()
    return [*tokens, _Token("end", "", len(text) + 1)]


class _Parser:
    """Recursive descent: one method per line of the grammar."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.place]

    def accept(self, *symbols: str) -> _Token | None:
        """Step over the present token if it is one of these symbols, and return it."""
        token = self.token
        if token.kind == "symbol" and token.text in symbols:
            self.place += 1
            return token
        return None

    def whole(self) -> Node:
        tree = self.sum()
        token = self.token
        if token.kind == "end":
            return tree
        if token.text == ")":
            raise FormulaError('There is a ")" without its "(".', token.position)
        if token.text in {",", "|"}:
            raise FormulaError(f'The "{token.text}" does not belong here.', token.position)
        raise self.gap()

    def gap(self) -> FormulaError:
        """Return the error for two values that stand side by side."""
        before, after = self.tokens[self.place - 1].text, self.token.text
        return FormulaError(
            f'Something is missing between "{before}" and "{after}": '
            f'write "{before} * {after}" to multiply.',
            self.token.position,
        )

    def sum(self) -> Node:
        left = self.product()
        while operator := self.accept("+", "-"):
            left = node(operator.text, left, self.product())
        return left

    def product(self) -> Node:
        left = self.signed()
        while operator := self.accept("*", "/"):
            left = node(operator.text, left, self.signed())
        return left

    def signed(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(
                "The formula has too many brackets inside each other.", self.token.position
            )
        if sign := self.accept("+", "-"):
            inside = self.signed()
            tree = node("negative", inside) if sign.text == "-" else inside
        else:
            tree = self.power()
        self.depth -= 1
        return tree

    def power(self) -> Node:
        base = self.atom()
        if raised := self.accept("²", "³"):
            return node("^", base, 2.0 if raised.text == "²" else 3.0)
        if self.accept("^", "**"):
            return node("^", base, self.signed())
        return base

    def atom(self) -> Node:
        token = self.token
        if token.kind == "number":
            self.place += 1
            value = float(token.text)
            if not math.isfinite(value):
                raise FormulaError("This number is too large.", token.position)
            return value
        if token.kind == "name":
            self.place += 1
            return self.named(token)
        if self.accept("("):
            inside = self.sum()
            self.close(")")
            return inside
        if self.accept("|"):
            inside = self.sum()
            self.close("|")
            return node("abs", inside)
        if token.kind == "end":
            raise FormulaError(
                "The formula ends too early: a number or x1 is missing.", token.position
            )
        raise FormulaError(f'A number or x1 is missing before "{token.text}".', token.position)

    def close(self, bracket: str) -> None:
        if not self.accept(bracket):
            token = self.token
            if token.kind in {"number", "name"} or token.text == "(":
                raise self.gap()
            raise FormulaError(f'A bracket is not closed: add "{bracket}".', token.position)

    def named(self, token: _Token) -> Node:
        name = token.text.lower()
        if name in VARIABLES:
            return VARIABLES[name]
        if name in CONSTANTS:
            return CONSTANTS[name]
        if name not in FUNCTIONS and name not in PAIRWISE:
            known = " ".join([*VARIABLES, "pi", "e", *FUNCTIONS, *PAIRWISE])
            raise FormulaError(f'"{token.text}" is not known. There are: {known}.', token.position)
        if not self.accept("("):
            raise FormulaError(
                f'After "{name}" a bracket must follow: write "{name}(x1)".', self.token.position
            )
        arguments = [self.sum()]
        while self.accept(","):
            arguments.append(self.sum())
        self.close(")")
        if name in FUNCTIONS:
            if len(arguments) != 1:
                raise FormulaError(
                    f'"{name}" takes one value, not {len(arguments)}.', token.position
                )
            return node(name, arguments[0])
        if len(arguments) < 2:
            raise FormulaError(
                f'"{name}" takes two values or more: "{name}(x1, x2)".', token.position
            )
        tree = arguments[0]
        for argument in arguments[1:]:
            tree = node(name, tree, argument)
        return tree


def node(operation: str, *arguments: Node) -> Node:
    """Return the tree of an operation; what holds no variable is worked out at once."""
    if all(isinstance(argument, float) for argument in arguments):
        with np.errstate(all="ignore"):
            return float(OPERATIONS[operation](*arguments))
    return (operation, *arguments)


def evaluate(tree: Node, values: dict[str, AnyFloatArray], number: Callable[[float], Any]) -> Any:
    """Return a tree's values, whatever they are, for arrays of its variables.

    Parameters
    ----------
    tree
        What was understood of a formula.
    values
        An array for each of ``"x1"`` and ``"x2"``, all of one shape.
    number
        Makes numbers of the wanted dtype.
    """
    if isinstance(tree, float):
        return number(tree)  # of the coordinates' dtype: a plain float64 would widen float32
    if isinstance(tree, str):
        return values[tree]
    return OPERATIONS[tree[0]](*(evaluate(part, values, number) for part in tree[1:]))


def as_code(tree: Node, module: str) -> str:
    """Return Python for a tree of ``x1`` and ``x2``, with the functions of a module."""
    if isinstance(tree, float):
        if not math.isfinite(tree):
            return f'float("{tree}")'
        # Python reads -2.0 ** x as -(2.0 ** x).
        return f"({tree!r})" if math.copysign(1.0, tree) < 0 else repr(tree)
    if isinstance(tree, str):
        return tree
    operation, arguments = tree[0], [as_code(part, module) for part in tree[1:]]
    if operation in PAIRWISE:  # PyTorch compares only tensors with tensors
        arguments = [
            f"{module}.full_like(x1, {text})" if isinstance(part, float) else text
            for part, text in zip(tree[1:], arguments, strict=True)
        ]
    if operation in FUNCTIONS or operation in PAIRWISE:
        return f"{module}.{_PYTHON_NAMES.get(operation, operation)}({', '.join(arguments)})"
    if operation == "negative":
        return f"(-{arguments[0]})"
    return f"({arguments[0]} {'**' if operation == '^' else operation} {arguments[1]})"
