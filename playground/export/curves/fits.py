"""The view of fits carried elsewhere: polynomials, a network, their errors."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.export.curves.plot import Axis, Plot, around, key
from playground.export.drawing import Drawing, Words
from playground.labs.curves import polynomials
from playground.labs.curves.errors import expected_errors
from playground.labs.curves.looks import NETWORK, looks
from playground.labs.curves.networks import NetworkFit
from playground.labs.curves.polynomials import Design, Fit
from playground.labs.curves.settings import HIGHEST, CurveSettings
from playground.palette import INK, LIGHT

LINE = 20.0  # of the list below
PLACES = 401
LEAST = 1e-3  # a smaller error is as good as none
GAP = 1.6  # of a logarithmic axis, below the least and above the greatest


def fits_of(settings: CurveSettings) -> dict[int, Fit]:
    """Return the fits of the chosen degrees; none without points."""
    points = settings.points()
    return {
        degree: Design(points.x, degree, settings.ridge, settings.basis).fit(points.y)
        for degree in settings.degrees
        if len(points)
    }


def fits_csv(settings: CurveSettings, network: NetworkFit | None = None) -> str:
    """Return the points that are fitted, the new ones, and the value of each fit there, as CSV.

    Examples
    --------
    >>> settings, _ = CurveSettings().replaced(placed=[(0, 1), (1, 3)], degrees=[1], tests=1)
    >>> print(fits_csv(settings).splitlines()[0])
    points,x,y,error,degree 1
    """
    tables = []
    for name, points in (("training", settings.points()), ("test", settings.test_points())):
        columns = {"points": name, "x": points.x, "y": points.y, "error": points.errors}
        for degree, fit in fits_of(settings).items():
            columns[f"degree {degree}"] = fit.predict(points.x)
        if network is not None:
            columns[f"network, {settings.width}"] = network.curve(points.x)
        tables.append(pd.DataFrame(columns))
    return str(pd.concat(tables).to_csv(index=False, lineterminator="\n"))


def fits_script(settings: CurveSettings, network: NetworkFit | None = None) -> str:
    """Return a script that fits the same points and draws them.

    It stands alone: the fits are made by the playground's own definitions, lifted from its source.
    Only a network needs the playground itself.
    """
    points, tests = settings.points(), settings.test_points()
    lifted = "\n\n".join(inspect.getsource(one) for one in (Fit, Design, polynomials._ridge))
    needed = network is not None
    return _SCRIPT.format(
        range=polynomials.RANGE,
        lifted=lifted,
        points=_rows(points.x, points.y),
        tests=_rows(tests.x, tests.y),
        degrees=list(settings.degrees),
        ridge=settings.ridge,
        basis=settings.basis,
        end=settings.test_end,
        highest=HIGHEST,
        needs=" For the network it needs the playground itself." if needed else "",
        imports=_IMPORTS if needed else "",
        network=_NETWORK.format(
            width=settings.width, seed=settings.seed, errors=points.errors.tolist()
        )
        if needed
        else "",
        drawn='    left.plot(at, network.curve(at), label="network")\n' if needed else "",
    )


def _rows(x: FloatArray, y: FloatArray) -> str:
    pairs = zip(x.tolist(), y.tolist(), strict=True)
    return "".join(f"    ({one!r}, {other!r}),\n" for one, other in pairs)


_IMPORTS = """
from playground.labs.curves import ensemble
from playground.labs.curves.points import Points
from playground.labs.curves.widths import network_of
"""
_NETWORK = """
points = Points(x, y, np.array({errors}))
network = next(ensemble(points, "initial", 1, network_of({width}), {seed}))
print("network: training error {{:.4g}}, test error {{:.4g}}".format(*errors(network.curve)))
"""
_SCRIPT = '''"""Fits of noisy points, from the neural-network playground; needs NumPy and SciPy.

To draw them it needs Matplotlib, too.{needs}
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import Legendre, Polynomial
from numpy.polynomial.legendre import legvander
from numpy.polynomial.polynomial import polyvander
from scipy.linalg import solve_triangular
{imports}
RANGE = {range}

{lifted}

POINTS = np.array([
{points}]).reshape(-1, 2)
TESTS = np.array([
{tests}]).reshape(-1, 2)
DEGREES, RIDGE, BASIS = {degrees}, {ridge!r}, {basis!r}

x, y = POINTS.T


def errors(predict):
    """Return the mean squared errors on the training points and on the new ones, if any."""
    return [np.square(predict(a) - b).mean() if len(a) else np.nan for a, b in (POINTS.T, TESTS.T)]


fits = {{degree: Design(x, degree, RIDGE, BASIS).fit(y) for degree in DEGREES if len(x)}}
for degree, fit in fits.items():
    training, test = errors(fit.predict)
    print(f"degree {{degree}}: training error {{training:.4g}}, test error {{test:.4g}}")
{network}
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    at = np.linspace(0.0, {end}, 401)
    _, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    for degree, fit in fits.items():
        left.plot(at, fit.predict(at), label=f"degree {{degree}}")
{drawn}    left.plot(*POINTS.T, "ko", label="training points")
    left.plot(*TESTS.T, "D", mfc="none", label="new points")
    low, high = np.min([*y, *TESTS[:, 1], 0]), np.max([*y, *TESTS[:, 1], 0])
    left.set_ylim(low - 0.2 * (high - low), high + 0.2 * (high - low))
    left.legend()
    if len(x):
        designs = [Design(x, degree, RIDGE, BASIS) for degree in range({highest} + 1)]
        every = [errors(design.fit(y).predict) for design in designs]
        right.semilogy(np.maximum(every, 1e-3), "o-", label=["training error", "test error"])
        right.set_xlabel("degree")
        right.legend()
    plt.show()
'''


def fits_picture(settings: CurveSettings, network: NetworkFit | None = None) -> Drawing:
    """Return the points and their fits, with the errors below and against the degree beside them.

    Examples
    --------
    >>> fits_picture(CurveSettings()).title
    '10 noisy points and their fits'
    """
    points, tests, fits = settings.points(), settings.test_points(), fits_of(settings)
    truth = settings.function()
    curves: list[tuple[str, str, Callable[[FloatArray], FloatArray]]]
    curves = [(str(degree), f"Degree {degree}", fit.predict) for degree, fit in fits.items()]
    if network is not None:
        curves.append((NETWORK, f"Network, {settings.width}", network.curve))
    title = f"{len(points)} noisy points and their fits"
    drawing = Drawing(1090, int(500 + LINE * (len(curves) + 1)), title)
    drawing.add(Words(60, 26, title, 18))
    grid = np.linspace(0.0, settings.test_end, PLACES)
    up = Axis(*around(points.y, tests.y, truth(grid)), "y")
    plot = Plot(drawing, (60, 50, 560, 400), Axis(0.0, settings.test_end, "x"), up)
    if settings.shows_truth:
        plot.line(grid, truth(grid), INK["text"], 1.2, (2, 4))
    for row, (name, label, predict) in enumerate(curves):
        look = looks()[name]
        plot.line(grid, predict(grid), look["colour"], 2.2, tuple(look["dash"]))
        said = f"{label}: training error {_short(np.square(predict(points.x) - points.y).mean())}"
        if len(tests):
            said += f", test error {_short(np.square(predict(tests.x) - tests.y).mean())}"
        key(drawing, 60, 500 + LINE * row, look["colour"], said, tuple(look["dash"]))
    plot.diamonds(tests.x, tests.y, LIGHT["test"])
    plot.points(points.x, points.y)
    plot.frame()
    if len(points) and len(tests):
        _errors(drawing, settings)
    return drawing


def _errors(drawing: Drawing, settings: CurveSettings) -> None:
    """Draw the errors of every degree: to be expected, and those of the chosen ones here."""
    points, tests = settings.points(), settings.test_points()
    degrees = np.arange(HIGHEST + 1.0)
    expected = np.array([
        expected_errors(
            points.x, degree, settings.sigma, settings.test,
            truth=settings.function(), ridge=settings.ridge, basis=settings.basis,
        )
        for degree in range(HIGHEST + 1)
    ])  # fmt: skip
    seen = {
        degree: [float(np.square(fit.predict(one.x) - one.y).mean()) for one in (points, tests)]
        for degree, fit in fits_of(settings).items()
    }
    every = np.concatenate([expected.ravel(), np.ravel(list(seen.values()))])
    every = np.maximum(every, LEAST)
    up = Axis(float(every.min()) / GAP, float(every.max()) * GAP, "mean squared error", log=True)
    plot = Plot(drawing, (710, 50, 350, 400), Axis(-0.5, HIGHEST + 0.5, "degree"), up)
    names = (("train", "training error, expected"), ("test", "test error, expected"))
    for column, (name, said) in enumerate(names):
        plot.line(degrees, np.maximum(expected[:, column], LEAST), LIGHT[name])
        here = np.array([errors[column] for errors in seen.values()])
        plot.diamonds(np.array(list(seen), dtype=float), np.maximum(here, LEAST), LIGHT[name])
        key(drawing, 710, 500 + LINE * column, LIGHT[name], said)
    plot.frame()


def _short(error: float) -> str:
    return "0" if error < 1e-12 else f"{error:.3g}"
