"""The picture of a race: the map with all paths, on white."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from scipy.ndimage import zoom

from playground.arrays import FloatArray, IntArray
from playground.export.drawing import (
    Box,
    Disc,
    Drawing,
    Line,
    Patch,
    Pixels,
    Raster,
    Shape,
    Trail,
    Words,
)
from playground.labs.optimizers.descent import Path
from playground.labs.optimizers.landmarks import Landmark, landmarks, lattice
from playground.labs.optimizers.landscape import (
    QUICK,
    Slice,
    heights,
    places_around,
    resolutions,
)
from playground.labs.optimizers.looks import looks
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.surfaces import Box as Domain
from playground.labs.optimizers.surfaces import Terrain
from playground.labs.optimizers.verdicts import verdict
from playground.palette import INK, LIGHT, WHITE, channels

LEFT, TOP, SIDE = 60.0, 74.0, 480.0  # of the map
WIDTH = 600
LINE = 20.0  # of the list below
PIXELS = 240  # of the map's ground, along each side
BANDS = 16
_DARKER = 0.86  # lines between bands


def race_picture(settings: LabSettings, terrain: Terrain | None = None) -> Drawing:
    """Return the picture of a race, with each rule's verdict below; parameters as for the script.

    Examples
    --------
    >>> settings, _ = LabSettings().replaced(surface="bowl", rules=["sgd", "adam"], steps=20)
    >>> race_picture(settings).svg().count("<polyline")
    7
    """
    terrain = terrain or settings.terrain()
    paths = settings.race(settings.rules, terrain=terrain)
    places = _known_places(terrain, paths)
    height = int(TOP + SIDE + 50 + LINE * max(len(paths), 1))
    x, y = settings.start or terrain.start
    drawing = Drawing(WIDTH, height, f"{terrain.label}: optimizers from ({x:g}, {y:g})")
    drawing.add(Words(LEFT, 26, terrain.label, 18), Words(LEFT, 44, terrain.lesson, 11))
    drawing.add(Raster(LEFT, TOP, SIDE, SIDE, _ground(terrain)))
    drawing.add(*_places(terrain, places))
    for path in paths:
        drawing.add(*_path(terrain.domain, path))
    drawing.add(Disc(*_at(terrain.domain, x, y), 6, WHITE, INK["text"]))
    drawing.add(*_axes(terrain))
    for row, path in enumerate(paths):
        look, said = looks()[path.entry.optimizer], verdict(terrain, path, places).sentence
        base = TOP + SIDE + 50 + LINE * row
        drawing.add(
            Trail([(LEFT, base), (LEFT + 34, base)], look["colour"], 2.2, tuple(look["dash"])),
            *marker(look["marker"], LEFT + 17, base, 4.6, look["colour"]),
            Words(LEFT + 44, base + 4, f"{look['label']}: {said}", 11),
        )
    return drawing


def _at(domain: Domain, x: float, y: float) -> tuple[float, float]:
    left, right, low, high = domain
    return LEFT + (x - left) / (right - left) * SIDE, TOP + (high - y) / (high - low) * SIDE


def _known_places(terrain: Terrain, paths: list[Path]) -> list[Landmark]:
    """Return the level places as far as there is time to look for them."""
    if not isinstance(terrain, Slice):
        return landmarks(terrain)
    is_quick = terrain.loss.seconds(terrain.centre)[1] <= QUICK
    return places_around(terrain, paths) if is_quick else []


def _heights(terrain: Terrain) -> FloatArray:
    """Return the heights of all pixels; a network's are between those of its finest map."""
    if not isinstance(terrain, Slice):
        found = terrain.value(lattice(terrain.domain, PIXELS, edges=False))
        return found.reshape(PIXELS, PIXELS)
    n = resolutions(terrain.loss.seconds(terrain.centre)[0])[-1]
    drawn: FloatArray = zoom(next(heights(terrain, [n])), PIXELS / n, order=1)
    return drawn


def _ground(terrain: Terrain) -> Pixels:
    """Return the filled contours of a terrain as an image, bands of the same area."""
    found = _heights(terrain)
    sound = found[np.isfinite(found)]
    return banded(
        found, np.quantile(sound, np.linspace(0.0, 1.0, BANDS + 1)) if sound.size else sound
    )


def band_of(values: FloatArray, edges: FloatArray) -> IntArray:
    """Return the numbers of the bands that values lie in: the first or the last beyond all."""
    return np.clip(np.searchsorted(edges, values, "right") - 1, 0, len(edges) - 2)


def band_colours(bands: IntArray, count: int) -> FloatArray:
    """Return the colours (..., 3) of bands, of which there are ``count``."""
    share = bands[..., None] / (count - 1)
    low, middle, high = (channels(LIGHT[name]) for name in ("low", "middle", "high"))
    lower, upper = low + (middle - low) * 2 * share, middle + (high - middle) * (2 * share - 1)
    colours: FloatArray = np.where(share < 0.5, lower, upper)
    return colours


def banded(heights: FloatArray, edges: FloatArray) -> Pixels:
    """Return heights (row 0 has the lowest y) as an image; grey where there is no value.

    Parameters
    ----------
    heights
        Of each pixel.
    edges
        Of the bands, from the lowest to the highest; none where no value is finite.
    """
    found = heights[::-1]
    sound = np.isfinite(found)
    pixels = np.full((*found.shape, 3), channels(INK["frame"]))
    if sound.any() and edges.size:
        band = band_of(np.where(sound, found, 0.0), edges)
        border = np.zeros(band.shape, dtype=bool)
        border[:, 1:] |= band[:, 1:] != band[:, :-1]
        border[1:] |= band[1:] != band[:-1]
        colours = band_colours(band, len(edges) - 1)
        colours[border] *= _DARKER
        pixels = np.where(sound[..., None], colours, pixels)
    return pixels.astype(np.uint8)


def _places(terrain: Terrain, places: list[Landmark]) -> list[Shape]:
    shapes: list[Shape] = []
    ink = INK["text"]
    for place in places:
        x, y = _at(terrain.domain, *place.point)
        if place.kind == "minimum":
            ring = [(x + 5 * math.cos(turn), y + 5 * math.sin(turn)) for turn in _TURNS]
            shapes += [Trail(ring, ink, 1.4), Disc(x, y, 1.7, ink)]
        elif place.kind == "valley":
            shapes.append(Disc(x, y, 1.2, ink))
        elif place.kind == "maximum":
            shapes.append(Trail([(x, y - 5), (x + 4.5, y + 3), (x - 4.5, y + 3), (x, y - 5)], ink))
        else:
            shapes.append(Line(x - 4, y - 4, x + 4, y + 4, ink, 1.4))
            shapes.append(Line(x - 4, y + 4, x + 4, y - 4, ink, 1.4))
    return shapes


_TURNS = np.linspace(0.0, 2.0 * math.pi, 25)


def _path(domain: Domain, path: Path) -> list[Shape]:
    """Return a path, cut at the map's border, and its head where that is on the map."""
    look = looks()[path.entry.optimizer]
    places = [_at(domain, float(x), float(y)) for x, y in path.points]
    shapes: list[Shape] = []
    for width, colour, dash in ((4.2, WHITE, ()), (2.2, look["colour"], tuple(look["dash"]))):
        shapes += [Trail(part, colour, width, dash) for part in within(places)]
    if _is_on_map(places[-1]):
        shapes += marker(look["marker"], *places[-1], 5.5, look["colour"])
    return shapes


def _is_on_map(place: tuple[float, float]) -> bool:
    return LEFT <= place[0] <= LEFT + SIDE and TOP <= place[1] <= TOP + SIDE


def within(places: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Return the parts of a line that lie on the map (Liang and Barsky 1984, for each piece).

    >>> within([(LEFT, TOP), (LEFT - 10, TOP), (LEFT - 10, TOP + 5), (LEFT + 10, TOP + 5)])
    [[(60.0, 74.0), (60.0, 74.0)], [(60.0, 79.0), (70.0, 79.0)]]
    """
    parts: list[list[tuple[float, float]]] = []
    for (x1, y1), (x2, y2) in pairwise(places):
        dx, dy, first, last = x2 - x1, y2 - y1, 0.0, 1.0
        borders = (
            (-dx, x1 - LEFT), (dx, LEFT + SIDE - x1), (-dy, y1 - TOP), (dy, TOP + SIDE - y1),
        )  # fmt: skip
        for way, room in borders:
            if way < 0.0:
                first = max(first, room / way)
            elif way > 0.0:
                last = min(last, room / way)
            elif room < 0.0:
                last = -1.0
        if first > last:
            continue
        begin, end = (x1 + first * dx, y1 + first * dy), (x1 + last * dx, y1 + last * dy)
        if parts and parts[-1][-1] == begin:
            parts[-1].append(end)
        else:
            parts.append([begin, end])
    return parts


def marker(name: str, x: float, y: float, r: float, colour: str) -> list[Shape]:
    """Return a rule's marker around (x, y), as ``static/kit/marks.js`` draws it."""

    def corners(count: int, *radii: float) -> Patch:
        turns = [2.0 * math.pi * k / count for k in range(count)]
        sizes = [radii[k % len(radii)] for k in range(count)]
        points = [
            (x + size * math.sin(turn), y - size * math.cos(turn))
            for turn, size in zip(turns, sizes, strict=True)
        ]
        return Patch(points, colour, WHITE)

    if name == "circle":
        return [Disc(x, y, r, colour, WHITE)]
    if name == "square":
        return [Box(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r, colour, WHITE)]
    if name == "cross":
        a, b = 0.4 * r, 1.15 * r
        plus = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a)]
        plus += [(a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)]
        return [Patch([(x + dx, y + dy) for dx, dy in plus], colour, WHITE)]
    if name == "star":
        return [corners(10, 1.3 * r, 0.55 * r)]
    return [corners(3 if name == "triangle" else 4, 1.15 * r)]


def _axes(terrain: Terrain) -> list[Shape]:
    """Return the map's frame with five numbers along each axis."""
    left, right, low, high = terrain.domain
    grey, dark = INK["frame"], INK["label"]
    bottom, end = TOP + SIDE, LEFT + SIDE
    shapes: list[Shape] = [
        Line(LEFT, TOP, end, TOP, grey), Line(LEFT, bottom, end, bottom, grey),
        Line(LEFT, TOP, LEFT, bottom, grey), Line(end, TOP, end, bottom, grey),
        Words(LEFT + SIDE / 2, bottom + 32, terrain.axes[0], 12, "middle", dark),
        Words(LEFT, TOP - 8, terrain.axes[1], 12, "start", dark),
    ]  # fmt: skip
    for share in np.linspace(0.0, 1.0, 5):
        x, y = left + share * (right - left), low + share * (high - low)
        shapes.append(Words(LEFT + share * SIDE, bottom + 16, f"{x:.4g}", 10, "middle", dark))
        shapes.append(Words(LEFT - 6, bottom - share * SIDE + 3.5, f"{y:.4g}", 10, "end", dark))
    return shapes
