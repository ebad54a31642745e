"""The colours of values, for what Bokeh draws; the same as in static/playground.css."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

NEGATIVE, POSITIVE = "#f59322", "#0877bd"
ZERO = {"light": "#e8eaeb", "dark": "#2b333b"}
POSITIVE_ON = {"light": POSITIVE, "dark": "#2f9fe6"}
SHADES = 255  # 0 is -1, 127 zero, 254 +1


def _channels(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], dtype=float)


@lru_cache(maxsize=4)
def palette(dark: bool, strength: float = 1.0) -> tuple[str, ...]:
    """Return the colours of values from -1 to +1, of the light or the dark theme.

    ``strength`` below 1 makes them paler, as a ground on which points of full colour stand out.

    >>> palette(False)[0], palette(False)[127], palette(False)[254]
    ('#f59322', '#e8eaeb', '#0877bd')
    """
    theme = "dark" if dark else "light"
    zero = _channels(ZERO[theme])
    colours = []
    for value in np.linspace(-1, 1, SHADES):
        end = _channels(NEGATIVE if value < 0 else POSITIVE_ON[theme])
        red, green, blue = np.rint(zero + (end - zero) * abs(value) * strength).astype(int)
        colours.append(f"#{red:02x}{green:02x}{blue:02x}")
    return tuple(colours)
