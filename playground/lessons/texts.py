"""Numbers of a learner's own run in a lesson's texts: ``{STEP.NUMBER:.0%}``."""

from __future__ import annotations

import math
import re

from playground.lessons.found import Earlier

_QUOTED = re.compile(r"\{([^{}]*)\}")
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
    """Return a text with the numbers that it quotes; one that is not there is a dash.

    >>> found = {"two": {"accuracy": 0.5, "loss": 2.0}}
    >>> filled("{two.accuracy:.0%}, {two.loss}, {six.loss}", found)
    '50%, 2, –'
    """

    def number(inside: re.Match[str]) -> str:
        one = _FORM.fullmatch(inside[1])
        value = numbers.get(one[1], {}).get(one[2]) if one else None
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return "–"
        if isinstance(value, str) or one is None:
            return str(value)
        if math.isinf(value):
            return "beyond all numbers"
        return format(value, one[3] or (",.3g" if isinstance(value, float) else ","))

    return _QUOTED.sub(number, text)
