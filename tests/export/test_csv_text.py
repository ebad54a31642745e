"""No cell of a table is a formula to a spreadsheet; every number stays one."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from playground.data.columns import suggest, use
from playground.data.reading import read_table
from playground.experiment import Experiment
from playground.experiment.sources import Source
from playground.export.csv_text import COMPUTED, csv_text
from playground.export.tables import data_csv


@given(some.lists(some.text(max_size=12) | some.floats(allow_nan=False), min_size=1))
def test_no_text_begins_as_a_formula_does(entries):
    table = pd.DataFrame({"n": range(len(entries)), "entry": entries})
    rows = list(csv.reader(io.StringIO(csv_text(table), newline="")))
    for row, entry in zip(rows[1:], entries, strict=False):
        if len(row) == 2 and row[1].startswith(COMPUTED):
            assert isinstance(entry, float) or np.isfinite(float(row[1]))
        elif isinstance(entry, float):
            assert float(row[1]) == entry


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_a_stranger_s_classes_and_headings_are_texts_in_what_is_exported(mark):
    rows = "".join(f"{i % 5},{i % 3},{mark}{'ab'[i % 2]}\n" for i in range(40))
    table = read_table(f"{mark}SUM(1),y,kind\n{rows}".encode())
    run = Experiment()
    run.use_points(Source.of_table(use(table, suggest(table))))
    cells = [cell for row in csv.reader(io.StringIO(data_csv(run))) for cell in row]
    assert f"'{mark}a" in cells
    assert f"'{mark}SUM(1)" in cells
    assert not any(cell.startswith(mark) for cell in cells if not cell[1:2].isdigit())
