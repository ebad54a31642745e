"""How formulas are written: symbols with indices, and numbers; for the eye, the ear and tests.

A formula is a tuple of parts: plain text, a ``Symbol``, a ``Value``. The page makes elements of
them, ``plain`` one line of text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

MINUS = "\N{MINUS SIGN}"
TIMES = " · "
SATURATED = 0.01  # a slope below this passes on less than a hundredth
MOST_TERMS = 8  # of a sum; the others are told together
_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_HIGH = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


@dataclass(frozen=True)
class Symbol:
    """A letter with an index below and a layer's number above, such as z of neuron 2, layer 1."""

    name: str
    below: str = ""
    above: str = ""

    def __str__(self) -> str:
        low = (
            self.below.translate(_LOW) if self.below.isdigit() else self.below and f"_{self.below}"
        )
        return f"{self.name}{low}{self.above.translate(_HIGH)}"


@dataclass(frozen=True)
class Value:
    """A number; ``mark`` says of a slope that it is "dead" or "saturated"."""

    number: float
    mark: str = ""

    def __str__(self) -> str:
        return written(self.number)


@dataclass(frozen=True)
class Fraction:
    """One formula over another; ``line`` is the same on one line."""

    top: Formula
    bottom: Formula
    line: Formula

    def __str__(self) -> str:
        return plain(self.line)


Part: TypeAlias = "str | Symbol | Value | Fraction"
Formula: TypeAlias = "tuple[Part, ...]"


def written(number: float) -> str:
    """Return a number with four digits that say something, and a minus as it is printed.

    Examples
    --------
    >>> written(-0.123456), written(0.00001234), written(12345678.0), written(float("nan"))
    ('−0.1235', '1.234·10⁻⁵', '1.235·10⁷', 'not a number')
    >>> written(0.0), written(1.0), written(float("-inf"))
    ('0', '1', '−∞')
    """
    if math.isnan(number):
        return "not a number"
    if math.isinf(number):
        return f"{MINUS if number < 0 else ''}∞"
    size = abs(number)
    sign = MINUS if number < 0 else ""
    if number == 0:
        return "0"
    if 1e-3 <= size < 1e5:
        text = f"{size:.{max(0, 3 - math.floor(math.log10(size)))}f}"
        return sign + (text.rstrip("0").rstrip(".") if "." in text else text)
    digits, power = f"{size:.3e}".split("e")
    digits = digits.rstrip("0").rstrip(".")
    exponent = str(abs(int(power))).translate(_HIGH)
    return f"{sign}{digits}·10{'⁻' if int(power) < 0 else ''}{exponent}"


def mark_of(slope: float) -> str:
    """Return how a slope is marked: "dead" where it is 0, "saturated" below .01, "" otherwise."""
    if slope == 0:
        return "dead"
    return "saturated" if abs(slope) < SATURATED else ""


def derivative_by(symbol: Symbol, of: str = "C") -> Fraction:
    """Return the derivative of the loss, or of something else, by a symbol.

    >>> plain((derivative_by(Symbol("W", "12", "(1)")),))
    '∂C/∂W₁₂⁽¹⁾'
    """
    return Fraction((f"∂{of}",), ("∂", symbol), (f"∂{of}/∂", symbol))


def over(top: Formula, bottom: Formula) -> Fraction:
    """Return a sum over something else.

    >>> plain((over((Symbol("C", "1"), " + ", Symbol("C", "2")), ("2",)),))
    '(C₁ + C₂) / 2'
    """
    return Fraction(top, bottom, ("(", *top, ") / ", *bottom))


def factor(number: float, mark: str = "") -> Formula:
    """Return a number as it stands in a product: in parentheses if it is negative."""
    value = Value(number, mark)
    return ("(", value, ")") if number < 0 else (value,)


def product(*numbers: float) -> Formula:
    """Return numbers times each other.

    >>> plain(product(2.0, -0.5))
    '2 · (−0.5)'
    """
    return joined(TIMES, [factor(number) for number in numbers])


def joined(between: str, formulas: Iterable[Formula]) -> Formula:
    """Return formulas one after the other with a text between them."""
    parts: list[Part] = []
    for formula in formulas:
        if parts:
            parts.append(between)
        parts += formula
    return tuple(parts)


def total(terms: Sequence[tuple[Formula, float]]) -> Formula:
    """Return a sum of terms, each with its number; of many the strongest, the rest in one.

    >>> plain(total([(product(2.0, 3.0), 6.0), (product(1.0, -1.0), -1.0)]))
    '2 · 3 + 1 · (−1)'
    """
    if len(terms) <= MOST_TERMS + 1:  # one more takes no more room than a word on it
        return joined(" + ", [formula for formula, _ in terms]) or (Value(0.0),)
    order = sorted(range(len(terms)), key=lambda place: -abs(terms[place][1]))
    kept = sorted(order[:MOST_TERMS])
    rest = order[MOST_TERMS:]
    others = sum(terms[place][1] for place in rest)
    shown = joined(" + ", [terms[place][0] for place in kept])
    return (*shown, " + ", *factor(others), f" (the {len(rest)} smaller ones)")


def mean_of(numbers: Sequence[float], mean: float) -> Formula:
    """Return a mean as the sum that it comes from, of which the first two and the last are told.

    >>> plain(mean_of([1.0, -2.0, 3.0, 4.0], 1.5))
    '(1 + (−2) + … + 4) / 4 = 1.5'
    """
    told = [factor(number) for number in numbers]
    if len(told) > 3:
        told = [*told[:2], ("…",), told[-1]]
    return ("(", *joined(" + ", told), f") / {len(numbers)} = ", Value(mean))


def filled(text: str, names: Mapping[str, Formula]) -> Formula:
    """Return a formula that is written with words, and other parts in the place of some of them.

    >>> plain(filled("(output - 1)^2 / 2", {"output": factor(-3.0)}))
    '((−3) − 1)² / 2'
    """
    parts: list[Part] = []
    for piece in re.split(rf"\b({'|'.join(names)})\b", text):
        if piece in names:
            parts += names[piece]
        elif piece:
            parts.append(piece.replace("^2", "²").replace("<=", "≤").replace("-", MINUS))
    return tuple(parts)


def plain(formula: Formula) -> str:
    """Return a formula as one line of text.

    >>> plain((Symbol("z", "2", "(1)"), " = ", Value(-0.5)))
    'z₂⁽¹⁾ = −0.5'
    """
    return "".join(str(part) for part in formula)


_SPOKEN = {
    "∂C/∂": " the derivative of C by ", "∂(penalty)/∂": " the derivative of the penalty by ",
    "′(": " prime of (", "δ": "delta", "Σ": "the sum", "√": "the root of ", "η": "eta",
    "β": "beta", "ε": "epsilon", "²": " squared", "·": " times ", MINUS: " minus ",
    "<-": " becomes ", "←": " becomes ", " = ": " equals ", " / ": " over ", "≤": " at most ",
    "…": "and so on", "|": " ",
}  # fmt: skip


def spoken(formula: Formula) -> str:
    """Return a formula in symbols as words, for who hears it.

    >>> spoken((Symbol("δ", "j", "(2)"), " = ", Symbol("Σ", "k"), " ", Symbol("W", "jk", "(3)")))
    'delta j of layer 2 equals the sum over k of W j k of layer 3'
    """
    words = []
    for part in formula:
        if isinstance(part, Fraction):
            words.append(spoken(part.line))
        elif not isinstance(part, Symbol):
            words.append(_in_words(str(part)))
        elif part.name == "Σ":
            words.append(f"the sum over {part.below} of" if part.below else "the sum of")
        else:
            layer = f"of layer {part.above.strip('()')}" if part.above.startswith("(") else ""
            power = f"to the power of {part.above}" if part.above and not layer else ""
            words += [_in_words(part.name), *part.below.replace(",", ""), layer, power]
    return " ".join(" ".join(words).split())


def _in_words(text: str) -> str:
    for sign, word in _SPOKEN.items():
        text = text.replace(sign, word)
    return text.replace("(", " ( ").replace(")", " ) ")


def wire(formula: Formula) -> list[Any]:
    """Return a formula as the page takes it.

    Texts, [name, below, above], [text, mark], and {"top": parts, "bottom": parts}.
    """
    told: list[Any] = []
    for part in formula:
        if isinstance(part, Symbol):
            told.append([part.name, part.below, part.above])
        elif isinstance(part, Value):
            told.append([str(part), part.mark])
        elif isinstance(part, Fraction):
            told.append({"top": wire(part.top), "bottom": wire(part.bottom)})
        else:
            told.append(part)
    return told
