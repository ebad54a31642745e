"""A step of a path told line by line, see ``nn.narration``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers.descent import Path
from playground.labs.optimizers.surfaces import Terrain
from playground.nn import OPTIMIZERS
from playground.nn.narration import Line, narrate


@dataclass(frozen=True)
class Step:
    """One step of a path, told.

    Parameters
    ----------
    number
        Counted from 1.
    before, after
        The points (2,).
    rate
        The learning rate of this step.
    gradient
        What the rule was given, (2,): noise and clipping included.
    lines
        What the rule did with it; for Newton's method the lines of its formula.
    delta
        What is taken from the point, (2,): before - after, but for rounding.
    """

    number: int
    before: FloatArray
    after: FloatArray
    rate: float
    gradient: FloatArray
    lines: list[Line]
    delta: FloatArray


def told(terrain: Terrain, path: Path, number: int) -> Step:
    """Return one step of a path with a gradient, told line by line.

    Parameters
    ----------
    terrain, path
        What was gone over, and the path.
    number
        Which step, from 1 to ``len(path)``.

    Raises
    ------
    ValueError
        For a population, whose generations have no lines, or a step that was not taken.
    """
    entry = path.entry
    if entry.walker.is_population:
        raise ValueError(f"{entry.walker.label} follows no rule line by line: see its candidates.")
    if not 1 <= number <= len(path):
        raise ValueError(f"There is no step {number}: the path has {len(path)}.")
    k = number - 1
    before, gradient = path.points[k], path.gradients[k]
    rate = entry.rate(terrain, number)
    if entry.walker.direction is not None:
        hessian = terrain.hessian(before[None])
        direction = entry.walker.direction(gradient[None], hessian)[0]
        delta = rate * direction
        matrix = "|H|" if entry.optimizer == "newton_absolute" else "H"
        lines = [
            Line(f"direction = inverse({matrix}) @ gradient", 0,
                 {"H": hessian[0], "gradient": gradient}, {"direction": direction}),
            Line("return rate * direction", 0,
                 {"rate": rate, "direction": direction}, {"delta": delta}),
        ]  # fmt: skip
    else:
        rule = OPTIMIZERS[entry.optimizer].rule
        assert rule is not None  # populations were refused above
        nothing = np.zeros(2)
        m, v = (path.m[k - 1], path.v[k - 1]) if k else (nothing, nothing)
        settings = entry.settings
        lines, (delta, _, _) = narrate(rule, before, gradient, m, v, rate, float(number), *settings)
    return Step(number, before, path.points[number], rate, gradient, lines, delta)
