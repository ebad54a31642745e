"""The colours of everything: pages, plots, exported pictures. Each is defined here and only here.

The style of a page gets them as custom properties (``--positive``), made from these tables by
``ui/kit/look.py``; Bokeh, Material UI and exported pictures, which need them as such, take them
from here.
"""

from __future__ import annotations

import numpy as np

from playground.arrays import AnyArray, FloatArray

WHITE = "#ffffff"

# By their names in the style of a page.
LIGHT = {
    "negative": "#f59322",
    "zero": "#e8eaeb",
    "positive": "#0877bd",
    "page": "#f6f7f8",
    "surface": WHITE,
    "raised": WHITE,
    "text": "#1b2733",
    "muted": "#5a6875",
    "line": "#d8dee3",
    "field": "#f0f3f5",
    "train": "#7f8c97",
    "test": "#b8327f",
    "accent": "#17456b",
    "on-accent": WHITE,
    "alarm": "#a33a12",
    "alarm-surface": "#fff3ea",
    # A surface, from its lowest place to its highest.
    "low": "#2f6f9f",
    "middle": "#a9c6da",
    "high": "#f4f1ea",
    # Which minimum a start leads to; away: to none.
    "basin-1": "#f59322",
    "basin-2": "#0877bd",
    "basin-3": "#009e73",
    "basin-4": "#b8327f",
    "basin-away": "#555b61",
}
DARK = {
    **LIGHT,
    "zero": "#2b333b",
    "positive": "#2f9fe6",
    "page": "#12171c",
    "surface": "#1a2128",
    "raised": "#232c35",
    "text": "#e6ebef",
    "muted": "#9fadb9",
    "line": "#323d47",
    "field": "#242d36",
    "train": "#93a1ad",
    "test": "#e06bb2",
    "accent": "#7cc0ee",
    "on-accent": "#0d1a24",
    "alarm": "#ffb38a",
    "alarm-surface": "#3a2418",
    "low": "#12324a",
    "middle": "#33586f",
    "high": "#76838c",
}

# Of classes, the first two as -1 and +1: told apart with any colour vision (Okabe and Ito 2008).
CLASSES = (LIGHT["negative"], LIGHT["positive"], "#009e73", "#cc79a7", "#8a6d00", "#56b4e9")

# What classes are called that have no names of their own.
CLASS_NAMES = ("orange", "blue", "green", "pink", "olive", "sky")

# One for each pinned run, apart from each other and from the present run's curves, and seen on
# the light theme and on the dark one.
PINS = (
    "#1f8ad6", "#e08214", CLASSES[2], "#8a6fe0", "#b3a100", "#2fb7d6", "#d6453d", "#a8743c",
)  # fmt: skip

# One for each rule in a race: those of Okabe and Ito (2008), made for colour-blind eyes, and kin of
# them that are seen on a surface in the light theme and in the dark one.
RULES = (
    "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#8a4fd0",
    "#56b4e9", "#a6761d", "#d6453d", "#7f7f7f", "#66a61e", "#e7298a",
)  # fmt: skip

OUTLINES = {"train": WHITE, "test": "#111111"}  # of points, on any ground

# Of an exported picture, which is always on white.
INK = {"text": "#333333", "label": "#666666", "frame": "#8e9ba6"}


def theme(dark: bool) -> dict[str, str]:
    """Return the colours of the dark or the light theme.

    >>> theme(dark=False)["surface"], theme(dark=True)["surface"]
    ('#ffffff', '#1a2128')
    """
    return DARK if dark else LIGHT


def channels(colour: str) -> FloatArray:
    """Return red, green and blue of a colour, 0 to 255.

    >>> channels("#0877bd")
    array([  8., 119., 189.])
    """
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], dtype=float)


def name_of(colour: AnyArray) -> str:
    """Return a colour (3,), whole numbers 0 to 255, as it is written in SVG and CSS.

    >>> name_of(np.array([8, 119, 189]))
    '#0877bd'
    """
    red, green, blue = (int(one) for one in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"
