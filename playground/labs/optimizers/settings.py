"""The lab's settings, declared once: links, checks, controls and hiding follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Self

from playground.labs.optimizers.descent import Path, race
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.networks import NETWORKS, OneNeuron
from playground.labs.optimizers.of_rules import (
    HIDEABLE,
    OF_SCHEDULES,
    PAGE,
    Touches,
    numbers_of,
    rate_of,
)
from playground.labs.optimizers.over_network import DIRECTIONS, NETWORK, OverNetwork
from playground.labs.optimizers.surfaces import SURFACES, Surface, Terrain
from playground.labs.optimizers.walkers import WALKERS
from playground.nn import SCHEDULES
from playground.settings.declare import Setting, declare
from playground.settings.kinds import Choice, Flag, Names, Number, Pair, Parsed, Seed

TYPED = "typed"
TERRAINS: Mapping[str, Terrain] = {**SURFACES, **NETWORKS}
BOXES = {
    "path": "Path",
    "gradient": "Gradient",
    "adjusted": "Adjusted gradient",
    "momentum": "Momentum",
    "squares": "Sum of squared gradients",
    "candidates": "Candidates",
}
AXES = {"steps": "Steps", "evaluations": "Evaluations"}
FIRST = ("sgd", "momentum", "adagrad", "rmsprop", "adam")
MOST_STEPS = 5000
# What has a start of its own.
GROUND = {"over", "view", "weights", "reach", "surface", "formula"}


@lru_cache(maxsize=64)
def _typed(formula: str, across: tuple[float, ...], up: tuple[float, ...]) -> Surface:
    """Return a typed surface, its derivatives worked out once; the start is in its upper left."""
    left, right = across or (-5.0, 5.0)
    low, high = up or (-5.0, 5.0)
    start = left + 0.2 * (right - left), high - 0.2 * (high - low)
    return Surface.typed(formula, (left, right, low, high), start)


def _shown(label: str, key: str) -> Any:
    return declare(
        label,
        "The part of your own surface that is drawn; empty: from −5 to 5.",
        Pair(-1e6, 1e6, ("from", "to")),
        default=(),
        touches=Touches.TERRAIN,
        key=f"{PAGE}.{key}",
        hide=f"{PAGE}.surface",
        idle=lambda settings: "" if settings.surface == TYPED else "only for your own formula",
    )


class LabSettings(OverNetwork, page=PAGE, hideable=HIDEABLE):
    """All settings of the lab; immutable.

    Examples
    --------
    >>> from playground.settings.links import read_link, write_link
    >>> settings, _ = LabSettings().replaced(surface="canyon", rules=["adam"], adam_rate=0.3)
    >>> write_link(settings)
    '#optimizers.surface=canyon&optimizers.rules=adam&optimizers.adam.rate=0.3'
    >>> read_link(LabSettings, write_link(settings)) == (settings, [])
    True
    """

    surface: str = declare(
        "Surface",
        "What the optimizers go over.",
        Choice((*TERRAINS, TYPED)),
        default="beale",
        touches=Touches.TERRAIN,
        key=f"{PAGE}.surface",
        hide=f"{PAGE}.surface",
        menu=(*TERRAINS, TYPED),
        words={name: one.label for name, one in TERRAINS.items()} | {TYPED: "Your own formula"},
    )
    formula: str = declare(
        "Formula",
        "A surface of your own, of x and y.",
        Parsed(Surface.typed),
        default="x^2/20 + y^2",
        touches=Touches.TERRAIN,
        key=f"{PAGE}.formula",
        hide=f"{PAGE}.surface",
    )
    across: tuple[float, ...] = _shown("x from, to", "x")
    up: tuple[float, ...] = _shown("y from, to", "y")
    start: tuple[float, ...] = declare(
        "Start",
        "Where the race begins: drag it, click, type or use the arrow keys.",
        Pair(-1e6, 1e6),
        default=(),
        touches=Touches.PATHS,
        key=f"{PAGE}.start",
        hide=f"{PAGE}.start",
    )
    rules: tuple[str, ...] = declare(
        "Optimizers",
        "Who takes part in the race.",
        Names(WALKERS),
        default=FIRST,
        touches=Touches.PATHS,
        key=f"{PAGE}.rules",
        hide=f"{PAGE}.rules",
    )
    steps: int = declare(
        "Steps",
        "How many steps each takes, at most.",
        Number(1, MOST_STEPS, integer=True),
        default=200,
        touches=Touches.PATHS,
        key=f"{PAGE}.steps",
        menu=(20, 50, 100, 200, 500, 1000, 2000, 5000),
        hide=f"{PAGE}.steps",
    )
    schedule: str = declare(
        "Schedule",
        "How the learning rates change from step to step.",
        Choice(SCHEDULES),
        default="constant",
        touches=Touches.PATHS,
        key=f"{PAGE}.schedule",
        menu=tuple(SCHEDULES),
        hide=f"{PAGE}.chance",
    )
    clip: float = declare(
        "Clip gradient",
        "The longest gradient that is allowed: a longer one is shortened. Empty or 0: no limit.",
        Number(0, 1e6),
        default=0.0,
        touches=Touches.PATHS,
        key=f"{PAGE}.clip",
        hide=f"{PAGE}.chance",
    )
    noise: float = declare(
        "Noise",
        "What is added to every gradient by chance: its standard deviation.",
        Number(0, 100),
        default=0.0,
        touches=Touches.PATHS,
        key=f"{PAGE}.noise",
        menu=(0, 0.01, 0.03, 0.1, 0.3, 1, 3),
        hide=f"{PAGE}.chance",
    )
    batch: int = declare(
        "Mini-batch",
        "How many of a network's 40 points each gradient is of. 0: all of them.",
        Number(0, 40, integer=True),
        default=0,
        touches=Touches.PATHS,
        key=f"{PAGE}.batch",
        menu=(0, 1, 2, 5, 10, 20),
        words={0: "all"},
        hide=f"{PAGE}.chance",
        idle=lambda settings: "" if settings.surface in NETWORKS else "only for networks",
    )
    seed: int = declare(
        "Seed",
        "The number that all chance follows from.",
        Seed(),
        default=0,
        touches=Touches.PATHS,
        key=f"{PAGE}.seed",
        hide=f"{PAGE}.chance",
        idle=lambda settings: "" if settings.has_chance else "nothing is left to chance",
    )
    basins_of: str = declare(
        "Basins",
        "Colours every place by the minimum that this rule reaches from there.",
        Choice(("", *(one.name for one in WALKERS.values() if not one.is_population))),
        default="",
        touches=Touches.DRAWING,
        key=f"{PAGE}.basins",
        menu=("", *(one.name for one in WALKERS.values() if not one.is_population)),
        words={"": "not shown"} | {one.name: one.label for one in WALKERS.values()},
        hide=f"{PAGE}.basins",
    )
    boxes: tuple[str, ...] = declare(
        "Show",
        "What is drawn of every rule.",
        Names(BOXES),
        default=("path", "candidates"),
        touches=Touches.DRAWING,
        key=f"{PAGE}.show",
        hide=f"{PAGE}.boxes",
    )
    axis: str = declare(
        "Count",
        "What a moment of the race is: as many steps of each, or as much work. A gradient or a "
        "function value counts 1, Newton's step 3, a generation as many as it has members.",
        Choice(AXES),
        default="steps",
        touches=Touches.DRAWING,
        key=f"{PAGE}.axis",
        menu=tuple(AXES),
        words=AXES,
        hide=f"{PAGE}.curves",
    )
    by_step: bool = declare(
        "Step by step",
        "One rule, line by line.",
        Flag(),
        default=False,
        touches=Touches.DRAWING,
        key=f"{PAGE}.byStep",
        hide=f"{PAGE}.byStep",
    )
    told: str = declare(
        "Follow",
        "At whose point the curvature is given, and whose steps are told line by line.",
        Choice([one.name for one in WALKERS.values() if not one.is_population]),
        default="sgd",
        touches=Touches.DRAWING,
        key=f"{PAGE}.told",
        words={one.name: one.label for one in WALKERS.values()},
    )

    for _walker in WALKERS.values():
        if not _walker.is_population:
            locals()[f"{_walker.name}_rate"] = rate_of(_walker)
            __annotations__[f"{_walker.name}_rate"] = "float"
        for _name, _declared in numbers_of(_walker).items():
            locals()[_name] = _declared
            __annotations__[_name] = "float"
    for _name, _declared in OF_SCHEDULES.values():
        locals()[_name] = _declared
        __annotations__[_name] = "float"
    del _walker, _name, _declared

    def _reconciled(self) -> tuple[Self, list[str]]:
        """Return the settings with both parts of the picture the right way round."""
        settings, notices = self, []
        for name in ("across", "up"):
            ends = getattr(settings, name)
            if ends and not ends[0] < ends[1]:
                label, turned = self.declared[name].label, tuple(sorted(set(ends)))
                turned = turned if len(turned) == 2 else ()
                said = "they are exchanged" if turned else "−5 and 5 are used"
                notices.append(f"{label}: the first number must be below the second; {said}.")
                changes: dict[str, Any] = {name: turned}
                settings = replace(settings, **changes)
        return settings, notices

    @property
    def has_chance(self) -> bool:
        """Whether anything in the race depends on the seed."""
        return bool(
            self.noise
            or (self.batch and self.surface in NETWORKS)
            or (self.over == NETWORK and self.view == DIRECTIONS)
            or any(WALKERS[name].is_population for name in self.rules)
        )

    def _meant(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the changes; another ground has a start of its own."""
        return changes if "start" in changes or not GROUND & set(changes) else {
            **changes, "start": (),
        }  # fmt: skip

    def terrain(self) -> Terrain:
        """Return what the race goes over."""
        if self.surface == TYPED:
            return _typed(self.formula, self.across, self.up)
        return TERRAINS[self.surface]

    def begin(self) -> tuple[float, float]:
        """Return where the race begins: the chosen place, else the surface's own."""
        if self.start:
            x, y = self.start
            return x, y
        return self.terrain().start

    def race(
        self, rules: Sequence[str] = (), steps: int = 0, terrain: Terrain | None = None
    ) -> list[Path]:
        """Return the paths of some rules over the chosen surface or another, all steps or few."""
        ground = terrain or self.terrain()
        return race(
            ground, list(map(self.entry, rules)), self.start or ground.start, steps or self.steps,
            noise=self.noise, batch=self.batch if isinstance(ground, OneNeuron) else 0,
            seed=self.seed,
        )  # fmt: skip

    def entries(self) -> list[Entry]:
        """Return who takes part, with their numbers."""
        return [self.entry(name) for name in self.rules]

    def entry(self, name: str) -> Entry:
        """Return one optimizer with its numbers."""
        walker = WALKERS[name]
        numbers = {one.name: getattr(self, f"{name}_{one.name}") for one in walker.hyperparameters}
        rate = getattr(self, f"{name}_rate", 0.0)
        return Entry(name, rate or None, numbers, self.schedule, self.decay, self.clip)

    @property
    def decay(self) -> float:
        """The number of the chosen schedule; 0 for one that has none."""
        own = OF_SCHEDULES.get(self.schedule)
        return float(getattr(self, own[0])) if own else 0.0

    def of_rule(self, name: str) -> list[Setting]:
        """Return the settings that are one optimizer's own, its rate first."""
        own = [f"{name}_rate", *(f"{name}_{one.name}" for one in WALKERS[name].hyperparameters)]
        return [self.declared[one] for one in own if one in self.declared]
