"""Exported scripts are executed, and must do what the playground does."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data.columns import Choice, use
from playground.data.generators import DATASETS
from playground.data.reading import read_table
from playground.experiment import Experiment
from playground.experiment.sources import Source
from playground.export.code import TARGETS, write_code
from playground.export.code.definitions import Definitions, NotPlainError, without_annotations
from playground.export.code.to_torch import to_torch
from playground.nn import (
    ACTIVATIONS,
    BIAS_INITIALIZERS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)

# What each target may import, and nothing else: the scripts stand alone.
STANDARD = {"functools", "itertools", "math", "warnings"}
ALLOWED = {
    "numpy": {*STANDARD, "numpy", "cma"},
    "sklearn": {*STANDARD, "numpy", "cma", "sklearn"},
    "torch": {*STANDARD, "numpy", "torch"},
}
# PyTorch is not among the playground's needs; where it is, its scripts are executed too.
EXECUTED = [name for name in TARGETS if name != "torch" or importlib.util.find_spec("torch")]
EPOCHS = 4

# One experiment for each entry of the registries, and some that combine what is rare.
SETTINGS: list[dict[str, Any]] = [
    *({"activation": name} for name in ACTIVATIONS),
    *({"optimizer": name, "learning_rate": 0.01} for name in OPTIMIZERS),
    *({"schedule": name} for name in SCHEDULES),
    *({"regularization": name, "regularization_rate": 0.01} for name in REGULARIZERS),
    *({"initializer": name} for name in INITIALIZERS),
    *({"bias_initializer": name, "train_share": 30} for name in BIAS_INITIALIZERS),
    *({"dataset": name, "noise": 20} for name in DATASETS),
    *({"dataset": "circle", "loss": name} for name in LOSSES),
    *({"dataset": "blobs", "n_classes": 4, "loss": name} for name in LOSSES),
    *({"problem": "regression", "loss": name} for name in LOSSES if name != "cross_entropy"),
    {"features": ["x2", "sin_x1", "bump", "x1 / x2", "max(x1, 2)", "3"]},
    {"features": ["x1", "(-2)^(2 * sign(x2))"]},
    {"features": ["x1", "x1_cubed"], "standardise": True},
    {"hidden_layers": [], "loss": "cross_entropy"},
    {"hidden_layers": [5, 4, 3], "layer_activations": ["relu", "sine"], "dropout": [0.3, 0, 0.1]},
    {"clip_norm": 0.05, "shuffle": False, "batch_size": 7},
    {"dataset": "blobs", "loss": "cross_entropy", "label_smoothing": 0.2},
    {"optimizer": "genetic", "label_smoothing": 0.2},
    {"optimizer": "genetic", "dropout": [0.5], "clip_norm": 1, "problem": "regression"},
    *(
        {"optimizer": "genetic", "regularization": name, "regularization_rate": 0.01}
        for name in REGULARIZERS
    ),
    {"batch_size": 1000, "momentum": 0.5, "optimizer": "momentum"},
    # what scikit-learn's own network can do
    {"problem": "regression", "learning_rate": 0.01, "features": ["x1", "sin_x2"]},
    {"problem": "regression", "learning_rate": 0.01, "hidden_layers": []},
    {
        "loss": "cross_entropy",
        "optimizer": "nesterov",
        "activation": "relu",
        "learning_rate": 0.01,
        "regularization": "L2",
        "regularization_rate": 0.05,
        "batch_size": 7,
    },
    {"dataset": "blobs", "loss": "cross_entropy", "activation": "sigmoid", "optimizer": "momentum"},
    {"loss": "cross_entropy", "batch_size": 1000, "initializer": "zero"},
]
POINTS = np.random.default_rng(1).uniform(-6, 6, (80, 2))


def trained(**settings: Any) -> Experiment:
    run = Experiment(engine="numpy", **{"seed": 5, **settings})
    run.train(EPOCHS)
    return run


def executed(script: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "exported"}
    exec(compile(script, "exported.py", "exec"), names)
    return names


def imported(script: str) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(script)):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            modules.add(str(node.module).partition(".")[0])
    return modules


def private_names(script: str) -> set[str]:
    """Return what a script uses of others, by attribute or import, that is not public."""
    names = [node.attr for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Attribute)]
    for node in ast.walk(ast.parse(script)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names += [part for alias in node.names for part in alias.name.split(".")]
            names += str(getattr(node, "module", "")).split(".")
    return {name for name in names if name.startswith("_")}


def must_stand_alone(script: str, target: str) -> None:
    assert imported(script) <= ALLOWED[target]
    assert private_names(script) <= {"__init__"}
    tree = ast.parse(script)
    defined = [one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
    assert len(defined) == len(set(defined))
    assert script.endswith("\n")
    assert max(map(len, script.splitlines())) < 200


def must_agree(run: Experiment, target: str) -> None:
    script, remarks = write_code(run, target)
    words = " ".join(script.split())
    for remark in remarks:
        assert " ".join(remark.split()) in words
    names = executed(script)
    np.testing.assert_allclose(
        names["predict"](POINTS), run.network.predict(POINTS), rtol=0, atol=1e-12
    )
    if "train" not in names:
        assert any("does not train" in remark for remark in remarks)
        return
    losses = np.array(list(names["train"](run.epoch)))
    np.testing.assert_allclose(losses[:, 0], run.history.train_loss, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(losses[:, 1], run.history.test_loss, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_script_answers_and_learns_as_the_playground_does(settings: dict[str, Any]) -> None:
    run = trained(**settings)
    for target in TARGETS:
        must_stand_alone(write_code(run, target)[0], target)
    for target in EXECUTED:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            must_agree(run, target)


@pytest.mark.parametrize("target", TARGETS)
def test_own_points_are_carried_along(target: str) -> None:
    rng = np.random.default_rng(3)
    own = Source(rng.uniform(-5, 5, (40, 2)), np.arange(40.0) % 3, "classification", 3, ("a",) * 3)
    run = trained(loss="cross_entropy")
    run.use_points(own)
    run.reset()
    run.train(3)
    script, _ = write_code(run, target)
    assert "TABLE" in script
    if target in EXECUTED:
        must_agree(run, target)


@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_points_of_a_file_are_carried_along(problem: str) -> None:
    rows = [f"{i},{i * i % 17},{3.7 * i % 11:.3f},{i % 3}\n" for i in range(50)]
    table = read_table(("a,b,c,kind\n" + "".join(rows)).encode())
    label = {"classification": "kind", "regression": "c"}[problem]
    axes = ("a", "b", "c") if problem == "classification" else ("a", "b")  # three are projected
    run = trained(optimizer="adam", learning_rate=0.01, dropout=[0.2])
    run.use_points(Source.of_table(use(table, Choice(axes, label, problem))))
    run.reset()
    run.train(3)
    for target in EXECUTED:
        must_agree(run, target)


@pytest.mark.parametrize("name", ["iris", "ising"])
def test_data_files_that_ship_are_carried_along(name: str) -> None:
    for target in EXECUTED:
        must_agree(trained(dataset=name), target)


def test_a_script_runs_by_itself(tmp_path: Path) -> None:
    run = trained()
    script, _ = write_code(run, "numpy")
    (tmp_path / "network.py").write_text(script, "utf-8")
    # -I: neither the present folder nor the playground's is where Python looks for modules
    ended = subprocess.run(
        [sys.executable, "-I", "network.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    last = ended.stdout.splitlines()[-1].split()
    assert last[:2] == ["epoch", str(EPOCHS)]
    assert float(last[4]) == pytest.approx(run.history.train_loss[-1], abs=1e-6)
    assert float(last[7]) == pytest.approx(run.history.test_loss[-1], abs=1e-6)


def test_the_scikit_learn_model_is_one() -> None:
    from sklearn.base import clone, is_classifier

    names = executed(write_code(trained(), "sklearn")[0])
    points, labels, test_points, test_labels = names["load_data"]()
    model = clone(names["make_model"](epochs=150)).fit(points, labels)
    assert is_classifier(model)
    assert model.score(test_points, test_labels) > 0.9


def test_the_accuracy_is_the_playgrounds() -> None:
    run = trained(dataset="blobs", loss="cross_entropy")
    names = executed(write_code(run, "numpy")[0])
    assert names["accuracy"](*names["load_data"]()[2:]) == run.measured().test_accuracy


def test_weights_set_by_hand_are_exported() -> None:
    run = trained()
    run.set_weight(0, 1, 2, 1 / 3)
    for target in EXECUTED:
        names = executed(write_code(run, target)[0])
        assert np.allclose(names["predict"](POINTS), run.network.predict(POINTS), atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"layer_activations": ["relu"]}, ["different activations in different layers"]),
        ({"activation": "sine", "loss": "cross_entropy"}, ["the activation Sine"]),
        ({"label_smoothing": 0.1, "loss": "cross_entropy"}, ["label smoothing"]),
        ({"dropout": [0.5], "clip_norm": 1.0}, ["squared error", "dropout", "clipping"]),
        (
            {"optimizer": "adam", "schedule": "cosine"},
            ["Adam by the playground's formula", "Cosine"],
        ),
        ({"problem": "regression"}, []),
    ],
)
def test_what_scikit_learn_cannot_express_is_said(
    settings: dict[str, Any], words: list[str]
) -> None:
    _, remarks = write_code(Experiment(engine="numpy", **settings), "sklearn")
    assert bool(remarks) == bool(words)
    for word in words:
        assert word in remarks[0]


def test_hostile_names_stay_words() -> None:
    hostile = '"""\nimport os\n\\'
    own = Source(np.eye(2), np.array([-1.0, 1.0]), "classification", 2, (hostile, hostile))
    run = Experiment(engine="numpy")
    run.use_points(own)
    for target in TARGETS:
        assert imported(write_code(run, target)[0]) <= ALLOWED[target]


def _needs_a_class(x: float) -> Any:
    return Source


def test_a_definition_that_cannot_stand_alone_is_refused() -> None:
    with pytest.raises(NotPlainError):
        Definitions().add(_needs_a_class)
    with pytest.raises(NotPlainError):
        Definitions().add(np.tanh)


def test_a_package_that_is_needed_besides_is_named() -> None:
    run = Experiment(optimizer="cma_es", engine="numpy")
    assert write_code(run, "numpy")[1] == ["It also needs the package cma: pip install cma."]


def test_comments_and_layout_stay() -> None:
    source = """class Café:
    def é(self, x: dict[str, int], *more: str, y: float = 1.0) -> tuple[
        int, ...
    ]:  # so
        ü: list[int] = []
        return x, ü
"""
    expected = """class Café:
    def é(self, x, *more, y=1.0):  # so
        ü = []
        return x, ü"""
    assert without_annotations(source) == expected


def test_numpy_becomes_torch() -> None:
    assert to_torch("np.minimum(np.maximum(z, -1.0), b)") == (
        "torch.minimum(torch.clamp(z, min=-1.0), b)"
    )
