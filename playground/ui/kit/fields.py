"""Settings as plain fields: what the browser has to know to make a control of each.

For labs, whose pages are one component with dozens of small controls that the browser arranges by
itself: ``static/kit/fields.js`` makes them of plain HTML; a visit keeps no widget on the server.
``controls.py`` is for pages that Python arranges, as the playground is: fewer and richer controls
(sliders, searched menus), each a Panel widget of every visit. Both read the same declarations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.settings.declare import Setting
from playground.settings.kinds import Choice, Flag, Names, Number, Pair, Seed
from playground.ui.kit.typeset import with_minus

_LOOKS = {Choice: "choice", Flag: "flag", Names: "names", Number: "number", Pair: "pair"}


def field_of(setting: Setting) -> dict[str, Any]:
    """Return what the browser needs to make the control of a setting.

    >>> from enum import IntEnum
    >>> level = IntEnum("level", ["DRAWING", "STEP"], start=0)
    >>> size = Setting("size", "Size", "How many.", 5, Number(1, 9, True), level.STEP, menu=(1, 5))
    >>> field = field_of(size)
    >>> field["look"], field["low"], field["high"], field["options"]
    ('number', 1, 9, [[1, '1'], [5, '5']])
    """
    kind = setting.kind
    look = next((look for known, look in _LOOKS.items() if type(kind) is known), "text")
    values = setting.menu
    if isinstance(kind, Choice | Names):
        values = setting.menu or tuple(kind.names)
    return {
        "name": setting.name,
        "label": setting.label,
        "explanation": with_minus(setting.explanation),
        "look": look,
        "hide": setting.hide,
        "options": [[value, setting.said(value)] for value in values],
        **({"parts": list(kind.parts)} if isinstance(kind, Pair) else {}),
        **({"low": kind.low, "high": kind.high} if isinstance(kind, Number) else {}),
        "whole": isinstance(kind, Seed) or (isinstance(kind, Number) and kind.integer),
    }


def fields_of(settings: Iterable[Setting]) -> list[dict[str, Any]]:
    """Return what the browser needs to make the controls of several settings."""
    return [field_of(setting) for setting in settings]
