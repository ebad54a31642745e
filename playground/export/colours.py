"""The colours of an exported picture, which is always on white."""

from __future__ import annotations

import numpy as np

from playground.arrays import AnyFloatArray, ByteArray, FloatArray
from playground.palette import CLASSES, LIGHT, WHITE, channels

FAINT = 0.28  # of a colour, the rest white


def faint(colour: str, share: float = FAINT) -> str:
    """Return a colour mixed with white.

    >>> faint("#000000", 0.5)
    '#808080'
    """
    parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return "#" + "".join(f"{round(255 - share * (255 - part)):02x}" for part in parts)


def of_values(values: AnyFloatArray) -> ByteArray:
    """Return the colours (..., 3) of values from -1 to 1, larger ones clipped.

    >>> of_values(np.array([-1.0, 0.0, 5.0])).tolist()
    [[245, 147, 34], [232, 234, 235], [8, 119, 189]]
    """
    values = np.clip(values, -1.0, 1.0)[..., None]
    end = np.where(values < 0, channels(LIGHT["negative"]), channels(LIGHT["positive"]))
    zero = channels(LIGHT["zero"])
    mixed: FloatArray = zero + (end - zero) * np.abs(values)
    return np.rint(mixed).astype(np.uint8)


def of_shares(shares: AnyFloatArray) -> ByteArray:
    """Return the colours (..., 3) of the classes' shares (..., k): the winner's, paler if close."""
    n_classes = shares.shape[-1]
    colours = np.array([channels(CLASSES[index % len(CLASSES)]) for index in range(n_classes)])
    winner, largest = shares.argmax(axis=-1), shares.max(axis=-1)[..., None]
    certain = np.clip((largest - 1 / n_classes) / (1 - 1 / n_classes), 0.0, 1.0)
    white = channels(WHITE)
    mixed: FloatArray = white + (colours[winner] - white) * (0.15 + 0.75 * certain)
    return np.rint(mixed).astype(np.uint8)
