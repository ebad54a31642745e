"""Small pictures of the activation functions, drawn from their own definitions."""

from __future__ import annotations

import json
from functools import cache
from urllib.parse import quote

import numpy as np

from playground.nn import ACTIVATIONS

REACH = 4.0  # the curve is drawn from -4 to 4
TOP, BOTTOM = 2.2, -1.4
POINTS = 33


@cache
def curve(name: str) -> str:
    """Return the curve of an activation as an SVG, 40 x 24, with the two axes behind it.

    >>> curve("relu").startswith("<svg")
    True
    """
    # Close by 0 on either side, so that an edge there is upright.
    z = np.sort(np.append(np.linspace(-REACH, REACH, POINTS), (-1e-9, 1e-9)))
    a = np.clip(ACTIVATIONS[name].function(z), BOTTOM - 1, TOP + 1)
    across = 20 + z * 20 / REACH
    down = 24 * (TOP - a) / (TOP - BOTTOM)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    zero = 24 * TOP / (TOP - BOTTOM)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 24" fill="none" stroke="black">'
        f'<path d="M0 {zero:.1f}H40M20 0V24" stroke-width=".6" opacity=".45"/>'
        f'<polyline points="{points}" stroke-width="1.8" stroke-linejoin="round"/></svg>'
    )


@cache
def curve_stylesheet() -> str:
    """Return the style that draws each activation's curve before its entry in an open menu.

    The menu of panel-material-ui has room for words only; its entries carry what they say as the
    attribute ``value``.
    """
    rules = [
        "li::before { content: ''; flex: none; width: 2.5rem; height: 1.5rem; margin-right: 0.6rem;"
        " mask-size: contain; }"
    ]
    for name, activation in ACTIVATIONS.items():
        drawn = f'url("data:image/svg+xml,{quote(curve(name), safe=" =:/,;")}")'
        entry = json.dumps(activation.label)
        rules.append(
            f"li[value={entry}]::before {{ background: currentColor; mask-image: {drawn}; }}"
        )
    return "\n".join(rules)
