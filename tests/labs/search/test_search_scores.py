"""Scores of a search are those of scikit-learn's own loop, with the same folds and seeds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from playground.estimators import PlaygroundClassifier, PlaygroundRegressor
from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.labs.search import Range, search, summary
from playground.nn import warm


@pytest.fixture(autouse=True)
def compiled() -> None:
    warm().join()


# The page's defaults, where they are not the estimators'.
PAGE: dict[str, Any] = {
    "loss": "squared_error", "regularization": "none", "regularization_rate": 0.0,
    "initializer": "uniform",
}  # fmt: skip


def settings(**changes) -> Settings:
    made, notices = Settings().replaced(**changes)
    assert notices == []
    return made


def test_a_grid_has_the_scores_of_grid_search():
    learner = settings(dataset="circle", noise=20, seed=3)
    grid = {"width": [2, 6], "learning_rate": [0.01, 0.1], "activation": ["tanh", "relu"]}
    found = search(learner, {**grid, "layers": [1]}, folds=3)
    table = summary(found.table)

    train = Experiment(learner).data.train
    theirs = GridSearchCV(
        PlaygroundClassifier(epochs=60, random_state=3, **PAGE),
        {
            "hidden_layers": [(width,) for width in grid["width"]],
            "learning_rate": grid["learning_rate"],
            "activation": grid["activation"],
        },
        cv=StratifiedKFold(3, shuffle=True, random_state=3),
    ).fit(train.points, train.labels)
    by_values = {
        (*one["hidden_layers"], one["learning_rate"], one["activation"]): score
        for one, score in zip(
            theirs.cv_results_["params"], theirs.cv_results_["mean_test_score"], strict=True
        )
    }
    assert len(table) == len(by_values) == 8
    for _, row in table.iterrows():
        expected = by_values[row["width"], row["learning_rate"], row["activation"]]
        assert row["score"] == pytest.approx(expected, abs=1e-12)


def test_features_are_standardised_by_what_is_learned_alone():
    learner = settings(dataset="xor", noise=30, standardise=True, features=("x1", "x1_x2"), seed=5)
    table = search(learner, {"optimizer": ["adam"]}, folds=4).table.sort_values("fold")
    train = Experiment(learner).data.train
    inputs = np.column_stack([train.points[:, 0], train.points.prod(axis=1)])
    model = make_pipeline(
        StandardScaler(), PlaygroundClassifier(epochs=60, optimizer="adam", random_state=5, **PAGE)
    )
    folds = StratifiedKFold(4, shuffle=True, random_state=5)
    expected = cross_val_score(model, inputs, train.labels, cv=folds)
    np.testing.assert_allclose(table["score"], expected, atol=1e-12)


def test_a_regression_is_scored_by_r2():
    learner = settings(problem="regression", reg_dataset="reg-gauss", seed=2)
    found = search(learner, {"dropout": [0.1], "regularization": ["L2"]}, seeds=2)
    table = found.table.sort_values(["start", "fold"])
    train = Experiment(learner).data.train
    folds = KFold(3, shuffle=True, random_state=2)
    expected = [
        cross_val_score(
            PlaygroundRegressor(
                epochs=60,
                dropout=(0.1, 0.1),
                random_state=(2, start),
                **{**PAGE, "regularization": "L2"},
            ),
            train.points,
            train.labels,
            cv=folds,
        )
        for start in range(2)
    ]
    np.testing.assert_allclose(table["score"], np.concatenate(expected), atol=1e-12)
    assert found.plan.score_name == "R²"


def test_other_models_are_scikit_learns():
    learner = settings(dataset="spiral", noise=10)
    grid = {"model": ["neighbours", "tree"], "neighbours.n_neighbors": [1, 9]}
    table = search(learner, grid).table
    train = Experiment(learner).data.train
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    for n in (1, 9):
        rows = table[table["neighbours.n_neighbors"] == n].sort_values("fold")
        expected = cross_val_score(KNeighborsClassifier(n), train.points, train.labels, cv=folds)
        np.testing.assert_allclose(rows["score"], expected, atol=1e-12)
    assert (table["model"] == "tree").sum() == 3
    assert (table["cost"] == 0).all()


def test_the_estimator_with_a_playgrounds_seed_is_the_playgrounds_network():
    """So a fit of a search, opened in the playground, is the same network there."""
    learner = settings(dataset="circle", noise=25, seed=11, start=2, optimizer="adam")
    run = Experiment(learner, engine="compiled")
    run.train(40)
    train = run.data.train
    model = PlaygroundClassifier(epochs=40, optimizer="adam", random_state=(11, 2), **PAGE)
    model.fit(train.points, train.labels)
    assert np.array_equal(model.network_.parameters, run.network.parameters)


def test_a_random_draw_has_the_scores_of_its_values():
    learner = settings(dataset="gauss", noise=40)
    grid = {"learning_rate": Range(0.001, 1.0, log=True), "width": Range(1, 9)}
    found = search(learner, grid, method="random", draws=5)
    table = summary(found.table)
    assert len(table) == 5
    train = Experiment(learner).data.train
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    for _, row in table.iterrows():
        model = PlaygroundClassifier(
            (row["width"],) * 2,
            epochs=60,
            learning_rate=row["learning_rate"],
            random_state=0,
            **PAGE,
        )
        expected = cross_val_score(model, train.points, train.labels, cv=folds)
        assert row["score"] == pytest.approx(expected.mean(), abs=1e-12)
