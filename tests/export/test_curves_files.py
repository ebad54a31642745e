"""Fits carried elsewhere: the script makes the same fits, the table and the pictures hold them."""

from __future__ import annotations

import io
import sys
import types
import xml.etree.ElementTree as ET
from unittest.mock import MagicMock

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from playground.export.curves import CURVE_FORMATS, Seen
from playground.export.curves.beside import Beside
from playground.export.curves.fits import fits_of
from playground.export.curves.plot import Axis
from playground.export.curves.stairs import steps_at
from playground.labs.curves.ensembles import KINDS, Ensemble, ensemble
from playground.labs.curves.lab import LabSettings
from playground.labs.curves.widths import each_width, network_of


def settings_of(**changes):
    settings, notices = LabSettings().replaced(**changes)
    assert notices == []
    return settings


def run(script, monkeypatch):
    """Return a script's module after it has been run, as imported."""
    module = types.ModuleType("run_script")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(script, module.__dict__)
    return module


def check_pictures(seen):
    ET.fromstring(CURVE_FORMATS["svg"].write(seen))
    assert Image.open(io.BytesIO(CURVE_FORMATS["png"].write(seen))).width > 1000


SETTINGS = [
    settings_of(),
    settings_of(truth="sine", sigma=0.2, degrees=[0, 9, 15], ridge=0.01, basis="powers"),
    settings_of(placed=[(0.1, 1.0), (0.1, 2.0), (0.6, -1.0, 0.5)], degrees=[2, 5], test_end=1.2),
    settings_of(degrees=[], sigma=0),
    settings_of(placed=[]),
    settings_of(placed=[(0.0, 1.0), (0.4, 3.0), (1.0, 2.0)], truth="unknown", degrees=[1]),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_script_makes_the_same_fits(settings, monkeypatch, capsys):
    module = run(Seen(settings).script(), monkeypatch)
    x = np.linspace(0.0, 1.0, 21)
    fits = fits_of(settings)
    assert list(module.fits) == list(fits)
    for degree, fit in fits.items():
        np.testing.assert_allclose(module.fits[degree].predict(x), fit.predict(x), rtol=1e-9)
    assert capsys.readouterr().out.count("training error") == len(fits)


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_table_and_the_pictures_hold_what_is_seen(settings):
    table = pd.read_csv(io.StringIO(Seen(settings).csv()))
    points = settings.points()
    training = table[table.what == "training"]
    np.testing.assert_allclose(training.x, points.x)
    for degree, fit in fits_of(settings).items():
        np.testing.assert_allclose(training[f"degree {degree}"], fit.predict(points.x))
    check_pictures(Seen(settings))


def test_a_network_goes_with_the_fits(monkeypatch):
    settings = settings_of(width=3, shows_truth=True)
    network = next(ensemble(settings.points(), "initial", 1, network_of(3), settings.seed))
    seen = Seen(settings, network)
    module = run(seen.script(), monkeypatch)
    np.testing.assert_array_equal(module.network.parameters, network.parameters)
    table = pd.read_csv(io.StringIO(seen.csv()))
    np.testing.assert_allclose(table["network, 3"][:10], network.curve(settings.points().x))
    check_pictures(seen)


@pytest.mark.parametrize(
    "changes",
    [
        {"fits": 3, "epochs": 30},
        {"fits": 1, "epochs": 30, "held_back": 0.2, "reveals": False},
        {"source": "own", "placed": [(0.1, 1.0, 0.1), (0.9, 2.0, 0.3)], "fits": 2, "epochs": 30},
        {
            "source": "own",
            "placed": [(0.1, 1.0), (0.9, 2.0)],
            "fits": 2,
            "epochs": 30,
            "truth": "unknown",
        },
    ],
)
def test_three_ensembles_are_carried_elsewhere(changes, monkeypatch, capsys):
    settings = settings_of(view="uncertainty", **changes)
    points, learner = settings.measurement(), settings.learner()
    made = {
        kind: Ensemble(points, kind, tuple(ensemble(points, kind, settings.fits, learner, 1)))
        for kind in KINDS
    }
    seen = Seen(settings, None, made)
    module = run(seen.script(), monkeypatch)
    x = np.linspace(0.1, 0.9, 7)
    for kind, one in made.items():
        np.testing.assert_allclose(module.ensembles[kind].curves(x), one.curves(x), rtol=1e-12)
    assert capsys.readouterr().out.count("chi^2 per point") == 3
    table = pd.read_csv(io.StringIO(seen.csv()))
    measured, curve = table[table.what == "point"], table[table.what == "curve"]
    np.testing.assert_allclose(measured.error, points.errors)
    at = curve.x.to_numpy()
    np.testing.assert_allclose(curve["replicas, mean"], made["replicas"].mean(at))
    assert ("replicas, low" in table) == (settings.fits > 1)
    assert ("truth" in table) == (settings.reveals and settings.truth != "unknown")
    check_pictures(seen)


@pytest.mark.parametrize("changes", [{"source": "proton"}, {"source": "own", "placed": []}])
def test_a_measurement_without_fits_is_carried_elsewhere(changes):
    seen = Seen(settings_of(view="uncertainty", **changes))
    compile(seen.script(), "curves.py", "exec")
    table = pd.read_csv(io.StringIO(seen.csv()))
    assert (table.what == "point").sum() == len(seen.settings.measurement())
    check_pictures(seen)


@pytest.mark.parametrize(
    "changes",
    [{"curve": "diagonal"}, {"curve": "step", "steps": 3}, {"curve": "wiggle", "own_steps": []},
     {"curve": "sine", "own_steps": [(0.0, 0.5), (0.3, 1.0), (0.6, -0.7)], "depth": 5}],
)  # fmt: skip
def test_a_staircase_is_carried_elsewhere(changes, monkeypatch, capsys):
    settings = settings_of(view="steps", **changes)
    seen = Seen(settings)
    module = run(seen.script(), monkeypatch)
    x = np.linspace(0.0, 1.0, 41)
    np.testing.assert_allclose(module.steps(x), steps_at(settings, x))
    assert "largest distance" in capsys.readouterr().out
    table = pd.read_csv(io.StringIO(seen.csv()))
    _, heights = settings.staircase()
    np.testing.assert_allclose(table[table.what == "step"].height, heights)
    folded = table[table.what == "depth"]
    np.testing.assert_allclose(module.folded(folded.x.to_numpy()), folded.folded, atol=1e-12)
    check_pictures(seen)


def test_marks_are_round_numbers():
    assert Axis(-1.5, 1.6).marks == [-1.0, 0.0, 1.0]
    assert Axis(1e-3, 1.0, log=True).marks == [1e-3, 1e-2, 0.1, 1.0]


SEEN = [
    settings_of(draws=4),
    settings_of(draws=4, chart="parts", truth="sine", sigma=0.3, degrees=[1, 4], ridge=0.01),
    settings_of(draws=4, chart="size", truth="step", degrees=[0, 3]),
    settings_of(draws=4, chart="parts", truth="typed", formula="2*x + exp(x)", degrees=[2]),
    settings_of(
        draws=4, chart="parts", placed=[(0.1, 1.0), (0.5, 2.0, 0.3), (0.9, 1.0)], degrees=[1]
    ),
    settings_of(
        draws=4, chart="size", placed=[(0.1, 1.0), (0.5, 2.0)], truth="unknown", degrees=[1]
    ),
    settings_of(draws=4, chart="parts", placed=[], degrees=[1]),
    settings_of(draws=4, chart="parts", degrees=[]),
]


@pytest.mark.parametrize("settings", SEEN)
def test_new_data_sets_and_the_chart_beside_the_fits_are_carried_elsewhere(
    settings, monkeypatch, capsys
):
    beside = Beside(settings)
    seen = Seen(settings, beside=beside)
    module = run(seen.script(), monkeypatch)
    table = pd.read_csv(io.StringIO(seen.csv()))
    has_truth = bool(len(settings.points())) and settings.function().is_known
    assert len(beside.parts) == (16 if has_truth else 0)
    for one, again in zip(beside.parts, getattr(module, "parts", []), strict=True):
        np.testing.assert_allclose(again.fits, one.fits, rtol=1e-9, atol=1e-9)
    assert capsys.readouterr().out.count("median") == len(beside.parts)
    if beside.seen is not None:
        place = table[table.what == "place"]
        np.testing.assert_allclose(place["data set 200"], beside.seen.fits[-1])
        np.testing.assert_allclose(
            table[table.what == "degree"].variance,
            [one.mean_variance for one in beside.parts],
        )
    for degree, curve in beside.sizes.items():
        np.testing.assert_allclose(module.sizes[degree].drawn_test, curve.drawn_test, rtol=1e-9)
        rows = table[(table.what == "number of points") & (table.degree == degree)]
        np.testing.assert_allclose(rows["test error"], curve.test)
    assert bool(beside.sizes) == (settings.chart == "size" and has_truth)
    check_pictures(seen)


@pytest.mark.parametrize("chart", ["degree", "parts", "size", "width"])
def test_the_script_draws_the_chart(chart, monkeypatch):
    pyplot, left, right = MagicMock(), MagicMock(), MagicMock()
    pyplot.subplots.return_value = None, (left, right)
    right.loglog.return_value = [MagicMock()]
    monkeypatch.setitem(sys.modules, "matplotlib", MagicMock(pyplot=pyplot))
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
    settings = settings_of(degrees=[1, 10], chart=chart, draws=1)
    script = Seen(settings, beside=Beside(settings, 10)).script()
    run(script.replace('__name__ == "__main__"', "True"), monkeypatch)
    curves = {label for call in left.plot.call_args_list if (label := call.kwargs.get("label"))}
    assert curves >= {"mean of 200", "degree 1", "degree 10", "training points", "new points"}
    drawn = {"degree": right.semilogy, "parts": right.stackplot, "size": right.loglog}
    drawn.get(chart, right.semilogy).assert_called()
    pyplot.show.assert_called_once()


def test_networks_of_every_width_are_carried_elsewhere(monkeypatch):
    settings = settings_of(degrees=[1], chart="width")
    first = next(each_width(settings.points(), settings.function(), settings.sigma, settings.seed))
    seen = Seen(settings, beside=Beside(settings, networks=first))
    assert "each_width" in compile(seen.script(), "curves.py", "exec").co_names
    rows = pd.read_csv(io.StringIO(seen.csv())).query("what == 'width'")
    assert len(rows) == first.test.size
    assert rows["test error"].iloc[0] == pytest.approx(first.test[0, 0])
    check_pictures(seen)


def test_what_a_teacher_has_hidden_of_new_points_is_in_no_file(monkeypatch, capsys):
    settings = settings_of(hidden=["curves.test"], draws=1, chart="parts")
    seen = Seen(settings, beside=Beside(settings))
    assert set(pd.read_csv(io.StringIO(seen.csv())).what) == {"training", "curve"}
    run(seen.script(), monkeypatch)
    assert "median" not in capsys.readouterr().out
    assert "test" not in CURVE_FORMATS["svg"].write(seen)
