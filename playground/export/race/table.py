"""The paths of a race, and whole runs of a network, as tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from playground.export.csv_text import csv_text
from playground.labs.optimizers.landmarks import lattice
from playground.labs.optimizers.landscape import Slice, heights, resolutions
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.shadows import Told
from playground.labs.optimizers.surfaces import Terrain


def race_csv(settings: LabSettings, terrain: Terrain | None = None) -> str:
    """Return every step of every rule as CSV; parameters as for ``race_script``.

    Examples
    --------
    >>> settings, _ = LabSettings().replaced(
    ...     surface="typed", formula="x^2 + y^2", rules=["newton"], steps=1
    ... )
    >>> print(race_csv(settings))
    rule,step,evaluations,x,y,value
    newton,0,0,-3.0,3.0,18.0
    newton,1,3,0.0,0.0,0.0
    <BLANKLINE>
    """
    across, up = (terrain or settings.terrain()).axes
    tables = [
        pd.DataFrame(
            {
                "rule": path.entry.optimizer,
                "step": range(len(path.points)),
                "evaluations": path.cost.astype(int),
                across: path.points[:, 0],
                up: path.points[:, 1],
                "value": path.values,
            }
        )
        for path in settings.race(settings.rules, terrain=terrain)
    ]
    columns = ["rule", "step", "evaluations", across, up, "value"]
    table = pd.concat(tables) if tables else pd.DataFrame(columns=columns)
    return csv_text(table)


def map_csv(plane: Slice) -> str:
    """Return the losses over a slice's picture as CSV, a line for each point of its finest map."""
    n = resolutions(plane.loss.seconds(plane.centre)[0])[-1]
    points = lattice(plane.domain, n)
    columns = {plane.axes[0]: points[:, 0], plane.axes[1]: points[:, 1]}
    table = pd.DataFrame(columns | {"loss": next(heights(plane, [n])).ravel()})
    return csv_text(table)


def runs_csv(runs: Sequence[Told]) -> str:
    """Return the kept moments of runs as CSV: the true loss, and what the run's plane shows.

    ``along`` and ``beside`` are the moment's place on the plane of its own run, ``off_plane`` the
    share of its way from the start that does not lie in it.
    """
    tables = [
        pd.DataFrame(
            {
                "rule": run.optimizer,
                "learning_rate": run.learning_rate,
                "epoch": run.epochs,
                "loss": run.shadow.true,
                "loss_on_plane": run.shadow.on_plane,
                "along": run.shadow.points[:, 0],
                "beside": run.shadow.points[:, 1],
                "off_plane": run.shadow.off,
            }
        )
        for run in runs
        if run.shadow is not None
    ]
    return csv_text(pd.concat(tables)) if tables else ""
