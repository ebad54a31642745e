"""The script of a search runs, and scikit-learn's own loop gives the scores of the search."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from joblib import parallel_config

from playground.experiment.settings import Settings
from playground.export.search import SEARCH_FORMATS, search_script
from playground.export.search.table import search_csv
from playground.labs.search import Range, best, open_test, plan, search, summary
from playground.nn import warm

CIRCLE, _ = Settings().replaced(dataset="circle", noise=20, seed=6, stop_epochs=20, start=1)
SINE, _ = CIRCLE.replaced(optimizer="momentum", momentum_momentum=0.7)
VALUES, _ = Settings().replaced(problem="regression", reg_dataset="reg-gauss", stop_epochs=20)

SEARCHES = {
    "grid": (CIRCLE, {"layers": [1, 2], "width": [2, 4], "learning_rate": [0.01, 0.1]}, {}),
    "features": (
        CIRCLE,
        {"features": [("x1",), ("x2", "x1*x2 + 1")], "standardise": [True, False]},
        {"folds": 2},
    ),
    "own numbers": (
        SINE, {"optimizer": ["adam", "momentum"], "adam_beta1": [0.8, 0.9], "dropout": [0, 0.2]},
        {},
    ),
    "several starts": (CIRCLE, {"activation": ["tanh", "relu"]}, {"seeds": 3, "folds": 2}),
    "random": (CIRCLE, {"learning_rate": Range(0.001, 1, log=True)},
               {"method": "random", "draws": 6}),
    "halving": (CIRCLE, {"width": [1, 2, 3, 4, 5, 6], "batch_size": [5, 10]},
                {"method": "halving"}),
    "models": (
        CIRCLE,
        {"model": ["network", "svm", "tree", "linear"], "svm.C": [0.1, 10], "width": [2, 3],
         "tree.max_depth": [2, 4]},
        {},
    ),
    "values": (VALUES, {"model": ["linear", "network", "forest"], "linear.C": [0.1, 1],
                        "regularization": ["none", "L2"], "regularization_rate": [0.01],
                        "forest.n_estimators": [5]}, {}),
    "random models": (
        CIRCLE, {"model": ["network", "tree"], "learning_rate": Range(0.01, 1),
                 "tree.max_depth": [1, 2, 3, 4]}, {"method": "random", "draws": 7, "folds": 2},
    ),
    "halving models": (
        CIRCLE, {"model": ["network", "tree"], "width": [2, 4, 6], "tree.max_depth": [1, 3, 5]},
        {"method": "halving", "folds": 2},
    ),
    "one combination": (CIRCLE, {"schedule": ["exponential"], "exponential_decay": [0.9]}, {}),
}  # fmt: skip


def executed(made) -> dict:
    names = {"__name__": "searched"}
    exec(compile(search_script(made), "search.py", "exec"), names)
    return names


@pytest.mark.parametrize("name", SEARCHES)
def test_scikit_learn_gives_the_same_scores(name):
    warm().join()
    learner, grid, how = SEARCHES[name]
    found = search(learner, grid, **how)
    table = summary(found.table)
    last = table["rung"] == table["rung"].max()
    ours = table[last & (table.index == table["same_as"])]["score"]
    names = executed(found.plan)
    with parallel_config(backend="threading", n_jobs=1):
        theirs = names["run"]()
    np.testing.assert_allclose(sorted(ours), sorted(names["means"](theirs)), rtol=0, atol=1e-12)
    if found.plan.seeds == 1:
        winner = best(found.table)
        assert theirs.cv_results_["mean_test_score"].max() == pytest.approx(table["score"][winner])
        if (ours == ours.max()).sum() == 1:
            told = open_test(found.search)
            assert names["open_test"](theirs) == pytest.approx(told.test_score, abs=1e-12)


def test_a_grid_stays_a_grid():
    learner, grid, _ = SEARCHES["grid"]
    script = search_script(plan(learner, grid))
    assert "'model__hidden_layers': [(2,), (4,), (2, 2), (4, 4)]," in script
    assert "'model__learning_rate': [0.01, 0.1]," in script
    assert "PlaygroundClassifier(" in script
    assert script.count("GridSearchCV(") == 1


def test_it_runs_by_itself_and_prints_the_table(tmp_path):
    learner, grid, _ = SEARCHES["grid"]
    file = tmp_path / "search.py"
    file.write_text(search_script(plan(learner, grid)), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, file], capture_output=True, text=True, check=True, timeout=300
    )
    assert told.stdout.count("model__learning_rate") == 8


def test_labels_dealt_out_at_random_go_along():
    found = search(CIRCLE, {"width": [2, 4]}, shuffled=True)
    script = search_script(found.plan)
    assert "dealt out at random" in script
    theirs = executed(found.plan)["run"]()
    ours = summary(found.table)["score"]
    np.testing.assert_allclose(sorted(ours), sorted(theirs.cv_results_["mean_test_score"]))


def test_the_table_has_a_row_for_every_fit():
    found = search(CIRCLE, {"width": [1, 2]})
    list(found)
    lines = search_csv(found.search).splitlines()
    assert len(lines) == 1 + 6
    assert [one.file_name for one in SEARCH_FORMATS.values()][:2] == ["search.py", "search.csv"]
    assert SEARCH_FORMATS["script"].write(found.search, "matters") == search_script(found.plan)
