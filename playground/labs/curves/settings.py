"""The lab's settings, declared once: links, checks, controls and hiding follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import Any, Self

import numpy as np

from playground.labs.curves.own_points import Pairs, Scattered
from playground.labs.curves.points import Points, draw, draw_test
from playground.labs.curves.polynomials import BASES
from playground.labs.curves.truths import TRUTHS, UNKNOWN, Truth
from playground.settings.base import BaseSettings
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Flag, Number, Parsed, Seed, quoted

PAGE = "curves"  # what this page's keys in links begin with, and a dot
LINE, TYPED = "line", "typed"
HIGHEST = 15  # degree
FIRST = (1, 3, 10)
# What errors are drawn against, beside the plot.
CHARTS = {
    "degree": "By degree",
    "width": "By width",
    "parts": "Bias, variance",
    "size": "By points",
}
MOST_DRAWS = 10**6
# What a teacher can hide, by its name in a link.
HIDEABLE = {
    f"{PAGE}.points": "The points",
    f"{PAGE}.truth": "The truth",
    f"{PAGE}.degrees": "Degrees",
    f"{PAGE}.test": "Test points and errors",
    f"{PAGE}.remedies": "Remedies",
    f"{PAGE}.choose": "Choosing a degree",
    f"{PAGE}.network": "Network",
    f"{PAGE}.errors": "Error against degree",
    f"{PAGE}.cloud": "New data sets",
    f"{PAGE}.learning": "Learning curves",
    f"{PAGE}.questions": "Predict first",
    f"{PAGE}.save": "Save",
}


class Touches(IntEnum):
    """How deep a change of a setting goes."""

    DRAWING = 0  # only what is drawn
    FITS = 1  # the same points, other fits
    POINTS = 2  # other points


@dataclass(frozen=True)
class Degrees:
    """Degrees in rising order, each once. In a link: 1,3,10."""

    highest: int = HIGHEST

    def accept(self, value: Any) -> tuple[tuple[int, ...], str]:
        """Return the degrees, moved to the nearest bound where they lie outside."""
        if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset | range):
            raise ValueError(f"{quoted(value)} is not a list of degrees")
        number = Number(0, self.highest, integer=True)
        taken = [number.accept(one) for one in value]
        degrees = tuple(sorted({int(one) for one, _ in taken}))
        return degrees, "; ".join(dict.fromkeys(filter(None, (remark for _, remark in taken))))

    def read(self, text: str) -> tuple[float, ...]:
        """Return the numbers in a text with commas; the empty text means none."""
        number = Number(0, self.highest, integer=True)
        return tuple(number.read(part) for part in text.split(",")) if text.strip() else ()

    def write(self, value: tuple[int, ...]) -> str:
        """Return the degrees with commas."""
        return ",".join(map(str, value))


_typed = lru_cache(maxsize=64)(Truth.typed)


def _only_drawn(settings: CurveSettings) -> str:
    return "your own points are shown" if settings.is_own else ""


class CurveSettings(BaseSettings, page=PAGE, hideable=HIDEABLE):
    """All settings of the lab; immutable.

    Examples
    --------
    >>> from playground.settings.links import read_link, write_link
    >>> settings, _ = CurveSettings().replaced(degrees=[1, 9], n=20, truth="sine")
    >>> write_link(settings)
    '#curves.truth=sine&curves.n=20&curves.degrees=1,9'
    >>> read_link(CurveSettings, write_link(settings)) == (settings, [])
    True
    """

    truth: str = declare(
        "Truth",
        "What the points would lie on if they had no noise.",
        Choice((*TRUTHS, TYPED, UNKNOWN.name)),
        default=LINE,
        touches=Touches.POINTS,
        key=f"{PAGE}.truth",
        menu=(*TRUTHS, TYPED, UNKNOWN.name),
        words={one.name: one.title for one in (*TRUTHS.values(), UNKNOWN)}
        | {TYPED: "Your own formula"},
        hide=f"{PAGE}.truth",
    )
    formula: str = declare(
        "Formula",
        "A truth of your own, of x: it needs a value everywhere from 0 to 1.2.",
        Parsed(Truth.typed),
        default="2*x + sin(6*x)",
        touches=Touches.POINTS,
        key=f"{PAGE}.formula",
        hide=f"{PAGE}.truth",
        idle=lambda settings: "" if settings.truth == TYPED else "only for your own formula",
    )
    shows_truth: bool = declare(
        "Show the truth",
        "Draws the truth behind the points. In real life nobody knows it.",
        Flag(),
        default=False,
        touches=Touches.DRAWING,
        key=f"{PAGE}.showsTruth",
        hide=f"{PAGE}.truth",
    )
    n: int = declare(
        "Points",
        "How many points are drawn to be fitted.",
        Number(10, 1000, integer=True),
        default=10,
        touches=Touches.POINTS,
        key=f"{PAGE}.n",
        menu=(10, 15, 20, 30, 50, 100, 200, 500, 1000),
        hide=f"{PAGE}.points",
        idle=_only_drawn,
    )
    sigma: float = declare(
        "Noise σ",
        "The standard deviation of the noise in y.",
        Number(0, 10),
        default=1.0,
        touches=Touches.POINTS,
        key=f"{PAGE}.sigma",
        menu=(0, 0.1, 0.2, 0.5, 1, 2),
        hide=f"{PAGE}.points",
    )
    seed: int = declare(
        "Seed",
        "The number that all chance follows from.",
        Seed(),
        default=1,  # a draw as most are: degree 1 predicts best; with 0 it is degree 3
        touches=Touches.POINTS,
        key=f"{PAGE}.seed",
        hide=f"{PAGE}.points",
    )
    placed: Pairs | None = declare(
        "Own points",
        "Points that you have dragged, added or removed.",
        Scattered(),
        default=None,
        touches=Touches.POINTS,
        key=f"{PAGE}.own",
        hide=f"{PAGE}.points",
    )
    degrees: tuple[int, ...] = declare(
        "Degrees",
        "The polynomials that are fitted: the highest power of x in each.",
        Degrees(),
        default=FIRST,
        touches=Touches.FITS,
        key=f"{PAGE}.degrees",
        menu=tuple(range(HIGHEST + 1)),
        hide=f"{PAGE}.degrees",
    )
    ridge: float = declare(
        "Ridge λ",
        "The strength of a penalty on large coefficients. 0: none.",
        Number(0, 1000),
        default=0.0,
        touches=Touches.FITS,
        key=f"{PAGE}.ridge",
        menu=(0, 1e-6, 1e-4, 0.001, 0.01, 0.1, 1, 10),
        hide=f"{PAGE}.remedies",
    )
    basis: str = declare(
        "Smallest coefficients of",
        "Whose coefficients are small: it matters with a ridge, and where many fits are perfect.",
        Choice(tuple(BASES)),
        default="legendre",
        touches=Touches.FITS,
        key=f"{PAGE}.basis",
        menu=tuple(BASES),
        words=BASES,
        hide=f"{PAGE}.remedies",
    )
    width: int = declare(
        "Network’s width",
        "How many neurons its hidden layer has: in place of a degree. 0: no network.",
        Number(0, 100, integer=True),
        default=0,
        touches=Touches.FITS,
        key=f"{PAGE}.width",
        menu=(0, 1, 2, 5, 10, 20, 50, 100),
        words={0: "none"},
        hide=f"{PAGE}.network",
    )
    tests: int = declare(
        "Test points",
        "How many new points the fits are tried on.",
        Number(1, 1000, integer=True),
        default=10,
        touches=Touches.DRAWING,
        key=f"{PAGE}.tests",
        menu=(10, 100, 1000),
        hide=f"{PAGE}.test",
    )
    test_end: float = declare(
        "Test to x =",
        "New points lie between 0 and this; beyond 0.95 no fit has seen anything.",
        Number(1, 1.2),
        default=1.0,
        touches=Touches.DRAWING,
        key=f"{PAGE}.testEnd",
        menu=(1.0, 1.2),
        hide=f"{PAGE}.test",
    )

    chart: str = declare(
        "Chart",
        "What is seen beside the plot: errors by degree, by width or by points, or their parts.",
        Choice(tuple(CHARTS)),
        default="degree",
        touches=Touches.DRAWING,
        key=f"{PAGE}.chart",
        menu=tuple(CHARTS),
        words=CHARTS,
        hide=f"{PAGE}.errors",
    )
    draws: int = declare(
        "New data sets",
        "How often 200 new data sets have been drawn; 0: none are seen.",
        Number(0, MOST_DRAWS, integer=True),
        default=0,
        touches=Touches.DRAWING,
        key=f"{PAGE}.draws",
        hide=f"{PAGE}.cloud",
    )

    def _meant(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the changes; points drawn anew take the place of own ones."""
        anew = {"truth", "formula", "n", "sigma", "seed"} & set(changes)
        if changes.get("truth") == UNKNOWN.name:
            anew = set()  # the points stay, what they lie on is forgotten
        return changes if "placed" in changes or not anew else {**changes, "placed": None}

    def _reconciled(self) -> tuple[Self, list[str]]:
        """Return the settings with a truth that points can be drawn from, if they are drawn."""
        if self.truth != UNKNOWN.name or self.is_own:
            return self, []
        return replace(self, truth=LINE), []

    def function(self) -> Truth:
        """Return the truth."""
        if self.truth == UNKNOWN.name:
            return UNKNOWN
        return _typed(self.formula) if self.truth == TYPED else TRUTHS[self.truth]

    def points(self) -> Points:
        """Return the points to be fitted: the learner's own, else drawn ones."""
        if self.placed is not None:
            full = [(*point, self.sigma)[:3] for point in self.placed]
            return Points(*np.array(full).reshape(-1, 3).T)
        return draw(self.function(), self.n, self.sigma, self.seed)

    def test_points(self) -> Points:
        """Return the new points; none of an unknown truth, or where a teacher has hidden them."""
        if self.hides_test or not self.function().is_known:
            return Points(*np.empty((3, 0)))
        return draw_test(self.function(), self.tests, self.sigma, self.seed, self.test_end)

    @property
    def hides_test(self) -> bool:
        """Whether a teacher has hidden what new points say."""
        return f"{PAGE}.test" in self.hidden

    @property
    def new_seed(self) -> int | None:
        """What the 200 new data sets are drawn from; None if none are."""
        return self.seed + self.draws if self.draws else None

    @property
    def has_errors(self) -> bool:
        """Whether own points carry errors of their own."""
        return any(len(point) == 3 for point in self.placed or ())

    @property
    def is_own(self) -> bool:
        """Whether the points are the learner's own, however many are left."""
        return self.placed is not None

    @property
    def test(self) -> tuple[float, float]:
        """The range of new points."""
        return 0.0, self.test_end
