"""The colours of an exported picture, which is always on white."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

NEGATIVE, ZERO, POSITIVE = "#f59322", "#e8eaeb", "#0877bd"
# Of classes, the first two as -1 and +1: told apart with any colour vision (Okabe and Ito 2008).
CLASSES = ("#f59322", "#0877bd", "#009e73", "#cc79a7", "#8a6d00", "#56b4e9")
WHITE = (255.0, 255.0, 255.0)


def channels(colour: str) -> NDArray[np.float64]:
    """Return red, green and blue of a colour.

    >>> channels("#0877bd")
    array([  8., 119., 189.])
    """
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], dtype=float)


def of_values(values: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Return the colours (..., 3) of values from -1 to 1, larger ones clipped.

    >>> of_values(np.array([-1.0, 0.0, 5.0])).tolist()
    [[245, 147, 34], [232, 234, 235], [8, 119, 189]]
    """
    values = np.clip(values, -1.0, 1.0)[..., None]
    end = np.where(values < 0, channels(NEGATIVE), channels(POSITIVE))
    mixed: NDArray[np.float64] = channels(ZERO) + (end - channels(ZERO)) * np.abs(values)
    return np.rint(mixed).astype(np.uint8)


def of_shares(shares: NDArray[np.floating[Any]]) -> NDArray[np.uint8]:
    """Return the colours (..., 3) of the classes' shares (..., k): the winner's, paler if close."""
    n_classes = shares.shape[-1]
    colours = np.array([channels(CLASSES[index % len(CLASSES)]) for index in range(n_classes)])
    winner, largest = shares.argmax(axis=-1), shares.max(axis=-1)[..., None]
    certain = np.clip((largest - 1 / n_classes) / (1 - 1 / n_classes), 0.0, 1.0)
    mixed: NDArray[np.float64] = WHITE + (colours[winner] - WHITE) * (0.15 + 0.75 * certain)
    return np.rint(mixed).astype(np.uint8)


def name_of(colour: NDArray[Any]) -> str:
    """Return a colour (3,), whole numbers 0..255, as it is written in SVG and CSS.

    >>> name_of(np.array([8, 119, 189]))
    '#0877bd'
    """
    red, green, blue = (int(one) for one in colour)
    return f"#{red:02x}{green:02x}{blue:02x}"
