"""The estimators keep scikit-learn's contract, and are the playground's own network."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_iris,
    load_wine,
    make_circles,
    make_friedman1,
    make_moons,
    make_regression,
)
from sklearn.ensemble import AdaBoostClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import compute_sample_weight
from sklearn.utils.estimator_checks import estimator_checks_generator

from playground.estimators import PlaygroundClassifier, PlaygroundRegressor
from playground.nn import LOSSES, OPTIMIZERS, Head, Network, evaluate

QUICK: dict[str, Any] = {"epochs": 60, "engine": "numpy", "learning_rate": 0.1}


ALL_AT_ONCE = 100  # examples: more than the checks have
CHECKED = [
    PlaygroundClassifier(engine="numpy"),
    PlaygroundClassifier(engine="numpy", label_smoothing=0.1, batch_size=ALL_AT_ONCE),
    PlaygroundClassifier(loss="cross_entropy", optimizer="adam", hidden_layers=(5,), **QUICK),
    PlaygroundRegressor(engine="numpy", batch_size=ALL_AT_ONCE),
]


def meant(estimator: Any, check: str) -> bool:
    """Tell whether a check of scikit-learn's is meant for an estimator.

    The one for arrays other than NumPy's skips itself; and an example of weight 2 is the same as
    two of them where all examples are one batch.
    """
    weights = check == "check_sample_weight_equivalence_on_dense_data"
    in_batches = estimator.batch_size < ALL_AT_ONCE
    return check != "check_array_api_input" and not (weights and in_batches)


CHECKS = [
    pytest.param(one, check, id=f"{number}-{check.func.__name__}")
    for number, estimator in enumerate(CHECKED)
    for one, check in estimator_checks_generator(estimator)
    if meant(estimator, check.func.__name__)
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
    model = PlaygroundRegressor((), regularization="none", random_state=0, **QUICK).fit(X, y)
    assert model.score(X, y) > 0.999
    np.testing.assert_allclose(model.network_.weights[0].ravel(), [1.0, -2.0, 0.5], atol=1e-3)


def test_the_loss_curve_is_that_of_the_network() -> None:
    X, y = make_moons(50, random_state=0)
    model = PlaygroundClassifier(random_state=3, dropout=0.2, **QUICK).fit(X, y)
    head = Head.of("classification", "cross_entropy", 2)
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
        ({"epochs": 0}, "epochs must be a whole number"),
        ({"epochs": 2.5}, "epochs must be a whole number"),
        ({"hidden_layers": (3.5,)}, "whole numbers of neurons"),
        ({"dropout": (0.1,)}, "one for each of the 2, not 1"),
        ({"learning_rate": np.nan}, "learning rate"),
        ({"regularization_rate": -1}, "regularization rate"),
        ({"hyperparameters": {"momentun": 0.5}}, "momentun"),
        ({"shuffle": "no"}, "True or False"),
        ({"early_stopping": True, "validation_fraction": 1.5}, "validation_fraction"),
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


def test_numbers_of_numpy_and_a_single_width_are_taken() -> None:
    X, y = make_moons(50, random_state=0)
    settings = {"epochs": np.int64(3), "batch_size": np.int32(5), "engine": "numpy"}
    rates = {"learning_rate": np.float32(0.1), "dropout": np.float64(0.1), "random_state": 0}
    one, other = (
        PlaygroundClassifier(width, **settings, **rates).fit(X, y)  # type: ignore[arg-type]
        for width in (np.int64(6), (6,))
    )
    assert one.network_.layer_sizes == (2, 6, 1)
    assert np.array_equal(one.network_.parameters, other.network_.parameters)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_the_weight_of_a_class_moves_the_border(loss: str, n_classes: int) -> None:
    rng = np.random.default_rng(0)
    y = rng.choice(n_classes, 300, p=[0.9, 0.1] if n_classes == 2 else [0.8, 0.1, 0.1])
    X = rng.normal(size=(300, 2)) + 0.7 * np.column_stack([y, y == 1])
    rare = y > 0
    plain, balanced = (
        PlaygroundClassifier(4, loss=loss, class_weight=given, random_state=0, **QUICK).fit(X, y)
        for given in (None, "balanced")
    )
    found, more = (float(np.mean(model.predict(X)[rare] > 0)) for model in (plain, balanced))
    assert more > found + 0.2
    weights = compute_sample_weight("balanced", y)
    same = PlaygroundClassifier(4, loss=loss, random_state=0, **QUICK).fit(X, y, weights)
    assert np.array_equal(same.network_.parameters, balanced.network_.parameters)


def test_only_the_ratios_of_weights_matter() -> None:
    X, y = make_moons(60, noise=0.2, random_state=0)
    weights = np.random.default_rng(0).integers(1, 9, 60)
    one, other = (
        PlaygroundClassifier(random_state=0, **QUICK).fit(X, y, sample_weight=given)
        for given in (weights, 0.125 * weights)
    )
    assert np.array_equal(one.network_.parameters, other.network_.parameters)


@pytest.mark.parametrize(
    ("weights", "words"),
    [([1.0] * 3, "inconsistent"), ([-1.0] * 60, "from 0 on"), ([np.nan] * 60, "from 0 on")],
)
def test_wrong_weights_are_refused_in_words(weights: list[float], words: str) -> None:
    X, y = make_moons(60, random_state=0)
    with pytest.raises(ValueError, match=words):
        PlaygroundClassifier(**QUICK).fit(X, y, sample_weight=weights)


def test_boosting_takes_the_networks() -> None:
    X, y = make_moons(200, noise=0.1, random_state=0)
    weak = PlaygroundClassifier(2, regularization="none", random_state=0, **QUICK)
    boosted = AdaBoostClassifier(weak, n_estimators=20, random_state=0).fit(X, y)
    assert boosted.score(X, y) > weak.fit(X, y).score(X, y) + 0.05


@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_parts_and_warm_starts_go_on_as_one_fit_does(optimizer: str) -> None:
    X, y = make_moons(50, random_state=0)
    settings = {"optimizer": optimizer, "learning_rate": 0.02, "engine": "numpy"}
    whole = PlaygroundClassifier(epochs=6, random_state=0, **settings).fit(X, y)
    parts = PlaygroundClassifier(random_state=0, **settings)
    for _ in range(6):
        parts.partial_fit(X, y, classes=[0, 1])
    warm = PlaygroundClassifier(epochs=3, warm_start=True, random_state=0, **settings)
    warm.fit(X, y)
    warm = pickle.loads(pickle.dumps(warm)).fit(X, y)
    for model in (parts, warm):
        assert np.array_equal(model.network_.parameters, whole.network_.parameters)
        assert model.loss_curve_ == whole.loss_curve_
        assert model.n_iter_ == 6


def test_parts_need_their_classes_and_a_warm_start_its_network() -> None:
    X, y = make_moons(50, random_state=0)
    with pytest.raises(ValueError, match="classes must be passed"):
        PlaygroundClassifier(**QUICK).partial_fit(X, y)
    part = PlaygroundClassifier(**QUICK).partial_fit(X[y == 0], y[y == 0], classes=[0, 1, 2])
    assert part.predict_proba(X).shape == (50, 3)
    with pytest.raises(ValueError, match="not in classes_"):
        part.partial_fit(X, y + 5)
    warm = PlaygroundClassifier(warm_start=True, **QUICK).fit(X, y)
    with pytest.raises(ValueError, match="knows the classes"):
        warm.fit(X, y + 5)
    with pytest.raises(ValueError, match="other layers"):
        warm.set_params(hidden_layers=(9,)).fit(X, y)


@pytest.mark.parametrize("kind", [PlaygroundClassifier, PlaygroundRegressor])
def test_early_stopping_keeps_the_network_that_did_best(kind: Any) -> None:
    X, y = make_moons(120, noise=0.35, random_state=0)
    model = kind(
        (8, 8), epochs=3000, early_stopping=True, validation_fraction=0.3, random_state=0,
        **{key: value for key, value in QUICK.items() if key != "epochs"},
    ).fit(X, y)  # fmt: skip
    scores = model.validation_scores_
    assert len(scores) == model.n_iter_ < 3000
    assert model.best_validation_score_ == max(scores) > max(scores[-10:]) - 1e-12
    assert scores.index(max(scores)) <= len(scores) - 10
    shorter = kind(
        (8, 8), epochs=scores.index(max(scores)) + 1, early_stopping=True, validation_fraction=0.3,
        n_iter_no_change=10_000, random_state=0, engine="numpy", learning_rate=0.1,
    ).fit(X, y)  # fmt: skip
    assert np.array_equal(shorter.network_.parameters, model.network_.parameters)


def nine_sets() -> dict[str, tuple[Any, Any]]:
    """Return the data sets that scikit-learn brings or draws, by name."""
    digits, numbers = load_digits(return_X_y=True)
    return {
        "iris": load_iris(return_X_y=True),
        "wine": load_wine(return_X_y=True),
        "cancer": load_breast_cancer(return_X_y=True),
        "digits": (digits[:900], numbers[:900]),
        "moons": make_moons(300, noise=0.25, random_state=0),
        "circles": make_circles(300, noise=0.15, factor=0.5, random_state=0),
        "diabetes": load_diabetes(return_X_y=True),
        "friedman": make_friedman1(400, noise=1.0, random_state=0),
        "linear": make_regression(300, 8, noise=20.0, random_state=0),
    }


@pytest.mark.parametrize("name", nine_sets())
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # of scikit-learn's
def test_defaults_do_as_well_as_scikit_learns_network(name: str) -> None:
    X, y = nine_sets()[name]
    folds: Any
    if name in ("diabetes", "friedman", "linear"):
        y = StandardScaler().fit_transform(y[:, None])[:, 0]
        kinds, folds = (PlaygroundRegressor, MLPRegressor), KFold
    else:
        kinds, folds = (PlaygroundClassifier, MLPClassifier), StratifiedKFold

    def score(kind: Any, seed: int) -> float:
        network = kind(random_state=seed)
        network.set_params(**{next(n for n in network.get_params() if "hidden" in n): (20,)})
        cv = folds(3, shuffle=True, random_state=seed)
        return cross_val_score(make_pipeline(StandardScaler(), network), X, y, cv=cv).mean()

    ours, theirs = (np.mean([score(kind, seed) for seed in range(3)]) for kind in kinds)
    assert ours > theirs - 0.005


def test_a_fit_has_one_engine_in_every_process() -> None:
    X, y = make_moons(50, random_state=0)
    model = PlaygroundClassifier(epochs=30, batch_size=1, random_state=0)
    here = [cross_val_score(model, X, y, cv=2, n_jobs=n_jobs) for n_jobs in (1, 2)]
    assert np.array_equal(*here)
    compiled = clone(model).set_params(engine="compiled").fit(X, y)
    assert np.array_equal(model.fit(X, y).network_.parameters, compiled.network_.parameters)


def test_one_class_is_not_enough() -> None:
    with pytest.raises(ValueError, match="two classes"):
        PlaygroundClassifier().fit([[0.0], [1.0]], [1, 1])
