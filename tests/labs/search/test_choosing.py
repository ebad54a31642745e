"""The honest end: boundaries, the test data opened once, luck, methods on one budget."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import r2_score

from playground.data.drawing import PLANE
from playground.estimators import PlaygroundClassifier
from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.labs.search import (
    MODELS,
    Range,
    Search,
    SearchError,
    best,
    boundary,
    compare_methods,
    link_of,
    open_test,
    plan,
    planes,
    search,
    summary,
)

CIRCLE, _ = Settings().replaced(dataset="circle", noise=20, seed=4)


def test_a_boundary_is_that_of_the_network_which_its_link_opens():
    made = plan(CIRCLE, {"width": [3, 6], "optimizer": ["adam"], "standardise": [True]})
    found = boundary(made, 1, cells=12)
    run = Experiment.from_link(link_of(made, 1), engine="compiled")
    assert run.notices == []
    assert run.settings.hidden_layers == (6, 6)
    run.train(run.settings.stop_epochs)
    middles = (np.arange(12) + 0.5) / 12 * 2 * PLANE - PLANE
    points = np.array([(x, y) for y in middles[::-1] for x in middles])
    np.testing.assert_allclose(found.values.ravel(), run.network.predict(points), atol=1e-9)
    assert found.train_score == pytest.approx(run.snapshot().measured.train_accuracy)
    assert (found.epochs, found.weights) == (60, run.network.parameters.size)
    assert found.link == link_of(made, 1)


def test_six_models_side_by_side():
    found = list(planes(CIRCLE, cells=10))
    assert [one.title for one in found] == [one.label for one in list(MODELS.values())[:6]]
    for one in found:
        assert one.values.shape == (10, 10)
        assert np.abs(one.values).max() <= 1.0
        assert 0.5 < one.cv_score <= 1.0
        assert 0.5 < one.train_score <= 1.0
        assert one.seconds > 0
        # The middle of the circle is of one class, the corners of the other.
        assert one.values[5, 5] * one.values[0, 0] < 0 or one.title == "Decision tree"
    assert [bool(one.link) for one in found] == [True] + [False] * 5


@pytest.mark.parametrize(
    ("changes", "shape"),
    [
        ({"dataset": "many_rings", "n_classes": 3}, (6, 6, 3)),
        ({"problem": "regression"}, (6, 6)),
    ],
)
def test_boundaries_of_several_classes_and_of_values(changes, shape):
    learner, notices = Settings().replaced(**changes)
    assert notices == []
    for one in planes(learner, models=tuple(MODELS), cells=6):
        assert one.values.shape == shape
        if len(shape) == 3:
            np.testing.assert_allclose(one.values.sum(axis=2), 1.0)


def test_a_model_that_cannot_be_trained_says_why():
    made = plan(CIRCLE, {"model": ["neighbours"], "neighbours.n_neighbors": [400]})
    with pytest.raises(SearchError, match="n_neighbors"):
        boundary(made, 0).values.sum()


def test_the_test_data_are_opened_for_the_winner():
    found = search(CIRCLE, {"width": [1, 4], "optimizer": ["sgd", "adam"]})
    table = found.table
    told = open_test(found.search)
    winner = best(table)
    assert told.combination == winner
    assert told.cv_score == summary(table)["score"].max()
    data = found.plan.points.data
    values = found.plan.combinations[winner].values
    model = PlaygroundClassifier(
        (values["width"],) * 2, optimizer=values["optimizer"], epochs=60, loss="squared_error",
        regularization="none", regularization_rate=0.0, initializer="uniform", random_state=4,
    ).fit(data.train.points, data.train.labels)  # fmt: skip
    assert told.test_score == model.score(data.test.points, data.test.labels)
    assert told.optimism == told.cv_score - told.test_score
    assert told.error == pytest.approx(np.sqrt(told.test_score * (1 - told.test_score) / 250))
    apart = f"{100 * told.optimism:+.1f} points".replace("-", "\N{MINUS SIGN}")
    assert f"Optimism: {apart}." in told.words
    assert f"promised {100 * told.cv_score:.1f} %" in told.words
    assert open_test(found.search) == told


def test_of_a_regression_too():
    learner, _ = Settings().replaced(problem="regression", reg_dataset="reg-gauss")
    found = search(learner, {"model": ["tree"], "tree.max_depth": [2, 6]})
    winner = best(found.table)
    told = open_test(found.search)
    data = found.plan.points.data
    model = found.plan.estimator(winner).fit(data.train.points, data.train.labels)
    expected = r2_score(data.test.labels, model.predict(data.test.points))
    assert told.test_score == pytest.approx(expected)
    assert "R²" in told.words


def test_without_a_score_there_is_nothing_to_open():
    with pytest.raises(SearchError, match="no winner"):
        open_test(Search(plan(CIRCLE, {"width": [1, 2]})))


def test_shuffled_labels_show_the_winners_curse():
    """The best by cross-validation looks better than chance; with the test data it does not.

    With 24 combinations of 250 shuffled points the winner promises more than a half in nearly every
    search, while the test of it lies around a half; over ten searches the difference is plain.
    """
    promised, kept = [], []
    for seed in range(10):
        learner, _ = CIRCLE.replaced(seed=seed)
        grid = {"width": [4, 8], "learning_rate": [0.01, 0.03, 0.1], "activation": ["tanh", "relu"],
                "optimizer": ["sgd", "adam"]}  # fmt: skip
        found = search(learner, grid, shuffled=True)
        list(found)
        told = open_test(found.search)
        promised.append(told.cv_score)
        kept.append(told.test_score)
        assert "winner’s curse" in told.words
    assert np.mean(promised) > 0.53
    assert np.mean(kept) == pytest.approx(0.5, abs=0.04)
    assert np.mean(promised) - np.mean(kept) > 0.02


def test_shuffling_the_labels_leaves_points_and_classes_as_many_as_they_are():
    plain, mixed = (plan(CIRCLE, {"width": [1, 2]}, shuffled=one).points.data for one in (0, 1))
    np.testing.assert_array_equal(plain.train.points, mixed.train.points)
    counts = [
        sorted(np.concatenate([data.train.labels, data.test.labels])) for data in (plain, mixed)
    ]
    assert counts[0] == counts[1]
    assert not np.array_equal(plain.train.labels, mixed.train.labels)
    assert link_of(plan(CIRCLE, {"width": [1, 2]}, shuffled=True), 0) == ""


def test_methods_have_the_same_budget():
    learner, _ = CIRCLE.replaced(stop_epochs=54)
    grid = {"width": [1, 2, 4, 8], "learning_rate": Range(0.003, 0.3, 5, log=True)}
    made = compare_methods(learner, grid)
    budget = made["halving"].epochs
    for one in made.values():
        assert 0.5 * budget < one.epochs <= budget
    assert len(made["halving"].runs) == 20
    assert set(made["grid"].grid["width"]) <= {1, 2, 4, 8}
    with pytest.raises(SearchError, match="only networks"):
        compare_methods(learner, {"model": ["network", "tree"], "tree.max_depth": [1, 2]})
