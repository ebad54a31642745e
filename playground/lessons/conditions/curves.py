"""Conditions on the page of curves: asked of what is fitted there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.labs.curves.ensembles import Ensemble
from playground.labs.curves.lab import LabSettings
from playground.lessons.found import Conditions, Earlier, Found

CURVES = condition = Conditions()
POINTS, FITTED, TESTED = range(3)  # how much is seen: points, fits, new points too


@dataclass(frozen=True)
class Curves:
    """What the page of curves shows.

    Parameters
    ----------
    settings
        The settings; points and fits follow from them.
    stage
        How much is seen: ``POINTS``, ``FITTED`` or ``TESTED``.
    ensembles
        What has been trained of these settings, by kind.
    """

    settings: LabSettings
    stage: int = TESTED
    ensembles: Mapping[str, Ensemble] = field(default_factory=dict)


@condition()
def fitted(
    now: Curves, earlier: Earlier, *, degrees: tuple[int, ...], tested: bool = True
) -> Found:
    """Polynomials of these degrees are seen, with their errors on new points."""
    there = set(degrees) <= set(now.settings.degrees)
    return Found(there and now.stage >= (TESTED if tested else FITTED))
