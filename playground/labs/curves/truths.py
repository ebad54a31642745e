"""True functions: what the points would lie on if they had no noise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.data.formulas import Formula, Node, parse

DOMAIN = (0.0, 1.2)  # where points may be drawn: every truth has a value there
MOST = 1e4  # a greater value, and the picture shows nothing else
_LOOKED_AT = 601


@dataclass(frozen=True)
class Truth:
    """A function of x, given by a formula.

    Parameters
    ----------
    name, title, lesson
        Its name in links and Python, on the page, and what it teaches, in a sentence.
    formula
        In the grammar of ``playground.data.formulas``, of x alone.
    said
        The formula as a learner reads it.
    jumps
        Where it jumps: an integral over it is taken piece by piece.
    domain
        From where to where it has values.
    is_known
        Whether anybody knows it; if not, its values are nan.

    Examples
    --------
    >>> TRUTHS["wiggle"](np.array([0.0, 1.0]))
    array([0., 7.])
    """

    name: str
    title: str
    lesson: str
    formula: str
    said: str
    jumps: tuple[float, ...] = ()
    domain: tuple[float, float] = DOMAIN
    is_known: bool = True

    @classmethod
    def typed(cls, formula: str) -> Truth:
        """Return the truth of a formula that a learner has typed.

        Raises
        ------
        ValueError
            With a sentence, if it cannot be read, needs more than x, or has no value (or a huge
            one) somewhere in the domain.
        """
        read = parse(formula)
        if "x2" in _names(read.tree):
            raise ValueError("The truth is a function of x alone: write it without y")
        places = np.linspace(*DOMAIN, _LOOKED_AT)
        values = read.raw(places, np.zeros_like(places))
        if (lost := np.flatnonzero(~np.isfinite(values))).size:
            raise ValueError(
                f"The formula has no value at x = {places[lost[0]]:.3g}: it needs one everywhere "
                f"from {DOMAIN[0]:g} to {DOMAIN[1]:g}"
            )
        if (large := np.flatnonzero(np.abs(values) > MOST)).size:
            raise ValueError(
                f"The formula is beyond {MOST:,.0f} at x = {places[large[0]]:.3g}: make it smaller"
            )
        return cls("typed", "Your own", "A truth of your own.", formula, formula.strip())

    @cached_property
    def _read(self) -> Formula:
        return parse(self.formula)

    def __call__(self, x: AnyFloatArray) -> FloatArray:
        """Return the values at x, of its shape."""
        if not self.is_known:
            return np.full(np.shape(x), np.nan)
        values: FloatArray = self._read.raw(x, np.zeros_like(x)).astype(np.float64)
        return values


def _names(tree: Node) -> set[str]:
    """Return the variables that a formula's tree holds."""
    if isinstance(tree, tuple):
        return set().union(*map(_names, tree[1:]))
    return {tree} if isinstance(tree, str) else set()


# For a staircase of n steps, whose largest error is 1/(2n) here.
DIAGONAL = Truth("diagonal", "Diagonal, y = x", "A straight line through 0.", "x", "x")
# Of a learner's own measurements.
UNKNOWN = Truth(
    "unknown", "Unknown", "Nobody knows the truth of your data.", "0", "?", is_known=False
)
TRUTHS: dict[str, Truth] = {
    truth.name: truth
    for truth in (
        Truth(
            "line", "Straight line",
            "Every degree from 1 on can be right; the more it can, the more noise it learns.",
            "2*x", "2x",
        ),
        Truth(
            "wiggle", "Polynomial of degree 10",
            "Even where degree 10 is the truth, ten noisy points cannot tell (Mehta et al. 2019).",
            "2*x - 10*x^5 + 15*x^10", "2x − 10x⁵ + 15x¹⁰",
        ),
        Truth(
            "sine", "Sine",
            "No polynomial is a sine: each degree more takes away bias and adds variance.",
            "sin(2*pi*x)", "sin 2πx",
        ),
        Truth(
            "step", "Step",
            "A jump is beyond every polynomial: the bias stays, whatever the degree.",
            "sign(x - 0.5)", "sign(x − 0.5)", (0.5,),
        ),
    )
}  # fmt: skip
