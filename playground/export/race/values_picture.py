"""The picture of a race's values by step."""

from __future__ import annotations

import numpy as np

from playground.export.curves.plot import Axis, Plot, around, key
from playground.export.drawing import Drawing
from playground.labs.optimizers.looks import looks
from playground.labs.optimizers.settings import LabSettings

WIDTH, LINE = 340, 18.0
FRAME = (48.0, 26.0, 278.0, 170.0)


def values_picture(settings: LabSettings) -> Drawing:
    """Return the picture of the values that each rule of a race has reached, by step.

    >>> settings, _ = LabSettings().replaced(surface="bowl", rules=["sgd", "adam"], steps=20)
    >>> values_picture(settings).svg().count("<polyline")
    4
    """
    paths = settings.race(settings.rules)
    base = FRAME[1] + FRAME[3] + 54
    height = int(base + LINE * max(len(paths), 1))
    drawing = Drawing(WIDTH, height, f"{settings.terrain().label}: values by step")
    first = max((float(path.values[0]) for path in paths), default=1.0)
    values = [np.clip(path.values, None, first + abs(first)) for path in paths]
    low, high = around(*values, room=0.05) if values else (0.0, 1.0)
    longest = max((len(path) for path in paths), default=1)
    plot = Plot(drawing, FRAME, Axis(0.0, float(max(longest, 1)), "Step"), Axis(low, high, "Value"))
    plot.frame()
    for row, path in enumerate(paths):
        look = looks()[path.entry.optimizer]
        dash = tuple(look["dash"])
        plot.line(
            np.arange(len(path.values), dtype=np.float64), path.values, look["colour"], 2.2, dash
        )
        key(drawing, FRAME[0], base + LINE * row, look["colour"], look["label"], dash)
    return drawing
