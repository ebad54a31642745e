"""The paths of a race as a table."""

from __future__ import annotations

import pandas as pd

from playground.labs.optimizers.settings import LabSettings


def race_csv(settings: LabSettings) -> str:
    """Return every step of every rule as CSV.

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
    terrain = settings.terrain()
    across, up = terrain.axes
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
        for path in settings.race(settings.rules)
    ]
    columns = ["rule", "step", "evaluations", across, up, "value"]
    table = pd.concat(tables) if tables else pd.DataFrame(columns=columns)
    return str(table.to_csv(index=False, lineterminator="\n"))
