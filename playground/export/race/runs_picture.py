"""The picture of whole runs: a plane for each, one scale of colours, every point's true loss."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

import numpy as np
from scipy.ndimage import zoom

from playground.arrays import FloatArray
from playground.export.drawing import Box, Disc, Drawing, Raster, Shape, Trail, Words
from playground.export.race.picture import PIXELS, band_colours, band_of, banded
from playground.labs.optimizers.looks import looks
from playground.labs.optimizers.shadows import Told, scale
from playground.palette import INK, WHITE

SIDE, GAP, EDGE = 300.0, 24.0, 30.0  # of a plane, between two of them, around all
ABOVE, BELOW = 26.0, 64.0  # a plane's title, what is said of it
HEAD = 100.0  # title and key
COLUMNS = 3
RING = 11.0  # radius of the largest
LONGEST = 58  # letters of a line below a plane


def runs_picture(runs: Sequence[Told]) -> Drawing:
    """Return the planes of runs side by side: points by their true loss, rings by their distance.

    Parameters
    ----------
    runs
        What is seen of each, at least one.
    """
    columns = min(len(runs), COLUMNS)
    rows = -(-len(runs) // COLUMNS)
    width = int(2 * EDGE + columns * SIDE + (columns - 1) * GAP)
    height = int(HEAD + rows * (ABOVE + SIDE + BELOW) + EDGE)
    edges = scale(runs)
    drawing = Drawing(width, height, "Shadows of whole runs, each on a plane of its own")
    drawing.add(*_head(width, edges))
    for number, run in enumerate(runs):
        x = EDGE + (number % COLUMNS) * (SIDE + GAP)
        y = HEAD + (number // COLUMNS) * (ABOVE + SIDE + BELOW) + ABOVE
        drawing.add(*_run(run, edges, x, y))
    return drawing


def _head(width: int, edges: FloatArray) -> list[Shape]:
    """Return the title and the key of the colours."""
    shapes: list[Shape] = [
        Words(EDGE, 26, "Whole runs", 18),
        Words(EDGE, 44, "Colour: true loss. Ring: how far from the plane. Dashes:", 11),
        Words(EDGE, 58, "the plane's own loss is wrong there.", 11),
    ]
    count = len(edges) - 1
    if count < 1:
        return shapes
    size = (width - 2 * EDGE) / count
    for band, colour in enumerate(band_colours(np.arange(count), count)):
        shapes.append(Box(EDGE + band * size, 66, size + 0.5, 10, _hex(colour)))
    for edge, anchor in ((0, "start"), (count // 2, "middle"), (count, "end")):
        shapes.append(Words(EDGE + edge * size, 88, f"{edges[edge]:.3g}", 10, anchor, INK["label"]))
    return shapes


def _run(run: Told, edges: FloatArray, x: float, y: float) -> list[Shape]:
    """Return one run's plane, its upper left corner at (x, y), with its words."""
    look = looks()[run.optimizer]
    title = look["label"] + ("" if look["population"] else f", rate {run.learning_rate:g}")
    seen = run.shadow
    shapes: list[Shape] = [Words(x, y - 8, title, 13)]
    if seen is None:
        return [
            *shapes,
            Words(x, y + 20, "No plane: nothing has moved, or the numbers ran away.", 11),
        ]
    if run.heights.size:
        drawn = zoom(run.heights, PIXELS / len(run.heights), order=1)
        shapes.append(Raster(x, y, SIDE, SIDE, banded(drawn, edges)))
    shapes += _frame(x, y)
    left, right, low, high = seen.plane.domain
    places = [
        (x + (a - left) / (right - left) * SIDE, y + (high - b) / (high - low) * SIDE)
        for a, b in seen.points.tolist()
    ]
    wrong = seen.misleads(edges[0], edges[-1]) if edges.size else np.zeros(len(places), bool)
    for colour, thick in ((WHITE, 3.6), (look["colour"], 1.8)):
        shapes += [
            Trail(places[k : k + 2], colour, thick, (3, 3) if wrong[k : k + 2].any() else ())
            for k in range(len(places) - 1)
        ]
    furthest = max(float(seen.distance.max()), 1e-12)
    colours = (
        band_colours(band_of(seen.true, edges), len(edges) - 1)
        if edges.size
        else np.full((len(places), 3), 255.0)
    )
    for k, place in enumerate(places):
        if seen.distance[k] > 1e-9:
            size = 3.0 + (RING - 3.0) * float(seen.distance[k]) / furthest
            shapes.append(Trail(_ring(*place, size), INK["label"], 0.8, (2, 2) if wrong[k] else ()))
        shapes.append(Disc(*place, 3.2, _hex(colours[k]), INK["text"]))
    for k, word in ((0, "start"), (-1, "end")):
        shapes.append(Words(places[k][0], places[k][1] - 7, word, 11, "middle"))
    return shapes + _words(run, x, y + SIDE + 16)


def _words(run: Told, x: float, y: float) -> list[Shape]:
    seen = run.shadow
    assert seen is not None  # the caller has looked
    said = [
        f"Epoch {run.epochs[-1]:,}: loss {seen.true[-1]:.3g}. Off the plane by "
        f"{100 * float(np.median(seen.off)):.3g} % of its way (median of all points)."
    ]
    if run.diverged:
        said.append("The numbers ran away: this is the run up to there.")
    elif run.sharpness is not None:
        said.append(f"Largest curvature at the end: {run.sharpness:.3g}.")
    lines = [line for one in said for line in textwrap.wrap(one, LONGEST)]
    return [Words(x, y + 15 * row, line, 11) for row, line in enumerate(lines)]


def _frame(x: float, y: float) -> list[Shape]:
    corners = [(x, y), (x + SIDE, y), (x + SIDE, y + SIDE), (x, y + SIDE), (x, y)]
    along = Words(x + SIDE - 6, y + SIDE - 6, "along, from start to end →", 10, "end", INK["label"])
    return [Trail(corners, INK["frame"]), along]


def _ring(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    turns = np.linspace(0.0, 2.0 * math.pi, 25)
    return [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]


def _hex(colour: FloatArray) -> str:
    return "#" + "".join(f"{round(float(one)):02x}" for one in colour)
