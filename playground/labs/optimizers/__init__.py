"""Optimizers over surfaces: the very rules that train the networks move points here."""

from __future__ import annotations

from playground.labs.optimizers.descent import Path, descend, race
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.own import landscape
from playground.labs.optimizers.surfaces import SURFACES, Surface, Terrain
from playground.labs.optimizers.walkers import WALKERS, Walker

__all__ = [
    "SURFACES",
    "WALKERS",
    "Entry",
    "Path",
    "Surface",
    "Terrain",
    "Walker",
    "descend",
    "landscape",
    "race",
]
