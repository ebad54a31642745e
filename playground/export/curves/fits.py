"""The view of fits carried elsewhere: polynomials, a network, their errors."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.export.csv_text import csv_text
from playground.export.curves.beside import LINE, Beside, draw_beside, draw_cloud, lines, tables
from playground.export.curves.plot import Axis, Plot, around, key
from playground.export.drawing import Drawing, Words
from playground.labs.curves import polynomials
from playground.labs.curves.looks import NETWORK, looks
from playground.labs.curves.networks import NetworkFit
from playground.labs.curves.points import Points
from playground.labs.curves.polynomials import Design, Fit
from playground.labs.curves.settings import CurveSettings
from playground.palette import INK, LIGHT

PLACES = 401


def fits_of(settings: CurveSettings) -> dict[int, Fit]:
    """Return the fits of the chosen degrees; none without points."""
    points, how = settings.points(), (settings.ridge, settings.basis)
    return {
        degree: Design(points.x, degree, *how, points.errors).fit(points.y)
        for degree in settings.degrees
        if len(points)
    }


def fits_csv(
    settings: CurveSettings, network: NetworkFit | None = None, beside: Beside | None = None
) -> str:
    """Return points and curves, with the numbers of what is seen beside them, as CSV.

    ``what`` says of a row what it is about: "training" and "test" points with the value of each fit
    there, "curve" at many places, then those of ``beside.tables``.

    Examples
    --------
    >>> settings, _ = CurveSettings().replaced(placed=[(0, 1), (1, 3)], degrees=[1], tests=1)
    >>> print(fits_csv(settings).splitlines()[0])
    what,x,y,error,degree 1,degree,training error,test error
    """
    found = []
    grid, truth = np.linspace(0.0, settings.test_end, PLACES), settings.function()
    nothing = np.full(PLACES, np.nan)
    for name, points in (
        ("training", settings.points()),
        ("test", settings.test_points()),
        ("curve", Points(grid, nothing, nothing)),
    ):
        columns = {"what": name, "x": points.x, "y": points.y, "error": points.errors}
        for degree, fit in fits_of(settings).items():
            columns[f"degree {degree}"] = fit.predict(points.x)
        if network is not None:
            columns[f"network, {settings.width}"] = network.curve(points.x)
        if name == "curve" and truth.is_known and settings.shows_truth:
            columns["truth"] = truth(grid)
        found.append(pd.DataFrame(columns))
    found += tables(beside or Beside(settings))
    return csv_text(pd.concat(found))


def fits_script(
    settings: CurveSettings, network: NetworkFit | None = None, beside: Beside | None = None
) -> str:
    """Return a script that fits the same points, draws them, and makes the chart beside them.

    It stands alone: the fits are made by the playground's own definitions, lifted from its source.
    Only networks, and a typed truth, need the playground itself.
    """
    points, tests = settings.points(), settings.test_points()
    lifted = "\n\n".join(inspect.getsource(one) for one in (Fit, Design, polynomials._ridge))
    needed = network is not None
    more = lines(beside or Beside(settings))
    imports = more.imports
    if needed or "each_width" in imports:
        imports = _IMPORTS + imports
    return _SCRIPT.format(
        range=polynomials.RANGE,
        lifted=lifted,
        points=_rows(points.x, points.y, points.errors),
        tests=_rows(tests.x, tests.y),
        degrees=list(settings.degrees),
        ridge=settings.ridge,
        basis=settings.basis,
        end=settings.test_end,
        needs=" For the network it needs the playground itself." if needed else more.needs,
        imports="\n" * bool(imports) + imports,
        more=more.lifted,
        computed=more.computed,
        cloud=more.cloud,
        beside=more.drawn,
        network=_NETWORK.format(width=settings.width, seed=settings.seed) if needed else "",
        drawn='    left.plot(at, network.curve(at), label="network")\n' if needed else "",
    )


def _rows(*columns: FloatArray) -> str:
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return "".join(f"    ({', '.join(map(repr, row))}),\n" for row in rows)


_IMPORTS = """from playground.labs.curves import ensemble
from playground.labs.curves.points import Points
from playground.labs.curves.widths import network_of
"""
_NETWORK = """
network = next(ensemble(Points(x, y, sigmas), "initial", 1, network_of({width}), {seed}))
print("network: training error {{:.4g}}, test error {{:.4g}}".format(*errors(network.curve)))
"""
_SCRIPT = '''"""Fits of noisy points, from the neural-network playground; needs NumPy and SciPy.

To draw them it needs Matplotlib, too.{needs}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial import Legendre, Polynomial
from numpy.polynomial.legendre import legvander
from numpy.polynomial.polynomial import polyvander
from scipy.linalg import solve_triangular
{imports}
RANGE = {range}

{lifted}

{more}
POINTS = np.array([  # x, y, standard deviation of y
{points}]).reshape(-1, 3)
TESTS = np.array([
{tests}]).reshape(-1, 2)
DEGREES, RIDGE, BASIS = {degrees}, {ridge!r}, {basis!r}

x, y, sigmas = POINTS.T


def errors(predict):
    """Return the mean squared errors on the training points and on the new ones, if any."""
    both = (x, y), TESTS.T
    return [np.square(predict(a) - b).mean() if len(a) else np.nan for a, b in both]


fits = {{degree: Design(x, degree, RIDGE, BASIS, sigmas).fit(y) for degree in DEGREES if len(x)}}
for degree, fit in fits.items():
    training, test = errors(fit.predict)
    print(f"degree {{degree}}: training error {{training:.4g}}, test error {{test:.4g}}")
{network}{computed}
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    at = np.linspace(0.0, {end}, 401)
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
{cloud}    for degree, fit in fits.items():
        left.plot(at, fit.predict(at), label=f"degree {{degree}}")
{drawn}    left.plot(x, y, "ko", label="training points")
    left.plot(*TESTS.T, "D", mfc="none", label="new points")
    low, high = np.min([*y, *TESTS[:, 1], 0]), np.max([*y, *TESTS[:, 1], 0])
    left.set_ylim(low - 0.2 * (high - low), high + 0.2 * (high - low))
    left.legend()
{beside}    plt.show()
'''


def fits_picture(
    settings: CurveSettings, network: NetworkFit | None = None, beside: Beside | None = None
) -> Drawing:
    """Return the points and their fits with the errors below, and what is seen beside them.

    Examples
    --------
    >>> fits_picture(CurveSettings()).title
    '10 noisy points and their fits'
    """
    title = f"{len(settings.points())} noisy points and their fits"
    drawing = Drawing(1090, 0, title)
    beside = beside or Beside(settings)
    drawing.add(Words(60, 26, title, 18))
    below = _draw_fits(drawing, (60, 50, 560, 400), settings, network, beside)
    if len(settings.points()):
        below = max(below, draw_beside(drawing, beside))
    drawing.height = int(500 + LINE * (below + 1))
    return drawing


def small_fits_picture(settings: CurveSettings) -> Drawing:
    """Return the points and their fits with the errors below, as large as a note beside a page.

    >>> small_fits_picture(CurveSettings()).width
    360
    """
    drawing = Drawing(360, 0, f"{len(settings.points())} noisy points and their fits")
    box = (40.0, 22.0, 304.0, 220.0)
    below = _draw_fits(drawing, box, settings, None, Beside(settings))
    drawing.height = int(box[1] + box[3] + 50 + LINE * below)
    return drawing


def _draw_fits(
    drawing: Drawing,
    box: tuple[float, float, float, float],
    settings: CurveSettings,
    network: NetworkFit | None,
    beside: Beside,
) -> int:
    """Draw points and fits in a box, and a line for each below it; return how many lines."""
    points, tests, fits = settings.points(), settings.test_points(), fits_of(settings)
    truth = settings.function()
    curves: list[tuple[str, str, Callable[[FloatArray], FloatArray]]]
    curves = [(str(degree), f"Degree {degree}", fit.predict) for degree, fit in fits.items()]
    if network is not None:
        curves.append((NETWORK, f"Network, {settings.width}", network.curve))
    left, base = box[0], box[1] + box[3] + 50
    grid = np.linspace(0.0, settings.test_end, PLACES)
    up = Axis(*around(points.y, tests.y, truth(grid)), "y")
    plot = Plot(drawing, box, Axis(0.0, settings.test_end, "x"), up)
    draw_cloud(plot, beside)
    if settings.shows_truth:
        plot.line(grid, truth(grid), INK["text"], 1.2, (2, 4))
    for row, (name, label, predict) in enumerate(curves):
        look = looks()[name]
        plot.line(grid, predict(grid), look["colour"], 2.2, tuple(look["dash"]))
        said = f"{label}: training error {_short(np.square(predict(points.x) - points.y).mean())}"
        if len(tests):
            said += f", test error {_short(np.square(predict(tests.x) - tests.y).mean())}"
        key(drawing, left, base + LINE * row, look["colour"], said, tuple(look["dash"]))
    below = len(curves)
    if (one := beside.seen) is not None:
        look = looks()[str(one.degree)]["colour"]
        said = f"thin: degree {one.degree} on 200 new data sets; thick: their mean"
        key(drawing, left, base + LINE * below, look, said)
        below += 1
    plot.diamonds(tests.x, tests.y, LIGHT["test"])
    if settings.has_errors:
        plot.bars(points.x, points.y, points.errors)
    plot.points(points.x, points.y)
    plot.frame()
    return below


def _short(error: float) -> str:
    return "0" if error < 1e-12 else f"{error:.3g}"
