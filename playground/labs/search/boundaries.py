"""What one combination has learned: its answers over the whole plane."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.data.drawing import PLANE
from playground.data.features import FeatureMap
from playground.experiment.links import write_link
from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.search.fitting import fit, score_of, size_of, verdict
from playground.labs.search.models import MODEL, MODELS
from playground.labs.search.network import NETWORK
from playground.labs.search.plan import Plan, plan
from playground.labs.search.wrong import SearchError

SIX = tuple(MODELS)[:6]


@dataclass(frozen=True, eq=False)
class Boundary:
    """The answers of one model over the plane, trained on all training points.

    Parameters
    ----------
    title
        What it is called.
    values
        Its answers at the centres of cells x cells fields, the top row first: for two classes or a
        value (cells, cells), from -1 to +1 where it is a class; for more classes the shares of all
        (cells, cells, n_classes).
    box
        Left, right, bottom and top of the plane.
    train_score
        How well it meets the points that it has learned. The test points stay closed.
    cv_score
        The mean score by cross-validation, where that was asked for; else nan.
    seconds, epochs, weights
        How long its training took; 0 epochs and weights for other models.
    status, reason
        As of a ``Result``.
    link
        What opens it in the playground; "" for what is not a network there.
    """

    title: str
    values: FloatArray
    box: tuple[float, float, float, float]
    train_score: float
    cv_score: float
    seconds: float
    epochs: int
    weights: int
    status: str
    reason: str
    link: str


def boundary(plan: Plan, number: int, cells: int = 60, cv_score: float = np.nan) -> Boundary:
    """Return what a combination has learned of all training points.

    Parameters
    ----------
    plan, number
        The search, and which of its combinations.
    cells
        How many fields the plane has in each direction.
    cv_score
        What is known of it.

    Raises
    ------
    SearchError
        If it cannot be trained.
    """
    settings, model = plan.settings_of(number), plan.estimator(number)
    part = plan.points.part(settings.features, settings.standardise, None)
    turn = FeatureMap(settings.features, settings.standardise).fit(plan.points.data.train.points)
    middles = (np.arange(cells) + 0.5) / cells * 2 * PLANE - PLANE
    x1, x2 = np.meshgrid(middles, -middles)
    inputs = np.asarray(turn(np.column_stack([x1.ravel(), x2.ravel()])), dtype=np.float64)
    begun = time.perf_counter()
    try:
        model.fit(part.inputs, part.labels)
        seconds = time.perf_counter() - begun
        values = answers(model, inputs)
        train_score = score_of(plan.points.data.problem, model, part.inputs, part.labels)
    except Exception as problem:  # whatever goes wrong in one model, it is said
        raise SearchError(f"{plan.title(number)} cannot be trained: {problem}") from problem
    status, reason = verdict(model, train_score)
    epochs, weights = size_of(model)
    return Boundary(
        plan.title(number), values.reshape(cells, cells, *values.shape[1:]),
        (-PLANE, PLANE, -PLANE, PLANE), train_score, cv_score, seconds, epochs, weights,
        status, reason, link_of(plan, number),
    )  # fmt: skip


def answers(model: Any, inputs: FloatArray) -> FloatArray:
    """Return a model's answers as they are drawn: in [-1, 1], shares of classes, or values.

    What gives no shares is drawn by its distance from the boundary, in margins.
    """
    if not hasattr(model, "classes_"):
        return np.asarray(model.predict(inputs), dtype=np.float64)
    n_classes = len(model.classes_)
    if hasattr(model, "predict_proba"):
        shares = np.asarray(model.predict_proba(inputs), dtype=np.float64)
        return shares if n_classes > 2 else 2.0 * shares[:, 1] - 1.0
    if n_classes == 2:
        return np.clip(np.asarray(model.decision_function(inputs), dtype=np.float64), -1.0, 1.0)
    return np.asarray(model.predict(inputs)[:, None] == model.classes_, dtype=np.float64)


def link_of(plan: Plan, number: int) -> str:
    """Return the link that opens a combination in the playground, where it stops by itself.

    There the same network learns the same points, all training points, with the same first weights.
    "" for other models, and for labels that were dealt out at random: the playground has neither.
    """
    if plan.shuffled or plan.combinations[number].model != NETWORK:
        return ""
    return write_link(plan.settings_of(number))


def planes(
    settings: Settings,
    own: Source | None = None,
    models: Sequence[str] = SIX,
    folds: int = 3,
    cells: int = 60,
) -> Iterator[Boundary]:
    """Yield what each of several models has learned, one after the other, with its usual settings.

    Parameters
    ----------
    settings, own
        The learner's: data, and the network as it is in the playground.
    models
        Keys of ``MODELS``, at least two.
    folds
        For the scores by cross-validation.
    cells
        See ``boundary``.

    Raises
    ------
    SearchError
        If there are too few points.
    """
    made = plan(settings, {MODEL: models}, folds=folds, own=own)
    for number in range(made.n_combinations):
        results = [fit(made, task) for task in made.tasks([number], 0)]
        yield boundary(made, number, cells, float(np.mean([one.score for one in results])))
