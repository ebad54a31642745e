"""Derivatives of typed formulas, as formulas again.

A formula is a tree (see ``formulas``), and so are its derivatives: the rules of school calculus,
one for each operation. Nothing is made finite here: where a formula has no value its derivative is
nan, as NumPy has it. (A computer algebra system would do more than is wanted: it looks for complex
values of ``log(-1)``, and works out powers of whole numbers that a typed formula may make huge.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from playground.arrays import FloatArray
from playground.data.formulas import FUNCTIONS, OPERATORS, PAIRWISE, Node, node

ALL = {**FUNCTIONS, **PAIRWISE, **OPERATORS}


def derivative(tree: Node, variable: str) -> Node:
    """Return the derivative of a formula's tree.

    Kinks (of ``abs``, ``min`` and ``max``) have the mean of the slopes on both sides, jumps (of
    ``sign``) the slope 0.

    Parameters
    ----------
    tree
        ``Formula.tree``.
    variable
        ``"x1"`` or ``"x2"``.

    Examples
    --------
    >>> from playground.data.formulas import parse
    >>> written(derivative(parse("x^3 + 2*x*y").tree, "x1"))
    '3*x^2 + 2*y'
    """
    if isinstance(tree, float):
        return 0.0
    if isinstance(tree, str):
        return 1.0 if tree == variable else 0.0
    operation, *arguments = tree
    slopes = [derivative(argument, variable) for argument in arguments]
    return _RULES[operation](*arguments, *slopes)


def simple(operation: str, *arguments: Node) -> Node:
    """Return the tree of an operation without what changes nothing: + 0, times 1, to the power 1.

    >>> simple("*", 1.0, "x1"), simple("+", 0.0, 0.0), simple("^", "x1", 1.0)
    ('x1', 0.0, 'x1')
    """
    if operation == "negative":
        (inside,) = arguments
        if isinstance(inside, tuple) and inside[0] == "negative":
            return inside[1]  # type: ignore[no-any-return]
        return node("negative", inside)
    if len(arguments) == 2:
        left, right = arguments
        if operation == "+" and 0.0 in (left, right):
            return right if left == 0.0 else left
        if operation == "-" and right == 0.0:
            return left
        if operation == "-" and left == 0.0:
            return simple("negative", right)
        if operation == "*" and 0.0 in (left, right):
            return 0.0
        if operation == "*" and 1.0 in (left, right):
            return right if left == 1.0 else left
        if operation == "/" and left == 0.0:
            return 0.0
        if operation in "/^" and right == 1.0:
            return left
        if operation == "^" and right == 0.0:
            return 1.0
        if isinstance(left, float) and isinstance(right, float):
            return node(operation, left, right)
        if operation == "*" and isinstance(right, float):
            return simple("*", right, left)  # the number first
        if operation == "*" and isinstance(left, float) and isinstance(right, tuple):
            if right[0] == "*" and isinstance(right[1], float):
                return simple("*", left * right[1], right[2])
            if right[0] == "negative":
                return simple("*", -left, right[1])
    return node(operation, *arguments)


def _times(*factors: Node) -> Node:
    product: Node = 1.0
    for factor in factors:
        product = simple("*", product, factor)
    return product


def _power_rule(base: Node, power: Node, base_slope: Node, power_slope: Node) -> Node:
    """(u^v)' = v u^(v-1) u' + u^v log(u) v'; the second term only where v is no constant."""
    less = simple("-", power, 1.0)
    first = _times(power, simple("^", base, less), base_slope)
    if power_slope == 0.0:
        return first
    second = _times(simple("^", base, power), node("log", base), power_slope)
    return simple("+", first, second)


def _lesser_rule(a: Node, b: Node, a_slope: Node, b_slope: Node) -> Node:
    """min(a, b) = (a + b - |a - b|)/2; max(a, b) has a plus there."""
    middle = simple("*", 0.5, simple("+", a_slope, b_slope))
    apart = _times(0.5, node("sign", simple("-", a, b)), simple("-", a_slope, b_slope))
    return simple("-", middle, apart)


def _greater_rule(a: Node, b: Node, a_slope: Node, b_slope: Node) -> Node:
    return simple("-", simple("+", a_slope, b_slope), _lesser_rule(a, b, a_slope, b_slope))


def _quotient_rule(u: Node, v: Node, u_slope: Node, v_slope: Node) -> Node:
    if v_slope == 0.0:
        return simple("/", u_slope, v)
    above = simple("-", _times(u_slope, v), _times(u, v_slope))
    return simple("/", above, simple("^", v, 2.0))


_RULES: dict[str, Callable[..., Node]] = {
    "+": lambda u, v, du, dv: simple("+", du, dv),
    "-": lambda u, v, du, dv: simple("-", du, dv),
    "*": lambda u, v, du, dv: simple("+", _times(du, v), _times(u, dv)),
    "/": _quotient_rule,
    "^": _power_rule,
    "negative": lambda u, du: simple("negative", du),
    "sin": lambda u, du: _times(node("cos", u), du),
    "cos": lambda u, du: _times(-1.0, node("sin", u), du),
    "tan": lambda u, du: _times(simple("+", 1.0, simple("^", node("tan", u), 2.0)), du),
    "tanh": lambda u, du: _times(simple("-", 1.0, simple("^", node("tanh", u), 2.0)), du),
    "exp": lambda u, du: _times(node("exp", u), du),
    "log": lambda u, du: simple("/", du, u),
    "sqrt": lambda u, du: simple("/", du, _times(2.0, node("sqrt", u))),
    "abs": lambda u, du: _times(node("sign", u), du),
    "sign": lambda u, du: 0.0,
    "min": _lesser_rule,
    "max": _greater_rule,
}

# How tightly each operation binds, for the brackets that are needed.
_SUM, _PRODUCT, _SIGNED, _POWER, _ATOM = range(5)
_BINDS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "negative": _SIGNED, "^": _POWER}


def written(tree: Node, names: tuple[str, str] = ("x", "y")) -> str:
    """Return a tree as a formula that ``parse`` reads back, with the brackets that it needs.

    >>> from playground.data.formulas import parse
    >>> written(parse("-(x1 + 1)^2 / (x2 * 3)").tree)
    '-(x + 1)^2/(y*3)'
    """
    return _written(tree, dict(zip(("x1", "x2"), names, strict=True)))[0]


def _written(tree: Node, names: dict[str, str]) -> tuple[str, int]:
    if isinstance(tree, float):
        text = _number(tree)
        return text, _SIGNED if text.startswith("-") else _ATOM
    if isinstance(tree, str):
        return names[tree], _ATOM
    operation, *arguments = tree

    def part(place: int, least: int) -> str:
        text, binds = _written(arguments[place], names)
        return text if binds >= least else f"({text})"

    if operation == "negative":
        return f"-{part(0, _SIGNED)}", _SIGNED
    if operation not in _BINDS:
        inside = ", ".join(_written(argument, names)[0] for argument in arguments)
        return f"{operation}({inside})", _ATOM
    binds = _BINDS[operation]
    if operation == "^":
        return f"{part(0, _ATOM)}^{part(1, _SIGNED)}", _POWER
    if binds == _PRODUCT:
        return f"{part(0, _PRODUCT)}{operation}{part(1, _SIGNED)}", _PRODUCT
    right = part(1, _PRODUCT)
    if right.startswith("-"):  # a + -b
        return f"{part(0, _SUM)} {'-' if operation == '+' else '+'} {right[1:]}", _SUM
    return f"{part(0, _SUM)} {operation} {right}", _SUM


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "(0/0)" if math.isnan(value) else ("1e308*10" if value > 0 else "-1e308*10")
    text = repr(value)
    return text.removesuffix(".0")


_NONE = -1  # the place of a second argument where there is none


class Program:
    """Several formulas that are evaluated together; what they have in common is computed once.

    Parameters
    ----------
    trees
        The formulas' trees.

    Examples
    --------
    >>> from playground.data.formulas import parse
    >>> program = Program([parse("x^2").tree, parse("x^2 + y").tree])
    >>> [values.tolist() for values in program(np.array([3.0]), np.array([1.0]))]
    [[9.0], [10.0]]
    """

    def __init__(self, trees: Sequence[Node]) -> None:
        self._places: dict[Node, int] = {"x1": 0, "x2": 1}
        # What stands at each place before anything is computed. NumPy meets the numbers thousands
        # of times, and has to look twice at one that is no array.
        self._given: list[FloatArray] = [np.zeros(0)] * 2
        self._work: list[tuple[Callable[..., FloatArray], int, int, int]] = []
        self._results = [self._place(tree) for tree in trees]

    def _place(self, tree: Node) -> int:
        """Return where the values of a tree will stand."""
        known = self._places.get(tree)
        if known is not None:
            return known
        arguments = () if isinstance(tree, float) else tuple(map(self._place, tree[1:]))
        place = self._places[tree] = len(self._places)
        self._given.append(np.array(tree if isinstance(tree, float) else np.nan))
        if arguments:
            first, second = (*arguments, _NONE)[:2]
            self._work.append((ALL[tree[0]], first, second, place))  # type: ignore[index]
        return place

    def __call__(self, x1: FloatArray, x2: FloatArray) -> list[FloatArray]:
        """Return the values of each formula, of the coordinates' shape; nan where it has none."""
        values = self._given.copy()
        values[0], values[1] = x1, x2
        with np.errstate(all="ignore"):
            for operation, first, second, place in self._work:
                values[place] = (
                    operation(values[first])
                    if second == _NONE
                    else operation(values[first], values[second])
                )
        found = [values[place] for place in self._results]
        return [one if one.shape == x1.shape else np.broadcast_to(one, x1.shape) for one in found]
