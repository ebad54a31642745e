"""Paths while the start is dragged: what moves on the map, and nothing that has to be read.

Verdicts, curvatures and level places follow when the start rests. A hand is followed only if its
answer comes at once, so a path may be short for as long; the message says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from playground.arrays import AnyArray
from playground.labs.optimizers import WALKERS
from playground.labs.optimizers.landscape import Slice
from playground.labs.optimizers.settings import LabSettings
from playground.ui.kit.packing import packed
from playground.ui.pages.optimizers.network_messages import affordable
from playground.ui.pages.optimizers.picture import parts

MOST = 2000  # steps of all rules together over a surface, Newton's times its cost: some 10 ms
SOON = 0.06  # seconds that a race over a network may take
STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)  # that a shortened path may have


def aimed_message(settings: LabSettings, number: int, plane: Slice | None) -> bytes:
    """Return the paths of all rules with a gradient from the settings' start.

    Parameters
    ----------
    settings
        The race; its start is where the hand is.
    number
        Of the wish that is answered.
    plane
        The slice that is raced over; None for the settings' own surface.
    """
    names = [name for name in settings.rules if not WALKERS[name].is_population]
    steps = soon_gone(settings, names, plane)
    arrays: dict[str, AnyArray] = {}
    rules = []
    for path in settings.race(names, steps, plane):
        name = path.entry.optimizer
        rules.append({"name": name, "cost": float(path.cost[1]) if len(path) else 1.0})
        arrays |= {f"{name}.{part}": array for part, array in parts(path, settings).items()}
    header = {
        "type": "aimed",
        "number": number,
        "begin": settings.start,
        "rules": rules,
        "all": True,
        "short": steps < settings.steps,
        "note": _note(settings, steps),
    }
    return packed(header, arrays)


def _note(settings: LabSettings, steps: int) -> str:
    """Return what is not as it will be when the hand lets go, "" if all of it is.

    >>> _note(LabSettings(rules=("sgd", "genetic", "cma_es")), 100)
    'Until you let go: the first 100 steps; Genetic and CMA-ES wait.'
    """
    waiting = [WALKERS[name].label for name in settings.rules if WALKERS[name].is_population]
    said = [f"the first {steps} steps"] if steps < settings.steps else []
    if waiting:
        said.append(f"{' and '.join(waiting)} wait{'s' if len(waiting) == 1 else ''}")
    return f"Until you let go: {'; '.join(said)}." if said else ""


def soon_gone(settings: LabSettings, names: Sequence[str], plane: Slice | None = None) -> int:
    """Return how many steps of these rules there is time for while a hand is followed.

    Examples
    --------
    >>> everyone = [name for name in WALKERS if not WALKERS[name].is_population]
    >>> soon_gone(LabSettings(), ["sgd", "adam"]), soon_gone(LabSettings(steps=1000), everyone)
    (200, 100)
    """
    if not names:
        return settings.steps
    if plane is not None:
        most = affordable(plane, [settings.entry(name) for name in names], settings.steps, SOON)
    else:
        most = MOST // sum(WALKERS[name].cost for name in names)
    if most >= settings.steps:
        return settings.steps
    return max((some for some in STEPS if some <= most), default=most)
