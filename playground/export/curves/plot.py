"""A plot on a drawing: axes, lines, bands, points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.export.colours import FAINT, faint
from playground.export.drawing import Disc, Drawing, Line, Patch, Trail, Words
from playground.palette import INK, LIGHT, WHITE

Pair = tuple[float, float]
ROOM = 0.18  # of what the points span, above and below them
MARKS = 5  # along each axis, about


@dataclass(frozen=True)
class Axis:
    """From where to where an axis goes, whether by powers of ten, and what it is called."""

    low: float
    high: float
    title: str = ""
    log: bool = False

    def share(self, values: FloatArray) -> FloatArray:
        """Return which share of the way values are at, (n,); nan where a logarithm has none."""
        low, high = self.low, self.high
        if not self.log:
            return np.asarray((values - low) / (high - low))
        positive = np.where(values > 0, values, np.nan)
        return np.asarray(np.log(positive / low) / np.log(high / low))

    @property
    def marks(self) -> list[float]:
        """Where numbers stand: round ones, or powers of ten.

        >>> Axis(0.0, 1.2).marks, Axis(0.05, 200, log=True).marks
        ([0.0, 0.5, 1.0], [0.1, 1.0, 10.0, 100.0])
        """
        if self.log:
            powers = range(int(np.ceil(np.log10(self.low))), int(np.floor(np.log10(self.high))) + 1)
            return [float(f"1e{power}") for power in powers][:: max(1, len(powers) // MARKS)]
        rough = (self.high - self.low) / MARKS
        size = 10.0 ** np.floor(np.log10(rough))
        step = next(float(size * one) for one in (1, 2, 5, 10) if size * one >= rough * 0.999)
        first, last = int(np.ceil(self.low / step - 1e-9)), int(np.floor(self.high / step + 1e-9))
        return [round(number * step, 12) for number in range(first, last + 1)]


def around(*values: FloatArray, room: float = ROOM) -> tuple[float, float]:
    """Return from where to where an axis goes that shows values, with room on either side.

    What is not finite is not shown.
    """
    every = np.concatenate([np.ravel(one) for one in values])
    every = every[np.isfinite(every)]
    low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 0.0)
    if high - low < 1e-9:
        low, high = low - 1.0, high + 1.0
    return low - room * (high - low), high + room * (high - low)


class Plot:
    """A frame with two axes on a drawing; what is put into it is cut off at the frame."""

    def __init__(self, drawing: Drawing, box: tuple[float, float, float, float], across: Axis,
                 up: Axis) -> None:  # fmt: skip
        self.drawing = drawing
        self.left, self.top, self.width, self.height = box
        self.across, self.up = across, up

    def at(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Return places on the sheet, (n, 2); nan where a logarithm has none."""
        across, up = self.across.share(np.asarray(x)), self.up.share(np.asarray(y))
        return np.column_stack(
            [self.left + across * self.width, self.top + (1.0 - up) * self.height]
        )

    def _within(self, y: FloatArray) -> FloatArray:
        """Return heights on the sheet no further than the frame."""
        return np.asarray(np.clip(y, self.top, self.top + self.height), dtype=np.float64)

    def shade(self, low: float, high: float) -> None:
        """Shade what lies between two places, where there are no points."""
        (left, _), (right, _) = self.at(np.array([low, high]), np.full(2, self.up.low))
        left, right = np.clip([left, right], self.left, self.left + self.width)
        corners = [(left, self.top), (right, self.top), (right, self.top + self.height),
                   (left, self.top + self.height)]  # fmt: skip
        self.drawing.add(Patch(corners, LIGHT["field"]))

    def line(self, x: FloatArray, y: FloatArray, colour: str, width: float = 2.2,
             dash: tuple[int, ...] = ()) -> None:  # fmt: skip
        """Draw a line; it ends at the frame, and begins anew where it comes back."""
        places = self.at(x, y)
        inside = np.isfinite(places).all(axis=1)
        inside &= (places[:, 1] >= self.top) & (places[:, 1] <= self.top + self.height)
        cuts = np.flatnonzero(np.diff(inside.astype(int))) + 1
        for part in np.split(np.arange(len(places)), cuts):
            if not inside[part[0]]:
                continue
            ends = [self._edge(places, part[0], -1), places[part], self._edge(places, part[-1], 1)]
            if len(trail := np.vstack(ends)) > 1:
                self.drawing.add(Trail(_pairs(trail), colour, width, dash))

    def _edge(self, places: FloatArray, last: int, step: int) -> FloatArray:
        """Return where a line that leaves after its last place meets the frame, (1 or 0, 2)."""
        beyond = last + step
        if not 0 <= beyond < len(places) or not np.isfinite(places[beyond]).all():
            return np.empty((0, 2))
        (_, y), (_, outside) = places[last], places[beyond]
        edge = self.top if outside < self.top else self.top + self.height
        met = places[last] + (edge - y) / (outside - y) * (places[beyond] - places[last])
        return np.asarray(met[None], dtype=np.float64)

    def band(self, x: FloatArray, low: FloatArray, high: FloatArray, colour: str,
             share: float = FAINT) -> None:  # fmt: skip
        """Fill what lies between two lines, with a share of the colour."""
        below, above = self.at(x, low), self.at(x, high)
        below[:, 1], above[:, 1] = self._within(below[:, 1]), self._within(above[:, 1])
        self.drawing.add(Patch(_pairs(np.vstack([above, below[::-1]])), faint(colour, share)))

    def points(self, x: FloatArray, y: FloatArray, radius: float = 4.0) -> None:
        """Draw the points that are fitted."""
        for across, down in self._seen(x, y):
            self.drawing.add(Disc(across, down, radius, INK["text"], WHITE))

    def dots(self, x: FloatArray, y: FloatArray, colour: str, hollow: bool = False) -> None:
        """Draw small dots, or rings."""
        for across, down in self._seen(x, y):
            fill, line = (WHITE, colour) if hollow else (colour, WHITE)
            self.drawing.add(Disc(across, down, 3.2, fill, line))

    def diamonds(self, x: FloatArray, y: FloatArray, colour: str) -> None:
        """Draw hollow diamonds."""
        for u, v in self._seen(x, y):
            corners = [(u, v - 5), (u + 5, v), (u, v + 5), (u - 5, v)]
            self.drawing.add(Patch(corners, WHITE, colour))

    def bars(self, x: FloatArray, y: FloatArray, errors: FloatArray) -> None:
        """Draw error bars."""
        for low, high in zip(self.at(x, y - errors), self.at(x, y + errors), strict=True):
            if np.isfinite([*low, *high]).all():
                ends = self._within(np.array([low[1], high[1]]))
                self.drawing.add(Line(low[0], ends[0], high[0], ends[1], INK["label"]))

    def _seen(self, x: FloatArray, y: FloatArray) -> list[Pair]:
        places = self.at(x, y)
        inside = (places[:, 1] >= self.top - 1) & (places[:, 1] <= self.top + self.height + 1)
        return _pairs(places[inside])  # what is not finite is not inside either

    def frame(self) -> None:
        """Draw the frame with numbers along each axis."""
        grey, dark = INK["frame"], INK["label"]
        bottom, end = self.top + self.height, self.left + self.width
        self.drawing.add(
            Line(self.left, self.top, end, self.top, grey),
            Line(self.left, bottom, end, bottom, grey),
            Line(self.left, self.top, self.left, bottom, grey),
            Line(end, self.top, end, bottom, grey),
            Words(self.left + self.width / 2, bottom + 32, self.across.title, 12, "middle", dark),
            Words(self.left - 6, self.top - 8, self.up.title, 12, "start", dark),
        )  # fmt: skip
        for one in self.across.marks:
            across = float(self.at(np.array([one]), np.array([self.up.low]))[0, 0])
            self.drawing.add(Words(across, bottom + 16, f"{one:g}", 10, "middle", dark))
        for one in self.up.marks:
            down = float(self.at(np.array([self.across.low]), np.array([one]))[0, 1])
            self.drawing.add(Words(self.left - 6, down + 3.5, f"{one:g}", 10, "end", dark))


def key(drawing: Drawing, left: float, base: float, colour: str, said: str,
        dash: tuple[int, ...] = ()) -> None:  # fmt: skip
    """Say what a line is."""
    drawing.add(
        Trail([(left, base), (left + 34, base)], colour, 2.2, dash),
        Words(left + 44, base + 4, said, 11),
    )


def _pairs(places: FloatArray) -> list[Pair]:
    return [(float(x), float(y)) for x, y in places]
