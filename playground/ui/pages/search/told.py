"""What the browser is told of a search, as messages: made on worker threads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from playground.arrays import FloatArray
from playground.data.columns import drawn_rows
from playground.data.drawing import PLANE
from playground.data.splits import Data
from playground.experiment.settings import Settings
from playground.experiment.sources import title_of
from playground.labs.search import (
    Axis,
    Boundary,
    Plan,
    Search,
    best,
    interaction,
    interactions,
    shares,
    summary,
)
from playground.labs.search.variance import FEW
from playground.labs.search.violins import LEVELS, Violin, violins
from playground.ui.kit.packing import packed

SOUND, DIVERGED, FAILED, UNTRIED = range(4)  # what has become of a combination
LEAST = 0.005  # a share that is written as one percent
LITTLE = 0.01  # of the differences: what explains less is not worth a word
_STATES = {"ok": SOUND, "diverged": DIVERGED, "failed": FAILED}


def plain(value: float) -> float | None:
    """Return a number as JSON can hold it; None for what is not finite."""
    return float(value) if math.isfinite(value) else None


def percent(share: float) -> str:
    """Return a share in words, which no line breaks in two.

    >>> percent(0.171).split(), percent(0.004).split()[-1], percent(0.0)[0]
    (['17', '%'], '%', '0')
    """
    text = "less than 1" if 0 < share < LEAST else f"{100 * share:.0f}"
    return f"{text}\N{NO-BREAK SPACE}%"


def data_message(settings: Settings, data: Data, key: str) -> bytes:
    """Return the training points, and what there is to say of all of them."""
    title = title_of(settings.current_dataset) or "Your own points"
    noise = "" if settings.idle("noise") else f", noise {settings.noise}"
    train, test = len(data.train), len(data.test)
    header = {
        "type": "data",
        "key": key,
        "title": f"{title}{noise}",
        "words": f"{train:,} training points are learned and searched by. "
        f"{test:,} test points are sealed until you open them.",
        **_plane(data),
    }
    return packed(header, {"points": _points(data)})


def trial_message(plan: Plan, axes: Sequence[Axis]) -> bytes:
    """Return what a search tries: the axes, and where each combination stands on them."""
    places = np.full((plan.n_combinations, len(axes)), np.nan)
    for number, one in enumerate(axes):
        places[:, number] = one.places
    is_share = plan.score_name == "accuracy"
    n_test = len(plan.points.data.test)
    header = {
        "type": "trial",
        "key": plan.digest,
        "axes": [
            {
                "name": one.name,
                "label": one.label,
                "values": list(one.values),
                "continuous": one.continuous,
            }
            for one in axes
        ],
        "score": {
            "label": "Right" if is_share else "R²",
            "word": "right" if is_share else "R²",
            "percent": is_share,
        },
        "testWords": f"The {n_test:,} test points have had no part in the choice.",
    }
    return packed(header, {"places": places})


def scores_message(search: Search, axes: Sequence[Axis]) -> bytes:
    """Return what has come of all combinations so far, and what follows from it."""
    plan, table = search.plan, search.table()
    found = summary(table)
    figures = figures_of(plan, found)
    explained = _explained(plan, table, found)
    arrays: dict[str, Any] = {"figures": figures}
    told = []
    for axis in axes:
        shown = violins(axis, found)
        share = explained.get(axis.name)
        told.append(
            {
                "name": axis.name,
                "share": share,
                "sentence": "" if share is None else f"explains {percent(share)}",
                "groups": [_group(one) for one in shown],
            }
        )
        arrays[f"densities.{axis.name}"] = np.array(
            [np.zeros(LEVELS) if one.form is None else one.form for one in shown]
        )
    names = [axis.name for axis in axes]
    header = {
        "type": "scores",
        "key": plan.digest,
        "axes": told,
        "order": sorted(names, key=lambda name: -explained.get(name, 0.0)),
        "best": best(table),
        "pairs": _pairs(search, table, axes),
        "said": _said(plan, figures, axes, explained),
    }
    return packed(header, arrays)


def figures_of(plan: Plan, found: pd.DataFrame) -> FloatArray:
    """Return score, spread, cost, seconds and state of each combination, (n_combinations, 5)."""
    figures = np.full((plan.n_combinations, 5), np.nan)
    figures[:, 4] = UNTRIED
    if found.empty:
        return figures
    rows = found.index.to_numpy(int)
    figures[rows, :4] = found[["score", "std", "cost", "seconds"]].to_numpy(float)
    figures[rows, 3] *= plan.folds * plan.seeds
    figures[rows, 4] = [_STATES[status] for status in found["status"]]
    figures[figures[:, 4] != SOUND, 0] = np.nan
    return figures


def _group(one: Violin) -> dict[str, Any]:
    """Return a violin in numbers, but for its form."""
    scores = one.scores
    ends = (float(scores.min()), float(scores.max())) if len(scores) else (None, None)
    return {
        "value": one.value,
        "count": len(scores),
        "lost": one.lost,
        "median": float(np.median(scores)) if len(scores) else None,
        "low": ends[0],
        "high": ends[1],
        "violin": one.form is not None,
    }


def _explained(plan: Plan, table: pd.DataFrame, found: pd.DataFrame) -> Mapping[str, float]:
    """Return by name how much of the differences a setting explains; nothing while too few."""
    return {} if (found["status"] == "ok").sum() < FEW else shares(plan, table).shares


def _pairs(search: Search, table: pd.DataFrame, axes: Sequence[Axis]) -> str:
    """Return which two settings go together most, once all is there."""
    if not search.is_done or len(axes) < 2:
        return ""
    found = interactions(search.plan, table)
    if not found or found[0][2] < LITTLE:
        return "Press two names: then you see how the two go together."
    first, second, share = found[0]
    names = {one.name: one.label for one in axes}
    return (
        f"{names[first]} and {names[second]} go together: what one does depends on the other. That "
        f"explains another {percent(share)} of the differences. Press both names to see it."
    )


def _said(
    plan: Plan, figures: FloatArray, axes: Sequence[Axis], explained: Mapping[str, float]
) -> str:
    """Return what is seen, for who hears it."""
    sound = figures[figures[:, 4] == SOUND, 0]
    if not len(sound):
        return "Nothing has a score yet."
    labels = {one.name: one.label for one in axes}
    told = [f"{labels[name]} explains {percent(one)}" for name, one in explained.items()]
    lost = int(np.isin(figures[:, 4], (DIVERGED, FAILED)).sum())
    highest = written(plan.score_name, float(sound.max()))
    return " ".join(
        [
            f"{len(sound)} of {plan.n_combinations} combinations have a score, the best {highest}.",
            *([f"{lost} were lost."] if lost else []),
            *([f"Of the differences {', '.join(told)}."] if told else []),
        ]
    )


def heat_message(search: Search, first: Axis, second: Axis) -> bytes:
    """Return the mean score of each pair of two settings' values."""
    found = interaction(search.plan, search.table(), first.name, second.name)
    labels = [first.label, second.label]
    header = {
        "type": "heat",
        "key": search.plan.digest,
        "names": [first.name, second.name],
        "labels": labels,
        "rows": list(found.rows),
        "columns": list(found.columns),
        "sentence": _together(found.share),
    }
    return packed(header, {"means": found.means, "counts": found.counts})


def boundary_message(kind: str, key: str, made: Boundary, data: Data, **further: Any) -> bytes:
    """Return a model's answer over the plane, and the points that it has learned."""
    header = {"type": kind, "key": key, "title": made.title, **_plane(data), **further}
    return packed(header, {"values": made.values, "points": _points(data)})


def _together(share: float) -> str:
    """Return in words how much two settings explain together."""
    if math.isnan(share):
        return "There are too few combinations to tell how they go together."
    if share < LITTLE:
        return "The two hardly go together: what one does does not depend on the other."
    return (
        f"Beyond what each explains by itself, the two together explain {percent(share)} of the "
        "differences: what one does depends on the other."
    )


def words_of(made: Boundary, plan: Plan) -> str:
    """Return what there is to say of a model that has learned all training points."""
    n = len(plan.points.data.train)
    said = f"Trained on all {n:,} training points in {duration(made.seconds)}: "
    said += written(plan.score_name, made.train_score)
    said += " of them right." if plan.score_name == "accuracy" else "."
    return f"{said} {made.reason}".strip()


def duration(seconds: float) -> str:
    """Return how long something took.

    >>> duration(0.00046), duration(0.067), duration(1.234)
    ('0.5 ms', '67 ms', '1.2 s')
    """
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{1000 * seconds:.0f} ms" if seconds >= 0.01 else f"{1000 * seconds:.1f} ms"


def written(score_name: str, score: float) -> str:
    """Return a score in words.

    >>> written("accuracy", 0.9512), written("R²", 0.5)
    ('95.1 %', 'R² 0.500')
    """
    return f"{100 * score:.1f} %" if score_name == "accuracy" else f"{score_name} {score:.3f}"


def _plane(data: Data) -> dict[str, Any]:
    """Return what is needed to draw points."""
    return {"classes": data.n_classes, "box": (-PLANE, PLANE, -PLANE, PLANE)}


def _points(data: Data) -> FloatArray:
    """Return some training points with their labels, (n, 3)."""
    rows = drawn_rows(len(data.train))
    return np.column_stack([data.train.points[rows], data.train.labels[rows]])
