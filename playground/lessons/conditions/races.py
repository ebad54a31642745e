"""Conditions on the optimizers' page: asked of the race that is set up there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from playground.labs.optimizers.descent import Path
from playground.labs.optimizers.settings import LabSettings
from playground.lessons.found import Conditions, Earlier, Found, Numbers

RACES = condition = Conditions()
RACED = ("steps", "value", "first")


@dataclass(frozen=True)
class Race:
    """What the optimizers' page shows.

    Parameters
    ----------
    settings
        The settings; the race follows from them.
    seen
        Whether it has been played to its end.
    """

    settings: LabSettings
    seen: bool

    @cached_property
    def paths(self) -> Mapping[str, Path]:
        """Where each rule goes."""
        rules = self.settings.rules
        return dict(zip(rules, self.settings.race(rules), strict=True))


def numbers(path: Path) -> Numbers:
    """Return what is measured of a path, by the names in ``RACED``."""
    values = np.asarray(path.values, dtype=float)
    return {"steps": len(values) - 1, "value": float(values[-1]), "first": float(values[0])}


@condition(gives=RACED)
def arrived(now: Race, earlier: Earlier, *, rule: str, below: float, within: int) -> Found:
    """A rule gets below a value within so many steps; missed where it does not."""
    path = now.paths.get(rule)
    if path is None or not now.seen:
        return Found(False)
    values = np.asarray(path.values[: within + 1], dtype=float)
    met = bool((values <= below).any())
    return Found(met, missed=not met, numbers=numbers(path))


@condition(gives=RACED)
def ran_away(now: Race, earlier: Earlier, *, rule: str) -> Found:
    """The numbers of a rule run away."""
    path = now.paths.get(rule)
    if path is None or not now.seen:
        return Found(False)
    return Found(path.diverged, missed=not path.diverged, numbers=numbers(path))


@condition(gives=RACED)
def stayed(now: Race, earlier: Earlier, *, rule: str, above: float) -> Found:
    """A rule never gets below a value."""
    path = now.paths.get(rule)
    if path is None or not now.seen:
        return Found(False)
    lowest = float(np.nanmin(path.values))
    return Found(lowest >= above, missed=lowest < above, numbers=numbers(path))
