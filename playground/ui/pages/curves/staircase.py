"""A curve built of step neurons, and what depth adds: as the page draws it."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.labs.curves.lab import CURVES, LabSettings
from playground.labs.curves.networks import CurveNetwork, NetworkFit
from playground.labs.curves.points import Points
from playground.labs.curves.steps import (
    by_hand,
    curve_of,
    farthest,
    in_turn,
    largest_error,
    staircase,
    teeth,
    zigzag,
)
from playground.ui.kit.packing import packed

GRID = 601
FINE = 2**10 + 1  # places at which the folded curve is drawn
LEARNED = 200  # points of the curve, without noise, that a network learns
EPOCHS = 10000
NOTHING = 1e-9  # a distance by rounding alone
ROOM = 0.12


def stairs_message(settings: LabSettings) -> bytes:
    """Return the staircases of one neuron, of two, up to all; and the folded curve."""
    truth = CURVES[settings.curve]
    grid = np.linspace(0.0, 1.0, GRID)
    values = truth(grid)
    places, heights = settings.staircase()
    levels = np.cumsum(heights)
    stairs = list(in_turn(places, heights))
    curve = curve_of(stairs[-1]) if stairs else np.zeros_like
    worst, error = farthest(curve, truth)
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low)
    folded = curve_of(zigzag(settings.depth))
    count = teeth(folded)
    fold = (
        f"{_many(settings.depth, 'hidden layer')} of two ReLU neurons, "
        f"{2 * settings.depth} neurons in all, make {_many(count, 'tooth', 'teeth')}. One hidden "
        f"layer bends once for each neuron: it needs {2**settings.depth - 1} or more for that."
    )
    across = np.linspace(0.0, 1.0, FINE)
    header = {
        "type": "stairs", "curve": settings.curve, "count": len(places),
        "own": settings.own_steps is not None, "words": _words(settings, len(places), error),
        "jumps": truth.jumps, "low": low - room, "high": high + room, "fold": fold,
    }  # fmt: skip
    at = np.array([worst])
    arrays: dict[str, Any] = {
        "grid": grid,
        "truth": values,
        "steps": np.column_stack([places, levels]),
        "stairs": np.array([curve_of(one)(grid) for one in stairs]).reshape(-1, GRID),
        "worst": np.array([worst, curve(at)[0], truth(at)[0]]),
        "across": across,
        "zigzag": folded(across),
    }
    return packed(header, arrays)


def _words(settings: LabSettings, count: int, error: float) -> str:
    """Return what is to be said of the staircase."""
    truth = CURVES[settings.curve]
    if not count:
        return "No step yet: click in the plot to place one, or choose how many the rule places."
    far = f"the largest distance from the curve is {error:.3g}"
    if settings.own_steps is not None:
        by_rule = largest_error(curve_of(by_hand(*map(list, staircase(truth, count)))), truth)
        return (
            f"With your {_many(count, 'step')} {far}, where the thin line is. "
            f"The rule reaches {by_rule:.3g} with as many steps, evenly spaced: can you do "
            f"{'better' if by_rule > NOTHING else 'as well'}?"
        )
    if truth.jumps:
        return f"With {_many(count, 'step')} {far}: " + (
            "one of them stands at the jump itself. A step neuron can, a smooth curve cannot."
            if error < NOTHING
            else "none of them stands at the jump, so they are off by half of it. Drag one there."
        )
    return (
        f"With {_many(count, 'step')} {far}: half of what the curve climbs within a step. "
        "Twice the steps, half the distance."
    )


def lesson(settings: LabSettings) -> tuple[Points, CurveNetwork]:
    """Return what a network of the staircase's width learns, and the network.

    Without any step it is one of one neuron.
    """
    x = np.linspace(0.0, 1.0, LEARNED)
    width = max(len(settings.staircase()[0]), 1)
    learner = CurveNetwork((width,), "sigmoid", learning_rate=0.02, epochs=EPOCHS)
    return Points(x, CURVES[settings.curve](x), np.zeros(LEARNED)), learner


def trained_message(settings: LabSettings, fit: NetworkFit) -> bytes:
    """Return that network's curve as it has become."""
    grid = np.linspace(0.0, 1.0, GRID)
    truth = CURVES[settings.curve]
    error = largest_error(lambda x: fit.curve(np.asarray(x)), truth, n=2001)
    words = (
        f"The trained network has learned for {fit.epoch:,} of {EPOCHS:,} epochs: its largest "
        f"distance is {error:.3g}."
    )
    if truth.jumps:
        words += " It is smooth, so it passes through the middle of the jump, half of it away."
    return packed({"type": "trained", "words": words}, {"curve": fit.curve(grid)})


def _many(count: int, one: str, several: str = "") -> str:
    """Return a number of things in words.

    >>> _many(1, "step"), _many(2, "tooth", "teeth")
    ('1 step', '2 teeth')
    """
    return f"{count} {one if count == 1 else several or f'{one}s'}"
