"""Fits carried elsewhere: the script makes the same fits, the table and the pictures hold them."""

from __future__ import annotations

import io
import sys
import types
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from playground.export.curves import CURVE_FORMATS, curves_csv, curves_script, fits_of
from playground.labs.curves.settings import CurveSettings


def settings_of(**changes):
    settings, notices = CurveSettings().replaced(**changes)
    assert notices == []
    return settings


SETTINGS = [
    settings_of(),
    settings_of(truth="sine", sigma=0.2, degrees=[0, 9, 15], ridge=0.01, basis="powers"),
    settings_of(placed=[(0.1, 1.0), (0.1, 2.0), (0.6, -1.0, 0.5)], degrees=[2, 5], test_end=1.2),
    settings_of(degrees=[], sigma=0),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_script_makes_the_same_fits(settings, monkeypatch, capsys):
    module = types.ModuleType("fitted_by_script")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(curves_script(settings), module.__dict__)
    x = np.linspace(0.0, 1.0, 21)
    fits = fits_of(settings)
    assert list(module.fits) == list(fits)
    for degree, fit in fits.items():
        np.testing.assert_allclose(module.fits[degree].predict(x), fit.predict(x), rtol=1e-9)
    assert capsys.readouterr().out.count("training error") == len(fits)


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_table_and_the_pictures_hold_what_is_seen(settings):
    table = pd.read_csv(io.StringIO(curves_csv(settings)))
    points = settings.points()
    training = table[table.points == "training"]
    np.testing.assert_allclose(training.x, points.x)
    for degree, fit in fits_of(settings).items():
        np.testing.assert_allclose(training[f"degree {degree}"], fit.predict(points.x))
    ET.fromstring(CURVE_FORMATS["svg"].write(settings))
    assert Image.open(io.BytesIO(CURVE_FORMATS["png"].write(settings))).width > 1000
