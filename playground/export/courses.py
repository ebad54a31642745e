"""The picture of a run's course: its losses or accuracies by epoch."""

from __future__ import annotations

import numpy as np

from playground.export.curves.plot import Axis, Plot, around, key
from playground.export.drawing import Drawing
from playground.palette import LIGHT
from playground.runs.history import History

WIDTH, HEIGHT = 340, 256
FRAME = (44.0, 26.0, 282.0, 160.0)
TITLES = {"loss": "Loss", "accuracy": "Accuracy"}


def course_picture(history: History, what: str = "loss") -> Drawing:
    """Return the picture of what was measured by epoch, ``what`` a key of ``TITLES``.

    >>> from playground.runs.history import Measured
    >>> history = History()
    >>> for epoch in range(3):
    ...     history.add(epoch, Measured(1.0 / (epoch + 1), 1.0, None, None))
    >>> course_picture(history).svg().count("<polyline")
    4
    """
    table = history.columns()
    epochs = np.asarray(table["epoch"])
    train, test = (np.asarray(table[f"{part}_{what}"]) for part in ("train", "test"))
    drawing = Drawing(WIDTH, HEIGHT, f"{TITLES[what]} by epoch")
    last = max(float(epochs[-1]), 1.0)
    _, high = around(train, test, room=0.05)
    low = 0.0 if what == "loss" else around(train, test, room=0.05)[0]
    plot = Plot(drawing, FRAME, Axis(0.0, last, "Epoch"), Axis(low, high, TITLES[what]))
    plot.frame()
    plot.line(epochs, train, LIGHT["train"])
    plot.line(epochs, test, LIGHT["test"])
    key(drawing, FRAME[0], HEIGHT - 16, LIGHT["test"], "Test data")
    key(drawing, FRAME[0] + 130, HEIGHT - 16, LIGHT["train"], "Training data")
    return drawing
