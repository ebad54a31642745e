"""A race carried elsewhere: the script goes the same paths, the table and the picture hold them."""

from __future__ import annotations

import ast
import io
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from playground.experiment import Experiment
from playground.experiment.trained import write_trained_link
from playground.export.race import (
    MAP_FORMATS,
    RACE_FORMATS,
    RUN_FORMATS,
    race_csv,
    race_picture,
    race_script,
)
from playground.labs.optimizers import WALKERS, landscape
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.own import moving_slice
from playground.labs.optimizers.settings import TERRAINS, LabSettings
from playground.labs.optimizers.shadows import told, train_runs
from playground.runs.jobs import Job
from playground.settings.links import write_link


def race_of(**changes):
    settings, notices = LabSettings().replaced(**changes)
    assert notices == []
    return settings


RACES = [
    race_of(surface="beale", rules=list(WALKERS), steps=60),
    *(race_of(surface=one, rules=["sgd", "adam", "newton_absolute"], steps=40) for one in TERRAINS),
    race_of(surface="line", rules=["momentum", "adagrad"], steps=50, batch=5, noise=0.1, seed=3),
    race_of(surface="entropy", rules=["sgd", "cma_es"], steps=30, schedule="cosine", clip=0.05),
    race_of(
        surface="typed", formula="min(x^2, 3) + abs(y)*exp(-x/9) + sqrt(y + 6)", start=[1, 2],
        rules=["rmsprop", "nesterov", "genetic"], steps=30, schedule="exponential",
        exponential_decay=0.1,
    ),
    race_of(surface="typed", formula="x^2", rules=["sgd"], sgd_rate=1.1, steps=500),
    race_of(surface="bowl", rules=[]),
]  # fmt: skip


@pytest.mark.parametrize("settings", RACES, ids=[write_link(one)[-60:] for one in RACES])
def test_the_script_goes_the_same_paths_and_needs_numpy_only(settings):
    script = race_script(settings)
    imported = {
        name.name.split(".")[0] if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    needed = {"numpy", "cma"} if "cma_es" in settings.rules else {"numpy"}
    assert imported - set(sys.stdlib_module_names) == needed
    assert f"- needs {', '.join(sorted(needed, reverse=True))}\n" in script
    names = {"__name__": "race"}
    exec(compile(script, "race.py", "exec"), names)
    paths = names["paths"]()
    race = settings.race(settings.rules)
    assert list(paths) == [path.entry.optimizer for path in race]
    for path in race:
        found = paths[path.entry.optimizer]()
        np.testing.assert_allclose(found, path.points, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(names["value"](found), path.values, rtol=1e-12, atol=1e-12)


SLICES = {
    "two weights": (Experiment(dataset="xor", hidden_layers=[3, 2], seed=2), (0, 7)),
    "directions": (Experiment(dataset="spiral", hidden_layers=[4], activation="relu"), None),
    "regression": (Experiment(dataset="reg-gauss", hidden_layers=[2], loss="huber"), None),
    "classes": (Experiment(dataset="blobs", n_classes=4, hidden_layers=[3], seed=3), (0, 1)),
    "no hidden layer": (Experiment(dataset="gauss", hidden_layers=[], standardise=True), (0, 2)),
}


@pytest.mark.parametrize("kind", SLICES)
def test_a_race_over_a_network_is_carried_elsewhere_too(kind):
    run, weights = SLICES[kind]
    plane = landscape(run, weights)
    settings = race_of(rules=["sgd", "adam", "nesterov", "genetic"], steps=15, seed=5)
    settings, _ = settings.replaced(surface="line", batch=5, noise=0.01, over="network")
    names = {"__name__": "race"}
    exec(compile(race_script(settings, plane), "race.py", "exec"), names)
    paths = names["paths"]()
    race = settings.race(settings.rules, terrain=plane)
    table = pd.read_csv(io.StringIO(race_csv(settings, plane)))
    texts = race_picture(settings, plane).svg()
    start = np.array([plane.start])
    np.testing.assert_allclose(names["hessian"](start), plane.hessian(start), rtol=1e-6, atol=1e-8)
    for path in race:
        found = paths[path.entry.optimizer]()
        np.testing.assert_allclose(found, path.points, rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(names["value"](found), path.values, rtol=1e-8, atol=1e-8)
        rows = table[table["rule"] == path.entry.optimizer]
        np.testing.assert_allclose(rows[list(plane.axes)].to_numpy(), path.points)
        assert f"{WALKERS[path.entry.optimizer].label}: " in texts


def test_runs_are_a_table_with_their_true_losses():
    seen = []
    settings = Experiment(dataset="gauss", hidden_layers=[2]).settings
    job = Job(train_runs(settings, [Entry("sgd"), Entry("adam")], 10, seen.append))
    while job.advance(0.01) is not None:
        pass
    runs = [told(one) for one in seen]
    table = pd.read_csv(io.StringIO(RUN_FORMATS["csv"].write(runs)))
    for run in runs:
        rows = table[table["rule"] == run.optimizer]
        np.testing.assert_allclose(rows["loss"], run.shadow.true)
        np.testing.assert_allclose(rows["loss_on_plane"], run.shadow.on_plane)
        assert rows["epoch"].tolist() == run.epochs
    for one in RUN_FORMATS.values():
        assert one.write(runs)
    words = " ".join(ET.fromstring(RUN_FORMATS["svg"].write(runs)).itertext())
    for run, label in zip(runs, ("SGD", "Adam"), strict=True):
        assert f"{label}, rate {run.learning_rate:g}" in words
        assert f"Epoch 10: loss {run.shadow.true[-1]:.3g}" in words


def test_a_network_that_trains_is_carried_elsewhere_with_its_link():
    run = Experiment(dataset="xor", hidden_layers=[3], seed=2)
    run.train(4)
    axes = "x₁ → 1.1", "bias of output"
    plane = moving_slice(run.snapshot(), (0, 12), axes, 2.0)
    settings, link = race_of(rules=["sgd"], steps=3, over="network"), write_trained_link(run)
    files = {name: one.write(settings, plane, link) for name, one in MAP_FORMATS.items()}
    names = {"__name__": "race"}
    exec(compile(files["numpy"], "slice.py", "exec"), names)
    loss = run.measured().train_loss
    assert names["value"](np.array([plane.start]))[0] == pytest.approx(loss, rel=1e-12)
    again = Experiment.from_link(f"#{files['numpy'].split('- link #')[1].splitlines()[0]}")
    np.testing.assert_allclose(again.network.parameters, run.network.parameters, rtol=1e-6)
    table = pd.read_csv(io.StringIO(files["csv"]))
    rows = table.sample(20, random_state=1)
    np.testing.assert_allclose(plane.value(rows[list(axes)].to_numpy()), rows["loss"])
    assert "Your network at epoch 4" in files["svg"]


def test_the_table_has_every_step():
    settings = race_of(surface="canyon", rules=["sgd", "newton", "genetic"], steps=12)
    table = pd.read_csv(io.StringIO(race_csv(settings)))
    for path in settings.race(settings.rules):
        rows = table[table["rule"] == path.entry.optimizer]
        np.testing.assert_allclose(rows[["x", "y"]].to_numpy(), path.points)
        np.testing.assert_allclose(rows["evaluations"], path.cost)
        np.testing.assert_allclose(rows["value"], path.values)
    assert race_csv(race_of(rules=[])).splitlines() == ["rule,step,evaluations,x,y,value"]


@pytest.mark.parametrize(
    "settings",
    [
        race_of(surface="himmelblau", rules=list(WALKERS), steps=20),
        race_of(surface="typed", formula="log(x)", rules=["sgd"]),
        race_of(surface="typed", formula="x^2 + y^2", rules=["sgd"], sgd_rate=1.2, steps=90),
        race_of(rules=[]),
    ],
    ids=["all", "no value", "diverged", "nobody"],
)
def test_the_picture_has_every_path_and_verdict(settings):
    root = ET.fromstring(race_picture(settings).svg())
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    for name in settings.rules:
        assert any(text.startswith(f"{WALKERS[name].label}: ") for text in texts)
    image = Image.open(io.BytesIO(race_picture(settings).png()))
    assert image.width > 500


def test_every_format_is_written():
    for one in RACE_FORMATS.values():
        assert one.write(race_of(steps=5))
