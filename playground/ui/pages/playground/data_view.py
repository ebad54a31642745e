"""The pictures of the data sets that a learner clicks to choose one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from playground.data.generators import DATASETS
from playground.ui.kit.colours import several
from playground.ui.kit.typeset import with_minus

POINTS = 200  # enough to recognise a pattern by
SEED = 3


@lru_cache(maxsize=64)
def picture(name: str) -> dict[str, Any]:
    """Return a data set's name, label, explanation and some of its points [x, y, value].

    >>> picture("circle")["label"], len(picture("circle")["points"])
    ('Circle', 200)
    """
    dataset = DATASETS[name]
    points, labels = dataset.draw(np.random.default_rng(SEED), n=POINTS)
    table = np.column_stack([points, labels]).round(1)
    return {
        "value": name,
        "label": dataset.label,
        "explanation": with_minus(dataset.explanation),
        "points": table.tolist(),
        "colours": several(dataset.n_classes),
    }
