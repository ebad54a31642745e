"""What became of a path, in words. A small slope alone never counts as having arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import FloatArray
from playground.labs.optimizers.descent import Path
from playground.labs.optimizers.landmarks import Landmark, diagonal, ring
from playground.labs.optimizers.surfaces import Terrain

NEAR = 0.01  # times the picture's diagonal: so close one has arrived
AROUND = 0.06  # so close one hovers around it
STILL = 1e-3  # of the diagonal: who moves less than that stands still
ARRIVED = 0.001  # with that share of the first gap in height left one has arrived
LAST = 5  # the last fifth of a path tells what it does in the end


@dataclass(frozen=True)
class Verdict:
    """What became of a path.

    Parameters
    ----------
    kind
        ``diverged``, ``left``, ``arrived``, ``hovers``, ``saddle``, ``maximum``, ``plateau``,
        ``stuck``, ``stopped``, ``under way`` or ``nowhere``.
    sentence
        The same in words.
    landmark
        The level place that it is about, if there is one.
    """

    kind: str
    sentence: str
    landmark: Landmark | None = None


def verdict(terrain: Terrain, path: Path, places: Sequence[Landmark]) -> Verdict:
    """Return what became of a path.

    Parameters
    ----------
    terrain, path
        The path and what it went over.
    places
        ``landmarks(terrain)``.

    Examples
    --------
    >>> from playground.labs.optimizers import SURFACES, descend
    >>> from playground.labs.optimizers.landmarks import landmarks
    >>> bowl = SURFACES["bowl"]
    >>> verdict(bowl, descend(bowl), landmarks(bowl)).sentence
    'Reached the minimum at (0.5, -0.3) in 16 steps.'
    """
    n, end = len(path), path.points[-1]
    if not np.isfinite(path.values[0]):
        return Verdict("nowhere", "The surface has no value at the start: choose another one.")
    if not np.isfinite(path.values[-1]) and np.abs(end).max() < 10 * max(map(abs, terrain.domain)):
        return Verdict("nowhere", f"At step {n} it came to where the surface has no value.")
    if path.diverged:
        return Verdict(
            "diverged",
            f"Diverged at step {n + 1}: each step went further than the last. "
            "A smaller learning rate would not.",
        )
    left = _first_outside(terrain, path)
    if left is not None and _outside(terrain, end[None])[0]:
        return Verdict("left", f"Left the picture at step {left}, and is outside it after {n}.")
    size = diagonal(terrain.domain)
    tail = path.points[-max(n // LAST, 2) :]
    motion = float(np.linalg.norm(tail.max(axis=0) - tail.min(axis=0)))
    middle = tail.mean(axis=0)
    place, away = _next(places, end)
    if place is not None and motion <= STILL * size and away <= NEAR * size:
        return _at(place, path, places, size)
    low = [one for one in places if one.kind in ("minimum", "valley")]
    around, away = _next(low, middle)
    if around is not None and away <= NEAR * size and motion <= AROUND * size:
        if _swings(tail, motion):
            return _hovering(terrain, path, tail, around)
        if path.steps_to(ARRIVED, around.value) is not None:
            return _at(around, path, places, size)
    if motion <= STILL * size:
        return _standing(terrain, path, places, size)
    if path.stopped:
        return Verdict(
            "stopped",
            f"Ended by itself after {_steps(n)}, at {_short(path.values[-1])}: its own rules "
            "expect nothing better.",
        )
    return Verdict("under way", f"Still under way after {_steps(n)}, at {_short(path.values[-1])}.")


def _hovering(terrain: Terrain, path: Path, tail: FloatArray, around: Landmark) -> Verdict:
    swing = 0.5 * float((tail.max(axis=0) - tail.min(axis=0)).max())
    rate = path.entry.rate(terrain, len(path))
    why = "its steps do not shrink"
    if abs(swing - 0.5 * rate) <= 0.1 * rate:
        why = f"half its rate of {_short(rate)}"
    return Verdict(
        "hovers", f"Hovers around the {_called(around)} at ±{_short(swing)}: {why}.", around
    )


def _swings(tail: FloatArray, motion: float) -> bool:
    """Tell whether the end of a path goes to and fro without coming nearer to anything."""
    halves = np.array_split(tail, 2)
    drift = np.linalg.norm(halves[1].mean(axis=0) - halves[0].mean(axis=0))
    late = np.linalg.norm(halves[1].max(axis=0) - halves[1].min(axis=0))
    return bool(drift < 0.1 * motion and late > 0.7 * motion)


def _at(place: Landmark, path: Path, places: Sequence[Landmark], size: float) -> Verdict:
    when = _arrival(path, place, size)
    if place.kind == "saddle":
        return Verdict(
            "saddle",
            f"Stands at the {_called(place)}: the slope is 0 there, but it is no minimum.",
            place,
        )
    if place.kind == "maximum":
        return Verdict("maximum", f"Stands at the {_called(place)}, as high as can be.", place)
    end = path.points[-1] if place.kind == "valley" else None  # one of so many minima
    sentence = f"Reached the {_called(place, end)} in {_steps(when)}."
    lower = [one.value for one in places if one.kind in ("minimum", "valley")]
    if place.value > min(lower) + 1e-6 * (abs(min(lower)) + 1.0):
        sentence = f"{sentence[:-1]}, which is not the lowest: that is at {_short(min(lower))}."
    return Verdict("arrived", sentence, place)


def _standing(terrain: Terrain, path: Path, places: Sequence[Landmark], size: float) -> Verdict:
    n, end, value = len(path), path.points[-1], path.values[-1]
    slope = float(np.linalg.norm(path.gradients[-1])) if len(path.gradients) else 0.0
    first = float(np.linalg.norm(path.gradients[0])) if len(path.gradients) else 0.0
    moves = f"Hardly moves after {_steps(n)}"
    if slope > 1e-2 * first and slope >= 1e-3:
        why = "its steps are too small"
        if path.entry.walker.direction is not None and not terrain.hessian(end[None]).any():
            why = "nothing bends here, so it cannot tell how far to go"
        return Verdict("stuck", f"{moves} although the slope is {_short(slope)}: {why}.")
    rise = terrain.value(ring(end, size)) - value
    if (rise < 0.0).any():
        said = f"{moves}: the slope is only {_short(slope)} here, but this is no minimum."
    elif rise.any():
        said = f"{moves}: the slope is {_short(slope)}, and nothing close by is lower."
    elif value <= min((one.value for one in places), default=-np.inf):
        return Verdict("arrived", "Stands on a flat floor: no place that was found is lower.")
    else:
        said = "Stands on flat ground: the slope is 0 all around, and nothing shows the way."
    return Verdict("plateau", said)


def _arrival(path: Path, place: Landmark, size: float) -> int:
    """Return the first step with only 0.1 % of the first gap in height left."""
    steps = path.steps_to(ARRIVED, place.value)
    if steps is None:  # it began below the place, or there
        distance = np.linalg.norm(path.points - np.array(place.point), axis=1)
        steps = int(np.flatnonzero(distance <= NEAR * size)[0])
    return steps


def _next(places: Sequence[Landmark], point: FloatArray) -> tuple[Landmark | None, float]:
    """Return the place that is next to a point, and how far away it is."""
    if not places:
        return None, np.inf
    distances = np.linalg.norm(np.array([one.point for one in places]) - point, axis=1)
    nearest = int(distances.argmin())
    return places[nearest], float(distances[nearest])


def _outside(terrain: Terrain, points: FloatArray) -> FloatArray:
    left, right, low, high = terrain.domain
    x, y = points[:, 0], points[:, 1]
    return (x < left) | (x > right) | (y < low) | (y > high)  # type: ignore[return-value]


def _first_outside(terrain: Terrain, path: Path) -> int | None:
    outside = np.flatnonzero(_outside(terrain, path.points))
    return int(outside[0]) if len(outside) else None


def _called(place: Landmark, at: FloatArray | None = None) -> str:
    """Return what a place is called and where it is, or where another point of it is."""
    name = "valley of minima" if place.kind == "valley" else place.kind
    x, y = (_short(float(one)) for one in (place.point if at is None else at))
    return f"{name} at ({x}, {y})"


def _steps(count: int) -> str:
    """Return a number of steps in words.

    >>> _steps(1), _steps(12)
    ('1 step', '12 steps')
    """
    return f"{count} step{'' if count == 1 else 's'}"


def _short(number: float) -> str:
    """Return a number with three digits that count.

    >>> _short(0.30000004), _short(-0.0), _short(1234.5)
    ('0.3', '0', '1230')
    """
    if abs(number) < 1e-9:
        return "0"
    return f"{float(f'{number:.3g}'):g}"
