"""What carries the fits of noisy points elsewhere: a script, a table, pictures.

>>> [one.file_name for one in CURVE_FORMATS.values()]
['curves.py', 'curves.csv', 'curves.svg', 'curves.png']
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.export.drawing import Disc, Drawing, Line, Patch, Shape, Trail, Words
from playground.labs.curves import polynomials
from playground.labs.curves.looks import looks
from playground.labs.curves.polynomials import Design, Fit
from playground.labs.curves.settings import CurveSettings
from playground.palette import INK, LIGHT, WHITE

LEFT, TOP, WIDTH, HEIGHT = 60.0, 50.0, 620.0, 400.0  # of the plot
LINE = 20.0  # of the list below
PLACES = 401
ROOM = 0.18  # of what the points span, above and below them


@dataclass(frozen=True)
class CurveFormat:
    """A kind of file that the fits can be written to.

    Parameters
    ----------
    name, label, explanation
        Its key, what the page calls it, and one plain sentence.
    file_name, media_type
        The file's name, and what a browser calls the content.
    write
        Returns the content: text or bytes.
    """

    name: str
    label: str
    explanation: str
    file_name: str
    media_type: str
    write: Callable[[CurveSettings], str | bytes]


def fits_of(settings: CurveSettings) -> dict[int, Fit]:
    """Return the fits of the chosen degrees."""
    points = settings.points()
    return {
        degree: Design(points.x, degree, settings.ridge, settings.basis).fit(points.y)
        for degree in settings.degrees
    }


def curves_csv(settings: CurveSettings) -> str:
    """Return the points that are fitted, the new ones, and the value of each fit there, as CSV.

    Examples
    --------
    >>> settings, _ = CurveSettings().replaced(placed=[(0, 1), (1, 3)], degrees=[1], tests=1)
    >>> print(curves_csv(settings).splitlines()[0])
    points,x,y,error,degree 1
    """
    tables = []
    for name, points in (("training", settings.points()), ("test", settings.test_points())):
        columns = {"points": name, "x": points.x, "y": points.y, "error": points.errors}
        for degree, fit in fits_of(settings).items():
            columns[f"degree {degree}"] = fit.predict(points.x)
        tables.append(pd.DataFrame(columns))
    return str(pd.concat(tables).to_csv(index=False, lineterminator="\n"))


def curves_script(settings: CurveSettings) -> str:
    """Return a script that fits the same points and draws them; it stands alone.

    The fits are made by the playground's own definitions, lifted from its source.
    """
    points, tests = settings.points(), settings.test_points()
    lifted = "\n\n".join(inspect.getsource(one) for one in (Fit, Design, polynomials._ridge))
    return _SCRIPT.format(
        range=polynomials.RANGE,
        lifted=lifted,
        points=_rows(points.x, points.y),
        tests=_rows(tests.x, tests.y),
        degrees=list(settings.degrees),
        ridge=settings.ridge,
        basis=settings.basis,
        end=settings.test_end,
    )


def _rows(x: FloatArray, y: FloatArray) -> str:
    pairs = zip(x.tolist(), y.tolist(), strict=True)
    return "".join(f"    ({one!r}, {other!r}),\n" for one, other in pairs)


_SCRIPT = '''"""Fits of noisy points, from the neural-network playground; needs NumPy and SciPy.

To draw them it needs Matplotlib, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.polynomial import Legendre, Polynomial
from numpy.polynomial.legendre import legvander
from numpy.polynomial.polynomial import polyvander
from scipy.linalg import solve_triangular

RANGE = {range}

{lifted}

POINTS = np.array([
{points}])
TESTS = np.array([
{tests}])
DEGREES, RIDGE, BASIS = {degrees}, {ridge!r}, {basis!r}

x, y = POINTS.T
fits = {{degree: Design(x, degree, RIDGE, BASIS).fit(y) for degree in DEGREES}}
for degree, fit in fits.items():
    errors = [np.square(fit.predict(a) - b).mean() for a, b in (POINTS.T, TESTS.T)]
    print(f"degree {{degree}}: training error {{errors[0]:.4g}}, test error {{errors[1]:.4g}}")

if __name__ == "__main__":
    import matplotlib.pyplot as plt

    at = np.linspace(0.0, {end}, 401)
    for degree, fit in fits.items():
        plt.plot(at, fit.predict(at), label=f"degree {{degree}}")
    plt.plot(*POINTS.T, "ko", label="training points")
    plt.plot(*TESTS.T, "D", mfc="none", label="new points")
    low, high = np.min([*y, *TESTS[:, 1]]), np.max([*y, *TESTS[:, 1]])
    plt.ylim(low - 0.2 * (high - low), high + 0.2 * (high - low))
    plt.legend()
    plt.show()
'''


def curves_picture(settings: CurveSettings) -> Drawing:
    """Return the points and their fits, with the errors below.

    Examples
    --------
    >>> curves_picture(CurveSettings()).title
    '10 noisy points and their fits'
    """
    points, tests, fits = settings.points(), settings.test_points(), fits_of(settings)
    truth = settings.function()
    height = int(TOP + HEIGHT + 50 + LINE * (len(fits) + 1))
    title = f"{len(points)} noisy points and their fits"
    drawing = Drawing(int(LEFT + WIDTH + 30), height, title)
    drawing.add(Words(LEFT, 30, title, 18))
    left, right = 0.0, settings.test_end
    grid = np.linspace(left, right, PLACES)
    heights = np.concatenate([points.y, tests.y, truth(grid)])
    room = ROOM * (float(np.ptp(heights)) or 1.0)
    low, high = float(heights.min()) - room, float(heights.max()) + room

    def at(x: float, y: float) -> tuple[float, float]:
        across, up = (x - left) / (right - left), (high - y) / (high - low)
        return LEFT + across * WIDTH, TOP + up * HEIGHT

    def trails(values: FloatArray, colour: str, width: float, dash: tuple[int, ...]) -> list[Shape]:
        """Return the parts of a curve that are within the picture."""
        inside = (values >= low) & (values <= high)
        cuts = np.flatnonzero(np.diff(inside.astype(int))) + 1
        parts = np.split(np.arange(len(grid)), cuts)
        return [
            Trail([at(grid[k], values[k]) for k in part], colour, width, dash)
            for part in parts
            if len(part) > 1 and inside[part[0]]
        ]

    drawing.add(*_frame(left, right, low, high))
    if settings.shows_truth:
        drawing.add(*trails(truth(grid), INK["text"], 1.2, (2, 4)))
    for row, (degree, fit) in enumerate(fits.items()):
        look = looks()[str(degree)]
        dash = tuple(look["dash"])
        drawing.add(*trails(fit.predict(grid), look["colour"], 2.2, dash))
        base = TOP + HEIGHT + 50 + LINE * row
        training = float(np.square(fit.predict(points.x) - points.y).mean())
        test = float(np.square(fit.predict(tests.x) - tests.y).mean())
        said = f"Degree {degree}: training error {_short(training)}, test error {_short(test)}"
        drawing.add(
            Trail([(LEFT, base), (LEFT + 34, base)], look["colour"], 2.2, dash),
            Words(LEFT + 44, base + 4, said, 11),
        )
    for x, y in zip(tests.x, tests.y, strict=True):
        u, v = at(x, y)
        corners = [(u, v - 5), (u + 5, v), (u, v + 5), (u - 5, v)]
        drawing.add(Patch(corners, WHITE, LIGHT["test"]))
    for x, y in zip(points.x, points.y, strict=True):
        drawing.add(Disc(*at(x, y), 4.0, INK["text"], WHITE))
    return drawing


def _short(error: float) -> str:
    return "0" if error < 1e-12 else f"{error:.3g}"


def _frame(left: float, right: float, low: float, high: float) -> list[Shape]:
    """Return the frame with five numbers along each axis."""
    grey, dark = INK["frame"], INK["label"]
    bottom, end = TOP + HEIGHT, LEFT + WIDTH
    shapes: list[Shape] = [
        Line(LEFT, TOP, end, TOP, grey), Line(LEFT, bottom, end, bottom, grey),
        Line(LEFT, TOP, LEFT, bottom, grey), Line(end, TOP, end, bottom, grey),
        Words(LEFT + WIDTH / 2, bottom + 32, "x", 12, "middle", dark),
        Words(LEFT - 44, TOP + HEIGHT / 2, "y", 12, "middle", dark),
    ]  # fmt: skip
    for share in np.linspace(0.0, 1.0, 5):
        x, y = left + share * (right - left), low + share * (high - low)
        shapes.append(Words(LEFT + share * WIDTH, bottom + 16, f"{x:.3g}", 10, "middle", dark))
        shapes.append(Words(LEFT - 6, bottom - share * HEIGHT + 3.5, f"{y:.3g}", 10, "end", dark))
    return shapes


CURVE_FORMATS: dict[str, CurveFormat] = {
    one.name: one
    for one in (
        CurveFormat(
            "numpy", "NumPy script", "Stands alone, fits the same points and draws them.",
            "curves.py", "text/x-python", curves_script,
        ),
        CurveFormat(
            "csv", "Points and fits (CSV)", "All points, and the value of each fit there.",
            "curves.csv", "text/csv", curves_csv,
        ),
        CurveFormat(
            "svg", "Picture (SVG)", "Points and fits, to be scaled as you like.",
            "curves.svg", "image/svg+xml", lambda settings: curves_picture(settings).svg(),
        ),
        CurveFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "curves.png", "image/png", lambda settings: curves_picture(settings).png(),
        ),
    )
}  # fmt: skip
