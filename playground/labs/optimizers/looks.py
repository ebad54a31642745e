"""How each rule looks: colour, dash and marker, so that prints and colour-blind eyes can tell."""

from __future__ import annotations

from typing import Any

from playground.labs.optimizers import WALKERS
from playground.palette import RULES

_DASHES: tuple[tuple[int, ...], ...] = ((), (7, 3), (2, 3), (9, 3, 2, 3))
_MARKERS = ("circle", "square", "triangle", "diamond", "cross", "star")


def looks() -> dict[str, dict[str, Any]]:
    """Return the look of every rule: no two have the same dash and marker.

    >>> everybody = list(looks().values())
    >>> len({(tuple(one["dash"]), one["marker"]) for one in everybody}) == len(everybody)
    True
    """
    return {
        name: {
            "label": walker.label,
            "formula": walker.formula,
            "explanation": walker.explanation,
            "population": walker.is_population,
            "colour": RULES[number % len(RULES)],
            "dash": list(_DASHES[number % len(_DASHES)]),
            "marker": _MARKERS[number % len(_MARKERS)],
        }
        for number, (name, walker) in enumerate(WALKERS.items())
    }
