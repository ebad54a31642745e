"""A curve built of step neurons, and what depth adds: as the page draws it."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.labs.curves.lab import LabSettings
from playground.labs.curves.networks import CurveNetwork, NetworkFit
from playground.labs.curves.points import Points
from playground.labs.curves.steps import (
    curve_of,
    largest_error,
    one_after_another,
    teeth,
    zigzag,
)
from playground.labs.curves.truths import TRUTHS
from playground.ui.kit.packing import packed
from playground.ui.pages.curves.picture import plain

GRID = 601
FINE = 2**10 + 1  # places at which the folded curve is drawn
LEARNED = 200  # points of the curve, without noise, that a network learns
EPOCHS = 10000
ROOM = 0.12


def stairs_message(settings: LabSettings) -> bytes:
    """Return the staircases of one neuron, of two, up to all; and the folded curve."""
    truth = TRUTHS[settings.curve]
    grid = np.linspace(0.0, 1.0, GRID)
    values = truth(grid)
    stairs = list(one_after_another(truth, settings.steps))
    error = largest_error(curve_of(stairs[-1]), truth)
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low)
    words = (
        f"With {_many(settings.steps, 'step')} the largest distance from the curve is {error:.3g}: "
        "half of what the curve climbs within a step. Twice the steps, half the distance."
    )
    if truth.jumps:
        words += " At the jump a step can stand; no smooth curve could be closer than half of it."
    folded = curve_of(zigzag(settings.depth))
    count = teeth(folded)
    fold = (
        f"{_many(settings.depth, 'hidden layer')} of two ReLU neurons, "
        f"{2 * settings.depth} neurons in all, make {_many(count, 'tooth', 'teeth')}. One hidden "
        f"layer bends once for each neuron: it needs {2**settings.depth - 1} or more for that."
    )
    across = np.linspace(0.0, 1.0, FINE)
    header = {
        "type": "stairs", "count": settings.steps, "words": words, "fold": fold,
        "low": low - room, "high": high + room,
    }  # fmt: skip
    arrays: dict[str, Any] = {
        "grid": grid,
        "truth": values,
        "stairs": np.array([curve_of(one)(grid) for one in stairs]),
        "across": across,
        "zigzag": folded(across),
    }
    return packed(header, arrays)


def lesson(settings: LabSettings) -> tuple[Points, CurveNetwork]:
    """Return what a network of the staircase's width learns, and the network."""
    x = np.linspace(0.0, 1.0, LEARNED)
    learner = CurveNetwork((settings.steps,), "sigmoid", learning_rate=0.02, epochs=EPOCHS)
    return Points(x, TRUTHS[settings.curve](x), np.zeros(LEARNED)), learner


def trained_message(settings: LabSettings, fit: NetworkFit) -> bytes:
    """Return that network's curve as it has become."""
    grid = np.linspace(0.0, 1.0, GRID)
    error = largest_error(lambda x: fit.curve(np.asarray(x)), TRUTHS[settings.curve], n=2001)
    header = {"type": "trained", "epoch": int(fit.epoch), "error": plain(error)}
    return packed(header, {"curve": fit.curve(grid)})


def _many(count: int, one: str, several: str = "") -> str:
    """Return a number of things in words.

    >>> _many(1, "step"), _many(2, "tooth", "teeth")
    ('1 step', '2 teeth')
    """
    return f"{count} {one if count == 1 else several or f'{one}s'}"
