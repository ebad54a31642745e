"""What a search will do, and what it refuses in words."""

from __future__ import annotations

import pytest

from playground.experiment.settings import SETTINGS, Settings
from playground.labs.search import MODELS, Range, SearchError, plan, tunables
from playground.labs.search.network import TUNABLES

LEARNER = Settings()


@pytest.mark.parametrize(
    ("grid", "more", "words"),
    [
        ({}, {}, "Nothing is ticked"),
        ({"model": []}, {}, "No model is chosen"),
        ({"model": ["oracle"]}, {}, "no model \"oracle\""),
        ({"wdith": [1]}, {}, "no setting \"wdith\""),
        ({"svm.D": [1]}, {"model": ["svm"]}, "no setting \"svm.D\""),
        ({"tree.max_depth": [1]}, {}, "belongs to Decision tree"),
        ({"width": []}, {}, "Width has no values"),
        ({"width": 4}, {}, "give a list of values"),
        ({"activation": ["cube"]}, {}, "\"cube\" is not one of"),
        ({"activation": Range(0, 1)}, {}, "has no range"),
        ({"learning_rate": Range(1, 0.1)}, {}, "the range has no values"),
        ({"learning_rate": Range(0, 1, log=True)}, {}, "must begin above 0"),
        ({"width": Range(100, 200)}, {}, "must lie between 1 and 64"),
        ({"width": [1], "hidden_layers": [(2,)]}, {}, "not both"),
        ({"width": range(1, 65), "learning_rate": Range(0.1, 1, 100)}, {}, "6,400 combinations"),
        ({"width": [1]}, {"method": "guess"}, "no method \"guess\""),
        ({"width": [1]}, {"folds": 1}, "2 to 20 folds"),
        ({"width": [1]}, {"seeds": 0}, "1 to 20 starts"),
        ({"epochs": [10, 20]}, {"method": "halving"}, "Halving chooses the epochs itself"),
        ({"width": [1]}, {"method": "random", "draws": 0}, "draws 1 to 5000"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_a_sentence(grid, more, words):
    models = {"model": more.pop("model")} if "model" in more else {}
    with pytest.raises(SearchError, match=words) as told:
        plan(LEARNER, {**grid, **models}, **more)
    assert str(told.value)[-1] in ".?"


def test_too_many_combinations_are_refused_with_their_number_and_what_to_leave_out():
    with pytest.raises(SearchError) as told:
        plan(LEARNER, {"width": range(1, 65), "learning_rate": Range(0.1, 1, 100)})
    assert "6,400 combinations; 5,000 are the most" in str(told.value)
    assert "Learning rate has 100, and without it there would be about 64" in str(told.value)


def test_a_class_that_would_be_missing_in_a_fold_is_named():
    few, _ = LEARNER.replaced(dataset="gauss", train_share=1)
    with pytest.raises(SearchError, match="training points"):
        plan(few, {"width": [1, 2]}, folds=20)
    few, _ = LEARNER.replaced(dataset="circle", train_share=4, seed=1)
    with pytest.raises(SearchError, match=r'Class "\w+" has only \d of the 20 training points'):
        plan(few, {"width": [1, 2]}, folds=10)


def test_one_combination_is_made_and_remarked_on():
    made = plan(LEARNER, {"width": [3]})
    assert made.n_combinations == 1
    assert made.varied == ()
    assert made.remarks == ("There is one combination only: nothing can be compared.",)


def test_values_are_put_right_and_it_is_said():
    made = plan(LEARNER, {"width": [4, 4, 400], "dropout": [0.95]})
    assert made.grid["width"] == (4, 64)
    assert any("above the greatest value 64" in one for one in made.remarks)
    assert any("tried once" in one for one in made.remarks)


def test_what_can_be_tried_follows_from_the_declarations():
    """Every setting of network and training, with the bounds of its declaration."""
    names = set(TUNABLES) - {"layers", "width", "epochs"}
    assert names < set(SETTINGS)
    assert {
        "hidden_layers", "activation", "optimizer", "learning_rate", "batch_size",
        "regularization", "regularization_rate", "dropout", "initializer", "features",
        "adam_beta1", "schedule", "loss", "label_smoothing", "clip_norm",
    } <= names  # fmt: skip
    assert not names & {"seed", "start", "noise", "dataset", "speed", "frozen", "switched_off"}
    for name in names - {"dropout"}:
        assert TUNABLES[name].kind == SETTINGS[name].kind


@pytest.mark.parametrize("one", [one for model in MODELS for one in tunables([model])])
def test_what_is_offered_can_be_tried(one):
    values, remarks = one.taken(one.menu)
    assert values
    assert remarks == []
    assert one.default(LEARNER) in one.taken([one.default(LEARNER)])[0]
    assert all(isinstance(one.said(value), str) for value in values)
    hash(values)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_every_model_is_made_for_both_problems(name, problem):
    learner, _ = LEARNER.replaced(problem=problem)
    one = tunables([name])[0]
    made = plan(learner, {"model": [name], one.name: one.menu})
    assert hasattr(made.estimator(0), "fit")


def test_an_unticked_setting_is_that_of_the_learner():
    learner, _ = LEARNER.replaced(hidden_layers=(5, 5, 5), optimizer="adam", stop_epochs=7)
    made = plan(learner, {"learning_rate": [0.1, 0.2]})
    tried = made.settings_of(1)
    assert (tried.hidden_layers, tried.optimizer, tried.stop_epochs) == ((5, 5, 5), "adam", 7)
    made = plan(learner, {"layers": [1, 2]})
    assert [made.settings_of(n).hidden_layers for n in (0, 1)] == [(5,), (5, 5)]


def test_random_draws_from_lists_come_once():
    made = plan(LEARNER, {"width": [1, 2, 3]}, method="random", draws=60)
    assert made.n_fits == 9
    assert any("only 3 combinations" in one for one in made.remarks)
    made = plan(LEARNER, {"width": range(1, 60)}, method="random", draws=20)
    assert len({one.values["width"] for one in made.combinations}) == 20


def test_ranges():
    grid = {"learning_rate": Range(0.001, 1, 4, log=True), "width": Range(2, 8, 3)}
    made = plan(LEARNER, grid)
    assert {one.values["width"] for one in made.combinations} == {2, 5, 8}
    rates = {one.values["learning_rate"] for one in made.combinations}
    assert rates == {0.001, 0.01, 0.1, 1.0}
    made = plan(LEARNER, grid, method="random", draws=300)
    widths = [one.values["width"] for one in made.combinations]
    assert set(widths) == set(range(2, 9))
    assert all(0.001 <= one.values["learning_rate"] <= 1 for one in made.combinations)
