"""Numbers of a learner's own run in a lesson's texts: ``{STEP.NUMBER:.0%}``."""

from __future__ import annotations

import math
import re

from playground.lessons.found import Earlier

_QUOTED = re.compile(r"\{([^{}]*)\}")
_NEGATIVE = re.compile(r"-(?=[0-9])")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FILLED = re.compile(r"\$[^$]*\$|\{([^{}]*)\}")
_FORM = re.compile(r"([a-z0-9_]+)\.([a-z0-9_]+)(?::(,?(?:\.[0-9])?[fge%]?))?")


def quoted(text: str) -> list[tuple[str, str]]:
    """Return which number of which step a text quotes.

    Raises
    ------
    ValueError
        If something in braces is neither.

    Examples
    --------
    >>> quoted("It got {two.accuracy:.0%} in {two.epoch} epochs.")
    [('two', 'accuracy'), ('two', 'epoch')]
    >>> quoted("{__class__}")
    Traceback (most recent call last):
    ...
    ValueError: {__class__} names no number of a step: write {STEP.NUMBER} or {STEP.NUMBER:.2f}
    """
    found = []
    for inside in _QUOTED.findall(text):
        one = _FORM.fullmatch(inside)
        if one is None:
            raise ValueError(
                f"{{{inside}}} names no number of a step: write {{STEP.NUMBER}} or "
                "{STEP.NUMBER:.2f}"
            )
        found.append((one[1], one[2]))
    return found


def filled(text: str, numbers: Earlier) -> str:
    r"""Return a text with the numbers that it quotes; one that is not there is a dash.

    Formulas, between dollar signs, stay as they are: their braces mean something else.

    >>> found = {"two": {"accuracy": 0.5, "loss": 2.0}}
    >>> filled("{two.accuracy:.0%}, {two.loss}, {six.loss}, $x_{0.5}$", found)
    '50\xa0%, 2, –, $x_{0.5}$'
    >>> filled("{two.loss}", {"two": {"loss": -1.5e-7}})
    '−1.5 × 10⁻⁷'
    """

    def number(inside: re.Match[str]) -> str:
        if inside[1] is None:
            return inside[0]
        one = _FORM.fullmatch(inside[1])
        value = numbers.get(one[1], {}).get(one[2]) if one else None
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return "–"
        if isinstance(value, str) or one is None:
            return _NEGATIVE.sub("\N{MINUS SIGN}", str(value))
        if math.isinf(value):
            return "beyond all numbers"
        told = format(value, one[3] or (",.3g" if isinstance(value, float) else ","))
        head, _, power = told.replace("%", "\N{NO-BREAK SPACE}%").partition("e")
        power = f" × 10{str(int(power)).translate(_RAISED)}" if power else ""
        return head.replace("-", "\N{MINUS SIGN}") + power

    return _FILLED.sub(number, text)
