"""The colours of values and classes in shades, for what Bokeh draws."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from playground.arrays import AnyFloatArray, ByteArray, IntArray
from playground.palette import CLASSES, channels, name_of, theme

SHADES = 255  # 0 is -1, 127 zero, 254 +1


@lru_cache(maxsize=4)
def palette(dark: bool, strength: float = 1.0) -> tuple[str, ...]:
    """Return the colours of values from -1 to +1, of the light or the dark theme.

    ``strength`` below 1 makes them paler, as a ground on which points of full colour stand out.

    >>> palette(False)[0], palette(False)[127], palette(False)[254]
    ('#f59322', '#e8eaeb', '#0877bd')
    """
    ends = {name: channels(colour) for name, colour in theme(dark).items()}
    zero = ends["zero"]
    colours = []
    for value in np.linspace(-1, 1, SHADES):
        end = ends["negative" if value < 0 else "positive"]
        colours.append(name_of(np.rint(zero + (end - zero) * abs(value) * strength)))
    return tuple(colours)


# Several classes: each has so many shades, from an even chance to certainty, class after class.
CLASS_SHADES = SHADES // len(CLASSES)
UNSURE = 0.12  # strength of the colour where all classes are as likely


def several(n_classes: int) -> list[str]:
    """Return a colour for each of several classes; none where values go from -1 to 1.

    >>> several(3), several(2)
    (['#f59322', '#0877bd', '#009e73'], [])
    """
    return list(CLASSES[:n_classes]) if n_classes > 2 else []


@lru_cache(maxsize=4)
def class_palette(dark: bool, strength: float = 1.0) -> tuple[str, ...]:
    """Return the colours of all classes' shades: those of ``class_shades``.

    >>> colours = class_palette(False)
    >>> len(colours), colours[CLASS_SHADES - 1]
    (252, '#f59322')
    """
    zero = channels(theme(dark)["zero"])
    return tuple(
        name_of(np.rint(zero + (channels(name) - zero) * share * strength))
        for name in CLASSES
        for share in np.linspace(UNSURE, 1, CLASS_SHADES)
    )


def class_shades(winner: IntArray, confidence: AnyFloatArray, n_classes: int) -> ByteArray:
    """Return classes and their probabilities (1/k to 1) as places in ``class_palette``.

    >>> class_shades(np.array([0, 0, 2]), np.array([1 / 3, 1.0, 1.0]), 3)
    array([  0,  41, 125], dtype=uint8)
    """
    certain = np.clip((confidence - 1 / n_classes) / (1 - 1 / n_classes), 0.0, 1.0)
    places: IntArray = winner * CLASS_SHADES + np.rint(certain * (CLASS_SHADES - 1)).astype(np.intp)
    return places.astype(np.uint8)
