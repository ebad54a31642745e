"""How each fit looks: colour and dash, so that prints and colour-blind eyes can tell them apart."""

from __future__ import annotations

from typing import Any

from playground.labs.curves.settings import HIGHEST
from playground.palette import RULES

NETWORK = "network"
_DASHES: tuple[tuple[int, ...], ...] = ((3, 3), (), (9, 4), (10, 3, 2, 3))


def looks() -> dict[str, dict[str, Any]]:
    """Return the look of the polynomial of each degree, and of the network.

    >>> everybody = looks().values()
    >>> len({(one["colour"], tuple(one["dash"])) for one in everybody}) == len(everybody)
    True
    """
    names = [*map(str, range(HIGHEST + 1)), NETWORK]
    return {
        name: {
            "colour": RULES[number % len(RULES)],
            "dash": list(_DASHES[(number + number // len(RULES)) % len(_DASHES)]),
        }
        for number, name in enumerate(names)
    }
