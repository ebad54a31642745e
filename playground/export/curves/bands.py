"""The view of uncertainty carried elsewhere: three ensembles and what their bands are worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.export.csv_text import csv_text
from playground.export.curves.plot import Axis, Plot, around
from playground.export.drawing import Drawing, Words
from playground.labs.curves.coverage import coverage, regions
from playground.labs.curves.derived import integral
from playground.labs.curves.ensembles import KINDS, Ensemble
from playground.labs.curves.lab import PROTON, LabSettings
from playground.labs.curves.looks import looks
from playground.palette import INK

PLACES = 241
WORDS = {"points": "on the points", "gap": "in the gap", "outside": "outside"}
COLOURS = {
    kind: looks()[name]["colour"] for kind, name in zip(KINDS, ["1", "3", "10"], strict=True)
}
WIDTH, HEIGHT, BETWEEN = 330.0, 300.0, 60.0  # of a plot, and from one to the next


def places_of(settings: LabSettings) -> FloatArray:
    """Return where curves are drawn, (n,): the proton's evenly in log(x)."""
    spread = np.geomspace if settings.is_log else np.linspace
    return np.asarray(spread(*settings.seen, PLACES), dtype=np.float64)


def bands_csv(settings: LabSettings, ensembles: Mapping[str, Ensemble]) -> str:
    """Return the points, and mean and 68 % band of each ensemble, as CSV.

    >>> print(bands_csv(LabSettings(), {}).splitlines()[0])
    what,x,y,error,truth
    """
    points, grid = settings.measurement(), places_of(settings)
    columns: dict[str, FloatArray | str] = {"what": "curve", "x": grid}
    if settings.reveals and settings.is_known:
        columns["truth"] = settings.true_curve()(grid)
    for kind, one in ensembles.items():
        if (mean := one.mean(grid)) is not None:
            columns[f"{kind}, mean"] = mean
        if (band := one.band(grid)) is not None:
            columns[f"{kind}, low"], columns[f"{kind}, high"] = band
    measured = pd.DataFrame({"what": "point", "x": points.x, "y": points.y, "error": points.errors})
    both = pd.concat([measured, pd.DataFrame(columns)])
    return csv_text(both)


def bands_script(settings: LabSettings, ensembles: Mapping[str, Ensemble]) -> str:
    """Return a script that trains the same ensembles, by the playground itself, and draws them."""
    points = settings.measurement()
    if settings.source == PROTON:
        made = f"POINTS = pseudo_data({settings.seed})"
        needed = "from playground.labs.curves.proton import pseudo_data"
    else:
        rows = zip(points.x.tolist(), points.y.tolist(), points.errors.tolist(), strict=True)
        listed = "".join(f"    ({x!r}, {y!r}, {error!r}),\n" for x, y, error in rows)
        made = f"POINTS = Points(*np.array([  # x, y, error\n{listed}]).reshape(-1, 3).T)"
        needed = "from playground.labs.curves.points import Points"
    done = {kind: len(one.fits) for kind, one in ensembles.items() if one.fits}
    return _SCRIPT.format(
        needed=needed,
        points=made,
        network=repr(settings.learner()),
        fits=done or dict.fromkeys(KINDS, settings.fits),
        seed=settings.seed,
        low=settings.whole[0],
        high=settings.whole[1],
        places=f"np.{'geom' if settings.is_log else 'lin'}space"
        f"({settings.seen[0]}, {settings.seen[1]}, {PLACES})",
        log='\n        plot.set_xscale("log")' if settings.is_log else "",
    )


_SCRIPT = '''"""Three ensembles of networks, and their 68 % bands.

It needs the neural-network playground, and Matplotlib to draw.
"""

from __future__ import annotations

import numpy as np

from playground.labs.curves import CurveNetwork, Ensemble, ensemble
from playground.labs.curves.derived import integral
{needed}

{points}
NETWORK = {network}
FITS = {fits}
SEED = {seed}

ensembles = {{
    kind: Ensemble(POINTS, kind, tuple(ensemble(POINTS, kind, n, NETWORK, SEED)))
    for kind, n in FITS.items()
}}
for kind, one in ensembles.items():
    training, held_back = one.chi2
    found = integral(one, {low}, {high})
    said = f"chi^2 per point {{training:.3g}}, held back {{held_back:.3g}}"
    print(f"{{kind}}: {{len(one.sound)}} fits, {{said}}")
    if found is not None:
        print(f"    integral {{found.value:.4g}} +- {{found.error or 0.0:.2g}}")

if __name__ == "__main__":
    import matplotlib.pyplot as plt

    at = {places}
    _, plots = plt.subplots(1, len(ensembles), figsize=(15, 4), sharey=True, squeeze=False)
    for plot, (kind, one) in zip(plots[0], ensembles.items(), strict=True):
        plot.errorbar(POINTS.x, POINTS.y, POINTS.errors, fmt="k.")
        plot.plot(at, one.curves(at).T, color="C0", alpha=0.2)
        if one.band(at) is not None:
            plot.fill_between(at, *one.band(at), alpha=0.4)
            plot.plot(at, one.mean(at), "C0")
        plot.set_title(kind){log}
    plt.show()
'''


def bands_picture(settings: LabSettings, ensembles: Mapping[str, Ensemble]) -> Drawing:
    """Return the three ensembles side by side, and what their bands are worth.

    >>> bands_picture(LabSettings(), {}).title
    'Three ensembles of networks'
    """
    drawing = Drawing(int(60 + 3 * (WIDTH + BETWEEN)), 520, "Three ensembles of networks")
    for column, kind in enumerate(KINDS.values()):
        left = 60 + column * (WIDTH + BETWEEN)
        made = ensembles.get(kind.name, Ensemble(settings.measurement(), kind.name, ()))
        drawing.add(Words(left, 26, kind.label, 16))
        drawing.add(Words(left, 46, f"{len(made.sound)} of {settings.fits} fits", 11))
        _draw(drawing, left, settings, made)
    return drawing


def _draw(drawing: Drawing, left: float, settings: LabSettings, made: Ensemble) -> None:
    points, grid, colour = made.points, places_of(settings), COLOURS[made.kind]
    truth = settings.true_curve()
    up = Axis(*around(points.y if len(points) else truth(grid), room=0.35), "y")
    across = Axis(*settings.seen, "x", log=settings.is_log)
    plot = Plot(drawing, (left, 70, WIDTH, HEIGHT), across, up)
    parts = regions(points.x, settings.seen)
    for part in parts:
        for low, high in part.ranges if part.name != "points" else ():
            plot.shade(low, high)
    if (band := made.band(grid)) is not None:
        plot.band(grid, *band, colour)
    for curve in made.curves(grid):
        plot.line(grid, curve, colour, 0.4)
    if settings.reveals and settings.is_known:
        plot.line(grid, truth(grid), INK["text"], 1.2, (2, 4))
    if (mean := made.mean(grid)) is not None:
        plot.line(grid, mean, colour, 2.4)
    plot.bars(points.x, points.y, points.errors)
    plot.points(points.x, points.y, 2.5 if len(points) < 200 else 1.0)
    plot.frame()
    said = list(made.remarks)
    if settings.reveals and settings.is_known:
        said = [
            f"{WORDS[one.region.name]}: holds the truth at {one.share:.0%}, width {one.width:.3g}"
            for one in coverage(made, truth, parts, settings.is_log)
        ] + said
    if (found := integral(made, *settings.whole)) is not None:
        said.append(
            f"integral {found.value:.3f}" + (f" ± {found.error:.2g}" if found.error else "")
        )
    for row, sentence in enumerate(said):
        drawing.add(Words(left, 430 + 18 * row, sentence, 11))
