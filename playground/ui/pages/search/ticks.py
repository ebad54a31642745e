"""What can be ticked, and what is, as the browser shows and says it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground.experiment.settings import SETTINGS, Settings
from playground.labs.search import Range, SearchError, Tunable, tunables
from playground.labs.search.ranges import Values
from playground.settings.kinds import Number, shown

STEPS = 5  # of a range that is offered
NETWORK = "network"


def offered(
    settings: Settings, models: Iterable[str], ticked: Mapping[str, Values]
) -> list[Tunable]:
    """Return what can be ticked: what has an effect with these settings, and what is ticked."""
    return [
        one for one in tunables(models) if one.name in ticked or not _is_idle(one, settings, ticked)
    ]


def _is_idle(one: Tunable, settings: Settings, ticked: Mapping[str, Values]) -> bool:
    """Tell whether a setting has no effect on any of the combinations."""
    declared = SETTINGS.get(one.name)
    if one.model != NETWORK or declared is None:
        return False
    if declared.belongs_to is not None:
        choice, value = declared.belongs_to
        tried = ticked.get(choice, ())
        return value not in (() if isinstance(tried, Range) else tried) and bool(
            settings.idle(one.name)
        )
    return not one.main and bool(settings.idle(one.name))


def offer_of(one: Tunable, settings: Settings) -> dict[str, Any]:
    """Return a setting as the browser offers it.

    >>> from playground.labs.search import MODELS
    >>> offer = offer_of(MODELS["network"].tunables["width"], Settings())
    >>> offer["label"], offer["menu"], offer["said"], offer["range"]
    ('Width', ['1', '2', '4', '8', '16'], '4', ['1', '16', '5'])
    """
    default = one.default(settings)
    return {
        "name": one.name,
        "label": one.label,
        "explanation": one.explanation,
        "model": one.model,
        "main": one.main,
        "numeric": one.numeric,
        "menu": [one.said(value) or "none" for value in one.menu],
        "said": one.said(default) or "none",
        "current": one.menu.index(default) if default in one.menu else -1,
        "range": [shown(end) for end in _ends(one, default)] + [str(STEPS)] if one.numeric else [],
    }


def _ends(one: Tunable, default: float) -> tuple[float, float]:
    """Return the ends of the range that is offered: of the menu, else about the default."""
    kind = one.kind
    assert isinstance(kind, Number)
    numbers = [value for value in one.menu if value > 0 or not one.log]
    if len(numbers) < 2:
        numbers = [default / 2, default * 2] if default > 0 else [kind.low, min(kind.high, 1.0)]
    return max(min(numbers), kind.low), min(max(numbers), kind.high)


def tick_of(one: Tunable, values: Values) -> dict[str, Any]:
    """Return what of a setting is ticked, as the browser shows it.

    >>> from playground.labs.search import MODELS
    >>> width = MODELS["network"].tunables["width"]
    >>> tick_of(width, (2, 3))
    {'chosen': [1], 'others': ['3'], 'range': None}
    >>> tick_of(width, Range(2, 16, 4))
    {'chosen': [], 'others': [], 'range': ['2', '16', '4']}
    """
    if isinstance(values, Range):
        ends = [shown(values.low), shown(values.high), str(values.n)]
        return {"chosen": [], "others": [], "range": ends}
    return {
        "chosen": [place for place, value in enumerate(one.menu) if value in values],
        "others": [one.said(value) for value in values if value not in one.menu],
        "range": None,
    }


def read_tick(one: Tunable, told: Any) -> Values:
    """Return the values that a browser asks for, not yet put right.

    Raises
    ------
    SearchError
        If what was typed is no value.
    """
    told = told if isinstance(told, Mapping) else {}
    ends = told.get("range")
    if ends:
        return _range(one, [str(end) for end in ends][:3])
    chosen = [place for place in _listed(told.get("chosen")) if isinstance(place, int)]
    values = [one.menu[place] for place in chosen if 0 <= place < len(one.menu)]
    for text in _listed(told.get("others")):
        try:
            value, _ = one.kind.accept(one.kind.read(str(text)))
        except ValueError as problem:
            raise SearchError(f"{one.label}: {problem}.") from None
        values.append(value)
    if one.numeric:
        values.sort()
    return tuple(dict.fromkeys(values))


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _range(one: Tunable, ends: list[str]) -> Range:
    try:
        low, high = (float(end.replace(",", ".")) for end in ends[:2])
        steps = int(ends[2])
    except (ValueError, IndexError):
        raise SearchError(
            f"{one.label}: a range has two ends and a number of steps, such as 0.01 to 1 in 5."
        ) from None
    return Range(low, high, steps, one.log and low > 0)
