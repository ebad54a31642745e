"""The drawings of a search as pictures: violins, parallel coordinates, score against cost."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.export.colours import faint
from playground.export.curves.plot import Axis as Across
from playground.export.drawing import Disc, Drawing, Line, Patch, Trail, Words
from playground.labs.search.analysis import best, front, sound, summary
from playground.labs.search.axes import Axis, axis
from playground.labs.search.searching import Search
from playground.labs.search.variance import FEW, shares
from playground.labs.search.violins import Violin, violins
from playground.labs.search.wrong import SearchError
from playground.palette import INK, LIGHT, WHITE

WIDTH, SIDE = 1000, 60
HIGH = 250  # of a violin's plot
PALE = 0.22  # of a colour, the rest white


def search_picture(search: Search, view: str) -> Drawing:
    """Return what is seen of a search in a view; the violins where it is no drawing.

    Raises
    ------
    SearchError
        If nothing has a score yet.
    """
    found = summary(search.table())
    if not len(sound(found)):
        raise SearchError("Nothing has a score yet: there is nothing to draw.")
    draw = {"cost": _cost, "parallel": _parallel}.get(view, _violins)
    return draw(search, found)


class _Scale:
    """The axis of the score: from where to where on the sheet."""

    def __init__(self, search: Search, scores: FloatArray, top: float, bottom: float) -> None:
        self.is_share = search.plan.score_name == "accuracy"
        step = 0.05 if self.is_share else 10 ** math.floor(math.log10(max(np.ptp(scores), 1e-3)))
        self.low = math.floor(float(scores.min()) / step) * step
        self.high = max(math.ceil(float(scores.max()) / step) * step, self.low + step)
        self.top, self.bottom = top, bottom

    def at(self, score: float) -> float:
        """Return the height on the sheet."""
        share = (score - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)

    def draw(self, drawing: Drawing, left: float, right: float) -> None:
        """Draw lines and numbers."""
        for one in Across(self.low, self.high).marks:
            y = self.at(one)
            text = f"{100 * one:.0f} %" if self.is_share else f"{one:.2g}"
            drawing.add(
                Line(left, y, right, y, LIGHT["line"]),
                Words(left - 6, y + 3.5, text, 10, "end", INK["label"]),
            )


def _violins(search: Search, found: pd.DataFrame) -> Drawing:
    plan, scores = search.plan, sound(found)["score"].to_numpy(float)
    told = shares(plan, search.table()).shares if len(scores) >= FEW else {}
    names = sorted(plan.varied, key=lambda name: -told.get(name, 0.0))
    rows = max(1, -(-len(names) // 2))
    drawing = _sheet(search, 90 + rows * (HIGH + 90))
    wide = (WIDTH - 3 * SIDE) / 2
    winner = best(search.table())
    for number, name in enumerate(names):
        left = SIDE + (number % 2) * (wide + SIDE)
        top = 110 + (number // 2) * (HIGH + 90)
        one = axis(plan, name)
        words = f", explains {100 * told[name]:.0f} % of the differences" if name in told else ""
        drawing.add(Words(left, top - 14, f"{one.label}{words}", 14))
        scale = _Scale(search, scores, top, top + HIGH)
        scale.draw(drawing, left, left + wide)
        _violins_of(drawing, violins(one, found), scale, left, wide, winner)
    return drawing


def _violins_of(
    drawing: Drawing,
    some: Sequence[Violin],
    scale: _Scale,
    left: float,
    wide: float,
    winner: int | None,
) -> None:
    step = wide / len(some)
    half = min(0.46 * step, 60.0)
    most = max([1e-12, *(float(one.form.max()) for one in some if one.form is not None)])
    for number, one in enumerate(some):
        x = left + (number + 0.5) * step
        room = np.full(len(one.scores), 0.25 * half)
        if one.form is not None:
            levels = np.linspace(one.scores.min(), one.scores.max(), len(one.form))
            widths = half * one.form / (0.35 * most + 0.65 * one.form.max())
            heights = [scale.at(float(level)) for level in levels]
            right = [(x + float(w), y) for w, y in zip(widths, heights, strict=True)]
            back = [(x - float(w), y) for w, y in zip(widths, heights, strict=True)][::-1]
            drawing.add(Patch([*right, *back], faint(LIGHT["positive"], PALE), LIGHT["positive"]))
            room = np.interp(one.scores, levels, widths) * 0.9
        for place, (combination, score) in enumerate(
            zip(one.combinations.tolist(), one.scores.tolist(), strict=True)
        ):
            aside = float(room[place]) * _jitter(combination)
            drawing.add(Disc(x + aside, scale.at(score), 2.2, faint(INK["text"], 0.75)))
        if len(one.scores):
            middle = scale.at(float(np.median(one.scores)))
            drawing.add(Line(x - 0.5 * half, middle, x + 0.5 * half, middle, INK["text"], 2.4))
        if winner in one.combinations:
            score = float(one.scores[one.combinations == winner][0])
            drawing.add(Disc(x, scale.at(score), 5.5, LIGHT["negative"], WHITE))
        drawing.add(Words(x, scale.bottom + 18, one.value, 11, "middle"))
        if one.lost:
            drawing.add(
                Words(x, scale.bottom + 34, f"{one.lost} lost", 10, "middle", LIGHT["alarm"])
            )


def _jitter(number: int) -> float:
    """Return a number from -1 to 1 that belongs to a combination."""
    return float(np.random.default_rng(number).uniform(-1.0, 1.0))


def _cost(search: Search, found: pd.DataFrame) -> Drawing:
    drawing = _sheet(search, 640)
    rows = sound(found)
    rows = rows[rows["cost"] > 0]
    if rows.empty:
        raise SearchError("Only networks have a cost in epochs times weights: there is none here.")
    costs, scores = rows["cost"].to_numpy(float), rows["score"].to_numpy(float)
    left, right, top, bottom = SIDE, WIDTH - SIDE, 110, 560
    scale = _Scale(search, scores, top, bottom)
    scale.draw(drawing, left, right)
    low, high = math.log(costs.min() / 1.25), math.log(costs.max() * 1.25)

    def across(cost: float) -> float:
        return left + (math.log(cost) - low) / (high - low) * (right - left)

    line = [
        (across(rows["cost"][one]), scale.at(rows["score"][one])) for one in front(search.table())
    ]
    stairs = [(line[0][0], float(bottom))]
    for k, (x, y) in enumerate(line):
        stairs += [(x, line[k - 1][1] if k else float(bottom)), (x, y)]
    drawing.add(Trail([*stairs, (right, line[-1][1])], LIGHT["positive"], 2.0))
    for number, cost, score in zip(
        rows.index.tolist(), costs.tolist(), scores.tolist(), strict=True
    ):
        aside = 8 * _jitter(number)  # many cost the same
        drawing.add(Disc(across(cost) + aside, scale.at(score), 2.6, faint(INK["text"], 0.6)))
    for x, y in line:
        drawing.add(Disc(x, y, 4.5, LIGHT["positive"], WHITE))
    for cost in np.geomspace(costs.min(), costs.max(), 5).tolist():
        text = f"{float(f'{cost:.2g}'):,.0f}"
        drawing.add(Words(across(cost), bottom + 18, text, 10, "middle", INK["label"]))
    drawing.add(
        Words(
            (left + right) / 2, bottom + 42, "epochs × weights: the work of one fit", 12, "middle"
        )
    )
    return drawing


def _parallel(search: Search, found: pd.DataFrame) -> Drawing:
    drawing = _sheet(search, 640)
    rows = sound(found).sort_values("score")
    scores = rows["score"].to_numpy(float)
    axes = [axis(search.plan, name) for name in search.plan.varied]
    top, bottom = 130.0, 590.0
    scale = _Scale(search, scores, top, bottom)
    step = (WIDTH - 2.5 * SIDE) / max(len(axes), 1)
    for number, score in zip(rows.index.tolist(), scores.tolist(), strict=True):
        share = (score - scale.low) / (scale.high - scale.low)
        points = [
            (SIDE + k * step, _height(one, number, top, bottom)) for k, one in enumerate(axes)
        ]
        places = [*(each for each in points if math.isfinite(each[1])),
                  (SIDE + len(axes) * step, scale.at(score))]  # fmt: skip
        if len(places) > 1:
            drawing.add(Trail(places, faint(LIGHT["positive"], 0.12 + 0.88 * share**2), 1.2))
    for k, one in enumerate(axes):
        x = SIDE + k * step
        drawing.add(
            Line(x, top, x, bottom, INK["frame"]), Words(x, top - 18, one.label, 12, "middle")
        )
        for place, value in enumerate(one.values):
            y = _at(one, float(place), top, bottom)
            drawing.add(Words(x + 5, y - 3, value, 11))
    x = SIDE + len(axes) * step
    drawing.add(Line(x, top, x, bottom, INK["frame"]), Words(x, top - 18, "Score", 12, "middle"))
    for end in (scale.low, scale.high):
        text = f"{100 * end:.0f} %" if scale.is_share else f"{end:.2g}"
        drawing.add(Words(x + 6, scale.at(end) + 4, text, 11))
    return drawing


def _height(one: Axis, number: int, top: float, bottom: float) -> float:
    return _at(one, float(one.places[number]), top, bottom)


def _at(one: Axis, place: float, top: float, bottom: float) -> float:
    last = len(one.values) - 1
    return bottom - (place / last if last else 0.5) * (bottom - top)


def _sheet(search: Search, height: int) -> Drawing:
    """Return a sheet with a heading."""
    found = summary(search.table())
    title = f"{len(found)} of {search.plan.n_combinations} combinations"
    drawing = Drawing(WIDTH, height, f"A search: {title}")
    lost = len(found) - len(sound(found))
    words = search.plan.words + (f"; {lost} lost" if lost else "")
    drawing.add(Words(SIDE, 36, title, 18), Words(SIDE, 58, words, 12, colour=INK["label"]))
    return drawing
