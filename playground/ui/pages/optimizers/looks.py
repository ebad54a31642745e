"""How each rule looks: colour, dash and marker, so that prints and colour-blind eyes can tell.

The colours are those of Okabe and Ito (2008), made for colour-blind eyes, and darker or lighter
kin of them for the rest.
"""

from __future__ import annotations

from typing import Any

from playground.labs.optimizers import WALKERS

_COLOURS = (
    "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#7b3294",
    "#56b4e9", "#a6761d", "#1b1b1b", "#7f7f7f", "#66a61e", "#e7298a",
)  # fmt: skip
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
            "colour": _COLOURS[number % len(_COLOURS)],
            "dash": list(_DASHES[number % len(_DASHES)]),
            "marker": _MARKERS[number % len(_MARKERS)],
        }
        for number, (name, walker) in enumerate(WALKERS.items())
    }
