"""The estimators keep scikit-learn's contract, and are the playground's own network."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from playground.estimators import PlaygroundClassifier, PlaygroundRegressor
from playground.nn import LOSSES, OPTIMIZERS, Head, Network, evaluate

QUICK: dict[str, Any] = {"epochs": 60, "engine": "numpy", "learning_rate": 0.1}


CHECKED = [
    PlaygroundClassifier(engine="numpy"),
    PlaygroundClassifier(engine="numpy", label_smoothing=0.1),
    PlaygroundClassifier(loss="cross_entropy", optimizer="adam", hidden_layers=(5,), **QUICK),
    PlaygroundRegressor(engine="numpy"),
]
# Every check of scikit-learn's, but the one for arrays other than NumPy's, which skips itself.
CHECKS = [
    pytest.param(one, check, id=f"{number}-{check.func.__name__}")
    for number, estimator in enumerate(CHECKED)
    for one, check in estimator_checks_generator(estimator)
    if check.func.__name__ != "check_array_api_input"
]


@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_contract_of_scikit_learn(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("loss", LOSSES)
def test_pipelines_and_cross_validation(loss: str) -> None:
    X, y = load_iris(return_X_y=True)
    model = make_pipeline(
        StandardScaler(), PlaygroundClassifier((6,), loss=loss, random_state=1, **QUICK)
    )
    assert cross_val_score(model, X, y, cv=3).mean() > 0.9


def test_grid_search_goes_through_all_settings() -> None:
    X, y = make_moons(80, noise=0.1, random_state=0)
    grid = {"activation": ["tanh", ("relu", "sine")], "hyperparameters": [None, {"momentum": 0.5}]}
    search = GridSearchCV(
        PlaygroundClassifier((6, 4), optimizer="momentum", random_state=0, **QUICK), grid, cv=2
    ).fit(X, y)
    assert search.best_score_ > 0.8


def test_a_regression_in_three_dimensions() -> None:
    X = np.random.default_rng(0).uniform(-1, 1, (200, 3))
    y = X @ [1.0, -2.0, 0.5] + 0.3
    model = PlaygroundRegressor(hidden_layers=(), random_state=0, **QUICK).fit(X, y)
    assert model.score(X, y) > 0.999
    np.testing.assert_allclose(model.network_.weights[0].ravel(), [1.0, -2.0, 0.5], atol=1e-3)


def test_the_loss_curve_is_that_of_the_network() -> None:
    X, y = make_moons(50, random_state=0)
    model = PlaygroundClassifier(random_state=3, dropout=0.2, **QUICK).fit(X, y)
    head = Head.of("classification", "squared_error", 2)
    targets = head.targets(2.0 * y - 1.0)
    assert model.loss_curve_[-1] == evaluate(model.network_, X, targets)
    assert len(model.loss_curve_) == model.n_iter_ + 1 == QUICK["epochs"] + 1
    assert isinstance(model.network_, Network)


def test_a_pickled_model_predicts_the_same() -> None:
    X, y = make_moons(50, random_state=0)
    model = PlaygroundClassifier(random_state=3, **QUICK).fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.predict_proba(X), model.predict_proba(X))


def test_training_that_runs_away_stops_in_words() -> None:
    X = np.linspace(0, 1e6, 40)[:, None]
    model = PlaygroundRegressor(hidden_layers=(), random_state=0, engine="numpy")
    with pytest.warns(ConvergenceWarning, match="grew beyond all bounds"):
        model.fit(X, X[:, 0])
    assert np.isfinite(model.predict(X)).all()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_trains(optimizer: str) -> None:
    X, y = make_moons(60, random_state=0)
    model = PlaygroundClassifier(
        optimizer=optimizer, learning_rate=0.01, epochs=5, engine="numpy", random_state=0
    ).fit(X, y)
    assert model.loss_curve_[-1] < model.loss_curve_[0]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"epochs": 0}, "at least one epoch"),
        ({"activation": "cube"}, "cube"),
        ({"activation": ("tanh",)}, "as many activations"),
        ({"optimizer": "luck"}, "luck"),
        ({"batch_size": 0}, "whole number of examples"),
        ({"hidden_layers": (0,)}, "at least one neuron"),
        ({"loss": "cross_entropy"}, "regression"),
    ],
)
def test_wrong_settings_are_refused_in_words(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        PlaygroundRegressor(**settings).fit([[0.0], [1.0]], [0.0, 1.0])


def test_one_class_is_not_enough() -> None:
    with pytest.raises(ValueError, match="two classes"):
        PlaygroundClassifier().fit([[0.0], [1.0]], [1, 1])
