"""The view of a curve that is built carried elsewhere: step neurons, and layers that fold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.export.csv_text import csv_text
from playground.export.curves.plot import Axis, Plot, around, key
from playground.export.drawing import Drawing, Words
from playground.labs.curves.lab import CURVES, LabSettings
from playground.labs.curves.looks import looks
from playground.labs.curves.networks import NetworkFit
from playground.labs.curves.steps import curve_of, zigzag
from playground.palette import INK, LIGHT

PLACES = 601
FOLDS = 2**10 + 1


def steps_at(settings: LabSettings, x: FloatArray) -> FloatArray:
    """Return the staircase at x, (n,): the sum of its steps.

    >>> steps_at(LabSettings(curve="diagonal", steps=2), np.array([0.0, 0.6]))
    array([0.25, 0.75])
    """
    places, heights = settings.staircase()
    return np.asarray((x[:, None] >= places) @ heights)


def stairs_csv(settings: LabSettings, trained: NetworkFit | None = None) -> str:
    """Return the steps, and the curves that are seen, as CSV.

    >>> print(stairs_csv(LabSettings(steps=1)).splitlines()[0])
    what,x,height,curve,steps,folded
    """
    places, heights = settings.staircase()
    grid, across = np.linspace(0.0, 1.0, PLACES), np.linspace(0.0, 1.0, FOLDS)
    curves = {"what": "curve", "x": grid, "curve": CURVES[settings.curve](grid)}
    curves["steps"] = steps_at(settings, grid)
    if trained is not None:
        curves["trained"] = trained.curve(grid)
    folded = curve_of(zigzag(settings.depth))(across)
    tables = [
        pd.DataFrame({"what": "step", "x": places, "height": heights}),
        pd.DataFrame(curves),
        pd.DataFrame({"what": "depth", "x": across, "folded": folded}),
    ]
    return csv_text(pd.concat(tables))


def stairs_script(settings: LabSettings, trained: NetworkFit | None = None) -> str:
    """Return a script that adds up the same steps and folds as often; it stands alone.

    Only the trained network needs the playground itself.
    """
    places, heights = settings.staircase()
    needed = trained is not None
    return _SCRIPT.format(
        formula=CURVES[settings.curve].formula.replace("^", "**"),
        places=places.tolist(),
        heights=heights.tolist(),
        depth=settings.depth,
        needs=" For the trained network it needs the playground itself." if needed else "",
        imports=_IMPORTS if needed else "",
        network=_NETWORK.format(learner=trained.settings, seed=settings.seed) if trained else "",
        drawn='    left.plot(x, network.curve(x), label="trained")\n' if needed else "",
    )


_IMPORTS = """
from playground.labs.curves import CurveNetwork, ensemble
from playground.labs.curves.points import Points
"""
_NETWORK = """
at = np.linspace(0, 1, 200)
points = Points(at, curve(at), np.zeros(200))
network = next(ensemble(points, "initial", 1, {learner!r}, {seed}))
print("trained network: largest distance", np.abs(network.curve(x) - curve(x)).max())
"""
_SCRIPT = '''"""A curve built of step neurons, and one of folds, from the neural-network playground.

It needs NumPy, and Matplotlib to draw.{needs}
"""

import numpy as np
from numpy import pi, sign, sin  # noqa: F401  # a curve may need them
{imports}
PLACES = np.array({places})
HEIGHTS = np.array({heights})
DEPTH = {depth}


def curve(x):
    return {formula}


def steps(x):
    """Each neuron is 0 to the left of its place and 1 from there on, times its height."""
    return (x[:, None] >= PLACES) @ HEIGHTS


def folded(x):
    """Each layer of two ReLU neurons makes 2 relu(x) - 4 relu(x - 1/2) of the one before."""
    for _ in range(DEPTH):
        x = 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)
    return x


x = np.linspace(0, 1, 20001)
print("steps: largest distance", np.abs(steps(x) - curve(x)).max())
{network}
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    _, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    left.plot(x, curve(x), "k:", label="the curve")
    left.plot(x, steps(x), label="step neurons")
{drawn}    left.legend()
    right.plot(x, folded(x))
    right.set_title(f"{{DEPTH}} layers")
    plt.show()
'''


def stairs_picture(settings: LabSettings, trained: NetworkFit | None = None) -> Drawing:
    """Return the curve with its staircase, and what depth adds beside it.

    >>> stairs_picture(LabSettings()).title
    'A curve built of 8 step neurons'
    """
    truth = CURVES[settings.curve]
    grid, across = np.linspace(0.0, 1.0, PLACES), np.linspace(0.0, 1.0, FOLDS)
    places, heights = settings.staircase()
    stairs = steps_at(settings, grid)
    title = f"A curve built of {len(places)} step neuron{'s' * (len(places) != 1)}"
    drawing = Drawing(1090, 560, title)
    drawing.add(Words(60, 26, title, 18))
    plot = Plot(drawing, (60, 60, 560, 380), Axis(0.0, 1.0, "x"),
                Axis(*around(truth(grid), stairs, room=0.12), "y"))  # fmt: skip
    colours = [looks()[name]["colour"] for name in ("1", "3", "10")]
    if trained is not None:
        plot.line(grid, trained.curve(grid), colours[2])
        key(drawing, 60, 540, colours[2], "a network of the same width, trained")
    plot.line(grid, stairs, colours[0])
    plot.line(grid, truth(grid), INK["text"], 1.2, (2, 4))
    plot.diamonds(places, np.cumsum(heights), LIGHT["accent"])
    plot.frame()
    far = float(np.abs(stairs - truth(grid)).max())
    key(drawing, 60, 500, INK["text"], "the curve", (2, 4))
    key(drawing, 60, 520, colours[0], f"step neurons, largest distance {far:.3g}")
    beside = Plot(drawing, (710, 60, 350, 380), Axis(0.0, 1.0, "x"), Axis(-0.05, 1.05, "y"))
    beside.line(across, curve_of(zigzag(settings.depth))(across), colours[1])
    beside.frame()
    drawing.add(Words(710, 500, f"{settings.depth} hidden layers of two ReLU neurons", 11))
    return drawing
